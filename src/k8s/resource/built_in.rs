//! The resources of Kubernetes 1.33 to 1.37 (`api/discovery/aggregated_v2.json`), and those that
//! authorizers ask for though discovery doesn't list them.

use super::STANDARD;

/// A line of the table.
#[derive(Debug, Clone, Copy)]
pub(super) struct BuiltIn {
    pub(super) plural: &'static str,
    pub(super) kind: &'static str,
    pub(super) short_names: &'static [&'static str],
    pub(super) namespaced: bool,
    pub(super) since: u32,
    pub(super) verbs: &'static [&'static str],
    pub(super) guarded: &'static [&'static str],
    pub(super) subresources: &'static [Sub],
}

/// A subresource: since when, its verbs, the verbs that only authorizers ask for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sub {
    pub(super) name: &'static str,
    pub(super) since: u32,
    pub(super) verbs: &'static [&'static str],
    pub(super) guarded: &'static [&'static str],
}

const fn resource(namespaced: bool, plural: &'static str, kind: &'static str) -> BuiltIn {
    BuiltIn {
        plural,
        kind,
        short_names: &[],
        namespaced,
        since: 0,
        verbs: &STANDARD,
        guarded: &[],
        subresources: &[],
    }
}

const fn ns(plural: &'static str, kind: &'static str) -> BuiltIn {
    resource(true, plural, kind)
}

const fn cluster(plural: &'static str, kind: &'static str) -> BuiltIn {
    resource(false, plural, kind)
}

impl BuiltIn {
    const fn short(mut self, names: &'static [&'static str]) -> Self {
        self.short_names = names;
        self
    }

    const fn since(mut self, minor: u32) -> Self {
        self.since = minor;
        self
    }

    const fn verbs(mut self, verbs: &'static [&'static str]) -> Self {
        self.verbs = verbs;
        self
    }

    const fn guarded(mut self, verbs: &'static [&'static str]) -> Self {
        self.guarded = verbs;
        self
    }

    const fn sub(mut self, subresources: &'static [Sub]) -> Self {
        self.subresources = subresources;
        self
    }
}

const fn sub(name: &'static str, verbs: &'static [&'static str]) -> Sub {
    Sub { name, since: 0, verbs, guarded: &[] }
}

impl Sub {
    const fn since(mut self, minor: u32) -> Self {
        self.since = minor;
        self
    }

    const fn guarded(mut self, verbs: &'static [&'static str]) -> Self {
        self.guarded = verbs;
        self
    }
}

const CREATE: &[&str] = &["create"];
const GET: &[&str] = &["get"];
const CHANGE: &[&str] = &["get", "patch", "update"];
const CONNECT: &[&str] = &["create", "get"];
const PROXY: &[&str] = &["create", "delete", "get", "patch", "update"];
const NONE: &[&str] = &[];

const STATUS: Sub = sub("status", CHANGE);
const SCALE: Sub = sub("scale", CHANGE);

/// Every group with its resources.
pub(super) const GROUPS: &[(&str, &[BuiltIn])] = &[
    ("", CORE),
    ("admissionregistration.k8s.io", ADMISSION),
    ("apiextensions.k8s.io", API_EXTENSIONS),
    ("apiregistration.k8s.io", &[cluster("apiservices", "APIService").sub(&[STATUS])]),
    ("apps", APPS),
    ("authentication.k8s.io", AUTHENTICATION),
    ("authorization.k8s.io", AUTHORIZATION),
    ("autoscaling", AUTOSCALING),
    ("batch", BATCH),
    ("certificates.k8s.io", CERTIFICATES),
    ("coordination.k8s.io", COORDINATION),
    ("discovery.k8s.io", &[ns("endpointslices", "EndpointSlice")]),
    ("events.k8s.io", &[ns("events", "Event").short(&["ev"])]),
    ("flowcontrol.apiserver.k8s.io", FLOW_CONTROL),
    ("internal.apiserver.k8s.io", &[cluster("storageversions", "StorageVersion").sub(&[STATUS])]),
    ("lifecycle.k8s.io", LIFECYCLE),
    ("networking.k8s.io", NETWORKING),
    ("node.k8s.io", &[cluster("runtimeclasses", "RuntimeClass")]),
    ("policy", &[ns("poddisruptionbudgets", "PodDisruptionBudget").short(&["pdb"]).sub(&[STATUS])]),
    ("rbac.authorization.k8s.io", RBAC),
    ("resource.k8s.io", DYNAMIC_RESOURCES),
    ("scheduling.k8s.io", SCHEDULING),
    ("storage.k8s.io", STORAGE),
    ("storagemigration.k8s.io", STORAGE_MIGRATION),
];

