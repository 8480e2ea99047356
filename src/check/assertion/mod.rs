//! Assertions about flows, proved over everything that the policy allows: every pod that could exist, with
//! any labels, and every address, in both readings of `ipBlock`.
//!
//! In a claim addresses are addresses outside of the cluster, whatever the reading.

mod hops;
pub(crate) mod report;
#[cfg(test)]
mod tests;

use crate::diagnostic::Sink;
use crate::hash::HashMap;
use crate::ir::assertion::Word;
use crate::ir::{Assertion, Claim, Endpoint, EndpointKind, Policy, ZoneId};
use crate::set::flow::{Connection, Model, Peers};
use crate::set::port::PortSet;
use crate::set::rule::Direction;
use crate::source::FileId;
use crate::world::World;
use crate::world::prover::{Found, Prover};
use crate::world::way::Way;
use hops::Chain;
use std::collections::BTreeSet;

/// What became of a claim in one reading of `ipBlock`.
#[derive(Debug, Clone, PartialEq)]
enum Outcome {
    Holds,
    /// These connections are allowed, each from where the one before led, and must not be.
    Allowed(Vec<Connection>),
    /// This connection must be allowed, and isn't in this direction.
    Denied(Box<Connection>, Direction),
    Unfinished,
}

/// The claim of an assertion about flows.
#[derive(Clone, Copy)]
struct Flows<'a> {
    assertion: &'a Assertion,
    sources: &'a [Endpoint],
    targets: &'a [Endpoint],
    ports: &'a [PortSet],
    hops: bool,
}

/// The `confine`s of one subject in one file.
type Confined<'a> = HashMap<(FileId, &'a EndpointKind), Vec<Flows<'a>>>;

/// Proves every assertion of a policy about the flows of a world, and says of each that doesn't hold why.
pub(crate) fn check(policy: &Policy, world: &World, sink: &mut Sink) {
    each(policy, world, |_, _, said| sink.append(said));
}

/// The same, one by one: what is said of each assertion, and the assertion in words.
pub(crate) fn each<'a>(
    policy: &'a Policy,
    world: &'a World,
    mut told: impl FnMut(&'a Assertion, String, Sink),
) {
    check_with(
        policy,
        world,
        |_, _, _, _| {},
        |claim, said| {
            told(claim.assertion, report::sentence(policy, &claim), said);
        },
    );
}

/// The same, showing each outcome.
fn check_with<'a>(
    policy: &'a Policy,
    world: &'a World,
    mut show: impl FnMut(&Prover<'_>, Flows<'a>, Model, &Outcome),
    mut told: impl FnMut(Flows<'a>, Sink),
) {
    let claims: Vec<_> = policy.assertions.iter().filter_map(Flows::of).collect();
    if claims.is_empty() {
        return;
    }
    let mut confined: Confined<'_> = HashMap::default();
    for claim in claims.iter().filter(|claim| claim.assertion.word == Word::Confine) {
        let subjects: BTreeSet<_> = claim.sources.iter().map(|source| &source.kind).collect();
        for subject in subjects {
            confined.entry((claim.assertion.span.file, subject)).or_default().push(*claim);
        }
    }
    let mut prover = Prover::new(policy, world);
    for claim in claims {
        let outcomes = Model::ALL.map(|model| {
            prover.start(model);
            let outcome = outcome(&prover, claim, &confined);
            show(&prover, claim, model, &outcome);
            (model, outcome)
        });
        let assumed = prover.take_assumed();
        let mut sink = Sink::default();
        report::report(&mut prover, claim, outcomes, &assumed, &mut sink);
        told(claim, sink);
    }
}

impl<'a> Flows<'a> {
    /// None for what isn't proved here.
    fn of(assertion: &'a Assertion) -> Option<Self> {
        match &assertion.claim {
            Claim::Flow { sources, targets, ports, hops } => assertion
                .is_proved()
                .then_some(Self { assertion, sources, targets, ports, hops: *hops }),
            Claim::Grant { .. } => None,
        }
    }

    fn sources(&self, prover: &Prover<'_>) -> Vec<Peers> {
        self.sources.iter().flat_map(|source| prover.of_end(&source.kind)).collect()
    }

    fn targets(&self, prover: &Prover<'_>) -> Vec<(Peers, PortSet)> {
        let targets = self.targets.iter().zip(self.ports);
        let each = targets.flat_map(|(target, ports)| {
            let ends = prover.of_end(&target.kind);
            ends.into_iter().map(move |end| (end, ports.clone()))
        });
        each.collect()
    }

