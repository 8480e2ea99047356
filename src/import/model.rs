//! The program in the making: zones, segments and flows as data, before they have a text.

use super::clauses::Clauses;
use crate::set::cidr::AddressSet;
use crate::set::labels::LabelBox;
use crate::set::port::PortSet;
use crate::set::rule::Direction;
use ecow::EcoString;
use std::collections::{BTreeMap, BTreeSet};

/// A zone, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ZoneId(pub usize);

/// A set of addresses, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AddressesId(pub usize);

/// An end of a flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum End {
    /// A segment of a zone, by its number there.
    Segment(ZoneId, usize),
    /// Every pod of a zone.
    Every(ZoneId),
    /// Every pod.
    Cluster,
    /// Every pod and every address.
    Anywhere,
    /// The public addresses of both families.
    Internet,
    /// Some addresses.
    Addresses(AddressesId),
    /// The declared DNS.
    Dns,
    /// The declared API server.
    ApiServer,
    /// The declared nodes.
    Nodes,
}

impl End {
    /// The zone that it is of.
    pub const fn zone(self) -> Option<ZoneId> {
        match self {
            Self::Segment(zone, _) | Self::Every(zone) => Some(zone),
            _ => None,
        }
    }
}

/// What a zone is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// One that the program writes objects for.
    Ours,
    /// Somebody else's.
    Extern,
    /// Chosen by the labels of its namespaces.
    Labelled(LabelBox),
}

/// A zone.
#[derive(Debug, Clone)]
pub struct Zone {
    pub name: EcoString,
    pub kind: Kind,
    /// Its namespaces; none where it is chosen by labels.
    pub namespaces: Vec<EcoString>,
    pub isolates_ingress: bool,
    pub isolates_egress: bool,
    pub without_dns: bool,
    pub owner: Option<EcoString>,
    /// The key behind segments without a selector, where it isn't the program's.
    pub label: Option<EcoString>,
    pub segments: Vec<Segment>,
    /// What is written as it is: `pods`, `quota`.
    pub settings: Vec<EcoString>,
    /// ServiceAccounts.
    pub accounts: Vec<Account>,
    /// What is to say about it, a line each.
    pub remarks: Vec<EcoString>,
}

/// A ServiceAccount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub name: EcoString,
    pub namespace: EcoString,
    pub external: bool,
}

impl Zone {
    /// A zone of which nothing else is known.
    pub const fn new(name: EcoString, kind: Kind, namespaces: Vec<EcoString>) -> Self {
        Self {
            name,
            kind,
            namespaces,
            isolates_ingress: false,
            isolates_egress: false,
            without_dns: false,
            owner: None,
            label: None,
            segments: Vec::new(),
            settings: Vec::new(),
            accounts: Vec::new(),
            remarks: Vec::new(),
        }
    }

    /// Whether the program denies a direction by default.
    pub const fn isolates(&self, direction: Direction) -> bool {
        match direction {
            Direction::Egress => self.isolates_egress,
            Direction::Ingress => self.isolates_ingress,
        }
    }

    /// The number of the segment with these labels; a new one where there is none.
    pub fn segment(&mut self, pods: &[LabelBox]) -> usize {
        if let Some(at) = self.segments.iter().position(|segment| segment.pods == pods) {
            return at;
        }
        self.segments.push(Segment { pods: pods.to_vec(), ..Segment::default() });
        self.segments.len() - 1
    }
}

/// Pods of a zone.
#[derive(Debug, Clone, Default)]
pub struct Segment {
    pub name: EcoString,
    /// Its alternatives.
    pub pods: Vec<LabelBox>,
    /// What it was called where it comes from.
    pub hint: Option<EcoString>,
    /// The ports that every flow to it uses.
    pub ports: Option<PortSet>,
    /// Whether its name alone says its labels.
    pub short: bool,
    /// The ServiceAccount that its pods run as, where it isn't the one of its own name.
    pub account: Option<EcoString>,
    /// What stands above it.
    pub comment: Option<EcoString>,
}

/// A statement `sources -> targets`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    /// The zone in whose block it stands.
    pub zone: ZoneId,
    pub sources: Vec<End>,
    pub targets: Vec<End>,
    /// None where the targets have their own.
    pub ports: Option<PortSet>,
    /// The only half that is meant.
    pub only: Option<Direction>,
    /// The policies that say so, by their numbers.
    pub origins: BTreeSet<u32>,
    /// Why it stands.
    pub clauses: Clauses,
}

/// A named set of addresses.
#[derive(Debug, Clone)]
pub struct Net {
    pub name: EcoString,
    pub parts: Vec<AddressesId>,
}

/// All of it.
#[derive(Debug, Default)]
pub struct Draft {
    pub zones: Vec<Zone>,
    pub flows: Vec<Flow>,
    pub addresses: Vec<AddressSet>,
    pub nets: Vec<Net>,
    /// The key behind segments without a selector.
    pub label: Option<EcoString>,
    /// The pods that resolve names, with their ports.
    pub dns: Option<(End, PortSet)>,
    /// What is stated of the cluster, a line each.
    pub facts: Vec<EcoString>,
    /// Reasons of which it isn't known of which flows they are, by policy.
    pub untold: BTreeMap<u32, Clauses>,
    pub access: Access,
}

/// Who may do what.
#[derive(Debug, Default)]
pub struct Access {
    /// Users and groups.
    pub principals: Vec<Principal>,
    /// `resource` declarations, with what stands behind them.
    pub resources: Vec<(EcoString, Option<EcoString>)>,
    pub roles: Vec<Role>,
    pub grants: Vec<Grant>,
    /// What is to say of grants in all of the cluster, a line each.
    pub remarks: Vec<EcoString>,
}

/// A user or a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    /// `user` or `group`.
    pub word: &'static str,
    pub name: EcoString,
    pub identity: EcoString,
}

/// A role, with the permission of each of its statements.
#[derive(Debug)]
pub struct Role {
    pub name: EcoString,
    pub permissions: Vec<EcoString>,
}

/// Somebody who is granted something.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Who {
    /// An account of a zone.
    Account(ZoneId, EcoString),
    /// A user or a group, by its number.
    Principal(usize),
}

/// Where a grant holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// In these zones.
    Zones(Vec<ZoneId>),
    /// Everywhere.
    ClusterWide,
}

/// What is granted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// `can`, with a permission.
    Can(EcoString),
    /// `has`, with a role as it is written there.
    Has(EcoString),
}

/// A statement that grants something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    pub who: Vec<Who>,
    pub what: What,
    pub scope: Scope,
    /// Why it stands.
    pub clauses: Clauses,
    pub origin: Option<EcoString>,
}

impl Draft {
    /// A zone; none for a number of another draft.
    pub fn zone(&self, id: ZoneId) -> Option<&Zone> {
        self.zones.get(id.0)
    }

    /// A segment.
    pub fn segment(&self, zone: ZoneId, at: usize) -> Option<&Segment> {
        self.zones.get(zone.0)?.segments.get(at)
    }

    /// Whether policies of the program rule a direction of an end's traffic.
    pub fn rules(&self, end: End, direction: Direction) -> bool {
        let zone = end.zone().and_then(|zone| self.zone(zone));
        zone.is_some_and(|zone| zone.kind == Kind::Ours && zone.isolates(direction))
    }
}
