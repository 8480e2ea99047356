//! Pods to classes, and classes to rows.
//!
//! As a source a pod is its rules for egress and the peers of rules for ingress that it is; as a target its
//! rules for ingress, its port names, and the peers of rules for egress that it is. Pods that are the same
//! as sources are one class of sources, those that are the same as targets one of targets.
//!
//! What rules say of every pod is worked out once for all classes with the same such rules. Only pairs of
//! classes of which some rule says more are looked at one by one, so the work follows what the policies
//! name, not the square of the pods.

use super::Row;
use super::ends::Ends;
use super::group::{self, Group};
use super::numbers::{Id, Names, Numbers, every, resolved};
use super::profile::{Found, Matched, Profiles};
use crate::set::flow::Model;
use crate::set::port::PortSet;
use crate::set::rule::{PeerId, Space};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What tells classes of sources apart.
type SourceKey = (Option<u32>, Vec<PeerId>);

/// What tells classes of targets apart.
type TargetKey = (Option<u32>, Names, Vec<PeerId>);

/// Pods that are the same, with what all other pods may exchange with them.
#[derive(Debug)]
struct Class {
    profile: Option<u32>,
    /// The workloads of its pods, ascending.
    workloads: Group,
    /// What is allowed it with every pod.
    wide: Id,
}

pub(super) struct Tables<'a> {
    pub(super) space: &'a Space,
    pub(super) model: Model,
    pub(super) ends: &'a Ends<'a>,
    pub(super) egress: &'a Profiles,
    pub(super) ingress: &'a Profiles,
}

/// Which pods each peer of one direction is.
type Peers = HashMap<PeerId, Matched>;

impl Tables<'_> {
    fn peers(&self, profiles: &Profiles) -> Peers {
        let mut found = Found::default();
        let look = |peer| (peer, found.peer(self.space, self.ends, self.model, peer));
        profiles.peers().into_iter().map(look).collect()
    }

    /// For each pod the peers that it is, but for those that every pod is.
    fn memberships(&self, peers: &Peers) -> Vec<Vec<PeerId>> {
        let mut of_pod = vec![Vec::new(); self.ends.pods.len()];
        let mut sorted: Vec<_> = peers.iter().collect();
        sorted.sort_unstable_by_key(|(peer, _)| **peer);
        for (peer, matched) in sorted {
            let Matched::Some(pods) = matched else { continue };
            for pod in pods {
                if let Some(of) = of_pod.get_mut(*pod as usize) {
                    of.push(*peer);
                }
            }
        }
        of_pod
    }

    /// The names of a pod's ports that some rule uses.
    pub(super) fn names_of_pods(&self) -> Vec<Names> {
        let used: BTreeSet<_> =
            self.egress.names(self.space).chain(self.ingress.names(self.space)).collect();
        let names = |pod: &super::ends::Pod<'_>| {
            let named = pod.template.ports.iter().filter_map(|port| {
                let name = (port.protocol, port.name.clone()?);
                used.contains(&name).then_some((name, port.number))
            });
            named.collect()
        };
        self.ends.pods.iter().map(names).collect()
    }

    /// Who may connect to whom.
    pub(super) fn rows(&self, names: &[Names]) -> Vec<Row> {
        let mut numbers = Numbers::default();
        let [of_egress, of_ingress] = [self.egress, self.ingress].map(|side| self.peers(side));
        let is_source = self.memberships(&of_ingress);
        let is_target = self.memberships(&of_egress);
        let mut by_source: BTreeMap<SourceKey, Group> = BTreeMap::new();
        let mut by_target: BTreeMap<TargetKey, Group> = BTreeMap::new();
        let sides = self.egress.of_pod.iter().zip(&self.ingress.of_pod);
        let members = is_source.into_iter().zip(is_target).zip(names);
        for ((pod, (out, into)), ((source, target), names)) in
            self.ends.pods.iter().zip(sides).zip(members)
        {
            by_source.entry((*out, source)).or_default().push(pod.workload);
            by_target.entry((*into, names.clone(), target)).or_default().push(pod.workload);
        }
        let mut sources_of: HashMap<PeerId, Vec<u32>> = HashMap::new();
        let mut sources = Vec::with_capacity(by_source.len());
        for (at, ((profile, peers), mut workloads)) in (0_u32..).zip(by_source) {
            workloads.dedup();
            peers.into_iter().for_each(|peer| sources_of.entry(peer).or_default().push(at));
            let wide = self.wide(self.egress, profile, &of_egress, None, &mut numbers);
            sources.push(Class { profile, workloads, wide });
        }
        let mut targets_of: HashMap<PeerId, Vec<u32>> = HashMap::new();
        let (mut targets, mut names) = (Vec::with_capacity(by_target.len()), Vec::new());
        for (at, ((profile, own, peers), mut workloads)) in (0_u32..).zip(by_target) {
            workloads.dedup();
            peers.into_iter().for_each(|peer| targets_of.entry(peer).or_default().push(at));
            let wide = self.wide(self.ingress, profile, &of_ingress, Some(&own), &mut numbers);
            targets.push(Class { profile, workloads, wide });
            names.push(own);
        }
        let more = self.more(
            &sources,
            &targets,
            [&sources_of, &targets_of],
            &of_egress,
            &names,
            &mut numbers,
        );
        let mut rows = wide_rows(&sources, &targets, &mut numbers);
        rows.extend(narrow_rows(&sources, &targets, more, &mut numbers));
        group::merged(rows, &numbers)
    }

    /// What a profile allows with every pod. Port names of other pods differ, so they are left out.
    fn wide(
        &self,
        profiles: &Profiles,
        profile: Option<u32>,
        peers: &Peers,
        own: Option<&Names>,
        numbers: &mut Numbers,
    ) -> Id {
        let Some(profile) = profile else { return numbers.put(every()) };
        let rules = profiles.get(profile).iter();
        let wide = rules.filter(|(peer, _)| peers.get(peer) == Some(&Matched::Every));
        let ports = wide.filter_map(|(_, ports)| self.space.ports_of(*ports));
        let open = ports.fold(Default::default(), |open, ports: &PortSet| {
            crate::set::interval::Intervals::union(&open, &resolved(ports, own))
        });
        numbers.put(open)
    }

    /// What rules say of pairs of classes beyond what they say of every pod: source, target, whether it is
    /// said for ingress, and ports.
    fn more(
        &self,
        sources: &[Class],
        targets: &[Class],
        [sources_of, targets_of]: [&HashMap<PeerId, Vec<u32>>; 2],
        of_egress: &Peers,
        names: &[Names],
        numbers: &mut Numbers,
    ) -> Vec<(u32, u32, bool, Id)> {
        let mut more = Vec::new();
        let with_names: Vec<u32> =
            (0..).zip(names).filter(|(_, names)| !names.is_empty()).map(|(at, _)| at).collect();
        let mut ids = HashMap::new();
        for (source, class) in (0..).zip(sources) {
            for (peer, id) in class.profile.map_or(&[][..], |profile| self.egress.get(profile)) {
                let Some(ports) = self.space.ports_of(*id) else { continue };
                let every = of_egress.get(peer) == Some(&Matched::Every);
                let those: &[u32] = match every {
                    true if ports.has_names() => &with_names,
                    true => &[],
                    false => targets_of.get(peer).map_or(&[], Vec::as_slice),
                };
                for target in those {
                    let ports = match ports.has_names() {
                        true => numbers.put(resolved(ports, names.get(*target as usize))),
                        false => {
                            *ids.entry(*id).or_insert_with(|| numbers.put(ports.numbers().clone()))
                        }
                    };
                    more.push((source, *target, false, ports));
                }
            }
        }
        for (target, class) in (0..).zip(targets) {
            for (peer, ports) in class.profile.map_or(&[][..], |profile| self.ingress.get(profile))
            {
                let those = sources_of.get(peer).map_or(&[][..], Vec::as_slice);
                let Some(ports) = self.space.ports_of(*ports).filter(|_| !those.is_empty()) else {
                    continue;
                };
                let ports = numbers.put(resolved(ports, names.get(target as usize)));
                more.extend(those.iter().map(|source| (*source, target, true, ports)));
            }
        }
        more
    }
}

