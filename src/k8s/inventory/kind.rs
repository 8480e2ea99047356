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

/// API groups, the version that is served, and the kinds that are asked for. Some old groups are no longer
/// served; exports from old clusters still have them.
const GROUPS: &[(&[&str], &str, Kinds)] = &[
    (
        &["networking.k8s.io", "extensions"],
        "networking.k8s.io/v1",
        &[("NetworkPolicy", Kind::Policy), ("Ingress", Kind::Ingress)],
    ),
    (&["discovery.k8s.io"], "discovery.k8s.io/v1", &[("EndpointSlice", Kind::Slice)]),
    (
        &["rbac.authorization.k8s.io"],
        "rbac.authorization.k8s.io/v1",
        &[
            ("Role", Kind::Rights { namespaced: true }),
            ("RoleBinding", Kind::Rights { namespaced: true }),
            ("ClusterRole", Kind::Rights { namespaced: false }),
            ("ClusterRoleBinding", Kind::Rights { namespaced: false }),
        ],
    ),
    (
        &[""],
        "v1",
        &[
            ("Namespace", Kind::Namespace),
            ("ServiceAccount", Kind::Account),
            ("Service", Kind::Service),
            ("ResourceQuota", Kind::Quota),
            ("Pod", Kind::Workload(&[])),
            ("ReplicationController", TEMPLATE),
        ],
    ),
    (
        &["apiextensions.k8s.io"],
        "apiextensions.k8s.io/v1",
        &[("CustomResourceDefinition", Kind::Definition)],
    ),
    (
        &["apps", "extensions"],
        "apps/v1",
        &[
            ("Deployment", TEMPLATE),
            ("ReplicaSet", TEMPLATE),
            ("StatefulSet", TEMPLATE),
            ("DaemonSet", TEMPLATE),
        ],
    ),
    (
        &["batch"],
        "batch/v1",
        &[
            ("Job", TEMPLATE),
            ("CronJob", Kind::Workload(&["spec", "jobTemplate", "spec", "template"])),
        ],
    ),
];

/// What an object is; none for kinds that nothing asks for.
///
/// # Errors
/// When it says no kind, one that is misspelt, or an API group that has no such kind.
pub fn of(object: &Node<'_>) -> Result<Option<Kind>, Refusal> {
    let said = |field: &str| {
        let text = object.get(field).text().filter(|text| !text.is_empty());
        text.ok_or_else(|| Refusal::new("is missing").within(field))
    };
    let (kind, api) = (said("kind")?, said("apiVersion")?);
    let group = api.rsplit_once('/').map_or("", |(group, _)| group);
    let kinds = GROUPS.iter().filter(|(groups, ..)| groups.contains(&group));
    let kinds = kinds.flat_map(|(.., kinds)| *kinds);
    if let Some((_, kind)) = kinds.clone().find(|(name, _)| *name == kind) {
        return Ok(Some(*kind));
    }
    if let Some(meant) = version_meant(group, kind) {
        let refusal = Refusal::new(format!("has no kind {kind}"));
        return Err(refusal.meaning(Some(meant)).within("apiVersion"));
    }
    let near = |word: &str| {
        let near = suggest::closest(word, kinds.clone().map(|(name, _)| *name))?;
        kinds.clone().map(|(name, _)| *name).find(|name| *name == near)
    };
    let of_many = kind.strip_suffix("ies").map(|stem| format!("{stem}ys"));
    match near(kind).or_else(|| near(&of_many?)) {
        None => Ok(None),
        meant => Err(Refusal::new("no such kind").meaning(meant).within("kind")),
    }
}

/// The version of a kind of ours that is said to be of a group of Kubernetes' own, or of one that is nearly
/// its group. Groups of others have a dot in their name and may have kinds that are called alike.
fn version_meant(group: &str, kind: &str) -> Option<&'static str> {
    let mut of_kind =
        GROUPS.iter().filter(|(.., kinds)| kinds.iter().any(|(name, _)| *name == kind));
    let (own, version, _) = of_kind.next()?;
    let is_ours = !group.contains('.') || GROUPS.iter().any(|(groups, ..)| groups.contains(&group));
    (is_ours || suggest::closest(group, own.iter().copied()).is_some()).then_some(*version)
}
