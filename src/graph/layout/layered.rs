//! Items in columns, and the ways of links between them.

use super::order::order;
use super::settle::{Wish, settle};
use super::{Point, Rect, Size};
use std::cmp::Ordering;

/// How high the room is that a link takes in a column that it passes.
const THREAD: f64 = 6.0;
/// Beyond this many passings links run straight on: what they could show nobody could follow.
const MOST_PASSINGS: usize = 60_000;
/// How far back links stand below those that run forward, at the items where they meet.
const BACK: f64 = 7.0;
/// How often heights are settled.
const ROUNDS: usize = 12;

/// From one item to another.
#[derive(Debug, Clone, Copy)]
pub struct Link {
    /// Where it begins.
    pub from: usize,
    /// Where it ends.
    pub to: usize,
    /// The size of its label, which takes room in a column between.
    pub label: Option<Size>,
}

/// How far things stand from each other.
#[derive(Debug, Clone, Copy)]
pub struct Gaps {
    /// Between columns, at least.
    pub columns: f64,
    /// Between items of a column.
    pub items: f64,
}

/// What a column holds: an item, or a link that passes.
#[derive(Debug, Clone, Default)]
pub struct Vertex {
    size: Size,
    passing: bool,
    /// The neighbours in the column before.
    pub left: Vec<usize>,
    /// The neighbours in the column after.
    pub right: Vec<usize>,
    /// Its place in its column, from the top.
    pub place: usize,
    column: usize,
    middle: f64,
}

/// Where everything stands.
#[derive(Debug, Default)]
pub struct Arranged {
    /// The whole.
    pub size: Size,
    /// The items.
    pub items: Vec<Rect>,
    /// The ways of the links.
    pub ways: Vec<Way>,
}

/// The way of a link between its ends.
#[derive(Debug, Clone)]
pub struct Way {
    /// Whether it ends in a later column than it begins in.
    course: Ordering,
    /// Where it is out of the column of its begin, and where it comes into that of its end.
    turns: (f64, f64),
    /// What it passes.
    passed: Vec<Point>,
    /// The middle of its label.
    pub label: Option<Point>,
}

impl Way {
    /// Moves it.
    pub fn shift(&mut self, by: Point) {
        self.turns = (self.turns.0 + by.x, self.turns.1 + by.x);
        self.passed.iter_mut().chain(&mut self.label).for_each(|point| *point = point.moved(by));
    }

    /// The points from the border of one item to that of another.
    pub fn between(&self, from: Rect, to: Rect) -> Vec<Point> {
        let back = |rect: Rect| if rect.size.height > 3.0 * BACK { BACK } else { 0.0 };
        let right = |rect: Rect, lower: f64| Point { x: rect.right(), y: rect.middle().y + lower };
        let left = |rect: Rect, lower: f64| Point { x: rect.at.x, y: rect.middle().y + lower };
        let (start, end) = match self.course {
            Ordering::Less => (right(from, 0.0), left(to, 0.0)),
            Ordering::Greater => (left(from, back(from)), right(to, back(to))),
            Ordering::Equal => (right(from, -back(from)), right(to, back(to))),
        };
        self.joining(start, end)
    }

    /// The points from one point to another.
    pub fn joining(&self, start: Point, end: Point) -> Vec<Point> {
        let out = Point { x: self.turns.0, y: start.y };
        let into = Point { x: self.turns.1, y: end.y };
        let mut points = vec![start, out];
        points.extend(&self.passed);
        points.extend([into, end]);
        points.dedup();
        points
    }
}

/// Places items in the columns that they are given, and links between them.
pub fn arrange(sizes: &[Size], columns: &[usize], links: &[Link], gaps: Gaps) -> Arranged {
    let mut layers = Layers::new(sizes, columns);
    let passings: usize = links.iter().map(|link| layers.distance(link)).sum();
    let chains: Vec<_> = links
        .iter()
        .map(|link| if passings > MOST_PASSINGS { Vec::new() } else { layers.thread(link) })
        .collect();
    order(&mut layers.vertices, &mut layers.columns);
    layers.settle(gaps.items);
    let spans = layers.spans(gaps.columns);
    layers.arranged(sizes.len(), links, &chains, &spans)
}

