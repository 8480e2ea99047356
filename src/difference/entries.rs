//! What was found, merged to entries: those that one statement causes are one.

use super::names::{Names, Word};
use super::search::{Gained, Opening, Release};
use super::{Implied, Place, Side, What, Which, ports};
use crate::ir::Cause;
use crate::reach;
use crate::set::flow::{Connection, Model};
use crate::set::port::PortSet;
use crate::set::rule::{Direction, Space};
use crate::source::Span;
use crate::world::{Origin, World};
use ecow::EcoString;
use indexmap::IndexMap;
use indexmap::map::Entry;
use std::collections::{BTreeMap, BTreeSet};

/// One side with its meaning.
#[derive(Clone, Copy)]
pub(super) struct End<'a> {
    pub(super) side: Side<'a>,
    pub(super) world: &'a World,
    pub(super) which: Which,
}

/// What pairs of ends must have in common to stand in one line.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Kind {
    /// The statement; none where an object says it.
    cause: Option<reach::Origin>,
    only_where: Option<Model>,
}

/// A pair of ends, and all that is said about it.
#[derive(Clone)]
struct Pair {
    ports: PortSet,
    partly: bool,
    places: BTreeSet<Place>,
    witness: Connection,
}

/// Some sources and some targets.
struct Product {
    sources: BTreeSet<Word>,
    targets: BTreeSet<Word>,
    pair: Pair,
}

/// What the wider side has gained, as entries.
pub(super) fn entries(
    space: &Space,
    wider: End<'_>,
    narrower: End<'_>,
    gained: Gained,
) -> Vec<super::Entry> {
    if gained.openings.is_empty() && gained.releases.is_empty() {
        return Vec::new();
    }
    let names = Names::new(wider.side.policy, narrower.side.policy);
    let mut entries = releases(space, narrower, &names, gained.releases);
    for (kind, pairs) in pairs(space, wider, &names, gained.openings) {
        entries.extend(products(pairs).into_iter().map(|one| one.entry(&kind, &names)));
    }
    entries
}

/// Pods that are no longer isolated, by zone.
fn releases(
    space: &Space,
    narrower: End<'_>,
    names: &Names<'_>,
    releases: Vec<Release>,
) -> Vec<super::Entry> {
    type Key = (Word, Option<Model>);
    let mut merged: BTreeMap<Key, (BTreeSet<Direction>, BTreeSet<Place>, Connection)> =
        BTreeMap::new();
    for Release { direction, subject, origin, witness, only_where } in releases {
        let key = (names.subject(space, subject), only_where);
        let entry = merged.entry(key);
        let (directions, places, _) =
            entry.or_insert_with(|| (BTreeSet::new(), BTreeSet::new(), witness));
        directions.insert(direction);
        places.extend(narrower.place(origin));
    }
    let entry = |((word, only_where), (directions, places, witness)): (Key, _)| super::Entry {
        zone: word.zone,
        what: What::Isolation { pods: word.text, directions },
        places: BTreeSet::into_iter(places).collect(),
        witness: Some(witness),
        only_where,
    };
    merged.into_iter().map(entry).collect()
}

type Pairs = BTreeMap<(Word, Word), Pair>;

/// The pairs of ends of all openings, by what makes them.
fn pairs(
    space: &Space,
    wider: End<'_>,
    names: &Names<'_>,
    openings: Vec<Opening>,
) -> BTreeMap<Kind, Pairs> {
    let mut kinds: BTreeMap<Kind, Pairs> = BTreeMap::new();
    for opening in openings {
        let ends = ends(space, names, &opening);
        let Opening { rule, partly, witness, only_where, .. } = opening;
        let cause = match rule.origin {
            Origin::Policy(origin) => Some(origin),
            Origin::Object(_) => None,
        };
        let pairs = kinds.entry(Kind { cause, only_where }).or_default();
        for (source, target, ports) in ends {
            let pair = pairs.entry((source, target)).or_insert_with(|| {
                let ports = PortSet::default();
                Pair { ports, partly, places: BTreeSet::new(), witness: witness.clone() }
            });
            pair.ports = pair.ports.union(&ports);
            pair.partly |= partly;
            pair.places.extend(wider.place(rule.origin));
        }
    }
    kinds
}

