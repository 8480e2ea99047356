//! Halves to statements: both halves of a connection in one, equal ends together.

use super::super::clauses::Clauses;
use super::super::model::{Draft, End, Flow, ZoneId};
use super::cover::Cover;
use super::halves::{Half, Halves};
use super::reasons::{self, Said};
use crate::set::port::PortSet;
use crate::set::rule::Direction;
use indexmap::{IndexMap, IndexSet};
use std::collections::{BTreeMap, BTreeSet};

/// A flow of one source and one target.
struct Pair {
    source: End,
    target: End,
    ports: PortSet,
    only: Option<Direction>,
    origins: BTreeSet<u32>,
}

/// The statements of a draft; `said` is why its policies stand.
pub fn flows(draft: &mut Draft, halves: &[Halves; 2], said: &[Said]) {
    let pairs = pairs(draft, halves);
    give_ports(draft, &pairs);
    let origins: Vec<Vec<u32>> =
        pairs.iter().map(|pair| pair.origins.iter().copied().collect()).collect();
    let is_one = |some: &[usize]| {
        let some: Vec<_> = some.iter().filter_map(|at| pairs.get(*at)).collect();
        is_one(draft, &some)
    };
    let reasons::Reasons { of, untold } = reasons::reasons(said, &origins, &is_one);
    draft.flows = merged(draft, pairs, of);
    draft.untold = untold;
}

/// Whether some pairs become one statement: on the same ports, from one source or to one target.
fn is_one(draft: &Draft, pairs: &[&Pair]) -> bool {
    let key = |pair: &Pair| (home(draft, pair), ports(draft, pair), pair.only);
    let Some(first) = pairs.first() else { return false };
    let one_source = pairs.iter().all(|pair| pair.source == first.source);
    let one_target = pairs.iter().all(|pair| pair.target == first.target);
    (one_source || one_target) && pairs.iter().all(|pair| key(pair) == key(first))
}

/// The ports that a statement must say.
fn ports(draft: &Draft, pair: &Pair) -> Option<PortSet> {
    let own = match pair.target {
        End::Segment(zone, at) => draft.segment(zone, at).is_some_and(|it| it.ports.is_some()),
        End::Dns | End::ApiServer => true,
        _ => false,
    };
    (!own).then(|| pair.ports.clone())
}

/// Every pair of ends, in the order in which the policies say them.
fn pairs(draft: &Draft, [egress, ingress]: &[Halves; 2]) -> Vec<Pair> {
    let mut out = Cover::new(draft, Direction::Egress, egress);
    let mut into = Cover::new(draft, Direction::Ingress, ingress);
    let keys: IndexSet<(End, End)> = ingress.keys().chain(egress.keys()).copied().collect();
    let nothing = Half::default();
    let mut pairs = Vec::with_capacity(keys.len());
    for (source, target) in keys {
        let get = |halves: &'_ Halves| halves.get(&(source, target)).cloned();
        let leaving = get(egress).unwrap_or_else(|| nothing.clone());
        let entering = get(ingress).unwrap_or_else(|| nothing.clone());
        // A half that another statement gives anyhow, or that the program doesn't write, does no harm.
        let harmless_out = !draft.rules(source, Direction::Egress);
        let harmless_in = !draft.rules(target, Direction::Ingress);
        let mut push = |ports: PortSet, only, origins: &BTreeSet<u32>| {
            if !ports.is_empty() {
                pairs.push(Pair { source, target, ports, only, origins: origins.clone() });
            }
        };
        let both = leaving.ports.intersect(&entering.ports);
        let all: BTreeSet<u32> = leaving.origins.union(&entering.origins).copied().collect();
        let mut whole = both.clone();
        let mut left = Vec::new();
        for (half, direction) in [(&entering, Direction::Ingress), (&leaving, Direction::Egress)] {
            let rest = half.ports.subtract(&both);
            if rest.is_empty() {
                continue;
            }
            let harmless = match direction {
                Direction::Ingress => harmless_out || out.holds(source, target, &rest),
                Direction::Egress => harmless_in || into.holds(source, target, &rest),
            };
            match harmless {
                true => whole = whole.union(&rest),
                // All of the half, where that is said in fewer words than what the other one lacks.
                false => {
                    let all_is_shorter = half.ports.to_string().len() < rest.to_string().len();
                    let ports = if all_is_shorter { half.ports.clone() } else { rest };
                    left.push((ports, direction, &half.origins));
                }
            }
        }
        push(whole, None, &all);
        for (ports, direction, origins) in left {
            push(ports, Some(direction), origins);
        }
    }
    pairs
}

/// A segment to which every flow uses the same ports has them.
fn give_ports(draft: &mut Draft, pairs: &[Pair]) {
    let mut of: BTreeMap<(ZoneId, usize), Option<&PortSet>> = BTreeMap::new();
    for pair in pairs {
        if let End::Segment(zone, at) = pair.target {
            let known = of.entry((zone, at)).or_insert(Some(&pair.ports));
            if *known != Some(&pair.ports) || pair.ports.is_any() {
                *known = None;
            }
        }
    }
    for ((zone, at), ports) in of {
        let segment = draft.zones.get_mut(zone.0).and_then(|zone| zone.segments.get_mut(at));
        if let Some(segment) = segment {
            segment.ports = ports.cloned();
        }
    }
}

type Key = (ZoneId, Option<PortSet>, Option<Direction>, Clauses);

/// Pairs as statements: sources of equal targets, then targets of equal sources.
fn merged(draft: &Draft, pairs: Vec<Pair>, clauses: Vec<Clauses>) -> Vec<Flow> {
    let mut by_target: IndexMap<(End, Key), Flow> = IndexMap::new();
    for (pair, clauses) in pairs.into_iter().zip(clauses) {
        let Some(zone) = home(draft, &pair) else { continue };
        let ports = ports(draft, &pair);
        let key = (pair.target, (zone, ports.clone(), pair.only, clauses.clone()));
        let flow = by_target.entry(key).or_insert_with(|| Flow {
            zone,
            sources: Vec::new(),
            targets: vec![pair.target],
            ports,
            only: pair.only,
            origins: BTreeSet::new(),
            clauses,
        });
        flow.sources.push(pair.source);
        flow.origins.extend(pair.origins);
    }
    let mut by_sources: IndexMap<(Vec<End>, Key), Flow> = IndexMap::new();
    for flow in by_target.into_values() {
        let mut sources = flow.sources.clone();
        sources.sort_unstable();
        let rest = (flow.zone, flow.ports.clone(), flow.only, flow.clauses.clone());
        let key = (sources, rest);
        match by_sources.entry(key) {
            indexmap::map::Entry::Occupied(mut same) => {
                let same = same.get_mut();
                same.targets.extend(flow.targets);
                same.origins.extend(flow.origins);
            }
            indexmap::map::Entry::Vacant(free) => {
                free.insert(flow);
            }
        }
    }
    by_sources.into_values().collect()
}

/// The zone in whose block a flow stands: that whose pods it opens, else that whose pods it lets out.
fn home(draft: &Draft, pair: &Pair) -> Option<ZoneId> {
    let opens =
        pair.only != Some(Direction::Egress) && draft.rules(pair.target, Direction::Ingress);
    match opens {
        true => pair.target.zone(),
        false => pair.source.zone(),
    }
}
