//! Sets of ports as small numbers, with their unions and what they share computed once.

use crate::set::interval::Intervals;
use crate::set::port::{PortSet, Protocol};
use ecow::EcoString;
use indexmap::IndexSet;
use std::collections::{BTreeMap, HashMap};

/// The port names of a pod, with their numbers.
pub(super) type Names = BTreeMap<(Protocol, EcoString), u16>;

/// The number of a set of ports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Id(u32);

/// Sets of ports, each once.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    all: IndexSet<Intervals<u32>>,
    unions: HashMap<(Id, Id), Id>,
    meets: HashMap<(Id, Id), Id>,
}

impl Numbers {
    pub(super) fn put(&mut self, set: Intervals<u32>) -> Id {
        let at = match self.all.get_index_of(&set) {
            Some(at) => at,
            None => self.all.insert_full(set).0,
        };
        Id(u32::try_from(at).unwrap_or(u32::MAX))
    }

    pub(super) fn get(&self, id: Id) -> Intervals<u32> {
        self.all.get_index(id.0 as usize).cloned().unwrap_or_default()
    }

    pub(super) fn is_empty(&self, id: Id) -> bool {
        self.all.get_index(id.0 as usize).is_none_or(Intervals::is_empty)
    }

    pub(super) fn union(&mut self, one: Id, other: Id) -> Id {
        if one == other {
            return one;
        }
        let key = (one.min(other), one.max(other));
        if let Some(known) = self.unions.get(&key) {
            return *known;
        }
        let id = self.put(self.get(one).union(&self.get(other)));
        self.unions.insert(key, id);
        id
    }

    pub(super) fn meet(&mut self, one: Id, other: Id) -> Id {
        if one == other {
            return one;
        }
        let key = (one.min(other), one.max(other));
        if let Some(known) = self.meets.get(&key) {
            return *known;
        }
        let id = self.put(self.get(one).intersect(&self.get(other)));
        self.meets.insert(key, id);
        id
    }
}

/// Every port of every protocol.
pub(super) fn every() -> Intervals<u32> {
    PortSet::any().numbers().clone()
}

/// The numbers of ports; names are those of the target, and mean nothing to an address.
pub(super) fn resolved(ports: &PortSet, target: Option<&Names>) -> Intervals<u32> {
    if !ports.has_names() {
        return ports.numbers().clone();
    }
    let named = ports.names().iter().filter_map(|(protocol, name)| {
        let port = target?.get(&(*protocol, name.clone()))?;
        Some((protocol.at(*port), protocol.at(*port)))
    });
    ports.numbers().union(&Intervals::new(named))
}
