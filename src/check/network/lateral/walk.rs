//! Which segments flows lead to, hop by hop.
//!
//! Each segment stands for one of its pods, each zone for a pod that is in no segment. A pod is in every
//! segment whose labels it has. A flow leads from every pod of its sources to every pod of its targets; where
//! it gives one half alone, the other end must be open, or another flow give the other half. So each hop is a
//! connection that is allowed, in both readings of `ipBlock`.
//!
//! A flow is followed once and an end is entered once, so the walk takes as long as the program is large.

use crate::check::network::overlap::Overlaps;
use crate::hash::{HashMap, HashSet};
use crate::ir::{
    Direction, EndpointKind, Flow, FlowId, Namespaces, Pods, Policy, SegmentId, Target, Zone,
    ZoneId,
};
use crate::set::labels::LabelBox;
use crate::set::port::PortSet;

/// How many segments hold one pod, as far as anybody looks.
const MOST: usize = 256;

/// How many pairs of flows that give one half each are looked at.
const PAIRS: usize = 1_000_000;

/// How pods are reached.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hop {
    /// The pods before; none for the internet.
    pub(super) from: Option<Pods>,
    /// The flow that allows it, or one for each half.
    pub(super) flows: [Option<FlowId>; 2],
    /// One for what the internet reaches at once.
    pub(super) number: usize,
}

/// What is reached.
pub(super) struct Walk<'a> {
    pub(super) policy: &'a Policy,
    /// By source.
    flows: HashMap<&'a EndpointKind, Vec<FlowId>>,
    /// The segments that hold the pod of each segment, itself first; none where it can have no pod.
    holding: Vec<Vec<SegmentId>>,
    /// The other way around.
    held: Vec<Vec<SegmentId>>,
    of_zones: Vec<Vec<SegmentId>>,
    /// How each segment is reached, then each zone.
    hops: Vec<Option<Hop>>,
    reached: Vec<Pods>,
    followed: HashSet<FlowId>,
    /// Ends, and whether only their open pods were reached.
    entered: HashSet<(&'a EndpointKind, bool)>,
    pairs: usize,
}

impl<'a> Walk<'a> {
    /// The walk that begins with these flows, from outside of the cluster.
    pub(super) fn from(policy: &'a Policy, first: &[FlowId]) -> Self {
        let mut flows: HashMap<_, Vec<_>> = HashMap::default();
        let mut of_zones = vec![Vec::new(); policy.zones.len()];
        for (index, flow) in policy.flows.iter().enumerate() {
            for source in &flow.sources {
                flows.entry(&source.kind).or_default().push(FlowId::at(index));
            }
        }
        for (index, segment) in policy.segments.iter().enumerate() {
            if let Some(segments) = of_zones.get_mut(segment.zone.0 as usize) {
                segments.push(SegmentId::at(index));
            }
        }
        let holding = holding(policy);
        let mut held = vec![Vec::new(); policy.segments.len()];
        for (index, segments) in holding.iter().enumerate() {
            for segment in segments {
                if let Some(held) = held.get_mut(segment.0 as usize) {
                    held.push(SegmentId::at(index));
                }
            }
        }
        let mut walk = Self {
            policy,
            flows,
            holding,
            held,
            of_zones,
            hops: vec![None; policy.segments.len() + policy.zones.len()],
            reached: Vec::new(),
            followed: HashSet::default(),
            entered: HashSet::default(),
            pairs: PAIRS,
        };
        for id in first {
            walk.follow(*id, None);
        }
        let mut at = 0;
        while let Some(pods) = walk.reached.get(at) {
            walk.go_on(*pods);
            at += 1;
        }
        walk
    }

    /// The last hop to pods; none when they aren't reached.
    pub(super) fn hop_to(&self, pods: Pods) -> Option<&Hop> {
        self.hops.get(self.number(pods))?.as_ref()
    }

    fn number(&self, pods: Pods) -> usize {
        match pods {
            Pods::Segment(id) => id.0 as usize,
            Pods::Zone(id) => self.policy.segments.len() + id.0 as usize,
        }
    }

