//! What a policy grants, right by right: the definition in [`crate::ir`], apart from what emits it.

use crate::ir::{Clauses, Permission, Policy, RoleRef, Rule, Scope, Subject};
use crate::set::right::{Act, Holder, Right};
use crate::source::Span;
use ecow::EcoString;
use std::collections::BTreeSet;

/// Every right that a policy grants, each with the first statement that grants it.
#[must_use]
pub fn rights(policy: &Policy) -> Vec<(Right, Span)> {
    let given = given(policy).flat_map(|given| {
        let span = given.span;
        given.rights.into_iter().map(move |right| (right, span))
    });
    let mut all: Vec<_> = given.collect();
    all.sort();
    all.dedup_by(|later, first| later.0 == first.0);
    all
}

/// What one statement grants.
pub(crate) struct Given<'a> {
    /// The statement.
    pub span: Span,
    /// Its clauses.
    pub clauses: &'a Clauses,
    /// Right by right.
    pub rights: Vec<Right>,
}

/// What each statement grants: the grants, then the holdings.
pub(crate) fn given(policy: &Policy) -> impl Iterator<Item = Given<'_>> {
    let grants = policy.grants.iter().map(|grant| {
        let acts: Vec<_> = acts(&grant.permission).collect();
        let rights = hold(policy, &grant.subjects, &grant.scope, &acts);
        Given { span: grant.span, clauses: &grant.clauses, rights }
    });
    let holdings = policy.holdings.iter().map(|holding| {
        let acts: Vec<_> = match &holding.role {
            RoleRef::ClusterRole(name) => vec![Act::ClusterRole(name.clone())],
            RoleRef::Declared(id) => {
                let role = policy.role(*id).into_iter();
                role.flat_map(|role| &role.permissions).flat_map(acts).collect()
            }
        };
        let rights = hold(policy, &holding.subjects, &holding.scope, &acts);
        Given { span: holding.span, clauses: &holding.clauses, rights }
    });
    grants.chain(holdings)
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

fn hold(policy: &Policy, subjects: &[Subject], scope: &Scope, acts: &[Act]) -> Vec<Right> {
    let places: Vec<Option<EcoString>> = match scope {
        Scope::ClusterWide(_) => vec![None],
        Scope::Zones(zones) => {
            let zones = zones.iter().filter_map(|id| policy.zone(*id));
            zones.flat_map(|zone| zone.names()).cloned().map(Some).collect()
        }
    };
    let mut rights = Vec::new();
    for holder in subjects.iter().filter_map(|subject| holder(policy, *subject)) {
        for namespace in &places {
            rights.extend(acts.iter().map(|act| {
                let (holder, namespace, act) = (holder.clone(), namespace.clone(), act.clone());
                Right { holder, namespace, act }
            }));
        }
    }
    rights
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
