//! Sets of integers as sorted, disjoint, non-adjacent, inclusive intervals.

use std::collections::{BTreeMap, BTreeSet};

/// An integer that has a next and a previous one.
pub trait Step: Copy + Ord {
    /// The next one, or none at the end.
    fn next(self) -> Option<Self>;
    /// The previous one, or none at the start.
    fn previous(self) -> Option<Self>;
}

macro_rules! step {
    ($($integer:ty),*) => {$(
        impl Step for $integer {
            fn next(self) -> Option<Self> { self.checked_add(1) }
            fn previous(self) -> Option<Self> { self.checked_sub(1) }
        }
    )*};
}
step!(u32, u128);

/// A set of integers.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Intervals<T> {
    ranges: Vec<(T, T)>,
}

impl<T> Default for Intervals<T> {
    fn default() -> Self {
        Self { ranges: Vec::new() }
    }
}

impl<T: Step> Intervals<T> {
    /// The integers of all these inclusive ranges, which may overlap and stand in any order. A range whose
    /// end lies before its start holds nothing.
    #[must_use]
    pub fn new(ranges: impl IntoIterator<Item = (T, T)>) -> Self {
        let mut sorted: Vec<_> = ranges.into_iter().filter(|(low, high)| low <= high).collect();
        sorted.sort_unstable();
        let mut merged: Vec<(T, T)> = Vec::with_capacity(sorted.len());
        for (low, high) in sorted {
            match merged.last_mut() {
                Some(last) if last.1.next().is_none_or(|next| low <= next) => {
                    last.1 = last.1.max(high)
                }
                _ => merged.push((low, high)),
            }
        }
        Self { ranges: merged }
    }

    /// The intervals, ascending.
    #[must_use]
    pub fn ranges(&self) -> &[(T, T)] {
        &self.ranges
    }

    /// Whether it holds nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }

    /// Whether it holds `value`.
    #[must_use]
    pub fn contains(&self, value: T) -> bool {
        let at = self.ranges.partition_point(|(low, _)| *low <= value);
        at.checked_sub(1).and_then(|at| self.ranges.get(at)).is_some_and(|(_, high)| value <= *high)
    }

