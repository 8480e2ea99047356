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

use crate::diagnostic::Sink;
use crate::ir::Policy;
use crate::reach::reach;
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

/// Proves that `texts`, which hold every object of the policy, mean what the policy means. What isn't
/// proved is an error in `sink`, and there is no proof.
pub fn verify<'a>(
    policy: &Policy,
    texts: impl IntoIterator<Item = &'a str>,
    sink: &mut Sink,
) -> Option<Proof> {
    verify_within(policy, texts, BUDGET, sink)
}

/// The same with another budget.
fn verify_within<'a>(
    policy: &Policy,
    texts: impl IntoIterator<Item = &'a str>,
    mut budget: Budget,
    sink: &mut Sink,
) -> Option<Proof> {
    let mut space = Space::default();
    let written = match read::read(texts, &mut space) {
        Ok(written) => written,
        Err(refusal) => {
            sink.push(report::unreadable(&refusal));
            return None;
        }
    };
    let meant = reach(policy, &mut space);
    let mut proof = Proof {
        flows: policy.flows.len(),
        policies: written.policies.len(),
        objects: written.objects,
        rules: written.meaning.egress.rules.len() + written.meaning.ingress.rules.len(),
        models: Model::ALL.len(),
        ..Proof::default()
    };
    for direction in Direction::ALL {
        let (meant, written_side) = (meant.side(direction), written.meaning.side(direction));
        let compared = compare::compare(&mut space, direction, meant, written_side, &mut budget);
        match compared {
            Ok(counts) => {
                proof.compared += counts.compared;
                proof.searched += counts.searched;
            }
            Err(failure) => {
                sink.push(report::failure(policy, &written.policies, &failure));
                return None;
            }
        }
    }
    proof.boxes = space.len();
    Some(proof)
}

#[cfg(test)]
mod tests;
