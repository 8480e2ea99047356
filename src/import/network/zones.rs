//! Namespaces to zones, and the peers of rules to ends.

use super::super::model::{AddressesId, Draft, End, Kind, Zone, ZoneId};
use crate::k8s::inventory::Inventory;
use crate::k8s::name;
use crate::k8s::networkpolicy::Origin;
use crate::set::labels::LabelBox;
use crate::set::right::{Act, Holder};
use crate::set::rule::{Direction, Meaning, NAMESPACE_NAME, NameId, Peer, PeerId, Space};
use ecow::EcoString;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What a namespace's objects say, apart from its name: namespaces that say the same may be one zone.
#[derive(Debug, Default, PartialEq, Eq)]
struct Said {
    isolated: BTreeSet<(Direction, crate::set::rule::LabelsId)>,
    rules: BTreeSet<(Direction, crate::set::rule::LabelsId, PeerId, crate::set::rule::PortsId)>,
    rights: BTreeSet<(Holder, Act)>,
    settings: Vec<EcoString>,
}

/// The zones of a draft, by their namespaces.
pub struct Zones<'a> {
    space: &'a Space,
    by_name: HashMap<EcoString, ZoneId>,
    by_label: HashMap<LabelBox, ZoneId>,
    by_peer: HashMap<PeerId, Vec<End>>,
    by_pods: HashMap<(ZoneId, Vec<LabelBox>), usize>,
    by_addresses: HashMap<crate::set::rule::AddressesId, AddressesId>,
}

impl<'a> Zones<'a> {
    /// A zone for each namespace in which something is isolated or granted; those that say the same and
    /// that some rule names together are one.
    pub fn new(
        space: &'a Space,
        inventory: &Inventory,
        meaning: &Meaning<Origin>,
        settings: &BTreeMap<EcoString, Vec<EcoString>>,
        draft: &mut Draft,
    ) -> Self {
        let own = namespaces(inventory, settings);
        let groups = groups(space, inventory, meaning, settings, &own);
        let mut zones = Self {
            space,
            by_name: HashMap::new(),
            by_label: HashMap::new(),
            by_peer: HashMap::new(),
            by_pods: HashMap::new(),
            by_addresses: HashMap::new(),
        };
        for namespace in own {
            if zones.by_name.contains_key(&namespace) {
                continue;
            }
            let group = groups.iter().find(|(_, group)| group.contains(&namespace));
            let (name, namespaces) = match group {
                Some((name, group)) => (name.clone(), group.iter().cloned().collect()),
                None => (namespace.clone(), vec![namespace]),
            };
            zones.add(draft, Zone::new(name, Kind::Ours, namespaces));
        }
        zones
    }

    fn add(&mut self, draft: &mut Draft, mut zone: Zone) -> ZoneId {
        let id = ZoneId(draft.zones.len());
        let taken = |name: &str| draft.zones.iter().any(|zone| zone.name == name);
        zone.name = super::super::names::free(&zone.name, taken);
        self.by_name.extend(zone.namespaces.iter().map(|name| (name.clone(), id)));
        draft.zones.push(zone);
        id
    }

    /// The zone of a namespace, where there is one.
    pub fn known(&self, namespace: &EcoString) -> Option<ZoneId> {
        self.by_name.get(namespace).copied()
    }

    /// The zone of a namespace; somebody else's where nothing is known of it.
    pub fn of_namespace(&mut self, draft: &mut Draft, namespace: &EcoString) -> ZoneId {
        if let Some(id) = self.by_name.get(namespace) {
            return *id;
        }
        let zone = Zone::new(namespace.clone(), Kind::Extern, vec![namespace.clone()]);
        self.add(draft, zone)
    }

    /// The zone of a namespace with objects, where it is the first namespace of the zone: of the others the
    /// same is said.
    pub fn of_subject(&self, draft: &Draft, namespace: NameId) -> Option<ZoneId> {
        let name = self.space.name_of(namespace)?;
        let id = *self.by_name.get(name)?;
        let first = draft.zone(id)?.namespaces.first()?;
        (first == name).then_some(id)
    }

    /// Some pods of a zone.
    pub fn pods(&mut self, draft: &mut Draft, zone: ZoneId, pods: &[LabelBox]) -> End {
        if pods.iter().any(LabelBox::is_all) {
            return End::Every(zone);
        }
        let key = (zone, pods.to_vec());
        if let Some(at) = self.by_pods.get(&key) {
            return End::Segment(zone, *at);
        }
        let at = draft.zones.get_mut(zone.0).map_or(0, |zone| zone.segment(pods));
        self.by_pods.insert(key, at);
        End::Segment(zone, at)
    }

