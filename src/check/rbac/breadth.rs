//! Wildcards on objects: `wildcard-verb`, `wildcard-resource`, `wildcard-subresource`, `wildcard-group`.

use super::{Right, dangers};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::ir::{Object, Use};
use crate::k8s::resource::{CORE, STANDARD};
use crate::source::Span;

pub(super) fn check(right: &Right<'_>, minor: u32, sink: &mut Sink) {
    for used in &right.permission.uses {
        if let Some(finding) = verbs(right, used) {
            sink.push(finding.answered(right.because));
        }
        if let Some(finding) = object(right, used, minor) {
            sink.push(finding.answered(right.because));
        }
    }
}

/// `"*"` as a verb, or every standard verb on a wildcard.
fn verbs(right: &Right<'_>, used: &Use) -> Option<Diagnostic> {
    let name = used.object.name();
    let wild = match &used.object {
        Object::Url(_) => false,
        Object::Resource { group, resource, .. } => group == "*" || resource.starts_with('*'),
    };
    let finding = |span, message: String| Diagnostic::new(Code::WildcardVerb, span, message);
    if let Some(verb) = used.verbs_of(|verb| verb == "*").next() {
        let message = format!("`\"*\"` allows every verb on `{name}`, known or to come");
        let finding = finding(verb.span, message).label("every verb");
        let finding = finding.help("write the verbs that are needed, such as `read` or `apply`");
        return Some(if wild || matches!(used.object, Object::Url(_)) {
            finding
        } else {
            finding.maybe_fix("write `all`: the verbs that it serves today", verb.span, "all")
        });
    }
    let every = STANDARD.iter().all(|verb| used.verbs.iter().any(|given| given.verb == *verb));
    let span = used.verbs.iter().map(|verb| verb.span).reduce(Span::to)?;
    (wild && every).then(|| {
        let message = format!("every verb on `{name}` is as wide as a wildcard {}", right.place);
        finding(span, message)
            .label("create, read, change and delete")
            .help("write the verbs that are needed, or name the resources")
    })
}

/// Wildcards in the resource and its group.
fn object(right: &Right<'_>, used: &Use, minor: u32) -> Option<Diagnostic> {
    let Object::Resource { group, resource, .. } = &used.object else { return None };
    let place = &right.place;
    let finding = |code, message: String| Some(Diagnostic::new(code, used.span, message));
    if resource == "*" {
        let finding = |message: String| {
            let finding = Diagnostic::new(Code::WildcardResource, used.span, message);
            match dangers::brought_along(right, used, minor) {
                Some(note) => finding.note(note),
                None => finding,
            }
        };
        if group == "*" {
            let message = format!("`\"*\"` is every resource {place}, secrets and roles included");
            return Some(
                finding(message)
                    .label("every resource of every API group, known or to come")
                    .help("name the resources that are needed; `kubectl api-resources` lists them"),
            );
        }
        let group = if group.is_empty() { CORE } else { group.as_str() };
        let message = format!("`\"*.{group}\"` is every resource of `{group}` {place}");
        return Some(
            finding(message)
                .label("with every subresource, known or to come")
                .help(format!("name the resources, or write `all of {group}` for those of today"))
                .maybe_fix(format!("write `all of {group}`"), used.span, format!("all of {group}")),
        );
    }
    if let Some(part) = resource.strip_prefix("*/") {
        let message = format!("`{part}` of every resource is granted {place}");
        return Some(
            finding(Code::WildcardSubresource, message)?
                .label("also of resources that come later, custom ones included")
                .help(format!("name them, such as {}", example(part))),
        );
    }
    if group == "*" {
        let message = format!("`{resource}` of every API group is granted {place}");
        return Some(
            finding(Code::WildcardGroup, message)?
                .label("also of groups that somebody adds later")
                .help("name the group, as in `ingresses.networking.k8s.io`"),
        );
    }
    None
}

/// How the subresource is named without a wildcard.
fn example(part: &str) -> String {
    let resource = match part {
        "token" => "serviceaccounts",
        "finalize" => "namespaces",
        "approval" => "certificatesigningrequests",
        "scale" | "status" => "deployments",
        _ => "pods",
    };
    format!("`{resource}/{part}`")
}
