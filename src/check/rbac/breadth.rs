//! Wildcards on objects: `wildcard-verb`, `wildcard-resource`, `wildcard-subresource`, `wildcard-group`.

use super::{Right, dangers, kubernetes};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::ir::{Object, Use};
use crate::k8s::danger::Place;
use crate::k8s::danger::breadth::{Breadth, breadth};
use crate::k8s::resource::{CORE, Table};
use crate::source::Span;

pub(super) fn check(right: &Right<'_>, minor: u32, sink: &mut Sink) {
    for used in &right.permission.uses {
        let rule = kubernetes(&used.rule(&right.permission.names));
        for breadth in breadth(&rule) {
            if let Some(finding) = report(right, used, breadth, minor) {
                sink.push(finding.answered(right.because));
            }
        }
    }
}

fn report(right: &Right<'_>, used: &Use, breadth: Breadth<'_>, minor: u32) -> Option<Diagnostic> {
    let place = &right.place;
    let object = |code, message: String| Diagnostic::new(code, used.span, message);
    let everything = |message: String| {
        let finding = object(Code::WildcardResource, message);
        match dangers::brought_along(right, used, minor) {
            Some(note) => finding.note(note),
            None => finding,
        }
    };
    Some(match breadth {
        Breadth::EveryVerb => every_verb(used)?,
        Breadth::EveryVerbSpelled => {
            let span = used.verbs.iter().map(|verb| verb.span).reduce(Span::to)?;
            let name = used.object.name();
            let message = format!("every verb on `{name}` is as wide as a wildcard {place}");
            Diagnostic::new(Code::WildcardVerb, span, message)
                .label("create, read, change and delete")
                .help("write the verbs that are needed, or name the resources")
        }
        Breadth::EveryResource => {
            everything(format!("`\"*\"` is every resource {place}, secrets and roles included"))
                .label("every resource of every API group, known or to come")
                .help("name the resources that are needed; `kubectl api-resources` lists them")
        }
        Breadth::EveryResourceOf(group) => {
            let name = if group.is_empty() { CORE } else { group };
            let finding =
                everything(format!("`\"*.{name}\"` is every resource of `{name}` {place}"))
                    .label("with every subresource, known or to come");
            match all_of(right, group, minor) {
                Some(all) => finding
                    .help(format!("name the resources, or write `{all}` for those of today"))
                    .maybe_fix(format!("write `{all}`"), used.span, all),
                None => finding.help("name the resources that are needed"),
            }
        }
        Breadth::Subresource(part) => {
            let message = format!("`{part}` of every resource is granted {place}");
            object(Code::WildcardSubresource, message)
                .label("also of resources that come later, custom ones included")
                .help(format!("name them, such as {}", example(part)))
        }
        Breadth::EveryGroup(resource) => {
            let message = format!("`{resource}` of every API group is granted {place}");
            object(Code::WildcardGroup, message)
                .label("also of groups that somebody adds later")
                .help("name the group, as in `ingresses.networking.k8s.io`")
        }
    })
}

/// The resources that a group has today, as a grant says them: in a namespace without those that live in none.
/// None where nothing of the group is known, or where nothing is left.
fn all_of(right: &Right<'_>, group: &str, minor: u32) -> Option<String> {
    let table = Table::new(minor);
    let (here, elsewhere): (Vec<_>, Vec<_>) =
        table.of_group(group).partition(|known| right.at == Place::Cluster || known.namespaced);
    if here.is_empty() {
        return None;
    }
    let name = if group.is_empty() { CORE } else { group };
    let names: Vec<_> = elsewhere.iter().map(|known| known.plural.as_str()).collect();
    Some(match names.as_slice() {
        [] => format!("all of {name}"),
        [one] => format!("all of {name} except {one}"),
        several => format!("all of {name} except ({})", several.join(", ")),
    })
}

/// `"*"` as a verb, of objects or of URLs.
fn every_verb(used: &Use) -> Option<Diagnostic> {
    let verb = used.verbs_of(|verb| verb == "*").next()?;
    let message =
        format!("`\"*\"` allows every verb on `{}`, known or to come", used.object.name());
    let finding = Diagnostic::new(Code::WildcardVerb, verb.span, message)
        .label("every verb")
        .help("write the verbs that are needed, such as `read` or `apply`");
    // On a wildcard, all that it serves would be as wide.
    Some(match used.object {
        Object::Resource { namespaced: Some(_), .. } => {
            finding.maybe_fix("write `all`: the verbs that it serves today", verb.span, "all")
        }
        Object::Resource { .. } | Object::Url(_) => finding,
    })
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
