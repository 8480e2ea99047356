//! What may stand in a test.

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::lower::Program;
use crate::source::Span;
use crate::syntax::ast::{Statement, StatementKind};

/// Refuses what belongs to the policy.
pub(super) fn check(program: &Program, sink: &mut Sink) {
    for file in program.files.iter().filter(|file| program.tests.contains(&file.id)) {
        statements(&file.statements, sink);
    }
}

fn statements(statements: &[Statement], sink: &mut Sink) {
    for statement in statements {
        if let Some((what, help)) = refused(statement, sink) {
            let message = format!("{what} belongs to the policy, and this is a test");
            sink.push(
                Diagnostic::new(Code::TestStatement, first_line(statement), message).help(help),
            );
        }
    }
}

/// The header of a statement with a body, else all of it.
const fn first_line(statement: &Statement) -> Span {
    match &statement.kind {
        StatementKind::Zone(zone) => zone.header,
        _ => statement.span,
    }
}

const MOVE: &str = "write it in a file of the policy: a test never becomes part of a build";

fn refused(statement: &Statement, sink: &mut Sink) -> Option<(&'static str, &'static str)> {
    match &statement.kind {
        StatementKind::Use(_)
        | StatementKind::Segment(_)
        | StatementKind::Net(_)
        | StatementKind::Port(_)
        | StatementKind::Service(_)
        | StatementKind::User(_)
        | StatementKind::Group(_)
        | StatementKind::Resource(_)
        | StatementKind::Label(_)
        | StatementKind::Assertion(_) => None,
        StatementKind::Account(account) if account.external => None,
        StatementKind::Zone(zone) => {
            statements(zone.body.as_deref().unwrap_or_default(), sink);
            zone.isolates.is_some().then_some((
                "`isolates`",
                "name the zone without it, or add to the policy's own: `in ZONE { … }`",
            ))
        }
        StatementKind::In(scope) => {
            statements(scope.body.as_deref().unwrap_or_default(), sink);
            None
        }
        StatementKind::For(each) => {
            statements(&each.body, sink);
            None
        }
        StatementKind::Flow(_) => Some((
            "a flow",
            "write it in a file of the policy, or claim it here: `always`, `never`, `only` or `confine` before it",
        )),
        StatementKind::Grant(_) | StatementKind::Has(_) => Some(("a grant", MOVE)),
        StatementKind::Account(_) => {
            Some(("an account", "name one that exists already: `extern account NAME`"))
        }
        StatementKind::Role(_) => Some(("a role", MOVE)),
        StatementKind::Cluster(_) => Some(("what is stated of the cluster", MOVE)),
        StatementKind::Lint(_) => {
            Some(("a level of a lint", "tests report no lints: `netz check` does"))
        }
        StatementKind::Pods(_)
        | StatementKind::Quota(_)
        | StatementKind::Owner(_)
        | StatementKind::Without(_)
        | StatementKind::Exclusive(_)
        | StatementKind::Delivered(_) => Some(("a property of a zone", MOVE)),
    }
}
