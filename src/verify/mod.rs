//! Translation validation: what is about to be written means what the policy means.
//!
//! The text of every object is read back, its meaning is derived from Kubernetes' own definition
//! ([`crate::k8s::networkpolicy`]), the meaning of the policy from its flows ([`crate::reach`]), and the two
//! are compared as sets: for each direction who is isolated, and who may exchange what with whom, both
//! inclusions, in both readings of `ipBlock`. Rights are compared in the same way, one by one, those of
//! grants ([`crate::reach::rights`]) with those of roles and bindings ([`crate::k8s::rights`]). The two derivations share nothing but the sets, so that a
//! mistake in either is a difference. A difference is shown by a connection; it is a mistake of netz, never
//! of the user.

mod compare;
mod read;
mod report;

use compare::Failure;

use crate::diagnostic::Sink;
use crate::ir::Policy;
use crate::k8s::document::Refusal;
use crate::k8s::networkpolicy::{self, Title};
use crate::reach;
use crate::set::cover::Budget;
use crate::set::flow::Model;
use crate::set::right::Right;
use crate::set::rule::{Direction, Space};
use crate::source::Span;
use std::collections::BTreeSet;

/// How many boxes all searches of a build may look at: some seconds.
const BUDGET: Budget = Budget(30_000_000);

/// What was proved, in numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proof {
    /// Flows of the program.
    pub flows: usize,
    /// NetworkPolicies that were read back.
    pub policies: usize,
    /// Objects of all kinds that were read back.
    pub objects: usize,
    /// Rules of these policies, one for each subject, peer and set of ports.
    pub rules: usize,
    /// Different boxes of labels, addresses, peers and ports in both meanings.
    pub boxes: usize,
    /// Pairs of subject and peer that were compared, and isolated subjects.
    pub compared: usize,
    /// Of these, how many are not equal one by one and were proved by a search.
    pub searched: usize,
    /// Rights that the program grants, one for each holder, place, verb, resource and name.
    pub rights: usize,
    /// Readings of `ipBlock` in which all of it holds.
    pub models: usize,
}

/// Why there is no proof.
#[derive(Debug)]
enum Failed {
    /// A text can't be read back.
    Unreadable(Refusal),
    /// The meanings differ, or the search was given up; with the names of the policies.
    Compared(Vec<Title>, Failure<reach::Origin, networkpolicy::Origin>),
    /// The program grants a right, at this statement, that the objects don't give.
    RightMissing(Box<Right>, Span),
    /// The objects give a right that the program doesn't grant.
    RightExtra(Box<Right>),
}

/// Proves that `texts`, which hold every object of the policy, mean what the policy means. What isn't
/// proved is an error in `sink`, and there is no proof.
pub fn verify<'a>(
    policy: &Policy,
    texts: impl IntoIterator<Item = &'a str>,
    sink: &mut Sink,
) -> Option<Proof> {
    let proved = prove(policy, texts, BUDGET);
    proved.map_err(|failed| sink.push(report::failed(policy, &failed))).ok()
}

fn prove<'a>(
    policy: &Policy,
    texts: impl IntoIterator<Item = &'a str>,
    mut budget: Budget,
) -> Result<Proof, Failed> {
    let mut space = Space::default();
    let written = read::read(texts, &mut space).map_err(Failed::Unreadable)?;
    let meant = reach::reach(policy, &mut space);
    let mut proof = Proof {
        flows: policy.flows.len(),
        policies: written.policies.len(),
        objects: written.objects,
        rules: written.meaning.egress.rules.len() + written.meaning.ingress.rules.len(),
        models: Model::ALL.len(),
        ..Proof::default()
    };
    for direction in Direction::ALL {
        let (meant, said) = (meant.side(direction), written.meaning.side(direction));
        match compare::compare(&mut space, direction, meant, said, &mut budget) {
            Ok(counts) => {
                proof.compared += counts.compared;
                proof.searched += counts.searched;
            }
            Err(failure) => return Err(Failed::Compared(written.policies, failure)),
        }
    }
    proof.boxes = space.len();
    proof.rights = compare_rights(policy, &written.rights)?;
    Ok(proof)
}

/// That the objects give the rights that the policy grants; says how many it grants.
fn compare_rights(policy: &Policy, given: &BTreeSet<Right>) -> Result<usize, Failed> {
    let granted = reach::rights::rights(policy);
    if let Some((right, span)) = granted.iter().find(|(right, _)| !right.is_among(given)) {
        return Err(Failed::RightMissing(Box::new(right.clone()), *span));
    }
    let granted: BTreeSet<_> = granted.into_iter().map(|(right, _)| right).collect();
    match given.iter().find(|right| !right.is_among(&granted)) {
        Some(right) => Err(Failed::RightExtra(Box::new(right.clone()))),
        None => Ok(granted.len()),
    }
}

#[cfg(test)]
pub(crate) mod tests;
