//! Exports of whole clusters: what Kubernetes ships is known, and nothing hides behind it.

use super::{DEV, audit, binding, names, role, rule};
use netz::audit::Options;

const OWN: &str = "labels: {kubernetes.io/bootstrapping: rbac-defaults}";

fn own(text: &str, name: &str) -> String {
    text.replacen(&format!("{{name: '{name}'}}"), &format!("{{name: '{name}', {OWN}}}"), 1)
}

fn own_role(name: &str, rule: &str) -> String {
    own(&role(&format!("'{name}'"), rule), name)
}

fn own_binding(name: &str, role: &str, subject: &str) -> String {
    own(&binding(&format!("'{name}'"), &format!("'{role}'"), subject), name)
}

/// What `kubectl get` gives of a new cluster, in short.
fn cluster() -> String {
    own_role("cluster-admin", &rule("*", "'*'", "'*'"))
        + &own_role("system:discovery", "{nonResourceURLs: [/api], verbs: [get]}")
        + &own_role("system:controller:job-controller", &rule("", "pods", "create, delete"))
        + &own_binding("cluster-admin", "cluster-admin", "{kind: Group, name: 'system:masters'}")
        + &own_binding(
            "system:discovery",
            "system:discovery",
            "{kind: Group, name: 'system:authenticated'}",
        )
        + &own_binding(
            "system:controller:job-controller",
            "system:controller:job-controller",
            "{kind: ServiceAccount, name: job-controller, namespace: kube-system}",
        )
}

#[test]
fn what_kubernetes_ships_is_known() {
    let (_, audit) = audit(&[("a.yaml", &cluster())], &Options::default());
    assert_eq!(audit.diagnostics, []);
    assert_eq!(
        audit.extent.to_string(),
        "3 roles and 3 bindings; 6 of them Kubernetes' own, taken as known"
    );
}

#[test]
fn a_label_hides_nothing() {
    // A role of another name, a subject more, and a role that goes by the name of another.
    let text = own_role("helper", &rule("", "secrets", "list")) + &binding("b", "helper", DEV);
    assert!(names(&text).contains(&"secrets-read"));
    let text = cluster()
        .replace("name: 'system:masters'}", "name: 'system:masters'}, {kind: User, name: eve}");
    assert!(names(&text).contains(&"admin-role"));
    let text = cluster().replace(
        "name: 'system:authenticated'}",
        "name: 'system:authenticated'}, {kind: User, name: eve}",
    );
    assert_eq!(names(&text), ["everybody"]);
    // `system:masters` in another binding is somebody's own doing.
    let text = cluster() + &binding("shop/mine", "view", "{kind: Group, name: 'system:masters'}");
    assert!(names(&text).contains(&"system-masters"));
}

#[test]
fn an_export_knows_what_is_missing() {
    let lost = binding("b", "prometheus", DEV);
    assert_eq!(names(&(cluster() + &lost)), ["missing-role"]);
}

/// Accounts of kube-system rule the cluster anyhow; the one of pods that name none doesn't have to.
#[test]
fn controllers_of_the_system_are_trusted() {
    let text = |account: &str| {
        role("r", &rule("", "secrets", "list"))
            + &binding(
                "b",
                "r",
                &format!("{{kind: ServiceAccount, name: {account}, namespace: kube-system}}"),
            )
    };
    assert_eq!(names(&text("csi-driver")), [""; 0]);
    assert_eq!(names(&text("default")), ["default-account", "secrets-read"]);
}