/// The ends of an opening in words, the source first.
fn ends(space: &Space, names: &Names<'_>, opening: &Opening) -> Vec<(Word, Word, PortSet)> {
    if !opening.parts.is_empty() {
        let parts = opening.parts.iter();
        let ends = parts.map(|part| {
            let ports = part.ports.to_set().unwrap_or_default();
            (names.end(&part.source), names.end(&part.target), ports)
        });
        return ends.collect();
    }
    let rule = &opening.rule;
    let (subject, peer) = (names.subject(space, rule.subject), names.peer(space, rule.peer));
    let ports = space.ports_of(rule.ports).cloned().unwrap_or_default();
    match opening.direction {
        Direction::Egress => vec![(subject, peer, ports)],
        Direction::Ingress => vec![(peer, subject, ports)],
    }
}

/// Pairs as products: sources with the same targets, then targets with the same sources.
fn products(pairs: Pairs) -> Vec<Product> {
    let mut by_target: IndexMap<(Word, Likeness), Product> = IndexMap::new();
    for ((source, target), pair) in pairs {
        let product = by_target.entry((target.clone(), pair.likeness())).or_insert_with(|| {
            Product { sources: BTreeSet::new(), targets: [target].into(), pair }
        });
        product.sources.insert(source);
    }
    let mut products: IndexMap<(BTreeSet<Word>, Likeness), Product> = IndexMap::new();
    for product in by_target.into_values() {
        let key = (product.sources.clone(), product.pair.likeness());
        match products.entry(key) {
            Entry::Occupied(mut same) => same.get_mut().targets.extend(product.targets),
            Entry::Vacant(free) => {
                free.insert(product);
            }
        }
    }
    products.into_values().collect()
}

/// What pairs must have in common to be of one product.
type Likeness = (PortSet, bool, BTreeSet<Place>);

impl Pair {
    fn likeness(&self) -> Likeness {
        (self.ports.clone(), self.partly, self.places.clone())
    }
}

impl Product {
    fn entry(self, kind: &Kind, names: &Names<'_>) -> super::Entry {
        let zone = |words: &BTreeSet<Word>| words.iter().find_map(|word| word.zone.clone());
        let implied = match kind.cause {
            Some(reach::Origin::Allowed(Cause::Dns)) => Some(Implied::Dns),
            Some(reach::Origin::Allowed(Cause::Api)) => Some(Implied::Api),
            _ => None,
        };
        // What is implied is about whom it is implied for.
        let (first, second) = match implied {
            Some(_) => (&self.sources, &self.targets),
            None => (&self.targets, &self.sources),
        };
        super::Entry {
            zone: zone(first).or_else(|| zone(second)),
            what: What::Flow {
                sources: names.listed(&self.sources),
                targets: names.listed(&self.targets),
                ports: ports(&self.pair.ports),
                implied,
                partly: self.pair.partly,
            },
            places: self.pair.places.into_iter().collect(),
            witness: Some(self.pair.witness),
            only_where: kind.only_where,
        }
    }
}

impl End<'_> {
    fn place(&self, origin: Origin) -> Option<Place> {
        match origin {
            Origin::Object(origin) => {
                let (title, span) = self.world.object(origin)?;
                let rule = origin.rule.map(|rule| rule + 1);
                Some(place(self.side, self.which, *span, Some((title.clone(), rule))))
            }
            Origin::Policy(origin) => {
                let policy = self.side.policy?;
                let span = match origin {
                    reach::Origin::Zone(id) => policy.zone(id)?.span,
                    reach::Origin::Allowed(Cause::Flow(id)) => policy.flow(id)?.span,
                    reach::Origin::Allowed(Cause::Dns) => policy.cluster.dns.declared?,
                    reach::Origin::Allowed(Cause::Api) => policy.cluster.api.first()?.endpoint.span,
                };
                Some(place(self.side, self.which, span, None))
            }
        }
    }
}

/// A place of a side.
pub(super) fn place(
    side: Side<'_>,
    which: Which,
    span: Span,
    object: Option<(crate::k8s::networkpolicy::Title, Option<u32>)>,
) -> Place {
    let file = EcoString::from(side.sources.name(span.file));
    let line = side.sources.position(span.file, span.start).line;
    Place { side: which, file, line, object }
}
