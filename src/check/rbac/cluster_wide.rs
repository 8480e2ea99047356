//! `cluster-wide`: a right in every namespace where the zones are known.

use super::declared;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::ir::{Object, Permission, Policy, RoleRef, Scope, ZoneId};
use crate::source::Span;
use ecow::EcoString;

/// Up to this many zones are written out in a fix.
const FEW: usize = 4;

pub(super) fn check(policy: &Policy, sink: &mut Sink) {
    let ours: Vec<_> = policy.zones.iter().filter(|zone| zone.is_ours()).collect();
    if ours.is_empty() {
        return;
    }
    existing_roles(policy, sink);
    let grants = policy.grants.iter().map(|grant| Statement {
        zone: grant.zone,
        scope: &grant.scope,
        permissions: std::slice::from_ref(&grant.permission),
        before: Some(grant.permission.span),
        because: grant.clauses.because.as_ref(),
    });
    let holdings = policy.holdings.iter().filter_map(|holding| {
        Some(Statement {
            zone: holding.zone,
            scope: &holding.scope,
            permissions: &declared(policy, &holding.role)?.permissions,
            before: None,
            because: holding.clauses.because.as_ref(),
        })
    });
    for statement in grants.chain(holdings) {
        let Scope::ClusterWide(span) = *statement.scope else { continue };
        if !statement.permissions.iter().all(is_namespaced) {
            continue;
        }
        let message = "everything in this statement lives in namespaces, and the zones are known";
        let finding = Diagnostic::new(Code::ClusterWide, span, message)
            .label("every namespace, also those to come")
            .answered(statement.because);
        let names: Vec<_> = ours.iter().map(|zone| zone.name.as_str()).collect();
        sink.push(narrow(policy, &statement, span, &names, finding));
    }
}

/// ClusterRoles that exist already: whatever they permit is permitted everywhere.
fn existing_roles(policy: &Policy, sink: &mut Sink) {
    for holding in &policy.holdings {
        let (RoleRef::ClusterRole(name), Scope::ClusterWide(span)) =
            (&holding.role, &holding.scope)
        else {
            continue;
        };
        let message =
            format!("all that ClusterRole `{name}` permits is permitted in every namespace");
        sink.push(
            Diagnostic::new(Code::ClusterWide, *span, message)
                .label("every namespace, also those to come")
                .help("say where, `in ZONE`, or if it must be everywhere, say why with `because`")
                .answered(holding.clauses.because.as_ref()),
        );
    }
}

/// What gives rights somewhere.
struct Statement<'a> {
    zone: Option<ZoneId>,
    scope: &'a Scope,
    permissions: &'a [Permission],
    /// What stands before the scope, where that is known.
    before: Option<Span>,
    because: Option<&'a EcoString>,
}

fn is_namespaced(permission: &Permission) -> bool {
    permission
        .uses
        .iter()
        .all(|used| matches!(used.object, Object::Resource { namespaced: Some(true), .. }))
}

/// Offers the narrower scope.
fn narrow(
    policy: &Policy,
    statement: &Statement<'_>,
    span: Span,
    zones: &[&str],
    finding: Diagnostic,
) -> Diagnostic {
    let whole = statement.before.map(|before| before.after().to(span));
    if let Some(zone) = statement.zone.and_then(|zone| policy.zone(zone)) {
        let finding =
            finding.help(format!("leave it out: the right then holds in `{}`", zone.name));
        return match whole {
            Some(whole) => finding.maybe_fix("remove `cluster-wide`", whole, ""),
            None => finding,
        };
    }
    let scope = format!("in {}", zones.join(", "));
    match zones.len() {
        ..=FEW => finding.help(format!("say where: `{scope}`")).maybe_fix(
            format!("write `{scope}`"),
            span,
            scope,
        ),
        _ => finding.help("say where: `in` with the zones that it is for"),
    }
}
