//! Roles and bindings.

use super::{DEV, audit, binding, fires, held, names, role, rule, said};
use netz::audit::Options;
use netz::diagnostic::Severity;

#[test]
fn what_a_right_is_good_for() {
    let cases = [
        ("pods-exec", "", "pods/exec", "create", "pods/log"),
        ("pods-exec", "*", "'*/exec'", "create", "'*/scale'"),
        ("secrets-read", "", "secrets", "list", "configmaps"),
        ("nodes-proxy", "", "nodes/proxy", "get", "nodes/metrics"),
        ("escalate", "rbac.authorization.k8s.io", "clusterroles", "escalate", "rolebindings"),
        ("bind", "rbac.authorization.k8s.io", "clusterroles", "bind", "rolebindings"),
        (
            "webhook-write",
            "admissionregistration.k8s.io",
            "validatingwebhookconfigurations",
            "delete",
            "x",
        ),
        (
            "admission-policy-write",
            "admissionregistration.k8s.io",
            "validatingadmissionpolicybindings",
            "delete",
            "x",
        ),
        (
            "impersonate",
            "authentication.k8s.io",
            "userextras/scopes",
            "impersonate",
            "tokenreviews",
        ),
        ("crd-write", "apiextensions.k8s.io", "customresourcedefinitions", "create", "x"),
        ("apiservice-write", "apiregistration.k8s.io", "apiservices", "update", "x"),
    ];
    for (name, group, resource, verb, near) in cases {
        fires(name, &held(&rule(group, resource, verb)), resource, near);
    }
}

/// Who may do it and where says how bad it is.
#[test]
fn a_place_is_a_step() {
    let severity = |text: &str| said(text).first().map(|one| one.severity);
    let exec = rule("", "pods/portforward", "create");
    assert_eq!(severity(&held(&exec)), Some(Severity::Error));
    let local = role("shop/r", &exec) + &binding("shop/b", "shop/r", DEV);
    assert_eq!(severity(&local), Some(Severity::Warning));
    let bound = role("r", &exec) + &binding("shop/b", "r", DEV);
    assert_eq!(severity(&bound), Some(Severity::Warning));
    let system = role("r", &exec) + &binding("kube-system/b", "r", DEV);
    assert_eq!(severity(&system), Some(Severity::Error));
}

#[test]
fn rights_count_together() {
    let create = role("a", &rule("", "secrets", "create")) + &binding("a", "a", DEV);
    let read = role("b", &rule("", "secrets", "get").replace('}', ", resourceNames: [x]}"));
    let both = create + &read + &binding("b", "b", "{kind: 'Group', name: dev}");
    fires("token-secret", &both, "kind: 'Group', name: dev", "kind: 'Group', name: ops");
    // Over the groups that an account is in anyhow.
    let account = "{kind: ServiceAccount, name: x, namespace: shop}";
    let approve = role("a", &rule("rbac.authorization.k8s.io", "roles", "escalate"));
    let write = role("b", &rule("rbac.authorization.k8s.io", "roles", "update"));
    let through = approve
        + &write
        + &binding("shop/a", "a", account)
        + &binding("shop/b", "b", "{kind: Group, name: 'system:serviceaccounts:shop'}");
    let found = said(&through);
    let together = "account `shop/x` can `escalate roles` and `update roles` in namespace `shop`";
    assert!(found.iter().any(|one| one.message.starts_with(together)), "{found:#?}");
}

#[test]
fn breadth() {
    let wide = held(&rule("*", "'*'", "'*'"));
    fires("wildcard-resource", &wide, "resources: ['*']", "resources: [pods]");
    fires("wildcard-verb", &held(&rule("", "pods", "'*'")), "'*'", "get");
    fires(
        "wildcard-subresource",
        &held(&rule("apps", "'*/scale'", "get")),
        "'*/scale'",
        "deployments/scale",
    );
    fires("wildcard-group", &held(&rule("*", "ingresses", "get")), "\"*\"", "networking.k8s.io");
    let url = held("{nonResourceURLs: ['*'], verbs: [get]}");
    fires("wildcard-url", &url, "'*'", "/metrics");
}

