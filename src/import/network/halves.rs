//! What each direction allows, by pairs of ends; and what is said by isolating pods.

use super::super::model::{Draft, End, ZoneId};
use super::zones::Zones;
use crate::k8s::networkpolicy::Origin;
use crate::set::labels::{LabelBox, ValueSet};
use crate::set::port::PortSet;
use crate::set::rule::{Direction, Meaning, Peer, Space};
use ecow::eco_format;
use indexmap::IndexMap;
use std::collections::{BTreeMap, BTreeSet};

/// Into how many boxes the pods that nothing selects may fall.
const MOST: usize = 256;

/// The ports of a pair of ends, source first, and the policies that say so.
pub type Halves = IndexMap<(End, End), Half>;

/// What one direction allows between two ends.
#[derive(Debug, Clone, Default)]
pub struct Half {
    pub ports: PortSet,
    pub origins: BTreeSet<u32>,
}

/// Pods whose isolation can't be said.
pub struct Unsaid {
    pub zone: ZoneId,
    pub direction: Direction,
    /// One of the policies that isolate pods there.
    pub policy: u32,
}

/// What a direction says of a zone's pods.
#[derive(Default)]
struct Pods {
    /// Those that are isolated, with the policies that say so.
    isolated: IndexMap<LabelBox, BTreeSet<u32>>,
    /// Those of them that may exchange everything with everybody.
    open: BTreeSet<LabelBox>,
}

/// The halves of both directions, egress first; zones learn what they isolate.
pub fn halves(
    space: &Space,
    meaning: &Meaning<Origin>,
    zones: &mut Zones<'_>,
    draft: &mut Draft,
) -> ([Halves; 2], Vec<Unsaid>) {
    let mut unsaid = Vec::new();
    let both = Direction::ALL.map(|direction| {
        let pods = pods(space, meaning, zones, draft, direction);
        let mut halves = Halves::new();
        for rule in &meaning.side(direction).rules {
            let Some(zone) = zones.of_subject(draft, rule.subject.namespace) else { continue };
            let Some(labels) = space.labels_of(rule.subject.pods) else { continue };
            let Some(ports) = space.ports_of(rule.ports) else { continue };
            if pods.get(&zone).is_some_and(|pods| pods.is_needless(labels)) {
                continue;
            }
            let subject = zones.pods(draft, zone, std::slice::from_ref(labels));
            for peer in zones.ends(draft, rule.peer) {
                let pair = match direction {
                    Direction::Egress => (subject, peer),
                    Direction::Ingress => (peer, subject),
                };
                let half = halves.entry(pair).or_default();
                half.ports = half.ports.union(ports);
                half.origins.insert(rule.origin.policy);
            }
        }
        isolate(pods, direction, zones, draft, &mut halves, &mut unsaid);
        halves
    });
    (both, unsaid)
}

/// What a direction says of the pods of each zone.
fn pods(
    space: &Space,
    meaning: &Meaning<Origin>,
    zones: &Zones<'_>,
    draft: &Draft,
    direction: Direction,
) -> BTreeMap<ZoneId, Pods> {
    let side = meaning.side(direction);
    let mut all: BTreeMap<ZoneId, Pods> = BTreeMap::new();
    for (subject, origin) in &side.isolated {
        let Some(zone) = zones.of_subject(draft, subject.namespace) else { continue };
        let Some(labels) = space.labels_of(subject.pods) else { continue };
        let isolated = &mut all.entry(zone).or_default().isolated;
        isolated.entry(labels.clone()).or_default().insert(origin.policy);
    }
    for rule in &side.rules {
        let everything = matches!(space.peer_of(rule.peer), Some(Peer::Anywhere))
            && space.ports_of(rule.ports).is_some_and(PortSet::is_any);
        let Some(zone) = zones.of_subject(draft, rule.subject.namespace) else { continue };
        if let Some(labels) = space.labels_of(rule.subject.pods).filter(|_| everything) {
            all.entry(zone).or_default().open.insert(labels.clone());
        }
    }
    all
}

