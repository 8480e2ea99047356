//! The ends of flows.

use super::{SegmentId, ZoneId};
use crate::set::cidr::IpBlock;
use crate::set::port::PortSet;
use crate::source::Span;
use ecow::EcoString;
use std::sync::Arc;

/// An end of a flow, with its place. A service, `dns`, `apiserver`, `nodes` and a net stand here as what
/// they resolve to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// What it is.
    pub kind: EndpointKind,
    /// Where it is written.
    pub span: Span,
}

/// What an endpoint is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EndpointKind {
    /// The pods of a segment.
    Segment(SegmentId),
    /// Every pod of a zone.
    Zone(ZoneId),
    /// Every pod of every namespace.
    Cluster,
    /// Every pod whose egress is open as far as netz knows: of all namespaces but those of zones that
    /// isolate egress. Only implied halves of DNS name it.
    OpenEgress,
    /// All pods and all addresses.
    Anywhere,
    /// Addresses.
    Addresses(Arc<Addresses>),
}

/// Addresses, and the word that names them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Addresses {
    /// How they were named.
    pub kind: AddressesKind,
    /// What they are.
    pub blocks: Vec<IpBlock>,
}

/// How addresses were named.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AddressesKind {
    /// Written out.
    Literal,
    /// `internet`.
    Internet,
    /// A `net`, by its name.
    Net(EcoString),
    /// `nodes`.
    Nodes,
    /// `apiserver`.
    ApiServer,
}

/// A destination with its ports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The destination.
    pub endpoint: Endpoint,
    /// Its ports.
    pub ports: PortSet,
}