#[test]
fn subjects() {
    let view = |subject: &str| binding("shop/b", "view", subject);
    fires(
        "system-masters",
        &view("{kind: Group, name: system:masters}"),
        "system:masters",
        "admins",
    );
    fires("everybody", &view("{kind: User, name: system:anonymous}"), "system:anonymous", "ann");
    fires(
        "every-account",
        &view("{kind: Group, name: system:serviceaccounts}"),
        "system:serviceaccounts",
        "a",
    );
    fires("system-name", &view("{kind: User, name: system:mine}"), "system:mine", "mine");
    let user = view("{kind: User, name: system:serviceaccount:shop:web}");
    fires("account-as-user", &user, "system:serviceaccount:shop:web", "web");
    // An account without a namespace is of that of the binding.
    fires("default-account", &view("{kind: ServiceAccount, name: default}"), "default", "web");
}

#[test]
fn bindings() {
    fires("admin-role", &binding("shop/b", "edit", DEV), "name: edit", "name: view");
    fires("unknown-cluster-role", &binding("b", "cluster-admn", DEV), "cluster-admn", "view");
    fires("empty-binding", &binding("shop/b", "view", ""), "[]", &format!("[{DEV}]"));
    let lost = role("shop/r", &rule("", "pods", "get")) + &binding("shop/b", "shop/s", DEV);
    fires("missing-role", &lost, "kind: Role, name: s", "kind: Role, name: r");
    let account = "{kind: ServiceAccount, name: wep, namespace: shop}";
    let made =
        "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: web, namespace: shop}\n---\n";
    fires(
        "missing-account",
        &(made.to_owned() + &binding("shop/b", "view", account)),
        "wep",
        "web",
    );
    // Another file may make it.
    assert_eq!(names(&binding("shop/b", "view", account)), [""; 0]);
    // Without the whole cluster, nobody knows which ClusterRoles there are.
    assert_eq!(names(&binding("b", "prometheus", DEV)), [""; 0]);
    let twice = binding("shop/b", "view", DEV) + &binding("shop/c", "view", DEV);
    fires("redundant-right", &twice, "name: c, namespace: shop", "name: c, namespace: pay");
    let inside = binding("shop/b", "view", DEV) + &binding("c", "view", DEV);
    fires(
        "redundant-right",
        &inside,
        "kind: Group, name: dev}]\n---\napi",
        "kind: Group, name: ops}]\n---\napi",
    );
}

#[test]
fn roles() {
    let equal = held(&rule("", "pods", "get"))
        + &role("s", &rule("", "pods", "get"))
        + &binding("c", "s", "{kind: Group, name: o}");
    fires(
        "equal-roles",
        &equal,
        "verbs: [get]}\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: c}",
        "verbs: [list]}\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: c}",
    );
    let unused = held(&rule("", "pods", "get")) + &role("s", &rule("", "pods", "list"));
    fires("unused-role", &unused, "name: r}\nsubjects", "name: s}\nsubjects: []\nsubject");
    fires(
        "built-in-role-name",
        &role("view", &rule("", "pods", "get")),
        "name: view",
        "name: viewer",
    );
    let double = held(
        "{apiGroups: [''], resources: [pods], verbs: [get, list]}\n- {apiGroups: [''], resources: [pods], verbs: [get]}",
    );
    fires("redundant-right", &double, "verbs: [get]}", "verbs: [watch]}");
    let named =
        held("{apiGroups: [''], resources: [configmaps], verbs: [list], resourceNames: [a]}");
    fires("list-with-names", &named, "[list]", "[get]");
}

