//! NetworkPolicies (`pkg/apis/networking/validation`).

use super::path::Path;
use super::selector::label_selector;
use super::{Violation, Violations, metadata};
use crate::k8s::name;
use ipnet::IpNet;
use k8s_openapi::api::networking::v1::{
    IPBlock, NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort, NetworkPolicySpec,
};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

/// `ValidateNetworkPolicy`.
#[must_use]
pub fn network_policy(policy: &NetworkPolicy) -> Vec<Violation> {
    let mut violations = Violations::default();
    metadata(&policy.metadata, true, name::dns_subdomain, "DNS subdomain", &mut violations);
    if let Some(policy) = &policy.spec {
        spec(policy, &mut violations);
    }
    violations.found
}

fn spec(spec: &NetworkPolicySpec, violations: &mut Violations) {
    let path = Path::root("spec");
    if let Some(selector) = &spec.pod_selector {
        label_selector(selector, &path.field("podSelector"), violations);
    }
    let ingress = path.field("ingress");
    for (index, rule) in spec.ingress.iter().flatten().enumerate() {
        let path = ingress.index(index);
        ports(rule.ports.as_deref(), &path.field("ports"), violations);
        peers(rule.from.as_deref(), &path.field("from"), violations);
    }
    let egress = path.field("egress");
    for (index, rule) in spec.egress.iter().flatten().enumerate() {
        let path = egress.index(index);
        ports(rule.ports.as_deref(), &path.field("ports"), violations);
        peers(rule.to.as_deref(), &path.field("to"), violations);
    }
    let at = path.field("policyTypes");
    let types = spec.policy_types.as_deref().unwrap_or_default();
    violations.require(types.len() <= 2, &at, "there are two policy types");
    for (index, name) in types.iter().enumerate() {
        let known = matches!(name.as_str(), "Ingress" | "Egress");
        violations.require(known, &at.index(index), "a policy type is `Ingress` or `Egress`");
    }
}

fn ports(ports: Option<&[NetworkPolicyPort]>, path: &Path<'_>, violations: &mut Violations) {
    for (index, entry) in ports.into_iter().flatten().enumerate() {
        port(entry, &path.index(index), violations);
    }
}

fn port(entry: &NetworkPolicyPort, path: &Path<'_>, violations: &mut Violations) {
    let known = matches!(entry.protocol.as_deref(), None | Some("TCP" | "UDP" | "SCTP"));
    violations.require(known, &path.field("protocol"), "a protocol is `TCP`, `UDP` or `SCTP`");
    let (at, end_at) = (path.field("port"), path.field("endPort"));
    match (&entry.port, entry.end_port) {
        (None, end) => violations.require(end.is_none(), &end_at, "`endPort` needs a `port`"),
        (Some(IntOrString::Int(port)), end) => {
            number(*port, &at, violations);
            if let Some(end) = end {
                number(end, &end_at, violations);
                violations.require(end >= *port, &end_at, "`endPort` lies before `port`");
            }
        }
        (Some(IntOrString::String(port)), end) => {
            violations.name(port, name::port_name(port), "port name", &at);
            violations.require(end.is_none(), &end_at, "`endPort` needs a `port` in numbers");
        }
    }
}

fn number(port: i32, path: &Path<'_>, violations: &mut Violations) {
    violations.require((1..=65_535).contains(&port), path, "a port is a number from 1 to 65535");
}

fn peers(peers: Option<&[NetworkPolicyPeer]>, path: &Path<'_>, violations: &mut Violations) {
    for (index, entry) in peers.into_iter().flatten().enumerate() {
        peer(entry, &path.index(index), violations);
    }
}

fn peer(peer: &NetworkPolicyPeer, path: &Path<'_>, violations: &mut Violations) {
    let selectors =
        [("podSelector", &peer.pod_selector), ("namespaceSelector", &peer.namespace_selector)];
    let mut says_something = false;
    for (name, selector) in selectors {
        if let Some(selector) = selector {
            label_selector(selector, &path.field(name), violations);
            says_something = true;
        }
    }
    if let Some(block) = &peer.ip_block {
        ip_block(block, &path.field("ipBlock"), violations);
        violations.require(!says_something, path, "an `ipBlock` stands without selectors");
        says_something = true;
    }
    violations.require(says_something, path, "a peer must say something");
}

fn ip_block(block: &IPBlock, path: &Path<'_>, violations: &mut Violations) {
    let cidr = network(&block.cidr, &path.field("cidr"), violations);
    let at = path.field("except");
    for (index, text) in block.except.iter().flatten().enumerate() {
        let at = at.index(index);
        if let (Some(cut), Some(cidr)) = (network(text, &at, violations), cidr) {
            let strict = cidr.contains(&cut) && cut.prefix_len() > cidr.prefix_len();
            violations.require(strict, &at, "an exception is a strict part of the `cidr`");
        }
    }
}

/// `ValidateCIDR`, with newer servers' demand that no host bit is set and the text is canonical.
fn network(text: &str, path: &Path<'_>, violations: &mut Violations) -> Option<IpNet> {
    let network = text.parse::<IpNet>().ok().filter(|network| network.to_string() == text);
    let canonical = network.filter(|network| network.trunc() == *network);
    violations.require(canonical.is_some(), path, "this is no CIDR in canonical form");
    canonical
}
