//! Random NetworkPolicies of the kinds that people write: expressions, defaults, ranges, named ports, blocks.

use super::dice::Dice;
use crate::diagnostic::Sink;
use crate::k8s::inventory::Inventory;
use crate::source::FileId;
use k8s_openapi::api::networking::v1::{
    IPBlock, NetworkPolicy, NetworkPolicyEgressRule, NetworkPolicyIngressRule, NetworkPolicyPeer,
    NetworkPolicyPort, NetworkPolicySpec,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, LabelSelectorRequirement};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

const NAMESPACES: [&str; 5] = ["a", "b", "c", "d", "kube-system"];
const VALUES: [&str; 3] = ["x", "y", "z"];
const KEYS: [&str; 2] = ["app", "tier"];
const BLOCKS: [(&str, &[&str]); 5] = [
    ("10.0.0.0/8", &["10.1.0.0/16"]),
    ("10.1.2.0/24", &[]),
    ("0.0.0.0/0", &["10.0.0.0/8"]),
    ("::/0", &["2001:db8::/32"]),
    ("2001:db8::1/128", &[]),
];

/// Up to `most` policies.
pub fn policies(dice: &mut Dice, most: usize) -> Vec<NetworkPolicy> {
    (0..1 + dice.roll(most)).map(|at| policy(dice, at)).collect()
}

/// The same as netz reads them.
pub fn inventory(policies: &[NetworkPolicy]) -> Inventory {
    let texts = policies.iter().map(|policy| serde_yaml::to_string(policy).unwrap());
    let text = texts.collect::<Vec<_>>().join("---\n");
    let (mut inventory, mut sink) = (Inventory::default(), Sink::default());
    inventory.read(FileId(0), &text, &mut sink);
    assert!(!sink.has_errors(), "{:?}\n{text}", sink.finish(&Default::default()));
    inventory
}

fn policy(dice: &mut Dice, at: usize) -> NetworkPolicy {
    let mut policy = NetworkPolicy::default();
    policy.metadata.name = Some(format!("foreign-{at}"));
    policy.metadata.namespace = Some((*dice.pick(&NAMESPACES)).to_owned());
    let ingress = (0..dice.roll(3))
        .map(|_| NetworkPolicyIngressRule { from: some(dice, peer), ports: some(dice, port) });
    let ingress: Vec<_> = ingress.collect();
    let egress = (0..dice.roll(3))
        .map(|_| NetworkPolicyEgressRule { to: some(dice, peer), ports: some(dice, port) });
    let egress: Vec<_> = egress.collect();
    let types: [&[&str]; 4] = [&[], &["Ingress"], &["Egress"], &["Ingress", "Egress"]];
    let types: Vec<_> = dice.pick(&types).iter().map(|one| (*one).to_owned()).collect();
    policy.spec = Some(NetworkPolicySpec {
        pod_selector: Some(selector(dice)),
        policy_types: (!types.is_empty()).then_some(types),
        ingress: (!ingress.is_empty()).then_some(ingress),
        egress: (!egress.is_empty()).then_some(egress),
    });
    policy
}

fn some<T>(dice: &mut Dice, one: fn(&mut Dice) -> T) -> Option<Vec<T>> {
    let all: Vec<_> = (0..dice.roll(3)).map(|_| one(dice)).collect();
    (!all.is_empty()).then_some(all)
}

fn selector(dice: &mut Dice) -> LabelSelector {
    let value = |dice: &mut Dice| (*dice.pick(&VALUES)).to_owned();
    let key = |dice: &mut Dice| (*dice.pick(&KEYS)).to_owned();
    let labels = (0..dice.roll(2)).map(|_| (key(dice), value(dice))).collect();
    let expressions = (0..dice.roll(3)).map(|_| {
        let operator = *dice.pick(&["In", "NotIn", "Exists", "DoesNotExist"]);
        let values = (0..=dice.roll(2)).map(|_| value(dice)).collect();
        LabelSelectorRequirement {
            key: key(dice),
            operator: operator.to_owned(),
            values: operator.ends_with("In").then_some(values),
        }
    });
    let expressions: Vec<_> = expressions.collect();
    LabelSelector {
        match_labels: Some(labels),
        match_expressions: (!expressions.is_empty()).then_some(expressions),
    }
}

fn peer(dice: &mut Dice) -> NetworkPolicyPeer {
    let mut peer = NetworkPolicyPeer::default();
    match dice.roll(6) {
        0 => {
            let (cidr, except) = dice.pick(&BLOCKS);
            let except: Vec<_> = except.iter().map(|one| (*one).to_owned()).collect();
            let except = (!except.is_empty()).then_some(except);
            peer.ip_block = Some(IPBlock { cidr: (*cidr).to_owned(), except });
        }
        1 => peer.pod_selector = Some(selector(dice)),
        2 => peer.namespace_selector = Some(selector(dice)),
        3 => {
            let name = (*dice.pick(&NAMESPACES)).to_owned();
            let labels = [("kubernetes.io/metadata.name".to_owned(), name)].into();
            let by_name = LabelSelector { match_labels: Some(labels), match_expressions: None };
            peer.namespace_selector = Some(by_name);
            peer.pod_selector = dice.one_in(2).then(|| selector(dice));
        }
        _ => {
            peer.namespace_selector = Some(selector(dice));
            peer.pod_selector = Some(selector(dice));
        }
    }
    peer
}

fn port(dice: &mut Dice) -> NetworkPolicyPort {
    let protocol = *dice.pick(&[None, Some("TCP"), Some("UDP"), Some("SCTP")]);
    let protocol = protocol.map(str::to_owned);
    let mut port = NetworkPolicyPort { protocol, ..NetworkPolicyPort::default() };
    match dice.roll(5) {
        0 => {}
        1 => port.port = Some(IntOrString::String("http".to_owned())),
        2 => {
            port.port = Some(IntOrString::Int(80));
            port.end_port = Some(90);
        }
        _ => port.port = Some(IntOrString::Int(*dice.pick(&[53, 80, 81, 90]))),
    }
    port
}
