//! An object on its way out: what it is, where it comes from, what a reader should know.

use crate::source::Span;
use ecow::EcoString;
use k8s_openapi::api::core::v1::{Namespace, ResourceQuota, ServiceAccount};
use k8s_openapi::api::networking::v1::NetworkPolicy;
use k8s_openapi::api::rbac::v1::{ClusterRole, ClusterRoleBinding, Role, RoleBinding};

/// A Kubernetes object that netz emits.
#[derive(Debug, Clone, serde::Serialize)]
#[serde(untagged)]
#[allow(missing_docs, reason = "each variant is the Kubernetes kind of its name")]
pub enum Object {
    NetworkPolicy(Box<NetworkPolicy>),
    ServiceAccount(Box<ServiceAccount>),
    Role(Box<Role>),
    RoleBinding(Box<RoleBinding>),
    ClusterRole(Box<ClusterRole>),
    ClusterRoleBinding(Box<ClusterRoleBinding>),
    Namespace(Box<Namespace>),
    ResourceQuota(Box<ResourceQuota>),
}

/// What an object is about: `--only` and the files of `--layout folder`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// Namespace objects and quotas.
    Namespace,
    /// Accounts, roles and bindings.
    Rbac,
    /// NetworkPolicies.
    Network,
}

/// An object with its provenance.
#[derive(Debug, Clone)]
pub struct Manifest {
    /// The object.
    pub object: Object,
    /// What it is about.
    pub category: Category,
    /// The zone that it belongs to; none for cluster-wide objects.
    pub zone: Option<EcoString>,
    /// `NetworkPolicy`.
    pub kind: &'static str,
    /// Its namespace, where it has one.
    pub namespace: Option<EcoString>,
    /// Its name.
    pub name: EcoString,
    /// Lines for a comment above the document, without `#`: zone, segment, file, implied openings.
    pub comment: Vec<String>,
    /// The statement that it comes from.
    pub origin: Span,
}

impl Manifest {
    /// Writes the comment and the object as YAML, without a document separator.
    pub fn write_yaml(&self, out: &mut String) {
        for line in &self.comment {
            out.push_str("# ");
            out.push_str(line);
            out.push('\n');
        }
        out.push_str(&serde_yaml::to_string(&self.object).unwrap_or_default());
    }

    /// The object as JSON.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        serde_json::to_value(&self.object).unwrap_or_default()
    }
}
