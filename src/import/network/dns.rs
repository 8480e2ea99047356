//! DNS: which pods resolve names, and whether that follows flows.

use super::super::model::{Draft, End, Kind, ZoneId};
use super::cover::Cover;
use super::halves::{Half, Halves};
use super::zones::Zones;
use crate::set::labels::{LabelBox, ValueSet};
use crate::set::port::{PortSet, Protocol};
use crate::set::rule::{Direction, of_namespaces};
use ecow::EcoString;
use std::collections::{BTreeMap, BTreeSet};

/// The ports on which names are asked for.
const PORTS: [u16; 2] = [53, 5353];

/// Finds the DNS of the policies and says it as the program does: `service dns`, and `without dns` in zones
/// where it doesn't follow every flow.
pub fn recognise(draft: &mut Draft, zones: &mut Zones<'_>, halves: &mut [Halves; 2]) {
    let found = candidate(draft, &halves[0]);
    declare(draft, zones, halves, found);
    let [egress, _] = halves;
    let following = Following::new(draft, egress);
    for (id, zone) in draft.zones.iter_mut().enumerate() {
        let id = ZoneId(id);
        let asks = zone.kind == Kind::Ours && following.asking.contains(&id);
        zone.without_dns = asks && !following.zones.contains(&id);
    }
    egress.retain(|pair, _| !following.needless.contains(pair));
    let Some((end, ports)) = draft.dns.clone() else { return };
    // Where netz rules the ingress of these pods, a flow to `dns` would open it, too.
    if draft.rules(end, Direction::Ingress) {
        return;
    }
    let said = egress.iter().filter(|((_, target), half)| *target == end && half.ports == ports);
    let said: Vec<_> = said.map(|(pair, half)| (*pair, half.clone())).collect();
    for ((source, target), half) in said {
        egress.shift_remove(&(source, target));
        egress.insert((source, End::Dns), half);
    }
}

/// Where most policies let pods ask for names.
fn candidate(draft: &Draft, egress: &Halves) -> Option<(End, PortSet)> {
    let mut counts: BTreeMap<(End, &PortSet), usize> = BTreeMap::new();
    for ((_, target), Half { ports, .. }) in egress {
        if target.zone().is_some() && asks_for_names(ports) {
            *counts.entry((*target, ports)).or_default() += 1;
        }
    }
    let usual = |end: End| match (end, end.zone().and_then(|zone| draft.zone(zone))) {
        (End::Segment(zone, at), Some(of)) => {
            let is_dns =
                draft.segment(zone, at).is_some_and(|segment| segment.pods == [kube_dns()]);
            is_dns && of.namespaces == ["kube-system"]
        }
        _ => false,
    };
    let best = counts.into_iter().max_by_key(|((end, ports), count)| {
        (*count, usual(*end), std::cmp::Reverse((*end, (*ports).clone())))
    });
    best.map(|((end, ports), _)| (end, ports.clone()))
}

/// Whether these are ports of DNS, udp among them.
fn asks_for_names(ports: &PortSet) -> bool {
    let of = |protocol: Protocol| {
        PORTS.iter().fold(PortSet::default(), |all, port| {
            all.union(&PortSet::range(protocol, *port, *port))
        })
    };
    let all = of(Protocol::Udp).union(&of(Protocol::Tcp));
    ports.is_subset(&all) && !ports.intersect(&of(Protocol::Udp)).is_empty()
}

fn kube_dns() -> LabelBox {
    let values = ValueSet { absent: false, negated: false, values: ["kube-dns".into()].into() };
    LabelBox::default().with(&"k8s-app".into(), &values)
}

