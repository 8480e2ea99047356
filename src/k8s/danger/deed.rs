//! Requests, and whether a rule allows them.

use super::Place;
use crate::k8s::authorizer::{CONNECTS_BY_CREATE, allows_some};
use crate::set::right::Act;
use ecow::{EcoString, eco_format};
use k8s_openapi::api::rbac::v1::PolicyRule;

/// In the table: whatever resource of the group, whatever subresource.
const ANY: &str = "*";

/// Verbs on one resource that come to the same.
#[derive(Debug, Clone, Copy)]
pub struct Deed {
    group: &'static str,
    /// `pods`, `pods/exec`, `userextras/*`, or `*` for whatever resource of the group.
    resource: &'static str,
    verbs: &'static [&'static str],
    reach: Reach,
    /// Whether `get` opens a WebSocket, before [`CONNECTS_BY_CREATE`].
    connects: bool,
}

/// Through which bindings a request can be allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// Its objects live in namespaces.
    Namespaced,
    /// Its objects live in none.
    Cluster,
    /// Its objects live in none, and the request counts as one in a namespace all the same: `namespaces`
    /// themselves, and binding a ClusterRole in a namespace.
    Both,
}

/// Verbs on a namespaced resource.
#[must_use]
pub const fn in_namespaces(
    group: &'static str,
    resource: &'static str,
    verbs: &'static [&'static str],
) -> Deed {
    Deed { group, resource, verbs, reach: Reach::Namespaced, connects: false }
}

/// Verbs on a cluster-scoped resource.
pub(super) const fn of_cluster(
    group: &'static str,
    resource: &'static str,
    verbs: &'static [&'static str],
) -> Deed {
    Deed { group, resource, verbs, reach: Reach::Cluster, connects: false }
}

impl Deed {
    /// Counts as a request in a namespace though its object lives in none.
    pub(super) const fn also_in_namespaces(mut self) -> Self {
        self.reach = Reach::Both;
        self
    }

    /// A connection into a pod, which `get` opened as well in older versions.
    pub(super) const fn connects(mut self) -> Self {
        self.connects = true;
        self
    }
}

/// Requests of one resource that a rule allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowed {
    /// What kubectl calls the resource; without its group where that is one of Kubernetes' own.
    pub resource: EcoString,
    /// The verbs, never none.
    pub verbs: Vec<&'static str>,
    /// Whether its objects live in namespaces.
    pub namespaced: bool,
}

impl Deed {
    /// What of it a rule allows where it holds.
    #[must_use]
    pub fn allowed(&self, rule: &PolicyRule, place: Place<'_>, minor: u32) -> Option<Allowed> {
        if self.reach == Reach::Cluster && place != Place::Cluster {
            return None;
        }
        // Nearly every rule is about another group, which is cheap to see.
        if !rule.api_groups.iter().flatten().any(|own| own == "*" || own == self.group) {
            return None;
        }
        let patterns = rule.resources.as_deref().unwrap_or_default();
        let (resource, sub) = match self.resource.split_once('/') {
            Some((plural, ANY)) => (plural, any_part(patterns, plural)?),
            Some((plural, part)) => (plural, part),
            None if self.resource == ANY => {
                (patterns.iter().find(|pattern| !pattern.contains('/'))?.as_str(), "")
            }
            None => (self.resource, ""),
        };
        let allows = |verb: &str| allows_some(rule, verb, self.group, resource, sub);
        let verbs: Vec<_> = self.verbs(minor).filter(|verb| allows(verb)).collect();
        (!verbs.is_empty()).then(|| Allowed {
            resource: self.name(resource, sub),
            verbs,
            namespaced: self.reach == Reach::Namespaced,
        })
    }

    /// Its verbs in Kubernetes 1.`minor`.
    pub fn verbs(&self, minor: u32) -> impl Iterator<Item = &'static str> {
        let old = (self.connects && minor < CONNECTS_BY_CREATE).then_some(&"get");
        self.verbs.iter().chain(old).copied()
    }

    /// Every request of it, on whatever object.
    pub fn acts(&self, minor: u32) -> impl Iterator<Item = Act> {
        let (group, resource) = (EcoString::from(self.group), EcoString::from(self.resource));
        self.verbs(minor).map(move |verb| Act::Resource {
            group: group.clone(),
            resource: resource.clone(),
            verb: verb.into(),
            name: None,
        })
    }

    /// The group and the resource, as a rule writes them.
    #[must_use]
    pub const fn about(&self) -> (&'static str, &'static str) {
        (self.group, self.resource)
    }

    /// Its resource as a rule writes it; none where it is any of the group, or any subresource.
    pub(super) fn one_resource(&self) -> Option<&'static str> {
        (!self.resource.ends_with(ANY)).then_some(self.resource)
    }

    fn name(&self, resource: &str, sub: &str) -> EcoString {
        let own = !self.group.contains('.') || self.group.ends_with(".k8s.io");
        let group = if own && resource != ANY { "" } else { self.group };
        let dot = if group.is_empty() { "" } else { "." };
        let slash = if sub.is_empty() { "" } else { "/" };
        eco_format!("{resource}{dot}{group}{slash}{sub}")
    }
}

/// A subresource of a resource that patterns mean, where there is one: behind a slash `*` stands for itself.
fn any_part<'a>(patterns: &'a [String], plural: &str) -> Option<&'a str> {
    patterns.iter().find_map(|pattern| match pattern.split_once('/') {
        Some((of, part)) => (part != ANY && (of == plural || of == ANY)).then_some(part),
        None => (pattern == ANY).then_some(ANY),
    })
}
