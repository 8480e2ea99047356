//! `equal-roles`, `built-in-role-name`: what the declared roles are called, and whether they differ.

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::hash::HashMap;
use crate::ir::{Policy, Rule, canonical};
use crate::k8s::danger::role::KNOWN;

pub(super) fn check(policy: &Policy, sink: &mut Sink) {
    // Of a statement with an error a role lacks the rules.
    if sink.has_errors() {
        return;
    }
    let mut known: HashMap<Vec<Rule>, usize> = HashMap::default();
    for (at, role) in policy.roles.iter().enumerate() {
        let name = &role.name;
        if name.starts_with("system:") || KNOWN.contains(&name.as_str()) {
            let message =
                format!("`{name}` is also the name of a ClusterRole that every cluster has");
            sink.push(
                Diagnostic::new(Code::BuiltInRoleName, role.span, message)
                    .label("another role than that one")
                    .note(format!("`has {name}` means this role, `has clusterrole {name}` the other, and `kubectl` lists both"))
                    .help("call it after what it is for, such as `pod-viewer`"),
            );
        }
        let rules = canonical(role.permissions.iter().flat_map(|permission| &permission.rules));
        let first = *known.entry(rules).or_insert(at);
        if let Some(first) = policy.roles.get(first).filter(|_| first != at) {
            let message = format!("roles `{}` and `{name}` give the same rights", first.name);
            sink.push(
                Diagnostic::new(Code::EqualRoles, role.span, message)
                    .label("gives what the other gives")
                    .also(first.span, "the other")
                    .help(format!(
                        "keep `{}` and give it to all, or let one say what it has more",
                        first.name
                    )),
            );
        }
    }
}