const CORE: &[BuiltIn] = &[
    ns("bindings", "Binding").verbs(CREATE),
    cluster("componentstatuses", "ComponentStatus").short(&["cs"]).verbs(&["get", "list"]),
    ns("configmaps", "ConfigMap").short(&["cm"]),
    ns("endpoints", "Endpoints").short(&["ep"]),
    ns("events", "Event").short(&["ev"]),
    cluster("groups", "Group").verbs(NONE).guarded(&["impersonate"]),
    ns("limitranges", "LimitRange").short(&["limits"]),
    cluster("namespaces", "Namespace")
        .short(&["ns"])
        .verbs(&["create", "delete", "get", "list", "patch", "update", "watch"])
        .sub(&[sub("finalize", &["update"]), STATUS]),
    cluster("nodes", "Node").short(&["no"]).sub(&[
        sub("checkpoint", CREATE),
        sub("configz", GET),
        sub("healthz", GET),
        sub("log", GET),
        sub("metrics", GET),
        sub("pods", GET),
        sub("proxy", PROXY),
        sub("spec", GET),
        sub("stats", GET),
        STATUS,
    ]),
    ns("persistentvolumeclaims", "PersistentVolumeClaim").short(&["pvc"]).sub(&[STATUS]),
    cluster("persistentvolumes", "PersistentVolume").short(&["pv"]).sub(&[STATUS]),
    ns("pods", "Pod").short(&["po"]).sub(&[
        sub("attach", CONNECT),
        sub("binding", CREATE),
        sub("ephemeralcontainers", CHANGE),
        sub("eviction", CREATE),
        sub("exec", CONNECT),
        sub("log", GET),
        sub("portforward", CONNECT),
        sub("proxy", PROXY),
        sub("resize", CHANGE),
        STATUS,
    ]),
    ns("podtemplates", "PodTemplate"),
    ns("replicationcontrollers", "ReplicationController").short(&["rc"]).sub(&[SCALE, STATUS]),
    ns("resourcequotas", "ResourceQuota").short(&["quota"]).sub(&[STATUS]),
    ns("secrets", "Secret"),
    ns("serviceaccounts", "ServiceAccount")
        .short(&["sa"])
        .guarded(&["impersonate"])
        .sub(&[sub("token", CREATE)]),
    ns("services", "Service").short(&["svc"]).sub(&[sub("proxy", PROXY), STATUS]),
    cluster("users", "User").verbs(NONE).guarded(&["impersonate"]),
];

const ADMISSION: &[BuiltIn] = &[
    cluster("mutatingadmissionpolicies", "MutatingAdmissionPolicy"),
    cluster("mutatingadmissionpolicybindings", "MutatingAdmissionPolicyBinding"),
    cluster("mutatingwebhookconfigurations", "MutatingWebhookConfiguration"),
    cluster("validatingadmissionpolicies", "ValidatingAdmissionPolicy").sub(&[STATUS]),
    cluster("validatingadmissionpolicybindings", "ValidatingAdmissionPolicyBinding"),
    cluster("validatingwebhookconfigurations", "ValidatingWebhookConfiguration"),
];

const API_EXTENSIONS: &[BuiltIn] =
    &[cluster("customresourcedefinitions", "CustomResourceDefinition")
        .short(&["crd", "crds"])
        .sub(&[STATUS])];

const APPS: &[BuiltIn] = &[
    ns("controllerrevisions", "ControllerRevision"),
    ns("daemonsets", "DaemonSet").short(&["ds"]).sub(&[STATUS]),
    ns("deployments", "Deployment").short(&["deploy"]).sub(&[SCALE, STATUS]),
    ns("replicasets", "ReplicaSet").short(&["rs"]).sub(&[SCALE, STATUS]),
    ns("statefulsets", "StatefulSet").short(&["sts"]).sub(&[SCALE, STATUS]),
];

const AUTHENTICATION: &[BuiltIn] = &[
    cluster("selfsubjectreviews", "SelfSubjectReview").verbs(CREATE),
    cluster("tokenreviews", "TokenReview").verbs(CREATE),
    cluster("uids", "UID").verbs(NONE).guarded(&["impersonate"]),
    // Its subresource is the key of the extra field, whatever that is.
    cluster("userextras", "UserExtra")
        .verbs(NONE)
        .sub(&[sub(super::ANY, NONE).guarded(&["impersonate"])]),
];

