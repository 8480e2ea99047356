//! Bad input: what can't be read is told, and all the rest is imported.

use super::{imported, read, whole};

const POLICY: &str = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n";

fn policy(name: &str, spec: &str) -> String {
    format!("{POLICY}metadata: {{name: {name}, namespace: shop}}\nspec: {spec}\n---\n")
}

/// What a text with a sound policy beside it becomes, and what is said of it.
fn beside(text: &str) -> (String, Vec<String>) {
    let sound = policy("sound", "{podSelector: {matchLabels: {app: web}}}");
    let read = read([text, sound.as_str()]);
    (imported(&read).text, read.errors)
}

#[test]
fn what_the_api_server_would_refuse_is_told_and_left_out() {
    for spec in [
        "{podSelector: {}, ingres: []}",
        "{podSelector: {matchLabels: {\"a b\": c}}}",
        "{podSelector: {matchLabels: {a: \"b c\"}}}",
        "{podSelector: {matchExpressions: [{key: a, operator: In, values: [\"-b\"]}]}}",
        "{podSelector: {matchExpressions: [{key: a, operator: In}]}}",
        "{podSelector: {}, policyTypes: [Sideways]}",
        "{podSelector: {}, ingress: [{from: [{}]}]}",
        "{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [11.0.0.0/8]}}]}]}",
        "{podSelector: {}, ingress: [{ports: [{port: 0}]}]}",
        "{podSelector: {}, ingress: [{ports: [{port: 80, endPort: 70}]}]}",
    ] {
        let (text, errors) = beside(&policy("odd", spec));
        assert_eq!(
            errors,
            ["the API server would not take NetworkPolicy `shop/odd` as it is written"],
            "{spec}"
        );
        assert!(text.contains("segment open-ingress: app!=web"), "{spec}: {text}");
    }
    let elsewhere =
        policy("odd", "{podSelector: {}}").replace("namespace: shop", "namespace: Shop");
    assert_eq!(beside(&elsewhere).1.len(), 1);
}

#[test]
fn a_text_that_breaks_off_is_told_and_left_out() {
    let whole = policy("cut", "{podSelector: {}, ingress: [{from: [{podSelector: {}}]}]}");
    for end in 1..whole.len() - 5 {
        let Some(text) = whole.get(..end) else { continue };
        let (program, _) = beside(text);
        assert!(program.contains("zone shop isolates ingress"), "{text}: {program}");
    }
}

#[test]
fn anchors_merges_returns_and_marks_are_read() {
    let text = "\u{feff}apiVersion: networking.k8s.io/v1\r\nkind: NetworkPolicy\r\nmetadata: {name: a, namespace: shop}\r\n\
                spec:\r\n  podSelector: &pods {matchLabels: &labels {app: web}}\r\n  ingress:\r\n  - from:\r\n    - podSelector:\r\n        \
                matchLabels: {<<: *labels, tier: front}\r\n    - podSelector: *pods\r\n";
    let import = whole(&read([text]));
    assert!(import.text.contains("segment web-front: app=web, tier=front"), "{}", import.text);
    assert!(!import.text.contains('\r'));
}

#[test]
fn a_policy_that_stands_there_twice_is_taken_once() {
    let one = policy("a", "{podSelector: {matchLabels: {app: web}}}");
    let (text, errors) = beside(&format!("{one}{}", one.replace("web", "api")));
    assert_eq!(errors, ["NetworkPolicy `shop/a` stands there twice"]);
    assert!(!text.contains("api"), "{text}");
}

#[test]
fn names_can_not_leave_their_comment() {
    let text = "\
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: \"a\\nzone evil {\"}
rules: [{apiGroups: [\"\"], resources: [pods], verbs: [get]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: \"b\\nzone worse {\"}
subjects: [{kind: User, name: \"c\\nzone worst {\"}, {kind: User, name: d}]
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: \"a\\nzone evil {\"}
";
    let import = imported(&read([text]));
    assert!(!import.text.lines().any(|line| line.starts_with("zone")), "{}", import.text);
    assert!(import.text.contains("d can get pods cluster-wide"), "{}", import.text);
}
