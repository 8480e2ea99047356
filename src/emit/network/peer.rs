//! The other ends of a rule, and its ports.

use crate::emit::selector;
use crate::ir::{EndpointKind, Namespaces, Policy, ZoneId};
use crate::set::cidr::IpBlock;
use crate::set::port::{PortPart, PortSet};
use crate::set::selector::Selector;
use ecow::EcoString;
use k8s_openapi::api::networking::v1::{IPBlock, NetworkPolicyPeer, NetworkPolicyPort};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

/// One entry of `from` or `to`. Equal ones select the same, whatever statement they come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Peer<'a> {
    /// All pods and all addresses: a rule without peers.
    Anywhere,
    /// Pods; without a selector every pod of the namespaces.
    Pods(Where<'a>, Option<&'a Selector>),
    /// Addresses.
    Block(&'a IpBlock),
}

/// The namespaces of pods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Where<'a> {
    /// The policy's own.
    Here,
    /// Of these names, at least one.
    Named(&'a [EcoString]),
    /// With these labels.
    Labelled(&'a Selector),
    /// All but those of these names.
    Not(&'a [EcoString]),
}

impl<'a> Peer<'a> {
    /// What an endpoint is in a policy of the zone `own`. `closed` are the namespaces of zones that isolate
    /// egress. An endpoint without pods and addresses is no peer at all: an empty list of peers would be
    /// everybody.
    pub fn expand(
        policy: &'a Policy,
        own: ZoneId,
        closed: &'a [EcoString],
        endpoint: &'a EndpointKind,
        out: &mut Vec<Self>,
    ) {
        match endpoint {
            EndpointKind::Segment(id) => {
                let Some(segment) = policy.segment(*id) else { return };
                let Some(namespaces) = Where::zone(policy, own, segment.zone) else { return };
                let alternatives = segment.alternatives.iter();
                out.extend(alternatives.map(|pods| Self::Pods(namespaces, Some(pods))));
            }
            EndpointKind::Zone(id) => {
                out.extend(Where::zone(policy, own, *id).map(|zone| Self::Pods(zone, None)));
            }
            EndpointKind::Cluster => out.push(Self::Pods(Where::Not(&[]), None)),
            EndpointKind::OpenEgress => out.push(Self::Pods(Where::Not(closed), None)),
            EndpointKind::Anywhere => out.push(Self::Anywhere),
            EndpointKind::Addresses(addresses) => {
                out.extend(addresses.blocks.iter().map(Self::Block));
            }
        }
    }

    /// It as Kubernetes writes it; none for [`Peer::Anywhere`].
    pub fn object(self) -> Option<NetworkPolicyPeer> {
        match self {
            Self::Anywhere => None,
            Self::Pods(Where::Here, pods) => Some(NetworkPolicyPeer {
                pod_selector: Some(pods.map(selector::label_selector).unwrap_or_default()),
                ..NetworkPolicyPeer::default()
            }),
            Self::Pods(namespaces, pods) => Some(NetworkPolicyPeer {
                namespace_selector: namespaces.selector(),
                pod_selector: pods.map(selector::label_selector),
                ..NetworkPolicyPeer::default()
            }),
            Self::Block(block) => Some(NetworkPolicyPeer {
                ip_block: Some(IPBlock {
                    cidr: block.cidr.to_string(),
                    except: (!block.except.is_empty())
                        .then(|| block.except.iter().map(ToString::to_string).collect()),
                }),
                ..NetworkPolicyPeer::default()
            }),
        }
    }
}

impl<'a> Where<'a> {
    /// The namespaces of a zone, seen from a policy of the zone `own`; none when it has none.
    fn zone(policy: &'a Policy, own: ZoneId, id: ZoneId) -> Option<Self> {
        match &policy.zone(id)?.namespaces {
            Namespaces::Named(names) => match names.as_slice() {
                [] => None,
                [_] if id == own => Some(Self::Here),
                names => Some(Self::Named(names)),
            },
            Namespaces::Labelled(selector) => Some(Self::Labelled(selector)),
        }
    }

    /// None for the policy's own namespace.
    fn selector(self) -> Option<LabelSelector> {
        match self {
            Self::Here => None,
            Self::Named(names) => Some(selector::namespaces_in(names)),
            Self::Labelled(labels) => Some(selector::label_selector(labels)),
            Self::Not(names) => Some(selector::namespaces_not_in(names)),
        }
    }
}

/// `ports` of a rule; none for every port. An empty set has no rule: an empty list would be every port.
pub fn ports(ports: &PortSet) -> Option<Vec<NetworkPolicyPort>> {
    if ports.is_any() {
        return None;
    }
    Some(ports.parts().into_iter().map(port).collect())
}

fn port(part: PortPart) -> NetworkPolicyPort {
    let (protocol, port, end_port) = match part {
        PortPart::All(protocol) => (protocol, None, None),
        PortPart::Range(protocol, low, high) => {
            let end = (low < high).then(|| i32::from(high));
            (protocol, Some(IntOrString::Int(i32::from(low))), end)
        }
        PortPart::Named(protocol, name) => (protocol, Some(IntOrString::String(name.into())), None),
    };
    NetworkPolicyPort { protocol: Some(protocol.kubernetes().to_owned()), port, end_port }
}
