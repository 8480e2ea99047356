//! `unused-role`, `equal-roles`, `built-in-role-name`: roles beside each other.

use crate::audit::model::Model;
use crate::audit::words;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::hash::HashMap;
use crate::k8s::danger::role::{KNOWN, aggregated_into};
use crate::k8s::inventory::{Role, Rule};
use ecow::EcoString;
use std::collections::BTreeSet;

/// The namespace of a role, which roles collect it, and its rules in one order.
type Content<'a> = (&'a Option<EcoString>, BTreeSet<&'a str>, Vec<[Vec<&'a str>; 5]>);

pub(super) fn check(model: &Model<'_>, sink: &mut Sink) {
    // Who has roles of which no file says who has them?
    let bound = !model.inventory.bindings().is_empty();
    let mut known: HashMap<Content<'_>, &Role> = HashMap::default();
    let all = model.inventory.roles().iter();
    let collecting: Vec<_> = all.filter(|role| !role.collects.is_empty()).collect();
    for (at, role) in model.roles() {
        let because = model.because(role.reason.as_ref());
        if bound && model.ways(at).is_empty() && !model.is_collected(at) {
            let name = words::role(role);
            sink.push(
                Diagnostic::new(Code::UnusedRole, role.span, format!("nobody has {name}"))
                    .label("no binding names it")
                    .help("remove it, or bind it to whom it is for")
                    .marked(words::bare(&name), ["nobody"])
                    .answered(because),
            );
        }
        if KNOWN.contains(&role.name.as_str()) {
            let name = words::role(role);
            let message = match role.namespace {
                Some(_) => format!("{name} is called like a ClusterRole that every cluster has"),
                None => format!("{name} takes the place of the one that every cluster has"),
            };
            sink.push(
                Diagnostic::new(Code::BuiltInRoleName, role.span, message)
                    .label("another role than readers will think of")
                    .help("call it after what it is for, such as `pod-viewer`")
                    .marked(words::bare(&name), ["name"])
                    .answered(because),
            );
        }
        if role.rules.is_empty() || !role.collects.is_empty() {
            continue;
        }
        let mut rules: Vec<_> = role.rules.iter().map(canonical).collect();
        rules.sort_unstable();
        rules.dedup();
        let into = collectors(&collecting, role);
        let first = *known.entry((&role.namespace, into, rules)).or_insert(role);
        if first.span != role.span {
            let (name, other) = (words::role(role), words::role(first));
            sink.push(
                Diagnostic::new(
                    Code::EqualRoles,
                    role.span,
                    format!("{name} says what {other} says"),
                )
                .label("gives what the other gives")
                .also(first.span, "the other")
                .help(format!(
                    "keep `{}` and bind that, or let one say what it has more",
                    first.name
                ))
                .marked(words::bare(&name), [words::bare(&other)])
                .answered(because),
            );
        }
    }
}

/// Those of some ClusterRoles, and of those of every cluster, that a controller puts a role into: of two that go
/// into different ones neither can stand for the other.
fn collectors<'a>(collecting: &[&'a Role], role: &'a Role) -> BTreeSet<&'a str> {
    if role.namespace.is_some() {
        return BTreeSet::new();
    }
    let collects = |other: &&Role| other.collects.iter().any(|it| it.contains(&role.labels));
    let of_files = collecting.iter().copied().filter(collects).map(|other| other.name.as_str());
    let of_cluster = role.labels.iter().filter_map(|(key, value)| aggregated_into(key, value));
    of_files.chain(of_cluster).collect()
}

fn canonical(rule: &Rule) -> [Vec<&str>; 5] {
    let said = &rule.rule;
    let lists = [
        said.api_groups.as_deref().unwrap_or_default(),
        said.resources.as_deref().unwrap_or_default(),
        &said.verbs,
        said.resource_names.as_deref().unwrap_or_default(),
        said.non_resource_urls.as_deref().unwrap_or_default(),
    ];
    lists.map(|list| {
        let mut words: Vec<_> = list.iter().map(String::as_str).collect();
        words.sort_unstable();
        words.dedup();
        words
    })
}
