//! `admin-role`, `unknown-cluster-role`: ClusterRoles that exist already, by their names.

use super::{level, place};
use crate::compile::Options;
use crate::diagnostic::{Code, Diagnostic, Sink, suggest};
use crate::ir::{Policy, RoleRef, Scope};
use crate::k8s::danger::role::{KNOWN, built_in};

pub(super) fn check(policy: &Policy, options: &Options, sink: &mut Sink) {
    for holding in &policy.holdings {
        let RoleRef::ClusterRole(name) = &holding.role else { continue };
        let everywhere = matches!(holding.scope, Scope::ClusterWide(_));
        if let Some(role) = built_in(name, everywhere) {
            let place = place(policy, &holding.scope);
            let message = format!("who has ClusterRole `{name}` can {} {place}", role.so);
            sink.push(
                Diagnostic::new(Code::AdminRole, holding.span, message)
                    .label(format!("binds `{name}`"))
                    .help("grant what is needed, as in `can apply deployments, services`; to look around, `view` is enough")
                    .at_level(level(role.severity))
                    .answered(holding.clauses.because.as_ref()),
            );
        } else if !KNOWN.contains(&name.as_str())
            && !options
                .others
                .roles()
                .iter()
                .any(|role| role.namespace.is_none() && role.name == *name)
            && let Some(close) = suggest::closest(name, KNOWN)
        {
            let message = format!("no cluster comes with a ClusterRole `{name}`");
            sink.push(
                Diagnostic::new(Code::UnknownClusterRole, holding.span, message)
                    .label(format!("did you mean `{close}`?"))
                    .note("a binding to a role that doesn't exist gives nothing, until somebody makes that role")
                    .help(format!("write `clusterrole {close}`; if somebody installs `{name}`, say who with `because`"))
                    .answered(holding.clauses.because.as_ref()),
            );
        }
    }
}
