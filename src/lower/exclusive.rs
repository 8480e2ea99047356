//! `exclusive`: guards that keep a pod of two segments out of both.
//!
//! A segment keeps the pods that no other segment of its zone selects: each alternative is cut by the
//! negation of every alternative of the others that it meets. Segments that are told apart by one key need
//! no guard.

use super::Lowering;
use crate::diagnostic::{Code, Diagnostic};
use crate::hash::{HashMap, IndexMap, IndexSet};
use crate::ir::{Exclusive, SegmentId, ZoneId};
use crate::set::selector::{Requirement, Selector, Test};
use ecow::EcoString;
use std::collections::BTreeMap;

/// How many alternatives a guarded segment may have; each is a policy of its own.
const MOST: usize = 64;
/// How many selectors of other segments a segment may meet; each is a guard in its policies.
const MOST_RIVALS: usize = 128;

impl Lowering<'_> {
    /// Guards the segments of every exclusive zone.
    pub(super) fn guard_exclusive(&mut self) {
        for index in 0..self.policy.zones.len() {
            let id = ZoneId::at(index);
            if self.policy.zone(id).is_some_and(|zone| zone.exclusive == Exclusive::Guarded) {
                self.guard_zone(id);
            }
        }
    }

    fn guard_zone(&mut self, zone: ZoneId) {
        let ids = self.members.get(&zone).into_iter().flatten();
        let alternatives = |id| self.policy.segment(id).map(|it| it.alternatives.clone());
        let members: Vec<(SegmentId, Vec<Selector>)> =
            ids.filter_map(|id| Some((*id, alternatives(*id)?))).collect();
        let rivals = Rivals::of(&members);
        let mut too_wide = Vec::new();
        for (id, alternatives) in &members {
            let meeting = rivals.meeting(*id, alternatives);
            let guarded = meeting.and_then(|meeting| guard(alternatives, &meeting));
            match (guarded, self.policy.segments.get_mut(id.0 as usize)) {
                (Some(guarded), Some(segment)) => segment.alternatives = guarded,
                _ => too_wide.push(*id),
            }
        }
        self.too_wide(&too_wide);
    }

    /// Reports the segments of a zone that meet too many others: at the first, since one cure helps all.
    fn too_wide(&mut self, ids: &[SegmentId]) {
        let Some((first, others)) = ids.split_first() else { return };
        let Some(segment) = self.policy.segment(*first) else { return };
        let message = format!(
            "segment `{}` meets too many other segments of its zone to be exclusive",
            segment.name
        );
        let diagnostic = Diagnostic::new(Code::ExclusiveTooWide, segment.span, message)
            .label(format!("needs more than {MOST} alternatives or {MOST_RIVALS} guards"))
            .help("tell the segments of the zone apart by one label, or write `assume exclusive`");
        self.say(match others.len() {
            0 => diagnostic,
            1 => diagnostic.note("so does another segment of the zone"),
            count => diagnostic.note(format!("so do {count} other segments of the zone")),
        });
    }
}

/// A selector of a segment.
type Member<'a> = (SegmentId, &'a Selector);

/// The selectors of a zone, found by the values of a label so that most pairs are never compared.
#[derive(Default)]
struct Rivals<'a> {
    /// How many selectors ask for values of a key.
    keys: HashMap<&'a EcoString, usize>,
    by_label: IndexMap<&'a EcoString, BTreeMap<&'a EcoString, Vec<Member<'a>>>>,
    others: Vec<Member<'a>>,
}

impl<'a> Rivals<'a> {
    fn of(members: &'a [(SegmentId, Vec<Selector>)]) -> Self {
        let mut rivals = Self::default();
        for selector in members.iter().flat_map(|(_, alternatives)| alternatives) {
            for (key, _) in labels(selector) {
                *rivals.keys.entry(key).or_default() += 1;
            }
        }
        for (id, alternatives) in members {
            for selector in alternatives {
                match rivals.label(selector) {
                    Some((key, values)) => {
                        let of_key = rivals.by_label.entry(key).or_default();
                        for value in values {
                            of_key.entry(value).or_default().push((*id, selector));
                        }
                    }
                    None => rivals.others.push((*id, selector)),
                }
            }
        }
        rivals
    }

