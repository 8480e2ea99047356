//! A checked policy to nodes and edges.

use super::{Edge, EdgeKind, Graph, Node, NodeKind, Place, Reason, View, Zone, ZoneKind};
use crate::check::Checked;
use crate::emit::comment;
use crate::ir::{
    Addresses, AddressesKind, Cause, Direction, EndpointKind, Flow, Namespaces, Pods, Policy,
    SegmentId, ZoneId, half,
};
use crate::set::port::PortSet;
use crate::source::{SourceMap, Span};
use indexmap::{IndexMap, IndexSet};
use std::collections::HashMap;
use std::sync::Arc;

impl Graph {
    /// The picture of a policy.
    #[must_use]
    pub fn new(checked: &Checked, sources: &SourceMap, view: &View) -> Self {
        let policy = checked.policy();
        let mut builder = Builder { policy, sources, view, found: IndexMap::new() };
        policy.flows.iter().for_each(|flow| builder.add_flow(flow));
        if view.implied {
            builder.add_implied();
        }
        builder.finish()
    }
}

/// What tells edges apart.
type Key = (EndpointKind, EndpointKind, EdgeKind);

struct Builder<'a> {
    policy: &'a Policy,
    sources: &'a SourceMap,
    view: &'a View,
    found: IndexMap<Key, (PortSet, Vec<Reason>)>,
}

