//! The table of dangers. Within a kind the worse line stands first.

mod guards;
mod identity;
mod network;
mod nodes;
mod pods;

/// Deeds that other modules ask for too.
pub mod deeds {
    pub use super::guards::{ADMISSION_POLICIES, NAMESPACES, WEBHOOKS};
    pub use super::identity::SECRETS_READ;
    pub use super::network::{ENDPOINTS, POLICIES};
    pub use super::pods::{CONNECT, EPHEMERAL, EXEC, PODS, PODS_CHANGE, WORKLOADS};
}

use super::deed::Deed;
use super::index::Index;
use super::{Entry, Kind, Severity};
use k8s_openapi::api::rbac::v1::PolicyRule;
use std::sync::LazyLock;

/// Every line, in the order in which they are judged.
pub(super) fn entries() -> impl Iterator<Item = &'static Entry> {
    [identity::ENTRIES, pods::ENTRIES, nodes::ENTRIES, guards::ENTRIES, network::ENTRIES]
        .into_iter()
        .flatten()
}

/// The lines that a rule can be about, in their order.
pub(super) fn near(rule: &PolicyRule) -> impl Iterator<Item = &'static Entry> {
    static INDEX: LazyLock<Index<&Entry>> =
        LazyLock::new(|| Index::of(entries().map(|entry| (entry, entry.deeds()))));
    INDEX.near(rule)
}

/// Verbs that make or change objects.
const CHANGE: &[&str] = &["create", "update", "patch"];

/// Verbs that change objects that are there.
const ALTER: &[&str] = &["update", "patch"];

/// Verbs that make, change or remove objects.
const WRITE: &[&str] = &["create", "update", "patch", "delete", "deletecollection"];

/// Verbs that a proxy passes on.
const PROXY: &[&str] = &["get", "create", "update", "patch", "delete"];

const RBAC: &str = "rbac.authorization.k8s.io";

/// A line, one step lower in one namespace.
const fn entry(kind: Kind, cluster: Severity, so: &'static str, deeds: &'static [Deed]) -> Entry {
    Entry {
        kind,
        so,
        so_named: so,
        cluster,
        namespace: cluster.lower(),
        deeds: [deeds, &[]],
        system: false,
    }
}

impl Entry {
    /// How bad it is in one namespace, where that is not one step lower.
    const fn in_one(mut self, severity: Severity) -> Self {
        self.namespace = severity;
        self
    }

    /// The same with more deeds that come to it.
    const fn or(mut self, deeds: &'static [Deed]) -> Self {
        let [first, _] = self.deeds;
        self.deeds = [first, deeds];
        self
    }

    /// What it comes to where a rule names its objects.
    const fn named(mut self, so: &'static str) -> Self {
        self.so_named = so;
        self
    }

    /// About the cluster's own workloads alone.
    const fn of_system(mut self) -> Self {
        self.system = true;
        self
    }
}