struct Layers {
    vertices: Vec<Vertex>,
    columns: Vec<Vec<usize>>,
}

impl Layers {
    fn new(sizes: &[Size], ranks: &[usize]) -> Self {
        let mut columns = vec![Vec::new(); ranks.iter().max().map_or(0, |last| last + 1)];
        let mut vertices = Vec::with_capacity(sizes.len());
        for (size, rank) in sizes.iter().zip(ranks) {
            if let Some(column) = columns.get_mut(*rank) {
                column.push(vertices.len());
            }
            vertices.push(Vertex { size: *size, column: *rank, ..Vertex::default() });
        }
        Self { vertices, columns }
    }

    fn column_of(&self, id: usize) -> usize {
        self.vertices.get(id).map_or(0, |vertex| vertex.column)
    }

    fn distance(&self, link: &Link) -> usize {
        self.column_of(link.from).abs_diff(self.column_of(link.to))
    }

    /// Leads a link through the columns between its ends. What it passes there is returned in its direction.
    fn thread(&mut self, link: &Link) -> Vec<usize> {
        let (from, to) = (self.column_of(link.from), self.column_of(link.to));
        let backward = from > to;
        let (start, end) = if backward { (link.to, link.from) } else { (link.from, link.to) };
        let (first, last) = (from.min(to), from.max(to));
        if first == last {
            return Vec::new();
        }
        // The label stands near the end, where the arrow is.
        let labelled = if backward { first + 1 } else { last - 1 };
        let mut chain = Vec::new();
        let mut before = start;
        for column in first + 1..last {
            let thread = Size { width: 0.0, height: THREAD };
            let size = link.label.filter(|_| column == labelled).unwrap_or(thread);
            let id = self.vertices.len();
            self.vertices.push(Vertex { size, passing: true, column, ..Vertex::default() });
            if let Some(column) = self.columns.get_mut(column) {
                column.push(id);
            }
            self.join(before, id);
            chain.push(id);
            before = id;
        }
        self.join(before, end);
        if backward {
            chain.reverse();
        }
        chain
    }

    fn join(&mut self, left: usize, right: usize) {
        if let Some(vertex) = self.vertices.get_mut(left) {
            vertex.right.push(right);
        }
        if let Some(vertex) = self.vertices.get_mut(right) {
            vertex.left.push(left);
        }
    }

    /// Finds heights: stacked at first, then column by column nearer to what they are linked to.
    fn settle(&mut self, gap: f64) {
        for at in 0..self.columns.len() {
            self.settle_column(at, gap, |_, _| (0.0, 0.0));
        }
        for round in 0..ROUNDS {
            let closing = round + 3 > ROUNDS;
            let rightward = round % 2 == 0;
            let count = self.columns.len();
            for step in 0..count {
                let at = if rightward { step } else { count - 1 - step };
                self.settle_column(at, gap, |vertices, vertex| {
                    let left = closing || rightward;
                    let right = closing || !rightward;
                    pull(vertices, vertex, left, right)
                });
            }
        }
        let top = |vertex: &Vertex| vertex.middle - vertex.size.height / 2.0;
        let highest = self.vertices.iter().map(top).fold(f64::INFINITY, f64::min);
        self.vertices.iter_mut().for_each(|vertex| vertex.middle -= highest);
    }

    fn settle_column(
        &mut self,
        at: usize,
        gap: f64,
        pull: impl Fn(&[Vertex], &Vertex) -> (f64, f64),
    ) {
        let Some(column) = self.columns.get(at) else { return };
        let mut wishes = Vec::with_capacity(column.len());
        let mut before: Option<&Vertex> = None;
        for vertex in column.iter().filter_map(|id| self.vertices.get(*id)) {
            let apart = before.map_or(0.0, |before| {
                let between = match (before.passing, vertex.passing) {
                    (true, true) => gap / 4.0,
                    (false, false) => gap,
                    _ => gap / 2.0,
                };
                (before.size.height + vertex.size.height) / 2.0 + between
            });
            let (middle, weight) = pull(&self.vertices, vertex);
            let wish = if weight > 0.0 { (middle, weight) } else { (vertex.middle, 0.05) };
            wishes.push(Wish { middle: wish.0, weight: wish.1, apart });
            before = Some(vertex);
        }
        for (id, middle) in column.iter().zip(settle(&wishes)) {
            if let Some(vertex) = self.vertices.get_mut(*id) {
                vertex.middle = middle;
            }
        }
    }

