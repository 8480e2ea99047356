//! Sets of labels.

use ecow::{EcoString, eco_format};
use std::collections::{BTreeMap, BTreeSet};

/// A finite or co-finite set of label values, with or without "absent".
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ValueSet {
    /// Whether an object without the label is in.
    pub absent: bool,
    /// Whether `values` are those that are out.
    pub negated: bool,
    /// The values in, or out.
    pub values: BTreeSet<EcoString>,
}

impl ValueSet {
    /// Any value, or none at all.
    #[must_use]
    pub const fn all() -> Self {
        Self { absent: true, negated: true, values: BTreeSet::new() }
    }

    /// Any value, but never none.
    #[must_use]
    pub const fn present() -> Self {
        Self { absent: false, negated: true, values: BTreeSet::new() }
    }

    /// Whether nothing is in.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.absent && !self.negated && self.values.is_empty()
    }

    /// Whether an object with this value, or without the label, is in.
    #[must_use]
    pub fn contains(&self, value: Option<&str>) -> bool {
        value.map_or(self.absent, |value| self.values.contains(value) != self.negated)
    }

    /// A member: "absent" where it is in, else a value; another than `avoid` where there is one.
    #[must_use]
    pub fn member(&self, avoid: Option<&str>) -> Option<Option<EcoString>> {
        if self.absent {
            return Some(None);
        }
        if self.negated {
            let fresh = (0_usize..).map(|at| eco_format!("other-{at}"));
            let free =
                |value: &EcoString| !self.values.contains(value) && avoid != Some(value.as_str());
            return fresh.take(self.values.len() + 2).find(free).map(Some);
        }
        let other = self.values.iter().find(|value| avoid != Some(value.as_str()));
        other.or_else(|| self.values.first()).cloned().map(Some)
    }

    /// Its only value, where it has no more.
    #[must_use]
    pub fn only(&self) -> Option<&EcoString> {
        if self.absent || self.negated || self.values.len() > 1 {
            None
        } else {
            self.values.first()
        }
    }

    /// What is in either.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        self.complement().intersect(&other.complement()).complement()
    }

    /// What is in this one and not in `other`.
    #[must_use]
    pub fn subtract(&self, other: &Self) -> Self {
        self.intersect(&other.complement())
    }

    /// Whether nothing is in both.
    #[must_use]
    pub fn is_disjoint(&self, other: &Self) -> bool {
        !(self.absent && other.absent)
            && match (self.negated, other.negated) {
                (false, false) => self.values.is_disjoint(&other.values),
                (false, true) => self.values.is_subset(&other.values),
                (true, false) => other.values.is_subset(&self.values),
                (true, true) => false,
            }
    }

    /// What is in both.
    #[must_use]
    pub fn intersect(&self, other: &Self) -> Self {
        let absent = self.absent && other.absent;
        let (negated, values) = match (self.negated, other.negated) {
            (false, false) => (false, self.values.intersection(&other.values).cloned().collect()),
            (false, true) => (false, self.values.difference(&other.values).cloned().collect()),
            (true, false) => (false, other.values.difference(&self.values).cloned().collect()),
            (true, true) => (true, self.values.union(&other.values).cloned().collect()),
        };
        Self { absent, negated, values }
    }

    /// What is not in.
    #[must_use]
    pub fn complement(&self) -> Self {
        Self { absent: !self.absent, negated: !self.negated, values: self.values.clone() }
    }

    /// Whether all of this is in `other`.
    #[must_use]
    pub fn is_subset(&self, other: &Self) -> bool {
        (!self.absent || other.absent)
            && match (self.negated, other.negated) {
                (false, false) => self.values.is_subset(&other.values),
                (false, true) => self.values.is_disjoint(&other.values),
                (true, false) => false,
                (true, true) => other.values.is_subset(&self.values),
            }
    }
}

static ALL: ValueSet = ValueSet::all();

/// A box of labels: a value set for each key; a key that is not named may have any value or none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LabelBox {
    keys: BTreeMap<EcoString, ValueSet>,
}

impl LabelBox {
    /// The keys that it restricts.
    #[must_use]
    pub const fn keys(&self) -> &BTreeMap<EcoString, ValueSet> {
        &self.keys
    }

