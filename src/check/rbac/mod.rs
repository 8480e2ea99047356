//! Least privilege in grants and roles.
//!
//! Rights are judged by what their rules allow, not by how they are written: `"*"` reads secrets too. Lints
//! on breadth are about grants and roles; assertions allow nothing and are passed over.

mod accounts;
pub(crate) mod advice;
mod breadth;
mod cluster_roles;
mod cluster_wide;
pub(crate) mod connects;
pub(crate) mod dangers;
mod known;
mod list_with_names;
mod redundant;
mod roles;
mod subjects;
mod together;
mod unlisted_verb;
mod unused;
pub(crate) mod url;

use crate::compile::Options;
use crate::diagnostic::{Level, Sink, listed};
use crate::ir::{Permission, Policy, Role, RoleId, RoleRef, Rule, Scope};
use crate::k8s::danger::{Place, SYSTEM_NAMESPACE, Severity};
use ecow::{EcoString, eco_format};
use k8s_openapi::api::rbac::v1::PolicyRule;
use std::collections::BTreeSet;

/// Says everything that there is to say of who may do what.
pub fn check(policy: &Policy, options: &Options, sink: &mut Sink) {
    together::check(policy, options, sink);
    let rights: Vec<_> = rights(policy).collect();
    dangers::check(&rights, options.kube_version, sink);
    for right in &rights {
        breadth::check(right, options.kube_version, sink);
        url::check(right, sink);
        list_with_names::check(right, sink);
        unlisted_verb::check(right, sink);
    }
    connects::check(policy, options.kube_version, sink);
    cluster_wide::check(policy, sink);
    cluster_roles::check(policy, options, sink);
    known::check(policy, options, sink);
    subjects::check(policy, sink);
    accounts::check(policy, sink);
    roles::check(policy, sink);
    redundant::check(policy, sink);
    unused::check(policy, sink);
}

/// A permission that some statement gives.
struct Right<'a> {
    permission: &'a Permission,
    /// Where it holds, as the end of a sentence.
    place: EcoString,
    /// Where it holds; of several places the one where it is worst.
    at: Place<'a>,
    /// Whether it is given to those alone who deliver the zones that it holds in.
    delivers: bool,
    /// The reason of the statement.
    because: Option<&'a EcoString>,
}

/// The permissions of grants, then those of roles.
fn rights(policy: &Policy) -> impl Iterator<Item = Right<'_>> {
    let of_grants = policy.grants.iter().map(|grant| Right {
        permission: &grant.permission,
        place: place(policy, &grant.scope),
        at: worst(places(policy, &grant.scope)),
        delivers: grant.subjects.iter().all(|subject| match &grant.scope {
            Scope::ClusterWide(_) => false,
            Scope::Zones(zones) => {
                let mut zones = zones.iter().filter_map(|id| policy.zone(*id));
                zones.all(|zone| zone.delivery.contains(subject))
            }
        }),
        because: grant.clauses.because.as_ref(),
    });
    let of_roles = policy.roles.iter().enumerate().flat_map(move |(index, role)| {
        let id = RoleId::at(index);
        let held = policy.holdings.iter().filter(|held| held.role == RoleRef::Declared(id));
        let at = worst(held.flat_map(|held| places(policy, &held.scope)).collect());
        let because = reason_of_role(policy, id);
        role.permissions.iter().map(move |permission| Right {
            permission,
            place: eco_format!("wherever `{}` is held", role.name),
            at,
            delivers: false,
            because,
        })
    });
    of_grants.chain(of_roles)
}

/// A role's statements take no reason: theirs is that of who holds it, where every holding has one.
fn reason_of_role(policy: &Policy, role: RoleId) -> Option<&EcoString> {
    let of_role = policy.holdings.iter().filter(|held| held.role == RoleRef::Declared(role));
    let mut reasons = of_role.map(|held| held.clauses.because.as_ref());
    let first = reasons.next().flatten()?;
    reasons.all(|reason| reason.is_some()).then_some(first)
}

/// A scope, as the end of a sentence.
fn place(policy: &Policy, scope: &Scope) -> EcoString {
    match scope {
        Scope::ClusterWide(_) => "in every namespace".into(),
        Scope::Zones(zones) => {
            let names = zones.iter().filter_map(|zone| policy.zone(*zone)).map(|zone| &zone.name);
            eco_format!("in {}", listed(names))
        }
    }
}

/// The places of a scope.
fn places<'a>(policy: &'a Policy, scope: &Scope) -> Vec<Place<'a>> {
    match scope {
        Scope::ClusterWide(_) => vec![Place::Cluster],
        Scope::Zones(zones) => {
            let zones = zones.iter().filter_map(|zone| policy.zone(*zone));
            zones.flat_map(|zone| zone.names()).map(|name| Place::Namespace(name)).collect()
        }
    }
}

/// The place where a right is worst. A role that nobody has is taken to hold in a namespace of no name.
fn worst(places: Vec<Place<'_>>) -> Place<'_> {
    let is = |wanted: Place<'_>| places.contains(&wanted);
    match places.first() {
        _ if is(Place::Cluster) => Place::Cluster,
        _ if is(Place::Namespace(SYSTEM_NAMESPACE)) => Place::Namespace(SYSTEM_NAMESPACE),
        Some(first) => *first,
        None => Place::Namespace(""),
    }
}

/// The permissions of the role that somebody holds, where the program declares it.
fn declared<'a>(policy: &'a Policy, role: &RoleRef) -> Option<&'a Role> {
    match role {
        RoleRef::Declared(id) => policy.role(*id),
        RoleRef::ClusterRole(_) => None,
    }
}

/// A rule as Kubernetes has it.
fn kubernetes(rule: &Rule) -> PolicyRule {
    let list = |items: &BTreeSet<EcoString>| Some(items.iter().map(ToString::to_string).collect());
    PolicyRule {
        api_groups: list(&rule.groups),
        resources: list(&rule.resources),
        resource_names: list(&rule.names),
        non_resource_urls: list(&rule.urls),
        verbs: rule.verbs.iter().map(ToString::to_string).collect(),
    }
}

/// What a severity comes to: who needs a critical or high one says why.
pub(crate) const fn level(severity: Severity) -> Level {
    match severity {
        Severity::Critical | Severity::High => Level::Deny,
        Severity::Medium => Level::Warn,
        Severity::Low => Level::Allow,
    }
}
