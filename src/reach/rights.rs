//! What a policy grants, right by right: the definition in [`crate::ir`], apart from what emits it.

use crate::ir::{Permission, Policy, RoleRef, Rule, Scope, Subject};
use crate::set::right::{Act, Holder, Right};
use crate::source::Span;
use ecow::EcoString;
use std::collections::BTreeSet;

/// Every right that a policy grants, each with the first statement that grants it.
#[must_use]
pub fn rights(policy: &Policy) -> Vec<(Right, Span)> {
    let mut all = Vec::new();
    for grant in &policy.grants {
        let acts: Vec<_> = acts(&grant.permission).collect();
        hold(policy, &grant.subjects, &grant.scope, &acts, grant.span, &mut all);
    }
    for holding in &policy.holdings {
        let acts: Vec<_> = match &holding.role {
            RoleRef::ClusterRole(name) => vec![Act::ClusterRole(name.clone())],
            RoleRef::Declared(id) => {
                let role = policy.role(*id).into_iter();
                role.flat_map(|role| &role.permissions).flat_map(acts).collect()
            }
        };
        hold(policy, &holding.subjects, &holding.scope, &acts, holding.span, &mut all);
    }
    all.sort();
    all.dedup_by(|later, first| later.0 == first.0);
    all
}

/// What a permission allows, one by one.
pub(crate) fn acts(permission: &Permission) -> impl Iterator<Item = Act> {
    permission.rules.iter().flat_map(of_rule)
}

fn of_rule(rule: &Rule) -> Vec<Act> {
    let list = |items: &BTreeSet<EcoString>| items.iter().cloned().collect::<Vec<_>>();
    let (groups, resources, verbs) = (list(&rule.groups), list(&rule.resources), list(&rule.verbs));
    let names = list(&rule.names);
    let on_urls = rule.urls.iter().flat_map(|path| {
        verbs.iter().map(|verb| Act::Url { verb: verb.clone(), path: path.clone() })
    });
    Act::product(&groups, &resources, &verbs, &names).chain(on_urls).collect()
}

fn hold(
    policy: &Policy,
    subjects: &[Subject],
    scope: &Scope,
    acts: &[Act],
    span: Span,
    all: &mut Vec<(Right, Span)>,
) {
    let places: Vec<Option<EcoString>> = match scope {
        Scope::ClusterWide(_) => vec![None],
        Scope::Zones(zones) => {
            let zones = zones.iter().filter_map(|id| policy.zone(*id));
            zones.flat_map(|zone| zone.names()).cloned().map(Some).collect()
        }
    };
    for holder in subjects.iter().filter_map(|subject| holder(policy, *subject)) {
        for namespace in &places {
            all.extend(acts.iter().map(|act| {
                let (holder, namespace, act) = (holder.clone(), namespace.clone(), act.clone());
                (Right { holder, namespace, act }, span)
            }));
        }
    }
}

/// Whom a subject is for the API server; none for a subject of another policy.
pub(crate) fn holder(policy: &Policy, subject: Subject) -> Option<Holder> {
    Some(match subject {
        Subject::User(id) => Holder::User(policy.user(id)?.identity.clone()),
        Subject::Group(id) => Holder::Group(policy.group(id)?.identity.clone()),
        Subject::Account(id) => {
            let account = policy.account(id)?;
            Holder::Account(account.namespace.clone(), account.name.clone())
        }
    })
}
