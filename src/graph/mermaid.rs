//! Mermaid, as GitHub draws it in Markdown.

use super::{Edge, EdgeKind, Graph, Node, NodeKind, Zone, ZoneKind};
use std::collections::HashSet;
use std::fmt::{self, Write};

/// How many edges GitHub draws at most; a page can't raise it.
pub const MOST_EDGES: usize = 500;

/// The graph as a Mermaid flowchart.
#[must_use]
pub fn write(graph: &Graph) -> String {
    let mut text = String::new();
    // Writing to a String can't fail.
    let _ = graph_to(graph, &mut text);
    text
}

fn graph_to(graph: &Graph, text: &mut String) -> fmt::Result {
    writeln!(text, "%% {}\nflowchart LR", graph.extent())?;
    let mut ids = Ids::default();
    let zones: Vec<_> = graph.zones.iter().map(|zone| ids.fresh("zone", &zone.name)).collect();
    let nodes: Vec<_> = graph.nodes.iter().map(|node| id_of(graph, node, &mut ids)).collect();
    let id = |index: usize| nodes.get(index).map_or("", String::as_str);

    let mut rest = graph.nodes.iter().enumerate().peekable();
    for (index, (zone, zone_id)) in graph.zones.iter().zip(&zones).enumerate() {
        writeln!(text, "  subgraph {zone_id}[\"{}\"]", zone_label(zone))?;
        while let Some((at, node)) = rest.next_if(|(_, node)| node.zone == Some(index)) {
            writeln!(text, "    {}{}", id(at), shape(node))?;
        }
        text.push_str("  end\n");
    }
    for (at, node) in rest {
        writeln!(text, "  {}{}", id(at), shape(node))?;
    }
    for edge in &graph.edges {
        let (from, to) = (id(edge.from), id(edge.to));
        writeln!(text, "  {from} {}|\"{}\"| {to}", arrow(edge), escaped(&edge.label()))?;
    }
    classes(graph, &zones, &nodes, text)
}

/// The classes that something has, each with its members.
fn classes(graph: &Graph, zones: &[String], nodes: &[String], text: &mut String) -> fmt::Result {
    let of_zones = graph.zones.iter().map(zone_class).zip(zones);
    let of_nodes = graph.nodes.iter().map(node_class).zip(nodes);
    let members: Vec<_> = of_zones.chain(of_nodes).collect();
    for (class, style) in CLASSES {
        let ids: Vec<_> =
            members.iter().filter(|(of, _)| *of == class).map(|(_, id)| id.as_str()).collect();
        if !ids.is_empty() {
            writeln!(text, "  classDef {class} {style}\n  class {} {class}", ids.join(","))?;
        }
    }
    let open = graph.edges.iter().enumerate().filter(|(_, edge)| edge.kind == EdgeKind::Open);
    let open: Vec<_> = open.map(|(index, _)| index.to_string()).collect();
    if !open.is_empty() {
        writeln!(text, "  linkStyle {} opacity:0.35", open.join(","))?;
    }
    Ok(())
}

/// Colours that can be read on light and on dark pages.
const CLASSES: [(&str, &str); 6] = [
    ("isolated", "fill:#3b82f61a,stroke:#3b82f6"),
    ("unisolated", "fill:#64748b0d,stroke:#64748b"),
    ("foreign", "fill:#0000,stroke:#94a3b8,stroke-dasharray:6 4"),
    ("labelled", "fill:#0000,stroke:#94a3b8,stroke-dasharray:2 3"),
    ("peer", "fill:#0000,stroke:#94a3b8"),
    ("every", "stroke-dasharray:4 3"),
];

fn zone_class(zone: &Zone) -> &'static str {
    match (zone.kind, zone.outline) {
        (_, true) => "peer",
        (ZoneKind::Ours, _) if zone.isolation == Default::default() => "unisolated",
        (ZoneKind::Ours, _) => "isolated",
        (ZoneKind::Extern, _) => "foreign",
        (ZoneKind::Label, _) => "labelled",
    }
}

fn node_class(node: &Node) -> &'static str {
    if node.kind == NodeKind::EveryPod { "every" } else { "" }
}

/// One line: Mermaid keeps no room for a second.
fn zone_label(zone: &Zone) -> String {
    let state = match &zone.namespaces {
        None => zone.state().to_owned(),
        Some(namespaces) => format!("{}: {namespaces}", zone.state()),
    };
    escaped(&format!("{} ({state})", zone.name))
}

fn shape(node: &Node) -> String {
    let mut label = escaped(&node.label);
    if !node.ports.is_empty() {
        let _ = write!(label, "<br>{}", escaped(&node.ports.to_string()));
    }
    match node.kind {
        NodeKind::Segment | NodeKind::EveryPod => format!("[\"{label}\"]"),
        NodeKind::Cluster => format!("{{{{\"{label}\"}}}}"),
        NodeKind::Outside => format!("([\"{label}\"])"),
        NodeKind::Entrance => format!(">\"{label}\"]"),
    }
}

const fn arrow(edge: &Edge) -> &'static str {
    match edge.kind {
        EdgeKind::Flow | EdgeKind::Half(_) | EdgeKind::Open => "-->",
        EdgeKind::Dns | EdgeKind::Api => "-.->",
    }
}

/// An id never is a word of Mermaid alone: it begins with what it is an id of.
fn id_of(graph: &Graph, node: &Node, ids: &mut Ids) -> String {
    match node.zone.and_then(|zone| graph.zones.get(zone)) {
        Some(zone) => ids.fresh(&zone.name, &node.label),
        None => ids.fresh("peer", &node.label),
    }
}

/// The ids in use.
#[derive(Default)]
struct Ids(HashSet<String>);

impl Ids {
    /// Letters, digits and `_` of both parts, and a number where that is taken.
    fn fresh(&mut self, scope: &str, name: &str) -> String {
        let plain = |char: char| if char.is_ascii_alphanumeric() { char } else { '_' };
        let id: String = format!("{scope}_{name}").chars().map(plain).collect();
        let numbered = (2..).map(|number| format!("{id}_{number}"));
        let mut free = std::iter::once(id.clone()).chain(numbered);
        let id = free.find(|id| !self.0.contains(id)).unwrap_or_default();
        self.0.insert(id.clone());
        id
    }
}

/// Text inside of quotes. Whatever Mermaid, Markdown or HTML may take for markup becomes an entity, which
/// Mermaid writes with `#` and without `&`.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '"' => escaped.push_str("#quot;"),
            '<' => escaped.push_str("#lt;"),
            '>' => escaped.push_str("#gt;"),
            '&' => escaped.push_str("#amp;"),
            char if char.is_control() => escaped.push('\u{fffd}'),
            '#' | ';' | '`' | '*' | '_' | '\\' | '$' | '~' | '[' | ']' | '{' | '}' | '|' | '%'
            | '^' => {
                let _ = write!(escaped, "#{};", u32::from(char));
            }
            char => escaped.push(char),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_leaves_its_quotes() {
        assert_eq!(escaped("a\"] --> b"), "a#quot;#93; --#gt; b");
        assert_eq!(escaped("#35;"), "#35;35#59;");
        assert_eq!(escaped("<img>&"), "#lt;img#gt;#amp;");
    }

    #[test]
    fn ids_are_plain_and_never_the_same() {
        let mut ids = Ids::default();
        assert_eq!(ids.fresh("a", "b-c"), "a_b_c");
        assert_eq!(ids.fresh("a-b", "c"), "a_b_c_2");
        assert_eq!(ids.fresh("peer", "end"), "peer_end");
    }
}
