//! Rights and ways, as people say them.

use super::gates::{Gate, How};
use crate::k8s::authority::{Authority, Given, Guise};
use crate::set::right::{Act, Holder};
use ecow::{EcoString, eco_format};

/// `create deployments in prod`: what somebody can do.
pub fn can<T: Copy>(authority: &Authority<T>, given: &Given<T>) -> EcoString {
    let what = match &given.act {
        Act::Resource { group, resource, verb, name } => {
            let what = match (group.as_str(), resource.as_str()) {
                ("*" | "", "*") => "every resource".into(),
                (group, "*") => eco_format!("every resource of {group}"),
                (group, resource) => authority.name(group, resource),
            };
            let named = name.as_ref().map(|name| eco_format!(" named {name}"));
            eco_format!("{} {what}{}", verb_word(verb), named.unwrap_or_default())
        }
        Act::Url { verb, path } => eco_format!("{} {path}", verb_word(verb)),
        Act::ClusterRole(name) => eco_format!("do what the ClusterRole {name} says"),
    };
    match &given.namespace {
        Some(namespace) => eco_format!("{what} in {namespace}"),
        None if authority.is_of_cluster(&given.act) => what,
        None => eco_format!("{what} cluster-wide"),
    }
}

fn verb_word(verb: &str) -> &str {
    if verb == "*" { "do anything to" } else { verb }
}

/// `ci can create deployments in prod → runs as prod/operator → can escalate clusterroles`: a way, and what
/// can be done at its end.
pub fn path<T: Copy>(
    authority: &Authority<T>,
    start: &str,
    way: &[(&Gate<T>, &Guise)],
    last: Option<&Given<T>>,
    name: impl Fn(&Holder) -> EcoString,
) -> String {
    let mut steps = Vec::new();
    for (gate, guise) in way {
        let rights: Vec<_> = gate.by.iter().map(|given| can(authority, given)).collect();
        steps.push(eco_format!("can {}", rights.join(" and ")));
        steps.extend(arrival(gate.how, guise, &name));
    }
    steps.extend(last.map(|given| eco_format!("can {}", can(authority, given))));
    format!("{start} {}", steps.join(" → "))
}

fn arrival(how: How, guise: &Guise, name: impl Fn(&Holder) -> EcoString) -> Vec<EcoString> {
    let who = match guise {
        Guise::Holder(holder) => name(holder),
        Guise::Role(Act::ClusterRole(role), None) => eco_format!("the ClusterRole {role}"),
        Guise::Role(Act::ClusterRole(role), Some(namespace)) => {
            eco_format!("the ClusterRole {role} in {namespace}")
        }
        Guise::Role(..) => EcoString::new(),
    };
    match how {
        How::Runs => vec![eco_format!("runs as {who}")],
        How::Enters => vec![eco_format!("enters a pod of {who}")],
        How::Mints => vec![eco_format!("has a token of {who}")],
        How::Reads => vec![eco_format!("may read a token of {who}")],
        How::Impersonates => vec![eco_format!("acts as {who}")],
        How::Holds => vec![eco_format!("holds {who}")],
        How::System => vec!["acts as an account of kube-system".into(), "is cluster-admin".into()],
        How::Rules => vec!["is cluster-admin".into()],
    }
}
