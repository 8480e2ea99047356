//! Online Boutique: what may reach a service is what the published policies say.
//!
//! The policies are those of `kustomize/components/network-policies` in Google's microservices-demo.

use super::root;
use k8s_openapi::api::networking::v1::{NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use serde::Deserialize;
use std::fs;

/// Of each service: its port, and who may connect to it.
const PUBLISHED: [(&str, u16, &[&str]); 10] = [
    ("adservice", 9555, &["frontend"]),
    ("cartservice", 7070, &["frontend", "checkoutservice"]),
    ("checkoutservice", 5050, &["frontend"]),
    ("currencyservice", 7000, &["frontend", "checkoutservice"]),
    ("emailservice", 8080, &["checkoutservice"]),
    ("paymentservice", 50051, &["checkoutservice"]),
    ("productcatalogservice", 3550, &["frontend", "checkoutservice", "recommendationservice"]),
    ("recommendationservice", 8080, &["frontend"]),
    ("redis-cart", 6379, &["cartservice"]),
    ("shippingservice", 50051, &["frontend", "checkoutservice"]),
];

/// The two without a row: the first is open to everybody on every port, the second to nobody.
const OTHERS: [&str; 2] = ["frontend", "loadgenerator"];

/// Whether the published policies let `source` connect to `service`. Every policy allows pods of the same
/// namespace only, but for that of the frontend.
fn published(source: Source, service: &str, protocol: &str, port: u16) -> bool {
    let row = PUBLISHED.iter().find(|(name, ..)| *name == service);
    service == "frontend"
        || row.is_some_and(|(_, number, callers)| {
            let called =
                matches!(source, Source::Pod { home: true, app } if callers.contains(&app));
            called && protocol == "TCP" && port == *number
        })
}

/// Where a connection comes from.
#[derive(Debug, Clone, Copy)]
enum Source {
    /// A pod with this label `app`, in the namespace of the boutique or in another.
    Pod {
        /// Whether it is the boutique's namespace.
        home: bool,
        /// The label.
        app: &'static str,
    },
    /// An address outside of the cluster.
    Address,
}

fn policies() -> Vec<NetworkPolicy> {
    let path = root().join("examples/online-boutique/k8s/online-boutique/network.yaml");
    let text = fs::read_to_string(path).unwrap();
    let documents = serde_yaml::Deserializer::from_str(&text);
    documents.map(|document| NetworkPolicy::deserialize(document).unwrap()).collect()
}

/// Whether NetworkPolicies of the boutique's namespace let `source` connect to a pod labelled `app`.
fn allowed(
    policies: &[NetworkPolicy],
    source: Source,
    app: &str,
    protocol: &str,
    port: u16,
) -> bool {
    let mut isolated = false;
    for spec in policies.iter().filter_map(|policy| policy.spec.as_ref()) {
        assert_eq!(
            spec.policy_types.as_deref().map(|types| types.contains(&"Ingress".to_owned())),
            Some(true)
        );
        if !spec.pod_selector.as_ref().is_none_or(|selector| selects(selector, app)) {
            continue;
        }
        isolated = true;
        for rule in spec.ingress.iter().flatten() {
            let peers = rule.from.as_deref().unwrap_or_default();
            let ports = rule.ports.as_deref().unwrap_or_default();
            let from = peers.is_empty() || peers.iter().any(|peer| is_peer(peer, source));
            if from && (ports.is_empty() || ports.iter().any(|item| opens(item, protocol, port))) {
                return true;
            }
        }
    }
    !isolated
}

/// The selectors of this example are labels that must be equal.
fn selects(selector: &LabelSelector, app: &str) -> bool {
    assert!(selector.match_expressions.is_none(), "{selector:?}");
    selector.match_labels.iter().flatten().all(|(key, value)| key == "app" && value == app)
}

fn is_peer(peer: &NetworkPolicyPeer, source: Source) -> bool {
    assert!(peer.ip_block.is_none() && peer.namespace_selector.is_none(), "{peer:?}");
    let Source::Pod { home: true, app } = source else { return false };
    peer.pod_selector.as_ref().is_some_and(|selector| selects(selector, app))
}

fn opens(item: &NetworkPolicyPort, protocol: &str, port: u16) -> bool {
    assert!(item.end_port.is_none(), "{item:?}");
    let number = match &item.port {
        Some(IntOrString::Int(number)) => Some(*number),
        Some(IntOrString::String(name)) => unreachable!("the port name {name}"),
        None => None,
    };
    item.protocol.as_deref().unwrap_or("TCP") == protocol
        && number.is_none_or(|number| number == i32::from(port))
}

#[test]
fn ingress_is_what_the_published_policies_say() {
    let policies = policies();
    let names = PUBLISHED.iter().map(|(name, ..)| *name).chain(OTHERS);
    let apps: Vec<_> = names.chain(["stranger"]).collect();
    let pods = |home| apps.iter().map(move |app| Source::Pod { home, app });
    let sources: Vec<_> = pods(true).chain(pods(false)).chain([Source::Address]).collect();
    let numbers = PUBLISHED.iter().flat_map(|(_, port, _)| [port - 1, *port, port + 1]);
    let numbers: Vec<_> = numbers.chain([1, 53, 80, 443, 5000, u16::MAX]).collect();

    for service in &apps {
        for source in &sources {
            for protocol in ["TCP", "UDP", "SCTP"] {
                for port in &numbers {
                    assert_eq!(
                        allowed(&policies, *source, service, protocol, *port),
                        published(*source, service, protocol, *port),
                        "{source:?} -> {service} {protocol}/{port}"
                    );
                }
            }
        }
    }
}

#[test]
fn a_service_that_calls_nobody_has_no_egress() {
    let callers: Vec<_> = PUBLISHED.iter().flat_map(|(.., callers)| *callers).collect();
    for (service, ..) in PUBLISHED.iter().filter(|(name, ..)| !callers.contains(&name)) {
        for policy in policies() {
            let spec = policy.spec.unwrap();
            let types = spec.policy_types.unwrap();
            assert!(types.contains(&"Egress".to_owned()), "{types:?}");
            if selects(&spec.pod_selector.unwrap(), service) {
                assert!(spec.egress.unwrap_or_default().is_empty(), "{service} has egress");
            }
        }
    }
}
