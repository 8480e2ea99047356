//! `not-proved`: assertions, which this version reads but can't prove.

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::ir::{Claim, Policy};

/// Says of each assertion about rights that it is not proved, so that nobody takes silence for a proof.
pub(super) fn not_proved(policy: &Policy, sink: &mut Sink) {
    for assertion in &policy.assertions {
        if assertion.is_proved() {
            continue;
        }
        let note = match &assertion.claim {
            Claim::Flow { .. } => "`->>` is proved behind `never` alone",
            Claim::Grant { .. } => {
                "this version of netz proves assertions about flows, not yet those about rights"
            }
        };
        sink.push(
            Diagnostic::new(Code::NotProved, assertion.span, "this assertion is not proved")
                .note(note)
                .help("take it for a comment, and state so: `lint warn not-proved`"),
        );
    }
}
