//! What of a zone's flows a join is about.

use super::join::Join;
use crate::ir::{EndpointKind, Namespaces, Policy, ZoneId};
use std::collections::{BTreeMap, BTreeSet};

/// The flows between zones, and how zones are told apart.
pub(super) struct Ways {
    /// Zones that a flow leads into.
    entered: BTreeSet<ZoneId>,
    /// Zones with a flow from or to namespaces that are chosen by label.
    by_label: BTreeSet<ZoneId>,
    /// How many segments a zone has.
    segments: BTreeMap<ZoneId, usize>,
    /// Source and target.
    pairs: BTreeSet<(Pods, Pods)>,
    /// Zones that take nothing but what flows let in.
    closed: BTreeSet<ZoneId>,
}

impl Ways {
    pub(super) fn of(policy: &Policy) -> Self {
        let mut ways = Self {
            entered: BTreeSet::new(),
            by_label: BTreeSet::new(),
            segments: BTreeMap::new(),
            pairs: BTreeSet::new(),
            closed: BTreeSet::new(),
        };
        for segment in &policy.segments {
            *ways.segments.entry(segment.zone).or_default() += 1;
        }
        for (index, zone) in policy.zones.iter().enumerate() {
            if zone.is_ours() && zone.isolation.ingress {
                ways.closed.insert(ZoneId::at(index));
            }
        }
        let labelled = |pods: &Pods| {
            let zone = pods.zone().and_then(|id| policy.zone(id));
            zone.is_some_and(|zone| matches!(zone.namespaces, Namespaces::Labelled(_)))
        };
        for flow in &policy.flows {
            let sources = flow.sources.iter().filter_map(|source| Pods::of(policy, &source.kind));
            for from in sources {
                for target in &flow.targets {
                    let Some(to) = Pods::of(policy, &target.endpoint.kind) else { continue };
                    ways.entered.extend(to.zone());
                    ways.by_label.extend(to.zone().filter(|_| labelled(&from)));
                    ways.by_label.extend(from.zone().filter(|_| labelled(&to)));
                    ways.pairs.insert((from, to));
                }
            }
        }
        ways
    }

    /// Whether a join says something of a zone.
    pub(super) fn concern(&self, join: Join, zone: ZoneId) -> bool {
        match join {
            Join::PolicyWriter | Join::GuardWriter | Join::Tunnel => true,
            Join::NamespaceRelabel => self.by_label.contains(&zone),
            Join::LabelSpoof => self.segments.get(&zone).is_some_and(|count| *count > 1),
            Join::ServiceHijack => self.entered.contains(&zone),
            Join::SecretCrossing => self.closed.contains(&zone),
        }
    }

    /// Whether some flow leads from a zone to another.
    pub(super) fn lead(&self, from: ZoneId, to: ZoneId) -> bool {
        let sources = [Pods::Zone(from), Pods::All];
        let mut pairs =
            sources.into_iter().flat_map(|from| [(from, Pods::Zone(to)), (from, Pods::All)]);
        pairs.any(|pair| self.pairs.contains(&pair))
    }
}

/// Where the pods of an end are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Pods {
    Zone(ZoneId),
    All,
}

impl Pods {
    /// None for addresses.
    fn of(policy: &Policy, kind: &EndpointKind) -> Option<Self> {
        match kind {
            EndpointKind::Segment(id) => {
                policy.segment(*id).map(|segment| Self::Zone(segment.zone))
            }
            EndpointKind::Zone(id) => Some(Self::Zone(*id)),
            EndpointKind::Cluster | EndpointKind::OpenEgress | EndpointKind::Anywhere => {
                Some(Self::All)
            }
            EndpointKind::Addresses(_) => None,
        }
    }

    const fn zone(self) -> Option<ZoneId> {
        match self {
            Self::Zone(id) => Some(id),
            Self::All => None,
        }
    }
}
