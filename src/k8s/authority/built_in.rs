//! What the ClusterRoles say that every cluster has (`bootstrappolicy`, Kubernetes 1.33 to 1.37), each with
//! those that it aggregates.
//!
//! Administrators can aggregate more into `view`, `edit` and `admin` by label: `rights` counts in the
//! objects that it is shown.

use crate::set::right::Act;
use ecow::EcoString;
use std::sync::LazyLock;

/// Groups, resources, and the first minor version that says so.
type Lines = &'static [(&'static str, &'static [&'static str], u32)];

/// Verbs on lines.
type Rules = &'static [(&'static [&'static str], Lines)];

const READ: &[&str] = &["get", "list", "watch"];
const WRITE: &[&str] = &["create", "update", "patch", "delete", "deletecollection"];

const VIEW: Rules = &[(
    READ,
    &[
        (
            "",
            &[
                "bindings",
                "configmaps",
                "endpoints",
                "events",
                "limitranges",
                "namespaces",
                "namespaces/status",
                "persistentvolumeclaims",
                "persistentvolumeclaims/status",
                "pods",
                "pods/log",
                "pods/status",
                "replicationcontrollers",
                "replicationcontrollers/scale",
                "replicationcontrollers/status",
                "resourcequotas",
                "resourcequotas/status",
                "serviceaccounts",
                "services",
                "services/status",
            ],
            0,
        ),
        ("discovery.k8s.io", &["endpointslices"], 0),
        (
            "apps",
            &[
                "controllerrevisions",
                "daemonsets",
                "daemonsets/status",
                "deployments",
                "deployments/scale",
                "deployments/status",
                "replicasets",
                "replicasets/scale",
                "replicasets/status",
                "statefulsets",
                "statefulsets/scale",
                "statefulsets/status",
            ],
            0,
        ),
        ("autoscaling", &["horizontalpodautoscalers", "horizontalpodautoscalers/status"], 0),
        ("batch", &["cronjobs", "cronjobs/status", "jobs", "jobs/status"], 0),
        (
            "extensions",
            &[
                "daemonsets",
                "daemonsets/status",
                "deployments",
                "deployments/scale",
                "deployments/status",
                "ingresses",
                "ingresses/status",
                "networkpolicies",
                "replicasets",
                "replicasets/scale",
                "replicasets/status",
                "replicationcontrollers/scale",
            ],
            0,
        ),
        ("policy", &["poddisruptionbudgets", "poddisruptionbudgets/status"], 0),
        ("networking.k8s.io", &["ingresses", "ingresses/status", "networkpolicies"], 0),
        (
            "resource.k8s.io",
            &["resourceclaims", "resourceclaims/status", "resourceclaimtemplates"],
            34,
        ),
    ],
)];

const EDIT: Rules = &[
    (
        READ,
        &[
            (
                "",
                &[
                    "pods/attach",
                    "pods/exec",
                    "pods/portforward",
                    "pods/proxy",
                    "secrets",
                    "services/proxy",
                ],
                0,
            ),
            ("coordination.k8s.io", &["leases"], 0),
        ],
    ),
    (&["impersonate"], &[("", &["serviceaccounts"], 0)]),
    (&["create"], &[("", &["pods/eviction", "serviceaccounts/token"], 0)]),
    (
        WRITE,
        &[
            (
                "",
                &[
                    "configmaps",
                    "events",
                    "persistentvolumeclaims",
                    "pods",
                    "pods/attach",
                    "pods/exec",
                    "pods/portforward",
                    "pods/proxy",
                    "replicationcontrollers",
                    "replicationcontrollers/scale",
                    "secrets",
                    "serviceaccounts",
                    "services",
                    "services/proxy",
                ],
                0,
            ),
            (
                "apps",
                &[
                    "daemonsets",
                    "deployments",
                    "deployments/rollback",
                    "deployments/scale",
                    "replicasets",
                    "replicasets/scale",
                    "statefulsets",
                    "statefulsets/scale",
                ],
                0,
            ),
            ("autoscaling", &["horizontalpodautoscalers"], 0),
            ("batch", &["cronjobs", "jobs"], 0),
            ("coordination.k8s.io", &["leases"], 0),
            (
                "extensions",
                &[
                    "daemonsets",
                    "deployments",
                    "deployments/rollback",
                    "deployments/scale",
                    "ingresses",
                    "networkpolicies",
                    "replicasets",
                    "replicasets/scale",
                    "replicationcontrollers/scale",
                ],
                0,
            ),
            ("networking.k8s.io", &["ingresses", "networkpolicies"], 0),
            ("policy", &["poddisruptionbudgets"], 0),
            ("resource.k8s.io", &["resourceclaims", "resourceclaimtemplates"], 34),
        ],
    ),
];

const RBAC: Lines = &[("rbac.authorization.k8s.io", &["rolebindings", "roles"], 0)];

const ADMIN: Rules = &[
    (READ, RBAC),
    (WRITE, RBAC),
    (&["create"], &[("authorization.k8s.io", &["localsubjectaccessreviews"], 0)]),
];

/// An act, and the first minor version that gives it.
pub(super) type Since = (Act, u32);

static OF_VIEW: LazyLock<Vec<Since>> = LazyLock::new(|| listed(&[VIEW]));
static OF_EDIT: LazyLock<Vec<Since>> = LazyLock::new(|| listed(&[VIEW, EDIT]));
static OF_ADMIN: LazyLock<Vec<Since>> = LazyLock::new(|| listed(&[VIEW, EDIT, ADMIN]));
static EVERYTHING: LazyLock<Vec<Since>> = LazyLock::new(|| {
    let every = || EcoString::from("*");
    let resource = Act::Resource { group: every(), resource: every(), verb: every(), name: None };
    vec![(resource, 0), (Act::Url { verb: every(), path: every() }, 0)]
});

/// What a ClusterRole gives that every cluster of a version has; none for anything else.
pub(super) fn acts(act: &Act, minor: u32) -> Option<impl Iterator<Item = &'static Act> + use<>> {
    let Act::ClusterRole(name) = act else { return None };
    let acts = match name.as_str() {
        "view" => &OF_VIEW,
        "edit" => &OF_EDIT,
        "admin" => &OF_ADMIN,
        super::CLUSTER_ADMIN => &EVERYTHING,
        _ => return None,
    };
    Some(acts.iter().filter(move |(_, since)| *since <= minor).map(|(act, _)| act))
}

fn listed(all: &[Rules]) -> Vec<Since> {
    let mut acts = Vec::new();
    for (verbs, lines) in all.iter().copied().flatten() {
        for (group, resources, since) in *lines {
            for resource in *resources {
                acts.extend(verbs.iter().map(|verb| {
                    let (group, resource, verb) = ((*group).into(), (*resource).into(), *verb);
                    (Act::Resource { group, resource, verb: verb.into(), name: None }, *since)
                }));
            }
        }
    }
    acts
}
