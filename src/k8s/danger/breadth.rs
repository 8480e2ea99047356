//! Rules that say more than anybody who reads them can know.

use crate::k8s::resource::STANDARD;
use k8s_openapi::api::rbac::v1::PolicyRule;

/// A wildcard of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Breadth<'a> {
    /// Every verb, by the wildcard.
    EveryVerb,
    /// Every verb that nearly all resources serve, spelled out on a wildcard.
    EveryVerbSpelled,
    /// Every resource of every group.
    EveryResource,
    /// Every resource of a group.
    EveryResourceOf(&'a str),
    /// A subresource of every resource.
    Subresource(&'a str),
    /// A resource in every group.
    EveryGroup(&'a str),
}

/// The wildcards of a rule on objects; nothing of one that allows nothing.
#[must_use]
pub fn breadth(rule: &PolicyRule) -> Vec<Breadth<'_>> {
    let groups = rule.api_groups.as_deref().unwrap_or_default();
    let resources = rule.resources.as_deref().unwrap_or_default();
    let any = |words: &[String]| words.iter().any(|word| word == "*");
    if rule.verbs.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for resource in resources {
        match resource.split_once('/') {
            // RBAC has no such pattern: it matches nothing.
            Some((_, "*")) => {}
            Some(("*", part)) => found.push(Breadth::Subresource(part)),
            None if resource == "*" && any(groups) => found.push(Breadth::EveryResource),
            None if resource == "*" => {
                found.extend(groups.iter().map(|group| Breadth::EveryResourceOf(group)));
            }
            _ if any(groups) => found.push(Breadth::EveryGroup(resource)),
            _ => {}
        }
    }
    if any(&rule.verbs) {
        found.push(Breadth::EveryVerb);
    } else if !found.is_empty()
        && STANDARD.iter().all(|verb| rule.verbs.iter().any(|given| given == verb))
    {
        found.push(Breadth::EveryVerbSpelled);
    }
    found
}
