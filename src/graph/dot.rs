//! Graphviz: `netz graph | dot -Tsvg`.

use super::{Edge, EdgeKind, Graph, Node, NodeKind, Zone, ZoneKind};
use std::collections::HashSet;
use std::fmt::{self, Write};

/// The graph as dot. Nodes are called as in the language.
#[must_use]
pub fn write(graph: &Graph) -> String {
    let mut text = String::new();
    // Writing to a String can't fail.
    let _ = graph_to(graph, &mut text);
    text
}

fn graph_to(graph: &Graph, text: &mut String) -> fmt::Result {
    writeln!(text, "// {}", graph.extent())?;
    text.push_str(HEAD);
    let names = names(graph);
    let name = |index: usize| names.get(index).map_or("", String::as_str);
    let mut nodes = graph.nodes.iter().enumerate().peekable();
    for (index, zone) in graph.zones.iter().enumerate() {
        writeln!(text, "\n  subgraph cluster_{index} {{\n    {}", zone_style(zone))?;
        while let Some((at, node)) = nodes.next_if(|(_, node)| node.zone == Some(index)) {
            writeln!(text, "    {} [{}]", quoted(name(at)), node_style(node))?;
        }
        text.push_str("  }\n");
    }
    if nodes.peek().is_some() {
        text.push('\n');
    }
    for (at, node) in nodes {
        writeln!(text, "  {} [{}]", quoted(name(at)), node_style(node))?;
    }
    if !graph.edges.is_empty() {
        text.push('\n');
    }
    for edge in &graph.edges {
        let (from, to) = (quoted(name(edge.from)), quoted(name(edge.to)));
        writeln!(text, "  {from} -> {to} [{}]", edge_style(edge))?;
    }
    text.push_str("}\n");
    Ok(())
}

const HEAD: &str = "\
digraph netz {
  rankdir=LR
  nodesep=0.25
  ranksep=0.8
  fontname=\"Helvetica\"
  node [fontname=\"Helvetica\", fontsize=11, shape=box, style=\"rounded,filled\", fillcolor=white]
  edge [fontname=\"Helvetica\", fontsize=9, color=\"#475569\", arrowsize=0.7]
";

/// The names of the nodes. Where quoted names make two the same, the later gets a number.
fn names(graph: &Graph) -> Vec<String> {
    let mut taken = HashSet::new();
    let mut fresh = |name: String| {
        let numbered = (2..).map(|number| format!("{name} ({number})"));
        let mut free = std::iter::once(name.clone()).chain(numbered);
        let name = free.find(|name| !taken.contains(name)).unwrap_or_default();
        taken.insert(name.clone());
        name
    };
    graph.nodes.iter().map(|node| fresh(graph.name(node))).collect()
}

fn zone_style(zone: &Zone) -> String {
    let mut label = zone.name.to_string();
    for line in [Some(zone.state()), zone.namespaces.as_deref()].into_iter().flatten() {
        label.push('\n');
        label.push_str(line);
    }
    let look = match (zone.kind, zone.outline) {
        (_, true) => "style=\"rounded\", color=\"#94a3b8\", fontcolor=\"#64748b\"",
        (ZoneKind::Ours, _) if zone.isolation == Default::default() => {
            "style=\"rounded\", color=\"#64748b\""
        }
        (ZoneKind::Ours, _) => "style=\"rounded,filled\", color=\"#2563eb\", fillcolor=\"#eff6ff\"",
        (ZoneKind::Extern, _) => "style=\"rounded,dashed\", color=\"#94a3b8\"",
        (ZoneKind::Label, _) => "style=\"rounded,dotted\", color=\"#94a3b8\"",
    };
    format!("graph [label={}, {look}]", quoted(&label))
}

fn node_style(node: &Node) -> String {
    let mut label = node.label.clone();
    if !node.ports.is_empty() {
        let _ = write!(label, "\n{}", node.ports);
    }
    let look = match node.kind {
        NodeKind::Segment => "",
        NodeKind::EveryPod => ", style=\"rounded,dashed\"",
        NodeKind::Cluster => ", shape=hexagon, style=solid",
        NodeKind::Outside => ", shape=ellipse, style=solid",
        NodeKind::Entrance => ", shape=cds, style=solid",
    };
    format!("label={}{look}", quoted(&label))
}

fn edge_style(edge: &Edge) -> String {
    let look = match edge.kind {
        EdgeKind::Flow => "",
        EdgeKind::Half(_) => ", arrowhead=onormal",
        EdgeKind::Open => ", color=\"#cbd5e1\", fontcolor=\"#94a3b8\"",
        EdgeKind::Dns | EdgeKind::Api => ", style=dashed, color=\"#94a3b8\"",
    };
    format!("label={}{look}", quoted(&edge.label()))
}

/// A quoted string of dot, in which `\` begins an escape.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for char in text.chars() {
        match char {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            // In labels Graphviz takes `&lt;` for `<`.
            '&' => quoted.push_str("&amp;"),
            char if char.is_control() => quoted.push('\u{fffd}'),
            char => quoted.push(char),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn no_text_leaves_its_quotes() {
        assert_eq!(quoted("a\"b"), r#""a\"b""#);
        assert_eq!(quoted("\\N"), r#""\\N""#);
        assert_eq!(quoted("a\nb\r"), "\"a\\nb\u{fffd}\"");
        assert_eq!(quoted("&lt;"), "\"&amp;lt;\"");
    }
}
