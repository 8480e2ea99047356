//! Where everything of a picture stands.
//!
//! Connections run from left to right where they can. Each zone is laid out by itself, in [`block`], then the
//! zones are placed in columns as if each were one node. An edge between zones leaves its zone at the border,
//! passes the other zones in gaps that are kept free for it, and enters the zone of its other end, so no
//! edge crosses a node. Widths are of a monospaced font, of which every letter is as wide as another.

mod block;
mod layered;
mod order;
mod rank;
mod settle;
mod top;

use super::{Edge, Graph, Node, Zone};

/// The width of a letter of a node's name, at 12 pixels.
const LETTER: f64 = 7.3;
/// The width of a letter of smaller texts, at 10 pixels.
const SMALL_LETTER: f64 = 6.1;
/// The most letters of a name that are shown.
const LONGEST: usize = 30;
/// Up to this many edges each is labelled; beyond, labels would be most of the picture.
const MOST_LABELS: usize = 60;

/// A place, from the upper left corner.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Down.
    pub y: f64,
}

impl Point {
    fn moved(self, by: Self) -> Self {
        Self { x: self.x + by.x, y: self.y + by.y }
    }
}

/// How large something is.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Size {
    /// From left to right.
    pub width: f64,
    /// From top to bottom.
    pub height: f64,
}

/// Where something is.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Rect {
    /// Its upper left corner.
    pub at: Point,
    /// Its size.
    pub size: Size,
}

impl Rect {
    /// Its middle.
    pub fn middle(&self) -> Point {
        Point { x: self.at.x + self.size.width / 2.0, y: self.at.y + self.size.height / 2.0 }
    }

    fn right(&self) -> f64 {
        self.at.x + self.size.width
    }

    fn moved(self, by: Point) -> Self {
        Self { at: self.at.moved(by), size: self.size }
    }
}

/// How an edge runs.
#[derive(Debug, Clone, Default)]
pub struct Route {
    /// The places that it passes, level at each.
    pub points: Vec<Point>,
    /// The middle of its label, where it has one.
    pub label: Option<Point>,
}

/// A picture: places for the items of a [`Graph`], in the same order.
#[derive(Debug, Clone, Default)]
pub struct Layout {
    /// The whole.
    pub size: Size,
    /// The frames of zones.
    pub zones: Vec<Rect>,
    /// The boxes of nodes.
    pub nodes: Vec<Rect>,
    /// The edges.
    pub edges: Vec<Route>,
}

impl Layout {
    /// Lays a graph out.
    pub fn new(graph: &Graph) -> Self {
        top::arrange_all(graph, graph.edges.len() <= MOST_LABELS)
    }
}

/// Text that is cut where it is too long to be shown.
pub fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        None => text.to_owned(),
        Some(_) => text.chars().take(LONGEST - 1).chain(['…']).collect(),
    }
}

/// The width of a text that is shown, in letters; those of East Asia are as wide as two.
fn letters(text: &str) -> f64 {
    let wide = |char: char| if u32::from(char) >= 0x1100 && char != '…' { 2.0 } else { 1.0 };
    shortened(text).chars().map(wide).sum()
}

/// The second line of a node: its ports.
pub fn ports(node: &Node) -> Option<String> {
    (!node.ports.is_empty()).then(|| node.ports.to_string())
}

fn node_size(node: &Node) -> Size {
    let ports = ports(node);
    let below = ports.as_deref().map_or(0.0, |ports| letters(ports) * SMALL_LETTER);
    let width = (letters(&node.label) * LETTER).max(below) + 24.0;
    Size { width: width.max(64.0), height: if ports.is_some() { 42.0 } else { 30.0 } }
}

fn label_size(edge: &Edge) -> Size {
    Size { width: letters(&edge.label()) * SMALL_LETTER + 12.0, height: 16.0 }
}

/// The least width of a frame, by its title.
fn title_width(zone: &Zone) -> f64 {
    let name = letters(&zone.name) * LETTER;
    let state = zone.namespaces.as_deref().map_or(0.0, |text| letters(text) * SMALL_LETTER);
    name.max(state) + letters(zone.state()) * SMALL_LETTER + 48.0
}
