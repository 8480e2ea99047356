//! As whom somebody asks.

use super::CLUSTER_ADMIN;
use crate::set::right::{Act, Holder};
use ecow::{EcoString, eco_format};

/// What comes before the namespace and the name of a ServiceAccount in its user name.
const ACCOUNT: &str = "system:serviceaccount:";

/// The group that the API server asks no authorizer about.
const MASTERS: &str = "system:masters";

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
            Self::Holder(holder) => *holder == Holder::Group(MASTERS.into()),
        }
    }

    /// The holders whose rights it has: itself and its groups.
    pub(super) fn holders(&self) -> Vec<Holder> {
        let Self::Holder(holder) = self else { return Vec::new() };
        let own = account(holder.clone());
        let groups: Vec<EcoString> = match &own {
            Holder::Account(namespace, _) => vec![
                "system:serviceaccounts".into(),
                eco_format!("system:serviceaccounts:{namespace}"),
                "system:authenticated".into(),
            ],
            Holder::User(name) if name == "system:anonymous" => {
                vec!["system:unauthenticated".into()]
            }
            Holder::User(_) => vec!["system:authenticated".into()],
            Holder::Group(name) if name.starts_with("system:serviceaccounts:") => {
                vec!["system:serviceaccounts".into(), "system:authenticated".into()]
            }
            Holder::Group(name) => {
                let alone = ["system:authenticated", "system:unauthenticated"];
                let known = alone.contains(&name.as_str());
                (!known).then(|| "system:authenticated".into()).into_iter().collect()
            }
        };
        [own].into_iter().chain(groups.into_iter().map(Holder::Group)).collect()
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

/// A user whose name is that of a ServiceAccount is that ServiceAccount.
pub(super) fn account(holder: Holder) -> Holder {
    let Holder::User(name) = &holder else { return holder };
    match name.strip_prefix(ACCOUNT).and_then(|rest| rest.split_once(':')) {
        Some((namespace, name)) => Holder::Account(namespace.into(), name.into()),
        None => holder,
    }
}
