//! `not-proved`: assertions that are read but can't be proved.

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::ir::{Assertion, Policy};

/// Says of each assertion that no proof is tried of, so that nobody takes silence for one.
pub(super) fn not_proved(policy: &Policy, sink: &mut Sink) {
    policy.assertions.iter().filter_map(of_assertion).for_each(|said| sink.push(said));
}

/// The same of one; none where it is proved.
pub(crate) fn of_assertion(assertion: &Assertion) -> Option<Diagnostic> {
    let said = || {
        Diagnostic::new(Code::NotProved, assertion.span, "this assertion is not proved")
            .note("`->>` is proved behind `never` alone")
            .help("take it for a comment, and state so: `lint warn not-proved`")
    };
    (!assertion.is_proved()).then(said)
}
