//! Where the words of roles stand.

use crate::k8s::danger::role::aggregated_into;
use crate::k8s::inventory::{Inventory, Role, Rule};
use crate::k8s::rights::RoleName;
use crate::set::right::Act;
use crate::source::Span;

/// The object of a role.
pub fn role<'a>(inventory: &'a Inventory, (namespace, name): &RoleName) -> Option<&'a Role> {
    inventory.roles().iter().find(|role| role.namespace == *namespace && role.name == *name)
}

/// The name of a ClusterRole into which a controller puts the rules of a role: one of `collecting`, or one of
/// every cluster.
pub fn collector<'a>(collecting: &[&'a Role], role: &'a Role) -> Option<&'a str> {
    let mut others = collecting.iter().filter(|one| one.name != role.name);
    let by = others.find(|one| one.collects.iter().any(|labels| labels.contains(&role.labels)));
    let of_every_cluster =
        || role.labels.iter().find_map(|(label, value)| aggregated_into(label, value));
    by.map(|one| one.name.as_str()).or_else(of_every_cluster).filter(|_| role.namespace.is_none())
}

/// The word of a role that gives a right: its verb, or what it is a right on. The role, where it only
/// collects what others say.
pub fn of_act(inventory: &Inventory, name: &RoleName, act: &Act, of_verb: bool) -> Option<Span> {
    let role = role(inventory, name)?;
    let places = role.rules.iter().find_map(|rule| {
        let (verb, object) = match act {
            Act::Resource { group, resource, verb, .. } => {
                place(rule.rule.api_groups.as_deref(), &rule.groups, group)?;
                let object = place(rule.rule.resources.as_deref(), &rule.resources, resource)?;
                (verb, object)
            }
            Act::Url { verb, path } => {
                (verb, place(rule.rule.non_resource_urls.as_deref(), &rule.urls, path)?)
            }
            Act::ClusterRole(_) => return None,
        };
        Some((place(Some(&rule.rule.verbs), &rule.verbs, verb)?, object))
    });
    Some(places.map_or(role.span, |(verb, object)| if of_verb { verb } else { object }))
}

/// Where a role of this name says a word.
pub fn of_word(inventory: &Inventory, name: &str, word: &str) -> Option<Span> {
    let roles = || inventory.roles().iter().filter(|role| role.name == name);
    let in_rule = |rule: &Rule| {
        let resource = place(rule.rule.resources.as_deref(), &rule.resources, word);
        resource.or_else(|| place(rule.rule.non_resource_urls.as_deref(), &rule.urls, word))
    };
    let found = roles().flat_map(|role| &role.rules).find_map(in_rule);
    found.or_else(|| roles().next().map(|role| role.span))
}

/// The place of a word in a list.
fn place(words: Option<&[String]>, places: &[Span], word: &str) -> Option<Span> {
    let at = words?.iter().position(|one| one == word)?;
    places.get(at).copied()
}
