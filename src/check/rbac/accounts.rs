//! `several-identities`: pods of which the program says that they run as two accounts.

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::ir::{Policy, Segment, ZoneId};
use std::collections::BTreeMap;

/// Up to this many segments of a zone with accounts are compared.
const COMPARED: usize = 500;

/// A pod runs as one account: of two segments, one inside the other, both can't be right.
pub(super) fn check(policy: &Policy, sink: &mut Sink) {
    let mut zones: BTreeMap<ZoneId, Vec<&Segment>> = BTreeMap::new();
    for segment in policy.segments.iter().filter(|segment| segment.account.is_some()) {
        zones.entry(segment.zone).or_default().push(segment);
    }
    for segments in zones.values().filter(|segments| segments.len() <= COMPARED) {
        for (at, second) in segments.iter().enumerate() {
            let others = segments.iter().take(at).filter(|first| first.account != second.account);
            let mut clashing =
                others.filter(|first| is_inside(first, second) || is_inside(second, first));
            let Some(first) = clashing.next() else { continue };
            let accounts = [first, second].map(|it| it.account.and_then(|id| policy.account(id)));
            let [Some(one), Some(other)] = accounts else { continue };
            let message = format!(
                "pods of `{}` and of `{}` are the same pods, and run as `{}` here and as `{}` there",
                first.name, second.name, other.name, one.name
            );
            sink.push(
                Diagnostic::new(Code::SeveralIdentities, second.span, message)
                    .label(format!("runs as `{}`", other.name))
                    .also(first.span, format!("runs as `{}`", one.name))
                    .note("a pod runs as one ServiceAccount, and has the rights of that one alone")
                    .help(
                        "let both run `as` the same account, or tell their pods apart by a label",
                    ),
            );
        }
    }
}

/// Whether every pod of `inner` is one of `outer`.
fn is_inside(inner: &Segment, outer: &Segment) -> bool {
    let outer: Vec<_> = outer.alternatives.iter().map(|selector| selector.labels()).collect();
    let mut labels = inner.alternatives.iter().map(|selector| selector.labels());
    labels.all(|labels| outer.iter().any(|outer| labels.is_subset(outer)))
}