    /// Follows the flows of all ends that hold the pods.
    fn go_on(&mut self, pods: Pods) {
        let own: Vec<EndpointKind> = match pods {
            Pods::Zone(_) => Vec::new(),
            Pods::Segment(id) => {
                let holding = self.holding.get(id.0 as usize);
                holding.into_iter().flatten().map(|id| EndpointKind::Segment(*id)).collect()
            }
        };
        let zone = self.policy.zone_of(pods).map(EndpointKind::Zone);
        let ends = own.into_iter().chain(zone);
        let ends = ends.chain([EndpointKind::Cluster, EndpointKind::Anywhere]);
        let isolated = self.policy.subject(&kind(pods), Direction::Egress).is_some();
        let (mut out, mut into) = (Vec::new(), Vec::new());
        for end in ends {
            for id in self.flows.get(&end).cloned().unwrap_or_default() {
                let only = self.policy.flow(id).and_then(|flow| flow.only);
                if !isolated || (is_ruled(&end) && only != Some(Direction::Ingress)) {
                    self.follow(id, Some(pods));
                    out.push(id);
                } else {
                    into.push(id);
                }
            }
        }
        for (out, into) in out.iter().flat_map(|out| into.iter().map(move |into| (*out, *into))) {
            let Some(left) = self.pairs.checked_sub(1) else { return };
            self.pairs = left;
            self.follow_both(out, into, pods);
        }
    }

    /// Goes where a flow leads.
    fn follow(&mut self, id: FlowId, from: Option<Pods>) {
        let Some(flow) = self.policy.flow(id).filter(|_| self.followed.insert(id)) else { return };
        for target in flow.targets.iter().filter(|target| !target.ports.is_empty()) {
            let only_open = !gives_ingress(flow, target);
            self.enter(&target.endpoint.kind, only_open, from, [Some(id), None]);
        }
    }

    /// Goes where one flow leads out and another leads in.
    fn follow_both(&mut self, out: FlowId, into: FlowId, from: Pods) {
        let policy = self.policy;
        let targets = |id, ingress| {
            let flow = policy.flow(id).into_iter();
            let targets = flow.flat_map(|flow| flow.targets.iter().map(move |one| (flow, one)));
            targets.filter(move |(flow, one)| gives_ingress(flow, one) == ingress)
        };
        for (_, one) in targets(out, false) {
            for end in targets(into, true).filter_map(|(_, other)| meet(policy, one, other)) {
                self.enter(end, false, Some(from), [Some(out), Some(into)]);
            }
        }
    }

    /// Reaches the pods of an end, or those whose ingress is open.
    fn enter(
        &mut self,
        end: &'a EndpointKind,
        only_open: bool,
        from: Option<Pods>,
        flows: [Option<FlowId>; 2],
    ) {
        if self.entered.contains(&(end, false)) || !self.entered.insert((end, only_open)) {
            return;
        }
        let number = from.and_then(|pods| self.hop_to(pods)).map_or(0, |hop| hop.number) + 1;
        for pods in self.pods_of(end) {
            if only_open && self.policy.subject(&kind(pods), Direction::Ingress).is_some() {
                continue;
            }
            let at = self.number(pods);
            if let Some(hop @ None) = self.hops.get_mut(at) {
                *hop = Some(Hop { from, flows, number });
                self.reached.push(pods);
            }
        }
    }

    /// The pods of an end, one for each zone and each segment that can have one.
    fn pods_of(&self, end: &EndpointKind) -> Vec<Pods> {
        let of_zone = |(at, segments): (usize, &Vec<SegmentId>)| {
            let segments = segments.iter().copied();
            let possible = segments.filter(|id| {
                self.holding.get(id.0 as usize).is_some_and(|holding| !holding.is_empty())
            });
            let zone = self.policy.zones.get(at).filter(|zone| is_possible(zone));
            let zone = zone.map(|_| Pods::Zone(ZoneId::at(at)));
            possible.map(Pods::Segment).chain(zone).collect::<Vec<_>>()
        };
        match end {
            EndpointKind::Segment(id) => {
                let held = self.held.get(id.0 as usize);
                held.into_iter().flatten().copied().map(Pods::Segment).collect()
            }
            EndpointKind::Zone(id) => {
                let at = id.0 as usize;
                self.of_zones.get(at).map(|segments| of_zone((at, segments))).unwrap_or_default()
            }
            EndpointKind::Cluster | EndpointKind::Anywhere => {
                self.of_zones.iter().enumerate().flat_map(of_zone).collect()
            }
            EndpointKind::OpenEgress | EndpointKind::Addresses(_) => Vec::new(),
        }
    }
}