    /// The selectors of other segments that some pod of `alternatives` may fit too; none when there are too
    /// many.
    fn meeting(&self, id: SegmentId, alternatives: &[Selector]) -> Option<Vec<&'a Selector>> {
        let mut meeting: IndexSet<&Selector> = IndexSet::default();
        for alternative in alternatives {
            let own = alternative.labels();
            let of_labels = self.by_label.iter().flat_map(|(key, by_value)| {
                let same = self.label(alternative).filter(|(own, _)| own == key);
                let (values, all) = match same {
                    Some((_, values)) => (values, None),
                    None => (&[][..], Some(by_value.values())),
                };
                let same = values.iter().filter_map(|value| by_value.get(value));
                same.chain(all.into_iter().flatten()).flatten()
            });
            for (of, selector) in self.others.iter().chain(of_labels) {
                if *of != id && !own.intersect(&selector.labels()).is_empty() {
                    meeting.insert(selector);
                }
                if meeting.len() > MOST_RIVALS {
                    return None;
                }
            }
        }
        Some(meeting.into_iter().collect())
    }

    /// The label of a selector by which it is found: of those that it asks values of, the first that most
    /// selectors have.
    fn label<'s>(&self, selector: &'s Selector) -> Option<(&'s EcoString, &'s [EcoString])> {
        labels(selector).rev().max_by_key(|(key, _)| self.keys.get(key).copied().unwrap_or(0))
    }
}

/// The labels that a selector asks values of.
fn labels(selector: &Selector) -> impl DoubleEndedIterator<Item = (&EcoString, &[EcoString])> {
    selector.requirements.iter().filter_map(|requirement| match &requirement.test {
        Test::In(values) => Some((&requirement.key, values.as_slice())),
        _ => None,
    })
}

/// `alternatives` without the pods of `rivals`; none when that takes too many alternatives. An alternative
/// that keeps no pod is left out, but for the last: a segment that matches nothing still stands.
fn guard(alternatives: &[Selector], rivals: &[&Selector]) -> Option<Vec<Selector>> {
    let mut guarded: Vec<Selector> = alternatives.to_vec();
    for rival in rivals {
        let mut next: Vec<Selector> = Vec::with_capacity(guarded.len());
        for alternative in &guarded {
            let own = alternative.labels();
            if own.intersect(&rival.labels()).is_empty() {
                next.push(alternative.clone());
                continue;
            }
            for requirement in &rival.requirements {
                let cut = own.clone().with(&requirement.key, &requirement.test.negate().values());
                if !cut.is_empty() {
                    next.push(with(alternative, requirement));
                }
            }
        }
        if next.is_empty() {
            let first = alternatives.first()?;
            let against = rival.requirements.first()?;
            return Some(vec![with(first, against)]);
        }
        if next.len() > MOST {
            return None;
        }
        guarded = next;
    }
    Some(guarded)
}

