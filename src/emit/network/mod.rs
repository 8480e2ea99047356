//! NetworkPolicies: the default deny of each namespace with the rules of every pod, then one policy for each
//! alternative of a segment that says something.

mod peer;
mod rules;

use super::metadata::{Reasons, metadata};
use super::{Emission, Manifest, comment, names, selector};
use crate::ir::{
    Cause, Direction, EndpointKind, Half, Isolation, Pods, Policy, Segment, SegmentId, Zone,
    ZoneId, half,
};
use crate::k8s::networkpolicy::Title;
use crate::source::Span;
use ecow::EcoString;
use k8s_openapi::api::networking::v1::{
    NetworkPolicy, NetworkPolicyEgressRule, NetworkPolicyIngressRule, NetworkPolicyPeer,
    NetworkPolicySpec,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;
use peer::Peer;
use rules::{Entry, Held, Rule};
use std::collections::BTreeSet;

/// Every half, by its pods, and what is asked of it again and again.
#[derive(Debug)]
pub struct Network {
    /// By pods; those of the same pods in the order of the source, implied ones last.
    halves: Vec<Half>,
    /// The segments of each zone.
    segments: Vec<Vec<SegmentId>>,
    /// The namespaces whose egress is denied by default.
    closed: Vec<EcoString>,
}

impl Network {
    /// The halves of a policy, made once.
    pub fn new(policy: &Policy) -> Self {
        let mut halves = half::halves(policy);
        halves.sort_by_key(|half| half.pods);
        let mut segments = vec![Vec::new(); policy.zones.len()];
        for (index, segment) in policy.segments.iter().enumerate() {
            if let Some(list) = segments.get_mut(segment.zone.0 as usize) {
                list.push(SegmentId::at(index));
            }
        }
        let closes = |zone: &&Zone| zone.is_ours() && zone.isolation.egress;
        let closed = policy.zones.iter().filter(closes).flat_map(Zone::names).cloned().collect();
        Self { halves, segments, closed }
    }

    /// How many pods got openings that no flow says: to DNS, and to the API server.
    pub fn implied(&self) -> (usize, usize) {
        let of = |cause| {
            let halves = self.halves.iter().filter(|half| half.cause == cause);
            halves.map(|half| (half.pods, half.direction)).collect::<BTreeSet<_>>().len()
        };
        (of(Cause::Dns), of(Cause::Api))
    }

    /// Every half.
    pub fn halves(&self) -> &[Half] {
        &self.halves
    }

    /// The halves of some pods, in the order of the source.
    pub fn of(&self, pods: Pods) -> &[Half] {
        let start = self.halves.partition_point(|half| half.pods < pods);
        let rest = self.halves.get(start..).unwrap_or_default();
        rest.get(..rest.partition_point(|half| half.pods == pods)).unwrap_or_default()
    }

    /// Emits the policies of a zone.
    pub(super) fn emit(&self, id: ZoneId, emission: &mut Emission<'_>) {
        self.emit_of(Pods::Zone(id), emission);
        for segment in self.segments.get(id.0 as usize).into_iter().flatten() {
            self.emit_of(Pods::Segment(*segment), emission);
        }
    }

    /// Emits the policies of some pods, where they have any.
    pub(super) fn emit_of(&self, pods: Pods, emission: &mut Emission<'_>) {
        let policy = emission.policy;
        let Some(id) = policy.zone_of(pods) else { return };
        let Some(zone) = policy.zone(id).filter(|zone| zone.is_ours()) else { return };
        if zone.isolation == Isolation::default() {
            return;
        }
        let segment = match pods {
            Pods::Zone(_) => return self.default_policy(id, zone, emission),
            Pods::Segment(segment) => policy.segment(segment),
        };
        let halves = self.of(pods);
        if let Some(segment) = segment.filter(|_| !halves.is_empty()) {
            self.segment(id, zone, segment, halves, emission);
        }
    }

    /// The names of the policies that are emitted.
    pub fn titles(&self, policy: &Policy) -> BTreeSet<Title> {
        let mut titles = BTreeSet::new();
        for (segments, zone) in self.segments.iter().zip(&policy.zones) {
            if !zone.is_ours() || zone.isolation == Isolation::default() {
                continue;
            }
            for namespace in zone.names() {
                let says = |id: &&SegmentId| {
                    self.of(Pods::Segment(**id)).iter().any(|half| half.holds_in(namespace))
                };
                let segments = segments.iter().filter(says).filter_map(|id| policy.segment(*id));
                let alternatives = segments.flat_map(|segment| {
                    let numbers = 0..segment.alternatives.len();
                    numbers.map(|at| names::segment_policy(&segment.name, at))
                });
                let names = [names::DEFAULT_POLICY.into()].into_iter().chain(alternatives);
                let title = |name| Title { namespace: namespace.clone(), name };
                titles.extend(names.map(title));
            }
        }
        titles
    }

    fn default_policy(&self, id: ZoneId, zone: &Zone, emission: &mut Emission<'_>) {
        let denied = match (zone.isolation.ingress, zone.isolation.egress) {
            (true, true) => "ingress and egress are denied",
            (true, false) => "ingress is denied",
            _ => "egress is denied",
        };
        let place = comment::place(emission.sources, zone.span);
        let halves: Vec<_> = self.of(Pods::Zone(id)).iter().collect();
        let but = if halves.is_empty() { "" } else { ", but for the rules here" };
        let title = format!("zone {}, every pod: {denied} by default{but} ({place})", zone.name);
        let plan = self.plan(id, zone, &halves, title, emission.policy);
        for namespace in zone.names() {
            let selector = LabelSelector::default();
            plan.emit(names::DEFAULT_POLICY, namespace, selector, zone.span, emission);
        }
    }

    fn segment(
        &self,
        id: ZoneId,
        zone: &Zone,
        segment: &Segment,
        halves: &[Half],
        emission: &mut Emission<'_>,
    ) {
        let place = comment::place(emission.sources, segment.span);
        let title = format!("zone {}, segment {}", zone.name, segment.name);
        let count = segment.alternatives.len();
        let differ = halves.iter().any(|half| half.namespace.is_some());
        let mut last = None;
        for namespace in zone.names() {
            let plan = match last.as_mut().filter(|_| !differ) {
                Some(plan) => plan,
                None => {
                    let here: Vec<_> =
                        halves.iter().filter(|half| half.holds_in(namespace)).collect();
                    if here.is_empty() {
                        continue;
                    }
                    last.insert(self.plan(id, zone, &here, String::new(), emission.policy))
                }
            };
            for (at, alternative) in segment.alternatives.iter().enumerate() {
                if let Some(line) = plan.comment.first_mut() {
                    *line = match count {
                        1 => format!("{title} ({place})"),
                        _ => format!("{title}, alternative {} of {count} ({place})", at + 1),
                    };
                }
                let name = names::segment_policy(&segment.name, at);
                let selector = selector::label_selector(alternative);
                plan.emit(&name, namespace, selector, segment.span, emission);
            }
        }
    }

    /// What some pods' policies have in common. `title` is the first line of their comments.
    fn plan<'a>(
        &'a self,
        id: ZoneId,
        zone: &'a Zone,
        halves: &[&'a Half],
        title: String,
        policy: &'a Policy,
    ) -> Plan<'a> {
        let flows = halves.iter().filter_map(|half| match half.cause {
            Cause::Flow(flow) => policy.flow(flow),
            Cause::Dns | Cause::Api => None,
        });
        let mut comment = vec![title];
        comment.extend(implied(policy, halves));
        Plan {
            zone,
            ingress: self.rules(policy, id, halves, Direction::Ingress),
            egress: self.rules(policy, id, halves, Direction::Egress),
            comment,
            reasons: Reasons::of(flows.map(|flow| &flow.clauses)),
        }
    }

    /// The rules of flows, then of the API, then of DNS, each without what stands before.
    fn rules<'a>(
        &'a self,
        policy: &'a Policy,
        zone: ZoneId,
        halves: &[&'a Half],
        direction: Direction,
    ) -> Vec<Rule<'a>> {
        let entries = |wanted: fn(Cause) -> bool| -> Vec<Entry<'a>> {
            let halves = halves.iter().copied().filter(|half| half.direction == direction);
            let entry = |half: &'a Half| {
                let mut peers = Vec::with_capacity(half.peers.len());
                for endpoint in &half.peers {
                    Peer::expand(policy, zone, &self.closed, endpoint, &mut peers);
                }
                Entry { peers, ports: &half.ports }
            };
            halves.filter(|half| wanted(half.cause)).map(entry).collect()
        };
        let flows = entries(|cause| matches!(cause, Cause::Flow(_)));
        let mut rules = rules::fewest(&flows, &Held::default());
        for implied in [entries(|cause| cause == Cause::Api), entries(|cause| cause == Cause::Dns)]
        {
            if !implied.is_empty() {
                rules.extend(rules::fewest(&implied, &Held::of(&flows)));
            }
        }
        rules
    }
}

