//! The order of items in each column, such that few links cross.

use super::layered::Vertex;

/// How often the columns are gone through.
const SWEEPS: usize = 14;

/// Sorts every column by the places of what its items are linked to, and keeps the best order that is seen.
pub fn order(vertices: &mut [Vertex], columns: &mut Vec<Vec<usize>>) {
    number(vertices, columns);
    let mut fewest = crossings(vertices, columns);
    let mut best = columns.clone();
    for sweep in 0..SWEEPS {
        if fewest == 0 {
            break;
        }
        let rightward = sweep % 2 == 0;
        let count = columns.len();
        for step in 1..count {
            let at = if rightward { step } else { count - 1 - step };
            if let Some(column) = columns.get_mut(at) {
                sort(vertices, column, rightward);
            }
        }
        let now = crossings(vertices, columns);
        if now < fewest {
            fewest = now;
            best.clone_from(columns);
        }
    }
    columns.clone_from(&best);
    number(vertices, columns);
}

/// Tells every vertex its place in its column.
fn number(vertices: &mut [Vertex], columns: &[Vec<usize>]) {
    for column in columns {
        number_one(vertices, column);
    }
}

fn number_one(vertices: &mut [Vertex], column: &[usize]) {
    for (place, id) in column.iter().enumerate() {
        if let Some(vertex) = vertices.get_mut(*id) {
            vertex.place = place;
        }
    }
}

/// Sorts a column by the mean place of the neighbours at its left, or at its right.
fn sort(vertices: &mut [Vertex], column: &mut [usize], by_left: bool) {
    let mut keyed: Vec<_> = column
        .iter()
        .filter_map(|id| {
            let vertex = vertices.get(*id)?;
            let links = if by_left { &vertex.left } else { &vertex.right };
            let places = links.iter().filter_map(|id| vertices.get(*id)).map(|v| v.place as f64);
            let mean = match links.len() {
                0 => vertex.place as f64,
                count => places.sum::<f64>() / count as f64,
            };
            Some((mean, vertex.place, *id))
        })
        .collect();
    keyed.sort_by(|left, right| left.0.total_cmp(&right.0).then(left.1.cmp(&right.1)));
    for (slot, (_, _, id)) in column.iter_mut().zip(keyed) {
        *slot = id;
    }
    number_one(vertices, column);
}

/// How many links cross, over all pairs of columns side by side.
fn crossings(vertices: &[Vertex], columns: &[Vec<usize>]) -> usize {
    columns.iter().map(|column| crossings_after(vertices, column)).sum()
}

fn crossings_after(vertices: &[Vertex], column: &[usize]) -> usize {
    let mut ends = Vec::new();
    for vertex in column.iter().filter_map(|id| vertices.get(*id)) {
        let places = vertex.right.iter().filter_map(|id| vertices.get(*id)).map(|v| v.place);
        let first = ends.len();
        ends.extend(places);
        if let Some(own) = ends.get_mut(first..) {
            own.sort_unstable();
        }
    }
    // A Fenwick tree of the ends so far: a link crosses those that end below it.
    let mut tree = vec![0_usize; ends.iter().max().map_or(0, |last| last + 2)];
    let mut crossings = 0;
    for (seen, end) in ends.iter().enumerate() {
        let mut above = 0;
        let mut at = end + 1;
        while at > 0 {
            above += tree.get(at).copied().unwrap_or_default();
            at &= at - 1;
        }
        crossings += seen - above;
        at = end + 1;
        while let Some(count) = tree.get_mut(at) {
            *count += 1;
            at += at & at.wrapping_neg();
        }
    }
    crossings
}
