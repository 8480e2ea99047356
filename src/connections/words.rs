//! Workloads, groups of them, addresses and ports, in words.

use super::Group;
use crate::k8s::inventory::Workload;
use crate::set::cidr::AddressSet;
use crate::set::port::{PortPart, PortSet};
use ecow::EcoString;
use ipnet::IpNet;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// A group in a few words: all of `whole` but `but`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// `*` for every workload, `shop/*` for every one of a namespace, or one workload.
    pub whole: Vec<String>,
    /// The same, of those that are left out.
    pub but: Vec<String>,
}

/// What workloads are called.
#[derive(Debug)]
pub struct Words<'a> {
    workloads: &'a [Workload],
    namespaces: Vec<(&'a EcoString, Range<u32>)>,
    /// Names that several kinds share.
    shared: BTreeSet<(&'a EcoString, &'a EcoString)>,
}

impl<'a> Words<'a> {
    /// Of workloads in the order of their namespaces.
    #[must_use]
    pub fn new(workloads: &'a [Workload]) -> Self {
        let mut namespaces: Vec<(&EcoString, Range<u32>)> = Vec::new();
        let mut names: BTreeMap<_, usize> = BTreeMap::new();
        for (at, one) in (0..).zip(workloads) {
            match namespaces.last_mut() {
                Some((name, range)) if *name == &one.namespace => range.end = at + 1,
                _ => namespaces.push((&one.namespace, at..at + 1)),
            }
            *names.entry((&one.namespace, &one.name)).or_default() += 1;
        }
        let shared = names.into_iter().filter(|(_, count)| *count > 1).map(|(name, _)| name);
        Self { workloads, namespaces, shared: shared.collect() }
    }

    /// `shop/web`; with the kind where workloads of several kinds share the name.
    #[must_use]
    pub fn short(&self, at: u32) -> String {
        match self.workloads.get(at as usize) {
            Some(one) if !self.shared.contains(&(&one.namespace, &one.name)) => {
                format!("{}/{}", one.namespace, one.name)
            }
            _ => self.full(at),
        }
    }

    /// `shop/web[Deployment]`.
    #[must_use]
    pub fn full(&self, at: u32) -> String {
        let one = self.workloads.get(at as usize);
        one.map_or_else(String::new, |one| format!("{}/{}[{}]", one.namespace, one.name, one.kind))
    }

    /// A group; `name` says what a workload is called.
    #[must_use]
    pub fn terms(&self, group: &Group, name: fn(&Self, u32) -> String) -> Terms {
        let all = self.workloads.len();
        if group.len() == all && all > 1 {
            return Terms { whole: vec!["*".to_owned()], but: Vec::new() };
        }
        let Terms { whole, but } = self.by_namespace(group, name);
        let long = whole.len() + but.len();
        if long > 2 && group.len() * 2 > all {
            let held: BTreeSet<_> = group.iter().collect();
            let left = (0..).take(all).filter(|at| !held.contains(at)).collect();
            let left = self.by_namespace(&left, name);
            if left.but.is_empty() && left.whole.len() + 1 < long {
                return Terms { whole: vec!["*".to_owned()], but: left.whole };
            }
        }
        Terms { whole, but }
    }

    fn by_namespace(&self, group: &Group, name: fn(&Self, u32) -> String) -> Terms {
        let mut terms = Terms { whole: Vec::new(), but: Vec::new() };
        let mut rest = group.as_slice();
        for (namespace, range) in &self.namespaces {
            let (own, after) = rest.split_at(rest.partition_point(|at| *at < range.end));
            rest = after;
            let missing = range.len() - own.len();
            if own.len() > 1 && missing + 1 < own.len() {
                terms.whole.push(format!("{namespace}/*"));
                let held: BTreeSet<_> = own.iter().collect();
                let left = range.clone().filter(|at| !held.contains(at));
                terms.but.extend(left.map(|at| name(self, at)));
            } else {
                terms.whole.extend(own.iter().map(|at| name(self, *at)));
            }
        }
        terms
    }
}

/// Ports for people: `any port`, or as the language writes them.
#[must_use]
pub fn ports(ports: &PortSet) -> String {
    if ports.is_any() { "any port".to_owned() } else { ports.to_string() }
}

/// Ports as other analyzers write them: `All Connections`, or `TCP 80,443-445,UDP 53`.
#[must_use]
pub fn connections(ports: &PortSet) -> String {
    if ports.is_any() {
        return "All Connections".to_owned();
    }
    let mut parts: Vec<String> = Vec::new();
    let mut open = None;
    for part in ports.parts() {
        let (protocol, range) = match part {
            PortPart::All(protocol) => (protocol, "1-65535".to_owned()),
            PortPart::Range(protocol, low, high) if low == high => (protocol, low.to_string()),
            PortPart::Range(protocol, low, high) => (protocol, format!("{low}-{high}")),
            PortPart::Named(protocol, name) => (protocol, name.to_string()),
        };
        match open.replace(protocol) == Some(protocol) {
            true => parts.push(range),
            false => parts.push(format!("{} {range}", protocol.kubernetes())),
        }
    }
    parts.join(",")
}

/// Addresses in blocks: each of `whole`, but for those of `but`.
#[must_use]
pub fn blocks(addresses: &AddressSet) -> (Vec<IpNet>, Vec<IpNet>) {
    let blocks = addresses.blocks();
    let but = blocks.iter().flat_map(|block| &block.except).copied().collect();
    (blocks.iter().map(|block| block.cidr).collect(), but)
}
