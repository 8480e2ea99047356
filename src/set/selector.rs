//! Label selectors.
//!
//! `NotIn` and `DoesNotExist` match objects that lack the key; `In` and `Exists` do not
//! (`k8s.io/apimachinery` `labels.Requirement`).

pub use super::labels::{LabelBox, ValueSet};

use ecow::EcoString;
use std::collections::BTreeSet;

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

#[cfg(test)]
mod tests {
    use super::*;

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