fn with(selector: &Selector, against: &Requirement) -> Selector {
    let guard = Requirement { key: against.key.clone(), test: against.test.negate() };
    let mut requirements = selector.requirements.clone();
    if !requirements.contains(&guard) {
        requirements.push(guard);
    }
    Selector { requirements }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::set::selector::{LabelBox, Test, ValueSet};

    fn alternatives(guarded: &[Selector]) -> Vec<String> {
        guarded.iter().map(ToString::to_string).collect()
    }

    fn both(left: &Selector, right: &Selector) -> Selector {
        Selector { requirements: [left.requirements.clone(), right.requirements.clone()].concat() }
    }

    #[test]
    fn two_keys_guard_each_other() {
        let app = Selector::equals("app", "web");
        let track = Selector::equals("track", "canary");
        let guarded = guard(&[app], &[&track]).unwrap();
        assert_eq!(alternatives(&guarded), ["app=web,track!=canary"]);
    }

    #[test]
    fn a_rival_of_two_requirements_leaves_two_alternatives() {
        let rival = both(&Selector::equals("track", "canary"), &Selector::equals("tier", "edge"));
        let guarded = guard(&[Selector::equals("app", "web")], &[&rival]).unwrap();
        assert_eq!(alternatives(&guarded), ["app=web,track!=canary", "app=web,tier!=edge"]);
    }

    #[test]
    fn a_segment_inside_another_matches_nothing() {
        let app = Selector::equals("app", "web");
        let inner = both(&app, &Selector::equals("tier", "edge"));
        let guarded = guard(&[inner], &[&app]).unwrap();
        assert!(guarded.iter().all(|selector| selector.labels().is_empty()));
    }

    #[test]
    fn segments_of_one_key_meet_nobody() {
        let members: Vec<_> = (0..4)
            .map(|index| (SegmentId(index), vec![Selector::equals("app", format!("s{index}"))]))
            .collect();
        let rivals = Rivals::of(&members);
        assert!(members.iter().all(|(id, own)| rivals.meeting(*id, own).unwrap().is_empty()));
    }

    /// Every selector of one or two requirements over two keys and two values.
    fn selectors() -> Vec<Selector> {
        let values = |of: &[&str]| of.iter().map(|it| EcoString::from(*it)).collect::<Vec<_>>();
        let tests = [
            Test::In(values(&["a"])),
            Test::In(values(&["a", "b"])),
            Test::NotIn(values(&["a"])),
            Test::Exists,
            Test::DoesNotExist,
        ];
        let requirements: Vec<_> = ["k", "l"]
            .into_iter()
            .flat_map(|key| tests.iter().map(move |test| (key, test)))
            .map(|(key, test)| Requirement { key: key.into(), test: test.clone() })
            .collect();
        let mut selectors = Vec::new();
        for (index, first) in requirements.iter().enumerate() {
            selectors.push(Selector { requirements: vec![first.clone()] });
            for second in requirements.iter().skip(index) {
                selectors.push(Selector { requirements: vec![first.clone(), second.clone()] });
            }
        }
        selectors
    }

    /// Every labelling of the two keys: absent, one of the values, or a fresh one.
    fn labellings() -> Vec<LabelBox> {
        let one = |value: &str| match value {
            "" => ValueSet { absent: true, negated: false, values: [].into() },
            value => ValueSet { absent: false, negated: false, values: [value.into()].into() },
        };
        let all = ["", "a", "b", "fresh"];
        let pairs = all.iter().flat_map(|k| all.iter().map(move |l| (k, l)));
        pairs
            .map(|(k, l)| LabelBox::default().with(&"k".into(), &one(k)).with(&"l".into(), &one(l)))
            .collect()
    }

    #[test]
    fn a_pod_of_two_segments_is_of_none() {
        let selectors = selectors();
        let labellings = labellings();
        let fits =
            |pod: &LabelBox, all: &[Selector]| all.iter().any(|it| pod.is_subset(&it.labels()));
        for (index, left) in selectors.iter().enumerate() {
            for right in selectors.iter().skip(index * 7 % 5).step_by(5) {
                let members =
                    [(SegmentId(0), vec![left.clone()]), (SegmentId(1), vec![right.clone()])];
                let rivals = Rivals::of(&members);
                let guarded = |(id, own): &(SegmentId, Vec<Selector>)| {
                    guard(own, &rivals.meeting(*id, own).unwrap()).unwrap()
                };
                let [left_guarded, right_guarded] = [guarded(&members[0]), guarded(&members[1])];
                for pod in &labellings {
                    let is_left = fits(pod, std::slice::from_ref(left));
                    let is_right = fits(pod, std::slice::from_ref(right));
                    assert_eq!(fits(pod, &left_guarded), is_left && !is_right, "{left} | {right}");
                    assert_eq!(fits(pod, &right_guarded), is_right && !is_left, "{left} | {right}");
                }
            }
        }
    }
}
