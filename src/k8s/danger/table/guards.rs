//! What guards the cluster: admission, definitions, namespaces, and what applies other people's objects.

use super::super::deed::{Deed, in_namespaces, of_cluster};
use super::super::{Entry, Kind, Severity};
use super::{ALTER, CHANGE, WRITE, entry};
use Severity::{Critical, High};

const ADMISSION: &str = "admissionregistration.k8s.io";
const KYVERNO: &str = "kyverno.io";

/// Admission webhooks.
pub const WEBHOOKS: &[Deed] = &[
    of_cluster(ADMISSION, "mutatingwebhookconfigurations", WRITE),
    of_cluster(ADMISSION, "validatingwebhookconfigurations", WRITE),
];

/// Admission policies.
pub const ADMISSION_POLICIES: &[Deed] = &[
    of_cluster(ADMISSION, "validatingadmissionpolicies", WRITE),
    of_cluster(ADMISSION, "validatingadmissionpolicybindings", WRITE),
    of_cluster(ADMISSION, "mutatingadmissionpolicies", WRITE),
    of_cluster(ADMISSION, "mutatingadmissionpolicybindings", WRITE),
];

/// Labels of namespaces, which their status and their finalizers can carry along.
pub const NAMESPACES: &[Deed] = &[
    of_cluster("", "namespaces", ALTER).also_in_namespaces(),
    of_cluster("", "namespaces/status", ALTER).also_in_namespaces(),
    of_cluster("", "namespaces/finalize", &["update"]).also_in_namespaces(),
];

pub(super) const ENTRIES: &[Entry] = &[
    entry(
        Kind::WebhookWrite,
        Critical,
        "see and change every object on its way into the cluster, or switch off what checks them",
        WEBHOOKS,
    ),
    entry(
        Kind::AdmissionPolicyWrite,
        High,
        "change what is admitted to the cluster, or switch off what guards it",
        ADMISSION_POLICIES,
    ),
    entry(
        Kind::DefinitionWrite,
        High,
        "send custom resources through a webhook of their own, or delete them all at once",
        &[of_cluster("apiextensions.k8s.io", "customresourcedefinitions", WRITE)],
    ),
    entry(
        Kind::ApiServiceWrite,
        Critical,
        "answer in the place of the API server, for a whole group of its resources",
        &[of_cluster("apiregistration.k8s.io", "apiservices", WRITE)],
    ),
    entry(
        Kind::NamespacesWrite,
        Critical,
        "relabel a namespace: out of Pod Security, and into what policies allow by label",
        NAMESPACES,
    ),
    entry(
        Kind::GitopsWrite,
        High,
        "have a delivery tool apply objects of theirs, with its own rights",
        &[
            in_namespaces("argoproj.io", "applications", CHANGE),
            in_namespaces("argoproj.io", "applicationsets", CHANGE),
            in_namespaces("argoproj.io", "appprojects", CHANGE),
            in_namespaces("kustomize.toolkit.fluxcd.io", "kustomizations", CHANGE),
            in_namespaces("helm.toolkit.fluxcd.io", "helmreleases", CHANGE),
            in_namespaces("source.toolkit.fluxcd.io", "gitrepositories", CHANGE),
        ],
    ),
    entry(
        Kind::PolicyEngineWrite,
        High,
        "change what a policy engine enforces, or except themselves from it",
        &[
            of_cluster("constraints.gatekeeper.sh", "*", WRITE),
            of_cluster("templates.gatekeeper.sh", "constrainttemplates", WRITE),
            of_cluster(KYVERNO, "clusterpolicies", WRITE),
            in_namespaces(KYVERNO, "policies", WRITE),
            in_namespaces(KYVERNO, "policyexceptions", WRITE),
            of_cluster("policies.kyverno.io", "*", WRITE),
        ],
    ),
];