impl Builder<'_> {
    fn add_flow(&mut self, flow: &Flow) {
        for source in &flow.sources {
            for target in &flow.targets {
                let (from, to) = (&source.kind, &target.endpoint.kind);
                let reason = Reason {
                    ports: target.ports.clone(),
                    because: flow.clauses.because.clone(),
                    until: flow.clauses.until.map(|(date, _)| date),
                    place: self.place(flow.span),
                };
                self.add(from, to, self.kind_of(flow, from, to), &target.ports, Some(reason));
            }
        }
    }

    fn kind_of(&self, flow: &Flow, from: &EndpointKind, to: &EndpointKind) -> EdgeKind {
        let opens = |direction, end| {
            flow.only.is_none_or(|only| only == direction)
                && self.policy.subject(end, direction).is_some()
        };
        match flow.only {
            _ if !opens(Direction::Egress, from) && !opens(Direction::Ingress, to) => {
                EdgeKind::Open
            }
            Some(only) => EdgeKind::Half(only),
            None => EdgeKind::Flow,
        }
    }

    fn add_implied(&mut self) {
        for half in half::halves(self.policy) {
            let kind = match half.cause {
                Cause::Flow(_) => continue,
                Cause::Dns => EdgeKind::Dns,
                Cause::Api => EdgeKind::Api,
            };
            let pods = match half.pods {
                Pods::Zone(id) => EndpointKind::Zone(id),
                Pods::Segment(id) => EndpointKind::Segment(id),
            };
            for peer in &half.peers {
                match half.direction {
                    Direction::Egress => self.add(&pods, peer, kind, &half.ports, None),
                    Direction::Ingress => self.add(peer, &pods, kind, &half.ports, None),
                }
            }
        }
    }

    fn add(
        &mut self,
        from: &EndpointKind,
        to: &EndpointKind,
        kind: EdgeKind,
        ports: &PortSet,
        reason: Option<Reason>,
    ) {
        if !self.shows(from) && !self.shows(to) {
            return;
        }
        let (all, reasons) = self.found.entry((merged(from), merged(to), kind)).or_default();
        *all = all.union(ports);
        // One statement may name several addresses of one word.
        reasons.extend(reason.filter(|reason| reasons.last() != Some(reason)));
    }

    /// Whether an end is shown for itself.
    fn shows(&self, end: &EndpointKind) -> bool {
        let Some(zones) = &self.view.zones else { return true };
        zone_of(self.policy, end).is_some_and(|zone| zones.contains(&zone))
    }

    fn place(&self, span: Span) -> Place {
        let file = comment::place(self.sources, span).into();
        Place { file, line: self.sources.position(span.file, span.start).line }
    }

    fn finish(self) -> Graph {
        let mut graph = Graph::default();
        let mut at = HashMap::new();
        let ends: IndexSet<_> = self.found.keys().flat_map(|(from, to, _)| [from, to]).collect();
        let mut segments = vec![Vec::new(); self.policy.zones.len()];
        for (index, segment) in self.policy.segments.iter().enumerate() {
            if let Some(segments) = segments.get_mut(segment.zone.0 as usize) {
                segments.push(EndpointKind::Segment(SegmentId::at(index)));
            }
        }
        for (index, (zone, segments)) in self.policy.zones.iter().zip(segments).enumerate() {
            let every = EndpointKind::Zone(ZoneId::at(index));
            let shown = self.shows(&every) && zone.is_ours();
            let mut inside: Vec<_> =
                segments.into_iter().filter(|end| shown || ends.contains(end)).collect();
            if ends.contains(&every) || (shown && inside.is_empty()) {
                inside.insert(0, every.clone());
            }
            if inside.is_empty() {
                continue;
            }
            let place = graph.zones.len();
            graph.zones.push(self.zone(zone, !self.shows(&every)));
            for end in inside {
                at.insert(end.clone(), graph.nodes.len());
                graph.nodes.push(self.node(&end, Some(place)));
            }
        }
        for end in ends {
            if !at.contains_key(end) {
                at.insert(end.clone(), graph.nodes.len());
                graph.nodes.push(self.node(end, None));
            }
        }
        for ((from, to, kind), (ports, reasons)) in &self.found {
            if let (Some(from), Some(to)) = (at.get(from), at.get(to)) {
                let (ports, reasons) = (ports.clone(), reasons.clone());
                graph.edges.push(Edge { from: *from, to: *to, kind: *kind, ports, reasons });
            }
        }
        graph.edges.sort_by_key(|edge| (edge.from, edge.to, edge.kind));
        graph
    }

    fn zone(&self, zone: &crate::ir::Zone, outline: bool) -> Zone {
        let (kind, namespaces) = match &zone.namespaces {
            Namespaces::Labelled(selector) => (ZoneKind::Label, Some(format!("where {selector}"))),
            Namespaces::Named(names) => {
                let own = matches!(names.as_slice(), [only] if *only == zone.name);
                let kind = if zone.external { ZoneKind::Extern } else { ZoneKind::Ours };
                (kind, (!own).then(|| names.join(", ")))
            }
        };
        Zone {
            name: zone.name.clone(),
            kind,
            isolation: zone.isolation,
            outline,
            namespaces,
            owner: zone.owner.clone(),
            place: self.place(zone.span),
        }
    }

    fn node(&self, end: &EndpointKind, zone: Option<usize>) -> Node {
        let mut node = Node {
            label: comment::endpoint(self.policy, end),
            kind: NodeKind::Outside,
            zone,
            ports: PortSet::default(),
            detail: String::new(),
            place: None,
        };
        match end {
            EndpointKind::Segment(id) => {
                node.kind = NodeKind::Segment;
                if let Some(segment) = self.policy.segment(*id) {
                    let selectors: Vec<_> =
                        segment.alternatives.iter().map(ToString::to_string).collect();
                    node.label = segment.name.to_string();
                    node.detail = selectors.join(" | ");
                    node.ports = segment.ports.clone();
                    node.place = Some(self.place(segment.span));
                }
            }
            EndpointKind::Zone(_) => {
                node.kind = NodeKind::EveryPod;
                node.label = "every pod".to_owned();
            }
            EndpointKind::Cluster | EndpointKind::OpenEgress => node.kind = NodeKind::Cluster,
            EndpointKind::Anywhere => {}
            EndpointKind::Addresses(addresses) => {
                node.detail = self.addresses_of(&addresses.kind).unwrap_or_else(|| {
                    let blocks: Vec<_> = addresses.blocks.iter().map(ToString::to_string).collect();
                    blocks.join(", ")
                });
            }
        }
        node
    }

    /// The addresses behind a word, which stands in edges without them.
    fn addresses_of(&self, word: &AddressesKind) -> Option<String> {
        if *word == AddressesKind::Literal {
            return None;
        }
        let flows = self.policy.flows.iter();
        let written = flows.flat_map(|flow| {
            flow.sources.iter().chain(flow.targets.iter().map(|target| &target.endpoint))
        });
        let api = self.policy.cluster.api.iter().map(|target| &target.endpoint);
        let mut blocks = IndexSet::new();
        for end in written.chain(api) {
            if let EndpointKind::Addresses(addresses) = &end.kind
                && addresses.kind == *word
            {
                blocks.extend(&addresses.blocks);
            }
        }
        let blocks: Vec<_> = blocks.iter().map(ToString::to_string).collect();
        Some(blocks.join(", "))
    }
}

/// The same end for every use of a word: `apiserver` is one node, though each use lists other addresses.
fn merged(end: &EndpointKind) -> EndpointKind {
    match end {
        EndpointKind::Addresses(addresses) if addresses.kind != AddressesKind::Literal => {
            let kind = addresses.kind.clone();
            EndpointKind::Addresses(Arc::new(Addresses { kind, blocks: Vec::new() }))
        }
        other => other.clone(),
    }
}

fn zone_of(policy: &Policy, end: &EndpointKind) -> Option<ZoneId> {
    match end {
        EndpointKind::Segment(id) => policy.zone_of(Pods::Segment(*id)),
        EndpointKind::Zone(id) => Some(*id),
        _ => None,
    }
}
