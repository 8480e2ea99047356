//! Which reason of a policy is that of which connection.
//!
//! netz joins the reasons of all flows in the annotation of each policy that they open. So the reason of a
//! flow stands at both of its ends, and what stands at one of them alone is that of another flow. A reason
//! that only one connection of a policy can have, or only those that become one statement, is theirs; else
//! that of the only connection at both ends of which it stands. A policy that somebody else wrote says of
//! itself why it stands, and so of every connection that it allows.

use super::super::clauses::{Clauses, Part};
use std::collections::BTreeMap;

/// What a policy says of why it stands.
#[derive(Debug, Default)]
pub struct Said {
    /// Whether netz wrote it.
    pub of_netz: bool,
    /// Its annotations.
    pub clauses: Clauses,
    /// Those of netz, taken apart.
    pub parts: Vec<Part>,
}

/// The reasons of connections.
pub struct Reasons {
    /// Of each, in their order.
    pub of: Vec<Clauses>,
    /// Reasons of netz of which it isn't known whose they are, by policy.
    pub untold: BTreeMap<u32, Clauses>,
}

/// A connection with what may be its reasons, and what certainly is.
#[derive(Default)]
struct Known {
    /// How many policies of netz say it.
    ends: usize,
    possible: Vec<Part>,
    certain: Vec<Part>,
}

/// The reasons of connections, each with the policies that it comes from; `is_one` tells whether some of
/// them are one statement.
pub fn reasons(said: &[Said], origins: &[Vec<u32>], is_one: &dyn Fn(&[usize]) -> bool) -> Reasons {
    let policy = |number: u32| said.get(number as usize);
    if said.iter().all(|one| one.clauses.is_empty() && one.parts.is_empty()) {
        return Reasons { of: vec![Clauses::default(); origins.len()], untold: BTreeMap::new() };
    }
    let mut known: Vec<Known> = Vec::with_capacity(origins.len());
    let mut of_netz: BTreeMap<u32, (Vec<Part>, Vec<usize>)> = BTreeMap::new();
    for (at, origins) in origins.iter().enumerate() {
        let ours = origins.iter().filter(|one| policy(**one).is_some_and(|one| one.of_netz));
        let (mut possible, mut ends): (Option<Vec<Part>>, usize) = (None, 0);
        for number in ours {
            let Some(said) = policy(*number) else { continue };
            let (parts, pairs) =
                of_netz.entry(*number).or_insert_with(|| (said.parts.clone(), Vec::new()));
            pairs.push(at);
            ends += 1;
            possible = Some(match possible {
                Some(possible) => at_both(possible, parts),
                None => parts.clone(),
            });
        }
        let possible = possible.unwrap_or_default();
        known.push(Known { possible, ends, certain: Vec::new() });
    }
    let steps: [Choice<'_>; 3] = [
        &|fitting, _| fitting,
        &|fitting, _| if is_one(&fitting) { fitting } else { Vec::new() },
        &|fitting, known| {
            let at_both_ends = |at: &usize| known.get(*at).is_some_and(|known| known.ends > 1);
            fitting.into_iter().filter(at_both_ends).collect()
        },
    ];
    let mut told = true;
    while std::mem::take(&mut told) {
        told = steps.iter().zip([true, false, true]).any(|(choice, alone)| {
            of_netz.values().any(|(parts, pairs)| step(parts, pairs, &mut known, *choice, alone))
        });
    }
    let untold = of_netz.into_iter().filter_map(|(number, (parts, pairs))| {
        let left = parts.into_iter().filter(|part| {
            let dated_only = part.because.is_empty() && part.unsure;
            !dated_only && !is_told(part, &pairs, &known)
        });
        let left = Clauses::of_parts(left.collect());
        (!left.is_empty()).then_some((number, left))
    });
    let untold = untold.collect();
    let of = known.into_iter().zip(origins).map(|(Known { possible, certain, .. }, origins)| {
        let day_of_other = |part: &Part| {
            let mut others = certain.iter().filter(|other| !other.because.is_empty());
            part.because.is_empty() && others.any(|other| other.until == part.until)
        };
        let own = possible.into_iter();
        let own = own.filter(|part| certain.contains(part) && !day_of_other(part)).collect();
        let foreign = origins.iter().filter_map(|one| policy(*one)).filter(|one| !one.of_netz);
        foreign.fold(Clauses::of_parts(own), |all, one| all.and(&one.clauses))
    });
    Reasons { of: of.collect(), untold }
}

/// Of the connections that can have a reason, those that have it.
type Choice<'a> = &'a dyn Fn(Vec<usize>, &[Known]) -> Vec<usize>;

/// The reasons that both of two policies say, each with the day that is known better.
fn at_both(possible: Vec<Part>, parts: &[Part]) -> Vec<Part> {
    let both = possible.into_iter().filter_map(|part| {
        let other = parts.iter().find(|other| part.is(other))?;
        Some(if part.unsure { other.clone() } else { part })
    });
    both.collect()
}

/// Whether some connection of a policy certainly has a reason.
fn is_told(part: &Part, pairs: &[usize], known: &[Known]) -> bool {
    let mut pairs = pairs.iter().filter_map(|at| known.get(*at));
    pairs.any(|known| known.certain.iter().any(|one| one.is(part)))
}

/// Gives the reasons of a policy that no connection has yet to those that `choice` finds; `alone` where only
/// one may be found. Whether that told anything.
fn step(
    parts: &[Part],
    pairs: &[usize],
    known: &mut [Known],
    choice: Choice<'_>,
    alone: bool,
) -> bool {
    let mut told = false;
    for part in parts {
        if alone && is_told(part, pairs, known) {
            continue;
        }
        let fits = |at: &&usize| {
            known.get(**at).is_some_and(|known| known.possible.iter().any(|one| one.is(part)))
        };
        let found = choice(pairs.iter().filter(fits).copied().collect(), known);
        if alone && found.len() != 1 {
            continue;
        }
        for at in found {
            let Some(Known { possible, certain, .. }) = known.get_mut(at) else { continue };
            if certain.iter().all(|one| !one.is(part)) {
                certain.extend(possible.iter().find(|one| one.is(part)).cloned());
                told = true;
            }
        }
    }
    told
}
