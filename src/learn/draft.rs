//! What was seen, as zones, segments and flows.

use super::dropped;
use super::line::Peer;
use super::tally::{Count, EndId, Tally, blocks};
use crate::diagnostic::Code;
use crate::import::Unsaid;
use crate::import::model::{AddressesId, Draft, End, Kind, Segment, Zone, ZoneId};
use crate::import::names;
use crate::import::network::flows::flows;
use crate::import::network::halves::{Half, Halves};
use crate::import::network::{name_addresses, name_segments};
use crate::import::write::selector;
use crate::k8s::name;
use crate::set::cidr::AddressSet;
use crate::set::flow::Labels;
use crate::set::labels::{LabelBox, ValueSet};
use crate::set::port::{PortSet, Protocol};
use crate::set::rule::Direction;
use ecow::{EcoString, eco_format};
use indexmap::IndexMap;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::IpAddr;

const NAME: &str = "app.kubernetes.io/name";
const COMPONENT: &str = "app.kubernetes.io/component";
/// Namespaces of the cluster itself: somebody else writes their policies.
const SYSTEM: [&str; 3] = ["kube-system", "kube-public", "kube-node-lease"];
/// What the pods that resolve names are called.
const RESOLVERS: [&str; 4] = ["kube-dns", "coredns", "node-local-dns", "dns-default"];
const DNS_PORTS: [u16; 2] = [53, 5353];

/// The ends of a draft, by those of a recording.
struct Ends<'a> {
    tally: &'a Tally,
    draft: Draft,
    zones: HashMap<EcoString, ZoneId>,
    /// Segments by their zones and the labels of their pods.
    segments: HashMap<(ZoneId, Labels), usize>,
    /// Names of pods that are told apart by their component, too.
    several: BTreeSet<(EcoString, EcoString)>,
    /// Connections of pods without labels that tell who they are, by namespace.
    nameless: BTreeMap<EcoString, u64>,
}

/// Connections of one pair of ends, addresses put together.
#[derive(Debug, Default, Clone)]
pub(super) struct Pair {
    pub(super) ports: PortSet,
    pub(super) count: Count,
}

/// Pairs of ends, source first.
pub(super) type Pairs = IndexMap<(End, End), Pair>;

/// Addresses that an end exchanges connections with: whether they are its targets, on which port, how often.
type Outside = IndexMap<(End, bool, Protocol, u16), (BTreeSet<IpAddr>, Count)>;

/// The draft of a recording, how often each pair of ends was seen, and what can't be said.
pub fn draft(tally: &Tally) -> (Draft, Vec<Count>, Vec<Unsaid>) {
    let mut ends = Ends::new(tally);
    let dns = ends.dns();
    let (allowed, dropped) = ends.pairs(dns.as_ref());
    let Ends { mut draft, nameless, .. } = ends;
    facts(tally, &mut draft);
    draft.dns = dns;
    let undeclared = undeclared(&mut draft, &allowed);
    let mut counts = Vec::with_capacity(allowed.len());
    let mut halves = [Halves::new(), Halves::new()];
    let asking: BTreeSet<End> =
        allowed.keys().filter(|(_, to)| *to != End::Dns).map(|(from, _)| *from).collect();
    for ((source, target), Pair { ports, count }) in &allowed {
        // Whoever connects to anything may ask for names.
        if *target == End::Dns && asking.contains(source) {
            continue;
        }
        let origin = u32::try_from(counts.len()).unwrap_or(u32::MAX);
        counts.push(*count);
        let half = Half { ports: ports.clone(), origins: [origin].into() };
        let [egress, ingress] = &mut halves;
        if draft.rules(*source, Direction::Egress) {
            egress.insert((*source, *target), half.clone());
        }
        if draft.rules(*target, Direction::Ingress) {
            ingress.insert((*source, *target), half);
        }
    }
    without_dns(&mut draft, &allowed);
    flows(&mut draft, &halves, &[]);
    name_segments(&mut draft);
    name_addresses(&mut draft, &|_| Some("addresses".into()));
    dropped::remarks(&mut draft, &dropped, &undeclared);
    let unsaid = nameless.into_iter().map(|(namespace, count)| {
        let s = if count == 1 { "" } else { "s" };
        let what = eco_format!("{count} connection{s} of pods of `{namespace}`");
        Unsaid::new(Code::NamelessPods, what, "their labels don't tell who they are")
    });
    (draft, counts, unsaid.collect())
}

impl<'a> Ends<'a> {
    fn new(tally: &'a Tally) -> Self {
        let mut components: BTreeMap<(EcoString, EcoString), BTreeSet<Option<&EcoString>>> =
            BTreeMap::new();
        for (key, _) in tally.seen() {
            for id in [key.source, key.target] {
                if let Some(Peer::Pod(namespace, labels)) = tally.end(id)
                    && let Some(name) = labels.get(NAME)
                {
                    let key = (namespace.clone(), name.clone());
                    components.entry(key).or_default().insert(labels.get(COMPONENT));
                }
            }
        }
        let several = components.into_iter().filter(|(_, all)| all.len() > 1).map(|(key, _)| key);
        let several = several.collect();
        let (draft, zones, segments) = (Draft::default(), HashMap::new(), HashMap::new());
        Self { tally, draft, zones, segments, several, nameless: BTreeMap::new() }
    }

