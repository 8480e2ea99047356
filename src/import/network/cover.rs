//! Whether one end holds another, and whether halves hold another.

use super::super::model::{Draft, End, Kind};
use super::halves::Halves;
use crate::set::labels::LabelBox;
use crate::set::port::PortSet;
use crate::set::rule::{Direction, of_namespaces};
use std::collections::HashMap;

/// The halves of a direction by their subject.
pub struct Cover<'a> {
    draft: &'a Draft,
    direction: Direction,
    /// The subjects of each zone with their peers and ports.
    by_subject: HashMap<End, Vec<(End, &'a PortSet)>>,
    wider: HashMap<End, Vec<End>>,
}

impl<'a> Cover<'a> {
    /// Those of a direction.
    pub fn new(draft: &'a Draft, direction: Direction, halves: &'a Halves) -> Self {
        let mut by_subject: HashMap<End, Vec<(End, &PortSet)>> = HashMap::new();
        for ((source, target), half) in halves {
            let (subject, peer) = seen(direction, *source, *target);
            by_subject.entry(subject).or_default().push((peer, &half.ports));
        }
        Self { draft, direction, by_subject, wider: HashMap::new() }
    }

    /// Whether halves of subjects that hold this one's pods allow as much.
    pub fn holds(&mut self, source: End, target: End, ports: &PortSet) -> bool {
        let (subject, peer) = seen(self.direction, source, target);
        let mut left = ports.clone();
        for wider in self.wider(subject) {
            for (other, allowed) in self.by_subject.get(&wider).into_iter().flatten() {
                if contains(self.draft, *other, peer) {
                    left = left.subtract(allowed);
                    if left.is_empty() {
                        return true;
                    }
                }
            }
        }
        left.is_empty()
    }

    /// The subjects with halves that hold all pods of an end.
    fn wider(&mut self, subject: End) -> Vec<End> {
        if let Some(known) = self.wider.get(&subject) {
            return known.clone();
        }
        let holds =
            |other: &&End| other.zone() == subject.zone() && contains(self.draft, **other, subject);
        let mut found: Vec<End> = self.by_subject.keys().filter(holds).copied().collect();
        found.sort_unstable();
        self.wider.insert(subject, found.clone());
        found
    }
}

/// A pair as the subject of a direction and its peer.
pub const fn seen(direction: Direction, source: End, target: End) -> (End, End) {
    match direction {
        Direction::Egress => (source, target),
        Direction::Ingress => (target, source),
    }
}

/// Whether all of an end is in another.
pub fn contains(draft: &Draft, outer: End, inner: End) -> bool {
    if outer == inner {
        return true;
    }
    match (outer, inner) {
        (End::Anywhere, _) => true,
        (End::Addresses(outer), End::Addresses(inner)) => {
            let sets = draft.addresses.get(outer.0).zip(draft.addresses.get(inner.0));
            sets.is_some_and(|(outer, inner)| inner.is_subset(outer))
        }
        (End::Cluster, inner) => inner.zone().is_some(),
        (outer, inner) => {
            let Some((namespaces, pods)) = boxes(draft, outer) else { return false };
            let Some((in_namespaces, in_pods)) = boxes(draft, inner) else { return false };
            let held = |piece: &LabelBox| pods.iter().any(|outer| piece.is_subset(outer));
            in_namespaces.is_subset(&namespaces) && in_pods.iter().all(held)
        }
    }
}

/// The labels of the namespaces and of the pods of an end.
fn boxes(draft: &Draft, end: End) -> Option<(LabelBox, Vec<LabelBox>)> {
    let zone = draft.zone(end.zone()?)?;
    let namespaces = match &zone.kind {
        Kind::Labelled(labels) => labels.clone(),
        _ => of_namespaces(zone.namespaces.iter().cloned()),
    };
    let pods = match end {
        End::Segment(zone, at) => draft.segment(zone, at)?.pods.clone(),
        _ => vec![LabelBox::default()],
    };
    Some((namespaces, pods))
}
