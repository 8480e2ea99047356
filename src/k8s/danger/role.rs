//! The ClusterRoles that every cluster has.

use super::Severity;

/// Those whose holder can act as every account of where they are bound, and more.
pub const ADMINISTRATORS: [&str; 3] = ["cluster-admin", "admin", "edit"];

/// Those that are meant to be bound to people, and the largest of those for components.
pub const KNOWN: [&str; 17] = [
    "admin",
    "cluster-admin",
    "edit",
    "system:auth-delegator",
    "system:basic-user",
    "system:discovery",
    "system:heapster",
    "system:kube-controller-manager",
    "system:kube-dns",
    "system:kube-scheduler",
    "system:monitoring",
    "system:node",
    "system:node-bootstrapper",
    "system:node-proxier",
    "system:persistent-volume-provisioner",
    "system:public-info-viewer",
    "view",
];

/// What a ClusterRole that every cluster has gives where it is bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BuiltIn {
    /// How bad it is.
    pub severity: Severity,
    /// What who holds it can do, as the end of "who holds this can …".
    pub so: &'static str,
}

/// What is wrong with binding a ClusterRole of this name, cluster-wide or in a namespace.
#[must_use]
pub fn built_in(name: &str, cluster_wide: bool) -> Option<BuiltIn> {
    let (severity, so) = match name {
        "cluster-admin" => (Severity::Critical, "do everything, with roles and bindings too"),
        "admin" => {
            (Severity::Critical, "give roles away, act as every account, and read every Secret")
        }
        "edit" => (
            Severity::Critical,
            "act as every account, read every Secret, run commands in pods and write network policies",
        ),
        _ => return None,
    };
    Some(BuiltIn { severity: if cluster_wide { severity } else { severity.lower() }, so })
}

/// The ClusterRole into which the controller puts the rules of ClusterRoles with this label, where the value
/// says so: who writes such a role widens what holders of that one may do.
#[must_use]
pub fn aggregated_into<'a>(label: &'a str, value: &str) -> Option<&'a str> {
    let role = label.strip_prefix("rbac.authorization.k8s.io/aggregate-to-")?;
    (value == "true").then_some(role)
}
