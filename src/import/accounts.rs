//! As which ServiceAccount the pods of segments run, as the workloads of the files tell.

use super::model::{Account, Draft, Kind, Segment, Who, Zone, ZoneId};
use super::names;
use crate::k8s::inventory::{self, Inventory, Template, Workload};
use ecow::{EcoString, eco_format};
use std::collections::{BTreeMap, BTreeSet};

/// The account of pods that name none.
const DEFAULT: &str = "default";

/// Says which segments run as which account, and which accounts are netz's to write.
///
/// A segment runs `as` an account where every workload that it selects does, and where the account is one
/// that something is granted to, or that netz takes over: what else it would say is of no use. A segment
/// that is called as an account is taken for its own, so one whose pods run as another is told apart.
pub fn settle(inventory: &Inventory, draft: &mut Draft) {
    let workloads = inventory.workloads();
    let mut by_namespace: BTreeMap<&EcoString, Vec<&Template>> = BTreeMap::new();
    for Workload { namespace, pods, .. } in &workloads {
        by_namespace.entry(namespace).or_default().extend(pods);
    }
    let mut granted: BTreeSet<(ZoneId, EcoString)> = BTreeSet::new();
    for who in draft.access.grants.iter().flat_map(|grant| &grant.who) {
        if let Who::Account(zone, name) = who {
            granted.insert((*zone, name.clone()));
        }
    }
    for (at, zone) in draft.zones.iter_mut().enumerate() {
        if matches!(zone.kind, Kind::Labelled(_)) {
            continue;
        }
        let granted = |name: &EcoString| granted.contains(&(ZoneId(at), name.clone()));
        let is_account = |zone: &Zone, name: &str| zone.accounts.iter().any(|one| one.name == name);
        for at in 0..zone.segments.len() {
            let Some(segment) = zone.segments.get(at) else { continue };
            let own = is_account(zone, &segment.name);
            let running = running(zone, segment, &by_namespace);
            let known = match running.as_slice() {
                [(namespace, account)] if account != DEFAULT => Some((namespace.clone(), account)),
                _ => None,
            };
            let wanted = |name: &EcoString| own || granted(name) || is_account(zone, name);
            match known {
                Some((namespace, account))
                    if segment.comment.is_none() && wanted(account) && *account != segment.name =>
                {
                    let account = account.clone();
                    run_as(zone, at, account, namespace);
                }
                Some((_, account)) if *account == segment.name => {}
                _ if own && !running.is_empty() => rename(zone, at),
                _ => {}
            }
        }
        take_over(inventory, zone, &granted);
    }
}

/// The namespaces and accounts of the workloads that a segment selects, each once.
fn running(
    zone: &Zone,
    segment: &Segment,
    by_namespace: &BTreeMap<&EcoString, Vec<&Template>>,
) -> Vec<(EcoString, EcoString)> {
    let mut all = BTreeSet::new();
    for namespace in &zone.namespaces {
        for pods in by_namespace.get(namespace).into_iter().flatten() {
            if segment.pods.iter().any(|one| one.contains(&pods.labels)) {
                all.insert((namespace.clone(), pods.account.clone()));
            }
        }
    }
    all.into_iter().collect()
}

fn run_as(zone: &mut Zone, segment: usize, name: EcoString, namespace: EcoString) {
    let known = zone.accounts.iter().find(|one| one.name == name);
    // An account of that name in another namespace of the zone is another account.
    if known.is_some_and(|one| one.namespace != namespace) {
        return;
    }
    if known.is_none() {
        zone.accounts.push(Account { name: name.clone(), namespace, external: true });
    }
    if let Some(segment) = zone.segments.get_mut(segment) {
        segment.account = Some(name);
    }
}

/// Calls a segment otherwise than the account that its pods don't run as.
fn rename(zone: &mut Zone, at: usize) {
    let taken = |name: &str| {
        names::is_of_language(name)
            || zone.segments.iter().any(|one| one.name == name)
            || zone.accounts.iter().any(|one| one.name == name)
    };
    let Some(name) = zone.segments.get(at).map(|segment| eco_format!("{}-pods", segment.name))
    else {
        return;
    };
    let name = names::free(&names::clean(&name), taken);
    if let Some(segment) = zone.segments.get_mut(at) {
        (segment.name, segment.short) = (name, false);
    }
}

/// An account is netz's to write where the object that it writes is the one that is there.
fn take_over(inventory: &Inventory, zone: &mut Zone, granted: &dyn Fn(&EcoString) -> bool) {
    let Zone { kind, segments, accounts, .. } = zone;
    for account in accounts {
        let runs = |one: &Segment| one.account.as_ref().unwrap_or(&one.name) == &account.name;
        let mounted = granted(&account.name) && segments.iter().any(runs);
        let same = |one: &inventory::Account| {
            one.namespace == account.namespace
                && one.name == account.name
                && one.without_token != mounted
                && !one.says_more
        };
        account.external = *kind != Kind::Ours || !inventory.accounts().iter().any(same);
    }
}
