//! ClusterRoles that collect the rules of others.

use super::Objects;
use crate::k8s::document;
use crate::set::right::Act;

/// A ClusterRole as `name [resource…] {label…} <collected label…>`, each label with the value `true`.
fn role(words: &str) -> String {
    let (name, rest) = words.split_once(' ').unwrap_or((words, ""));
    let mut text = format!(
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: {name}\n"
    );
    let of = |mark: char| rest.split(' ').filter_map(move |word| word.strip_prefix(mark));
    if rest.contains('#') {
        text.push_str("  labels:\n");
        of('#').for_each(|label| text.push_str(&format!("    {label}: \"true\"\n")));
    }
    text.push_str("rules:\n");
    of('.').for_each(|resource| {
        text.push_str(&format!("- apiGroups: [\"\"]\n  resources: [{resource}]\n  verbs: [get]\n"));
    });
    if rest.contains('<') {
        text.push_str("aggregationRule:\n  clusterRoleSelectors:\n");
        of('<').for_each(|label| {
            text.push_str(&format!("  - matchLabels: {{{label}: \"true\"}}\n"));
        });
    }
    text
}

fn objects(roles: &[&str]) -> Objects {
    let mut objects = Objects::default();
    let roles: Vec<_> = roles.iter().map(|words| role(words)).collect();
    document::objects(&roles.join("---\n"), &mut |object| objects.add(object).map(drop)).unwrap();
    objects
}

/// What a ClusterRole says: resources, and `?NAME` for what ClusterRole NAME says by itself.
fn says(roles: &[&str], name: &str) -> Vec<String> {
    let all = objects(roles).cluster_roles();
    let acts = all.get(name).into_iter().flatten();
    let mut words: Vec<_> = acts
        .map(|act| match act {
            Act::Resource { resource, .. } => resource.to_string(),
            Act::ClusterRole(name) => format!("?{name}"),
            Act::Url { .. } => unreachable!(),
        })
        .collect();
    words.sort();
    words
}

const NOTHING: [&str; 0] = [];
const TO_VIEW: &str = "#rbac.authorization.k8s.io/aggregate-to-view";
const TO_EDIT: &str = "#rbac.authorization.k8s.io/aggregate-to-edit";

#[test]
fn a_label_widens_the_roles_of_every_cluster_upwards() {
    let roles = [&*format!("mine .secrets {TO_VIEW}"), &*format!("more .nodes {TO_EDIT}")];
    assert_eq!(says(&roles, "view"), ["?view", "secrets"]);
    assert_eq!(says(&roles, "edit"), ["?edit", "nodes", "secrets"]);
    assert_eq!(says(&roles, "admin"), ["?admin", "nodes", "secrets"]);
    assert_eq!(says(&roles, "cluster-admin"), NOTHING);
    assert_eq!(says(&["mine .secrets #team"], "view"), NOTHING);
    let no = role(&format!("mine .secrets {TO_VIEW}")).replace("\"true\"", "\"false\"");
    let mut objects = Objects::default();
    document::objects(&no, &mut |object| objects.add(object).map(drop)).unwrap();
    assert_eq!(objects.cluster_roles().keys().collect::<Vec<_>>(), ["mine"]);
}

#[test]
fn a_role_without_rules_says_what_it_collects_and_what_nobody_knows() {
    let roles = ["all <part", "a .pods #part", "b .nodes #part", "c .secrets #other"];
    assert_eq!(says(&roles, "all"), ["?all", "nodes", "pods"]);
    let exported = ["all .pods <part", "b .nodes #part"];
    assert_eq!(says(&exported, "all"), ["nodes", "pods"]);
    assert_eq!(says(&["all <part"], "all"), ["?all"]);
}

/// A selector can fit a role that has no labels.
#[test]
fn a_role_without_labels_is_collected_too() {
    let all = role("all <part").replace(
        "matchLabels: {part: \"true\"}",
        "matchExpressions: [{key: part, operator: DoesNotExist}]",
    );
    let mut objects = objects(&["a .pods"]);
    document::objects(&all, &mut |object| objects.add(object).map(drop)).unwrap();
    let acts = &objects.cluster_roles()["all"];
    assert!(format!("{acts:?}").contains("pods"), "{acts:?}");
}

#[test]
fn collecting_goes_on_and_ends() {
    let roles = ["a #two <one", "b .pods #one <two", "c .nodes #one"];
    assert_eq!(says(&roles, "a"), ["?a", "nodes", "pods"]);
    assert_eq!(says(&roles, "b"), ["nodes", "pods"]);
    let exported = [&*format!("view .pods {TO_EDIT}"), &*format!("mine .nodes {TO_EDIT}")];
    assert_eq!(says(&exported, "edit"), ["?edit", "nodes", "pods"]);
    assert_eq!(says(&exported, "view"), ["pods"]);
}

#[test]
fn a_selector_that_the_api_server_refuses_is_refused() {
    let text = role("all <part").replace("matchLabels", "matchLabel");
    let mut objects = Objects::default();
    let refused =
        document::objects(&text, &mut |object| objects.add(object).map(drop)).unwrap_err();
    assert!(refused.to_string().contains("aggregationRule"), "{refused}");
    let text = role("all .pods <part")
        .replace("ClusterRole", "Role")
        .replace("name: all", "name: all\n  namespace: a");
    assert!(document::objects(&text, &mut |object| objects.add(object).map(drop)).is_err());
}
