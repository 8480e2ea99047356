//! What was emitted, in numbers.

use crate::ir::{Policy, Zone};
use std::collections::BTreeMap;

/// The numbers for the last line of a build.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Zones that netz writes objects for: named, and not somebody else's.
    pub zones: usize,
    /// Segments of these zones.
    pub segments: usize,
    /// Rules in all NetworkPolicies.
    pub rules: usize,
    /// Segments and whole zones that may reach DNS, or answer it, though no flow says so.
    pub implied_dns: usize,
    /// Segments that may reach the API server though no flow says so.
    pub implied_api: usize,
    /// Statements that grant rules or a role.
    pub grants: usize,
    /// How many objects there are of each kind.
    pub objects: BTreeMap<&'static str, usize>,
}

impl Summary {
    /// What is known before anything is emitted.
    pub(super) fn of(policy: &Policy, (implied_dns, implied_api): (usize, usize)) -> Self {
        let ours = |id| policy.zone(id).is_some_and(Zone::is_ours);
        Self {
            zones: policy.zones.iter().filter(|zone| zone.is_ours()).count(),
            segments: policy.segments.iter().filter(|segment| ours(segment.zone)).count(),
            grants: policy.grants.len() + policy.holdings.len(),
            implied_dns,
            implied_api,
            ..Self::default()
        }
    }

    pub(super) fn count(&mut self, kind: &'static str) {
        *self.objects.entry(kind).or_default() += 1;
    }

    /// How many NetworkPolicies there are.
    #[must_use]
    pub fn policies(&self) -> usize {
        self.objects.get("NetworkPolicy").copied().unwrap_or_default()
    }
}
