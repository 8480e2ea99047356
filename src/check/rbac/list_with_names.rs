//! `list-with-names`: list and watch that name an object only if the client says so.

use super::Right;
use crate::diagnostic::{Code, Diagnostic, Sink, listed};
use crate::ir::{Object, VerbUse};
use crate::source::Span;
use std::collections::BTreeMap;

pub(super) fn check(right: &Right<'_>, sink: &mut Sink) {
    let permission = right.permission;
    if permission.names.is_empty() {
        return;
    }
    let objects = permission.uses.iter().filter(|used| !matches!(used.object, Object::Url(_)));
    let mut by_word: BTreeMap<Span, Vec<&VerbUse>> = BTreeMap::new();
    for given in objects.flat_map(|used| &used.verbs) {
        let of_word = by_word.entry(given.span).or_default();
        if of_word.iter().all(|known| known.verb != given.verb) {
            of_word.push(given);
        }
    }
    let alone = by_word.len() == 1;
    for (span, given) in by_word {
        let verbs = given.iter().map(|given| given.verb.as_str());
        let (dead, rest): (Vec<_>, Vec<_>) =
            verbs.partition(|verb| matches!(*verb, "list" | "watch"));
        if dead.is_empty() {
            continue;
        }
        let s = if dead.len() == 1 { "s" } else { "" };
        let message =
            format!("{} with `named` only answer{s} requests for one name", listed(&dead));
        let finding = Diagnostic::new(Code::ListWithNames, span, message)
            .label("needs `--field-selector metadata.name=…`, which few clients send")
            .help("to read objects by name, `get` is enough");
        let finding = match rest.as_slice() {
            [] if alone => finding.maybe_fix("write `get`", span, "get"),
            [] => finding,
            rest => finding.maybe_fix(format!("write {}", listed(rest)), span, rest.join(", ")),
        };
        sink.push(finding.answered(right.because));
    }
}
