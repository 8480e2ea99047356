//! `not-proved`: assertions, which this version reads but can't prove.

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::ir::Policy;

/// Says of each assertion that it is not proved, so that nobody takes silence for a proof.
pub(super) fn not_proved(policy: &Policy, sink: &mut Sink) {
    for assertion in &policy.assertions {
        sink.push(
            Diagnostic::new(Code::NotProved, assertion.span, "this assertion is not proved")
                .note("this version of netz understands assertions and doesn't prove them yet")
                .help("take it for a comment, and state so: `lint warn not-proved`"),
        );
    }
}
