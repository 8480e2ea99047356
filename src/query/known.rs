//! Names for what runs in a cluster, where no program gives any.

use crate::import::names::{quoted, word};
use crate::import::write::selector;
use crate::k8s::inventory::Inventory;
use crate::k8s::name::{dns_label, dns_subdomain};
use crate::set::flow::Labels;
use crate::set::right::Holder;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// What is called by a name in a namespace.
#[derive(Default)]
struct Named<'a> {
    /// The labels of pods, by the names of their workloads.
    segments: BTreeMap<&'a str, BTreeSet<&'a Labels>>,
    accounts: BTreeSet<&'a str>,
}

/// A program that says nothing but names: each namespace is a zone of somebody else's, each workload a
/// segment of the labels of its pods, so that `shop/web` can be asked about, and ServiceAccounts, users and
/// groups are declared. Workloads of one name are one segment; pods without labels have no name, and what
/// isn't called as Kubernetes calls things is left out.
#[must_use]
pub fn names(inventory: &Inventory) -> String {
    let workloads = inventory.workloads();
    let mut zones: BTreeMap<&str, Named<'_>> = BTreeMap::new();
    for name in inventory.namespaces().keys().filter(|name| dns_label(name).is_ok()) {
        zones.entry(name).or_default();
    }
    let is_name = |text: &str| dns_subdomain(text).is_ok();
    for one in workloads.iter().filter(|one| is_name(&one.name)) {
        let zone = zones.entry(&one.namespace).or_default();
        let accounts = one.pods.iter().map(|pods| pods.account.as_str());
        zone.accounts.extend(accounts.filter(|name| is_name(name)));
        let pods = one.pods.iter().map(|pods| &pods.labels).filter(|labels| !labels.is_empty());
        zone.segments.entry(&one.name).or_default().extend(pods);
    }
    for one in inventory.accounts().iter().filter(|one| is_name(&one.name)) {
        zones.entry(&one.namespace).or_default().accounts.insert(&one.name);
    }
    let mut people: BTreeMap<&str, &str> = BTreeMap::new();
    let is_text = |text: &str| !text.is_empty() && !text.contains(char::is_control);
    for (holder, _) in inventory.bindings().iter().flat_map(|one| &one.subjects) {
        match holder {
            Holder::Account(namespace, name) => {
                if dns_label(namespace).is_ok() && is_name(name) {
                    zones.entry(namespace).or_default().accounts.insert(name);
                }
            }
            Holder::User(name) | Holder::Group(name) if !is_text(name) => {}
            Holder::User(name) => drop(people.insert(name, "user")),
            Holder::Group(name) => drop(people.insert(name, "group")),
        }
    }
    // Writing to a String can't fail.
    let mut text = String::new();
    for (name, kind) in people {
        let _ = writeln!(text, "{kind} {} = {}", word(name), quoted(name));
    }
    for (name, Named { segments, accounts }) in zones {
        let _ = writeln!(text, "extern zone {} {{", word(name));
        for (name, pods) in segments.into_iter().filter(|(_, pods)| !pods.is_empty()) {
            let pods: Vec<_> = pods.into_iter().map(selected).collect();
            let _ = writeln!(text, "  segment {}: {}", word(name), pods.join(" | "));
        }
        for name in accounts {
            let _ = writeln!(text, "  extern account {}", word(name));
        }
        text.push_str("}\n");
    }
    text
}

/// `app=web, tier=front`.
fn selected(labels: &Labels) -> String {
    let text = selector::text;
    let pairs = labels.iter().map(|(key, value)| format!("{}={}", text(key), text(value)));
    pairs.collect::<Vec<_>>().join(", ")
}