#[test]
fn dead_rules() {
    let dead = |group: &str, resource: &str, near: &str| {
        let verb = if resource == "nodes" { "list" } else { "get" };
        fires("dead-rule", &held(&rule(group, resource, verb)), resource, near);
    };
    dead("apps", "statefulset", "statefulsets");
    dead("", "'pods/*'", "pods/log");
    dead("", "deployments", "pods");
    dead("apps", "secrets", "deployments");
    // What another group has is known to the cluster alone.
    assert_eq!(names(&held(&rule("example.com", "backupz, foos/bar", "get, run"))), [""; 0]);
    fires("dead-rule", &held(&rule("apps/v1", "deployments", "get")), "apps/v1", "apps");
    fires("dead-rule", &held(&rule("", "pods/exec, pods/log", "lisst, get")), "lisst", "create");
    let names_of = |resource: &str| {
        held(&format!(
            "{{apiGroups: [''], resources: [{resource}], verbs: [create], resourceNames: [a]}}"
        ))
    };
    fires("dead-rule", &names_of("configmaps"), "[configmaps]", "[serviceaccounts/token]");
    let local = role("shop/r", &rule("", "nodes", "list")) + &binding("shop/b", "shop/r", DEV);
    fires("dead-rule", &local, "nodes", "pods");
    // Bound in namespaces alone, a ClusterRole reaches no further.
    let bound = role("r", &rule("", "nodes", "list")) + &binding("shop/b", "r", DEV);
    assert!(names(&bound).contains(&"dead-rule"));
    assert!(!names(&(bound + &binding("c", "r", DEV))).contains(&"dead-rule"));
}

#[test]
fn paths() {
    let account = "{kind: ServiceAccount, name: op, namespace: shop}";
    let steps = role("deploy", &rule("apps", "deployments", "create"))
        + &binding("shop/deploy", "deploy", DEV)
        + &role("op", &rule("rbac.authorization.k8s.io", "clusterroles", "escalate, update"))
        + &binding("op", "op", account);
    fires(
        "escalation-path",
        &steps,
        "name: deploy, namespace: shop",
        "name: deploy, namespace: pay",
    );
    let path = said(&steps).into_iter().find(|one| one.code.name() == "escalation-path").unwrap();
    assert_eq!(
        path.notes,
        [
            "path: `dev can create deployments in shop → runs as shop/op → can escalate clusterroles and update \
          clusterroles → is cluster-admin`"
        ]
    );
    // Both places are shown: whose first step it is, and who ends it.
    assert_eq!(path.labels.len(), 2);
}

/// A role that a controller puts into another is held by who holds that.
#[test]
fn aggregation() {
    let labelled = |text: &str, label: &str| {
        text.replacen("{name: part}", &format!("{{name: part, labels: {{{label}: \"true\"}}}}"), 1)
    };
    let whole = "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: whole}\n\
                 aggregationRule: {clusterRoleSelectors: [{matchLabels: {into: \"true\"}}]}\nrules: []\n---\n";
    let part = labelled(&role("part", &rule("", "pods/exec", "create")), "into");
    let text = whole.to_owned() + &part + &binding("b", "whole", DEV);
    let found = said(&text);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].message.starts_with("ClusterRole `part`, held by group `dev`"), "{found:#?}");
    assert!(found[0].labels[1].text.ends_with("through `whole`"), "{found:#?}");
    let into_view = labelled(
        &role("part", &rule("", "pods/exec", "create")),
        "rbac.authorization.k8s.io/aggregate-to-view",
    );
    fires("aggregated-role", &into_view, "pods/exec", "pods/log");
    // `edit` gives that by itself.
    fires("aggregated-role", &into_view, "to-view", "to-edit");
}

