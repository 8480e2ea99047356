//! In which column each item stands: left of what it reaches, as far as circles allow.

/// The columns of `weights.len()` items, such that links run to the right where they can. There are no more
/// than `most` columns unless a column would become too tall.
pub fn ranks(weights: &[f64], links: &[(usize, usize)], most: usize, tallest: f64) -> Vec<usize> {
    let count = weights.len();
    let place = places(count, links);
    let at = |item: usize| place.get(item).copied().unwrap_or_default();
    let mut forward: Vec<_> = links
        .iter()
        .filter(|(from, to)| from != to && *from < count && *to < count)
        .map(|&(from, to)| if at(from) < at(to) { (from, to) } else { (to, from) })
        .collect();
    forward.sort_unstable_by_key(|&(from, to)| (at(from), at(to)));
    forward.dedup();

    let mut ranks = vec![0_usize; count];
    for &(from, to) in &forward {
        let least = ranks.get(from).map_or(0, |rank| rank + 1);
        if let Some(rank) = ranks.get_mut(to) {
            *rank = least.max(*rank);
        }
    }
    pull(&forward, &mut ranks);
    if ranks.iter().max().is_some_and(|last| *last >= most) {
        squeeze(&mut ranks, weights, &place, most);
    }
    let linked: Vec<bool> = linked(count, &forward);
    spread_loose(&mut ranks, weights, &linked, tallest);
    split(&mut ranks, weights, tallest);
    ranks
}

/// The place of each item in an order against which few links run: what reaches more than it is reached
/// comes first (Eades, Lin and Smyth).
fn places(count: usize, links: &[(usize, usize)]) -> Vec<usize> {
    let mut outs = vec![Vec::new(); count];
    let mut ins = vec![Vec::new(); count];
    for &(from, to) in links.iter().filter(|(from, to)| from != to) {
        if let (Some(out), Some(into)) = (outs.get_mut(from), ins.get_mut(to)) {
            out.push(to);
            into.push(from);
        }
    }
    let degree = |of: &[Vec<usize>]| of.iter().map(Vec::len).collect::<Vec<_>>();
    let (mut out, mut into) = (degree(&outs), degree(&ins));
    let mut queue = std::collections::BTreeSet::new();
    let key = |out: usize, into: usize, item: usize| {
        // Sources first, sinks last, the others by what they reach beyond what reaches them.
        let class = if into == 0 {
            0
        } else if out == 0 {
            2
        } else {
            1
        };
        let surplus = i64::try_from(into).unwrap_or(i64::MAX) - i64::try_from(out).unwrap_or(0);
        (class, surplus, item)
    };
    let of = |degrees: &[usize], item: usize| degrees.get(item).copied().unwrap_or_default();
    for item in 0..count {
        queue.insert(key(of(&out, item), of(&into, item), item));
    }
    let mut place = vec![usize::MAX; count];
    let mut next = 0;
    while let Some((_, _, item)) = queue.pop_first() {
        if let Some(place) = place.get_mut(item) {
            *place = next;
        }
        next += 1;
        let neighbours = [(&outs, true), (&ins, false)];
        for (lists, reached) in neighbours {
            for &other in lists.get(item).into_iter().flatten() {
                if of(&place, other) != usize::MAX {
                    continue;
                }
                queue.remove(&key(of(&out, other), of(&into, other), other));
                let degrees = if reached { &mut into } else { &mut out };
                if let Some(degree) = degrees.get_mut(other) {
                    *degree -= 1;
                }
                queue.insert(key(of(&out, other), of(&into, other), other));
            }
        }
    }
    place
}

/// Moves items that nothing reaches to the right, beside what they reach.
fn pull(forward: &[(usize, usize)], ranks: &mut [usize]) {
    let mut reached = vec![false; ranks.len()];
    let mut nearest = vec![usize::MAX; ranks.len()];
    for &(from, to) in forward {
        let rank = ranks.get(to).copied().unwrap_or_default();
        if let Some(nearest) = nearest.get_mut(from) {
            *nearest = rank.min(*nearest);
        }
        if let Some(reached) = reached.get_mut(to) {
            *reached = true;
        }
    }
    for ((rank, nearest), reached) in ranks.iter_mut().zip(nearest).zip(reached) {
        if !reached && nearest != usize::MAX {
            *rank = nearest.saturating_sub(1);
        }
    }
}

