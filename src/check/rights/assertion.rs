//! What assertions about rights claim, decided over everything that subjects hold and can come to hold.
//!
//! A claim is a set of requests: its verbs on its resources, in its scope, or in the whole cluster where it
//! has none. `never` and `only` ask for one request of the set, `confine` for one outside of it, `always`
//! for all of it.

use super::report::{self, Outcome, Witness};
use super::{Origin, Rights};
use crate::diagnostic::Sink;
use crate::ir::assertion::Word;
use crate::ir::{Assertion, Claim, Object, Permission, Scope, VerbUse};
use crate::k8s::authority::{Given, Guise, Held};
use crate::k8s::escalation::Stop;
use crate::reach::rights;
use crate::set::right::{Act, Holder};
use crate::source::FileId;
use ecow::EcoString;
use std::collections::{BTreeMap, BTreeSet};

/// The claim of an assertion about rights.
struct Claimed<'a> {
    assertion: &'a Assertion,
    subjects: Vec<Holder>,
    permission: &'a Permission,
    /// The namespaces that it is about; none for the whole cluster.
    within: Option<Vec<EcoString>>,
}

/// What one `confine` permits.
struct Permitted {
    acts: Vec<Act>,
    within: Option<Vec<EcoString>>,
}

/// What is found of what somebody holds.
enum Found {
    Nothing,
    /// What a ClusterRole says that isn't known.
    Unknown(Given<Origin>),
    Something(Given<Origin>),
}

/// Proves every assertion about rights, and says of each that doesn't hold why. Where mistakes made the
/// program `incomplete`, nothing is said of what is missing.
pub(super) fn each(rights: &Rights<'_>, incomplete: bool, mut told: impl FnMut(&Assertion, Sink)) {
    let claims: Vec<_> = rights
        .policy
        .assertions
        .iter()
        .filter_map(|assertion| Claimed::of(rights, assertion))
        .collect();
    let mut confined: BTreeMap<(FileId, &Holder), Vec<Permitted>> = BTreeMap::new();
    for claim in claims.iter().filter(|claim| claim.assertion.word == Word::Confine) {
        for subject in &claim.subjects {
            let of_subject = confined.entry((claim.assertion.span.file, subject)).or_default();
            of_subject.push(Permitted {
                acts: rights::acts(claim.permission).collect(),
                within: claim.within.clone(),
            });
        }
    }
    let mut spoken = BTreeSet::new();
    for claim in &claims {
        let outcome = match claim.assertion.word {
            Word::Always if incomplete => continue,
            Word::Always => always(rights, claim),
            Word::Never => nobody(rights, claim, &claim.subjects),
            Word::Only => {
                let others = rights.holders.iter().filter(|one| !claim.subjects.contains(one));
                nobody(rights, claim, &others.cloned().collect::<Vec<_>>())
            }
            Word::Confine => {
                let file = claim.assertion.span.file;
                let first = |subject: &&Holder| spoken.insert((file, (*subject).clone()));
                let first: Vec<_> = claim.subjects.iter().filter(first).collect();
                confine(rights, claim, &first, &confined)
            }
        };
        let mut sink = Sink::default();
        report::report(rights, claim.assertion, &outcome, &mut sink);
        told(claim.assertion, sink);
    }
}

impl<'a> Claimed<'a> {
    /// None for an assertion about flows.
    fn of(rights: &Rights<'_>, assertion: &'a Assertion) -> Option<Self> {
        let Claim::Grant { subjects, permission, scope } = &assertion.claim else { return None };
        let holders = subjects.iter().filter_map(|one| rights::holder(rights.policy, *one));
        let within = match scope {
            None | Some(Scope::ClusterWide(_)) => None,
            Some(scope) => {
                Some(rights::places(rights.policy, scope).into_iter().flatten().collect())
            }
        };
        Some(Self { assertion, subjects: holders.collect(), permission, within })
    }

    /// The acts that it is about. `exec` and `forward` look a pod up first, which isn't what they are about.
    fn essence(&self) -> Vec<Act> {
        let uses = &self.permission.uses;
        let on_the_way = |verb: &VerbUse| uses.iter().any(|other| other.span == verb.span);
        let mut acts = Vec::new();
        for used in uses {
            let looked_up = |verb: &&VerbUse| {
                let pods =
                    matches!(&used.object, Object::Resource { resource, .. } if resource == "pods");
                !(pods && on_the_way(verb))
            };
            let verbs = used.verbs.iter().filter(looked_up).cloned().collect::<Vec<_>>();
            let part = crate::ir::Use { verbs, ..used.clone() };
            acts.extend(rights::of_rule(&part.rule(&self.permission.names)));
        }
        acts
    }
}

/// Nobody of `holders` holds any of it, whoever they become.
fn nobody(rights: &Rights<'_>, claim: &Claimed<'_>, holders: &[Holder]) -> Outcome {
    let asked = claim.essence();
    let within = claim.within.as_deref();
    search(rights, holders.iter(), |held| {
        let mut met = asked.iter().flat_map(|act| rights.authority.meet(held, act, within));
        match met.next() {
            Some(given) => Found::Something(in_place(rights, given, within)),
            None => unknown(rights, held, &asked, within).map_or(Found::Nothing, Found::Unknown),
        }
    })
}