/// A ClusterRoleBinding where RoleBindings would do.
#[test]
fn everywhere_for_what_lives_in_namespaces() {
    let shop = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n---\n";
    let text = held(&rule("", "pods", "get, list, watch")) + shop;
    fires("cluster-wide", &text, "resources: [pods]", "resources: [pods, nodes]");
    fires("cluster-wide", &text, "kind: Namespace", "kind: Ingress");
    fires("cluster-wide", &text, "resources: [pods]", "resources: ['*']");
    fires("cluster-wide", &text, "apiGroups: [\"\"]", "apiGroups: [\"\", example.com]");
    let local = text.replace(
        "ClusterRoleBinding\nmetadata: {name: b}",
        "RoleBinding\nmetadata: {name: b, namespace: shop}",
    );
    assert!(!names(&local).contains(&"cluster-wide"));
    // What watches every namespace has to.
    fires("cluster-wide", &text, DEV, "{kind: ServiceAccount, name: op, namespace: shop}");
    let asks = text.replace(DEV, "{kind: ServiceAccount, name: op, namespace: shop}");
    assert!(names(&asks.replace(", watch", "")).contains(&"cluster-wide"));
    fires(
        "cluster-wide",
        &asks.replace(", watch", ""),
        "namespace: shop}]",
        "namespace: kube-system}]",
    );
    // The one that every cluster has, and what a definition tells of others.
    let view = binding("b", "view", DEV) + shop;
    fires("cluster-wide", &view, "name: view", "name: viewers");
    let custom = held(&rule("example.com", "backups", "get"))
        + shop
        + "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: backups.example.com}\nspec:\n  \
           group: example.com\n  scope: Namespaced\n  names: {plural: backups, kind: Backup}\n  versions: [{name: v1, served: true, \
           storage: true}]\n---\n";
    fires("cluster-wide", &custom, "scope: Namespaced", "scope: Cluster");
    let reason = text
        .replace("metadata: {name: b}", "metadata: {name: b, annotations: {netz/because: OPS-1}}");
    assert!(!names(&reason).contains(&"cluster-wide"));
}

/// `get` alone opens no connection since Kubernetes 1.35.
#[test]
fn a_connection_takes_create() {
    let found = |text: &str, kube_version| {
        let options = Options { kube_version, ..Options::default() };
        let (_, audit) = audit(&[("a.yaml", text)], &options);
        audit.diagnostics.iter().map(|one| one.code.name()).collect::<Vec<_>>()
    };
    let get = held(&rule("", "pods/exec", "get"));
    assert_eq!(found(&get, 34), ["pods-exec"]);
    assert_eq!(found(&get, 35), ["connect-without-create"]);
    assert_eq!(
        found(&get.replace("pods/exec", "'*/exec'").replace("get", "create, get"), 35),
        ["pods-exec", "wildcard-subresource"]
    );
    assert_eq!(found(&get.replace("pods/exec", "pods/log"), 35), [""; 0]);
    // By another role, where that holds.
    let create = role("s", &rule("", "pods/exec", "create"));
    assert!(
        !found(&(get.clone() + &create + &binding("c", "s", DEV)), 35)
            .contains(&"connect-without-create")
    );
    assert!(
        found(&(get + &create + &binding("shop/c", "s", DEV)), 35)
            .contains(&"connect-without-create")
    );
}

/// The empty name is that of requests without one: to list is to see everything.
#[test]
fn an_empty_name_confines_nothing() {
    let of = |resource: &str, verbs: &str, names: &str| {
        held(&format!(
            "{{apiGroups: [''], resources: [{resource}], verbs: [{verbs}], resourceNames: [{names}]}}"
        ))
    };
    let list = of("secrets", "list, watch", "''");
    assert_eq!(names(&list), ["secrets-read"]);
    assert_eq!(names(&of("secrets", "get, list", "'', x")), ["secrets-read"]);
    assert_eq!(names(&of("secrets", "list", "x")), ["list-with-names"]);
    assert_eq!(names(&of("podtemplates", "create, deletecollection", "''")), [""; 0]);
    assert!(names(&of("podtemplates", "create", "x")).contains(&"dead-rule"));
    // A request to get an object has its name, and so has one about a part of an object.
    assert_eq!(names(&of("podtemplates", "get", "''")), ["dead-rule"]);
    assert_eq!(names(&of("podtemplates", "get", "'', x")), [""; 0]);
    assert_eq!(names(&of("pods/exec", "create", "''")), ["dead-rule"]);
    assert_eq!(names(&of("secrets", "get", "''")), ["dead-rule"]);
}