    /// The values of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> &ValueSet {
        self.keys.get(key).unwrap_or(&ALL)
    }

    /// This box with the values of a key replaced.
    #[must_use]
    pub fn replace(mut self, key: &EcoString, values: ValueSet) -> Self {
        self.keys.insert(key.clone(), values);
        self
    }

    /// The same box in the one form that equal boxes share: no key that restricts nothing.
    #[must_use]
    pub fn canonical(mut self) -> Self {
        self.keys.retain(|_, values| *values != ALL);
        self
    }

    /// Whether an object with these labels is in.
    #[must_use]
    pub fn contains(&self, labels: &BTreeMap<EcoString, EcoString>) -> bool {
        self.keys
            .iter()
            .all(|(key, values)| values.contains(labels.get(key).map(EcoString::as_str)))
    }

    /// Whether nothing is in both.
    #[must_use]
    pub fn is_disjoint(&self, other: &Self) -> bool {
        self.is_empty()
            || other.is_empty()
            || self.keys.iter().any(|(key, values)| values.is_disjoint(other.get(key)))
    }

    /// This box, cut by one more value set.
    #[must_use]
    pub fn with(mut self, key: &EcoString, values: &ValueSet) -> Self {
        let cut = self.keys.get(key).map_or_else(|| values.clone(), |now| now.intersect(values));
        self.keys.insert(key.clone(), cut);
        self
    }

    /// Whether no object can carry such labels.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.values().any(ValueSet::is_empty)
    }

    /// The labels of an object that is in, as few as it can have; none when there is none.
    #[must_use]
    pub fn member(&self) -> Option<BTreeMap<EcoString, EcoString>> {
        let mut labels = BTreeMap::new();
        for (key, values) in &self.keys {
            if let Some(value) = values.member(None)? {
                labels.insert(key.clone(), value);
            }
        }
        Some(labels)
    }

    /// What is in both.
    #[must_use]
    pub fn intersect(&self, other: &Self) -> Self {
        other.keys.iter().fold(self.clone(), |labels, (key, values)| labels.with(key, values))
    }

    /// Disjoint boxes that hold what is in this one and not in `other`: one for each key at most.
    #[must_use]
    pub fn subtract(&self, other: &Self) -> Vec<Self> {
        if self.is_disjoint(other) {
            return vec![self.clone()];
        }
        let mut inside = self.clone();
        let mut pieces = Vec::new();
        for (key, values) in &other.keys {
            let out = inside.get(key).subtract(values);
            if !out.is_empty() {
                pieces.push(inside.clone().replace(key, out));
            }
            inside = inside.with(key, values);
        }
        pieces
    }

    /// Whether all of this is in `other`.
    #[must_use]
    pub fn is_subset(&self, other: &Self) -> bool {
        self.is_empty() || other.keys.iter().all(|(key, values)| self.get(key).is_subset(values))
    }

    /// Whether everything matches.
    #[must_use]
    pub fn is_all(&self) -> bool {
        Self::default().is_subset(self)
    }
}