/// A right that holds everywhere, where it was asked for.
fn in_place(
    rights: &Rights<'_>,
    mut given: Given<Origin>,
    within: Option<&[EcoString]>,
) -> Given<Origin> {
    if given.namespace.is_none() && !rights.authority.is_of_cluster(&given.act) {
        given.namespace = within.and_then(<[_]>::first).cloned();
    }
    given
}

/// Each of `holders` holds nothing but what the `confine`s of the file permit it, whoever it becomes.
fn confine(
    rights: &Rights<'_>,
    claim: &Claimed<'_>,
    holders: &[&Holder],
    confined: &BTreeMap<(FileId, &Holder), Vec<Permitted>>,
) -> Outcome {
    let mut doubt = Outcome::Holds;
    for holder in holders {
        let permitted = confined.get(&(claim.assertion.span.file, *holder));
        let permitted = permitted.map(Vec::as_slice).unwrap_or_default();
        let outcome = search(rights, [*holder].into_iter(), |held| {
            let known = held.iter().filter(|held| !matches!(held.act, Act::ClusterRole(_)));
            match known.flat_map(|held| all(rights, held)).find(|given| !permits(permitted, given))
            {
                Some(given) => Found::Something(given),
                None => unknown(rights, held, &[], None).map_or(Found::Nothing, Found::Unknown),
            }
        });
        match outcome {
            Outcome::Holds => {}
            Outcome::Unknown(_) if matches!(doubt, Outcome::Holds) => doubt = outcome,
            Outcome::Unknown(_) => {}
            outcome => return outcome,
        }
    }
    doubt
}

fn permits(permitted: &[Permitted], given: &Given<Origin>) -> bool {
    permitted.iter().any(|one| {
        let inside = match (&one.within, &given.namespace) {
            (None, _) => true,
            (Some(within), Some(own)) => within.contains(own),
            (Some(_), None) => false,
        };
        inside && one.acts.iter().any(|act| act.covers(&given.act))
    })
}

/// Each subject holds all of it, by its own rights.
fn always(rights: &Rights<'_>, claim: &Claimed<'_>) -> Outcome {
    let whole = [None];
    let places: Vec<_> = claim.within.iter().flatten().map(Some).collect();
    let places = if claim.within.is_some() { places.as_slice() } else { whole.as_slice() };
    let mut doubt = Outcome::Holds;
    for holder in &claim.subjects {
        let guise = Guise::Holder(holder.clone());
        let held = rights.authority.held(&guise);
        for act in rights::acts(claim.permission) {
            let of_cluster = rights.authority.is_of_cluster(&act);
            for place in if of_cluster { whole.as_slice() } else { places } {
                if rights.authority.covers(&held, &act, *place) {
                    continue;
                }
                let within = place.map(std::slice::from_ref);
                if let Some(given) = unknown(rights, &held, std::slice::from_ref(&act), within) {
                    doubt = Outcome::Unknown(Witness::new(rights, holder, &[], 0, &given));
                    continue;
                }
                let namespace = place.cloned();
                let given = Given { namespace, act, origin: None };
                return Outcome::Missing(holder.clone(), given);
            }
        }
    }
    doubt
}

/// Looks through everything that holders can come to hold; what is known comes before what may be.
fn search<'a>(
    rights: &Rights<'_>,
    holders: impl Iterator<Item = &'a Holder>,
    look: impl Fn(&[Held<'_, Origin>]) -> Found,
) -> Outcome {
    let mut looked: BTreeMap<Guise, Found> = BTreeMap::new();
    let mut doubt = Outcome::Holds;
    for holder in holders {
        let stops: &[Stop<'_, Origin>] = rights.stops(holder);
        for (at, stop) in stops.iter().enumerate() {
            let found = looked.entry(stop.guise.clone());
            let found = found.or_insert_with(|| look(&rights.authority.held(&stop.guise)));
            let witness = |given: &Given<Origin>| Witness::new(rights, holder, stops, at, given);
            match found {
                Found::Nothing => {}
                Found::Something(given) => return Outcome::Held(witness(given)),
                Found::Unknown(given) => {
                    if matches!(doubt, Outcome::Holds) {
                        doubt = Outcome::Unknown(witness(given));
                    }
                }
            }
        }
    }
    doubt
}

/// A ClusterRole that is held in some namespaces, or anywhere, and that isn't known: it may give some of
/// `asked`, or, without that, whatever it likes.
fn unknown(
    rights: &Rights<'_>,
    held: &[Held<'_, Origin>],
    asked: &[Act],
    within: Option<&[EcoString]>,
) -> Option<Given<Origin>> {
    let unknown = held.iter().filter(|held| matches!(held.act, Act::ClusterRole(_)));
    // Bound in a namespace, it gives nothing that is in none.
    let of_cluster =
        !asked.is_empty() && asked.iter().all(|act| rights.authority.is_of_cluster(act));
    let there = |given: &Given<Origin>| match (within, &given.namespace) {
        (_, Some(_)) if of_cluster => false,
        (Some(within), Some(own)) => within.contains(own),
        _ => true,
    };
    unknown.flat_map(|held| all(rights, held)).find(there)
}

/// An act that is held, place by place.
fn all<'a>(
    rights: &Rights<'_>,
    held: &'a Held<'_, Origin>,
) -> impl Iterator<Item = Given<Origin>> + use<'a> {
    let places = rights.authority.places(held, held.act);
    places.map(|(namespace, origin)| Given {
        namespace: namespace.cloned(),
        act: held.act.clone(),
        origin,
    })
}
