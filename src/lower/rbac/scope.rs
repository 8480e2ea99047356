//! Whether a permission can hold where its statement says.

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::ir::{Object, Permission, Role, Use};
use crate::source::Span;
use crate::syntax::ast;

/// Says what of a grant is dead without `cluster-wide`.
pub fn check_grant(permission: &Permission, scope: &ast::Scope, sink: &mut Sink) {
    if matches!(scope, ast::Scope::ClusterWide(_)) {
        return;
    }
    for used in permission.uses.iter().filter(|used| needs_cluster(used)) {
        let diagnostic = dead(used, used.span).label("not in any namespace");
        sink.push(widen(diagnostic, permission, used, scope, permission.span.after()));
    }
}

/// Says what of a role is dead where a `has` without `cluster-wide` gives it. `name` is the role's name in
/// that statement, `end` the place behind its last role.
pub fn check_holding(role: &Role, name: Span, end: Span, scope: &ast::Scope, sink: &mut Sink) {
    if matches!(scope, ast::Scope::ClusterWide(_)) {
        return;
    }
    for permission in &role.permissions {
        for used in permission.uses.iter().filter(|used| needs_cluster(used)) {
            let diagnostic = dead(used, name)
                .label(format!("`{}` is held in namespaces here", role.name))
                .also(used.span, "not in any namespace");
            sink.push(widen(diagnostic, permission, used, scope, end));
        }
    }
}

/// Whether a rule in a namespace can't give it: a URL or a cluster-scoped resource. The exception is the
/// namespace itself, whose own requests count as requests in it.
fn needs_cluster(used: &Use) -> bool {
    match &used.object {
        Object::Url(_) => true,
        Object::Resource { group, resource, namespaced } => {
            let plural = resource.split('/').next().unwrap_or("");
            let itself = group.is_empty() && plural == "namespaces";
            let alive =
                |verb: &str| itself && matches!(verb, "get" | "update" | "patch" | "delete" | "*");
            *namespaced == Some(false) && used.verbs_of(|verb| !alive(verb)).next().is_some()
        }
    }
}

fn dead(used: &Use, span: Span) -> Diagnostic {
    match &used.object {
        Object::Url(url) => {
            let message = format!("the URL `{url}` can only be granted `cluster-wide`");
            Diagnostic::new(Code::UrlScope, span, message)
        }
        Object::Resource { resource, .. } => {
            let message =
                format!("`{resource}` is cluster-scoped and can only be granted `cluster-wide`");
            Diagnostic::new(Code::ClusterScoped, span, message)
        }
    }
}

fn widen(
    diagnostic: Diagnostic,
    permission: &Permission,
    used: &Use,
    scope: &ast::Scope,
    end: Span,
) -> Diagnostic {
    let span = match scope {
        ast::Scope::Zones(zones) => zones.last().map_or(end, |zone| end.to(zone.span)),
        _ => end,
    };
    let mixed = permission.uses.iter().any(|used| !needs_cluster(used));
    let help = if mixed {
        "give what is cluster-scoped in a statement of its own with `cluster-wide`; the rest may stay here"
    } else {
        "add `cluster-wide`: such objects are the same for every namespace"
    };
    let own = used.verbs_of(|verb| matches!(verb, "get" | "update" | "patch" | "delete")).next();
    let diagnostic = match &used.object {
        Object::Resource { resource, .. } if resource == "namespaces" && own.is_some() => {
            diagnostic.note(
                "in a namespace only get, update, patch and delete reach that namespace itself",
            )
        }
        _ => diagnostic,
    };
    diagnostic.help(help).maybe_fix("grant it cluster-wide", span, " cluster-wide")
}
