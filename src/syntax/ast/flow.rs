//! Flows, their ends and ports, and what a cluster states.

use super::{Date, Name, Text};
use crate::set::port::Protocol;
use crate::source::Span;
use ecow::EcoString;

/// `cluster [NAME] { … }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cluster {
    /// Its name; a block without adds to every named one.
    pub name: Option<Name>,
    /// What it states.
    pub items: Vec<ClusterItem>,
    /// The header.
    pub header: Span,
}

/// A statement in a `cluster` block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClusterItem {
    /// The whole item.
    pub span: Span,
    /// What it says.
    pub kind: ClusterItemKind,
}

/// What a `cluster` block may say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClusterItemKind {
    /// `pods 10.244.0.0/16, …`.
    Pods(Vec<Address>),
    /// `services 10.96.0.0/12, …`.
    Services(Vec<Address>),
    /// `nodes 192.168.0.0/24, …`.
    Nodes(Vec<Address>),
    /// `api 10.96.0.1, 192.0.2.10 tcp/443 [from kube-system/konnectivity-agent]`.
    Api {
        /// Where the API server answers.
        addresses: Vec<Address>,
        /// On which ports.
        ports: Vec<PortItem>,
        /// The pods that its calls to webhooks come through.
        from: Option<Endpoint>,
    },
    /// `source-ip preserved`.
    SourceIpPreserved,
    /// `service dns = …`.
    Service(Service),
}

/// `net corp = 10.0.0.0/8 except 10.66.0.0/16, 192.168.0.0/16`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Net {
    /// Its name.
    pub name: Name,
    /// Its addresses.
    pub addresses: Vec<Address>,
}

/// `port https = tcp/443`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Port {
    /// Its name.
    pub name: Name,
    /// What it stands for.
    pub ports: Vec<PortItem>,
}

/// `service pg = db tcp/5432`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Its name.
    pub name: Name,
    /// Its endpoints.
    pub endpoints: Vec<Endpoint>,
    /// Its ports.
    pub ports: Vec<PortItem>,
}

/// An address block as written: `10.0.0.0/8 except (10.6.0.0/16, 10.7.0.0/16)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// The address or CIDR, as written; `lower` reads it.
    pub text: EcoString,
    /// The place of the address alone.
    pub span: Span,
    /// What is cut out: text and place.
    pub except: Vec<(EcoString, Span)>,
}

/// An end of a flow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// What it names.
    pub kind: EndpointKind,
    /// The place.
    pub span: Span,
}

/// The forms of an endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EndpointKind {
    /// `backend`, `prod/backend`: a segment, net or service, or `dns`, `apiserver`, `nodes`.
    Name {
        /// The zone; a glob in assertions.
        zone: Option<Name>,
        /// The name.
        name: Name,
    },
    /// `*`, `prod/*`: every pod of a zone.
    Every {
        /// The zone; a glob in assertions.
        zone: Option<Name>,
    },
    /// `cluster`.
    Cluster,
    /// `internet`.
    Internet,
    /// `anywhere`.
    Anywhere,
    /// `10.0.0.0/8 except 10.6.0.0/16`.
    Address(Address),
    /// `host "api.github.com"`.
    Host(Text),
    /// `service pay/api`: a Service of the cluster.
    Service {
        /// Its namespace.
        namespace: Name,
        /// Its name.
        name: Name,
    },
}

/// Ports as written, one item between blanks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortItem {
    /// What it names.
    pub kind: PortKind,
    /// The place.
    pub span: Span,
}

/// The forms of a port item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PortKind {
    /// `any`: every port and protocol.
    Any,
    /// `tcp`: all of a protocol.
    Protocol(Protocol),
    /// `tcp/80,443,8000-8100,http`.
    Ports(Protocol, Vec<PortValue>),
    /// `https`: a declared port, or a segment's named one.
    Name(Name),
    /// `icmp`, which NetworkPolicy can't say.
    Icmp,
}

/// One value behind a protocol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortValue {
    /// The number, range or container port name.
    pub kind: PortValueKind,
    /// The place.
    pub span: Span,
}

/// The forms of a port value. Numbers are as written, to be checked by `lower`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PortValueKind {
    /// `80`; saturated at `u32::MAX`.
    Number(u32),
    /// `8000-8100`.
    Range(u32, u32),
    /// `http`: a port name of the pod.
    Named(EcoString),
}

/// `frontend, worker -> backend tcp/8080 egress only because "…" until 2027-06-30`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    /// Who connects.
    pub from: Vec<Endpoint>,
    /// The arrow.
    pub arrow: Arrow,
    /// The place of the arrow.
    pub arrow_span: Span,
    /// Who is connected to.
    pub to: Vec<Endpoint>,
    /// On which ports.
    pub ports: Vec<PortItem>,
    /// `egress only`, `ingress only`.
    pub half: Option<(Half, Span)>,
    /// Its clauses.
    pub clauses: Clauses,
}

/// Arrows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrow {
    /// `->`.
    To,
    /// `<->`.
    Both,
    /// `->>`: by hopping too; in assertions only.
    Hops,
}

/// One half of a flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Half {
    /// At the sources.
    Egress,
    /// At the destinations.
    Ingress,
}

/// `because "…"` and `until DATE`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clauses {
    /// The reason.
    pub because: Option<Text>,
    /// The last day.
    pub until: Option<Date>,
}
