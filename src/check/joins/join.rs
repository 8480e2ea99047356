//! The rights that undo an isolation.

use crate::diagnostic::Code;
use crate::k8s::authorizer::CONNECTS_BY_CREATE;
use crate::set::right::Act;

/// A way of undoing an isolation, the gravest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Join {
    PolicyWriter,
    NamespaceRelabel,
    GuardWriter,
    Tunnel,
    LabelSpoof,
    ServiceHijack,
    SecretCrossing,
}

const CHANGE: &[&str] = &["patch", "update"];
const WRITE: &[&str] = &["create", "patch", "update"];
const WRITE_AND_DELETE: &[&str] = &["create", "delete", "deletecollection", "patch", "update"];
const READ: &[&str] = &["get", "list", "watch"];
const PROXY: &[&str] = &["create", "delete", "get", "patch", "update"];

/// Groups with their resources.
type Resources = &'static [(&'static str, &'static str)];

/// Resources and verbs on each.
type Product = (Resources, &'static [&'static str]);

/// Policies in namespaces, those of plugins too.
const POLICIES: Resources = &[
    ("networking.k8s.io", "networkpolicies"),
    ("cilium.io", "ciliumnetworkpolicies"),
    ("cilium.io", "ciliumclusterwidenetworkpolicies"),
    ("crd.projectcalico.org", "networkpolicies"),
    ("crd.projectcalico.org", "globalnetworkpolicies"),
    ("projectcalico.org", "networkpolicies"),
    ("projectcalico.org", "globalnetworkpolicies"),
    ("crd.antrea.io", "networkpolicies"),
    ("crd.antrea.io", "clusternetworkpolicies"),
    ("policy.networking.k8s.io", "adminnetworkpolicies"),
    ("policy.networking.k8s.io", "baselineadminnetworkpolicies"),
    ("policy.networking.k8s.io", "clusternetworkpolicies"),
];

const ADMISSION: Resources = &[
    ("admissionregistration.k8s.io", "mutatingadmissionpolicies"),
    ("admissionregistration.k8s.io", "mutatingadmissionpolicybindings"),
    ("admissionregistration.k8s.io", "mutatingwebhookconfigurations"),
    ("admissionregistration.k8s.io", "validatingadmissionpolicies"),
    ("admissionregistration.k8s.io", "validatingadmissionpolicybindings"),
    ("admissionregistration.k8s.io", "validatingwebhookconfigurations"),
];

/// What makes pods, and pods.
const PODS: Resources = &[
    ("", "pods"),
    ("", "replicationcontrollers"),
    ("apps", "daemonsets"),
    ("apps", "deployments"),
    ("apps", "replicasets"),
    ("apps", "statefulsets"),
    ("batch", "cronjobs"),
    ("batch", "jobs"),
];

const CONNECTIONS: Resources = &[("", "pods/exec"), ("", "pods/attach"), ("", "pods/portforward")];

impl Join {
    pub(crate) const ALL: [Self; 7] = [
        Self::PolicyWriter,
        Self::NamespaceRelabel,
        Self::GuardWriter,
        Self::Tunnel,
        Self::LabelSpoof,
        Self::ServiceHijack,
        Self::SecretCrossing,
    ];

    pub(crate) const fn code(self) -> Code {
        match self {
            Self::PolicyWriter => Code::PolicyWriter,
            Self::NamespaceRelabel => Code::NamespaceRelabel,
            Self::GuardWriter => Code::GuardWriter,
            Self::Tunnel => Code::Tunnel,
            Self::LabelSpoof => Code::LabelSpoof,
            Self::ServiceHijack => Code::ServiceHijack,
            Self::SecretCrossing => Code::SecretCrossing,
        }
    }

    /// What says the same of a grant, wherever it is; joins that ask how a zone is made have none.
    pub(crate) const fn said_by(self) -> &'static [Code] {
        match self {
            Self::PolicyWriter => &[Code::NetworkPolicyWrite],
            Self::GuardWriter => &[Code::WebhookWrite, Code::AdmissionPolicyWrite],
            Self::Tunnel => &[Code::PodsExec, Code::PodsConnect, Code::PodsChange],
            Self::ServiceHijack => &[Code::TrafficWrite],
            Self::NamespaceRelabel | Self::LabelSpoof | Self::SecretCrossing => &[],
        }
    }

    /// What somebody can do: the end of a sentence.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::PolicyWriter => "write its network policies",
            Self::NamespaceRelabel => "relabel namespaces that its flows let in",
            Self::GuardWriter => "change the webhooks and policies that guard what comes in",
            Self::Tunnel => "open tunnels into its pods",
            Self::LabelSpoof => "give a pod the labels of any segment",
            Self::ServiceHijack => "turn its Services to other pods",
            Self::SecretCrossing => "read secrets",
        }
    }

    pub(crate) const fn label(self) -> &'static str {
        match self {
            Self::PolicyWriter => "whoever writes policies opens what they like",
            Self::NamespaceRelabel => "a label is all that a flow asks of them",
            Self::GuardWriter => "a webhook can change or let in any object",
            Self::Tunnel => "these connections come from the node, which no policy stops",
            Self::LabelSpoof => "a pod is in a segment by its labels alone",
            Self::ServiceHijack => "clients go where the Service says",
            Self::SecretCrossing => "carries them over the border",
        }
    }

    /// Whether the right is about what is in no namespace.
    pub(crate) const fn needs_cluster(self) -> bool {
        matches!(self, Self::GuardWriter)
    }

    /// Any of these does it.
    pub(crate) fn acts(self, minor: u32) -> Vec<Act> {
        let connect = match minor {
            CONNECTS_BY_CREATE.. => &["create"][..],
            _ => &["create", "get"],
        };
        let products: &[Product] = match self {
            Self::PolicyWriter => &[(POLICIES, WRITE_AND_DELETE)],
            Self::NamespaceRelabel => &[(&[("", "namespaces")], CHANGE)],
            Self::GuardWriter => &[(ADMISSION, WRITE_AND_DELETE)],
            Self::Tunnel => &[
                (CONNECTIONS, connect),
                (&[("", "pods/ephemeralcontainers")], CHANGE),
                (&[("", "pods/proxy"), ("", "services/proxy")], PROXY),
            ],
            Self::LabelSpoof => &[(PODS, WRITE)],
            Self::ServiceHijack => &[
                (&[("", "services")], CHANGE),
                (&[("", "endpoints"), ("discovery.k8s.io", "endpointslices")], WRITE),
            ],
            Self::SecretCrossing => &[(&[("", "secrets")], READ)],
        };
        let mut acts = Vec::new();
        for (resources, verbs) in products {
            for (group, resource) in *resources {
                acts.extend(verbs.iter().map(|verb| Act::Resource {
                    group: (*group).into(),
                    resource: (*resource).into(),
                    verb: (*verb).into(),
                    name: None,
                }));
            }
        }
        acts
    }
}
