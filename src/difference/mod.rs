//! What one side allows and grants that the other doesn't: programs, objects that were read, or nothing.
//!
//! Meanings are compared, never texts: sides that allow the same have no difference, however they are
//! written. A connection counts when both of its ends let it through; in both readings of `ipBlock`. The
//! difference is never spread out into boxes: it is told by the rules that make it, less what was allowed
//! before, each with a connection that shows it.

mod entries;
mod grants;
pub mod json;
pub mod markdown;
mod names;
mod near;
mod pairs;
mod search;
pub mod text;
pub mod words;

use crate::ir::Policy;
use crate::k8s::inventory::Inventory;
use crate::k8s::networkpolicy::Title;
use crate::set::flow::{Connection, Model};
use crate::set::port::PortSet;
use crate::set::rule::{Direction, Peer, Space};
use crate::source::SourceMap;
use crate::world::prover::Prover;
use crate::world::{Known, World};
use ecow::EcoString;
use near::Touched;
use pairs::Unmatched;
use search::Search;
use std::collections::{BTreeMap, BTreeSet};

/// One side of a comparison. Where it has a policy and objects, they add up; where it has neither, nothing
/// is isolated and nothing granted.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// A policy.
    pub policy: Option<&'a Policy>,
    /// Objects.
    pub objects: Option<&'a Inventory>,
    /// The files that the places of both are of.
    pub sources: &'a SourceMap,
}

/// How the new side differs from the old one.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Difference {
    /// What the new side allows and the old one doesn't, by zone.
    pub gained: Vec<Entry>,
    /// What the old side allows and the new one doesn't, by zone.
    pub lost: Vec<Entry>,
    /// Whether an end lets through more or less, and the other end nothing of it: no connection is gained or
    /// lost by it.
    pub unseen: bool,
}

/// One thing that is gained or lost.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The zone or namespace that it is about; none for the whole cluster.
    pub zone: Option<EcoString>,
    /// What it is.
    pub what: What,
    /// What says so.
    pub places: Vec<Place>,
    /// A connection that is gained or lost; none for rights.
    pub witness: Option<Connection>,
    /// The reading of `ipBlock` that it needs.
    pub only_where: Option<Model>,
}

/// What is gained or lost.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// All that a default denied, but for what rules allow.
    Isolation {
        /// Whose.
        pods: EcoString,
        /// Incoming, outgoing or both.
        directions: BTreeSet<Direction>,
    },
    /// Connections.
    Flow {
        /// Who connects.
        sources: Vec<EcoString>,
        /// Who is connected to.
        targets: Vec<EcoString>,
        /// On which ports, as netz writes them.
        ports: EcoString,
        /// What it follows, where no statement says it.
        implied: Option<Implied>,
        /// Whether the other side allows a part of it.
        partly: bool,
    },
    /// Rights.
    Grant {
        /// Who holds them.
        holders: Vec<EcoString>,
        /// What they may do: `get`; of a ClusterRole that is known by its name only, none.
        verbs: Vec<EcoString>,
        /// With what: `deployments.apps`, `/metrics`.
        objects: Vec<EcoString>,
        /// The only objects that it is about; empty for all.
        names: Vec<EcoString>,
        /// In which zones and namespaces; none for the whole cluster.
        places: Option<Vec<EcoString>>,
    },
}

/// What implies a flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Implied {
    /// DNS follows flows.
    Dns,
    /// The API follows grants.
    Api,
}

/// A side of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Which {
    /// The old side.
    Old,
    /// The new side.
    New,
}

/// Where something is said.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The side.
    pub side: Which,
    /// The file, as the side names it.
    pub file: EcoString,
    /// The line, from one.
    pub line: u32,
    /// The NetworkPolicy, with the number of its rule from one, where an object says it.
    pub object: Option<(Title, Option<u32>)>,
}

/// The search was given up: there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unfinished;

impl Difference {
    /// Whether both sides allow and grant the same.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.gained.is_empty() && self.lost.is_empty()
    }
}

/// An entry, and whether it is gained.
type Signed<'a> = (&'a Entry, bool);

