//! Roles and bindings as a large cluster has them.

use std::fmt::Write;

/// Rules of roles: most read something, some deliver, few are dangerous.
const RULES: [(&str, &str, &str); 12] = [
    ("", "pods, pods/log, services", "get, list, watch"),
    ("apps", "deployments, replicasets", "get, list, watch"),
    ("", "configmaps", "get, list, watch, create, update, patch"),
    ("batch", "jobs, cronjobs", "get, list, watch, delete"),
    ("coordination.k8s.io", "leases", "get, create, update"),
    ("", "events", "create, patch"),
    ("networking.k8s.io", "ingresses", "get, list, watch"),
    ("example.com", "backups, restores", "get, list, watch, create, update, patch, delete"),
    ("apps", "deployments, statefulsets", "get, list, patch, update, create"),
    ("", "secrets", "get, list"),
    ("", "pods/exec", "create"),
    ("rbac.authorization.k8s.io", "roles, rolebindings", "get, list, create"),
];

/// So many roles, half of them in namespaces, and twice as many bindings, as documents of YAML. One role of
/// thirty is dangerous.
pub fn roles_and_bindings(roles: usize) -> String {
    let mut text = String::new();
    for at in 0..roles {
        let (kind, namespace) = match at % 2 {
            0 => ("ClusterRole", String::new()),
            _ => ("Role", format!("  namespace: team-{}\n", at % 500)),
        };
        let _ = write!(
            text,
            "---\napiVersion: rbac.authorization.k8s.io/v1\nkind: {kind}\nmetadata:\n  name: role-{at}\n{namespace}  \
             labels:\n    app.kubernetes.io/name: app-{at}\nrules:\n"
        );
        for rule in 0..3 {
            let number = if at % 30 == 7 { 8 + (at / 30 + rule) % 4 } else { (at * 7 + rule) % 8 };
            let (group, resources, verbs) = RULES[number];
            // One rule is about what nobody else has, so that no two roles are equal.
            let own = format!("{resources}, parts-{at}");
            let resources = if rule == 2 { own.as_str() } else { resources };
            let _ = writeln!(text, "- apiGroups:\n  - '{group}'\n  resources:");
            for resource in resources.split(", ") {
                let _ = writeln!(text, "  - {resource}");
            }
            let _ = writeln!(text, "  verbs:");
            for verb in verbs.split(", ") {
                let _ = writeln!(text, "  - {verb}");
            }
        }
        for half in 0..2 {
            binding(&mut text, at, half);
        }
    }
    text
}

fn binding(text: &mut String, at: usize, half: usize) {
    let cluster = at % 2 == 0;
    let whole = cluster && at % 20 == 0 && half == 0;
    let (kind, role) = match (whole, cluster) {
        (true, _) => ("ClusterRoleBinding", "ClusterRole"),
        (_, true) => ("RoleBinding", "ClusterRole"),
        _ => ("RoleBinding", "Role"),
    };
    let team = if cluster { (at + half * 13) % 500 } else { at % 500 };
    let namespace = if whole { String::new() } else { format!("  namespace: team-{team}\n") };
    let _ = write!(
        text,
        "---\napiVersion: rbac.authorization.k8s.io/v1\nkind: {kind}\nmetadata:\n  name: binding-{at}-{half}\n{namespace}\
         roleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: {role}\n  name: role-{at}\nsubjects:\n\
         - kind: ServiceAccount\n  name: app-{}\n  namespace: team-{team}\n",
        at % 5000
    );
    if half == 1 {
        let _ = write!(
            text,
            "- apiGroup: rbac.authorization.k8s.io\n  kind: Group\n  name: oidc:team-{team}\n"
        );
    }
}
