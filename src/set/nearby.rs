//! Finding boxes of labels by what they hold, without looking at each.
//!
//! A box that lists the values of some key is kept by these values: of several such keys by the one with
//! the fewest boxes so far. So boxes of one key each meet nobody else.

use super::flow::Labels;
use super::labels::{LabelBox, ValueSet};
use crate::hash::HashMap;
use ecow::EcoString;
use std::collections::BTreeMap;

/// Items, found by a box of labels that each was given with.
#[derive(Debug)]
pub struct Nearby<T> {
    keys: BTreeMap<EcoString, Keyed<T>>,
    /// Of boxes that list no values.
    rest: Vec<T>,
}

/// Items whose boxes list values of one key.
#[derive(Debug)]
struct Keyed<T> {
    all: Vec<T>,
    by_value: HashMap<EcoString, Vec<T>>,
}

impl<T> Default for Nearby<T> {
    fn default() -> Self {
        Self { keys: BTreeMap::new(), rest: Vec::new() }
    }
}

impl<T: Copy> Nearby<T> {
    /// Adds an item.
    pub fn insert(&mut self, item: T, labels: &LabelBox) {
        let listed = labels.keys().iter().filter(|(_, values)| is_listed(values));
        let few = listed.min_by_key(|(key, values)| match self.keys.get(*key) {
            Some(keyed) => keyed.count(values),
            None => 0,
        });
        let Some((key, values)) = few else {
            self.rest.push(item);
            return;
        };
        let keyed = self
            .keys
            .entry(key.clone())
            .or_insert_with(|| Keyed { all: Vec::new(), by_value: HashMap::default() });
        keyed.all.push(item);
        for value in &values.values {
            keyed.by_value.entry(value.clone()).or_default().push(item);
        }
    }

    /// The items whose boxes may share an object with one, perhaps several times, and perhaps others: those
    /// of one key and value in the order in which they were added.
    pub fn meeting<'s>(&'s self, labels: &'s LabelBox) -> impl Iterator<Item = T> {
        let keyed = self.keys.iter().flat_map(|(key, keyed)| keyed.of(labels.get(key)));
        keyed.chain([&self.rest]).flatten().copied()
    }

    /// How many items [`Nearby::meeting`] gives.
    #[must_use]
    pub fn count(&self, labels: &LabelBox) -> usize {
        let keyed = self.keys.iter().map(|(key, keyed)| keyed.count(labels.get(key)));
        keyed.sum::<usize>() + self.rest.len()
    }

    /// The items whose boxes may hold an object with these labels, perhaps several times, and perhaps
    /// others.
    pub fn holding<'s>(&'s self, object: &'s Labels) -> impl Iterator<Item = T> {
        let keyed =
            object.iter().filter_map(|(key, value)| self.keys.get(key)?.by_value.get(value));
        keyed.chain([&self.rest]).flatten().copied()
    }
}

impl<T> Keyed<T> {
    fn of<'s>(&'s self, values: &'s ValueSet) -> impl Iterator<Item = &'s Vec<T>> {
        let (some, all) = match is_listed(values) {
            true => (Some(&values.values), None),
            false => (None, Some(&self.all)),
        };
        some.into_iter().flatten().filter_map(|value| self.by_value.get(value)).chain(all)
    }

    fn count(&self, values: &ValueSet) -> usize {
        self.of(values).map(Vec::len).sum()
    }
}

/// Whether values are listed one by one.
const fn is_listed(values: &ValueSet) -> bool {
    !values.absent && !values.negated
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::set::selector::Selector;

    #[test]
    fn one_key_that_all_share_is_not_what_tells_them_apart() {
        let labels = |name: &str| {
            let mut selector = Selector::equals("app", "shop");
            selector.requirements.extend(Selector::equals("name", name).requirements);
            selector.labels()
        };
        let mut nearby = Nearby::default();
        let names: Vec<_> = (0..100).map(|at| format!("n{at}")).collect();
        for (at, name) in names.iter().enumerate() {
            nearby.insert(at, &labels(name));
        }
        for (at, name) in names.iter().enumerate() {
            let labels = labels(name);
            let met: Vec<_> = nearby.meeting(&labels).collect();
            assert!(met.contains(&at) && met.len() < 4, "{name}: {met:?}");
            assert_eq!(met.len(), nearby.count(&labels));
        }
        assert_eq!(nearby.count(&Selector::equals("app", "shop").labels()), 100);
        assert_eq!(nearby.meeting(&Selector::equals("app", "other").labels()).count(), 99);
    }
}
