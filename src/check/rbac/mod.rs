//! Least privilege in grants and roles.
//!
//! Rights are judged by what their rules allow, not by how they are written: `"*"` reads secrets too. Lints
//! on breadth are about grants and roles; assertions allow nothing and are passed over.

mod breadth;
mod cluster_wide;
mod list_with_names;
mod secrets_read;
mod unlisted_verb;
mod unused;
mod url;

use crate::compile::Options;
use crate::diagnostic::{Sink, listed};
use crate::ir::{Permission, Policy, Role, RoleId, RoleRef, Scope};
use ecow::{EcoString, eco_format};

/// Says everything that there is to say of who may do what.
pub fn check(policy: &Policy, _options: &Options, sink: &mut Sink) {
    for right in rights(policy) {
        breadth::check(&right, sink);
        url::check(&right, sink);
        secrets_read::check(&right, sink);
        list_with_names::check(&right, sink);
        unlisted_verb::check(&right, sink);
    }
    cluster_wide::check(policy, sink);
    unused::check(policy, sink);
}

/// A permission that some statement gives.
struct Right<'a> {
    permission: &'a Permission,
    /// Where it holds, as the end of a sentence.
    place: EcoString,
    /// The reason of the statement.
    because: Option<&'a EcoString>,
}

/// The permissions of grants, then those of roles.
fn rights(policy: &Policy) -> impl Iterator<Item = Right<'_>> {
    let of_grants = policy.grants.iter().map(|grant| Right {
        permission: &grant.permission,
        place: place(policy, &grant.scope),
        because: grant.clauses.because.as_ref(),
    });
    let of_roles = policy.roles.iter().enumerate().flat_map(move |(index, role)| {
        role.permissions.iter().map(move |permission| Right {
            permission,
            place: eco_format!("wherever `{}` is held", role.name),
            because: reason_of_role(policy, RoleId::at(index)),
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

/// The permissions of the role that somebody holds, where the program declares it.
fn declared<'a>(policy: &'a Policy, role: &RoleRef) -> Option<&'a Role> {
    match role {
        RoleRef::Declared(id) => policy.role(*id),
        RoleRef::ClusterRole(_) => None,
    }
}
