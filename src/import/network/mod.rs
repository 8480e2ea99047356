//! NetworkPolicies to zones, segments and flows.
//!
//! A policy isolates pods, and lets them exchange connections with peers, in one direction. A zone isolates
//! all of its pods, and a flow opens both of its ends. So the policies of a namespace become a zone; pods that
//! none of them selects become a segment to which all is open; and what both directions allow becomes one
//! flow, what only one allows a flow with `egress only` or `ingress only`.

mod addresses;
mod cover;
mod dns;
pub mod flows;
pub mod halves;
mod reasons;
mod zones;

pub use addresses::{outermost, parts};
pub use zones::Zones;

use super::clauses::{self, Clauses};
use super::model::{Draft, End, Kind, Segment, ZoneId};
use super::{Unsaid, names};
use crate::diagnostic::Code;
use crate::k8s::inventory::Inventory;
use crate::k8s::networkpolicy::Origin;
use crate::set::labels::LabelBox;
use crate::set::port::PortSet;
use crate::set::rule::{Direction, Meaning, Space};
use ecow::{EcoString, eco_format};
use reasons::Said;
use std::collections::{BTreeMap, BTreeSet};

/// The key behind segments without a selector where a program says none.
const APP: &str = "app";

/// Adds what the policies mean to the draft; what can't be said goes to `unsaid`.
pub fn import(
    space: &Space,
    inventory: &Inventory,
    meaning: &Meaning<Origin>,
    zones: &mut Zones<'_>,
    draft: &mut Draft,
    unsaid: &mut Vec<Unsaid>,
) {
    let (mut halves, missing) = halves::halves(space, meaning, zones, draft);
    for missing in missing {
        let zone = draft.zone(missing.zone).map(|zone| zone.name.clone()).unwrap_or_default();
        let what =
            eco_format!("the {} isolation of some pods of `{zone}`", missing.direction.word());
        let reason = "too many selectors isolate pods with several labels each: the pods that none of them \
                      selects can't be named";
        let policy = inventory.policies().get(missing.policy as usize);
        let place = policy.map(|policy| policy.span);
        unsaid.push(Unsaid::new(Code::IsolationLeftOut, what, reason).at(place));
    }
    without_names(inventory, &mut halves, unsaid);
    addresses::internet(draft, &mut halves);
    dns::recognise(draft, zones, &mut halves);
    let said = said(inventory);
    flows::flows(draft, &halves, &said);
    remarks(inventory, zones, &said, draft);
    hints(space, inventory, meaning, zones, draft);
    name_segments(draft);
}

/// What each policy says of why it stands.
fn said(inventory: &Inventory) -> Vec<Said> {
    let of = |policy: &crate::k8s::inventory::Policy| {
        let [because, until] = ["netz/because", "netz/until"].map(|key| policy.mark(key));
        let of_netz = policy.is_of_netz();
        let parts = if of_netz { clauses::parts(because, until) } else { Vec::new() };
        Said { of_netz, clauses: Clauses::new(because, until), parts }
    };
    inventory.policies().iter().map(of).collect()
}

