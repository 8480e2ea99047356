//! `not-proved`: assertions that are read but can't be proved.

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::ir::Policy;

/// Says of each assertion that no proof is tried of, so that nobody takes silence for one.
pub(super) fn not_proved(policy: &Policy, sink: &mut Sink) {
    for assertion in &policy.assertions {
        if assertion.is_proved() {
            continue;
        }
        sink.push(
            Diagnostic::new(Code::NotProved, assertion.span, "this assertion is not proved")
                .note("`->>` is proved behind `never` alone")
                .help("take it for a comment, and state so: `lint warn not-proved`"),
        );
    }
}