/// Groups of workloads, and the ports on which the first may connect to the second.
pub(super) type Raw = (Group, Group, Id);

/// What rules that hold for every pod allow.
fn wide_rows(sources: &[Class], targets: &[Class], numbers: &mut Numbers) -> Vec<Raw> {
    let [from, to] = [sources, targets].map(|classes| {
        let mut by_ports: BTreeMap<Id, Vec<&Group>> = BTreeMap::new();
        for class in classes {
            by_ports.entry(class.wide).or_default().push(&class.workloads);
        }
        by_ports
    });
    let mut rows = Vec::new();
    for (out, sources) in &from {
        for (into, targets) in &to {
            let ports = numbers.meet(*out, *into);
            if !numbers.is_empty(ports) {
                rows.push((group::union(sources), group::union(targets), ports));
            }
        }
    }
    rows
}

/// The pairs of classes that may exchange more than that.
fn narrow_rows(
    sources: &[Class],
    targets: &[Class],
    mut more: Vec<(u32, u32, bool, Id)>,
    numbers: &mut Numbers,
) -> Vec<Raw> {
    more.sort_unstable();
    let mut rows = Vec::new();
    for pair in more.chunk_by(|one, other| (one.0, one.1) == (other.0, other.1)) {
        let Some((from, to, ..)) = pair.first() else { continue };
        let ends = sources.get(*from as usize).zip(targets.get(*to as usize));
        let Some((source, target)) = ends else { continue };
        let wide = numbers.meet(source.wide, target.wide);
        let mut sides = [source.wide, target.wide];
        let [out, into] = &mut sides;
        for (_, _, is_ingress, ports) in pair {
            let side = if *is_ingress { &mut *into } else { &mut *out };
            *side = numbers.union(*side, *ports);
        }
        let ports = numbers.meet(*out, *into);
        if ports != wide && !numbers.is_empty(ports) {
            rows.push((source.workloads.clone(), target.workloads.clone(), ports));
        }
    }
    rows
}