    fn zone(&mut self, namespace: &EcoString) -> ZoneId {
        if let Some(id) = self.zones.get(namespace) {
            return *id;
        }
        let ours = !SYSTEM.contains(&namespace.as_str());
        let kind = if ours { Kind::Ours } else { Kind::Extern };
        let mut zone = Zone::new(namespace.clone(), kind, vec![namespace.clone()]);
        (zone.isolates_ingress, zone.isolates_egress) = (ours, ours);
        let id = ZoneId(self.draft.zones.len());
        self.draft.zones.push(zone);
        self.zones.insert(namespace.clone(), id);
        id
    }

    /// The end that some end of the recording belongs to; none where no policy can name it.
    fn end(&mut self, id: EndId, count: u64) -> Option<End> {
        match self.tally.end(id)? {
            Peer::ApiServer(_) => Some(End::ApiServer),
            Peer::Node(_) => Some(End::Nodes),
            Peer::Address(_) => None,
            Peer::Pod(namespace, labels) => {
                let identity = self.identity(namespace, labels);
                let valid = name::dns_label(namespace).is_ok();
                if identity.is_empty() || !valid {
                    *self.nameless.entry(namespace.clone()).or_default() += count;
                    return None;
                }
                let zone = self.zone(namespace);
                self.segment(zone, identity)
            }
        }
    }

    /// The pods of a zone with these labels.
    fn segment(&mut self, zone: ZoneId, identity: Labels) -> Option<End> {
        let known = (zone, identity);
        if let Some(at) = self.segments.get(&known) {
            return Some(End::Segment(zone, *at));
        }
        let values = |value: &EcoString| ValueSet {
            absent: false,
            negated: false,
            values: [value.clone()].into(),
        };
        let all = known.1.iter();
        let pods =
            all.fold(LabelBox::default(), |pods, (key, value)| pods.with(key, &values(value)));
        let segments = &mut self.draft.zones.get_mut(zone.0)?.segments;
        segments.push(Segment { pods: vec![pods], ..Segment::default() });
        let at = segments.len() - 1;
        self.segments.insert(known, at);
        Some(End::Segment(zone, at))
    }

    /// The labels by which people tell these pods from others.
    fn identity(&self, namespace: &EcoString, labels: &Labels) -> Labels {
        let valid = |(key, value): &(&EcoString, &EcoString)| {
            name::label_key(key).is_ok() && name::label_value(value).is_ok()
        };
        let labels: Labels =
            labels.iter().filter(valid).map(|(key, value)| (key.clone(), value.clone())).collect();
        let of = |key: &str| labels.get(key).map(|value| (EcoString::from(key), value.clone()));
        let Some(first) = names::KEYS.iter().find_map(|key| of(key)) else { return labels };
        let by_component = self.several.contains(&(namespace.clone(), first.1.clone()));
        let component = of(COMPONENT).filter(|_| by_component && first.0 == NAME);
        std::iter::once(first).chain(component).collect()
    }

    /// The pods that resolve names, by what they are called and how often they are asked.
    fn dns(&mut self) -> Option<(End, PortSet)> {
        let mut counts: BTreeMap<(End, u16), u64> = BTreeMap::new();
        let seen: Vec<_> = self.tally.seen().collect();
        for (key, count) in seen.iter().filter(|(key, _)| DNS_PORTS.contains(&key.port)) {
            let Some(Peer::Pod(_, labels)) = self.tally.end(key.target) else { continue };
            let named = labels.values().any(|value| RESOLVERS.contains(&value.as_str()));
            if named
                && count.allowed > 0
                && let Some(end) = self.end(key.target, 0)
            {
                *counts.entry((end, key.port)).or_default() += count.allowed;
            }
        }
        let ((end, port), _) = counts.into_iter().max_by_key(|(_, count)| *count)?;
        let of = |protocol| PortSet::range(protocol, port, port);
        Some((end, of(Protocol::Udp).union(&of(Protocol::Tcp))))
    }

