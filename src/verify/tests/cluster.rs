//! Random clusters whose policies are written in every way that the API takes, not only as netz writes
//! them.
//!
//! `tests/oracle` shows the same clusters to network-config-analyzer, and leaves out what that reads
//! otherwise than Kubernetes does.

use super::dice::Dice;
use k8s_openapi::api::core::v1::{
    Container, ContainerPort, Namespace, Pod, PodIP, PodSpec, PodStatus,
};
use k8s_openapi::api::networking::v1::{
    IPBlock, NetworkPolicy, NetworkPolicyEgressRule, NetworkPolicyIngressRule, NetworkPolicyPeer,
    NetworkPolicyPort, NetworkPolicySpec,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{
    LabelSelector, LabelSelectorRequirement, ObjectMeta,
};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use std::collections::BTreeMap;

const NAMESPACES: [&str; 4] = ["a", "b", "c", "d"];
const KEYS: [&str; 2] = ["app", "tier"];
/// An empty value is a value, and no absent label.
const VALUES: [&str; 4] = ["x", "y", "z", ""];
const PROTOCOLS: [&str; 3] = ["TCP", "UDP", "SCTP"];

/// Who reads a cluster.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// Somebody who keeps to the API.
    Exact,
    /// network-config-analyzer 2.1.0.
    Nca,
}

/// The objects of a cluster.
pub struct Cluster {
    pub namespaces: Vec<Namespace>,
    pub pods: Vec<Pod>,
    pub policies: Vec<NetworkPolicy>,
}

impl Cluster {
    pub fn random(dice: &mut Dice, reader: Reader) -> Self {
        let namespaces = NAMESPACES.map(|name| {
            let mut metadata = named(name);
            let mut labels = labels(dice);
            labels.insert("kubernetes.io/metadata.name".to_owned(), name.to_owned());
            metadata.labels = Some(labels);
            Namespace { metadata, ..Namespace::default() }
        });
        let pods = (0..8).map(|at| pod(dice, reader, at)).collect();
        let policies = (0..1 + dice.roll(6)).map(|at| policy(dice, reader, at)).collect();
        Self { namespaces: namespaces.into(), pods, policies }
    }
}

fn named(name: impl Into<String>) -> ObjectMeta {
    ObjectMeta { name: Some(name.into()), ..ObjectMeta::default() }
}

fn labels(dice: &mut Dice) -> BTreeMap<String, String> {
    let keys = KEYS.iter().filter(|_| !dice.one_in(3)).copied().collect::<Vec<_>>();
    keys.into_iter().map(|key| (key.to_owned(), (*dice.pick(&VALUES)).to_owned())).collect()
}

fn pod(dice: &mut Dice, reader: Reader, at: usize) -> Pod {
    let mut ports = Vec::new();
    for protocol in PROTOCOLS {
        for name in ["http", "dns"] {
            // nca knows one protocol for each port name of a pod.
            let twice =
                || ports.iter().any(|port: &ContainerPort| port.name.as_deref() == Some(name));
            if dice.one_in(3) && !(reader == Reader::Nca && twice()) {
                ports.push(ContainerPort {
                    container_port: *dice.pick(&[53, 80, 81, 90]),
                    name: Some(name.to_owned()),
                    protocol: Some(protocol.to_owned()),
                    ..ContainerPort::default()
                });
            }
        }
    }
    let mut metadata = named(format!("p{at}"));
    metadata.namespace = Some((*dice.pick(&NAMESPACES)).to_owned());
    metadata.labels = Some(labels(dice));
    let container =
        Container { name: "main".to_owned(), ports: Some(ports), ..Container::default() };
    let address = match at {
        0 => "2001:db8::9".to_owned(),
        _ => format!("10.{}.{}.{at}", 1 + dice.roll(2), 1 + dice.roll(2)),
    };
    Pod {
        metadata,
        spec: Some(PodSpec { containers: vec![container], ..PodSpec::default() }),
        status: Some(PodStatus {
            pod_ip: Some(address.clone()),
            pod_ips: Some(vec![PodIP { ip: address }]),
            ..PodStatus::default()
        }),
    }
}