    /// Where each column begins and ends, from left to right.
    fn spans(&self, gap: f64) -> Vec<(f64, f64)> {
        let mut x = 0.0;
        let mut spans = Vec::with_capacity(self.columns.len());
        for column in &self.columns {
            let vertices = || column.iter().filter_map(|id| self.vertices.get(*id));
            let width = vertices().map(|vertex| vertex.size.width).fold(0.0, f64::max);
            spans.push((x, x + width));
            // Many links need room to turn. A column of nothing but threads needs little.
            let links: usize = vertices().map(|vertex| vertex.right.len()).sum();
            let turn = (links as f64 * 2.0).min(gap);
            x += width + gap + turn;
        }
        spans
    }

    fn arranged(
        &self,
        count: usize,
        links: &[Link],
        chains: &[Vec<usize>],
        spans: &[(f64, f64)],
    ) -> Arranged {
        let span = |vertex: &Vertex| spans.get(vertex.column).copied().unwrap_or_default();
        let rect = |vertex: &Vertex| {
            let (left, right) = span(vertex);
            let x = left + (right - left - vertex.size.width) / 2.0;
            let y = vertex.middle - vertex.size.height / 2.0;
            Rect { at: Point { x, y }, size: vertex.size }
        };
        let items: Vec<_> = self.vertices.iter().take(count).map(rect).collect();
        let ways = links.iter().zip(chains).map(|(link, chain)| {
            let (from, to) = (self.column_of(link.from), self.column_of(link.to));
            let course = from.cmp(&to);
            let of = |column: usize| spans.get(column).copied().unwrap_or_default();
            let turns = match course {
                Ordering::Less => (of(from).1, of(to).0),
                Ordering::Greater => (of(from).0, of(to).1),
                Ordering::Equal => (of(from).1, of(to).1),
            };
            let mut way = Way { course, turns, passed: Vec::new(), label: None };
            for vertex in chain.iter().filter_map(|id| self.vertices.get(*id)) {
                let (left, right) = span(vertex);
                if link.label.is_some() && vertex.size.width > 0.0 {
                    way.label = Some(Point { x: (left + right) / 2.0, y: vertex.middle });
                }
                let ends = if course == Ordering::Greater { [right, left] } else { [left, right] };
                way.passed.extend(ends.map(|x| Point { x, y: vertex.middle }));
            }
            way
        });
        let ways = ways.collect();
        let bottom = |vertex: &Vertex| vertex.middle + vertex.size.height / 2.0;
        let height = self.vertices.iter().map(bottom).fold(0.0, f64::max);
        let width = spans.last().map_or(0.0, |(_, right)| *right);
        Arranged { size: Size { width, height }, items, ways }
    }
}

/// Where a vertex is drawn to, and how strongly: threads hold together, so that they run straight.
fn pull(vertices: &[Vertex], vertex: &Vertex, left: bool, right: bool) -> (f64, f64) {
    let (mut sum, mut total) = (0.0, 0.0);
    let sides = [(left, &vertex.left), (right, &vertex.right)];
    for id in sides.into_iter().filter(|(on, _)| *on).flat_map(|(_, ids)| ids) {
        let Some(other) = vertices.get(*id) else { continue };
        let weight = match (vertex.passing, other.passing) {
            (true, true) => 6.0,
            (false, false) => 1.0,
            _ => 2.0,
        };
        sum += other.middle * weight;
        total += weight;
    }
    if total > 0.0 { (sum / total, total) } else { (0.0, 0.0) }
}
