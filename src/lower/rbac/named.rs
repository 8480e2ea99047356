//! `named`: which requests name an object at all.

use crate::diagnostic::{Code, Diagnostic, Sink, listed};
use crate::ir::{Object, Use, VerbUse};
use crate::syntax::ast;
use std::collections::BTreeSet;

/// Says which verbs and names could never match a request.
pub(super) fn check(permission: &ast::Permission, uses: &[Use], sink: &mut Sink) {
    for name in &permission.names {
        if name.text.is_empty() {
            let message = "no object has an empty name";
            sink.push(
                Diagnostic::new(Code::DeadName, name.span, message)
                    .label("nothing to name")
                    .help("leave out `named` to mean every object"),
            );
        } else if name.text.contains('*') && !uses.iter().all(is_named_freely) {
            let message = format!("RBAC knows no patterns in names such as `{}`", name.text);
            sink.push(
                Diagnostic::new(Code::DeadName, name.span, message)
                    .label("matches no object")
                    .help("list the names, or leave out `named` to mean every object"),
            );
        }
    }
    if permission.names.is_empty() {
        return;
    }
    for verb in &permission.verbs {
        let of_verb = |given: &&VerbUse| given.span == verb.span;
        let dead =
            |used: &&Use| used.verbs.iter().filter(of_verb).any(|given| is_dead(used, given));
        let resources: BTreeSet<_> = uses.iter().filter(dead).filter_map(plural).collect();
        let given = || uses.iter().flat_map(|used| &used.verbs).filter(of_verb);
        let hopeless: BTreeSet<_> =
            given().map(|given| given.verb.as_str()).filter(|verb| needs_no_name(verb)).collect();
        if resources.is_empty() {
            continue;
        }
        let mut rest: Vec<_> = Vec::new();
        for given in given().filter(|given| !needs_no_name(&given.verb)) {
            if !rest.contains(&given.verb.as_str()) {
                rest.push(given.verb.as_str());
            }
        }
        let diagnostic = Diagnostic::new(
            Code::DeadName,
            verb.span,
            format!("{} can't be limited to names", listed(&hopeless)),
        );
        let diagnostic =
            match rest.as_slice() {
                [] => diagnostic.label("such a request names no object"),
                rest => diagnostic
                    .label(format!("stands for {} too", listed(&hopeless)))
                    .maybe_fix(format!("write {}", listed(rest)), verb.span, rest.join(", ")),
            };
        let spelled: Vec<_> = hopeless.iter().copied().collect();
        let resources: Vec<_> = resources.into_iter().collect();
        sink.push(diagnostic.help(format!(
            "give `{} {}` in a statement of its own, without `named`",
            spelled.join(", "),
            resources.join(", ")
        )));
    }
}

/// Whether the request that a verb stands for has no name of an object, on whatever resource.
fn needs_no_name(verb: &str) -> bool {
    matches!(verb, "create" | "deletecollection")
}

/// A request to create a subresource names its object.
fn is_dead(used: &Use, given: &VerbUse) -> bool {
    plural(used).is_some_and(|resource| !resource.contains(['/', '*']))
        && needs_no_name(&given.verb)
}

fn plural(used: &Use) -> Option<&str> {
    match &used.object {
        Object::Resource { resource, .. } => Some(resource),
        Object::Url(_) => None,
    }
}

/// Whether its names are no names of objects: of signers, and of those who can be impersonated.
fn is_named_freely(used: &Use) -> bool {
    let plural = plural(used).and_then(|resource| resource.split('/').next()).unwrap_or("");
    matches!(plural, "signers" | "users" | "groups" | "uids" | "userextras")
}
