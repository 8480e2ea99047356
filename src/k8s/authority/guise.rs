//! As whom somebody asks.

use super::CLUSTER_ADMIN;
use crate::k8s::danger::subject;
use crate::set::right::{Act, Holder};
use ecow::EcoString;

/// As whom somebody asks: as a subject, or with a ClusterRole that it has bound to itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Guise {
    /// As a subject.
    Holder(Holder),
    /// With a ClusterRole ([`Act::ClusterRole`]) in a namespace, or in the whole cluster.
    Role(Act, Option<EcoString>),
}

impl Guise {
    /// With a ClusterRole.
    #[must_use]
    pub const fn of_role(name: EcoString, namespace: Option<EcoString>) -> Self {
        Self::Role(Act::ClusterRole(name), namespace)
    }

    /// With every right on everything.
    #[must_use]
    pub const fn cluster_admin() -> Self {
        Self::of_role(EcoString::inline(CLUSTER_ADMIN), None)
    }

    /// Whether it may do everything.
    #[must_use]
    pub fn is_cluster_admin(&self) -> bool {
        match self {
            Self::Role(Act::ClusterRole(name), None) => name == CLUSTER_ADMIN,
            Self::Role(..) => false,
            Self::Holder(holder) => *holder == Holder::Group(subject::MASTERS.into()),
        }
    }

    /// The holders whose rights it has: itself and its groups.
    pub(super) fn holders(&self) -> Vec<Holder> {
        let Self::Holder(holder) = self else { return Vec::new() };
        let own = subject::real(holder.clone());
        let groups = match &own {
            Holder::Group(name) => groups_of_members(name),
            Holder::Account(..) | Holder::User(_) => subject::groups(&own),
        };
        [own].into_iter().chain(groups).collect()
    }

    /// The ClusterRole that it has whatever is bound, and where.
    pub(super) fn role(&self) -> Option<(&Act, Option<&EcoString>)> {
        static ADMIN: std::sync::LazyLock<Guise> = std::sync::LazyLock::new(Guise::cluster_admin);
        match (self, &*ADMIN) {
            (Self::Role(role, namespace), _) => Some((role, namespace.as_ref())),
            (Self::Holder(_), Self::Role(role, None)) if self.is_cluster_admin() => {
                Some((role, None))
            }
            (Self::Holder(_), _) => None,
        }
    }
}

/// The groups that everybody of a group is in too.
fn groups_of_members(group: &str) -> Vec<Holder> {
    let names: &[&str] = match group {
        "system:authenticated" | "system:unauthenticated" => &[],
        group if group.starts_with("system:serviceaccounts:") => {
            &["system:serviceaccounts", "system:authenticated"]
        }
        _ => &["system:authenticated"],
    };
    names.iter().map(|name| Holder::Group((*name).into())).collect()
}
