//! What a policy allows, as sets: the definition in [`crate::ir`], written down once more.
//!
//! Everything is derived from flows, grants and the cluster directly, apart from [`crate::ir::half`] and
//! from all of [`crate::emit`]: this is the meaning that emitted objects are compared with, and a mistake
//! shared by both would never be seen.

mod ends;
pub mod rights;

use crate::ir::{self, Cause, Flow, FlowId, Pods, Policy, SegmentId, Target, Zone};
use crate::set::rule::{Direction, Meaning, PeerId, PortsId, Rule, Space, Subject};
use ends::Ends;
use std::collections::BTreeSet;

/// Why something is isolated or allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// A zone isolates it.
    Zone(ir::ZoneId),
    /// A flow, DNS or the API allows it.
    Allowed(Cause),
}

/// What a policy isolates and allows.
#[must_use]
pub fn reach(policy: &Policy, space: &mut Space) -> Meaning<Origin> {
    let meaning = Meaning::default();
    let mut reach = Reach { policy, ends: Ends::new(policy, space), meaning };
    reach.isolated();
    let mut asking = BTreeSet::new();
    for (index, flow) in policy.flows.iter().enumerate() {
        reach.flow(flow, Origin::Allowed(Cause::Flow(FlowId::at(index))), &mut asking);
    }
    reach.api();
    reach.dns(&asking);
    reach.meaning
}

/// A meaning in the making.
struct Reach<'a> {
    policy: &'a Policy,
    ends: Ends<'a>,
    meaning: Meaning<Origin>,
}

impl<'a> Reach<'a> {
    /// Every pod of the namespaces of each zone, in the directions that it isolates.
    fn isolated(&mut self) {
        for (index, zone) in self.policy.zones.iter().enumerate() {
            let id = ir::ZoneId::at(index);
            for direction in Direction::ALL {
                if !isolates(zone, direction) {
                    continue;
                }
                let subjects = self.ends.subjects(Pods::Zone(id)).to_vec();
                let isolated = subjects.into_iter().map(|subject| (subject, Origin::Zone(id)));
                self.meaning.side_mut(direction).isolated.extend(isolated);
            }
        }
    }

    /// A flow lets each source out to each target, and each source in at each target. What it lets out in
    /// zones where DNS follows asks for names.
    fn flow(&mut self, flow: &'a Flow, origin: Origin, asking: &mut BTreeSet<Pods>) {
        let sources = || flow.sources.iter().map(|source| &source.kind);
        if flow.only != Some(ir::Direction::Ingress) {
            for source in sources() {
                let Some((pods, zone)) = self.ruled(source, Direction::Egress) else { continue };
                let subjects = self.ends.subjects(pods).to_vec();
                self.out(&subjects, &flow.targets, origin);
                if zone.dns_follows && !flow.targets.is_empty() {
                    asking.insert(pods);
                }
            }
        }
        if flow.only != Some(ir::Direction::Egress) {
            for target in &flow.targets {
                let Some((pods, _)) = self.ruled(&target.endpoint.kind, Direction::Ingress) else {
                    continue;
                };
                let Some(ports) = self.ends.ports(&target.ports) else { continue };
                for source in sources() {
                    let peers = self.ends.peers(source).to_vec();
                    self.enter(pods, &peers, ports, origin);
                }
            }
        }
    }

    /// The API follows grants: the pods of each segment whose account holds a grant or a role, where that
    /// account lives.
    fn api(&mut self) {
        let policy = self.policy;
        let granted = policy.grants.iter().flat_map(|grant| &grant.subjects);
        let holding = policy.holdings.iter().flat_map(|holding| &holding.subjects);
        let accounts: BTreeSet<_> = granted
            .chain(holding)
            .filter_map(|subject| match subject {
                ir::Subject::Account(account) => Some(*account),
                ir::Subject::User(_) | ir::Subject::Group(_) => None,
            })
            .collect();
        for (index, segment) in policy.segments.iter().enumerate() {
            let segment_id = ir::EndpointKind::Segment(SegmentId::at(index));
            let account = segment.account.filter(|account| accounts.contains(account));
            if let Some((pods, zone)) = self.ruled(&segment_id, Direction::Egress)
                && let Some(account) = account.and_then(|account| policy.account(account))
                && zone.api_follows
            {
                let own = self.ends.subjects_in(pods, &account.namespace);
                self.out(&own, &policy.cluster.api, Origin::Allowed(Cause::Api));
            }
        }
    }

    /// DNS follows flows: `asking` may reach it, and where it is isolated it answers them and every pod
    /// whose egress nobody here denies.
    fn dns(&mut self, asking: &BTreeSet<Pods>) {
        let targets = &self.policy.cluster.dns.targets;
        let origin = Origin::Allowed(Cause::Dns);
        for pods in asking {
            let subjects = self.ends.subjects(*pods).to_vec();
            self.out(&subjects, targets, origin);
        }
        for target in targets {
            let Some((answering, _)) = self.ruled(&target.endpoint.kind, Direction::Ingress) else {
                continue;
            };
            let Some(ports) = self.ends.ports(&target.ports) else { continue };
            for pods in asking {
                let peers = self.ends.pods(*pods).to_vec();
                self.enter(answering, &peers, ports, origin);
            }
            let open: Vec<_> = self.ends.open_egress().into_iter().collect();
            self.enter(answering, &open, ports, origin);
        }
    }

    /// Lets pods out to targets.
    fn out(&mut self, subjects: &[Subject], targets: &'a [Target], origin: Origin) {
        let rules = &mut self.meaning.side_mut(Direction::Egress).rules;
        for target in targets {
            let Some(ports) = self.ends.ports(&target.ports) else { continue };
            let peers = self.ends.peers(&target.endpoint.kind);
            rules.extend(pairs(subjects, peers, ports, origin));
        }
    }

    /// Lets peers in to pods.
    fn enter(&mut self, pods: Pods, peers: &[PeerId], ports: PortsId, origin: Origin) {
        let subjects = self.ends.subjects(pods);
        let rules = &mut self.meaning.side_mut(Direction::Ingress).rules;
        rules.extend(pairs(subjects, peers, ports, origin));
    }

    /// The pods of an endpoint and their zone, where policies of ours rule their traffic.
    fn ruled(&self, end: &ir::EndpointKind, direction: Direction) -> Option<(Pods, &'a Zone)> {
        let (pods, zone) = match end {
            ir::EndpointKind::Segment(id) => (Pods::Segment(*id), self.policy.segment(*id)?.zone),
            ir::EndpointKind::Zone(id) => (Pods::Zone(*id), *id),
            _ => return None,
        };
        let zone = self.policy.zone(zone)?;
        isolates(zone, direction).then_some((pods, zone))
    }
}

/// A rule for each subject and peer.
fn pairs(
    subjects: &[Subject],
    peers: &[PeerId],
    ports: PortsId,
    origin: Origin,
) -> impl Iterator<Item = Rule<Origin>> {
    subjects.iter().flat_map(move |subject| {
        peers.iter().map(move |peer| Rule { subject: *subject, peer: *peer, ports, origin })
    })
}

/// Whether traffic of a zone's pods is denied by default. Only of zones that netz writes policies for.
fn isolates(zone: &Zone, direction: Direction) -> bool {
    let named = matches!(zone.namespaces, ir::Namespaces::Named(_));
    named
        && !zone.external
        && match direction {
            Direction::Egress => zone.isolation.egress,
            Direction::Ingress => zone.isolation.ingress,
        }
}
