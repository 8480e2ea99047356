//! Boxes of pods and addresses in the words of the program: a zone, a segment, a net, or what they are.

use crate::ir::{EndpointKind, Policy, SegmentId, ZoneId};
use crate::set::cidr::AddressSet;
use crate::set::flow::Peers;
use crate::set::labels::{LabelBox, ValueSet};
use crate::set::rule::NAMESPACE_NAME;
use crate::world::way;
use ecow::EcoString;
use std::collections::{BTreeMap, BTreeSet, HashMap};

pub(super) use crate::emit::comment::endpoint;

/// How many names of a list are written out.
const MOST: usize = 4;

/// What the program calls things.
pub(super) struct Words<'a> {
    policy: &'a Policy,
    zones: HashMap<EcoString, ZoneId>,
    segments: HashMap<(ZoneId, LabelBox), SegmentId>,
    nets: HashMap<AddressSet, String>,
    pods: AddressSet,
}

/// Pods of some namespaces.
type Group = (LabelBox, AddressSet);

impl<'a> Words<'a> {
    /// Of a policy.
    pub(super) fn new(policy: &'a Policy) -> Self {
        let named = (0..).map(ZoneId).zip(&policy.zones);
        let zones = named.flat_map(|(id, zone)| {
            zone.names().iter().map(move |name| (name.clone(), id)).collect::<Vec<_>>()
        });
        let mut segments = HashMap::new();
        for (at, segment) in policy.segments.iter().enumerate() {
            for alternative in &segment.alternatives {
                let key = (segment.zone, alternative.labels().canonical());
                segments.entry(key).or_insert_with(|| SegmentId::at(at));
            }
        }
        let ends = policy.flows.iter().flat_map(|flow| {
            let sources = flow.sources.iter();
            sources.chain(flow.targets.iter().map(|target| &target.endpoint))
        });
        let api = policy.cluster.api.iter().map(|target| &target.endpoint);
        let mut nets = HashMap::new();
        for end in ends.chain(api) {
            if let EndpointKind::Addresses(addresses) = &end.kind {
                let set = AddressSet::of_blocks(&addresses.blocks);
                nets.entry(set).or_insert_with(|| endpoint(policy, &end.kind));
            }
        }
        Self { policy, zones: zones.collect(), segments, nets, pods: way::of_pods(policy) }
    }

