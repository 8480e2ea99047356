//! Whether a permission can hold where its statement says.

use crate::diagnostic::{Code, Diagnostic, Sink, listed};
use crate::ir::{Object, Permission, Role, Use};
use crate::source::Span;
use crate::syntax::ast;

/// Says what of a grant is dead without `cluster-wide`.
pub fn check_grant(permission: &Permission, scope: &ast::Scope, sink: &mut Sink) {
    if matches!(scope, ast::Scope::ClusterWide(_)) {
        return;
    }
    for dead in dead_uses(permission) {
        let diagnostic = error(&dead, dead.span).label(NOWHERE);
        sink.push(widen(diagnostic, permission, &dead, scope, permission.span.after()));
    }
}

/// Says what of a role is dead where a `has` without `cluster-wide` gives it. `name` is the role's name in
/// that statement, `end` the place behind its last role.
pub fn check_holding(role: &Role, name: Span, end: Span, scope: &ast::Scope, sink: &mut Sink) {
    if matches!(scope, ast::Scope::ClusterWide(_)) {
        return;
    }
    for permission in &role.permissions {
        for dead in dead_uses(permission) {
            let diagnostic = error(&dead, name)
                .label(format!("`{}` is held in namespaces here", role.name))
                .also(dead.span, NOWHERE);
            sink.push(widen(diagnostic, permission, &dead, scope, end));
        }
    }
}

const NOWHERE: &str = "not in any namespace";

/// What one place of a statement gives that no namespace has.
struct Dead<'a> {
    span: Span,
    uses: Vec<&'a Use>,
    /// Whether the place gives something else too, as `all of core` does.
    partly: bool,
}

fn dead_uses(permission: &Permission) -> Vec<Dead<'_>> {
    let mut dead: Vec<Dead<'_>> = Vec::new();
    for used in permission.uses.iter().filter(|used| needs_cluster(used)) {
        match dead.iter_mut().find(|dead| dead.span == used.span) {
            Some(known) => known.uses.push(used),
            None => {
                let mut here = permission.uses.iter().filter(|other| other.span == used.span);
                let partly = here.any(|other| !needs_cluster(other));
                dead.push(Dead { span: used.span, uses: vec![used], partly });
            }
        }
    }
    dead
}

/// Whether a rule in a namespace can't give it: a URL or a cluster-scoped resource. The exceptions are the
/// namespace itself, whose own requests count as requests in it, and binding a ClusterRole there.
fn needs_cluster(used: &Use) -> bool {
    match &used.object {
        Object::Url(_) => true,
        Object::Resource { namespaced, .. } => {
            let dead = |verb: &str| {
                !(is_namespaces(used) && reaches_itself(verb) || binds_cluster_roles(used, verb))
            };
            *namespaced == Some(false) && used.verbs_of(dead).next().is_some()
        }
    }
}

fn is_namespaces(used: &Use) -> bool {
    matches!(&used.object, Object::Resource { group, resource, .. }
        if group.is_empty() && resource.split('/').next() == Some("namespaces"))
}

/// Whether it is asked for where a ClusterRole is bound, which a RoleBinding does in its namespace.
fn binds_cluster_roles(used: &Use, verb: &str) -> bool {
    verb == "bind"
        && matches!(&used.object, Object::Resource { group, resource, .. }
            if group == "rbac.authorization.k8s.io" && resource == "clusterroles")
}

/// Whether a request of this verb for a namespace is a request in that namespace.
fn reaches_itself(verb: &str) -> bool {
    matches!(verb, "get" | "update" | "patch" | "delete" | "*")
}

fn error(dead: &Dead<'_>, span: Span) -> Diagnostic {
    let mut code = Code::ClusterScoped;
    let names = dead.uses.iter().map(|used| match &used.object {
        Object::Resource { resource, .. } => resource,
        Object::Url(url) => {
            code = Code::UrlScope;
            url
        }
    });
    let names = listed(names);
    let message = match (code, dead.uses.len()) {
        (Code::UrlScope, _) => format!("the URL {names} can only be granted `cluster-wide`"),
        (_, 1) => format!("{names} is cluster-scoped and can only be granted `cluster-wide`"),
        _ => format!("{names} are cluster-scoped and can only be granted `cluster-wide`"),
    };
    Diagnostic::new(code, span, message)
}

fn widen(
    diagnostic: Diagnostic,
    permission: &Permission,
    dead: &Dead<'_>,
    scope: &ast::Scope,
    end: Span,
) -> Diagnostic {
    let alive =
        |used: &&&Use| is_namespaces(used) && used.verbs_of(reaches_itself).next().is_some();
    let diagnostic = match dead.uses.iter().find(alive) {
        Some(_) => diagnostic
            .note("in a namespace only get, update, patch and delete reach that namespace itself"),
        None => diagnostic,
    };
    if dead.partly {
        let names = dead.uses.iter().filter_map(|used| match &used.object {
            Object::Resource { resource, .. } => Some(resource.as_str()),
            Object::Url(_) => None,
        });
        let names: Vec<_> = names.map(|name| name.rsplit('/').next().unwrap_or(name)).collect();
        return diagnostic.help(format!("take them out: `except ({})`", names.join(", ")));
    }
    if permission.uses.iter().any(|used| !needs_cluster(used)) {
        return diagnostic.help(
            "give it in a statement of its own with `cluster-wide`; the rest may stay in namespaces",
        );
    }
    let span = match scope {
        ast::Scope::Zones(zones) => zones.last().map_or(end, |zone| end.to(zone.span)),
        _ => end,
    };
    diagnostic.help("add `cluster-wide`: it is the same thing for every namespace").maybe_fix(
        "grant it cluster-wide",
        span,
        " cluster-wide",
    )
}
