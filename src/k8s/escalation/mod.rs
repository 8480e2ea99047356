//! Whom somebody can become: the closure of rights that give other rights.
//!
//! Somebody who may create pods in a namespace runs code as each ServiceAccount there; somebody who may
//! `escalate` a role may hold whatever it likes. A [`Gate`] is one such way from a [`Guise`] to others,
//! [`Closure::from`] follows them to the end, the shortest way to each guise first.
//!
//! What isn't followed: breaking out of a container to its node, pods of other names than those that are
//! known to run, Roles that somebody else left in a namespace, custom resources that a controller turns
//! into pods or roles, and credentials of clouds.

mod admin;
mod gates;
#[cfg(test)]
mod tests;
mod words;

pub use admin::ToAdmin;
pub use gates::{Gate, How, Target, leads};
pub use words::{can, path};

use super::authority::{Authority, Guise};
use crate::set::right::Holder;
use ecow::EcoString;
use std::collections::{BTreeMap, BTreeSet};

/// The namespace whose ServiceAccounts run the cluster: whoever is one of them may do everything.
const SYSTEM: &str = "kube-system";

/// The ServiceAccounts of namespaces, and whether pods are known to run as each.
#[derive(Debug, Clone, Default)]
pub struct Accounts(BTreeMap<EcoString, BTreeMap<EcoString, bool>>);

impl Accounts {
    /// Adds a ServiceAccount; one that pods run as stays so.
    pub fn add(&mut self, namespace: EcoString, name: EcoString, runs: bool) {
        *self.0.entry(namespace).or_default().entry(name).or_default() |= runs;
    }

    /// Whether pods are known to run as an account.
    fn runs(&self, namespace: &EcoString, name: &EcoString) -> bool {
        self.0.get(namespace).and_then(|names| names.get(name)).is_some_and(|runs| *runs)
    }

    fn holders(&self) -> impl Iterator<Item = Holder> {
        let in_namespace = |(namespace, names): (&EcoString, &BTreeMap<EcoString, bool>)| {
            let namespace = namespace.clone();
            let names: Vec<_> = names.keys().cloned().collect();
            names.into_iter().map(move |name| Holder::Account(namespace.clone(), name))
        };
        self.0.iter().flat_map(in_namespace)
    }

    /// Those that a target means.
    fn of(&self, target: &Target) -> Vec<Guise> {
        let Target::Accounts { namespace, name, running } = target else { return Vec::new() };
        let mut found = Vec::new();
        let all = self.0.iter().filter(|(own, _)| namespace.as_ref().is_none_or(|it| it == *own));
        for (namespace, names) in all {
            for (own, runs) in names {
                if name.as_ref().is_none_or(|name| name == own) && (*runs || !running) {
                    let holder = Holder::Account(namespace.clone(), own.clone());
                    found.push(Guise::Holder(holder));
                }
            }
        }
        found
    }
}

/// The gates of everybody who can be reached.
#[derive(Debug)]
pub struct Closure<T> {
    accounts: Accounts,
    gates: BTreeMap<Guise, Vec<Gate<T>>>,
}

/// A guise that somebody can come to, and how.
#[derive(Debug)]
pub struct Stop<'a, T> {
    /// As whom.
    pub guise: Guise,
    /// The gate that leads here and the index of the stop that it leads from; none for the start.
    pub from: Option<(usize, &'a Gate<T>)>,
}

impl<T: Copy> Closure<T> {
    /// The closure of what `authority` gives, with these ServiceAccounts and those that hold rights.
    pub fn new(authority: &Authority<T>, mut accounts: Accounts) -> Self {
        for holder in authority.holders() {
            if let Holder::Account(namespace, name) = holder {
                accounts.add(namespace.clone(), name.clone(), false);
            }
        }
        let holders = authority.holders().cloned().chain(accounts.holders());
        let mut waiting: Vec<Guise> = holders.map(Guise::Holder).collect();
        let mut gates = BTreeMap::new();
        while let Some(guise) = waiting.pop() {
            if gates.contains_key(&guise) {
                continue;
            }
            let own = match guise.is_cluster_admin() {
                true => Vec::new(),
                false => gates::gates(authority, &guise),
            };
            waiting.extend(own.iter().filter_map(|gate| gate.target.alone()));
            gates.insert(guise, own);
        }
        Self { accounts, gates }
    }

    /// As whom a subject can come to act: itself first, then every other guise by the shortest way.
    pub fn from(&self, start: &Holder) -> Vec<Stop<'_, T>> {
        let mut stops = vec![Stop { guise: Guise::Holder(start.clone()), from: None }];
        let mut seen = BTreeSet::from([Guise::Holder(start.clone())]);
        let mut opened = BTreeSet::new();
        let mut next = 0;
        while let Some(guise) = stops.get(next).map(|stop| stop.guise.clone()) {
            for gate in self.gates.get(&guise).into_iter().flatten() {
                if !opened.insert(&gate.target) {
                    continue;
                }
                let alone = gate.target.alone();
                for guise in alone.into_iter().chain(self.accounts.of(&gate.target)) {
                    if seen.insert(guise.clone()) {
                        stops.push(Stop { guise, from: Some((next, gate)) });
                    }
                }
            }
            next += 1;
        }
        stops
    }
}

/// The gates on the way to a stop, each with the guise that it leads to.
pub fn way<'a, T>(stops: &'a [Stop<'a, T>], to: usize) -> Vec<(&'a Gate<T>, &'a Guise)> {
    let mut way = Vec::new();
    let mut at = stops.get(to);
    while let Some(stop) = at {
        let Some((from, gate)) = stop.from else { break };
        way.push((gate, &stop.guise));
        at = stops.get(from);
    }
    way.reverse();
    way
}