    /// Names for some boxes, each name once.
    pub(super) fn names<'p>(&self, peers: impl IntoIterator<Item = &'p Peers>) -> Vec<String> {
        let (outside, pods) = with_all_addresses(peers);
        let mut names = BTreeSet::new();
        if let Some(all) =
            outside.iter().map(|one| (*one).clone()).reduce(|all, one| all.union(&one))
        {
            match self.nets.get(&all) {
                Some(name) => drop(names.insert(name.clone())),
                None => names.extend(outside.iter().map(|one| self.addresses(one))),
            }
        }
        let mut by_name: BTreeMap<Group, BTreeSet<EcoString>> = BTreeMap::new();
        for ((namespaces, pods), addresses) in pods {
            let own = namespaces.get(NAMESPACE_NAME);
            let group = (pods.clone().canonical(), addresses);
            if own.negated || namespaces.keys().len() > 1 {
                names.insert(self.elsewhere(namespaces, &group));
            } else {
                by_name.entry(group).or_default().extend(own.values.iter().cloned());
            }
        }
        let mut alternatives: BTreeMap<(SegmentId, String), Vec<String>> = BTreeMap::new();
        for ((pods, addresses), namespaces) in &by_name {
            let at = self.at(addresses);
            for (place, zone) in self.places(namespaces) {
                let labels = selector(pods);
                let plain = format!("{place}{{{labels}}}{at}");
                let segment = zone.and_then(|zone| self.segments.get(&(zone, pods.clone())));
                match (zone, segment) {
                    (Some(_), _) if pods.is_all() => {
                        names.insert(format!("{place}/*{at}"));
                    }
                    (Some(_), Some(id)) => {
                        alternatives.entry((*id, at.clone())).or_default().push(plain);
                    }
                    _ => {
                        names.insert(plain);
                    }
                }
            }
        }
        for ((id, at), each) in alternatives {
            let Some(segment) = self.policy.segment(id) else { continue };
            let boxes = segment.alternatives.iter().map(|one| one.labels().canonical());
            if boxes.collect::<BTreeSet<_>>().len() == each.len() {
                names.insert(format!("{}{at}", endpoint(self.policy, &EndpointKind::Segment(id))));
            } else {
                names.extend(each);
            }
        }
        names.into_iter().collect()
    }

    /// Whole zones by their names, what is left of namespaces by theirs.
    fn places(&self, namespaces: &BTreeSet<EcoString>) -> Vec<(EcoString, Option<ZoneId>)> {
        let zones: BTreeSet<_> =
            namespaces.iter().filter_map(|name| self.zones.get(name)).copied().collect();
        let mut left = namespaces.clone();
        let mut places = Vec::new();
        for id in zones {
            let Some(zone) = self.policy.zone(id) else { continue };
            if zone.names().iter().all(|name| namespaces.contains(name)) {
                zone.names().iter().for_each(|name| {
                    left.remove(name);
                });
                places.push((zone.name.clone(), Some(id)));
            }
        }
        places.extend(left.into_iter().map(|name| (name, None)));
        places
    }

    /// Pods of namespaces that no list names.
    fn elsewhere(&self, namespaces: &LabelBox, (pods, addresses): &Group) -> String {
        let own = namespaces.get(NAMESPACE_NAME);
        let others = namespaces.clone().replace(&NAMESPACE_NAME.into(), ValueSet::all());
        let others = others.canonical();
        let of_label = self.policy.zones.iter().find(|zone| {
            own.negated
                && own.values.is_empty()
                && zone.names().is_empty()
                && way::namespaces(zone) == *namespaces
        });
        let what = if pods.is_all() {
            "any pod".to_owned()
        } else {
            format!("pods {{{}}}", selector(pods))
        };
        let at = self.at(addresses);
        if let Some(zone) = of_label {
            return match pods.is_all() {
                true => format!("{}/*{at}", zone.name),
                false => format!("{}{{{}}}{at}", zone.name, selector(pods)),
            };
        }
        let labelled = match others.is_all() {
            true => String::new(),
            false => format!(" where {}", selector(&others)),
        };
        let names = match (own.negated, own.values.is_empty()) {
            (true, true) => "any namespace".to_owned(),
            (true, false) => format!("any namespace but {}", some(&own.values)),
            (false, _) => format!("namespaces {}", some(&own.values)),
        };
        format!("{what} of {names}{labelled}{at}")
    }

    /// Which addresses pods have, where it isn't any.
    fn at(&self, addresses: &AddressSet) -> String {
        let any = *addresses == AddressSet::all() || *addresses == self.pods;
        if any { String::new() } else { format!(" at {}", self.addresses(addresses)) }
    }

    fn addresses(&self, addresses: &AddressSet) -> String {
        if *addresses == AddressSet::all() {
            return "any address".to_owned();
        }
        match self.nets.get(addresses) {
            Some(name) => name.clone(),
            None => {
                let cidrs = addresses.cidrs().take(MOST + 1).map(|cidr| cidr.to_string());
                let mut cidrs: Vec<_> = cidrs.collect();
                if cidrs.len() > MOST {
                    cidrs.truncate(MOST);
                    cidrs.push("…".to_owned());
                }
                cidrs.join(", ")
            }
        }
    }
}

/// Addresses outside, and pods with all the addresses that some of the boxes give them.
fn with_all_addresses<'p>(
    peers: impl IntoIterator<Item = &'p Peers>,
) -> (BTreeSet<&'p AddressSet>, BTreeMap<(&'p LabelBox, &'p LabelBox), AddressSet>) {
    let (mut outside, mut all) = (BTreeSet::new(), BTreeMap::new());
    for one in peers {
        match one {
            Peers::Outside(addresses) => drop(outside.insert(addresses)),
            Peers::Pods { namespaces, pods, addresses } => {
                let known: &mut AddressSet = all.entry((namespaces, pods)).or_default();
                *known = known.union(addresses);
            }
        }
    }
    (outside, all)
}

fn some(values: &BTreeSet<EcoString>) -> String {
    let first: Vec<_> = values.iter().take(MOST).map(EcoString::as_str).collect();
    match values.len() - first.len() {
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    }
}

/// A box of labels in kubectl's `-l` syntax, as far as that can say it.
fn selector(labels: &LabelBox) -> String {
    let tests = labels.keys().iter().map(|(key, values)| {
        let list = values.values.iter().map(EcoString::as_str).collect::<Vec<_>>();
        let (list, one) = (list.join(","), list.len() == 1);
        match (values.absent, values.negated, values.values.is_empty()) {
            (true, false, true) => format!("!{key}"),
            (false, true, true) => key.to_string(),
            (false, false, _) if one => format!("{key}={list}"),
            (false, false, _) => format!("{key} in ({list})"),
            (true, true, _) if one => format!("{key}!={list}"),
            (true, true, _) => format!("{key} notin ({list})"),
            (true, false, false) => format!("{key} absent or in ({list})"),
            (false, true, false) => format!("{key},{key} notin ({list})"),
        }
    });
    tests.collect::<Vec<_>>().join(",")
}
