//! An object on its way out: what it is, where it comes from, what a reader should know.

use super::yaml;
use crate::k8s::validate::{self, Violation};
use crate::source::Span;
use ecow::EcoString;
use k8s_openapi::Resource;
use k8s_openapi::api::core::v1::{Namespace, ResourceQuota, ServiceAccount};
use k8s_openapi::api::networking::v1::NetworkPolicy;
use k8s_openapi::api::rbac::v1::{ClusterRole, ClusterRoleBinding, Role, RoleBinding};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

macro_rules! objects {
    ($($kind:ident $category:ident $validate:path,)*) => {
        /// A Kubernetes object that netz emits.
        #[derive(Debug, Clone, serde::Serialize)]
        #[serde(untagged)]
        #[allow(missing_docs, reason = "each variant is the Kubernetes kind of its name")]
        pub enum Object {
            $($kind(Box<$kind>),)*
        }

        impl Object {
            /// `NetworkPolicy`.
            #[must_use]
            pub const fn kind(&self) -> &'static str {
                match self { $(Self::$kind(_) => <$kind as Resource>::KIND,)* }
            }

            /// What it is about.
            #[must_use]
            pub const fn category(&self) -> Category {
                match self { $(Self::$kind(_) => Category::$category,)* }
            }

            /// Its name, namespace, labels and annotations.
            #[must_use]
            pub const fn metadata(&self) -> &ObjectMeta {
                match self { $(Self::$kind(object) => &object.metadata,)* }
            }

            /// Why the API server would refuse it.
            #[must_use]
            pub fn violations(&self) -> Vec<Violation> {
                match self { $(Self::$kind(object) => $validate(object),)* }
            }
        }

        $(impl From<$kind> for Object {
            fn from(object: $kind) -> Self {
                Self::$kind(Box::new(object))
            }
        })*
    };
}

objects! {
    NetworkPolicy Network validate::network_policy,
    ServiceAccount Rbac validate::service_account,
    Role Rbac validate::role,
    RoleBinding Rbac validate::role_binding,
    ClusterRole Rbac validate::cluster_role,
    ClusterRoleBinding Rbac validate::cluster_role_binding,
    Namespace Namespace validate::namespace,
    ResourceQuota Namespace validate::resource_quota,
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
    /// An object of `zone`, declared at `origin`.
    #[must_use]
    pub fn new(
        object: impl Into<Object>,
        zone: Option<EcoString>,
        comment: Vec<String>,
        origin: Span,
    ) -> Self {
        let object = object.into();
        let metadata = object.metadata();
        Self {
            category: object.category(),
            zone,
            kind: object.kind(),
            namespace: metadata.namespace.as_deref().map(EcoString::from),
            name: metadata.name.as_deref().map(EcoString::from).unwrap_or_default(),
            comment,
            origin,
            object,
        }
    }

    /// Appends it as one YAML document with its comment, without `---`. An object that can't be written
    /// (none of these kinds) leaves no half of itself behind.
    pub fn write_yaml(&self, out: &mut String) {
        let start = out.len();
        for line in &self.comment {
            yaml::comment(line, out);
        }
        if yaml::write(&self.object, out).is_err() {
            out.truncate(start);
        }
    }

    /// It as JSON.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        serde_json::to_value(&self.object).unwrap_or_default()
    }

    /// `NetworkPolicy prod/netz-default`: how messages name it.
    #[must_use]
    pub fn title(&self) -> String {
        match &self.namespace {
            Some(namespace) => format!("{} {namespace}/{}", self.kind, self.name),
            None => format!("{} {}", self.kind, self.name),
        }
    }
}