/// Whether policies can be written for an end: others are peers alone.
const fn is_ruled(end: &EndpointKind) -> bool {
    matches!(end, EndpointKind::Segment(_) | EndpointKind::Zone(_))
}

/// Whether a flow gives the half of a target.
fn gives_ingress(flow: &Flow, target: &Target) -> bool {
    flow.only != Some(Direction::Egress) && is_ruled(&target.endpoint.kind)
}

pub(super) const fn kind(pods: Pods) -> EndpointKind {
    match pods {
        Pods::Segment(id) => EndpointKind::Segment(id),
        Pods::Zone(id) => EndpointKind::Zone(id),
    }
}

/// Whether a namespace can be of a zone.
fn is_possible(zone: &Zone) -> bool {
    match &zone.namespaces {
        Namespaces::Named(_) => true,
        Namespaces::Labelled(selector) => !selector.labels().is_empty(),
    }
}

/// The segments that hold the pod of each segment.
fn holding(policy: &Policy) -> Vec<Vec<SegmentId>> {
    let mut boxes: Vec<(SegmentId, &str, LabelBox)> = Vec::new();
    for (index, segment) in policy.segments.iter().enumerate() {
        let Some(zone) = policy.zone(segment.zone).filter(|zone| is_possible(zone)) else {
            continue;
        };
        let alternatives = segment.alternatives.iter().map(|one| one.labels());
        let possible = alternatives.filter(|labels| !labels.is_empty());
        boxes.extend(possible.map(|labels| (SegmentId::at(index), zone.name.as_str(), labels)));
    }
    let sets = boxes.iter().map(|(id, zone, labels)| (*id, Some([*zone]), labels));
    let overlaps = Overlaps::new(sets);
    let mut holding = vec![Vec::new(); policy.segments.len()];
    for (id, zone, labels) in &boxes {
        let Some(holding) = holding.get_mut(id.0 as usize).filter(|it| it.is_empty()) else {
            continue;
        };
        let Some(pod) = labels.member() else { continue };
        holding.push(*id);
        let others = overlaps.holding(Some([*zone]), &pod).filter(|other| other != id);
        holding.extend(others.take(MOST));
    }
    holding
}

/// The end that both targets hold, where they have ports in common.
fn meet<'a>(policy: &Policy, one: &'a Target, other: &'a Target) -> Option<&'a EndpointKind> {
    if !share(&one.ports, &other.ports) {
        return None;
    }
    let (one, other) = (&one.endpoint.kind, &other.endpoint.kind);
    if is_within(policy, one, other) {
        Some(one)
    } else {
        is_within(policy, other, one).then_some(other)
    }
}

fn share(one: &PortSet, other: &PortSet) -> bool {
    !one.numbers().intersect(other.numbers()).is_empty()
        || one.names().iter().any(|name| other.names().contains(name))
}

/// Whether all pods of an end are of another.
fn is_within(policy: &Policy, inner: &EndpointKind, outer: &EndpointKind) -> bool {
    inner == outer
        || match (inner, outer) {
            (EndpointKind::Addresses(_) | EndpointKind::OpenEgress, _) => false,
            (_, EndpointKind::Cluster | EndpointKind::Anywhere) => true,
            (EndpointKind::Segment(id), EndpointKind::Zone(zone)) => {
                policy.segment(*id).is_some_and(|segment| segment.zone == *zone)
            }
            _ => false,
        }
}
