//! `secrets-read`: the content of every Secret of a place.

use super::Right;
use crate::diagnostic::{Code, Diagnostic, Sink, listed};
use crate::ir::{Object, Use};

pub(super) fn check(right: &Right<'_>, sink: &mut Sink) {
    if !right.permission.names.is_empty() {
        return;
    }
    for used in right.permission.uses.iter().filter(|used| covers_secrets(used)) {
        let reads = |verb: &str| matches!(verb, "get" | "list" | "watch" | "*");
        let verbs: Vec<_> = used.verbs_of(reads).map(|verb| &verb.verb).collect();
        if verbs.is_empty() {
            continue;
        }
        let s = if verbs.len() == 1 { "s" } else { "" };
        let message = format!(
            "{} on secrets show{s} the content of every Secret {}",
            listed(&verbs),
            right.place
        );
        let finding = Diagnostic::new(Code::SecretsRead, used.span, message);
        let finding = if verbs.iter().any(|verb| *verb == "get" || *verb == "*") {
            finding.label("passwords, keys and tokens")
        } else {
            finding.label("a list holds the content too, not only the names")
        };
        sink.push(finding.help(way_out(right, used)).answered(right.because));
    }
}

/// Whether a rule is about the secrets of the core group, by name or by wildcard.
fn covers_secrets(used: &Use) -> bool {
    matches!(&used.object, Object::Resource { group, resource, .. }
        if matches!(group.as_str(), "" | "*") && matches!(resource.as_str(), "secrets" | "*"))
}

fn way_out(right: &Right<'_>, used: &Use) -> &'static str {
    let together = right.permission.uses.iter().filter(|other| other.span == used.span).count();
    match &used.object {
        Object::Resource { resource, .. } if resource == "*" => {
            "name the resources that are needed, without secrets"
        }
        _ if together > 1 => "take them out with `except secrets`",
        _ => "name those that are needed, as in `get secrets named db-password`",
    }
}