    /// What is in either.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        Self::new(self.ranges.iter().chain(&other.ranges).copied())
    }

    /// What is in any of these.
    #[must_use]
    pub fn union_all<'a>(sets: impl IntoIterator<Item = &'a Self>) -> Self
    where
        T: 'a,
    {
        Self::new(sets.into_iter().flat_map(|set| &set.ranges).copied())
    }

    /// The parts that the same sets hold, by the numbers of these sets; what none holds is in no part.
    #[must_use]
    pub fn overlay(sets: &[&Self]) -> BTreeMap<Vec<usize>, Self> {
        let mut turns: Vec<(T, bool, usize)> = Vec::new();
        for (at, set) in sets.iter().enumerate() {
            for (low, high) in &set.ranges {
                turns.push((*low, true, at));
                turns.extend(high.next().map(|after| (after, false, at)));
            }
        }
        turns.sort_unstable();
        let last = sets.iter().filter_map(|set| set.ranges.last()).map(|(_, high)| *high).max();
        let mut parts: BTreeMap<Vec<usize>, Vec<(T, T)>> = BTreeMap::new();
        let mut open: BTreeSet<usize> = BTreeSet::new();
        let mut turns = turns.into_iter().peekable();
        while let Some((start, opens, at)) = turns.next() {
            if opens {
                open.insert(at)
            } else {
                open.remove(&at)
            };
            let end = match turns.peek() {
                Some((next, ..)) if *next == start => continue,
                Some((next, ..)) => next.previous(),
                None => last,
            };
            if let Some(end) = end.filter(|_| !open.is_empty()) {
                parts.entry(open.iter().copied().collect()).or_default().push((start, end));
            }
        }
        parts.into_iter().map(|(sets, ranges)| (sets, Self::new(ranges))).collect()
    }

    /// What is in both.
    #[must_use]
    pub fn intersect(&self, other: &Self) -> Self {
        let mut ranges = Vec::new();
        let (mut left, mut right) = (self.ranges.iter().peekable(), other.ranges.iter().peekable());
        while let (Some(&&(low, high)), Some(&&(other_low, other_high))) =
            (left.peek(), right.peek())
        {
            let both = (low.max(other_low), high.min(other_high));
            if both.0 <= both.1 {
                ranges.push(both);
            }
            if high <= other_high {
                left.next();
            } else {
                right.next();
            }
        }
        Self { ranges }
    }

    /// What is in this one and not in `other`.
    #[must_use]
    pub fn subtract(&self, other: &Self) -> Self {
        let mut ranges = Vec::new();
        let mut cuts = other.ranges.iter().peekable();
        for &(low, high) in &self.ranges {
            let mut from = Some(low);
            while let (Some(start), Some(&&(cut_low, cut_high))) = (from, cuts.peek()) {
                if cut_high < start {
                    cuts.next();
                    continue;
                }
                if cut_low > high {
                    break;
                }
                if let Some(before) = cut_low.previous().filter(|before| start <= *before) {
                    ranges.push((start, before));
                }
                from = cut_high.next().filter(|after| *after <= high);
                if cut_high > high {
                    break;
                }
                cuts.next();
            }
            if let Some(start) = from {
                ranges.push((start, high));
            }
        }
        Self { ranges }
    }

    /// Whether all of this is in `other`.
    #[must_use]
    pub fn is_subset(&self, other: &Self) -> bool {
        self.subtract(other).is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn members(set: &Intervals<u32>) -> Vec<u32> {
        (0..16).filter(|value| set.contains(*value)).collect()
    }

    fn of_bits(bits: u32) -> Intervals<u32> {
        Intervals::new((0..8).filter(|bit| bits >> bit & 1 == 1).map(|bit| (bit, bit)))
    }

    #[test]
    fn every_pair_of_subsets_of_eight_agrees_with_bits() {
        for left in 0..256 {
            for right in 0..256 {
                let (a, b) = (of_bits(left), of_bits(right));
                assert_eq!(a.union(&b), of_bits(left | right));
                assert_eq!(a.intersect(&b), of_bits(left & right));
                assert_eq!(a.subtract(&b), of_bits(left & !right), "{left:b} - {right:b}");
                assert_eq!(a.is_subset(&b), left & !right == 0);
            }
        }
    }

    #[test]
    fn parts_of_an_overlay_are_what_the_same_sets_hold() {
        for bits in 0_u32..1 << 15 {
            let sets = [0, 5, 10].map(|shift| of_bits(bits >> shift & 31));
            let [a, b, c] = &sets;
            let parts = Intervals::overlay(&[a, b, c]);
            for value in 0..8 {
                let holders: Vec<_> = (0..3).filter(|at| sets[*at].contains(value)).collect();
                let found = parts.iter().filter(|(_, part)| part.contains(value));
                let found: Vec<_> = found.map(|(sets, _)| sets.clone()).collect();
                let wanted = if holders.is_empty() { vec![] } else { vec![holders] };
                assert_eq!(found, wanted, "{sets:?}");
            }
        }
        let top = Intervals::new([(7, u32::MAX)]);
        let all = Intervals::new([(0, u32::MAX)]);
        let parts = Intervals::overlay(&[&all, &top]);
        assert_eq!(parts[&vec![0, 1]], top);
        assert_eq!(parts[&vec![0]], Intervals::new([(0, 6)]));
    }

    #[test]
    fn bounds_do_not_overflow() {
        let all = Intervals::new([(0, u32::MAX)]);
        assert!(all.subtract(&all).is_empty());
        assert_eq!(
            all.subtract(&Intervals::new([(0, 0), (u32::MAX, u32::MAX)])).ranges(),
            [(1, u32::MAX - 1)]
        );
        assert_eq!(members(&Intervals::new([(3, 2), (5, 6), (7, 7)])), [5, 6, 7]);
    }
}