fn policy(dice: &mut Dice, reader: Reader, at: usize) -> NetworkPolicy {
    let mut ingress = rules(dice, reader).map(|rules| {
        let rule = |(from, ports)| NetworkPolicyIngressRule { from, ports };
        rules.into_iter().map(rule).collect::<Vec<_>>()
    });
    let mut egress = rules(dice, reader).map(|rules| {
        let rule = |(to, ports)| NetworkPolicyEgressRule { to, ports };
        rules.into_iter().map(rule).collect::<Vec<_>>()
    });
    let types: Option<&[&str]> = match dice.roll(8) {
        0 | 1 => None,
        2 => Some(&[]),
        3 => Some(&["Ingress"]),
        4 => Some(&["Egress"]),
        5 => Some(&["Egress", "Ingress"]),
        _ => Some(&["Ingress", "Egress"]),
    };
    let mut policy_types =
        types.map(|types| types.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
    if reader == Reader::Nca {
        match policy_types.as_mut().filter(|types| !types.is_empty()) {
            Some(types) => {
                // It takes the two types in this order alone, and no rules of a direction without its type.
                types.sort_by(|one, other| other.cmp(one));
                ingress = ingress.filter(|_| types.contains(&"Ingress".to_owned()));
                egress = egress.filter(|_| types.contains(&"Egress".to_owned()));
            }
            // Without types it takes an empty `egress` for isolation; the API server's default needs a rule.
            None => egress = egress.filter(|rules| !rules.is_empty()),
        }
    }
    let mut metadata = named(format!("policy-{at}"));
    metadata.namespace = Some((*dice.pick(&NAMESPACES)).to_owned());
    let pod_selector = Some(selector(dice, Of::Subjects, reader));
    let spec = NetworkPolicySpec { pod_selector, policy_types, ingress, egress };
    NetworkPolicy { metadata, spec: Some(spec) }
}

type Rule = (Option<Vec<NetworkPolicyPeer>>, Option<Vec<NetworkPolicyPort>>);

fn rules(dice: &mut Dice, reader: Reader) -> Option<Vec<Rule>> {
    (!dice.one_in(5)).then(|| {
        let rule = |dice: &mut Dice| {
            let peers = several(dice, |dice| peer(dice, reader));
            (peers, several(dice, port))
        };
        (0..dice.roll(4)).map(|_| rule(dice)).collect()
    })
}

/// A list that may be missing or empty.
fn several<T>(dice: &mut Dice, mut one: impl FnMut(&mut Dice) -> T) -> Option<Vec<T>> {
    match dice.roll(8) {
        0 => None,
        1 => Some(Vec::new()),
        _ => Some((0..=dice.roll(3)).map(|_| one(dice)).collect()),
    }
}

fn peer(dice: &mut Dice, reader: Reader) -> NetworkPolicyPeer {
    let mut peer = NetworkPolicyPeer::default();
    match dice.roll(5) {
        0 => peer.ip_block = Some(block(dice)),
        1 => peer.namespace_selector = Some(selector(dice, Of::Namespaces, reader)),
        2 | 3 => {
            peer.namespace_selector = Some(selector(dice, Of::Namespaces, reader));
            peer.pod_selector = Some(selector(dice, Of::PodsElsewhere, reader));
        }
        _ => peer.pod_selector = Some(selector(dice, Of::PodsHere, reader)),
    }
    peer
}

fn block(dice: &mut Dice) -> IPBlock {
    let blocks: [(&str, &[&str]); 7] = [
        ("10.0.0.0/8", &["10.1.0.0/16"]),
        ("10.0.0.0/8", &["10.1.0.0/16", "10.2.1.0/24"]),
        ("10.1.2.0/24", &[]),
        ("0.0.0.0/0", &["10.0.0.0/8"]),
        ("::/0", &["2001:db8::/32"]),
        ("::/0", &["2001:db8::8/125", "2001:db9::/32"]),
        ("2001:db8::8/126", &[]),
    ];
    let (cidr, except) = dice.pick(&blocks);
    let listed = || except.iter().map(|cut| (*cut).to_owned()).collect();
    IPBlock { cidr: (*cidr).to_owned(), except: (!except.is_empty()).then(listed) }
}

fn port(dice: &mut Dice) -> NetworkPolicyPort {
    let protocol = (!dice.one_in(3)).then(|| (*dice.pick(&PROTOCOLS)).to_owned());
    let number = *dice.pick(&[53, 80, 81, 90]);
    let (port, end_port) = match dice.roll(6) {
        0 => (None, None),
        1 => (Some(IntOrString::String((*dice.pick(&["http", "dns"])).to_owned())), None),
        2 | 3 => (Some(IntOrString::Int(number)), Some(number + *dice.pick(&[0, 1, 9]))),
        _ => (Some(IntOrString::Int(number)), None),
    };
    NetworkPolicyPort { protocol, port, end_port }
}

/// What a selector is of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    Subjects,
    PodsHere,
    PodsElsewhere,
    Namespaces,
}

fn selector(dice: &mut Dice, of: Of, reader: Reader) -> LabelSelector {
    // To nca a namespace without a label has it with an empty value.
    let values = if reader == Reader::Nca && of == Of::Namespaces { &VALUES[..3] } else { &VALUES };
    let mut selector = LabelSelector::default();
    if dice.one_in(3) {
        let key = (*dice.pick(&KEYS)).to_owned();
        selector.match_labels = Some([(key, (*dice.pick(values)).to_owned())].into());
    }
    if dice.one_in(2) {
        let expression = |dice: &mut Dice| {
            let key = (*dice.pick(&KEYS)).to_owned();
            let some = dice.some(values, 2).into_iter().map(|value| (*value).to_owned()).collect();
            // nca looks for keys of pods in the policy's own namespace alone.
            let sides = if reader == Reader::Nca && of == Of::PodsElsewhere { 2 } else { 4 };
            let (operator, values) = match dice.roll(sides) {
                0 => ("In", Some(some)),
                1 => ("NotIn", Some(some)),
                2 => ("Exists", None),
                _ => ("DoesNotExist", None),
            };
            LabelSelectorRequirement { key, operator: operator.to_owned(), values }
        };
        selector.match_expressions = Some((0..=dice.roll(2)).map(|_| expression(dice)).collect());
    }
    selector
}
