//! Label selectors, and the sets of labels that they match.
//!
//! `NotIn` and `DoesNotExist` match objects that lack the key; `In` and `Exists` do not
//! (`k8s.io/apimachinery` `labels.Requirement`).

use ecow::EcoString;
use std::collections::{BTreeMap, BTreeSet};

/// Requirements that hold together (`meta/v1` `LabelSelector`). Without any it matches everything.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Selector {
    /// In the order as written.
    pub requirements: Vec<Requirement>,
}

/// One requirement.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Requirement {
    /// The label key.
    pub key: EcoString,
    /// The test.
    pub test: Test,
}

/// Tests on a label's value.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Test {
    /// Present, with one of these values.
    In(Vec<EcoString>),
    /// Absent, or with another value.
    NotIn(Vec<EcoString>),
    /// Present.
    Exists,
    /// Absent.
    DoesNotExist,
}

impl Selector {
    /// `key=value`.
    #[must_use]
    pub fn equals(key: impl Into<EcoString>, value: impl Into<EcoString>) -> Self {
        let test = Test::In(vec![value.into()]);
        Self { requirements: vec![Requirement { key: key.into(), test }] }
    }

    /// The labels that it matches.
    #[must_use]
    pub fn labels(&self) -> LabelBox {
        self.requirements.iter().fold(LabelBox::default(), |labels, requirement| {
            labels.with(&requirement.key, &requirement.test.values())
        })
    }
}

impl std::fmt::Display for Selector {
    /// In kubectl's `-l` syntax.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (at, Requirement { key, test }) in self.requirements.iter().enumerate() {
            if at > 0 {
                formatter.write_str(",")?;
            }
            match test {
                Test::In(values) if values.len() == 1 => {
                    write!(formatter, "{key}={}", values.concat())?
                }
                Test::In(values) => write!(formatter, "{key} in ({})", values.join(","))?,
                Test::NotIn(values) if values.len() == 1 => {
                    write!(formatter, "{key}!={}", values.concat())?;
                }
                Test::NotIn(values) => write!(formatter, "{key} notin ({})", values.join(","))?,
                Test::Exists => write!(formatter, "{key}")?,
                Test::DoesNotExist => write!(formatter, "!{key}")?,
            }
        }
        Ok(())
    }
}

impl Test {
    /// The values for which it holds.
    #[must_use]
    pub fn values(&self) -> ValueSet {
        let set = |values: &[EcoString]| values.iter().cloned().collect();
        match self {
            Self::In(values) => ValueSet { absent: false, negated: false, values: set(values) },
            Self::NotIn(values) => ValueSet { absent: true, negated: true, values: set(values) },
            Self::Exists => ValueSet { absent: false, negated: true, values: BTreeSet::new() },
            Self::DoesNotExist => {
                ValueSet { absent: true, negated: false, values: BTreeSet::new() }
            }
        }
    }

    /// The test that holds exactly where this one doesn't.
    #[must_use]
    pub fn negate(&self) -> Self {
        match self.clone() {
            Self::In(values) => Self::NotIn(values),
            Self::NotIn(values) => Self::In(values),
            Self::Exists => Self::DoesNotExist,
            Self::DoesNotExist => Self::Exists,
        }
    }
}

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

    /// Whether nothing is in.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.absent && !self.negated && self.values.is_empty()
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
        self.intersect(&other.complement()).is_empty()
    }
}

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

    /// What is in both.
    #[must_use]
    pub fn intersect(&self, other: &Self) -> Self {
        other.keys.iter().fold(self.clone(), |labels, (key, values)| labels.with(key, values))
    }

    /// Whether all of this is in `other`.
    #[must_use]
    pub fn is_subset(&self, other: &Self) -> bool {
        self.is_empty()
            || other.keys.iter().all(|(key, values)| {
                self.keys.get(key).unwrap_or(&ValueSet::all()).is_subset(values)
            })
    }

    /// Whether everything matches.
    #[must_use]
    pub fn is_all(&self) -> bool {
        Self::default().is_subset(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            }
            assert_eq!(members(&left.complement()), members(&left).map(|member| !member));
            assert_eq!(left.is_empty(), members(&left) == [false; 4]);
        }
    }

    #[test]
    fn an_absent_key_satisfies_only_the_negative_tests() {
        let values = || vec![EcoString::from("a")];
        let holds = |test: Test| test.values().absent;
        assert!(holds(Test::NotIn(values())) && holds(Test::DoesNotExist));
        assert!(!holds(Test::In(values())) && !holds(Test::Exists));
    }

    #[test]
    fn a_contradiction_matches_nothing() {
        let both = Selector {
            requirements: [Selector::equals("app", "a"), Selector::equals("app", "b")]
                .into_iter()
                .flat_map(|selector| selector.requirements)
                .collect(),
        };
        assert!(both.labels().is_empty());
        assert!(Selector::default().labels().is_all());
    }
}