/// Fills `most` columns evenly, in the order of ranks.
fn squeeze(ranks: &mut [usize], weights: &[f64], place: &[usize], most: usize) {
    let mut order: Vec<_> = (0..ranks.len()).collect();
    order.sort_by_key(|&item| (ranks.get(item).copied(), place.get(item).copied()));
    let share = weights.iter().sum::<f64>() / most.max(1) as f64;
    let (mut column, mut filled) = (0, 0.0);
    for item in order {
        let weight = weights.get(item).copied().unwrap_or_default();
        if filled > 0.0 && filled + weight / 2.0 > share && column + 1 < most {
            column += 1;
            filled = 0.0;
        }
        filled += weight;
        if let Some(rank) = ranks.get_mut(item) {
            *rank = column;
        }
    }
}

fn linked(count: usize, links: &[(usize, usize)]) -> Vec<bool> {
    let mut linked = vec![false; count];
    for end in links.iter().flat_map(|&(from, to)| [from, to]) {
        if let Some(linked) = linked.get_mut(end) {
            *linked = true;
        }
    }
    linked
}

/// Puts items without links where there is room, and opens columns for them rather than one tall one.
fn spread_loose(ranks: &mut [usize], weights: &[f64], linked: &[bool], tallest: f64) {
    let mut loads: Vec<f64> = Vec::new();
    for ((rank, weight), linked) in ranks.iter().zip(weights).zip(linked) {
        if *linked {
            loads.resize(loads.len().max(rank + 1), 0.0);
            if let Some(load) = loads.get_mut(*rank) {
                *load += weight;
            }
        }
    }
    let loose: f64 =
        weights.iter().zip(linked).filter(|(_, linked)| !**linked).map(|(w, _)| w).sum();
    let total = loads.iter().sum::<f64>() + loose;
    // About as many columns as rows, for boxes that are thrice as wide as they are tall.
    let wanted = (total / 3.0).sqrt().ceil().max(total / tallest) as usize;
    loads.resize(loads.len().max(wanted).max(1), 0.0);
    for ((rank, weight), _) in
        ranks.iter_mut().zip(weights).zip(linked).filter(|(_, linked)| !**linked)
    {
        let room = loads.iter_mut().enumerate().min_by(|left, right| left.1.total_cmp(right.1));
        if let Some((column, load)) = room {
            *rank = column;
            *load += weight;
        }
    }
}

/// Makes several columns out of each that is too tall.
fn split(ranks: &mut [usize], weights: &[f64], tallest: f64) {
    let last = ranks.iter().max().copied().unwrap_or_default();
    let mut loads = vec![0.0; last + 1];
    for (rank, weight) in ranks.iter().zip(weights) {
        if let Some(load) = loads.get_mut(*rank) {
            *load += weight;
        }
    }
    let mut first = 0;
    let columns: Vec<(usize, f64)> = loads
        .iter()
        .map(|load| {
            let parts = (load / tallest).ceil().max(1.0);
            let column = (first, load / parts);
            first += parts as usize;
            column
        })
        .collect();
    let mut filled = vec![0.0; columns.len()];
    for (rank, weight) in ranks.iter_mut().zip(weights) {
        let (Some((first, share)), Some(filled)) = (columns.get(*rank), filled.get_mut(*rank))
        else {
            continue;
        };
        *rank = first + if *share > 0.0 { ((*filled + weight / 2.0) / share) as usize } else { 0 };
        *filled += weight;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(count: usize, links: &[(usize, usize)]) -> Vec<usize> {
        ranks(&vec![1.0; count], links, 8, 30.0)
    }

    #[test]
    fn links_run_to_the_right() {
        assert_eq!(of(4, &[(0, 1), (1, 2), (0, 2), (3, 2)]), [0, 1, 2, 1]);
    }

    #[test]
    fn a_circle_has_one_link_to_the_left() {
        let links = [(0, 1), (1, 2), (2, 0)];
        let ranks = of(3, &links);
        assert_eq!(links.iter().filter(|(from, to)| ranks[*from] > ranks[*to]).count(), 1);
    }

    #[test]
    fn no_column_is_too_tall_and_there_are_not_too_many() {
        let star: Vec<_> = (1..301).map(|to| (0, to)).collect();
        let columns = of(301, &star);
        let tallest = (0..=12).map(|rank| columns.iter().filter(|of| **of == rank).count()).max();
        assert!(tallest.unwrap() <= 31, "{tallest:?}");
        let chain: Vec<_> = (0..99).map(|from| (from, from + 1)).collect();
        assert!(of(100, &chain).iter().all(|rank| *rank < 8));
        assert!(of(90, &[]).iter().any(|rank| *rank > 3));
    }
}
