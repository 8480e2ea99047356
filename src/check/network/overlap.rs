//! Which sets of pods can share a pod, without comparing every pair.
//!
//! Sets are found by namespace, then by the value of the label that most of them ask one of; the segments of
//! a zone with one label key meet nobody else at once.

use crate::set::labels::{LabelBox, ValueSet};
use ecow::EcoString;
use std::collections::{BTreeMap, HashMap};

/// How many sets a namespace may have for one without a value of its label to be compared with all.
const FEW: usize = 64;

/// Sets of pods, each with a number for what it belongs to.
#[derive(Default)]
pub(super) struct Overlaps<'a, T> {
    groups: HashMap<&'a str, Group<'a, T>>,
    /// Of no listed namespaces.
    wide: Vec<(T, &'a LabelBox)>,
}

/// The sets of one namespace.
struct Group<'a, T> {
    all: Vec<(T, &'a LabelBox)>,
    key: Option<&'a EcoString>,
    by_value: HashMap<&'a EcoString, Vec<(T, &'a LabelBox)>>,
    rest: Vec<(T, &'a LabelBox)>,
}

impl<'a, T: Copy + Ord> Overlaps<'a, T> {
    /// Sets of pods: the namespaces by name, none where they are not listed, and the labels.
    pub(super) fn new<N: IntoIterator<Item = &'a str>>(
        sets: impl IntoIterator<Item = (T, Option<N>, &'a LabelBox)>,
    ) -> Self {
        let mut overlaps = Self { groups: HashMap::new(), wide: Vec::new() };
        for (item, names, labels) in sets {
            let Some(names) = names else {
                overlaps.wide.push((item, labels));
                continue;
            };
            for name in names {
                let group = overlaps.groups.entry(name).or_insert_with(Group::new);
                group.all.push((item, labels));
            }
        }
        overlaps.groups.values_mut().for_each(Group::sort);
        overlaps
    }

    /// The sets that can share a pod with one, itself included, ascending. A set of no listed namespaces is
    /// met by its like alone; one without a value of the label that tells a large namespace's sets apart,
    /// by its like alone too.
    pub(super) fn of<'n>(
        &self,
        names: Option<impl IntoIterator<Item = &'n str>>,
        labels: &LabelBox,
    ) -> Vec<T> {
        let mut met = Vec::new();
        let mut take = |sets: &[(T, &LabelBox)]| {
            let shared = sets.iter().filter(|(_, other)| !labels.is_disjoint(other));
            met.extend(shared.map(|(item, _)| *item));
        };
        take(&self.wide);
        let groups = names.into_iter().flatten().filter_map(|name| self.groups.get(name));
        for group in groups {
            let values = group.key.and_then(|key| listed(labels.get(key)));
            match values {
                Some(values) => {
                    take(&group.rest);
                    for value in &values.values {
                        take(group.by_value.get(value).map_or(&[], Vec::as_slice));
                    }
                }
                None if group.all.len() <= FEW => take(&group.all),
                None => take(&group.rest),
            }
        }
        met.sort_unstable();
        met.dedup();
        met
    }
}

impl<'a, T: Copy> Group<'a, T> {
    fn new() -> Self {
        Self { all: Vec::new(), key: None, by_value: HashMap::new(), rest: Vec::new() }
    }

    fn sort(&mut self) {
        let mut keys: BTreeMap<&EcoString, usize> = BTreeMap::new();
        for (_, labels) in &self.all {
            for (key, values) in labels.keys() {
                if listed(values).is_some() {
                    *keys.entry(key).or_default() += 1;
                }
            }
        }
        self.key = keys.iter().max_by_key(|(_, count)| **count).map(|(key, _)| *key);
        for (item, labels) in &self.all {
            match self.key.and_then(|key| listed(labels.get(key))) {
                Some(values) => {
                    for value in &values.values {
                        self.by_value.entry(value).or_default().push((*item, labels));
                    }
                }
                None => self.rest.push((*item, labels)),
            }
        }
    }
}

/// Values that are listed one by one.
fn listed(values: &ValueSet) -> Option<&ValueSet> {
    (!values.absent && !values.negated).then_some(values)
}
