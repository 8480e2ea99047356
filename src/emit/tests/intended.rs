//! Who may talk to whom by the policy's own meaning, from its flows and grants, without halves.

use super::world::{End, Labels, Pod, World};
use crate::ir::*;
use crate::set::port::{PortPart, PortSet};
use crate::set::selector::{Selector, Test};
use std::net::IpAddr;

pub struct Intended<'a> {
    pub policy: &'a Policy,
    pub world: &'a World,
}

impl Intended<'_> {
    /// Whether the policy lets `source` connect to `destination`.
    pub fn allows(&self, source: &End, destination: &End, protocol: &str, port: u16) -> bool {
        self.leaves(source, destination, protocol, port)
            && self.enters(source, destination, protocol, port)
    }

    /// Whether the policy lets `source` out.
    pub fn leaves(&self, source: &End, destination: &End, protocol: &str, port: u16) -> bool {
        let on = |ports: &PortSet| on(ports, destination, protocol, port);
        let End::Pod(pod) = source else { return true };
        if self.egress_is_open(pod) {
            return true;
        }
        let mut flows =
            self.policy.flows.iter().filter(|flow| flow.only != Some(Direction::Ingress));
        let reaches = |targets: &[Target]| {
            targets
                .iter()
                .any(|target| self.is(&target.endpoint.kind, destination) && on(&target.ports))
        };
        flows.any(|flow| {
            flow.sources.iter().any(|end| self.is_subject(&end.kind, source))
                && reaches(&flow.targets)
        }) || self.may_ask(source) && reaches(&self.policy.cluster.dns.targets)
            || self.may_call(source) && reaches(&self.policy.cluster.api)
    }

    /// Whether the policy lets `source` in.
    pub fn enters(&self, source: &End, destination: &End, protocol: &str, port: u16) -> bool {
        let on = |ports: &PortSet| on(ports, destination, protocol, port);
        let End::Pod(pod) = destination else { return true };
        if !self.zone_of(pod).is_some_and(|zone| zone.isolation.ingress) {
            return true;
        }
        let answers = |target: &Target| {
            self.is_subject(&target.endpoint.kind, destination) && on(&target.ports)
        };
        let mut flows =
            self.policy.flows.iter().filter(|flow| flow.only != Some(Direction::Egress));
        flows.any(|flow| {
            flow.sources.iter().any(|end| self.is(&end.kind, source))
                && flow.targets.iter().any(answers)
        }) || {
            let asks = match source {
                End::Pod(pod) => self.egress_is_open(pod) || self.may_ask(source),
                End::Outside(_) => false,
            };
            asks && self.policy.cluster.dns.targets.iter().any(answers)
        }
    }

    /// The zone of ours that a pod is in.
    fn zone_of(&self, pod: &Pod) -> Option<&Zone> {
        let name = self.world.namespaces[pod.namespace].name.as_str();
        self.policy
            .zones
            .iter()
            .find(|zone| zone.is_ours() && zone.names().iter().any(|own| own == name))
    }

    fn egress_is_open(&self, pod: &Pod) -> bool {
        !self.zone_of(pod).is_some_and(|zone| zone.isolation.egress)
    }

    /// DNS follows flows: it is in a segment, or of a zone's `*`, that some flow lets out.
    pub fn may_ask(&self, source: &End) -> bool {
        let End::Pod(pod) = source else { return false };
        let Some(zone) = self.zone_of(pod) else { return false };
        let out = |flow: &Flow| {
            flow.only != Some(Direction::Ingress)
                && flow.sources.iter().any(|end| self.is_subject(&end.kind, source))
        };
        zone.isolation.egress && zone.dns_follows && self.policy.flows.iter().any(out)
    }

    /// The API follows grants: it is in a segment whose account holds one, and in the account's namespace.
    fn may_call(&self, source: &End) -> bool {
        (0_u32..).map(SegmentId).zip(&self.policy.segments).any(|(id, segment)| {
            let holds = segment.account.is_some_and(|account| {
                let own = [Subject::Account(account)];
                let End::Pod(pod) = source else { return false };
                let here = &self.world.namespaces[pod.namespace].name;
                self.policy.account(account).unwrap().namespace == *here
                    && self.policy.grants.iter().any(|grant| grant.subjects == own)
            });
            let follows = self.policy.zone(segment.zone).unwrap().api_follows;
            holds && follows && self.is_subject(&EndpointKind::Segment(id), source)
        })
    }

    /// Whether an endpoint names `end` as pods that netz writes policies for.
    fn is_subject(&self, endpoint: &EndpointKind, end: &End) -> bool {
        let zone = match endpoint {
            EndpointKind::Segment(id) => self.policy.segment(*id).unwrap().zone,
            EndpointKind::Zone(id) => *id,
            _ => return false,
        };
        self.policy.zone(zone).unwrap().is_ours() && self.is(endpoint, end)
    }

    /// Whether an endpoint holds `end`.
    pub fn is(&self, endpoint: &EndpointKind, end: &End) -> bool {
        match (endpoint, end) {
            (EndpointKind::Anywhere, _) | (EndpointKind::Cluster, End::Pod(_)) => true,
            (EndpointKind::Segment(id), End::Pod(pod)) => {
                let segment = self.policy.segment(*id).unwrap();
                self.in_zone(segment.zone, pod)
                    && segment.alternatives.iter().any(|one| matches(one, &pod.labels))
            }
            (EndpointKind::Zone(id), End::Pod(pod)) => self.in_zone(*id, pod),
            (EndpointKind::Addresses(addresses), End::Outside(address)) => {
                holds(addresses, *address)
            }
            (EndpointKind::Addresses(addresses), End::Pod(pod)) => {
                self.world.blocks_match_pods && holds(addresses, pod.address)
            }
            (EndpointKind::OpenEgress, _) => panic!("no statement says it"),
            (_, End::Outside(_)) => false,
        }
    }

    fn in_zone(&self, id: ZoneId, pod: &Pod) -> bool {
        let namespace = &self.world.namespaces[pod.namespace];
        match &self.policy.zone(id).unwrap().namespaces {
            Namespaces::Named(names) => names.iter().any(|name| *name == namespace.name),
            Namespaces::Labelled(selector) => matches(selector, &namespace.labels),
        }
    }
}

fn matches(selector: &Selector, labels: &Labels) -> bool {
    selector.requirements.iter().all(|requirement| {
        let value = labels.get(requirement.key.as_str());
        let among = |values: &[ecow::EcoString]| {
            value.is_some_and(|value| values.iter().any(|one| one == value))
        };
        match &requirement.test {
            Test::In(values) => among(values),
            Test::NotIn(values) => !among(values),
            Test::Exists => value.is_some(),
            Test::DoesNotExist => value.is_none(),
        }
    })
}

fn holds(addresses: &Addresses, address: IpAddr) -> bool {
    addresses.blocks.iter().any(|block| {
        block.cidr.contains(&address) && !block.except.iter().any(|cut| cut.contains(&address))
    })
}

pub fn on(ports: &PortSet, destination: &End, protocol: &str, port: u16) -> bool {
    ports.parts().into_iter().any(|part| match part {
        PortPart::All(of) => of.kubernetes() == protocol,
        PortPart::Range(of, low, high) => {
            of.kubernetes() == protocol && (low..=high).contains(&port)
        }
        PortPart::Named(of, name) => match destination {
            End::Outside(_) => false,
            End::Pod(pod) => {
                let key = (protocol.to_owned(), name.to_string());
                of.kubernetes() == protocol && pod.ports.get(&key) == Some(&port)
            }
        },
    })
}