const AUTHORIZATION: &[BuiltIn] = &[
    ns("localsubjectaccessreviews", "LocalSubjectAccessReview").verbs(CREATE),
    cluster("selfsubjectaccessreviews", "SelfSubjectAccessReview").verbs(CREATE),
    cluster("selfsubjectrulesreviews", "SelfSubjectRulesReview").verbs(CREATE),
    cluster("subjectaccessreviews", "SubjectAccessReview").verbs(CREATE),
];

const AUTOSCALING: &[BuiltIn] =
    &[ns("horizontalpodautoscalers", "HorizontalPodAutoscaler").short(&["hpa"]).sub(&[STATUS])];

const BATCH: &[BuiltIn] =
    &[ns("cronjobs", "CronJob").short(&["cj"]).sub(&[STATUS]), ns("jobs", "Job").sub(&[STATUS])];

const CERTIFICATES: &[BuiltIn] = &[
    cluster("certificatesigningrequests", "CertificateSigningRequest")
        .short(&["csr"])
        .sub(&[sub("approval", CHANGE), STATUS]),
    cluster("clustertrustbundles", "ClusterTrustBundle"),
    ns("podcertificaterequests", "PodCertificateRequest").since(34).sub(&[STATUS]),
    cluster("signers", "Signer").verbs(NONE).guarded(&["approve", "attest", "sign"]),
];

const COORDINATION: &[BuiltIn] = &[ns("leasecandidates", "LeaseCandidate"), ns("leases", "Lease")];

const FLOW_CONTROL: &[BuiltIn] = &[
    cluster("flowschemas", "FlowSchema").sub(&[STATUS]),
    cluster("prioritylevelconfigurations", "PriorityLevelConfiguration").sub(&[STATUS]),
];

const LIFECYCLE: &[BuiltIn] = &[
    ns("evictionrequests", "EvictionRequest").since(37).sub(&[STATUS]),
    ns("evictions", "Eviction").since(37).sub(&[STATUS]),
];

const NETWORKING: &[BuiltIn] = &[
    cluster("ingressclasses", "IngressClass"),
    ns("ingresses", "Ingress").short(&["ing"]).sub(&[STATUS]),
    cluster("ipaddresses", "IPAddress").short(&["ip"]),
    ns("networkpolicies", "NetworkPolicy").short(&["netpol"]),
    cluster("servicecidrs", "ServiceCIDR").sub(&[STATUS]),
];

const RBAC: &[BuiltIn] = &[
    cluster("clusterrolebindings", "ClusterRoleBinding"),
    cluster("clusterroles", "ClusterRole").guarded(&["bind", "escalate"]),
    ns("rolebindings", "RoleBinding"),
    ns("roles", "Role").guarded(&["bind", "escalate"]),
];

const DYNAMIC_RESOURCES: &[BuiltIn] = &[
    cluster("deviceclasses", "DeviceClass"),
    cluster("devicetaintrules", "DeviceTaintRule").sub(&[STATUS.since(35)]),
    ns("resourceclaims", "ResourceClaim").sub(&[
        sub("binding", &["patch", "update"]).since(36),
        sub("driver", NONE).since(36).guarded(&[
            "arbitrary-node:patch",
            "arbitrary-node:update",
            "associated-node:patch",
            "associated-node:update",
        ]),
        STATUS,
    ]),
    ns("resourceclaimtemplates", "ResourceClaimTemplate"),
    cluster("resourcepoolstatusrequests", "ResourcePoolStatusRequest").since(36).sub(&[STATUS]),
    cluster("resourceslices", "ResourceSlice"),
];

const SCHEDULING: &[BuiltIn] = &[
    ns("compositepodgroups", "CompositePodGroup").since(37).sub(&[STATUS]),
    ns("podgroups", "PodGroup").since(36).sub(&[STATUS]),
    cluster("priorityclasses", "PriorityClass").short(&["pc"]),
    ns("workloads", "Workload").since(35),
];

const STORAGE: &[BuiltIn] = &[
    cluster("csidrivers", "CSIDriver"),
    cluster("csinodes", "CSINode").sub(&[STATUS.since(37)]),
    ns("csistoragecapacities", "CSIStorageCapacity"),
    cluster("storageclasses", "StorageClass").short(&["sc"]),
    cluster("volumeattachments", "VolumeAttachment").sub(&[STATUS]),
    cluster("volumeattributesclasses", "VolumeAttributesClass").short(&["vac"]),
];

const STORAGE_MIGRATION: &[BuiltIn] =
    &[cluster("storageversionmigrations", "StorageVersionMigration").sub(&[STATUS])];
