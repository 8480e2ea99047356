//! One direction of what policies say, for each pod: by what it is isolated, and what it is allowed.

use super::ends::{Ends, Pod};
use crate::set::cidr::AddressSet;
use crate::set::flow::Model;
use crate::set::port::{PortSet, Protocol};
use crate::set::rule::{
    self, LabelsId, NameId, Peer, PeerId, PortsId, Space, Subject, of_namespaces,
};
use ecow::EcoString;
use std::collections::{BTreeSet, HashMap};

/// What a pod is allowed in a direction, where it is isolated: peers and ports.
pub(super) type Rules = Vec<(PeerId, PortsId)>;

/// What all pods are allowed in a direction.
#[derive(Debug)]
pub(super) struct Profiles {
    /// The rules of each pod, by their number; none where nothing isolates it.
    pub(super) of_pod: Vec<Option<u32>>,
    /// Rules, each once.
    pub(super) rules: Vec<Rules>,
}

impl Profiles {
    /// Of a direction.
    pub(super) fn new<O>(space: &Space, side: &rule::Side<O>, ends: &Ends<'_>) -> Self {
        let mut subjects: HashMap<Subject, (bool, Rules)> = HashMap::new();
        for (subject, _) in &side.isolated {
            subjects.entry(*subject).or_default().0 = true;
        }
        for rule in &side.rules {
            subjects.entry(rule.subject).or_default().1.push((rule.peer, rule.ports));
        }
        let mut subjects: Vec<_> = subjects.into_iter().collect();
        subjects.sort_unstable_by_key(|(subject, _)| *subject);
        let mut of_pod: Vec<(bool, Vec<usize>)> = vec![Default::default(); ends.pods.len()];
        let mut found = Found::default();
        for (at, (subject, (isolates, _))) in subjects.iter().enumerate() {
            for pod in found.subject(space, ends, *subject) {
                if let Some((isolated, of)) = of_pod.get_mut(pod as usize) {
                    *isolated |= isolates;
                    of.push(at);
                }
            }
        }
        let (mut known, mut rules): (HashMap<Rules, u32>, Vec<Rules>) = Default::default();
        let mut by_subjects: HashMap<Vec<usize>, u32> = HashMap::new();
        let mut profile = |of: Vec<usize>| {
            if let Some(number) = by_subjects.get(&of) {
                return *number;
            }
            let own = of.iter().filter_map(|at| subjects.get(*at)).flat_map(|(_, (_, own))| own);
            let own: BTreeSet<_> = own.copied().collect();
            let own: Rules = own.into_iter().collect();
            let number = *known.entry(own).or_insert_with_key(|own| {
                rules.push(own.clone());
                u32::try_from(rules.len() - 1).unwrap_or(u32::MAX)
            });
            by_subjects.insert(of, number);
            number
        };
        let of_pod = of_pod.into_iter().map(|(isolated, of)| isolated.then(|| profile(of)));
        let of_pod = of_pod.collect();
        Self { of_pod, rules }
    }

    /// Whether a policy chooses a pod, by its number.
    pub(super) fn is_isolated(&self, pod: usize) -> bool {
        self.of_pod.get(pod).is_some_and(Option::is_some)
    }

    /// The rules of a profile, by its number.
    pub(super) fn get(&self, number: u32) -> &[(PeerId, PortsId)] {
        self.rules.get(number as usize).map_or(&[], Vec::as_slice)
    }

    /// The peers that some rule names.
    pub(super) fn peers(&self) -> BTreeSet<PeerId> {
        self.rules.iter().flatten().map(|(peer, _)| *peer).collect()
    }

    /// The port names that some rule uses.
    pub(super) fn names<'s>(
        &'s self,
        space: &'s Space,
    ) -> impl Iterator<Item = &'s (Protocol, EcoString)> {
        let ports = self.rules.iter().flatten().filter_map(|(_, ports)| space.ports_of(*ports));
        ports.flat_map(PortSet::names)
    }
}

/// Which pods a peer is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Matched {
    /// Every one.
    Every,
    /// These, ascending.
    Some(Vec<u32>),
}

/// What was looked up.
#[derive(Debug, Default)]
pub(super) struct Found {
    namespaces: HashMap<LabelsId, Vec<u32>>,
    named: HashMap<NameId, Vec<u32>>,
}

impl Found {
    fn subject(&mut self, space: &Space, ends: &Ends<'_>, subject: Subject) -> Vec<u32> {
        let namespaces = self.named.entry(subject.namespace).or_insert_with(|| {
            let name = space.name_of(subject.namespace).cloned().unwrap_or_default();
            ends.namespaces(&of_namespaces([name]))
        });
        let labels = space.labels_of(subject.pods);
        labels.map_or_else(Vec::new, |labels| ends.with_labels(namespaces, labels))
    }

    /// The pods that a peer is.
    pub(super) fn peer(
        &mut self,
        space: &Space,
        ends: &Ends<'_>,
        model: Model,
        peer: PeerId,
    ) -> Matched {
        let pods = match space.peer_of(peer) {
            Some(Peer::Anywhere) => return Matched::Every,
            Some(Peer::Pods(of, labels)) => {
                let found = |id: &LabelsId| {
                    space.labels_of(*id).map_or_else(Vec::new, |labels| ends.namespaces(labels))
                };
                let namespaces = self.namespaces.entry(*of).or_insert_with_key(found);
                let labels = space.labels_of(*labels);
                labels.map_or_else(Vec::new, |labels| ends.with_labels(namespaces, labels))
            }
            Some(Peer::Addresses(id)) => {
                let Some(addresses) = space.addresses_of(*id) else {
                    return Matched::Some(Vec::new());
                };
                let held = |at: &u32| ends.pod(*at).is_some_and(|pod| is_held(pod, addresses));
                let all = (0..).zip(&ends.pods).map(|(at, _)| at);
                match model {
                    Model::Everywhere => all.filter(held).collect(),
                    Model::Outside => ends.unseen.iter().copied().filter(held).collect(),
                }
            }
            None => Vec::new(),
        };
        match pods.len() == ends.pods.len() {
            true => Matched::Every,
            false => Matched::Some(pods),
        }
    }
}

/// Whether a pod is surely at one of some addresses. One on the network of its node has an address of that,
/// whichever it is.
fn is_held(pod: &Pod<'_>, addresses: &AddressSet) -> bool {
    let known = &pod.template.addresses;
    let holds_every_v4 = || {
        let [every, _] = AddressSet::all().families();
        every.is_subset(addresses)
    };
    known.iter().any(|address| addresses.contains(*address))
        || (pod.unseen && known.is_empty() && holds_every_v4())
}
