//! `exclusive`: guards that keep a pod of two segments out of both.
//!
//! A segment keeps the pods that no other segment of its zone selects: each alternative is cut by the
//! negation of every alternative of the others that it meets. Segments that are told apart by one key need
//! no guard.

use super::Lowering;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Exclusive, SegmentId, ZoneId};
use crate::set::selector::{LabelBox, Requirement, Selector};
use ecow::EcoString;
use std::collections::HashMap;

/// How many alternatives a guarded segment may have; each is a policy of its own.
const MOST: usize = 64;

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
        let segments = self.policy.segments.iter().enumerate();
        let members: Vec<(SegmentId, Vec<Selector>)> = segments
            .filter(|(_, segment)| segment.zone == zone)
            .map(|(index, segment)| (SegmentId::at(index), segment.alternatives.clone()))
            .collect();
        let rivals = Rivals::of(&members);
        for (id, alternatives) in &members {
            let Some(guarded) = guard(alternatives, &rivals.meeting(*id, alternatives)) else {
                self.too_wide(*id);
                continue;
            };
            if let Some(segment) = self.policy.segments.get_mut(id.0 as usize) {
                segment.alternatives = guarded;
            }
        }
    }

    fn too_wide(&mut self, id: SegmentId) {
        let Some(segment) = self.policy.segment(id) else { return };
        let message = format!(
            "segment `{}` needs more than {MOST} alternatives to be exclusive",
            segment.name
        );
        let diagnostic = Diagnostic::new(Code::ExclusiveTooWide, segment.span, message)
            .label("meets many other segments")
            .help("tell the segments of the zone apart by one label, or write `assume exclusive`");
        self.say(diagnostic);
    }
}

/// The selectors of a zone, found by a single-valued label so that most pairs are never compared.
struct Rivals<'a> {
    by_label: HashMap<(&'a EcoString, &'a EcoString), Vec<(SegmentId, &'a Selector)>>,
    others: Vec<(SegmentId, &'a Selector)>,
    keys: Vec<&'a EcoString>,
}

impl<'a> Rivals<'a> {
    fn of(members: &'a [(SegmentId, Vec<Selector>)]) -> Self {
        let mut rivals = Self { by_label: HashMap::new(), others: Vec::new(), keys: Vec::new() };
        for (id, alternatives) in members {
            for selector in alternatives {
                match label(selector) {
                    Some(label) => {
                        rivals.by_label.entry(label).or_default().push((*id, selector));
                        if !rivals.keys.contains(&label.0) {
                            rivals.keys.push(label.0);
                        }
                    }
                    None => rivals.others.push((*id, selector)),
                }
            }
        }
        rivals
    }

    /// The selectors of other segments that some pod of `alternatives` may fit too.
    fn meeting(&self, id: SegmentId, alternatives: &[Selector]) -> Vec<&'a Selector> {
        let mut meeting: Vec<&Selector> = Vec::new();
        let mut take = |candidates: &[(SegmentId, &'a Selector)], own: &LabelBox| {
            for (of, selector) in candidates {
                let fits = *of != id && !own.intersect(&selector.labels()).is_empty();
                if fits && !meeting.contains(selector) {
                    meeting.push(selector);
                }
            }
        };
        for alternative in alternatives {
            let own = alternative.labels();
            take(&self.others, &own);
            for key in &self.keys {
                match label(alternative).filter(|(own_key, _)| own_key == key) {
                    Some(same) => take(self.by_label.get(&same).map_or(&[], Vec::as_slice), &own),
                    None => {
                        let of_key = self.by_label.iter().filter(|((other, _), _)| other == key);
                        let mut lists: Vec<_> = of_key.collect();
                        lists.sort_unstable_by_key(|(label, _)| *label);
                        for (_, candidates) in lists {
                            take(candidates, &own);
                        }
                    }
                }
            }
        }
        meeting
    }
}

/// The first requirement of a selector that asks one value of a label.
fn label(selector: &Selector) -> Option<(&EcoString, &EcoString)> {
    selector.requirements.iter().find_map(|requirement| match &requirement.test {
        crate::set::selector::Test::In(values) => match values.as_slice() {
            [one] => Some((&requirement.key, one)),
            _ => None,
        },
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
    use crate::set::selector::{Test, ValueSet};

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
        assert!(members.iter().all(|(id, own)| rivals.meeting(*id, own).is_empty()));
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
                    guard(own, &rivals.meeting(*id, own)).unwrap()
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
