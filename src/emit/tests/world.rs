//! A small cluster, and who may talk to whom in it by NetworkPolicies: the definition, written plainly.

use k8s_openapi::api::networking::v1::{
    IPBlock, NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use std::collections::BTreeMap;
use std::net::IpAddr;

const BOTH: [&str; 2] = ["Ingress", "Egress"];

pub type Labels = BTreeMap<String, String>;

pub struct Namespace {
    pub name: String,
    /// With `kubernetes.io/metadata.name`.
    pub labels: Labels,
}

pub struct Pod {
    /// The index of its namespace.
    pub namespace: usize,
    pub labels: Labels,
    /// Its named ports, by protocol and name.
    pub ports: BTreeMap<(String, String), u16>,
    pub address: IpAddr,
}

pub enum End {
    Pod(Pod),
    Outside(IpAddr),
}

pub struct World {
    pub namespaces: Vec<Namespace>,
    pub ends: Vec<End>,
    /// Whether `ipBlock` matches pods too: some plugins do it so, some so.
    pub blocks_match_pods: bool,
}

impl World {
    /// Whether policies let `source` connect to `destination`.
    pub fn allows(
        &self,
        policies: &[NetworkPolicy],
        source: &End,
        destination: &End,
        protocol: &str,
        port: u16,
    ) -> bool {
        let on = |end, other, direction| {
            self.opens(policies, direction, end, other, destination, protocol, port)
        };
        on(source, destination, "Egress") && on(destination, source, "Ingress")
    }

    /// Whether policies let `end` exchange with `other` in a direction.
    #[allow(clippy::too_many_arguments, reason = "a definition, written plainly")]
    pub fn opens(
        &self,
        policies: &[NetworkPolicy],
        direction: &str,
        end: &End,
        other: &End,
        destination: &End,
        protocol: &str,
        port: u16,
    ) -> bool {
        let End::Pod(pod) = end else { return true };
        let mut isolated = false;
        for policy in policies {
            let spec = policy.spec.as_ref().unwrap();
            let has_egress = spec.egress.as_ref().is_some_and(|rules| !rules.is_empty());
            let implied = if has_egress { &BOTH[..] } else { &BOTH[..1] };
            let listed = spec.policy_types.as_deref().unwrap_or_default();
            let types: Vec<_> = listed.iter().map(String::as_str).collect();
            let types = if types.is_empty() { implied } else { &types };
            let here = policy.metadata.namespace.as_deref()
                == Some(self.namespaces[pod.namespace].name.as_str());
            if !here
                || !types.contains(&direction)
                || !spec.pod_selector.iter().all(|pods| selects(pods, &pod.labels))
            {
                continue;
            }
            isolated = true;
            let rules: Vec<_> = if direction == "Egress" {
                let rules = spec.egress.iter().flatten();
                rules.map(|rule| (rule.to.as_deref(), rule.ports.as_deref())).collect()
            } else {
                let rules = spec.ingress.iter().flatten();
                rules.map(|rule| (rule.from.as_deref(), rule.ports.as_deref())).collect()
            };
            for (peers, ports) in rules {
                let peers = peers.unwrap_or_default();
                let ports = ports.unwrap_or_default();
                let peer = |peer| self.is_peer(peer, pod.namespace, other);
                let on = |entry| holds_port(entry, destination, protocol, port);
                if (peers.is_empty() || peers.iter().any(peer))
                    && (ports.is_empty() || ports.iter().any(on))
                {
                    return true;
                }
            }
        }
        !isolated
    }

    /// Whether a peer of a policy in `own` is `end`.
    fn is_peer(&self, peer: &NetworkPolicyPeer, own: usize, end: &End) -> bool {
        if let Some(block) = &peer.ip_block {
            return match end {
                End::Outside(address) => holds_address(block, *address),
                End::Pod(pod) => self.blocks_match_pods && holds_address(block, pod.address),
            };
        }
        let End::Pod(pod) = end else { return false };
        let namespace = match &peer.namespace_selector {
            None => pod.namespace == own,
            Some(selector) => selects(selector, &self.namespaces[pod.namespace].labels),
        };
        namespace && peer.pod_selector.as_ref().is_none_or(|pods| selects(pods, &pod.labels))
    }
}

fn selects(selector: &LabelSelector, labels: &Labels) -> bool {
    let labelled = selector.match_labels.iter().flatten();
    let expressions = selector.match_expressions.iter().flatten();
    labelled.into_iter().all(|(key, value)| labels.get(key) == Some(value))
        && expressions.into_iter().all(|expression| {
            let value = labels.get(&expression.key);
            let values = expression.values.as_deref().unwrap_or_default();
            let listed = value.is_some_and(|value| values.contains(value));
            match expression.operator.as_str() {
                "In" => listed,
                "NotIn" => !listed,
                "Exists" => value.is_some(),
                "DoesNotExist" => value.is_none(),
                other => panic!("{other}"),
            }
        })
}

fn holds_address(block: &IPBlock, address: IpAddr) -> bool {
    let holds = |cidr: &String| cidr.parse::<ipnet::IpNet>().unwrap().contains(&address);
    holds(&block.cidr) && !block.except.iter().flatten().any(holds)
}

fn holds_port(entry: &NetworkPolicyPort, destination: &End, protocol: &str, port: u16) -> bool {
    if entry.protocol.as_deref().unwrap_or("TCP") != protocol {
        return false;
    }
    match &entry.port {
        None => true,
        Some(IntOrString::Int(low)) => {
            (*low..=entry.end_port.unwrap_or(*low)).contains(&i32::from(port))
        }
        Some(IntOrString::String(name)) => match destination {
            End::Outside(_) => false,
            End::Pod(pod) => pod.ports.get(&(protocol.to_owned(), name.clone())) == Some(&port),
        },
    }
}