    /// Who connects to whom: what was let through, and what was only dropped.
    fn pairs(&mut self, dns: Option<&(End, PortSet)>) -> (Pairs, Pairs) {
        let mut all = [IndexMap::new(), IndexMap::new()];
        let mut outside: [Outside; 2] = Default::default();
        // What was let through first: the segments of what was only dropped are the last of their zones.
        let mut seen: Vec<_> = self.tally.seen().collect();
        seen.sort_by_key(|(_, count)| count.allowed == 0);
        for (key, count) in seen {
            let total = count.allowed + count.dropped;
            let which = usize::from(count.allowed == 0);
            let address = |id| match self.tally.end(id) {
                Some(Peer::Address(address)) => Some(*address),
                _ => None,
            };
            let known = [address(key.source), address(key.target)];
            match known {
                [Some(_), Some(_)] => {}
                [Some(address), None] | [None, Some(address)] => {
                    let is_target = known[1].is_some();
                    let inner = if is_target { key.source } else { key.target };
                    let Some(inner) = self.end(inner, total).filter(|end| end.zone().is_some())
                    else {
                        continue;
                    };
                    let Some(outside) = outside.get_mut(which) else { continue };
                    let place = (inner, is_target, key.protocol, key.port);
                    let (addresses, sum) = outside.entry(place).or_default();
                    addresses.insert(address);
                    sum.add(count);
                }
                [None, None] => {
                    let ends = self.end(key.source, total).zip(self.end(key.target, total));
                    let Some((source, target)) = ends else { continue };
                    let ports = PortSet::range(key.protocol, key.port, key.port);
                    let asks = dns.is_some_and(|(end, of)| target == *end && ports.is_subset(of));
                    let target = if asks { End::Dns } else { target };
                    if let Some(all) = all.get_mut(which) {
                        add(all, (source, target), &ports, count);
                    }
                }
            }
        }
        for (outside, all) in outside.into_iter().zip(&mut all) {
            for ((inner, is_target, protocol, port), (addresses, count)) in outside {
                let addresses: Vec<IpAddr> = addresses.into_iter().collect();
                let end = self.addresses(AddressSet::of_cidrs(&blocks(&addresses)));
                let pair = if is_target { (inner, end) } else { (end, inner) };
                add(all, pair, &PortSet::range(protocol, port, port), count);
            }
        }
        let [allowed, mut dropped] = all;
        // What was let through sometimes is no drop to tell of.
        dropped.retain(|pair, of| {
            allowed.get(pair).is_none_or(|one: &Pair| !of.ports.is_subset(&one.ports))
        });
        (allowed, dropped)
    }

    fn addresses(&mut self, set: AddressSet) -> End {
        let known = self.draft.addresses.iter().position(|one| *one == set);
        End::Addresses(AddressesId(known.unwrap_or_else(|| {
            self.draft.addresses.push(set);
            self.draft.addresses.len() - 1
        })))
    }
}

/// Takes out the segments of pods whose every connection was dropped, since no flow is about them. What
/// they are called instead.
fn undeclared(draft: &mut Draft, allowed: &Pairs) -> HashMap<End, EcoString> {
    let mut used: HashMap<ZoneId, usize> = HashMap::new();
    let dns = draft.dns.iter().map(|(end, _)| *end);
    for end in allowed.keys().flat_map(|(from, to)| [*from, *to]).chain(dns) {
        if let End::Segment(zone, at) = end {
            let used = used.entry(zone).or_default();
            *used = (*used).max(at + 1);
        }
    }
    let mut names = HashMap::new();
    for (at, zone) in draft.zones.iter_mut().enumerate() {
        let id = ZoneId(at);
        let declared = used.get(&id).copied().unwrap_or_default().min(zone.segments.len());
        for (at, segment) in (declared..).zip(zone.segments.split_off(declared)) {
            names.insert(End::Segment(id, at), selector::alternatives(&segment.pods));
        }
    }
    names
}

fn add(all: &mut Pairs, pair: (End, End), ports: &PortSet, count: Count) {
    let known = all.entry(pair).or_default();
    known.ports = known.ports.union(ports);
    known.count.add(count);
}

/// Where the API server and the nodes are.
fn facts(tally: &Tally, draft: &mut Draft) {
    let (mut servers, mut nodes, mut ports) =
        (BTreeSet::new(), BTreeSet::new(), PortSet::default());
    for (key, _) in tally.seen().filter(|(_, count)| count.allowed > 0) {
        for (id, is_target) in [(key.source, false), (key.target, true)] {
            match tally.end(id) {
                Some(Peer::ApiServer(address)) => {
                    servers.extend(*address);
                    if is_target {
                        ports = ports.union(&PortSet::range(key.protocol, key.port, key.port));
                    }
                }
                Some(Peer::Node(address)) => nodes.extend(*address),
                _ => {}
            }
        }
    }
    let list = |addresses: BTreeSet<IpAddr>| {
        let addresses: Vec<IpAddr> = addresses.into_iter().collect();
        let blocks = blocks(&addresses);
        blocks.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    };
    if !servers.is_empty() {
        let ports =
            if ports.is_empty() { PortSet::range(Protocol::Tcp, 6443, 6443) } else { ports };
        draft.facts.push(eco_format!("api {} {ports}", list(servers)));
    }
    if !nodes.is_empty() {
        draft.facts.push(eco_format!("nodes {}", list(nodes)));
    }
}

/// A zone whose pods never asked for names doesn't let them.
fn without_dns(draft: &mut Draft, allowed: &Pairs) {
    let of = |wanted: bool| -> BTreeSet<ZoneId> {
        let pairs = allowed.keys().filter(|(_, target)| (*target == End::Dns) == wanted);
        pairs.filter_map(|(source, _)| source.zone()).collect()
    };
    let (asks, connects) = (of(true), of(false));
    for (at, zone) in draft.zones.iter_mut().enumerate() {
        let id = ZoneId(at);
        zone.without_dns = zone.kind == Kind::Ours && connects.contains(&id) && !asks.contains(&id);
    }
}