/// Lines that say what no flow says.
fn implied(policy: &Policy, halves: &[&Half]) -> Vec<String> {
    let has = |cause, direction| {
        halves.iter().any(|half| half.cause == cause && half.direction == direction)
    };
    let mut lines = Vec::new();
    if has(Cause::Api, Direction::Egress) {
        let targets = comment::targets(policy, &policy.cluster.api);
        lines.push(format!("The API follows grants: egress to {targets}"));
    }
    if has(Cause::Dns, Direction::Egress) {
        let targets = comment::targets(policy, &policy.cluster.dns.targets);
        lines.push(format!("DNS follows flows: egress to {targets}"));
    }
    let answers = |half: &&&Half| half.cause == Cause::Dns && half.direction == Direction::Ingress;
    if let Some(half) = halves.iter().find(answers) {
        let asking = half.peers.iter().filter(|peer| **peer != EndpointKind::OpenEgress).count();
        lines.push(format!(
            "DNS follows flows: ingress on {} from all that flows let out ({asking}), and from every pod \
             whose egress is open",
            half.ports
        ));
    }
    lines
}

/// What the policies of some pods have in common, in each namespace and for each alternative.
#[derive(Debug)]
struct Plan<'a> {
    zone: &'a Zone,
    ingress: Vec<Rule<'a>>,
    egress: Vec<Rule<'a>>,
    comment: Vec<String>,
    reasons: Reasons<'a>,
}