impl std::fmt::Display for LabelBox {
    /// As a selector: `app=db,tier in (a,b),!canary`.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut blank = "";
        for (key, set) in self.keys.iter().filter(|(_, set)| **set != ALL) {
            let values: Vec<_> = set.values.iter().map(EcoString::as_str).collect();
            let list = values.join(",");
            formatter.write_str(std::mem::replace(&mut blank, ","))?;
            match (set.absent, set.negated, values.as_slice()) {
                (false, true, []) => write!(formatter, "{key}"),
                (true, false, []) => write!(formatter, "!{key}"),
                (false, false, [one]) => write!(formatter, "{key}={one}"),
                (false, false, _) => write!(formatter, "{key} in ({list})"),
                (true, true, [one]) => write!(formatter, "{key}!={one}"),
                (true, true, _) => write!(formatter, "{key} notin ({list})"),
                (false, true, _) => write!(formatter, "{key},{key} notin ({list})"),
                (true, false, _) => write!(formatter, "{key} in ({list}) or !{key}"),
            }?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_of_a_box_is_what_only_it_holds() {
        let values = |values: &[&str], negated, absent| ValueSet {
            values: values.iter().map(|value| EcoString::from(*value)).collect(),
            negated,
            absent,
        };
        let sets = [
            ValueSet::all(),
            ValueSet::present(),
            values(&["a"], false, false),
            values(&["a"], true, true),
            values(&["a", "b"], false, true),
        ];
        let boxes: Vec<LabelBox> = sets
            .iter()
            .flat_map(|x| sets.iter().map(move |y| (x, y)))
            .map(|(x, y)| LabelBox::default().with(&"x".into(), x).with(&"y".into(), y))
            .collect();
        let options = [None, Some("a"), Some("b"), Some("c")];
        let points: Vec<BTreeMap<EcoString, EcoString>> = options
            .iter()
            .flat_map(|x| options.iter().map(move |y| [("x", *x), ("y", *y)]))
            .map(|point| {
                let carried = point.into_iter().filter_map(|(key, value)| Some((key, value?)));
                carried.map(|(key, value)| (key.into(), value.into())).collect()
            })
            .collect();
        for one in &boxes {
            for other in &boxes {
                let pieces = one.subtract(other);
                for point in &points {
                    let holding = pieces.iter().filter(|piece| piece.contains(point)).count();
                    let expected = one.contains(point) && !other.contains(point);
                    assert_eq!(holding, usize::from(expected), "{one:?} {other:?} {point:?}");
                }
            }
        }
    }

    /// Every value set over two known values, a fresh one, and "absent".
    fn value_sets() -> Vec<ValueSet> {
        let tests = |values: &[&str]| values.iter().map(|value| EcoString::from(*value)).collect();
        let mut sets = Vec::new();
        for absent in [false, true] {
            for negated in [false, true] {
                for values in [&[][..], &["a"], &["b"], &["a", "b"]] {
                    sets.push(ValueSet { absent, negated, values: tests(values) });
                }
            }
        }
        sets
    }

    fn members(set: &ValueSet) -> [bool; 4] {
        let holds = |value: &str| set.values.contains(value) != set.negated;
        [set.absent, holds("a"), holds("b"), holds("fresh")]
    }

    #[test]
    fn value_sets_agree_with_their_truth_tables() {
        for left in value_sets() {
            for right in value_sets() {
                let (a, b) = (members(&left), members(&right));
                let pairs = || a.iter().zip(&b);
                let both: Vec<_> = pairs().map(|(a, b)| *a && *b).collect();
                assert_eq!(members(&left.intersect(&right)).to_vec(), both);
                assert_eq!(left.is_subset(&right), pairs().all(|(a, b)| !*a || *b));
                assert_eq!(left.is_disjoint(&right), pairs().all(|(a, b)| !*a || !*b));
                let either: Vec<_> = pairs().map(|(a, b)| *a || *b).collect();
                assert_eq!(members(&left.union(&right)).to_vec(), either);
                let rest: Vec<_> = pairs().map(|(a, b)| *a && !*b).collect();
                assert_eq!(members(&left.subtract(&right)).to_vec(), rest);
            }
            assert_eq!(members(&left.complement()), members(&left).map(|member| !member));
            assert_eq!(left.is_empty(), members(&left) == [false; 4]);
            for avoid in [None, Some("a"), Some("b"), Some("other-0")] {
                let member = left.member(avoid);
                assert_eq!(member.is_none(), left.is_empty());
                let inside = member.is_none_or(|value| left.contains(value.as_deref()));
                assert!(inside, "{left:?}");
            }
        }
    }

    #[test]
    fn a_box_is_written_as_a_selector() {
        let values = |absent, negated, values: &[&str]| ValueSet {
            absent,
            negated,
            values: values.iter().map(|value| EcoString::from(*value)).collect(),
        };
        let of = |set: ValueSet| LabelBox::default().with(&"k".into(), &set).to_string();
        assert_eq!(of(ValueSet::all()), "");
        assert_eq!(of(values(false, false, &["a"])), "k=a");
        assert_eq!(of(values(false, false, &["b", "a"])), "k in (a,b)");
        assert_eq!(of(values(true, true, &["a"])), "k!=a");
        assert_eq!(of(values(true, true, &["a", "b"])), "k notin (a,b)");
        assert_eq!(of(ValueSet::present()), "k");
        assert_eq!(of(values(true, false, &[])), "!k");
        let two = LabelBox::default().with(&"a".into(), &values(false, false, &["1"]));
        assert_eq!(two.with(&"b".into(), &ValueSet::present()).to_string(), "a=1,b");
    }
}
