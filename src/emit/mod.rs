//! Checked policy to manifests: one file a backend, a shape in common and no trait.
//!
//! Objects leave one by one and are forgotten, since a policy may have a hundred thousand of them: zones in
//! the order of their declarations; in each its namespaces, quotas, accounts, roles and bindings, then its
//! default policies and those of its segments; cluster-wide roles and bindings last.

pub(crate) mod comment;
pub mod manifest;
mod metadata;
pub(crate) mod names;
mod namespace;
mod network;
mod rbac;
mod selector;
mod summary;
#[cfg(test)]
pub(crate) mod tests;
pub mod yaml;

pub use manifest::{Category, Manifest, Object};
pub(crate) use metadata::LONGEST as LONGEST_REASONS;
pub(crate) use network::Network;
pub use summary::Summary;

use crate::check::Checked;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::hash::HashMap;
use crate::ir::{Pods, Policy, Zone, ZoneId};
use crate::k8s::networkpolicy::Title;
use crate::source::{SourceMap, Span};
use ecow::EcoString;
use std::collections::BTreeSet;
use std::collections::hash_map::Entry;
use std::sync::Arc;

/// How the same meaning is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Style {
    /// One ClusterRole where Roles of several namespaces would say the same, bound in each.
    pub share_roles: bool,
}

/// Gives every object of the policy to `out`, zone by zone, each already valid; what isn't goes to `sink`.
pub fn emit(
    checked: &Checked,
    style: Style,
    sources: &SourceMap,
    sink: &mut Sink,
    out: &mut dyn FnMut(Manifest),
) -> Summary {
    let policy = checked.policy();
    let network = network::Network::new(policy);
    let rbac = rbac::Rbac::new(policy, style);
    let summary = Summary::of(policy, network.implied());
    let origins = HashMap::default();
    let mut emission = Emission { policy, style, sources, sink, out, origins, summary };
    for (index, zone) in policy.zones.iter().enumerate() {
        let id = ZoneId::at(index);
        namespace::emit(zone, &mut emission);
        rbac.emit(id, zone, &mut emission);
        network.emit(id, &mut emission);
    }
    rbac.emit_cluster_wide(&mut emission);
    emission.summary
}

/// The names of the NetworkPolicies that are emitted for a policy.
pub(crate) fn policy_titles(policy: &Policy) -> BTreeSet<Title> {
    network::Network::new(policy).titles(policy)
}

/// Objects to look at what they say: nothing is checked, and nothing written.
#[derive(Debug)]
pub(crate) struct Preview<'a> {
    policy: &'a Policy,
    sources: &'a SourceMap,
    network: Arc<Network>,
}

impl<'a> Preview<'a> {
    /// Of a policy.
    pub(crate) fn new(policy: &'a Policy, sources: &'a SourceMap) -> Self {
        Self::with(policy, sources, Arc::new(Network::new(policy)))
    }

    /// The same where the halves of the policy are known.
    pub(crate) const fn with(
        policy: &'a Policy,
        sources: &'a SourceMap,
        network: Arc<Network>,
    ) -> Self {
        Self { policy, sources, network }
    }

    /// Gives the policies of some pods to `out`.
    pub(crate) fn give(&self, pods: &BTreeSet<Pods>, out: &mut dyn FnMut(Manifest)) {
        self.with_emission(out, |emission| {
            for pods in pods {
                self.network.emit_of(*pods, emission);
            }
        });
    }

    /// Gives every object of some zones to `out`. Whether the API server would take them all.
    pub(crate) fn give_zones(
        &self,
        wanted: &dyn Fn(&Zone) -> bool,
        out: &mut dyn FnMut(Manifest),
    ) -> bool {
        let rbac = rbac::Rbac::new(self.policy, Style::default());
        let said = self.with_emission(out, |emission| {
            let zones = (0..).map(ZoneId).zip(&self.policy.zones);
            for (id, zone) in zones.filter(|(_, zone)| wanted(zone)) {
                namespace::emit(zone, emission);
                rbac.emit(id, zone, emission);
                self.network.emit(id, emission);
            }
        });
        !said.has_errors()
    }

    /// Gives every account, role and binding to `out`.
    pub(crate) fn give_rbac(&self, out: &mut dyn FnMut(Manifest)) {
        let rbac = rbac::Rbac::new(self.policy, Style::default());
        self.with_emission(out, |emission| {
            for (index, zone) in self.policy.zones.iter().enumerate() {
                rbac.emit(ZoneId::at(index), zone, emission);
            }
            rbac.emit_cluster_wide(emission);
        });
    }

    fn with_emission(
        &self,
        out: &mut dyn FnMut(Manifest),
        give: impl FnOnce(&mut Emission<'_>),
    ) -> Sink {
        let (policy, sources, style) = (self.policy, self.sources, Style::default());
        let mut sink = Sink::default();
        let (origins, summary) = (HashMap::default(), Summary::default());
        give(&mut Emission { policy, style, sources, sink: &mut sink, out, origins, summary });
        sink
    }
}

/// What every backend needs.
struct Emission<'a> {
    policy: &'a Policy,
    style: Style,
    sources: &'a SourceMap,
    sink: &'a mut Sink,
    out: &'a mut dyn FnMut(Manifest),
    /// Where each object comes from, by kind, namespace and name.
    origins: HashMap<(&'static str, Option<EcoString>, EcoString), Span>,
    summary: Summary,
}

impl Emission<'_> {
    /// Validates an object and lets it go.
    fn give(&mut self, manifest: Manifest) {
        let key = (manifest.kind, manifest.namespace.clone(), manifest.name.clone());
        match self.origins.entry(key) {
            Entry::Occupied(first) => {
                let (title, origin, first) = (manifest.title(), manifest.origin, *first.get());
                self.sink.push(match manifest.category {
                    Category::Network => duplicate_policy(&title, origin, first),
                    _ => duplicate(&title, origin, first),
                });
            }
            Entry::Vacant(entry) => {
                entry.insert(manifest.origin);
            }
        }
        for violation in manifest.object.violations() {
            self.sink.push(invalid(&manifest, &violation));
        }
        self.summary.count(manifest.kind);
        (self.out)(manifest);
    }
}

/// Two statements make one object.
pub(crate) fn duplicate(title: &str, second: Span, first: Span) -> Diagnostic {
    let message = format!("two statements make the object `{title}`");
    let diagnostic = Diagnostic::new(Code::DuplicateObject, second, message)
        .label("makes it again")
        .help("give one of the two another name");
    if first == second { diagnostic } else { diagnostic.also(first, "makes it first") }
}

/// The same, of policies.
pub(crate) fn duplicate_policy(title: &str, second: Span, first: Span) -> Diagnostic {
    duplicate(title, second, first).note(
        "a policy is named after its segment, in small letters and with `-` for `_`; a second alternative \
         adds `-2`",
    )
}

fn invalid(manifest: &Manifest, violation: &crate::k8s::validate::Violation) -> Diagnostic {
    let title = manifest.title();
    let message = format!("the API server would refuse `{title}`: {}", violation.reason);
    Diagnostic::new(Code::InvalidObject, manifest.origin, message)
        .label("makes this object")
        .note(format!("the field is `{}`", violation.path))
}
