//! Whether what tests declare changes what the policy means.

use crate::compile::Options;
use crate::diagnostic::{Code, Diagnostic, Levels, Sink};
use crate::ir::{Cause, Policy};
use crate::lower::{self, Program};
use crate::reach::{self, Origin};
use crate::set::rule::{Direction, Meaning, Space};
use crate::source::Span;
use std::collections::BTreeSet;

/// Compares the policy with what it is without its tests, and says where they differ.
pub(super) fn check(program: &Program, policy: &Policy, options: &Options, sink: &mut Sink) {
    if program.tests.is_empty() || program.tests.len() == program.files.len() {
        return;
    }
    let alone = {
        let (mut levels, mut unheard) = (Levels::default(), Sink::default());
        lower::lower(&program.without_tests(), options, &mut levels, &mut unheard)
    };
    let mut space = Space::default();
    let with_tests = reach::reach(policy, &mut space);
    let without = reach::reach(&alone, &mut space);
    let differs = first_difference(policy, &with_tests, &without)
        .or_else(|| first_difference(&alone, &without, &with_tests))
        .or_else(|| {
            let (with_tests, without) =
                (reach::rights::rights(policy), reach::rights::rights(&alone));
            let mut both = with_tests.iter().zip(&without);
            let place = both.find(|(one, other)| one != other).map(|(one, _)| one.1);
            let more = || with_tests.get(without.len()).map(|(_, span)| *span);
            place.or_else(more).map(Some)
        });
    let Some(place) = differs else { return };
    let message = "what the tests declare changes what the policy means";
    let diagnostic = match place {
        Some(span) => Diagnostic::new(Code::TestChangesPolicy, span, message)
            .label("this says something else beside the tests"),
        None => Diagnostic::global(Code::TestChangesPolicy, message),
    };
    sink.push(
        diagnostic.help("declare the name in the policy, or choose another name in the test"),
    );
}

/// The place behind the first part of a meaning that the other lacks; none inside where none is known.
fn first_difference(
    policy: &Policy,
    one: &Meaning<Origin>,
    other: &Meaning<Origin>,
) -> Option<Option<Span>> {
    for direction in Direction::ALL {
        let known: BTreeSet<_> = {
            let rules = other.side(direction).rules.iter();
            rules.map(|rule| (rule.subject, rule.peer, rule.ports)).collect()
        };
        let mut rules = one.side(direction).rules.iter();
        let new = rules.find(|rule| !known.contains(&(rule.subject, rule.peer, rule.ports)));
        if let Some(new) = new {
            return Some(place(policy, new.origin));
        }
    }
    None
}

fn place(policy: &Policy, origin: Origin) -> Option<Span> {
    match origin {
        Origin::Zone(id) => policy.zone(id).map(|zone| zone.span),
        Origin::Allowed(Cause::Flow(id)) => policy.flow(id).map(|flow| flow.span),
        Origin::Allowed(Cause::Dns | Cause::Api) => None,
    }
}
