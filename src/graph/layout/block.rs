//! What moves as one: a zone with its nodes, or a node of no zone.
//!
//! Edges to other blocks go through doors, at the left or the right border: those of one node in one
//! direction, with one label, share a door.

use super::layered::{Arranged, Gaps, Link, Way, arrange};
use super::rank::ranks;
use super::{Point, Rect, Route, Size, label_size, node_size, title_width};
use crate::graph::Graph;
use indexmap::IndexMap;

/// The room inside of a frame.
const PADDING: f64 = 16.0;
/// The room for its title.
const TITLE: f64 = 34.0;
/// The room above a node for an edge to itself.
const LOOP: f64 = 22.0;
const GAPS: Gaps = Gaps { columns: 36.0, items: 16.0 };
/// The most nodes of a column.
const TALLEST: f64 = 16.0;

/// At which border a door is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// The left.
    Left,
    /// The right.
    Right,
}

/// Where edges of a node leave its block, or enter it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Door {
    /// The node.
    pub node: usize,
    /// The border.
    pub side: Side,
    /// Whether they enter.
    pub entry: bool,
    /// What stands at it.
    pub label: Option<String>,
}

/// A block before it is laid out.
#[derive(Debug, Default)]
pub struct Plan {
    /// The zone, if it is one.
    pub zone: Option<usize>,
    /// Its nodes.
    pub nodes: Vec<usize>,
    /// The edges between them.
    pub edges: Vec<usize>,
    /// Its doors, each with the size of its label.
    pub doors: IndexMap<Door, Size>,
}

impl Plan {
    /// The place of a node among those of the block, which stand in order.
    fn index_of(&self, node: usize) -> usize {
        self.nodes.binary_search(&node).unwrap_or_default()
    }
}

/// A block, with places from its own corner.
#[derive(Debug, Default)]
pub struct Block {
    /// The whole.
    pub size: Size,
    /// The nodes of the plan.
    pub nodes: Vec<Rect>,
    /// The edges of the plan.
    pub edges: Vec<Route>,
    /// The doors of the plan, each from or to the border.
    pub doors: Vec<Route>,
}

/// Lays a block out.
pub fn lay_out(graph: &Graph, plan: &Plan, labels: bool) -> Block {
    let at = |node: usize| plan.index_of(node);
    let edges: Vec<_> = plan.edges.iter().filter_map(|edge| graph.edges.get(*edge)).collect();

    let mut sizes: Vec<_> =
        plan.nodes.iter().filter_map(|node| graph.nodes.get(*node)).map(node_size).collect();
    let bare: Vec<Size> = sizes.clone();
    for edge in edges.iter().filter(|edge| edge.from == edge.to) {
        if let (Some(size), Some(bare)) = (sizes.get_mut(at(edge.from)), bare.get(at(edge.from))) {
            size.height = bare.height + LOOP;
        }
    }
    let pairs: Vec<_> = edges.iter().map(|edge| (at(edge.from), at(edge.to))).collect();
    // Where labels show each edge, so may a long chain; otherwise a zone is a compact box.
    let most = (1.3 * (sizes.len() as f64).sqrt()).ceil().max(if labels { 8.0 } else { 4.0 });
    let mut columns = ranks(&vec![1.0; sizes.len()], &pairs, most as usize, TALLEST);
    // Labels stand in columns between those of the nodes; doors in the first and in the last.
    let spacing = if labels { 2 } else { 1 };
    columns.iter_mut().for_each(|column| *column = *column * spacing + 1);
    let last = columns.iter().max().map_or(1, |last| last + 1);

    let mut links: Vec<_> = edges
        .iter()
        .zip(&pairs)
        .filter(|(_, (from, to))| from != to)
        .map(|(edge, &(from, to))| Link { from, to, label: labels.then(|| label_size(edge)) })
        .collect();
    let inner = links.len();
    for (door, size) in &plan.doors {
        let (node, stub) = (at(door.node), sizes.len());
        sizes.push(*size);
        columns.push(if door.side == Side::Left { 0 } else { last });
        let (from, to) = if door.entry { (stub, node) } else { (node, stub) };
        links.push(Link { from, to, label: None });
    }
    close_up(&mut columns);
    let arranged = arrange(&sizes, &columns, &links, GAPS);
    let mut block = framed(graph, plan, &arranged, &bare, &pairs, inner);
    if !labels {
        block.edges.iter_mut().for_each(|route| route.label = None);
    }
    block
}

/// Takes out the first column where it would be for doors that there are none of.
fn close_up(columns: &mut [usize]) {
    if columns.iter().all(|column| *column > 0) {
        columns.iter_mut().for_each(|column| *column -= 1);
    }
}

/// Moves what was arranged into its frame, and leads doors to the border.
fn framed(
    graph: &Graph,
    plan: &Plan,
    arranged: &Arranged,
    bare: &[Size],
    pairs: &[(usize, usize)],
    inner: usize,
) -> Block {
    let zone = plan.zone.and_then(|zone| graph.zones.get(zone));
    let (padding, title) = if zone.is_some() { (PADDING, TITLE) } else { (0.0, 0.0) };
    let least = zone.map_or(0.0, title_width);
    let width = (arranged.size.width + 2.0 * padding).max(least);
    let size = Size { width, height: arranged.size.height + title + padding };
    let by = Point { x: (width - arranged.size.width) / 2.0, y: title };

    let nodes: Vec<_> = arranged
        .items
        .iter()
        .zip(bare)
        .map(|(item, bare)| {
            let y = item.at.y + item.size.height - bare.height;
            Rect { at: Point { x: item.at.x, y }, size: *bare }.moved(by)
        })
        .collect();
    let rect = |index: usize| nodes.get(index).copied().unwrap_or_default();

    let mut ways = arranged.ways.iter().take(inner);
    let edges = pairs.iter().map(|&(from, to)| {
        if from == to {
            return loop_at(rect(from));
        }
        let Some(way) = ways.next() else { return Route::default() };
        let way = moved(way, by);
        Route { points: way.between(rect(from), rect(to)), label: way.label }
    });
    let edges = edges.collect();

    let stubs = arranged.items.iter().skip(bare.len()).map(|rect| rect.moved(by));
    let doors = plan
        .doors
        .iter()
        .zip(stubs)
        .zip(arranged.ways.iter().skip(inner))
        .map(|(((door, size), stub), way)| {
            let node = rect(plan.index_of(door.node));
            let x = if door.side == Side::Left { 0.0 } else { width };
            let border = Point { x, y: stub.middle().y };
            let way = moved(way, by);
            let points = if door.entry {
                [vec![border], way.between(stub, node)].concat()
            } else {
                [way.between(node, stub), vec![border]].concat()
            };
            Route { points, label: (size.width > 0.0).then(|| stub.middle()) }
        })
        .collect();
    Block { size, nodes, edges, doors }
}

fn moved(way: &Way, by: Point) -> Way {
    let mut way = way.clone();
    way.shift(by);
    way
}

/// An edge from a node to itself, above it.
fn loop_at(node: Rect) -> Route {
    let (x, y) = (node.middle().x, node.at.y);
    let points = [(x - 14.0, y), (x - 14.0, y - 12.0), (x + 14.0, y - 12.0), (x + 14.0, y)];
    let label = Some(Point { x, y: y - 12.0 });
    Route { points: points.map(|(x, y)| Point { x, y }).to_vec(), label }
}
