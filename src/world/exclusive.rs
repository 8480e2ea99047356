//! Zones of which it is assumed that no pod is in two segments.

use super::way;
use crate::hash::HashMap;
use crate::ir::{Exclusive, Policy, ZoneId};
use crate::set::cidr::AddressSet;
use crate::set::flow::{Peers, Pod};
use crate::set::labels::LabelBox;
use crate::set::nearby::Nearby;
use crate::set::rule::NAMESPACE_NAME;
use ecow::EcoString;

/// The segments of these zones, found by their labels.
#[derive(Debug, Default)]
pub(super) struct Assumed {
    by_name: HashMap<EcoString, ZoneId>,
    zones: HashMap<ZoneId, Segments>,
}

/// The segments of a zone: each of their alternatives with the number of its segment.
#[derive(Debug)]
struct Segments {
    namespaces: LabelBox,
    alternatives: Vec<(usize, LabelBox)>,
    nearby: Nearby<usize>,
}

impl Assumed {
    /// Of a policy.
    pub(super) fn new(policy: &Policy) -> Self {
        let mut assumed = Self::default();
        for (zone, id) in policy.zones.iter().zip((0..).map(ZoneId)) {
            if zone.exclusive == Exclusive::Assumed {
                let namespaces = way::namespaces(zone);
                let (alternatives, nearby) = (Vec::new(), Nearby::default());
                assumed.zones.insert(id, Segments { namespaces, alternatives, nearby });
                assumed.by_name.extend(zone.names().iter().map(|name| (name.clone(), id)));
            }
        }
        for (at, segment) in policy.segments.iter().enumerate() {
            let Some(segments) = assumed.zones.get_mut(&segment.zone) else { continue };
            for labels in segment.alternatives.iter().map(|one| one.labels()) {
                segments.nearby.insert(segments.alternatives.len(), &labels);
                segments.alternatives.push((at, labels));
            }
        }
        assumed
    }

    /// The pods that fit the same two segments as one, and the zone that is assumed to have none such.
    pub(super) fn of_two_segments(&self, pod: &Pod) -> Option<(ZoneId, Peers)> {
        let id = *self.by_name.get(pod.namespace.get(NAMESPACE_NAME)?)?;
        let segments = self.zones.get(&id)?;
        let mut fitting: Vec<_> = segments.nearby.holding(&pod.labels).collect();
        fitting.retain(|at| {
            let alternative = segments.alternatives.get(*at);
            alternative.is_some_and(|(_, labels)| labels.contains(&pod.labels))
        });
        fitting.sort_unstable();
        let mut fitting: Vec<_> =
            fitting.into_iter().filter_map(|at| segments.alternatives.get(at)).collect();
        fitting.dedup_by_key(|(segment, _)| *segment);
        let [(_, one), (_, other), ..] = fitting.as_slice() else { return None };
        let (namespaces, pods) = (segments.namespaces.clone(), one.intersect(other));
        Some((id, Peers::Pods { namespaces, pods, addresses: AddressSet::all() }))
    }
}
