//! Connections that a failed proof shows, asked of the plain evaluators.

use crate::emit::tests::intended::Intended;
use crate::emit::tests::world::{self, World};
use crate::ir::Policy;
use crate::set::flow::{Connection, End, Labels, Model, Pod};
use crate::set::rule::{Direction, NAMESPACE_NAME};
use crate::verify::compare::Gap;
use k8s_openapi::api::networking::v1::NetworkPolicy;

fn labels(labels: &Labels) -> world::Labels {
    labels.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect()
}

fn pod(world: &mut World, pod: &Pod) -> world::End {
    let name = pod.namespace[NAMESPACE_NAME].to_string();
    let known = world.namespaces.iter().position(|namespace| namespace.name == name);
    let namespace = known.unwrap_or_else(|| {
        world.namespaces.push(world::Namespace { name, labels: labels(&pod.namespace) });
        world.namespaces.len() - 1
    });
    assert_eq!(world.namespaces[namespace].labels, labels(&pod.namespace), "one namespace");
    let port =
        |((protocol, name), port): (&(crate::set::port::Protocol, ecow::EcoString), &u16)| {
            ((protocol.kubernetes().to_owned(), name.to_string()), *port)
        };
    world::End::Pod(world::Pod {
        namespace,
        labels: labels(&pod.labels),
        ports: pod.ports.iter().map(port).collect(),
        address: pod.address,
    })
}

/// The connection of a gap, in a cluster of its two ends.
pub struct Replay<'a> {
    gap: &'a Gap,
    world: World,
    subject: world::End,
    peer: world::End,
}

impl<'a> Replay<'a> {
    pub fn new(gap: &'a Gap) -> Self {
        let blocks_match_pods = gap.model == Model::Everywhere;
        let mut world = World { namespaces: Vec::new(), ends: Vec::new(), blocks_match_pods };
        let subject = pod(&mut world, &gap.connection.subject);
        let peer = match &gap.connection.peer {
            End::Pod(other) => pod(&mut world, other),
            End::Outside(address) => world::End::Outside(*address),
        };
        Self { gap, world, subject, peer }
    }

    /// What policies say of it in its direction; of a gap of isolation, without their rules.
    pub fn opens(&self, policies: &[NetworkPolicy]) -> bool {
        let Connection { direction, protocol, port, .. } = &*self.gap.connection;
        let (name, destination) = match direction {
            Direction::Egress => ("Egress", &self.peer),
            Direction::Ingress => ("Ingress", &self.subject),
        };
        let word = protocol.kubernetes();
        let bare = if self.gap.isolation { bare(policies) } else { policies.to_vec() };
        self.world.opens(&bare, name, &self.subject, &self.peer, destination, word, *port)
    }

    /// What a program says of it in its direction.
    fn meant(&self, policy: &Policy) -> bool {
        let Connection { direction, protocol, port, .. } = &*self.gap.connection;
        let intended = Intended { policy, world: &self.world };
        let word = protocol.kubernetes();
        match direction {
            Direction::Egress => intended.leaves(&self.subject, &self.peer, word, *port),
            Direction::Ingress => intended.enters(&self.peer, &self.subject, word, *port),
        }
    }
}

/// Whether the program, as `original` says it, and the policies really differ on the connection of a gap.
pub fn differs(
    policy: &Policy,
    policies: &[NetworkPolicy],
    original: &[NetworkPolicy],
    gap: &Gap,
) -> bool {
    let replay = Replay::new(gap);
    let meant = if gap.isolation { replay.opens(original) } else { replay.meant(policy) };
    meant != replay.opens(policies)
}

/// Policies without rules: what is left is who is isolated.
fn bare(policies: &[NetworkPolicy]) -> Vec<NetworkPolicy> {
    let mut policies = policies.to_vec();
    for policy in &mut policies {
        let spec = policy.spec.as_mut().unwrap();
        if spec.policy_types.as_ref().is_none_or(Vec::is_empty) {
            let egress = spec.egress.as_ref().is_some_and(|rules| !rules.is_empty());
            let types = ["Ingress", "Egress"].into_iter().take(1 + usize::from(egress));
            spec.policy_types = Some(types.map(str::to_owned).collect());
        }
        (spec.ingress, spec.egress) = (None, None);
    }
    policies
}