impl Plan<'_> {
    fn emit(
        &self,
        name: &str,
        namespace: &str,
        pod_selector: LabelSelector,
        origin: Span,
        emission: &mut Emission<'_>,
    ) {
        let isolation = self.zone.isolation;
        let types = [(isolation.ingress, "Ingress"), (isolation.egress, "Egress")];
        let types = types.into_iter().filter(|(isolated, _)| *isolated);
        let policy = NetworkPolicy {
            metadata: metadata(name, Some(namespace), Some(self.zone), &self.reasons),
            spec: Some(NetworkPolicySpec {
                pod_selector: Some(pod_selector),
                policy_types: Some(types.map(|(_, name)| name.to_owned()).collect()),
                ingress: listed(self.ingress.iter().map(|rule| NetworkPolicyIngressRule {
                    from: peers(rule),
                    ports: peer::ports(&rule.ports),
                })),
                egress: listed(self.egress.iter().map(|rule| NetworkPolicyEgressRule {
                    to: peers(rule),
                    ports: peer::ports(&rule.ports),
                })),
            }),
        };
        emission.summary.rules += self.ingress.len() + self.egress.len();
        let zone = Some(self.zone.name.clone());
        emission.give(Manifest::new(policy, zone, self.comment.clone(), origin));
    }
}

/// `from` or `to`: none for anywhere, which stands alone.
fn peers(rule: &Rule<'_>) -> Option<Vec<NetworkPolicyPeer>> {
    listed(rule.peers.iter().filter_map(|peer| peer.object()))
}

/// A list, where there is anything to list.
fn listed<T>(items: impl Iterator<Item = T>) -> Option<Vec<T>> {
    let items: Vec<_> = items.collect();
    (!items.is_empty()).then_some(items)
}
