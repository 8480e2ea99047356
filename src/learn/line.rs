//! What one line of a recording says.

use crate::diagnostic::Code;
use crate::set::port::Protocol;
use ecow::EcoString;
use std::collections::BTreeMap;
use std::net::IpAddr;

/// An end of a connection that was seen.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Peer {
    /// A pod: its namespace, and its labels without those that change from pod to pod.
    Pod(EcoString, BTreeMap<EcoString, EcoString>),
    /// An address outside of the cluster.
    Address(IpAddr),
    /// The API server, at an address where it is known.
    ApiServer(Option<IpAddr>),
    /// A node, at an address where it is known.
    Node(Option<IpAddr>),
}

/// A connection that was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Who connects.
    pub source: Peer,
    /// Who is connected to.
    pub target: Peer,
    /// The protocol.
    pub protocol: Protocol,
    /// The port of the destination.
    pub port: u16,
    /// Whether it was let through.
    pub allowed: bool,
    /// How often.
    pub count: u64,
}

/// Why a line is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Noise {
    /// A packet of the way back.
    Reply,
    /// A pod's own node, and the plugin's own checks: always allowed.
    Host,
    /// No protocol that a policy knows.
    Protocol,
    /// A repetition of a connection: one of its requests, or how its Service was resolved.
    Repeated,
    /// An end that no policy can name.
    Unnamed,
}

impl Noise {
    /// The code of what is said of it.
    #[must_use]
    pub const fn code(self) -> Code {
        match self {
            Self::Reply | Self::Host | Self::Repeated => Code::NoConnection,
            Self::Protocol => Code::OtherProtocol,
            Self::Unnamed => Code::UnnamedEnd,
        }
    }

    /// What it is, in words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Reply => "packets of the way back",
            Self::Host => "traffic of a pod's own node, which is always allowed",
            Self::Protocol => "packets of other protocols than TCP, UDP and SCTP",
            Self::Repeated => "requests and translations of connections that stand there too",
            Self::Unnamed => "connections with an end that no policy can name",
        }
    }
}

/// What a line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// A connection.
    Seen(Seen),
    /// Nothing that counts.
    Left(Noise),
    /// Nothing at all.
    Empty,
}

/// Labels that differ from pod to pod or from release to release: they don't say who a pod is.
const PASSING: [&str; 9] = [
    "app.kubernetes.io/managed-by",
    "app.kubernetes.io/version",
    "apps.kubernetes.io/pod-index",
    "controller-revision-hash",
    "controller-uid",
    "helm.sh/chart",
    "pod-template-generation",
    "pod-template-hash",
    "statefulset.kubernetes.io/pod-name",
];
/// The beginnings of labels that the plugin and Kubernetes add.
const ADDED: [&str; 3] = ["io.cilium.", "io.kubernetes.", "batch.kubernetes.io/"];

/// Whether a label says who a pod is.
pub fn is_lasting(key: &str) -> bool {
    !PASSING.contains(&key) && !ADDED.iter().any(|start| key.starts_with(start))
}
