//! Translation validation: what is about to be written means what the policy means.
//!
//! The text of every object is read back, its meaning is derived from Kubernetes' own definition
//! ([`crate::k8s::networkpolicy`]), the meaning of the policy from its flows ([`crate::reach`]), and the two
//! are compared as sets: for each direction who is isolated, and who may exchange what with whom, both
//! inclusions, in both readings of `ipBlock`. The two derivations share nothing but the sets, so that a
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
use crate::set::rule::{Direction, Space};

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
    Ok(proof)
}

#[cfg(test)]
mod tests;