    /// The other end of a rule; several where it names the namespaces of several zones.
    pub fn ends(&mut self, draft: &mut Draft, peer: PeerId) -> Vec<End> {
        if let Some(ends) = self.by_peer.get(&peer) {
            return ends.clone();
        }
        let ends = match self.space.peer_of(peer) {
            None => Vec::new(),
            Some(Peer::Anywhere) => vec![End::Anywhere],
            Some(Peer::Addresses(id)) => {
                let known = self.by_addresses.get(id).copied();
                let id = known.unwrap_or_else(|| {
                    let set = self.space.addresses_of(*id).cloned().unwrap_or_default();
                    draft.addresses.push(set);
                    let new = AddressesId(draft.addresses.len() - 1);
                    self.by_addresses.insert(*id, new);
                    new
                });
                vec![End::Addresses(id)]
            }
            Some(Peer::Pods(namespaces, pods)) => {
                let boxes = self.space.labels_of(*namespaces).zip(self.space.labels_of(*pods));
                let Some((namespaces, pods)) = boxes else { return Vec::new() };
                if namespaces.is_all() && pods.is_all() {
                    vec![End::Cluster]
                } else {
                    let zones = self.of_labels(draft, namespaces);
                    let pods = [pods.clone()];
                    zones.into_iter().map(|zone| self.pods(draft, zone, &pods)).collect()
                }
            }
        };
        self.by_peer.insert(peer, ends.clone());
        ends
    }

    /// The zones of namespaces with these labels.
    fn of_labels(&mut self, draft: &mut Draft, namespaces: &LabelBox) -> Vec<ZoneId> {
        if let Some(zones) = self.by_names(draft, namespaces) {
            return zones;
        }
        self.of_label_zone(draft, namespaces)
    }

    /// The zone that is chosen by labels.
    pub fn of_label_zone(&mut self, draft: &mut Draft, namespaces: &LabelBox) -> Vec<ZoneId> {
        if let Some(id) = self.by_label.get(namespaces) {
            return vec![*id];
        }
        let name = match namespaces.is_all() {
            true => "any-namespace".into(),
            false => super::super::names::of_namespaces(namespaces),
        };
        let zone = Zone::new(name, Kind::Labelled(namespaces.clone()), Vec::new());
        let id = self.add(draft, zone);
        self.by_label.insert(namespaces.clone(), id);
        vec![id]
    }

    /// The zones of namespaces that are named; none where labels choose them, or some of a zone.
    fn by_names(&mut self, draft: &mut Draft, namespaces: &LabelBox) -> Option<Vec<ZoneId>> {
        let named = namespaces.get(NAMESPACE_NAME);
        let only_names = namespaces.keys().len() == 1 && !named.negated && !named.absent;
        if !only_names || named.values.iter().any(|name| name::dns_label(name).is_err()) {
            return None;
        }
        let known = named.values.iter().filter_map(|name| self.by_name.get(name));
        let mut of_known = known.filter_map(|id| draft.zone(*id));
        if !of_known.all(|zone| zone.namespaces.iter().all(|name| named.values.contains(name))) {
            return None;
        }
        let mut zones = Vec::new();
        for name in &named.values {
            let id = self.of_namespace(draft, name);
            if !zones.contains(&id) {
                zones.push(id);
            }
        }
        Some(zones)
    }
}

/// The namespaces with objects, in the order in which they first stand there.
fn namespaces(
    inventory: &Inventory,
    settings: &BTreeMap<EcoString, Vec<EcoString>>,
) -> Vec<EcoString> {
    let mut all: Vec<&EcoString> =
        inventory.policies().iter().map(|policy| &policy.title.namespace).collect();
    let bindings = inventory.rbac().bindings().iter();
    all.extend(bindings.filter_map(|binding| binding.namespace.as_ref()));
    all.extend(settings.keys());
    let mut seen = BTreeSet::new();
    all.into_iter().filter(|name| seen.insert(*name)).cloned().collect()
}

