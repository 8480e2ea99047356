//! `unused-segment`, `unused-net`, `unused-service`, `unused-port`: declared and never used.

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::ir::{AliasKind, Policy};
use crate::source::Span;
use std::collections::BTreeMap;

pub(super) fn check(policy: &Policy, sink: &mut Sink) {
    // A statement with an error may be the one that uses it.
    if sink.has_errors() {
        return;
    }
    let segments = policy.segments.iter().filter(|segment| !segment.implicit);
    let segments = segments.map(|segment| {
        let used = segment.used || segment.account.is_some();
        (segment.span, used, Code::UnusedSegment, "segment", segment.name.as_str())
    });
    let aliases = policy.aliases.iter().map(|alias| {
        let (code, what) = match alias.kind {
            AliasKind::Net => (Code::UnusedNet, "net"),
            AliasKind::Service => (Code::UnusedService, "service"),
            AliasKind::Port => (Code::UnusedPort, "port"),
        };
        (alias.span, alias.used, code, what, alias.name.as_str())
    });
    // A declaration in an `in` or a `for` stands for several: one that is used is enough.
    let mut declarations: BTreeMap<Span, (bool, Code, &str, &str)> = BTreeMap::new();
    for (span, used, code, what, name) in segments.chain(aliases) {
        let entry = declarations.entry(span).or_insert((used, code, what, name));
        entry.0 |= used;
    }
    for (span, (used, code, what, name)) in declarations {
        if !used {
            sink.push(
                Diagnostic::new(code, span, format!("{what} `{name}` is never used"))
                    .help("use it in a flow, or take it out"),
            );
        }
    }
}
