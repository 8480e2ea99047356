//! Connections as nodes and edges: namespaces for zones, workloads for segments.

use super::words::{self, Words};
use super::{EntranceRow, Group, Report, Stranger, Way, text};
use crate::graph::{Edge, EdgeKind, Graph, Node, NodeKind, Place, Zone, ZoneKind};
use crate::ir::Isolation;
use crate::set::cidr::AddressSet;
use crate::set::port::PortSet;
use crate::source::{SourceMap, Span};
use std::collections::{BTreeMap, BTreeSet};

/// An end of edges.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    /// `shop/*`.
    Namespace(String),
    Workload(u32),
    /// Its namespace and its name.
    Entrance(Way, String, String),
    /// `*`.
    Every,
    /// Pods that no file knows.
    Stranger(Stranger),
    Addresses(AddressSet),
}

impl End {
    fn entrance(row: &EntranceRow) -> Self {
        let (namespace, name) = row.name.split_once('/').unwrap_or(("", &row.name));
        Self::Entrance(row.way, namespace.to_owned(), name.to_owned())
    }
}

impl Graph {
    /// The picture of connections. What holds for each workload of a namespace, or for each of all, is one
    /// edge.
    #[must_use]
    pub fn of_connections(report: &Report<'_>, sources: &SourceMap) -> Self {
        let of = report.connections;
        let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
        for one in &of.workloads {
            *sizes.entry(&one.namespace).or_default() += 1;
        }
        let ends = Ends { words: Words::new(&of.workloads), sizes, report };
        let mut edges: BTreeMap<(End, End), PortSet> = BTreeMap::new();
        let mut add = |from: &[End], to: &[End], ports: &PortSet| {
            for from in from {
                for to in to.iter().filter(|to| *to != from) {
                    let open = edges.entry((from.clone(), to.clone())).or_default();
                    *open = open.union(ports);
                }
            }
        };
        if report.exposed {
            for row in &of.exposed {
                let from = match &row.to {
                    Stranger::Addresses(addresses) => End::Addresses(addresses.clone()),
                    pods => End::Stranger(pods.clone()),
                };
                add(&[from], &ends.of(&row.workloads), &row.ports);
            }
        } else {
            for row in &of.rows {
                let (from, to) = (ends.of(&row.sources), ends.of(&row.targets));
                if from == to && from.len() == 1 {
                    continue;
                }
                add(&from, &to, &row.ports);
            }
            for row in &of.from_outside {
                add(&[End::Addresses(row.addresses.clone())], &ends.of(&row.workloads), &row.ports);
            }
            for row in &of.to_outside {
                add(&ends.of(&row.workloads), &[End::Addresses(row.addresses.clone())], &row.ports);
            }
        }
        for row in report.entrances.iter().filter(|row| !row.comers.is_empty()) {
            add(&[End::entrance(row)], &ends.of(&row.workloads), &row.ports);
        }
        ends.graph(sources, edges)
    }
}

struct Ends<'a> {
    words: Words<'a>,
    /// How many workloads each namespace has.
    sizes: BTreeMap<&'a str, usize>,
    report: &'a Report<'a>,
}