impl Pods {
    /// Those that something is denied.
    fn closed(&self) -> impl Iterator<Item = &LabelBox> {
        self.isolated.keys().filter(|labels| !self.open.contains(*labels))
    }

    /// Whether rules of these pods say nothing: all is allowed to them, and nothing else isolates them.
    fn is_needless(&self, labels: &LabelBox) -> bool {
        self.open.contains(labels) && self.closed().all(|closed| closed.is_disjoint(labels))
    }

    /// The pods that nothing denies anything; none where they fall into too many boxes.
    fn rest(&self) -> Option<Vec<LabelBox>> {
        let mut rest = vec![LabelBox::default()];
        for closed in self.closed() {
            rest = rest.iter().flat_map(|piece| piece.subtract(closed)).collect();
            if rest.len() > MOST {
                return None;
            }
        }
        let closed: Vec<&LabelBox> = self.closed().collect();
        Some(wider(rest, &closed))
    }
}

/// The same pods in boxes that may overlap, each as wide as it can be said: a key that is there only to keep
/// boxes apart is left out. None of them touches what is `closed`.
fn wider(boxes: Vec<LabelBox>, closed: &[&LabelBox]) -> Vec<LabelBox> {
    let mut kept: Vec<LabelBox> = Vec::new();
    let mut boxes: Vec<_> = boxes.into_iter().map(|one| widened(one, closed)).collect();
    boxes.sort_by_key(|one| one.keys().len());
    for one in boxes {
        if !kept.iter().any(|other| one.is_subset(other)) {
            kept.retain(|other| !other.is_subset(&one));
            kept.push(one);
        }
    }
    kept
}

/// A box without the keys that it doesn't need to stay clear of others. What a pod must not have says more than
/// what it must.
fn widened(mut labels: LabelBox, closed: &[&LabelBox]) -> LabelBox {
    let mut keys: Vec<_> = labels.keys().keys().rev().cloned().collect();
    keys.sort_by_key(|key| labels.get(key).negated);
    for key in keys {
        let wide = labels.clone().replace(&key, ValueSet::all()).canonical();
        if closed.iter().all(|one| one.is_disjoint(&wide)) {
            labels = wide;
        }
    }
    labels
}

/// A zone isolates a direction in which some of its pods are isolated; the others are opened again.
fn isolate(
    pods: BTreeMap<ZoneId, Pods>,
    direction: Direction,
    zones: &mut Zones<'_>,
    draft: &mut Draft,
    halves: &mut Halves,
    unsaid: &mut Vec<Unsaid>,
) {
    for (id, pods) in pods {
        if pods.closed().next().is_none() {
            continue;
        }
        let Some(rest) = pods.rest() else {
            let policies = pods.isolated.values().flatten();
            let policy = policies.copied().min().unwrap_or_default();
            unsaid.push(Unsaid { zone: id, direction, policy });
            continue;
        };
        let Some(zone) = draft.zones.get_mut(id.0) else { continue };
        match direction {
            Direction::Egress => zone.isolates_egress = true,
            Direction::Ingress => zone.isolates_ingress = true,
        }
        if rest.is_empty() {
            continue;
        }
        let open = zones.pods(draft, id, &rest);
        let pair = match direction {
            Direction::Egress => (open, End::Anywhere),
            Direction::Ingress => (End::Anywhere, open),
        };
        let half = halves.entry(pair).or_default();
        half.ports = PortSet::any();
        if let End::Segment(zone, at) = open
            && let Some(segment) =
                draft.zones.get_mut(zone.0).and_then(|it| it.segments.get_mut(at))
        {
            let (name, may) = match (direction, segment.hint.is_some()) {
                (Direction::Ingress, false) => ("open-ingress", "everything may connect to them"),
                (Direction::Egress, false) => ("open-egress", "they may connect to everything"),
                (_, true) => ("unselected", "they may connect to everything, and all to them"),
            };
            segment.hint = Some(name.into());
            segment.comment = Some(eco_format!("No policy selects these pods: {may}."));
        }
    }
}
