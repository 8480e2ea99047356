//! Which sets of pods can share a pod, without comparing every pair.
//!
//! Sets are found by namespace, then by a label of which they list the values: of several such labels by the
//! one whose values the fewest others list. So the segments of a zone with one label key meet nobody else.

use crate::set::flow::Labels;
use crate::set::labels::{LabelBox, ValueSet};
use ecow::EcoString;
use std::collections::{BTreeMap, HashMap};

/// Sets of pods, each with a number for what it belongs to.
pub(super) struct Overlaps<'a, T> {
    groups: HashMap<&'a str, Group<'a, T>>,
    /// Of no listed namespaces.
    wide: Group<'a, T>,
}

/// A set and what it belongs to.
type Set<'a, T> = (T, &'a LabelBox);

/// The sets of one namespace, those of one key and value in the order in which they were given.
struct Group<'a, T> {
    keys: BTreeMap<&'a EcoString, Keyed<'a, T>>,
    /// Sets that list no values.
    rest: Vec<Set<'a, T>>,
}

/// Sets that list values of one key.
struct Keyed<'a, T> {
    all: Vec<Set<'a, T>>,
    by_value: HashMap<&'a EcoString, Vec<Set<'a, T>>>,
}

impl<'a, T: Copy> Overlaps<'a, T> {
    /// Sets of pods: the namespaces by name, none where they are not listed, and the labels.
    pub(super) fn new<N: IntoIterator<Item = &'a str>>(
        sets: impl IntoIterator<Item = (T, Option<N>, &'a LabelBox)>,
    ) -> Self {
        let mut wide = Vec::new();
        let mut by_name: HashMap<&str, Vec<Set<'a, T>>> = HashMap::new();
        for (item, names, labels) in sets {
            let Some(names) = names else {
                wide.push((item, labels));
                continue;
            };
            for name in names {
                by_name.entry(name).or_default().push((item, labels));
            }
        }
        let groups = by_name.into_iter().map(|(name, sets)| (name, Group::new(sets))).collect();
        Self { groups, wide: Group::new(wide) }
    }

    /// What belongs to the sets that can share a pod with one, itself included, perhaps several times. A
    /// set of no listed namespaces meets its like alone.
    pub(super) fn meeting<'s>(
        &'s self,
        names: Option<impl IntoIterator<Item = &'s str>>,
        labels: &'s LabelBox,
    ) -> impl Iterator<Item = T> {
        let sets = self.near(names).flat_map(|group| group.meeting(labels));
        sets.filter(|(_, other)| !labels.is_disjoint(other)).map(|(item, _)| *item)
    }

    /// What belongs to the sets that hold a pod, perhaps several times.
    pub(super) fn holding<'s>(
        &'s self,
        names: Option<impl IntoIterator<Item = &'s str>>,
        pod: &'s Labels,
    ) -> impl Iterator<Item = T> {
        let sets = self.near(names).flat_map(|group| group.holding(pod));
        sets.filter(|(_, labels)| labels.contains(pod)).map(|(item, _)| *item)
    }

    fn near<'s>(
        &'s self,
        names: Option<impl IntoIterator<Item = &'s str>>,
    ) -> impl Iterator<Item = &'s Group<'a, T>> {
        let named = names.into_iter().flatten().filter_map(|name| self.groups.get(name));
        named.chain([&self.wide])
    }
}

impl<'a, T: Copy> Group<'a, T> {
    fn new(sets: Vec<Set<'a, T>>) -> Self {
        let mut listing: HashMap<(&EcoString, &EcoString), usize> = HashMap::new();
        for (key, values) in sets.iter().flat_map(|(_, labels)| all_listed(labels)) {
            for value in &values.values {
                *listing.entry((key, value)).or_default() += 1;
            }
        }
        let mut group = Self { keys: BTreeMap::new(), rest: Vec::new() };
        for (item, labels) in sets {
            let others = |(key, values): &(&EcoString, &ValueSet)| {
                values.values.iter().filter_map(|value| listing.get(&(*key, value))).sum::<usize>()
            };
            let Some((key, values)) = all_listed(labels).min_by_key(others) else {
                group.rest.push((item, labels));
                continue;
            };
            let keyed = group.keys.entry(key).or_insert_with(Keyed::new);
            keyed.all.push((item, labels));
            for value in &values.values {
                keyed.by_value.entry(value).or_default().push((item, labels));
            }
        }
        group
    }

