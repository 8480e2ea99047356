//! A picture that stands for itself: no script, no font, light and dark as its reader likes it.

use super::layout::{Layout, Point, Rect, Route, ports, shortened};
use super::{Edge, Graph, Node, NodeKind, Zone, ZoneKind};
use std::fmt::{self, Write};

/// How the picture looks. The page has it among its own styles.
pub(super) const STYLE: &str = include_str!("picture.css");

/// From this many edges on they are drawn thin.
const DENSE: usize = 120;

/// The graph as SVG.
#[must_use]
pub fn write(graph: &Graph) -> String {
    let mut text = String::new();
    // Writing to a String can't fail.
    let _ = picture(graph, Some(STYLE), &mut text);
    text
}

/// The picture, with styles of its own or with those of the page around it.
pub(super) fn picture(graph: &Graph, style: Option<&str>, out: &mut String) -> fmt::Result {
    let layout = Layout::new(graph);
    let (width, height) = (layout.size.width.ceil(), layout.size.height.ceil());
    let dense = if graph.edges.len() >= DENSE { " dense" } else { "" };
    writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"netz{dense}\" width=\"{width}\" \
         height=\"{height}\" viewBox=\"0 0 {width} {height}\">\n<title>{}</title>",
        graph.extent()
    )?;
    if let Some(style) = style {
        writeln!(out, "<style>\n{style}</style>")?;
    }
    draw_arrows(out)?;
    out.push_str("<g id=\"picture\">\n");
    for (index, (zone, frame)) in graph.zones.iter().zip(&layout.zones).enumerate() {
        draw_zone(index, zone, *frame, out)?;
    }
    for (index, (edge, route)) in graph.edges.iter().zip(&layout.edges).enumerate() {
        draw_edge(graph, index, edge, route, out)?;
    }
    for (index, (edge, route)) in graph.edges.iter().zip(&layout.edges).enumerate() {
        if let Some(Point { x, y }) = route.label {
            let label = escaped(&shortened(&edge.label()));
            let place = format!("x=\"{x:.1}\" y=\"{y:.1}\"");
            writeln!(
                out,
                "<text class=\"edge-label\" data-edge=\"{index}\" {place}>{label}</text>"
            )?;
        }
    }
    for (index, (node, rect)) in graph.nodes.iter().zip(&layout.nodes).enumerate() {
        draw_node(graph, index, node, *rect, out)?;
    }
    out.push_str("</g>\n</svg>\n");
    Ok(())
}

/// The heads of edges; those that come in or go out are for the page, which marks them.
const ARROWS: [&str; 4] = ["arrow", "arrow-open", "arrow-in", "arrow-out"];

fn draw_arrows(out: &mut String) -> fmt::Result {
    for id in ARROWS {
        writeln!(
            out,
            "<marker id=\"{id}\" viewBox=\"0 0 8 8\" refX=\"7.5\" refY=\"4\" markerWidth=\"8\" \
             markerHeight=\"8\" markerUnits=\"userSpaceOnUse\" orient=\"auto\">\
             <path d=\"M0 .5L8 4L0 7.5z\"/></marker>"
        )?;
    }
    Ok(())
}

fn draw_zone(index: usize, zone: &Zone, frame: Rect, out: &mut String) -> fmt::Result {
    let isolated = zone.kind == ZoneKind::Ours && zone.isolation != Default::default();
    let isolated = if isolated { " isolated" } else { "" };
    let outline = if zone.outline { " outline" } else { "" };
    let kind = zone.kind.word();
    writeln!(
        out,
        "<g class=\"zone {kind}{isolated}{outline}\" data-zone=\"{index}\">{}",
        boxed(frame, 8.0)
    )?;
    let (left, y) = (frame.at.x + 12.0, frame.at.y + 16.0);
    let right = frame.at.x + frame.size.width - 12.0;
    let lower = if zone.namespaces.is_some() { 14.0 } else { 0.0 };
    writeln!(out, "<text x=\"{left:.1}\" y=\"{y:.1}\">{}</text>", escaped(&shortened(&zone.name)))?;
    if let Some(namespaces) = &zone.namespaces {
        let (y, text) = (y + lower, escaped(&shortened(namespaces)));
        writeln!(out, "<text class=\"namespaces\" x=\"{left:.1}\" y=\"{y:.1}\">{text}</text>")?;
    }
    writeln!(out, "<text class=\"state\" x=\"{right:.1}\" y=\"{y:.1}\">{}</text></g>", zone.state())
}

