//! The whole: blocks in columns, and edges through their doors.

use super::block::{Block, Door, Plan, Side, lay_out};
use super::layered::{Gaps, Link, arrange};
use super::rank::ranks;
use super::{Layout, Point, Rect, Route, Size, label_size};
use crate::graph::{Edge, Graph};
use indexmap::{IndexMap, IndexSet};

const GAPS: Gaps = Gaps { columns: 44.0, items: 28.0 };
/// The room around everything.
const MARGIN: f64 = 20.0;

/// The room at the right for edges between blocks of the last column.
const BOW: f64 = 30.0;

/// An edge between blocks: where it leaves and where it enters.
struct Crossing {
    edge: usize,
    from: (usize, usize),
    to: (usize, usize),
}

/// Lays a graph out.
pub fn arrange_all(graph: &Graph, labels: bool) -> Layout {
    let (mut plans, home) = plans(graph);
    let home = |node: usize| home.get(node).copied().unwrap_or_default();
    let mut pairs = IndexSet::new();
    for (index, edge) in graph.edges.iter().enumerate() {
        let (from, to) = (home(edge.from), home(edge.to));
        if from != to {
            pairs.insert((from, to));
        } else if let Some(plan) = plans.get_mut(from) {
            plan.edges.push(index);
        }
    }
    let pairs: Vec<_> = pairs.into_iter().collect();
    let columns = columns(&plans, &pairs);
    let crossings = crossings(graph, &mut plans, &columns, home, labels);
    let blocks: Vec<_> = plans.iter().map(|plan| lay_out(graph, plan, labels)).collect();

    let sizes: Vec<_> = blocks.iter().map(|block| block.size).collect();
    let links: Vec<_> = pairs.iter().map(|&(from, to)| Link { from, to, label: None }).collect();
    let arranged = arrange(&sizes, &columns, &links, GAPS);
    let by = Point { x: MARGIN, y: MARGIN };
    let places: Vec<_> = arranged.items.iter().map(|item| item.moved(by)).collect();
    let ways: IndexMap<_, _> = pairs.iter().zip(arranged.ways).collect();

    let last = columns.iter().max();
    let bows = pairs.iter().any(|(from, to)| {
        let column = columns.get(*from);
        column == last && column == columns.get(*to)
    });
    let mut layout = Layout {
        size: Size {
            width: arranged.size.width + 2.0 * MARGIN + if bows { BOW } else { 0.0 },
            height: arranged.size.height + 2.0 * MARGIN,
        },
        zones: vec![Rect::default(); graph.zones.len()],
        nodes: vec![Rect::default(); graph.nodes.len()],
        edges: vec![Route::default(); graph.edges.len()],
    };
    for ((plan, block), place) in plans.iter().zip(&blocks).zip(&places) {
        fill(&mut layout, plan, block, *place);
    }
    for crossing in crossings {
        let (from, to) = (crossing.from.0, crossing.to.0);
        let door = |(block, door): (usize, usize)| -> Option<Route> {
            let route = blocks.get(block)?.doors.get(door)?;
            Some(moved(route, places.get(block)?.at))
        };
        let (Some(out), Some(into)) = (door(crossing.from), door(crossing.to)) else { continue };
        let (Some(way), Some(route)) = (ways.get(&(from, to)), layout.edges.get_mut(crossing.edge))
        else {
            continue;
        };
        let mut way = way.clone();
        way.shift(by);
        let ends = (out.points.last().copied(), into.points.first().copied());
        let between = way.joining(ends.0.unwrap_or_default(), ends.1.unwrap_or_default());
        let mut points = [out.points, between, into.points].concat();
        points.dedup();
        *route = Route { points, label: into.label };
    }
    layout
}

/// A block for each zone and for each node of none, and the block of each node.
fn plans(graph: &Graph) -> (Vec<Plan>, Vec<usize>) {
    let zones = 0..graph.zones.len();
    let mut plans: Vec<_> =
        zones.map(|zone| Plan { zone: Some(zone), ..Plan::default() }).collect();
    let mut home = Vec::with_capacity(graph.nodes.len());
    for (index, node) in graph.nodes.iter().enumerate() {
        let block = node.zone.unwrap_or(plans.len());
        if block == plans.len() {
            plans.push(Plan::default());
        }
        home.push(block);
        if let Some(plan) = plans.get_mut(block) {
            plan.nodes.push(index);
        }
    }
    (plans, home)
}

/// The columns of the blocks: as flows run, and about as wide as a screen where there are many.
fn columns(plans: &[Plan], pairs: &[(usize, usize)]) -> Vec<usize> {
    let weights: Vec<_> = plans.iter().map(|plan| (plan.nodes.len() as f64).sqrt() + 0.5).collect();
    let count = plans.len() as f64;
    let most = if plans.len() <= 20 { 6 } else { (count.sqrt() * 0.75).ceil().max(4.0) as usize };
    let tallest = (weights.iter().sum::<f64>() / most as f64 * 1.6).max(12.0);
    ranks(&weights, pairs, most, tallest)
}

/// Cuts doors for the edges between blocks.
fn crossings(
    graph: &Graph,
    plans: &mut [Plan],
    columns: &[usize],
    home: impl Fn(usize) -> usize,
    labels: bool,
) -> Vec<Crossing> {
    let column = |block: usize| columns.get(block).copied().unwrap_or_default();
    let mut crossings = Vec::new();
    for (index, edge) in graph.edges.iter().enumerate() {
        let (from, to) = (home(edge.from), home(edge.to));
        if from == to {
            continue;
        }
        let (out, into) = match column(from).cmp(&column(to)) {
            std::cmp::Ordering::Less => (Side::Right, Side::Left),
            std::cmp::Ordering::Greater => (Side::Left, Side::Right),
            std::cmp::Ordering::Equal => (Side::Right, Side::Right),
        };
        let label = labels.then(|| edge.label());
        let out = Door { node: edge.from, side: out, entry: false, label: None };
        let into = Door { node: edge.to, side: into, entry: true, label };
        let from = (from, cut(plans, from, out, edge));
        let to = (to, cut(plans, to, into, edge));
        crossings.push(Crossing { edge: index, from, to });
    }
    crossings
}

/// The door of a block, which may be there already.
fn cut(plans: &mut [Plan], block: usize, door: Door, edge: &Edge) -> usize {
    let bare = Size { width: 0.0, height: 4.0 };
    let size = if door.label.is_some() { label_size(edge) } else { bare };
    plans.get_mut(block).map_or(0, |plan| plan.doors.insert_full(door, size).0)
}

/// Puts a block in its place.
fn fill(layout: &mut Layout, plan: &Plan, block: &Block, place: Rect) {
    if let Some(frame) = plan.zone.and_then(|zone| layout.zones.get_mut(zone)) {
        *frame = place;
    }
    for (node, rect) in plan.nodes.iter().zip(&block.nodes) {
        if let Some(slot) = layout.nodes.get_mut(*node) {
            *slot = rect.moved(place.at);
        }
    }
    for (edge, route) in plan.edges.iter().zip(&block.edges) {
        if let Some(slot) = layout.edges.get_mut(*edge) {
            *slot = moved(route, place.at);
        }
    }
}

fn moved(route: &Route, by: Point) -> Route {
    let points = route.points.iter().map(|point| point.moved(by)).collect();
    Route { points, label: route.label.map(|label| label.moved(by)) }
}