    fn meeting<'s>(&'s self, labels: &'s LabelBox) -> impl Iterator<Item = &'s Set<'a, T>> {
        let keyed = self.keys.iter().flat_map(|(key, keyed)| {
            let values = labels.get(key);
            let (some, all) = if is_listed(values) {
                (Some(&values.values), None)
            } else {
                (None, Some(&keyed.all))
            };
            let by_value = some.into_iter().flatten();
            by_value.filter_map(|value| keyed.by_value.get(value)).chain(all).flatten()
        });
        keyed.chain(&self.rest)
    }

    fn holding<'s>(&'s self, pod: &'s Labels) -> impl Iterator<Item = &'s Set<'a, T>> {
        let keyed =
            pod.iter().filter_map(|(key, value)| self.keys.get(key)?.by_value.get(value)).flatten();
        keyed.chain(&self.rest)
    }
}

impl<T> Keyed<'_, T> {
    fn new() -> Self {
        Self { all: Vec::new(), by_value: HashMap::new() }
    }
}

/// Whether values are listed one by one.
const fn is_listed(values: &ValueSet) -> bool {
    !values.absent && !values.negated
}

/// The keys of which a set lists the values.
fn all_listed(labels: &LabelBox) -> impl Iterator<Item = (&EcoString, &ValueSet)> {
    labels.keys().iter().filter(|(_, values)| is_listed(values))
}

/// A pod of a set, with as few labels as it can have; none when there is none.
pub(super) fn pod(labels: &LabelBox) -> Option<Labels> {
    let mut pod = Labels::new();
    for (key, values) in labels.keys() {
        if let Some(value) = values.member(None)? {
            pod.insert(key.clone(), value);
        }
    }
    Some(pod)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emit::tests::dice::Dice;
    use crate::set::selector::{Requirement, Selector, Test};

    fn some_box(dice: &mut Dice) -> LabelBox {
        let requirements = ["app", "tier", "zone"].iter().filter_map(|key| {
            let values = dice.some(&["a", "b", "c", "d"], 3);
            let values: Vec<EcoString> = values.into_iter().map(|value| (*value).into()).collect();
            let test = match dice.roll(6) {
                0 | 1 => Test::In(values),
                2 => Test::NotIn(values),
                3 => Test::Exists,
                4 => Test::DoesNotExist,
                _ => return None,
            };
            Some(Requirement { key: (*key).into(), test })
        });
        Selector { requirements: requirements.collect() }.labels().canonical()
    }

    fn each_once(met: impl Iterator<Item = usize>) -> Vec<usize> {
        let mut met: Vec<_> = met.collect();
        met.sort_unstable();
        met.dedup();
        met
    }

    #[test]
    fn what_is_found_is_what_comparing_every_pair_finds() {
        let mut dice = Dice(11);
        let namespaces = [Some(vec!["x"]), Some(vec!["y"]), Some(vec!["x", "y"]), None];
        let sets: Vec<_> = (0..200)
            .map(|_| (dice.pick(&namespaces).clone(), some_box(&mut dice)))
            .filter(|(_, labels)| !labels.is_empty())
            .collect();
        let given = sets.iter().enumerate();
        let overlaps =
            Overlaps::new(given.map(|(at, (names, labels))| (at, names.clone(), labels)));
        for (names, labels) in &sets {
            let near = |(_, (others, _)): &(usize, &(Option<Vec<&str>>, LabelBox))| {
                let shared = |name: &&str| names.iter().flatten().any(|own| own == name);
                others.as_ref().is_none_or(|others| others.iter().any(shared))
            };
            let all = || sets.iter().enumerate().filter(near);
            let met = each_once(overlaps.meeting(names.clone(), labels));
            let wanted = all().filter(|(_, (_, other))| !labels.is_disjoint(other));
            assert_eq!(met, wanted.map(|(at, _)| at).collect::<Vec<_>>());
            let one = pod(labels).unwrap();
            assert!(labels.contains(&one));
            let held = each_once(overlaps.holding(names.clone(), &one));
            let wanted = all().filter(|(_, (_, other))| other.contains(&one));
            assert_eq!(held, wanted.map(|(at, _)| at).collect::<Vec<_>>());
        }
    }

    #[test]
    fn one_key_that_all_share_is_not_what_tells_them_apart() {
        let labels = |name: &str| {
            let mut selector = Selector::equals("app", "shop");
            selector.requirements.extend(Selector::equals("name", name).requirements);
            selector.labels()
        };
        let sets: Vec<_> = ["a", "b", "c"].iter().map(|name| labels(name)).collect();
        let group = Group::new(sets.iter().enumerate().collect());
        assert_eq!(group.keys.keys().map(|key| key.as_str()).collect::<Vec<_>>(), ["name"]);
        assert_eq!(group.meeting(&sets[1]).map(|(at, _)| *at).collect::<Vec<_>>(), [1]);
    }
}
