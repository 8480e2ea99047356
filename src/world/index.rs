//! One direction of a world: its rules, found by their subjects and by their peers.

use super::{Origin, way};
use crate::set::flow::{Peers, Pod};
use crate::set::labels::LabelBox;
use crate::set::nearby::Nearby;
use crate::set::rule::{
    LabelsId, NAMESPACE_NAME, NameId, Peer, Rule, Side, Space, of_namespaces, of_other_namespaces,
};
use ecow::EcoString;
use std::collections::{BTreeMap, BTreeSet};

/// One direction of a world.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// Sorted.
    rules: Vec<Rule<Origin>>,
    by_subject: Nearby<usize>,
    by_peer: Nearby<usize>,
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
        let (mut by_subject, mut by_peer) = (Nearby::default(), Nearby::default());
        for (at, rule) in rules.iter().enumerate() {
            let own = of_namespaces([name(rule.subject.namespace)]);
            if let Some(pods) = space.labels_of(rule.subject.pods) {
                by_subject.insert(at, &way::placed(&own, pods));
            }
            let peer = match space.peer_of(rule.peer) {
                Some(Peer::Pods(namespaces, pods)) => {
                    space.labels_of(*namespaces).zip(space.labels_of(*pods))
                }
                _ => None,
            };
            let peer = peer.map(|(namespaces, pods)| way::placed(namespaces, pods));
            by_peer.insert(at, &peer.unwrap_or_default());
        }
        let mut isolated: BTreeMap<EcoString, BTreeSet<LabelsId>> = BTreeMap::new();
        for (subject, _) in &side.isolated {
            isolated.entry(name(subject.namespace)).or_default().insert(subject.pods);
        }
        let open = of_other_namespaces(isolated.keys().cloned());
        let partly = isolated.into_iter().filter_map(|(name, pods)| {
            let pods: Vec<_> = pods.into_iter().filter_map(|id| space.labels_of(id)).collect();
            let open = not_among(&pods);
            open.as_ref().is_none_or(|open| !open.is_empty()).then_some((name, open))
        });
        Self { rules, by_subject, by_peer, open, partly: partly.collect() }
    }

    /// The rules that may hold a connection between these ends, and perhaps others.
    pub(super) fn between(&self, subject: &Peers, peer: &Peers) -> Vec<Rule<Origin>> {
        let subject = way::labels(subject).unwrap_or_default();
        let by_peer = way::labels(peer)
            .filter(|peer| self.by_peer.count(peer) < self.by_subject.count(&subject));
        match by_peer {
            Some(peer) => self.sorted(self.by_peer.meeting(&peer)),
            None => self.sorted(self.by_subject.meeting(&subject)),
        }
    }

    /// The rules whose subjects may hold a pod, and perhaps others.
    pub(super) fn of(&self, pod: &Pod) -> Vec<Rule<Origin>> {
        let mut labels = pod.labels.clone();
        let name = pod.namespace.get(NAMESPACE_NAME).cloned();
        labels.extend(name.map(|name| (way::NAMESPACE, name)));
        self.sorted(self.by_subject.holding(&labels))
    }

    fn sorted(&self, rules: impl Iterator<Item = usize>) -> Vec<Rule<Origin>> {
        let mut rules: Vec<_> = rules.collect();
        rules.sort_unstable();
        rules.dedup();
        rules.into_iter().filter_map(|at| self.rules.get(at)).copied().collect()
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