impl Ends<'_> {
    fn of(&self, group: &Group) -> Vec<End> {
        let workloads = &self.report.connections.workloads;
        if group.len() == workloads.len() && group.len() > 1 {
            return vec![End::Every];
        }
        let mut by_namespace: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        for at in group {
            if let Some(one) = workloads.get(*at as usize) {
                by_namespace.entry(&one.namespace).or_default().push(*at);
            }
        }
        let mut ends = Vec::new();
        for (name, own) in by_namespace {
            match self.sizes.get(name) == Some(&own.len()) && own.len() > 1 {
                true => ends.push(End::Namespace(name.to_owned())),
                false => ends.extend(own.into_iter().map(End::Workload)),
            }
        }
        ends
    }

    /// What policies close of all of these workloads.
    fn isolation(&self, workloads: impl Iterator<Item = u32>) -> Isolation {
        let all = &self.report.connections.isolation;
        let own = workloads.filter_map(|at| all.get(at as usize));
        own.fold(Isolation { ingress: true, egress: true }, |one, other| Isolation {
            ingress: one.ingress && other.ingress,
            egress: one.egress && other.egress,
        })
    }

    /// The entrances of each namespace, with their places and what is let through them.
    fn entrances(&self) -> BTreeMap<&str, BTreeMap<End, (Span, Vec<String>)>> {
        let mut entrances: BTreeMap<&str, BTreeMap<End, (Span, Vec<String>)>> = BTreeMap::new();
        for row in self.report.entrances {
            let namespace = row.name.split_once('/').map_or("", |(namespace, _)| namespace);
            let own = entrances.entry(namespace).or_default();
            let (_, detail) = own.entry(End::entrance(row)).or_insert((row.span, Vec::new()));
            let [_, to, said] = text::entrance(&self.words, row);
            detail.push(format!("{to} {said}"));
        }
        entrances
    }

    fn graph(&self, sources: &SourceMap, edges: BTreeMap<(End, End), PortSet>) -> Graph {
        let place = |span: Span| Place {
            file: sources.name(span.file).into(),
            line: sources.position(span.file, span.start).line,
        };
        let mut graph = Graph::default();
        let mut at: BTreeMap<End, usize> = BTreeMap::new();
        let used: BTreeSet<&End> = edges.keys().flat_map(|(from, to)| [from, to]).collect();
        let workloads = &self.report.connections.workloads;
        let numbered: Vec<_> = (0..).zip(workloads).collect();
        let mut entrances = self.entrances();
        for own in numbered.chunk_by(|(_, one), (_, other)| one.namespace == other.namespace) {
            let Some((_, first)) = own.first() else { continue };
            graph.zones.push(Zone {
                name: first.namespace.clone(),
                kind: ZoneKind::Ours,
                isolation: self.isolation(own.iter().map(|(at, _)| *at)),
                outline: false,
                namespaces: None,
                owner: None,
                place: place(first.span),
            });
            let every = End::Namespace(first.namespace.to_string());
            if used.contains(&every) {
                at.insert(every, graph.nodes.len());
                graph.nodes.push(node(NodeKind::EveryPod, "every workload", &graph, None));
            }
            for (number, one) in own {
                at.insert(End::Workload(*number), graph.nodes.len());
                let name = self.words.short(*number);
                let label = name.rsplit_once('/').map_or(&*name, |(_, label)| label);
                let mut workload = node(NodeKind::Segment, label, &graph, Some(place(one.span)));
                let labels = one.pods.first().map(|pod| {
                    let labels = pod.labels.iter().map(|(key, value)| format!("{key}={value}"));
                    labels.collect::<Vec<_>>().join(",")
                });
                workload.detail = labels.unwrap_or_default();
                graph.nodes.push(workload);
            }
            for (end, (span, detail)) in entrances.remove(&*first.namespace).unwrap_or_default() {
                let End::Entrance(way, _, name) = &end else { continue };
                let label = format!("{} {name}", way.word());
                let mut entrance = node(NodeKind::Entrance, &label, &graph, Some(place(span)));
                entrance.detail = detail.join("; ");
                at.insert(end, graph.nodes.len());
                graph.nodes.push(entrance);
            }
        }
        for end in used {
            let (kind, label) = match end {
                End::Every => (NodeKind::Cluster, "every workload".to_owned()),
                End::Stranger(pods) => (NodeKind::Cluster, text::stranger(pods)),
                End::Addresses(set) => (NodeKind::Outside, text::addresses(set)),
                _ => continue,
            };
            at.insert(end.clone(), graph.nodes.len());
            let mut apart = node(kind, &label, &graph, None);
            if let End::Addresses(set) = end {
                let (whole, but) = words::blocks(set);
                let [whole, but] = [whole, but].map(|blocks| {
                    blocks.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
                });
                apart.detail = if but.is_empty() { whole } else { format!("{whole} except {but}") };
            }
            apart.zone = None;
            graph.nodes.push(apart);
        }
        for ((from, to), ports) in edges {
            if let (Some(from), Some(to)) = (at.get(&from), at.get(&to)) {
                let (from, to) = (*from, *to);
                graph.edges.push(Edge {
                    from,
                    to,
                    kind: EdgeKind::Flow,
                    ports,
                    reasons: Vec::new(),
                });
            }
        }
        graph.edges.sort_by_key(|edge| (edge.from, edge.to));
        graph
    }
}

/// A node of the last zone.
fn node(kind: NodeKind, label: &str, graph: &Graph, place: Option<Place>) -> Node {
    Node {
        label: label.to_owned(),
        kind,
        zone: graph.zones.len().checked_sub(1),
        ports: PortSet::default(),
        detail: String::new(),
        place,
    }
}
