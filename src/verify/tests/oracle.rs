//! Random clusters and what the sets say of every pair in them, written for another analyzer to judge:
//! `tests/oracle/compare.py` starts this and compares.
//!
//! The verdicts are decisions of the search: a pair on some ports is a box, and it is allowed when it is
//! inside the boxes of the policies.

use super::cluster::{Cluster, Reader};
use super::dice::Dice;
use super::judge::{end, meaning};
use crate::emit::tests::conformance::world;
use crate::set::cidr::AddressSet;
use crate::set::cover::{Answer, Budget, covered};
use crate::set::flow::{End, FlowBox, Labels, Model, Peers, Pod, Ports};
use crate::set::interval::Intervals;
use crate::set::labels::{LabelBox, ValueSet};
use crate::set::port::{PortSet, Protocol};
use crate::set::rule::{Direction, NAMESPACE_NAME, Rule, Space};
use ecow::EcoString;
use k8s_openapi::api::networking::v1::NetworkPolicy;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;

/// One end of a verdict.
struct Place {
    /// `namespace/name`; ranges of addresses, each `first-last`.
    names: Vec<String>,
    /// The pod; none for addresses.
    pod: Option<Pod>,
    peers: Peers,
}

/// What policies isolate and allow, as boxes, by direction.
struct Policies {
    isolated: [Vec<FlowBox>; 2],
    rules: [Vec<FlowBox>; 2],
    /// Where sets of ports begin and where they have ended.
    edges: BTreeSet<u32>,
}

impl Policies {
    fn new(policies: &[NetworkPolicy]) -> Self {
        let mut space = Space::default();
        let meaning = meaning(policies, &mut space).unwrap();
        let mut edges = BTreeSet::new();
        let rules = Direction::ALL.map(|direction| {
            let rules = meaning.side(direction).rules.iter();
            let boxes = rules.flat_map(|rule| {
                let Rule { subject, peer, ports, .. } = *rule;
                // nca reads blocks as addresses outside.
                FlowBox::of_rule(&space, direction, Model::Outside, subject, peer, ports)
            });
            boxes.collect::<Vec<_>>()
        });
        for one in rules.iter().flatten() {
            edges
                .extend(one.ports.numbers.ranges().iter().flat_map(|(low, high)| [*low, high + 1]));
        }
        let isolated = Direction::ALL.map(|direction| {
            let subjects = meaning.side(direction).isolated.iter();
            subjects.filter_map(|(subject, _)| FlowBox::of_isolation(&space, *subject)).collect()
        });
        Self { isolated, rules, edges }
    }

    /// The ports that a direction allows a pod with a peer, `destination` being either, in steps.
    fn open(&self, direction: Direction, pod: &Pod, peers: &Peers, ports: &[Ports]) -> Vec<bool> {
        let on = |peers: Peers, ports: Ports| FlowBox {
            namespaces: exactly(&pod.namespace),
            pods: exactly(&pod.labels),
            addresses: AddressSet::all(),
            peers,
            ports,
        };
        let all = || Ports::of(&PortSet::any()).remove(0);
        let isolation = on(Peers::Outside(AddressSet::all()), all());
        if !inside(direction, &isolation, &self.isolated[direction as usize]) {
            return vec![true; ports.len()];
        }
        let whole = on(peers.clone(), all());
        let near = self.rules[direction as usize].iter().filter(|one| {
            !one.namespaces.is_disjoint(&whole.namespaces) && !one.pods.is_disjoint(&whole.pods)
        });
        let near: Vec<_> = near.cloned().collect();
        ports
            .iter()
            .map(|ports| inside(direction, &on(peers.clone(), ports.clone()), &near))
            .collect()
    }
}

fn inside(direction: Direction, wanted: &FlowBox, by: &[FlowBox]) -> bool {
    match covered(direction, wanted, by, &mut Budget(1_000_000)) {
        Answer::Inside => true,
        Answer::Outside(_) => false,
        Answer::Undecided => panic!("undecided"),
    }
}

/// The box of these labels and no others, of all keys that clusters have.
fn exactly(labels: &Labels) -> LabelBox {
    ["app", "tier", NAMESPACE_NAME].into_iter().fold(LabelBox::default(), |all, key| {
        let values: BTreeSet<_> = labels.get(key).cloned().into_iter().collect();
        all.replace(&key.into(), ValueSet { absent: values.is_empty(), negated: false, values })
    })
}