/// The entries by zone, those of the whole cluster last, and of each zone what is gained first.
fn groups(difference: &Difference) -> Vec<(Option<&EcoString>, Vec<Signed<'_>>)> {
    let mut groups: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (entries, gained) in [(&difference.gained, true), (&difference.lost, false)] {
        for entry in entries {
            let zone = entry.zone.as_ref();
            groups.entry((zone.is_none(), zone)).or_default().push((entry, gained));
        }
    }
    groups.into_iter().map(|((_, zone), entries)| (zone, entries)).collect()
}

/// What `new` allows and grants that `old` doesn't, and the reverse, in Kubernetes 1.`minor`.
///
/// # Errors
/// When it can't be decided within the budget of a proof.
pub fn compare(old: Side<'_>, new: Side<'_>, minor: u32) -> Result<Difference, Unfinished> {
    let mut before = world(Space::default(), old, new);
    let mut after = world(std::mem::take(&mut before.space), new, old);
    let space = std::mem::take(&mut after.space);
    let (gained, lost) = flows(&space, &mut before, &mut after)?;
    let mut difference =
        Difference { unseen: gained.unseen || lost.unseen, ..Difference::default() };
    let old_end = entries::End { side: old, world: &before, which: Which::Old };
    let new_end = entries::End { side: new, world: &after, which: Which::New };
    difference.gained = entries::entries(&space, new_end, old_end, gained);
    difference.lost = entries::entries(&space, old_end, new_end, lost);
    let (gained, lost) = grants::changed(old, new, minor);
    difference.gained.extend(gained);
    difference.lost.extend(lost);
    for entries in [&mut difference.gained, &mut difference.lost] {
        entries.sort_by(|one, other| {
            let key = |entry: &Entry| (entry.zone.is_none(), entry.zone.clone());
            key(one).cmp(&key(other)).then_with(|| one.what.cmp(&other.what))
        });
    }
    Ok(difference)
}

/// What a side means.
///
/// A namespace that only the other side declares is as it is there.
fn world(space: Space, side: Side<'_>, other: Side<'_>) -> World {
    let mut world = World::in_space(space);
    if let Some(policy) = side.policy {
        world = world.with_policy(policy);
    }
    if let Some(objects) = side.objects {
        world = world.with(objects);
    }
    let [own, others] = [side, other].map(|side| side.objects.map(Known::of).unwrap_or_default());
    world.knowing(own.or(&others))
}

/// The connections that are gained, and those that are lost.
fn flows(
    space: &Space,
    before: &mut World,
    after: &mut World,
) -> Result<(search::Gained, search::Gained), Unfinished> {
    pairs::sort(&mut before.meaning);
    pairs::sort(&mut after.meaning);
    let (before, after) = (&*before, &*after);
    let added = Unmatched::new(space, &after.meaning, &before.meaning);
    let taken = Unmatched::new(space, &before.meaning, &after.meaning);
    let touched = Touched::by(space, before, after, [&added, &taken]);
    let (near_before, near_after) = (touched.near(before), touched.near(after));
    // What a program assumes of its pods is no part of what its objects allow.
    let nothing = Policy::default();
    let mut old = Prover::within(space, &nothing, &near_before);
    let mut new = Prover::within(space, &nothing, &near_after);
    let is_block = |peer| matches!(space.peer_of(peer), Some(Peer::Addresses(_)));
    let has_blocks = |world: &World| {
        let mut rules = Direction::ALL.into_iter().flat_map(|one| &world.meaning.side(one).rules);
        rules.any(|rule| is_block(rule.peer))
    };
    let has_blocks = has_blocks(&near_before) || has_blocks(&near_after);
    let models = if has_blocks { &Model::ALL[..] } else { &[Model::Outside] };
    let (wider, narrower) = ((&mut new, &near_after), (&mut old, &near_before));
    let gained = Search { space, wider, narrower, models }.gained(&added)?;
    let (wider, narrower) = ((&mut old, &near_before), (&mut new, &near_after));
    let lost = Search { space, wider, narrower, models }.gained(&taken)?;
    Ok((gained, lost))
}

/// Ports in words.
fn ports(ports: &PortSet) -> EcoString {
    ecow::eco_format!("{ports}")
}

#[cfg(test)]
mod tests;
