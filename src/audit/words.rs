//! What objects, holders and places are called in messages and marks.

use super::model::{Model, Way};
use crate::k8s::inventory::{Binding, Role};
use crate::set::right::Holder;
use ecow::{EcoString, eco_format};
use std::collections::BTreeSet;

/// How many names a message lists.
const FEW: usize = 3;

/// ``group `dev` ``.
pub(super) fn holder(holder: &Holder) -> String {
    match holder {
        Holder::Account(namespace, name) => format!("account `{namespace}/{name}`"),
        Holder::User(name) => format!("user `{name}`"),
        Holder::Group(name) => format!("group `{name}`"),
    }
}

/// `Group dev`, for a mark.
pub(super) fn bare_holder(holder: &Holder) -> EcoString {
    match holder {
        Holder::Account(namespace, name) => eco_format!("ServiceAccount {namespace}/{name}"),
        Holder::User(name) => eco_format!("User {name}"),
        Holder::Group(name) => eco_format!("Group {name}"),
    }
}

/// ``ClusterRole `debug` ``, ``Role `shop/debug` ``.
pub(super) fn role(role: &Role) -> String {
    named(
        if role.namespace.is_some() { "Role" } else { "ClusterRole" },
        &role.namespace,
        &role.name,
    )
}

/// ``RoleBinding `shop/debug` ``.
pub(super) fn binding(binding: &Binding) -> String {
    let kind = if binding.namespace.is_some() { "RoleBinding" } else { "ClusterRoleBinding" };
    named(kind, &binding.namespace, &binding.name)
}

fn named(kind: &str, namespace: &Option<EcoString>, name: &str) -> String {
    match namespace {
        Some(namespace) => format!("{kind} `{namespace}/{name}`"),
        None => format!("{kind} `{name}`"),
    }
}

/// The same words without backticks, for a mark.
pub(super) fn bare(text: &str) -> String {
    text.chars().filter(|char| *char != '`').collect()
}

/// `in every namespace`, ``in namespace `shop` ``.
pub(super) fn place(namespaces: &BTreeSet<Option<&EcoString>>) -> String {
    if namespaces.contains(&None) || namespaces.is_empty() {
        return "in every namespace".to_owned();
    }
    let names: Vec<_> = namespaces.iter().flatten().map(|name| name.as_str()).collect();
    let s = if names.len() == 1 { "" } else { "s" };
    format!("in namespace{s} {}", few(&names))
}

/// `` `a`, `b`, `c` and 4 more ``.
pub(super) fn few<S: AsRef<str>>(names: &[S]) -> String {
    let quoted = |name: &S| format!("`{}`", name.as_ref());
    listed(&names.iter().map(quoted).collect::<Vec<_>>())
}

/// Phrases, of many the first few.
pub(super) fn listed(phrases: &[String]) -> String {
    match phrases {
        [] => String::new(),
        [only] => only.clone(),
        [init @ .., last] if phrases.len() <= FEW + 1 => format!("{} and {last}", init.join(", ")),
        _ => {
            let (shown, rest) = phrases.split_at(FEW);
            format!("{} and {} more", shown.join(", "), rest.len())
        }
    }
}

/// Who holds a role: ``, held by group `dev` ``; of one that nobody has nothing.
pub(super) fn held_by(model: &Model<'_>, ways: &[Way]) -> String {
    let mut holders = Vec::new();
    let mut seen = BTreeSet::new();
    for way in ways {
        for (one, _) in model.binding(*way).into_iter().flat_map(|binding| &binding.subjects) {
            if seen.insert(one) {
                holders.push(holder(one));
            }
        }
    }
    if holders.is_empty() { String::new() } else { format!(", held by {}", listed(&holders)) }
}

/// Who holds a role and where, one mark for each, or that nobody does.
pub(super) fn marks(model: &Model<'_>, ways: &[Way], what: &str) -> BTreeSet<EcoString> {
    let mut marks = BTreeSet::new();
    for way in ways {
        let Some(binding) = model.binding(*way) else { continue };
        let place = match &binding.namespace {
            Some(namespace) => eco_format!("in {namespace}"),
            None => "cluster-wide".into(),
        };
        for (holder, _) in &binding.subjects {
            marks.insert(eco_format!("{what}: {} {place}", bare_holder(holder)));
        }
    }
    if marks.is_empty() {
        marks.insert(eco_format!("{what}: nobody"));
    }
    marks
}
