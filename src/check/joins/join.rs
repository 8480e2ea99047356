//! The rights that undo an isolation.

use crate::diagnostic::Code;
use crate::k8s::danger::{Deed, deeds, in_namespaces};
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

/// Services that are there: a new one is on no flow.
const SERVICES: &[Deed] = &[in_namespaces("", "services", &["update", "patch"])];

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
    pub(crate) fn deeds(self) -> impl Iterator<Item = &'static Deed> {
        let lists: &[&'static [Deed]] = match self {
            Self::PolicyWriter => &[deeds::POLICIES],
            Self::NamespaceRelabel => &[deeds::NAMESPACES],
            Self::GuardWriter => &[deeds::WEBHOOKS, deeds::ADMISSION_POLICIES],
            Self::Tunnel => &[deeds::EXEC, deeds::CONNECT, deeds::EPHEMERAL],
            Self::LabelSpoof => &[deeds::PODS, deeds::PODS_CHANGE, deeds::WORKLOADS],
            Self::ServiceHijack => &[SERVICES, deeds::ENDPOINTS],
            Self::SecretCrossing => &[deeds::SECRETS_READ],
        };
        lists.iter().copied().flatten()
    }

    /// The requests of these.
    pub(crate) fn acts(self, minor: u32) -> Vec<Act> {
        self.deeds().flat_map(|deed| deed.acts(minor)).collect()
    }
}