/// Declares the DNS. Where its pods are isolated by a zone of the program, netz opens them to whoever asks;
/// where the policies don't, they are declared as pods of a zone that netz doesn't write.
fn declare(
    draft: &mut Draft,
    zones: &mut Zones<'_>,
    halves: &mut [Halves; 2],
    found: Option<(End, PortSet)>,
) {
    let system = EcoString::from("kube-system");
    let named = draft.zones.iter().any(|zone| {
        zone.namespaces.contains(&system) && zone.kind == Kind::Ours && zone.isolates_ingress
    });
    let (end, ports) = match found {
        Some((end, ports)) if !draft.rules(end, Direction::Ingress) => {
            draft.dns = Some((end, ports));
            return;
        }
        Some((end, ports)) if opened(draft, halves, end, &ports) => {
            draft.dns = Some((end, ports));
            return;
        }
        Some(found) => found,
        // Without a word netz would take the pods of kube-system for the DNS, and open them.
        None if named => {
            let udp = PortSet::range(Protocol::Udp, 53, 53);
            let ports = udp.union(&PortSet::range(Protocol::Tcp, 53, 53));
            let zone = zones.of_namespace(draft, &system);
            (zones.pods(draft, zone, &[kube_dns()]), ports)
        }
        None => return,
    };
    let pods = match end {
        End::Segment(zone, at) => draft.segment(zone, at).map(|segment| segment.pods.clone()),
        _ => None,
    };
    let names = end.zone().and_then(|zone| draft.zone(zone)).map(|zone| zone.namespaces.clone());
    let namespaces = of_namespaces(names.unwrap_or_default());
    let pods = pods.unwrap_or_else(|| vec![LabelBox::default()]);
    let zone = zones.of_label_zone(draft, &namespaces).first().copied();
    if let Some(zone) = zone {
        let apart = zones.pods(draft, zone, &pods);
        draft.dns = Some((apart, ports.clone()));
        let [egress, _] = halves;
        let said =
            egress.iter().filter(|((_, target), half)| *target == end && half.ports == ports);
        let said: Vec<_> = said.map(|(pair, half)| (*pair, half.clone())).collect();
        for ((source, _), half) in said {
            egress.shift_remove(&(source, end));
            egress.insert((source, apart), half);
        }
    }
}

/// Whether the policies open the DNS to every pod that may ask: to all pods, or to all of the cluster.
fn opened(draft: &Draft, halves: &[Halves; 2], end: End, ports: &PortSet) -> bool {
    let [_, ingress] = halves;
    Cover::new(draft, Direction::Ingress, ingress).holds(End::Cluster, end, ports)
}

/// Where DNS follows flows.
#[derive(Default)]
struct Following {
    /// The zones with pods that may open connections.
    asking: BTreeSet<ZoneId>,
    /// Those in which all of them may ask for names.
    zones: BTreeSet<ZoneId>,
    /// The halves that need no saying there.
    needless: BTreeSet<(End, End)>,
}

impl Following {
    fn new(draft: &Draft, egress: &Halves) -> Self {
        let mut following = Self::default();
        let sources = egress.keys().filter_map(|(source, _)| source.zone());
        following.asking.extend(sources);
        let Some((dns, ports)) = &draft.dns else { return following };
        // Whose flows are more than asking for names: all of it follows them.
        let mut asking: BTreeMap<ZoneId, BTreeSet<End>> = BTreeMap::new();
        for ((source, target), half) in egress {
            let Some(zone) = source.zone() else { continue };
            let subjects = asking.entry(zone).or_default();
            if *target != *dns || half.ports != *ports {
                subjects.insert(*source);
            }
        }
        let mut cover = Cover::new(draft, Direction::Egress, egress);
        let follows = |(_, subjects): &(ZoneId, BTreeSet<End>)| {
            subjects.iter().all(|subject| cover.holds(*subject, *dns, ports))
        };
        let follows: BTreeMap<_, _> = asking.into_iter().filter(follows).collect();
        for ((source, target), half) in egress {
            let Some(subjects) = source.zone().and_then(|zone| follows.get(&zone)) else {
                continue;
            };
            let implied = *target == *dns && half.ports.is_subset(ports);
            if implied && subjects.contains(source) {
                following.needless.insert((*source, *target));
            }
        }
        // A source that would be left without any flow keeps it.
        let mut left: BTreeMap<End, usize> = BTreeMap::new();
        for (source, target) in egress.keys() {
            let said = usize::from(!following.needless.contains(&(*source, *target)));
            *left.entry(*source).or_default() += said;
        }
        following.needless.retain(|(source, _)| left.get(source).is_some_and(|left| *left > 0));
        following.zones = follows.into_keys().collect();
        following
    }
}
