//! Ends of connections in the words of zones and segments.

use crate::ir::{Addresses, AddressesKind, EndpointKind, Flow, Namespaces, Policy, Zone};
use crate::set::cidr::AddressSet;
use crate::set::flow::Peers;
use crate::set::labels::LabelBox;
use crate::set::rule::{NAMESPACE_NAME, Peer, PeerId, Space, Subject, of_namespaces};
use ecow::{EcoString, eco_format};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// How many names of a list are written out.
const MOST: usize = 4;

/// An end in words, and the zone that it is of, where it is of one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Word {
    pub(super) text: EcoString,
    pub(super) zone: Option<EcoString>,
}

/// What zones and segments are called: as one side calls them, else as the other does.
pub(super) struct Names<'a> {
    sides: [Vec<NamedZone<'a>>; 2],
    /// The blocks that words for addresses stand for, by the words.
    addresses: BTreeMap<EcoString, BTreeSet<EcoString>>,
    blocks: HashMap<AddressSet, EcoString>,
}

/// A zone with its segments.
struct NamedZone<'a> {
    zone: &'a Zone,
    segments: Vec<(&'a EcoString, Vec<LabelBox>)>,
}

impl<'a> Names<'a> {
    /// The names of one side, and those of the other.
    pub(super) fn new(own: Option<&'a Policy>, other: Option<&'a Policy>) -> Self {
        let mut names =
            Self { sides: Default::default(), addresses: BTreeMap::new(), blocks: HashMap::new() };
        for (side, policy) in names.sides.iter_mut().zip([own, other]) {
            *side = policy.map(zones).unwrap_or_default();
        }
        for policy in [own, other].into_iter().flatten() {
            for addresses in policy.flows.iter().flat_map(addresses) {
                names.learn(addresses);
            }
            policy.cluster.api.iter().for_each(|target| {
                if let EndpointKind::Addresses(addresses) = &target.endpoint.kind {
                    names.learn(addresses);
                }
            });
        }
        names
    }

    fn learn(&mut self, addresses: &Addresses) {
        let word = match &addresses.kind {
            AddressesKind::Literal => None,
            AddressesKind::Internet => Some("internet".into()),
            AddressesKind::Net(name) => Some(name.clone()),
            AddressesKind::Nodes => Some("nodes".into()),
            AddressesKind::ApiServer => Some("apiserver".into()),
        };
        let known = word.as_ref().is_some_and(|word| self.addresses.contains_key(word));
        if known {
            return;
        }
        for block in &addresses.blocks {
            let set = AddressSet::of_blocks([block]);
            self.blocks.entry(set).or_insert_with(|| eco_format!("{block}"));
        }
        if let Some(word) = word {
            let blocks = addresses.blocks.iter().map(|block| {
                let set = AddressSet::of_blocks([block]);
                self.block(&set)
            });
            let blocks = blocks.collect();
            self.addresses.insert(word, blocks);
        }
    }

    /// The subject of a rule.
    pub(super) fn subject(&self, space: &Space, subject: Subject) -> Word {
        let parts = space.name_of(subject.namespace).zip(space.labels_of(subject.pods));
        let Some((name, pods)) = parts else { return word("?", None) };
        self.pods(&of_namespaces([name.clone()]), pods)
    }

    /// The peer of a rule.
    pub(super) fn peer(&self, space: &Space, peer: PeerId) -> Word {
        match space.peer_of(peer) {
            Some(Peer::Anywhere) => word("anywhere", None),
            Some(Peer::Addresses(id)) => match space.addresses_of(*id) {
                Some(addresses) => word(self.block(addresses), None),
                None => word("?", None),
            },
            Some(Peer::Pods(namespaces, pods)) => {
                let parts = space.labels_of(*namespaces).zip(space.labels_of(*pods));
                parts.map_or_else(|| word("?", None), |(space, pods)| self.pods(space, pods))
            }
            None => word("?", None),
        }
    }

    /// An end of a part of a rule.
    pub(super) fn end(&self, end: &Peers) -> Word {
        match end {
            Peers::Outside(addresses) => word(self.block(addresses), None),
            Peers::Pods { namespaces, pods, .. } => self.pods(namespaces, pods),
        }
    }

    fn block(&self, addresses: &AddressSet) -> EcoString {
        if *addresses == AddressSet::all() {
            return "all addresses".into();
        }
        let known = self.blocks.get(addresses);
        known.map_or_else(|| eco_format!("{addresses}"), EcoString::clone)
    }

