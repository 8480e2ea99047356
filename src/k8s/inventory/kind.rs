//! Which objects are asked for, by API group and kind.

use crate::diagnostic::suggest;
use crate::k8s::document::{Node, Refusal};

/// What is done with an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A NetworkPolicy.
    Policy,
    /// A Role or a RoleBinding; or one of the cluster.
    Rights { namespaced: bool },
    /// A Namespace.
    Namespace,
    /// A ServiceAccount.
    Account,
    /// A Service.
    Service,
    /// A ResourceQuota.
    Quota,
    /// A CustomResourceDefinition.
    Definition,
    /// An Ingress.
    Ingress,
    /// An EndpointSlice.
    Slice,
    /// Something that runs pods, with the way to their template.
    Workload(&'static [&'static str]),
}

impl Kind {
    /// Whether objects of the kind live in namespaces.
    pub const fn is_namespaced(self) -> bool {
        !matches!(self, Self::Namespace | Self::Definition | Self::Rights { namespaced: false })
    }
}

const TEMPLATE: Kind = Kind::Workload(&["spec", "template"]);

type Kinds = &'static [(&'static str, Kind)];

/// API groups, and the kinds of them that are asked for. Some old groups are no longer served; exports from
/// old clusters still have them.
const GROUPS: &[(&[&str], Kinds)] = &[
    (
        &["networking.k8s.io", "extensions"],
        &[("NetworkPolicy", Kind::Policy), ("Ingress", Kind::Ingress)],
    ),
    (&["discovery.k8s.io"], &[("EndpointSlice", Kind::Slice)]),
    (
        &["rbac.authorization.k8s.io"],
        &[
            ("Role", Kind::Rights { namespaced: true }),
            ("RoleBinding", Kind::Rights { namespaced: true }),
            ("ClusterRole", Kind::Rights { namespaced: false }),
            ("ClusterRoleBinding", Kind::Rights { namespaced: false }),
        ],
    ),
    (
        &[""],
        &[
            ("Namespace", Kind::Namespace),
            ("ServiceAccount", Kind::Account),
            ("Service", Kind::Service),
            ("ResourceQuota", Kind::Quota),
            ("Pod", Kind::Workload(&[])),
            ("ReplicationController", TEMPLATE),
        ],
    ),
    (&["apiextensions.k8s.io"], &[("CustomResourceDefinition", Kind::Definition)]),
    (
        &["apps", "extensions"],
        &[
            ("Deployment", TEMPLATE),
            ("ReplicaSet", TEMPLATE),
            ("StatefulSet", TEMPLATE),
            ("DaemonSet", TEMPLATE),
        ],
    ),
    (
        &["batch"],
        &[
            ("Job", TEMPLATE),
            ("CronJob", Kind::Workload(&["spec", "jobTemplate", "spec", "template"])),
        ],
    ),
];

/// What an object is; none for kinds that nothing asks for.
///
/// # Errors
/// When it says no kind, or one that is misspelt.
pub fn of(object: &Node<'_>) -> Result<Option<Kind>, Refusal> {
    let said = |field: &str| {
        let text = object.get(field).text().filter(|text| !text.is_empty());
        text.ok_or_else(|| Refusal::new("is missing").within(field))
    };
    let (kind, api) = (said("kind")?, said("apiVersion")?);
    let group = api.rsplit_once('/').map_or("", |(group, _)| group);
    let kinds = GROUPS.iter().filter(|(groups, _)| groups.contains(&group));
    let kinds = kinds.flat_map(|(_, kinds)| *kinds);
    if let Some((_, kind)) = kinds.clone().find(|(name, _)| *name == kind) {
        return Ok(Some(*kind));
    }
    match suggest::closest(kind, kinds.clone().map(|(name, _)| *name)) {
        None => Ok(None),
        Some(near) => {
            let meant = kinds.map(|(name, _)| *name).find(|name| *name == near);
            Err(Refusal::new("no such kind").meaning(meant).within("kind"))
        }
    }
}