/// What objects say of why they stand, where no statement comes from them.
fn remarks(inventory: &Inventory, zones: &Zones<'_>, said: &[Said], draft: &mut Draft) {
    let used: BTreeSet<u32> =
        draft.flows.iter().flat_map(|flow| flow.origins.iter().copied()).collect();
    let policies = (0..).zip(inventory.policies()).zip(said).filter(|((number, _), said)| {
        !said.clauses.is_empty() && !said.of_netz && !used.contains(number)
    });
    let policies = policies.map(|((_, policy), said)| {
        let remark = eco_format!("why {} stands: {}", policy.title.name, said.clauses.words());
        (&policy.title.namespace, remark)
    });
    let open = inventory.policies().iter().filter(|policy| {
        let zone = zones.known(&policy.title.namespace).and_then(|zone| draft.zone(zone));
        zone.is_some_and(|zone| !zone.isolates_ingress && !zone.isolates_egress)
    });
    let open = open.map(|policy| {
        let name = &policy.title.name;
        let remark = eco_format!("{name} isolates nothing: it allows everything that it is about");
        (&policy.title.namespace, remark)
    });
    let namespaces = inventory.namespaces().iter().filter_map(|(name, namespace)| {
        let reason = namespace.reason.as_ref()?;
        let clauses = Clauses::new(Some(&reason.because), reason.until.as_deref());
        let remark = eco_format!("why the namespace {name} is as it is: {}", clauses.words());
        (!clauses.is_empty()).then_some((name, remark))
    });
    let untold = draft.untold.iter().filter_map(|(number, clauses)| {
        let title = &inventory.policies().get(*number as usize)?.title;
        let pods = title.name.strip_prefix("netz-").unwrap_or(&title.name);
        let pods = if pods == "default" { "*" } else { pods };
        Some((&title.namespace, eco_format!("why some flows of {pods} stand: {}", clauses.words())))
    });
    let remarks: Vec<_> = open.chain(untold).chain(policies).chain(namespaces).collect();
    for (namespace, remark) in remarks {
        if let Some(zone) = zones.known(namespace)
            && let Some(zone) = draft.zones.get_mut(zone.0)
        {
            zone.remarks.push(remark);
        }
    }
}

pub use addresses::name_sets as name_addresses;

/// Gives names to long lists of addresses. Segments and accounts have theirs already.
pub fn name_sets(inventory: &Inventory, draft: &mut Draft) {
    let name_of = |number: u32| {
        let name = &inventory.policies().get(number as usize)?.title.name;
        let own = name.strip_prefix("netz-").map(|name| eco_format!("{name}-addresses"));
        Some(own.unwrap_or_else(|| name.clone()))
    };
    addresses::name_sets(draft, &name_of);
}

/// Takes the names of ports out of what goes to addresses: only pods know them.
fn without_names(
    inventory: &Inventory,
    halves: &mut [halves::Halves; 2],
    unsaid: &mut Vec<Unsaid>,
) {
    let [egress, _] = halves;
    egress.retain(|(_, target), half| {
        if matches!(target, End::Addresses(_)) && half.ports.has_names() {
            for number in &half.origins {
                let policy = inventory.policies().get(*number as usize);
                unsaid.extend(policy.map(|policy| {
                    let what = eco_format!("a named port of addresses of NetworkPolicy `{}`", policy.title);
                    let reason = "only a pod knows its ports by name; where a plugin takes `ipBlock` for \
                                  pods too, it means those of them that have such a port";
                    Unsaid::new(Code::PortNameLeftOut, what, reason).at(policy.span)
                }));
            }
            half.ports = PortSet::of_numbers(half.ports.numbers().clone());
        }
        !half.ports.is_empty()
    });
}

/// What netz called the pods of its policies, and whose zones they are.
fn hints(
    space: &Space,
    inventory: &Inventory,
    meaning: &Meaning<Origin>,
    zones: &mut Zones<'_>,
    draft: &mut Draft,
) {
    for direction in Direction::ALL {
        for (subject, origin) in &meaning.side(direction).isolated {
            let Some(policy) = inventory.policies().get(origin.policy as usize) else { continue };
            let Some(zone) = zones.of_subject(draft, subject.namespace) else { continue };
            if let Some(owner) = policy.mark("netz/owner")
                && let Some(zone) = draft.zones.get_mut(zone.0)
            {
                zone.owner.get_or_insert_with(|| owner.into());
            }
            if !policy.is_of_netz() {
                continue;
            }
            let Some(name) = policy.title.name.strip_prefix("netz-") else { continue };
            let pods = space.labels_of(subject.pods);
            let segments = draft.zones.get_mut(zone.0).map(|zone| zone.segments.iter_mut());
            let mut segments = segments.into_iter().flatten();
            let own = segments.find(|one| pods.is_some_and(|pods| one.pods == [pods.clone()]));
            if let Some(segment) = own {
                segment.hint.get_or_insert_with(|| name.into());
            }
        }
    }
}