/// Namespaces that are one zone: netz called them so, or a rule names them together; and all say the same.
fn groups(
    space: &Space,
    inventory: &Inventory,
    meaning: &Meaning<Origin>,
    settings: &BTreeMap<EcoString, Vec<EcoString>>,
    own: &[EcoString],
) -> Vec<(EcoString, BTreeSet<EcoString>)> {
    let mut candidates: Vec<(Option<EcoString>, BTreeSet<EcoString>)> = Vec::new();
    let mut by_label: BTreeMap<&str, BTreeSet<EcoString>> = BTreeMap::new();
    for policy in inventory.policies().iter().filter(|policy| policy.is_of_netz()) {
        if let Some(zone) = policy.mark("netz/zone") {
            by_label.entry(zone).or_default().insert(policy.title.namespace.clone());
        }
    }
    candidates.extend(by_label.into_iter().map(|(name, group)| (Some(name.into()), group)));
    let mut peers: Vec<PeerId> = Direction::ALL
        .iter()
        .flat_map(|one| meaning.side(*one).rules.iter().map(|rule| rule.peer))
        .collect();
    peers.sort_unstable();
    peers.dedup();
    for peer in peers {
        let Some(Peer::Pods(namespaces, _)) = space.peer_of(peer) else { continue };
        let Some(labels) = space.labels_of(*namespaces) else { continue };
        let named = labels.get(NAMESPACE_NAME);
        if labels.keys().len() == 1 && !named.negated && named.values.len() > 1 {
            candidates.push((None, named.values.clone()));
        }
    }
    candidates.retain(|(_, group)| group.len() > 1 && group.iter().all(|name| own.contains(name)));
    if candidates.is_empty() {
        return Vec::new();
    }
    candidates.sort_by_key(|(name, group)| (name.is_none(), std::cmp::Reverse(group.len())));
    let said = said(space, inventory, meaning, settings);
    let accounts = accounts(inventory);
    let nothing = Said::default();
    let of = |name: &EcoString| said.get(name).unwrap_or(&nothing);
    let mut groups: Vec<(EcoString, BTreeSet<EcoString>)> = Vec::new();
    for (name, group) in candidates {
        let free = groups.iter().all(|(_, other)| other.is_disjoint(&group));
        let mut each = group.iter();
        let Some(first) = each.next() else { continue };
        let names: Vec<_> = group.iter().filter_map(|name| accounts.get(name)).flatten().collect();
        let apart = names.iter().collect::<BTreeSet<_>>().len() == names.len();
        if free && apart && each.all(|other| of(first) == of(other)) {
            let plain = || group.iter().cloned().collect::<Vec<_>>().join("-and-");
            let name = name.unwrap_or_else(|| super::super::names::clean(&plain()));
            groups.push((name, group));
        }
    }
    groups
}

/// What is said of each namespace.
fn said(
    space: &Space,
    inventory: &Inventory,
    meaning: &Meaning<Origin>,
    settings: &BTreeMap<EcoString, Vec<EcoString>>,
) -> HashMap<EcoString, Said> {
    let mut all: HashMap<EcoString, Said> = HashMap::new();
    for direction in Direction::ALL {
        let side = meaning.side(direction);
        for (subject, _) in &side.isolated {
            let Some(name) = space.name_of(subject.namespace) else { continue };
            all.entry(name.clone()).or_default().isolated.insert((direction, subject.pods));
        }
        for rule in &side.rules {
            let Some(name) = space.name_of(rule.subject.namespace) else { continue };
            let rules = &mut all.entry(name.clone()).or_default().rules;
            rules.insert((direction, rule.subject.pods, rule.peer, rule.ports));
        }
    }
    for right in inventory.rbac().given() {
        if let Some(name) = right.namespace {
            all.entry(name).or_default().rights.insert((right.holder, right.act));
        }
    }
    for (name, lines) in settings {
        all.entry(name.clone()).or_default().settings.clone_from(lines);
    }
    all
}

/// The accounts of each namespace that something is granted to: in one zone they need different names.
fn accounts(inventory: &Inventory) -> HashMap<EcoString, BTreeSet<EcoString>> {
    let mut all: HashMap<EcoString, BTreeSet<EcoString>> = HashMap::new();
    let holders = inventory.rbac().bindings().iter().flat_map(|binding| &binding.holders);
    for holder in holders {
        if let Holder::Account(namespace, name) = holder {
            all.entry(namespace.clone()).or_default().insert(name.clone());
        }
    }
    for account in inventory.accounts() {
        all.entry(account.namespace.clone()).or_default().insert(account.name.clone());
    }
    all
}
