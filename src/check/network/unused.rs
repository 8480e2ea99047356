//! `unused-segment`, `unused-net`, `unused-service`, `unused-port`: declared and never used.
//!
//! The fix takes the declaration out. It is never safe: the flow that is missing may be what is wrong, and a
//! test, a question or another program that uses the same file may name what this one doesn't.

use crate::check::{Context, edit};
use crate::diagnostic::{Applicability, Code, Diagnostic, Sink};
use crate::ir::AliasKind;
use crate::source::Span;
use std::collections::BTreeMap;

pub(super) fn check(context: &Context<'_>, sink: &mut Sink) {
    // A statement with an error may be the one that uses it.
    if sink.has_errors() {
        return;
    }
    let policy = context.policy;
    let segments = policy.segments.iter().filter(|segment| !segment.implicit);
    let segments = segments.map(|segment| {
        let used = segment.used || segment.account.is_some();
        (segment.span, segment.statement, used, Code::UnusedSegment, "segment", &segment.name)
    });
    let aliases = policy.aliases.iter().map(|alias| {
        let (code, what) = match alias.kind {
            AliasKind::Net => (Code::UnusedNet, "net"),
            AliasKind::Service => (Code::UnusedService, "service"),
            AliasKind::Port => (Code::UnusedPort, "port"),
        };
        (alias.span, alias.statement, alias.used, code, what, &alias.name)
    });
    // A declaration in an `in` or a `for` stands for several: one that is used is enough.
    let mut declarations: BTreeMap<Span, _> = BTreeMap::new();
    for (span, statement, used, code, what, name) in segments.chain(aliases) {
        let entry = declarations.entry(span).or_insert((used, statement, code, what, name));
        entry.0 |= used;
    }
    for (span, (used, statement, code, what, name)) in declarations {
        if !used {
            sink.push(
                Diagnostic::new(code, span, format!("{what} `{name}` is never used"))
                    .help("use it in a flow, or take it out")
                    .fixes(
                        format!("remove the {what}"),
                        vec![edit::removal(context.sources, statement)],
                        Applicability::Unsafe,
                    ),
            );
        }
    }
}
