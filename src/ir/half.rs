//! Halves: what each flow asks of each of its ends, and what DNS and the API server imply.

use super::{EndpointKind, FlowId, Policy, SegmentId, Subject, Target, ZoneId};
use crate::set::port::PortSet;
use ecow::EcoString;
use std::collections::BTreeSet;

pub use crate::syntax::ast::Half as Direction;

/// Pods that a policy can select.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pods {
    /// Every pod of a zone.
    Zone(ZoneId),
    /// The pods of a segment.
    Segment(SegmentId),
}

/// What makes a half.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// A flow.
    Flow(FlowId),
    /// DNS, which follows flows.
    Dns,
    /// The API, which follows grants.
    Api,
}

/// Some pods may open connections to peers, or be reached by them, on some ports.
#[derive(Debug, Clone)]
pub struct Half {
    /// The pods whose traffic is allowed; of a zone that isolates the direction.
    pub pods: Pods,
    /// At the source or at the destination.
    pub direction: Direction,
    /// The other ends.
    pub peers: Vec<EndpointKind>,
    /// The destination's ports.
    pub ports: PortSet,
    /// What makes it.
    pub cause: Cause,
    /// The only namespace of the zone whose pods it is about; none for all of them.
    pub namespace: Option<EcoString>,
}

impl Half {
    /// Whether it is about pods of this namespace of their zone.
    #[must_use]
    pub fn holds_in(&self, namespace: &str) -> bool {
        self.namespace.as_ref().is_none_or(|own| own == namespace)
    }
}

impl Policy {
    /// The pods that an endpoint names, where netz writes their policies and their zone isolates
    /// `direction`.
    #[must_use]
    pub fn subject(&self, endpoint: &EndpointKind, direction: Direction) -> Option<Pods> {
        let (pods, zone) = match endpoint {
            EndpointKind::Segment(id) => (Pods::Segment(*id), self.segment(*id)?.zone),
            EndpointKind::Zone(id) => (Pods::Zone(*id), *id),
            _ => return None,
        };
        let zone = self.zone(zone)?;
        let isolated = match direction {
            Direction::Egress => zone.isolation.egress,
            Direction::Ingress => zone.isolation.ingress,
        };
        (zone.is_ours() && isolated).then_some(pods)
    }

    /// The zone of some pods.
    #[must_use]
    pub fn zone_of(&self, pods: Pods) -> Option<ZoneId> {
        match pods {
            Pods::Zone(id) => Some(id),
            Pods::Segment(id) => self.segment(id).map(|segment| segment.zone),
        }
    }

    /// The accounts that hold a grant or a role.
    #[must_use]
    pub fn accounts_with_grants(&self) -> BTreeSet<super::AccountId> {
        let granted = self.grants.iter().flat_map(|grant| &grant.subjects);
        let holding = self.holdings.iter().flat_map(|holding| &holding.subjects);
        let accounts = granted.chain(holding).filter_map(|subject| match subject {
            Subject::Account(id) => Some(*id),
            Subject::User(_) | Subject::Group(_) => None,
        });
        accounts.collect()
    }
}

/// Every half of a policy: those of flows in the order of the source, then those of the API, then those of
/// DNS.
#[must_use]
pub fn halves(policy: &Policy) -> Vec<Half> {
    let mut halves = Vec::with_capacity(policy.flows.len() * 2);
    for (index, _) in policy.flows.iter().enumerate() {
        of_flow(policy, FlowId::at(index), &mut halves);
    }
    let with_names: BTreeSet<_> = halves
        .iter()
        .filter(|half| half.direction == Direction::Egress)
        .filter(|half| zone_allows_dns(policy, half.pods))
        .map(|half| half.pods)
        .collect();
    of_api(policy, &mut halves);
    of_dns(policy, &with_names, &mut halves);
    halves
}

/// The halves of one flow.
pub fn of_flow(policy: &Policy, id: FlowId, halves: &mut Vec<Half>) {
    let Some(flow) = policy.flow(id) else { return };
    let cause = Cause::Flow(id);
    if flow.only != Some(Direction::Ingress) {
        for pods in
            flow.sources.iter().filter_map(|end| policy.subject(&end.kind, Direction::Egress))
        {
            out_to(pods, &flow.targets, cause, None, halves);
        }
    }
    if flow.only != Some(Direction::Egress) {
        let peers: Vec<_> = flow.sources.iter().map(|end| end.kind.clone()).collect();
        for target in &flow.targets {
            if let Some(pods) = policy.subject(&target.endpoint.kind, Direction::Ingress) {
                let (peers, ports) = (peers.clone(), target.ports.clone());
                let (direction, namespace) = (Direction::Ingress, None);
                halves.push(Half { pods, direction, peers, ports, cause, namespace });
            }
        }
    }
}

/// Egress of `pods` to every target, those of equal ports together.
fn out_to(
    pods: Pods,
    targets: &[Target],
    cause: Cause,
    namespace: Option<&EcoString>,
    halves: &mut Vec<Half>,
) {
    for run in targets.chunk_by(|left, right| left.ports == right.ports) {
        let Some(first) = run.first() else { continue };
        let peers = run.iter().map(|target| target.endpoint.kind.clone()).collect();
        let (ports, namespace) = (first.ports.clone(), namespace.cloned());
        halves.push(Half { pods, direction: Direction::Egress, peers, ports, cause, namespace });
    }
}

fn zone_allows_dns(policy: &Policy, pods: Pods) -> bool {
    policy.zone_of(pods).and_then(|zone| policy.zone(zone)).is_some_and(|zone| zone.dns_follows)
}

/// The API follows grants: egress of each segment whose account holds one, in the namespace of that account.
/// Pods of the zone's other namespaces can't run as it.
fn of_api(policy: &Policy, halves: &mut Vec<Half>) {
    if policy.cluster.api.is_empty() {
        return;
    }
    let granted = policy.accounts_with_grants();
    for (index, segment) in policy.segments.iter().enumerate() {
        let account = segment.account.filter(|account| granted.contains(account));
        let Some(account) = account.and_then(|account| policy.account(account)) else { continue };
        let follows = policy.zone(segment.zone).is_some_and(|zone| zone.api_follows);
        let kind = EndpointKind::Segment(SegmentId::at(index));
        if let Some(pods) = policy.subject(&kind, Direction::Egress).filter(|_| follows) {
            let namespace = Some(&account.namespace);
            out_to(pods, &policy.cluster.api, Cause::Api, namespace, halves);
        }
    }
}

/// DNS follows flows: egress of every `pods` to the DNS service, and, where that is in a zone of ours that
/// isolates ingress, its ingress from them and from every pod whose egress is open.
fn of_dns(policy: &Policy, pods: &BTreeSet<Pods>, halves: &mut Vec<Half>) {
    let targets = &policy.cluster.dns.targets;
    for pods in pods {
        out_to(*pods, targets, Cause::Dns, None, halves);
    }
    let implied = pods.iter().map(|pods| match pods {
        Pods::Zone(id) => EndpointKind::Zone(*id),
        Pods::Segment(id) => EndpointKind::Segment(*id),
    });
    let peers: Vec<_> = implied.chain([EndpointKind::OpenEgress]).collect();
    for target in targets {
        if let Some(pods) = policy.subject(&target.endpoint.kind, Direction::Ingress) {
            let (peers, ports) = (peers.clone(), target.ports.clone());
            halves.push(Half {
                pods,
                direction: Direction::Ingress,
                peers,
                ports,
                cause: Cause::Dns,
                namespace: None,
            });
        }
    }
}
