//! Which sets of pods can share a pod, without comparing every pair.

use crate::hash::HashMap;
use crate::set::flow::Labels;
use crate::set::labels::LabelBox;
use crate::set::nearby::Nearby;

/// Sets of pods by namespace, each with a number for what it belongs to.
pub(super) struct Overlaps<'a, T> {
    named: HashMap<&'a str, Nearby<Set<'a, T>>>,
    /// Of no listed namespaces.
    wide: Nearby<Set<'a, T>>,
}

/// What a set belongs to, and its labels.
type Set<'a, T> = (T, &'a LabelBox);

impl<'a, T: Copy> Overlaps<'a, T> {
    /// Sets of pods: the namespaces by name, none where they are not listed, and the labels.
    pub(super) fn new<N: IntoIterator<Item = &'a str>>(
        sets: impl IntoIterator<Item = (T, Option<N>, &'a LabelBox)>,
    ) -> Self {
        let mut overlaps = Self { named: HashMap::default(), wide: Nearby::default() };
        for (item, names, labels) in sets {
            let Some(names) = names else {
                overlaps.wide.insert((item, labels), labels);
                continue;
            };
            for name in names {
                overlaps.named.entry(name).or_default().insert((item, labels), labels);
            }
        }
        overlaps
    }

    /// What belongs to the sets that can share a pod with one, itself included, perhaps several times. A
    /// set of no listed namespaces meets its like alone.
    pub(super) fn meeting<'s>(
        &'s self,
        names: Option<impl IntoIterator<Item = &'s str>>,
        labels: &'s LabelBox,
    ) -> impl Iterator<Item = T> {
        let sets = self.near(names).flat_map(|sets| sets.meeting(labels));
        sets.filter(|(_, other)| !labels.is_disjoint(other)).map(|(item, _)| item)
    }

    /// What belongs to the sets that hold a pod, perhaps several times.
    pub(super) fn holding<'s>(
        &'s self,
        names: Option<impl IntoIterator<Item = &'s str>>,
        pod: &'s Labels,
    ) -> impl Iterator<Item = T> {
        let sets = self.near(names).flat_map(|sets| sets.holding(pod));
        sets.filter(|(_, labels)| labels.contains(pod)).map(|(item, _)| item)
    }

    fn near<'s>(
        &'s self,
        names: Option<impl IntoIterator<Item = &'s str>>,
    ) -> impl Iterator<Item = &'s Nearby<Set<'a, T>>> {
        let named = names.into_iter().flatten().filter_map(|name| self.named.get(name));
        named.chain([&self.wide])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emit::tests::dice::Dice;
    use crate::set::selector::{Requirement, Selector, Test};
    use ecow::EcoString;

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
            let one = labels.member().unwrap();
            assert!(labels.contains(&one));
            let held = each_once(overlaps.holding(names.clone(), &one));
            let wanted = all().filter(|(_, (_, other))| other.contains(&one));
            assert_eq!(held, wanted.map(|(at, _)| at).collect::<Vec<_>>());
        }
    }
}