    /// Pods of namespaces with these labels, with these labels of their own.
    fn pods(&self, namespaces: &LabelBox, pods: &LabelBox) -> Word {
        let namespaces = namespaces.clone().canonical();
        if namespaces.is_all() && pods.is_all() {
            return word("cluster", None);
        }
        let named = self.sides.iter().enumerate().find_map(|(side, zones)| {
            zones.iter().find(|one| one.holds(&namespaces)).map(|zone| (side, zone))
        });
        let Some((side, zone)) = named else {
            let place = place(&namespaces);
            let text = match pods.is_all() {
                true => eco_format!("{place}/*"),
                false => eco_format!("{place}/{{{pods}}}"),
            };
            return word(text, Some(place));
        };
        let name = &zone.zone.name;
        let text = match zone.segment(pods) {
            _ if pods.is_all() => eco_format!("{name}/*"),
            Some(segment) if self.means_another(side, name, segment, pods) => {
                eco_format!("{name}/{segment} {{{pods}}}")
            }
            Some(segment) => eco_format!("{name}/{segment}"),
            None => eco_format!("{name}/{{{pods}}}"),
        };
        word(text, Some(name.clone()))
    }

    /// Whether the other side calls other pods by the same names.
    fn means_another(&self, side: usize, zone: &str, segment: &str, pods: &LabelBox) -> bool {
        let others = self.sides.iter().enumerate().filter(|(at, _)| *at != side);
        let zones = others.flat_map(|(_, zones)| zones).filter(|other| other.zone.name == zone);
        let mut segments = zones.flat_map(|zone| &zone.segments);
        segments.any(|(name, boxes)| *name == segment && !boxes.contains(pods))
    }

    /// A list of ends: the blocks of a net, when all of them are there, as the net.
    pub(super) fn listed(&self, words: &BTreeSet<Word>) -> Vec<EcoString> {
        let mut texts: BTreeSet<EcoString> = words.iter().map(|word| word.text.clone()).collect();
        for (name, blocks) in &self.addresses {
            if !blocks.is_empty() && blocks.is_subset(&texts) {
                texts = texts.difference(blocks).cloned().collect();
                texts.insert(name.clone());
            }
        }
        texts.into_iter().collect()
    }

    /// Namespaces as zones, as far as they are all of a zone's.
    pub(super) fn zones(&self, namespaces: &BTreeSet<EcoString>) -> Vec<EcoString> {
        let mut left = namespaces.clone();
        let mut words = BTreeSet::new();
        for zone in self.sides.iter().flatten().map(|zone| zone.zone) {
            let names = zone.names();
            if !names.is_empty() && names.iter().all(|name| left.contains(name)) {
                words.insert(zone.name.clone());
                left.retain(|name| !names.contains(name));
            }
        }
        words.into_iter().chain(left).collect()
    }
}

impl NamedZone<'_> {
    /// Whether these namespaces are of the zone.
    fn holds(&self, namespaces: &LabelBox) -> bool {
        match &self.zone.namespaces {
            Namespaces::Named(names) => {
                let own = namespaces.get(NAMESPACE_NAME);
                let some = !own.negated && !own.absent && !own.values.is_empty();
                some && namespaces.keys().len() == 1
                    && own.values.iter().all(|value| names.contains(value))
            }
            Namespaces::Labelled(selector) => selector.labels().canonical() == *namespaces,
        }
    }

    fn segment(&self, pods: &LabelBox) -> Option<&EcoString> {
        let named = self.segments.iter().find(|(_, boxes)| boxes.contains(pods));
        named.map(|(name, _)| *name)
    }
}

fn zones(policy: &Policy) -> Vec<NamedZone<'_>> {
    let mut zones: Vec<_> =
        policy.zones.iter().map(|zone| NamedZone { zone, segments: Vec::new() }).collect();
    for segment in &policy.segments {
        if let Some(zone) = zones.get_mut(segment.zone.0 as usize) {
            let boxes = segment.alternatives.iter().map(|one| one.labels().canonical());
            zone.segments.push((&segment.name, boxes.collect()));
        }
    }
    zones
}

/// The addresses that a flow names.
fn addresses(flow: &Flow) -> impl Iterator<Item = &Addresses> {
    let targets = flow.targets.iter().map(|target| &target.endpoint);
    flow.sources.iter().chain(targets).filter_map(|end| match &end.kind {
        EndpointKind::Addresses(addresses) => Some(addresses.as_ref()),
        _ => None,
    })
}

/// Namespaces that are no zone: their names, or what their labels are.
fn place(namespaces: &LabelBox) -> EcoString {
    let names = namespaces.get(NAMESPACE_NAME);
    let only_names = namespaces.keys().len() == 1 && !names.absent;
    if namespaces.is_all() {
        return "cluster".into();
    }
    if !only_names || names.values.is_empty() {
        return eco_format!("{{{namespaces}}}");
    }
    let some: Vec<_> = names.values.iter().take(MOST).map(EcoString::as_str).collect();
    let more = if names.values.len() > MOST { ", …" } else { "" };
    match (names.negated, some.as_slice()) {
        (false, [one]) => (*one).into(),
        (false, _) => eco_format!("({}{more})", some.join(", ")),
        (true, _) => eco_format!("(all but {}{more})", some.join(", ")),
    }
}

fn word(text: impl Into<EcoString>, zone: Option<EcoString>) -> Word {
    Word { text: text.into(), zone }
}
