//! A page of its own: the picture, a search, and what each segment reaches and is reached by.
//!
//! It loads nothing, and its policy lets it run nothing but its own script, by its hash in `page.html`.
//! Text of the program stands in the picture, escaped, and in a JSON island, from which the script takes it
//! as text, never as markup.

use super::{Edge, Graph, Node, Reason, Zone, svg};
use serde::Serialize;

const PAGE: &str = include_str!("page/page.html");
const STYLE: &str = include_str!("page/page.css");
const SCRIPT: &str = include_str!("page/page.js");

/// The graph as a page.
#[must_use]
pub fn write(graph: &Graph) -> String {
    let mut picture = String::new();
    // Writing to a String can't fail.
    let _ = svg::picture(graph, None, &mut picture);
    let style = format!("{}{STYLE}", svg::STYLE);
    let (extent, data) = (graph.extent(), data(graph));
    let parts = [
        ("{{extent}}", extent.as_str()),
        ("{{style}}", &style),
        ("{{picture}}", &picture),
        ("{{data}}", &data),
        ("{{script}}", SCRIPT),
    ];
    let mut page = String::with_capacity(PAGE.len() + picture.len() + data.len() + style.len());
    let mut rest = PAGE;
    for (mark, part) in parts {
        let (before, after) = rest.split_once(mark).unwrap_or((rest, ""));
        page.push_str(before);
        page.push_str(part);
        rest = after;
    }
    page.push_str(rest);
    page
}

/// What the script knows of the graph.
#[derive(Serialize)]
struct Data<'a> {
    zones: Vec<ZoneData<'a>>,
    nodes: Vec<NodeData<'a>>,
    edges: Vec<EdgeData<'a>>,
}

#[derive(Serialize)]
struct ZoneData<'a> {
    name: &'a str,
    state: &'static str,
    namespaces: Option<&'a str>,
    owner: Option<&'a str>,
    place: String,
}

#[derive(Serialize)]
struct NodeData<'a> {
    name: String,
    zone: Option<usize>,
    ports: String,
    detail: &'a str,
    place: Option<String>,
}

#[derive(Serialize)]
struct EdgeData<'a> {
    from: usize,
    to: usize,
    ports: String,
    note: Option<&'static str>,
    reasons: Vec<ReasonData<'a>>,
}

#[derive(Serialize)]
struct ReasonData<'a> {
    ports: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    because: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    place: String,
}

fn data(graph: &Graph) -> String {
    let zone = |zone| zone_data(zone);
    let data = Data {
        zones: graph.zones.iter().map(zone).collect(),
        nodes: graph.nodes.iter().map(|node| node_data(graph, node)).collect(),
        edges: graph.edges.iter().map(edge_data).collect(),
    };
    // Strings and numbers alone: JSON can hold them all.
    let json = serde_json::to_string(&data).unwrap_or_default();
    // Inside of a script element only `<` matters, be it of `</script>` or of `<!--`.
    json.replace('<', "\\u003c")
}

fn zone_data(zone: &Zone) -> ZoneData<'_> {
    ZoneData {
        name: &zone.name,
        state: zone.state(),
        namespaces: zone.namespaces.as_deref(),
        owner: zone.owner.as_deref(),
        place: zone.place.to_string(),
    }
}

fn node_data<'a>(graph: &Graph, node: &'a Node) -> NodeData<'a> {
    NodeData {
        name: graph.name(node),
        zone: node.zone,
        ports: node.ports.to_string(),
        detail: &node.detail,
        place: node.place.as_ref().map(ToString::to_string),
    }
}

fn edge_data(edge: &Edge) -> EdgeData<'_> {
    EdgeData {
        from: edge.from,
        to: edge.to,
        ports: edge.ports.to_string(),
        note: edge.kind.note(),
        reasons: edge.reasons.iter().map(reason_data).collect(),
    }
}

fn reason_data(reason: &Reason) -> ReasonData<'_> {
    ReasonData {
        ports: reason.ports.to_string(),
        because: reason.because.as_deref(),
        until: reason.until.map(|date| date.to_string()),
        place: reason.place.to_string(),
    }
}