/// The ports of a destination, cut wherever a policy or a name of the destination cuts them.
fn steps(edges: &BTreeSet<u32>, destination: Option<&Pod>) -> Vec<Ports> {
    let names: Vec<_> = destination.iter().flat_map(|pod| &pod.ports).collect();
    let points = names.iter().map(|((protocol, _), port)| protocol.at(**port));
    let mut edges = edges.clone();
    edges.extend(points.flat_map(|point| [point, point + 1]));
    let mut steps = Vec::new();
    for (low, high) in Protocol::ALL.map(Protocol::full) {
        let starts = edges.range(low + 1..=high).copied();
        let starts: Vec<_> = [low].into_iter().chain(starts).chain([high + 1]).collect();
        for pair in starts.windows(2) {
            let numbers = Intervals::new([(pair[0], pair[1] - 1)]);
            let here = names.iter().filter(|((of, _), port)| of.at(**port) == pair[0]);
            let names = here.map(|(name, _)| (*name).clone()).collect::<BTreeSet<(_, EcoString)>>();
            steps.push(Ports { numbers, names });
        }
    }
    steps
}

/// Every address, cut into sets that no block of a policy cuts again.
fn addresses(policies: &Policies) -> Vec<Place> {
    let mut parts = vec![AddressSet::all()];
    for one in policies.rules.iter().flatten() {
        if let Peers::Outside(block) = &one.peers {
            let cut = |part: AddressSet| [part.intersect(block), part.subtract(block)];
            parts = parts.into_iter().flat_map(cut).filter(|part| !part.is_empty()).collect();
        }
    }
    let place = |part: AddressSet| Place {
        names: part.ranges().map(|(first, last)| format!("{first}-{last}")).collect(),
        pod: None,
        peers: Peers::Outside(part),
    };
    parts.into_iter().map(place).collect()
}

/// Every pair that may exchange something, and on which ports.
fn verdicts(cluster: Cluster) -> Vec<Value> {
    let policies = Policies::new(&cluster.policies);
    let mut places = addresses(&policies);
    let (world, names) = world(cluster.namespaces, cluster.pods);
    places.extend(world.ends.iter().zip(names).map(|(one, name)| {
        let End::Pod(pod) = end(&world, one) else { unreachable!() };
        let (namespaces, pods) = (exactly(&pod.namespace), exactly(&pod.labels));
        let peers = Peers::Pods { namespaces, pods, addresses: AddressSet::all() };
        Place { names: vec![name], pod: Some(pod), peers }
    }));
    let mut verdicts = Vec::new();
    for from in &places {
        for to in places.iter().filter(|to| to.names != from.names) {
            if from.pod.is_none() && to.pod.is_none() {
                continue;
            }
            let ports = steps(&policies.edges, to.pod.as_ref());
            let open = |direction, subject: &Place, peer: &Place| match &subject.pod {
                Some(pod) => policies.open(direction, pod, &peer.peers, &ports),
                None => vec![true; ports.len()],
            };
            let (out, into) =
                (open(Direction::Egress, from, to), open(Direction::Ingress, to, from));
            let both = ports.iter().zip(out.into_iter().zip(into));
            let allowed = both.filter(|(_, (out, into))| *out && *into);
            let ranges = allowed.flat_map(|(ports, _)| ports.numbers.ranges().iter().copied());
            let allowed = Intervals::new(ranges);
            if !allowed.is_empty() {
                let ranges = allowed.ranges().iter().map(|(low, high)| {
                    let ((protocol, low), (_, high)) =
                        (Protocol::split(*low), Protocol::split(*high));
                    json!([protocol.kubernetes(), low, high])
                });
                let ports: Vec<_> = ranges.collect();
                verdicts.push(json!({ "from": from.names, "to": to.names, "ports": ports }));
            }
        }
    }
    verdicts
}

/// The objects of a cluster, a document each.
fn yaml(cluster: &Cluster) -> String {
    let namespaces = cluster.namespaces.iter().map(|object| serde_yaml::to_string(object).unwrap());
    let pods = cluster.pods.iter().map(|object| serde_yaml::to_string(object).unwrap());
    let policies = cluster.policies.iter().map(|object| serde_yaml::to_string(object).unwrap());
    namespaces.chain(pods).chain(policies).collect::<Vec<_>>().join("---\n")
}

#[test]
#[ignore = "writes clusters into NETZ_ORACLE for tests/oracle/compare.py"]
#[allow(clippy::disallowed_methods, reason = "a test writes into a folder")]
fn clusters_and_verdicts_are_written() {
    let number = |name: &str| std::env::var(name).unwrap().parse::<u64>().unwrap();
    let folder = std::env::var_os("NETZ_ORACLE").unwrap();
    let (first, count) = (number("NETZ_ORACLE_SEED"), number("NETZ_ORACLE_CLUSTERS"));
    for seed in first..first + count {
        let folder = Path::new(&folder).join(format!("seed-{seed}"));
        let cluster = Cluster::random(&mut Dice(seed), Reader::Nca);
        std::fs::create_dir_all(folder.join("cluster")).unwrap();
        std::fs::write(folder.join("cluster/objects.yaml"), yaml(&cluster)).unwrap();
        let verdicts = serde_json::to_string(&verdicts(cluster)).unwrap();
        std::fs::write(folder.join("netz.json"), verdicts).unwrap();
    }
}
