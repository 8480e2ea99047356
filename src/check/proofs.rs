//! `not-proved`: assertions, which this version reads but can't prove.

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::ir::{Assertion, Claim, Policy};

/// Says of each assertion about rights that it is not proved, so that nobody takes silence for a proof.
pub(super) fn not_proved(policy: &Policy, sink: &mut Sink) {
    policy.assertions.iter().filter_map(of_assertion).for_each(|said| sink.push(said));
}

/// The same of one; none where it is proved.
pub(crate) fn of_assertion(assertion: &Assertion) -> Option<Diagnostic> {
    let note = match &assertion.claim {
        _ if assertion.is_proved() => return None,
        Claim::Flow { .. } => "`->>` is proved behind `never` alone",
        Claim::Grant { .. } => {
            "this version of netz proves assertions about flows, not yet those about rights"
        }
    };
    Some(
        Diagnostic::new(Code::NotProved, assertion.span, "this assertion is not proved")
            .note(note)
            .help("take it for a comment, and state so: `lint warn not-proved`"),
    )
}