/// Names every segment: by the value of the key that the zone's pods are told apart by, where it can.
pub fn name_segments(draft: &mut Draft) {
    let of_zone: Vec<Option<EcoString>> = draft.zones.iter().map(usual_key).collect();
    let mut counts: BTreeMap<&EcoString, usize> = BTreeMap::new();
    for (zone, key) in draft.zones.iter().zip(&of_zone) {
        if let Some(key) = key.as_ref().filter(|_| zone.kind == Kind::Ours) {
            *counts.entry(key).or_default() += 1;
        }
    }
    let usual = counts
        .into_iter()
        .max_by_key(|(key, count)| (*count, *key == APP, std::cmp::Reverse(*key)));
    let usual = usual.map_or_else(|| APP.into(), |(key, _)| key.clone());
    for (zone, key) in draft.zones.iter_mut().zip(of_zone) {
        let key = key.unwrap_or_else(|| usual.clone());
        if key != usual && zone.kind == Kind::Ours {
            zone.label = Some(key.clone());
        }
        let key = if zone.kind == Kind::Ours { key } else { usual.clone() };
        let mut taken: Vec<EcoString> = Vec::new();
        for segment in &mut zone.segments {
            let value = short(&segment.pods, &key)
                .filter(|value| !names::is_of_language(value) && names::is_telling(value));
            let hint = segment.hint.as_ref();
            let named = value.filter(|value| hint.is_none_or(|hint| *hint == **value));
            if let Some(value) = named {
                segment.short = true;
                segment.name = value.clone();
                taken.push(value.clone());
            }
        }
        let is_free = |segment: &Segment| !segment.short && segment.hint.is_none();
        let parts: Vec<Vec<String>> = zone
            .segments
            .iter()
            .map(|one| if is_free(one) { names::of_pods(&one.pods) } else { Vec::new() })
            .collect();
        for (at, segment) in zone.segments.iter_mut().enumerate().filter(|(_, one)| !one.short) {
            let used =
                |name: &str| names::is_of_language(name) || taken.iter().any(|other| other == name);
            segment.name = match (&segment.hint, parts.get(at)) {
                (None, Some(own)) => {
                    let others = parts.iter().enumerate();
                    let others = others.filter(|(other, parts)| *other != at && !parts.is_empty());
                    let others: Vec<&[String]> = others.map(|(_, one)| one.as_slice()).collect();
                    names::shortest(own, &others, used)
                }
                (hint, _) => names::free(&names::clean(hint.as_deref().unwrap_or("pods")), used),
            };
            taken.push(segment.name.clone());
        }
    }
    draft.label = (usual != APP).then_some(usual);
}

/// The value of a key, where the pods are those that carry it.
fn short<'a>(pods: &'a [LabelBox], key: &str) -> Option<&'a EcoString> {
    let [pods] = pods else { return None };
    let (own, values) = pods.keys().first_key_value().filter(|_| pods.keys().len() == 1)?;
    values.only().filter(|value| own == key && !value.is_empty())
}

/// The key by which most segments of a zone are told apart.
fn usual_key(zone: &super::model::Zone) -> Option<EcoString> {
    let mut counts: BTreeMap<&EcoString, usize> = BTreeMap::new();
    for segment in &zone.segments {
        if let [pods] = segment.pods.as_slice()
            && let Some((key, values)) = pods.keys().first_key_value()
            && pods.keys().len() == 1
            && values.only().is_some_and(|value| names::is_telling(value))
        {
            *counts.entry(key).or_default() += 1;
        }
    }
    let most = counts
        .into_iter()
        .max_by_key(|(key, count)| (*count, *key == APP, std::cmp::Reverse(*key)));
    most.map(|(key, _)| key.clone())
}

/// Zones by their ids.
pub fn ids(draft: &Draft) -> impl Iterator<Item = ZoneId> + use<> {
    (0..draft.zones.len()).map(ZoneId)
}