fn draw_node(
    graph: &Graph,
    index: usize,
    node: &Node,
    rect: Rect,
    out: &mut String,
) -> fmt::Result {
    let round = match node.kind {
        NodeKind::Segment | NodeKind::EveryPod => 5.0,
        NodeKind::Cluster | NodeKind::Outside | NodeKind::Entrance => rect.size.height / 2.0,
    };
    let Point { x, y } = rect.middle();
    let kind = node.kind.word();
    let name = escaped(&graph.name(node));
    write!(out, "<g class=\"node {kind}\" data-node=\"{index}\"><title>{name}")?;
    if !node.detail.is_empty() {
        write!(out, "\n{}", escaped(&node.detail))?;
    }
    write!(out, "</title>{}", boxed(rect, round))?;
    let ports = ports(node);
    let above = if ports.is_some() { 6.5 } else { 0.0 };
    let (name_y, label) = (y - above, escaped(&shortened(&node.label)));
    write!(out, "<text x=\"{x:.1}\" y=\"{name_y:.1}\">{label}</text>")?;
    if let Some(ports) = ports {
        let (ports_y, ports) = (y + 9.0, escaped(&shortened(&ports)));
        write!(out, "<text class=\"ports\" x=\"{x:.1}\" y=\"{ports_y:.1}\">{ports}</text>")?;
    }
    out.push_str("</g>\n");
    Ok(())
}

fn boxed(Rect { at, size }: Rect, round: f64) -> String {
    format!(
        "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\" rx=\"{round:.1}\"/>",
        at.x, at.y, size.width, size.height
    )
}

fn draw_edge(
    graph: &Graph,
    index: usize,
    edge: &Edge,
    route: &Route,
    out: &mut String,
) -> fmt::Result {
    let name =
        |node: usize| graph.nodes.get(node).map_or_else(String::new, |node| graph.name(node));
    let kind = edge.kind.word();
    write!(out, "<path class=\"edge {kind}\" data-edge=\"{index}\" d=\"")?;
    if edge.from == edge.to {
        draw_loop(route, out)?
    } else {
        draw_way(route, out)?
    }
    let title = format!("{} -> {} {}", name(edge.from), name(edge.to), edge.label());
    writeln!(out, "\"><title>{}</title></path>", escaped(&title))
}

/// Curves that are level at every point.
fn draw_way(route: &Route, out: &mut String) -> fmt::Result {
    let mut before: Option<Point> = None;
    for &Point { x, y } in &route.points {
        match before {
            None => write!(out, "M{x:.1} {y:.1}")?,
            Some(last) if (last.y - y).abs() < 0.05 => write!(out, "H{x:.1}")?,
            Some(last) => {
                let apart = x - last.x;
                // Two ends in one column are joined around its right side.
                let (first, second) = if apart.abs() < 1.0 {
                    let bow = ((last.y - y).abs() / 4.0).clamp(12.0, 34.0);
                    (last.x + bow, x + bow)
                } else {
                    (last.x + apart / 2.0, x - apart / 2.0)
                };
                write!(out, "C{first:.1} {:.1} {second:.1} {y:.1} {x:.1} {y:.1}", last.y)?;
            }
        }
        before = Some(Point { x, y });
    }
    Ok(())
}

fn draw_loop(route: &Route, out: &mut String) -> fmt::Result {
    for (&Point { x, y }, word) in route.points.iter().zip(["M", "C", " ", " "]) {
        write!(out, "{word}{x:.1} {y:.1}")?;
    }
    Ok(())
}

/// Text inside of elements and of attributes. What XML can't hold is replaced.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\n' | '\t' => escaped.push(' '),
            char if char.is_control() || matches!(char, '\u{fffe}' | '\u{ffff}') => {
                escaped.push('\u{fffd}');
            }
            char => escaped.push(char),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn no_text_is_markup() {
        assert_eq!(
            escaped("</title><a b='\"&\u{1}"),
            "&lt;/title&gt;&lt;a b=&#39;&quot;&amp;\u{fffd}"
        );
    }
}