/// A binding in a namespace gives nothing of what is in none.
#[test]
fn only_those_are_said_to_hold_it_who_do() {
    let twice = |rule: &str| {
        role("r", rule)
            + &binding("shop/b", "r", "{kind: User, name: eve}")
            + &binding("b", "r", DEV)
    };
    let url = twice("{nonResourceURLs: ['/met*'], verbs: [get]}");
    let of = |text: &str, name: &str| {
        said(text)
            .into_iter()
            .find(|one| one.code.name() == name)
            .unwrap_or_else(|| panic!("{name}"))
    };
    let found = of(&url, "wildcard-url");
    assert_eq!(found.labels.len(), 2, "{found:#?}");
    assert!(found.labels[1].text.contains("`dev`"), "{found:#?}");
    let local = role("r", "{nonResourceURLs: ['/met*'], verbs: [get]}")
        + &binding("shop/b", "r", "{kind: User, name: eve}");
    assert_eq!(names(&local), ["dead-rule"]);
    let nodes = of(&twice(&rule("", "nodes/proxy", "get")), "nodes-proxy");
    assert!(!format!("{nodes:?}").contains("`eve`"), "{nodes:#?}");
    let both = of(&twice(&rule("", "pods/exec", "create")), "pods-exec");
    assert!(format!("{both:?}").contains("`eve`"), "{both:#?}");
}

#[test]
fn roles_that_go_into_different_ones_are_different() {
    let part = |name: &str, labels: &str| {
        role(name, &rule("", "pods", "get")).replace(
            &format!("{{name: {name}}}"),
            &format!("{{name: {name}, labels: {{{labels}}}}}"),
        )
    };
    let view = "rbac.authorization.k8s.io/aggregate-to-view: 'true'";
    let edit = "rbac.authorization.k8s.io/aggregate-to-edit: 'true'";
    assert!(!names(&(part("a", view) + &part("b", edit))).contains(&"equal-roles"));
    assert!(names(&(part("a", view) + &part("b", view))).contains(&"equal-roles"));
    let whole = "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: whole}\n\
                 aggregationRule: {clusterRoleSelectors: [{matchLabels: {into: \"true\"}}]}\nrules: []\n---\n";
    let text = part("a", "into: 'true'") + &part("b", "other: 'true'");
    assert!(names(&text).contains(&"equal-roles"));
    assert!(!names(&(whole.to_owned() + &text)).contains(&"equal-roles"));
}

/// What is said of a right fits the names that confine it.
#[test]
fn a_named_account_is_not_any_account() {
    let one = |names: &str| {
        let rule = format!(
            "{{apiGroups: [''], resources: [serviceaccounts/token], verbs: [create]{names}}}"
        );
        said(&(role("shop/r", &rule) + &binding("shop/b", "shop/r", DEV)))
    };
    let message = |names: &str| one(names)[0].message.clone();
    assert!(message("").contains("a token of any ServiceAccount"), "{}", message(""));
    let named = message(", resourceNames: [web]");
    assert!(named.contains("a token of each ServiceAccount that is named"), "{named}");
}

#[test]
fn a_named_role_is_not_any_role() {
    let rbac = "rbac.authorization.k8s.io";
    let with = |names: &str| {
        let bind = format!(
            "{{apiGroups: [{rbac}], resources: [clusterroles], verbs: [bind]{names}}}\n- {}",
            rule(rbac, "rolebindings", "create")
        );
        said(&held(&bind)).into_iter().map(|one| one.message).collect::<Vec<_>>().join("\n")
    };
    assert!(with("").contains("a role that they don't hold, `cluster-admin` too"), "{}", with(""));
    let named = with(", resourceNames: [view]");
    assert!(named.contains("a role that they don't hold, of those that are named"), "{named}");
    assert!(with(", resourceNames: [cluster-admin]").contains("`cluster-admin` too"));
}
