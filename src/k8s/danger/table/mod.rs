//! The table of dangers. Within a kind the worse line stands first.

mod guards;
mod identity;
mod network;
mod nodes;
mod pods;

use super::deed::Deed;
use super::{Entry, Kind, Severity};

/// Every line, in the order in which they are judged.
pub(super) fn entries() -> impl Iterator<Item = &'static Entry> {
    [identity::ENTRIES, pods::ENTRIES, nodes::ENTRIES, guards::ENTRIES, network::ENTRIES]
        .into_iter()
        .flatten()
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
    Entry { kind, so, cluster, namespace: cluster.lower(), deeds, system: false }
}

impl Entry {
    /// How bad it is in one namespace, where that is not one step lower.
    const fn in_one(mut self, severity: Severity) -> Self {
        self.namespace = severity;
        self
    }

    /// About the cluster's own workloads alone.
    const fn of_system(mut self) -> Self {
        self.system = true;
        self
    }
}
