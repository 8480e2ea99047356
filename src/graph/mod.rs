//! Pictures of a policy: zones, their segments, and the flows between them.
//!
//! A [`Graph`] is the policy as nodes and edges, in the order of the source. [`dot`], [`mermaid`], [`svg`]
//! and [`html`] write it down, each a pure function to text. Flows between the same two ends are one edge.

mod build;
pub mod dot;
pub mod html;
mod layout;
pub mod mermaid;
pub mod svg;

use crate::ir::{Direction, Isolation, ZoneId};
use crate::set::port::PortSet;
use ecow::EcoString;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// What of a policy is shown.
#[derive(Debug, Clone, Default)]
pub struct View {
    /// The zones that are shown, each with its peers; none for all.
    pub zones: Option<BTreeSet<ZoneId>>,
    /// Whether openings that nobody wrote, to DNS and to the API server, are shown.
    pub implied: bool,
}

/// A policy as a picture shows it.
#[derive(Debug, Clone, Default)]
pub struct Graph {
    /// The zones.
    pub zones: Vec<Zone>,
    /// The nodes: those of each zone together, in the order of the zones, then those of no zone.
    pub nodes: Vec<Node>,
    /// The edges, in the order of their ends.
    pub edges: Vec<Edge>,
}

/// A zone.
#[derive(Debug, Clone)]
pub struct Zone {
    /// Its name.
    pub name: EcoString,
    /// Whose policies it has.
    pub kind: ZoneKind,
    /// What is denied by default.
    pub isolation: Isolation,
    /// Whether it is here as a peer of the zones that are shown, and not for itself.
    pub outline: bool,
    /// Its namespaces, where they aren't the one of its name.
    pub namespaces: Option<String>,
    /// Who answers for it.
    pub owner: Option<EcoString>,
    /// Where it is declared.
    pub place: Place,
}

impl Zone {
    /// `isolates`, `isolates ingress`, `open`, `extern`, `by label`.
    #[must_use]
    pub const fn state(&self) -> &'static str {
        match (self.kind, self.isolation) {
            (ZoneKind::Extern, _) => "extern",
            (ZoneKind::Label, _) => "by label",
            (ZoneKind::Ours, Isolation { ingress: true, egress: true }) => "isolates",
            (ZoneKind::Ours, Isolation { ingress: true, egress: false }) => "isolates ingress",
            (ZoneKind::Ours, Isolation { ingress: false, egress: true }) => "isolates egress",
            (ZoneKind::Ours, Isolation { ingress: false, egress: false }) => "open",
        }
    }
}

/// Whose policies a zone has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ZoneKind {
    /// Ours.
    Ours,
    /// Somebody else's.
    Extern,
    /// Chosen by label: a peer only.
    Label,
}

impl ZoneKind {
    const fn word(self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::Extern => "extern",
            Self::Label => "label",
        }
    }
}

/// An end of edges.
#[derive(Debug, Clone)]
pub struct Node {
    /// What stands on it.
    pub label: String,
    /// What it is.
    pub kind: NodeKind,
    /// Its zone, as an index into [`Graph::zones`].
    pub zone: Option<usize>,
    /// The ports that a flow without ports takes.
    pub ports: PortSet,
    /// Its selector, or its addresses.
    pub detail: String,
    /// Where it is declared, where it is.
    pub place: Option<Place>,
}

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NodeKind {
    /// A segment.
    Segment,
    /// Every pod of its zone.
    EveryPod,
    /// Pods of all zones.
    Cluster,
    /// Addresses, or everything.
    Outside,
    /// What leads traffic of the outside to segments of its zone.
    Entrance,
}

impl NodeKind {
    const fn word(self) -> &'static str {
        match self {
            Self::Segment => "segment",
            Self::EveryPod => "every",
            Self::Cluster => "cluster",
            Self::Outside => "outside",
            Self::Entrance => "entrance",
        }
    }
}

/// Connections from one node to another.
#[derive(Debug, Clone)]
pub struct Edge {
    /// Who connects, as an index into [`Graph::nodes`].
    pub from: usize,
    /// Who is connected to.
    pub to: usize,
    /// What allows them.
    pub kind: EdgeKind,
    /// The ports of all of its reasons.
    pub ports: PortSet,
    /// The statements behind it; none where it is implied.
    pub reasons: Vec<Reason>,
}

/// What allows the connections of an edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EdgeKind {
    /// Flows.
    Flow,
    /// Flows of which one half is meant.
    Half(Direction),
    /// Flows that open nothing, since neither end is closed.
    Open,
    /// DNS, which follows flows.
    Dns,
    /// The API, which follows grants.
    Api,
}

impl EdgeKind {
    /// What a reader must know beside the ports.
    #[must_use]
    pub const fn note(self) -> Option<&'static str> {
        match self {
            Self::Flow => None,
            Self::Half(Direction::Egress) => Some("egress only"),
            Self::Half(Direction::Ingress) => Some("ingress only"),
            Self::Open => Some("opens nothing"),
            Self::Dns => Some("implied DNS"),
            Self::Api => Some("implied API"),
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Flow => "flow",
            Self::Half(_) => "half",
            Self::Open => "open",
            Self::Dns | Self::Api => "implied",
        }
    }
}

impl Edge {
    /// `tcp/80`, `tcp/80 (egress only)`.
    #[must_use]
    pub fn label(&self) -> String {
        match self.kind.note() {
            None => self.ports.to_string(),
            Some(note) => format!("{} ({note})", self.ports),
        }
    }
}

/// A statement behind an edge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// Its ports.
    pub ports: PortSet,
    /// Why it stands.
    pub because: Option<EcoString>,
    /// Its last day.
    pub until: Option<Date>,
    /// Where it stands.
    pub place: Place,
}

/// A line of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub file: EcoString,
    /// The line, from one.
    pub line: u32,
}

impl std::fmt::Display for Place {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}:{}", self.file, self.line)
    }
}

impl Graph {
    /// `shop/web`, `shop/*`, `internet`: the node as the language writes it.
    #[must_use]
    pub fn name(&self, node: &Node) -> String {
        let label = if node.kind == NodeKind::EveryPod { "*" } else { &node.label };
        match node.zone.and_then(|zone| self.zones.get(zone)) {
            Some(zone) => format!("{}/{label}", zone.name),
            None => label.to_owned(),
        }
    }

    /// What the picture holds, in words.
    fn extent(&self) -> String {
        let segments = self.nodes.iter().filter(|node| node.kind == NodeKind::Segment).count();
        let counted = |count: usize, noun: &str| match count {
            1 => format!("1 {noun}"),
            _ => format!("{count} {noun}s"),
        };
        [(self.zones.len(), "zone"), (segments, "segment"), (self.edges.len(), "edge")]
            .map(|(count, noun)| counted(count, noun))
            .join(", ")
    }
}