    /// What it names, from these sources.
    fn ways(&self, prover: &Prover<'_>, sources: &[Peers]) -> Vec<Way> {
        let targets = self.targets(prover);
        let each = targets
            .iter()
            .flat_map(|(target, ports)| Way::all(sources, std::slice::from_ref(target), ports));
        each.collect()
    }
}

fn outcome(prover: &Prover<'_>, claim: Flows<'_>, confined: &Confined<'_>) -> Outcome {
    let sources = claim.sources(prover);
    match claim.assertion.word {
        Word::Never if claim.hops => match hops::chain(prover, &sources, &claim.targets(prover)) {
            Chain::None => Outcome::Holds,
            Chain::Of(connections) => Outcome::Allowed(connections),
            Chain::Undecided => Outcome::Unfinished,
        },
        Word::Never => forbidden(prover, &claim.ways(prover, &sources), &[]),
        Word::Only => {
            let anywhere = prover.of_end(&EndpointKind::Anywhere);
            let permitted = Way::all(&sources, &anywhere, &PortSet::any());
            forbidden(prover, &claim.ways(prover, &anywhere), &permitted)
        }
        Word::Confine => confine(prover, claim, confined),
        Word::Always => always(prover, &claim.ways(prover, &sources)),
    }
}

/// No connection of the ways is allowed, but for those permitted.
fn forbidden(prover: &Prover<'_>, ways: &[Way], permitted: &[Way]) -> Outcome {
    for way in ways {
        match prover.escape(way, permitted) {
            Found::None => {}
            Found::One(connection) => return Outcome::Allowed(vec![*connection]),
            Found::Undecided => return Outcome::Unfinished,
        }
    }
    Outcome::Holds
}

/// Each subject reaches nothing but what the `confine`s of the file let it, and DNS that its flows imply.
/// The first of them speaks for all.
fn confine(prover: &Prover<'_>, claim: Flows<'_>, confined: &Confined<'_>) -> Outcome {
    let anywhere = prover.of_end(&EndpointKind::Anywhere);
    for source in claim.sources {
        let same = confined.get(&(claim.assertion.span.file, &source.kind));
        let same = same.map(Vec::as_slice).unwrap_or_default();
        if same.first().is_some_and(|first| !std::ptr::eq(first.assertion, claim.assertion)) {
            continue;
        }
        let sources = prover.of_end(&source.kind);
        let mut permitted: Vec<_> =
            same.iter().flat_map(|claim| claim.ways(prover, &sources)).collect();
        let ways = Way::all(&sources, &anywhere, &PortSet::any());
        for way in &ways {
            let Some(implied) = prover.implied_dns(way) else { return Outcome::Unfinished };
            permitted.extend(implied);
        }
        match forbidden(prover, &ways, &permitted) {
            Outcome::Holds => {}
            outcome => return outcome,
        }
    }
    Outcome::Holds
}

/// Every connection of the ways is allowed.
fn always(prover: &Prover<'_>, ways: &[Way]) -> Outcome {
    for way in ways {
        for direction in Direction::ALL {
            match prover.denied(direction, way) {
                Found::None => {}
                Found::One(connection) => return Outcome::Denied(connection, direction),
                Found::Undecided => return Outcome::Unfinished,
            }
        }
    }
    Outcome::Holds
}

/// The ends of an `always` that somebody else decides on.
fn assumed_ends<'a>(prover: &Prover<'a>, claim: &Flows<'a>) -> Vec<&'a Endpoint> {
    let policy = prover.policy;
    let zone_is_ours = |id: ZoneId| policy.zone(id).is_some_and(crate::ir::Zone::is_ours);
    let others = |end: &&Endpoint| match &end.kind {
        EndpointKind::Segment(id) => {
            policy.segment(*id).is_some_and(|segment| !zone_is_ours(segment.zone))
        }
        EndpointKind::Zone(id) => !zone_is_ours(*id),
        EndpointKind::Cluster | EndpointKind::Anywhere | EndpointKind::OpenEgress => true,
        EndpointKind::Addresses(_) => false,
    };
    if claim.assertion.word != Word::Always || prover.world.is_whole {
        return Vec::new();
    }
    claim.sources.iter().chain(claim.targets).filter(others).collect()
}
