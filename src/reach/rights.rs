//! What a policy grants, right by right: the definition in [`crate::ir`], apart from what emits it.

use crate::ir::{Clauses, Permission, Policy, RoleRef, Rule, Scope, Subject};
use crate::set::right::{Act, Holder, Right};
use crate::source::Span;
use ecow::EcoString;
use std::collections::BTreeSet;

/// A statement that grants rights, by its place in the policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Statement {
    /// One of [`Policy::grants`].
    Grant(usize),
    /// One of [`Policy::holdings`].
    Holding(usize),
}

impl Statement {
    /// Every statement of a policy, grants first.
    pub fn all(policy: &Policy) -> impl Iterator<Item = Self> + use<> {
        let holdings = (0..policy.holdings.len()).map(Self::Holding);
        (0..policy.grants.len()).map(Self::Grant).chain(holdings)
    }

    /// Where it stands.
    #[must_use]
    pub fn span(self, policy: &Policy) -> Option<Span> {
        match self {
            Self::Grant(at) => policy.grants.get(at).map(|grant| grant.span),
            Self::Holding(at) => policy.holdings.get(at).map(|holding| holding.span),
        }
    }

    /// Why it stands, and until when.
    #[must_use]
    pub fn clauses(self, policy: &Policy) -> Option<&Clauses> {
        match self {
            Self::Grant(at) => policy.grants.get(at).map(|grant| &grant.clauses),
            Self::Holding(at) => policy.holdings.get(at).map(|holding| &holding.clauses),
        }
    }

    /// Who is granted something.
    #[must_use]
    pub fn subjects(self, policy: &Policy) -> &[Subject] {
        match self {
            Self::Grant(at) => policy.grants.get(at).map(|grant| grant.subjects.as_slice()),
            Self::Holding(at) => policy.holdings.get(at).map(|holding| holding.subjects.as_slice()),
        }
        .unwrap_or_default()
    }

    /// Where it holds.
    #[must_use]
    pub fn scope(self, policy: &Policy) -> Option<&Scope> {
        match self {
            Self::Grant(at) => policy.grants.get(at).map(|grant| &grant.scope),
            Self::Holding(at) => policy.holdings.get(at).map(|holding| &holding.scope),
        }
    }

    /// What it grants; a ClusterRole that the program doesn't declare by its name.
    #[must_use]
    pub fn acts(self, policy: &Policy) -> Vec<Act> {
        match self {
            Self::Grant(at) => policy
                .grants
                .get(at)
                .into_iter()
                .flat_map(|grant| acts(&grant.permission))
                .collect(),
            Self::Holding(at) => match policy.holdings.get(at).map(|holding| &holding.role) {
                Some(RoleRef::ClusterRole(name)) => vec![Act::ClusterRole(name.clone())],
                Some(RoleRef::Declared(id)) => {
                    let role = policy.role(*id).into_iter();
                    role.flat_map(|role| &role.permissions).flat_map(acts).collect()
                }
                None => Vec::new(),
            },
        }
    }
}

/// Every right that a policy grants, each with the first statement that grants it.
#[must_use]
pub fn rights(policy: &Policy) -> Vec<(Right, Span)> {
    let of_statement =
        |(right, statement): (Right, Statement)| statement.span(policy).map(|span| (right, span));
    let mut all: Vec<_> = given(policy).into_iter().filter_map(of_statement).collect();
    all.sort();
    all.dedup_by(|later, first| later.0 == first.0);
    all
}

/// What each statement grants, right by right, in the order of the statements.
#[must_use]
pub fn given(policy: &Policy) -> Vec<(Right, Statement)> {
    let mut all = Vec::new();
    for statement in Statement::all(policy) {
        let Some(scope) = statement.scope(policy) else { continue };
        let acts = statement.acts(policy);
        let places = places(policy, scope);
        let subjects = statement.subjects(policy).iter();
        for holder in subjects.filter_map(|subject| holder(policy, *subject)) {
            for namespace in &places {
                all.extend(acts.iter().map(|act| {
                    let (holder, namespace, act) = (holder.clone(), namespace.clone(), act.clone());
                    (Right { holder, namespace, act }, statement)
                }));
            }
        }
    }
    all
}

/// What a rule gives.
#[must_use]
pub fn of_rule(rule: &Rule) -> Vec<Act> {
    let list = |items: &BTreeSet<EcoString>| items.iter().cloned().collect::<Vec<_>>();
    let (groups, resources, verbs) = (list(&rule.groups), list(&rule.resources), list(&rule.verbs));
    let names = list(&rule.names);
    let on_urls = rule.urls.iter().flat_map(|path| {
        verbs.iter().map(|verb| Act::Url { verb: verb.clone(), path: path.clone() })
    });
    Act::product(&groups, &resources, &verbs, &names).chain(on_urls).collect()
}

/// The namespaces of a scope; none for the whole cluster.
#[must_use]
pub fn places(policy: &Policy, scope: &Scope) -> Vec<Option<EcoString>> {
    match scope {
        Scope::ClusterWide(_) => vec![None],
        Scope::Zones(zones) => {
            let zones = zones.iter().filter_map(|id| policy.zone(*id));
            zones.flat_map(|zone| zone.names()).cloned().map(Some).collect()
        }
    }
}

/// What a permission gives.
pub fn acts(permission: &Permission) -> impl Iterator<Item = Act> {
    permission.rules.iter().flat_map(of_rule)
}

/// Whom RBAC knows a subject as.
#[must_use]
pub fn holder(policy: &Policy, subject: Subject) -> Option<Holder> {
    Some(match subject {
        Subject::User(id) => Holder::User(policy.user(id)?.identity.clone()),
        Subject::Group(id) => Holder::Group(policy.group(id)?.identity.clone()),
        Subject::Account(id) => {
            let account = policy.account(id)?;
            Holder::Account(account.namespace.clone(), account.name.clone())
        }
    })
}
