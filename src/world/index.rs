//! One direction of a world, by namespace.

use super::{Origin, way};
use crate::set::labels::LabelBox;
use crate::set::rule::{LabelsId, NameId, Rule, Side, Space};
use ecow::EcoString;
use std::collections::{BTreeMap, BTreeSet};

/// The rules of some pods, as a range of the sorted rules.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) pods: LabelsId,
    pub(super) rules: std::ops::Range<usize>,
}

/// One direction, by namespace.
#[derive(Debug, Default)]
pub(super) struct Index {
    pub(super) rules: Vec<Rule<Origin>>,
    pub(super) groups: BTreeMap<EcoString, Vec<Group>>,
    /// The namespaces of which nothing isolates a pod.
    pub(super) open: LabelBox,
    /// The pods that nothing isolates of namespaces of which something isolates others; none where they
    /// are too many boxes.
    pub(super) partly: BTreeMap<EcoString, Option<Vec<LabelBox>>>,
}

/// Into how many boxes the pods of a namespace that nothing isolates may fall.
const MOST_BOXES: usize = 1000;

impl Index {
    /// Of a direction of a world.
    pub(super) fn new(space: &Space, side: &Side<Origin>) -> Self {
        let mut rules = side.rules.clone();
        rules.sort_unstable();
        let name = |id: NameId| space.name_of(id).cloned().unwrap_or_default();
        let mut groups: BTreeMap<EcoString, Vec<Group>> = BTreeMap::new();
        let mut start = 0;
        for same in rules.chunk_by(|one, other| one.subject == other.subject) {
            let end = start + same.len();
            if let Some(first) = same.first() {
                let group = Group { pods: first.subject.pods, rules: start..end };
                groups.entry(name(first.subject.namespace)).or_default().push(group);
            }
            start = end;
        }
        let mut isolated: BTreeMap<EcoString, BTreeSet<LabelsId>> = BTreeMap::new();
        for (subject, _) in &side.isolated {
            isolated.entry(name(subject.namespace)).or_default().insert(subject.pods);
        }
        let open = way::by_name(isolated.keys().cloned().collect(), true);
        let partly = isolated.into_iter().filter_map(|(name, pods)| {
            let pods: Vec<_> = pods.into_iter().filter_map(|id| space.labels_of(id)).collect();
            let open = not_among(&pods);
            open.as_ref().is_none_or(|open| !open.is_empty()).then_some((name, open))
        });
        Self { rules, groups, open, partly: partly.collect() }
    }
}

/// The pods that none of these boxes holds; none where they fall into too many boxes.
fn not_among(pods: &[&LabelBox]) -> Option<Vec<LabelBox>> {
    let all = LabelBox::default();
    if pods.iter().any(|one| all.is_subset(one)) {
        return Some(Vec::new());
    }
    let mut left = vec![all];
    for one in pods {
        left = left.iter().flat_map(|piece| piece.subtract(one)).collect();
        if left.len() > MOST_BOXES {
            return None;
        }
    }
    Some(left)
}
