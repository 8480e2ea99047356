//! For each rule an object that breaks it and nothing else; the paths are the API server's.

use super::*;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// The paths of all violations of an object with this change: a JSON pointer and a value.
fn paths<T: DeserializeOwned>(
    base: &Value,
    check: fn(&T) -> Vec<Violation>,
    pointer: &str,
    value: Value,
) -> Vec<String> {
    let mut object = base.clone();
    let (parent, field) = pointer.rsplit_once('/').unwrap();
    match object.pointer_mut(parent).unwrap() {
        Value::Array(items) => items[field.parse::<usize>().unwrap()] = value,
        Value::Object(map) => {
            map.insert(field.replace("~1", "/"), value);
        }
        other => panic!("{other}"),
    }
    let object = serde_json::from_value(object).unwrap();
    check(&object).into_iter().map(|violation| violation.path).collect()
}

fn metadata_of(name: &str) -> Value {
    json!({ "name": name, "namespace": "prod", "labels": {}, "annotations": {} })
}

fn policy() -> Value {
    json!({
        "metadata": metadata_of("netz-web"),
        "spec": {
            "podSelector": {
                "matchLabels": { "app": "web" },
                "matchExpressions": [{ "key": "tier", "operator": "In", "values": ["a"] }],
            },
            "policyTypes": ["Ingress", "Egress"],
            "ingress": [{ "from": [{ "podSelector": {} }], "ports": [{ "port": 80 }] }],
            "egress": [{ "to": [{ "ipBlock": {
                "cidr": "10.0.0.0/8", "except": ["10.1.0.0/16"],
            }}]}],
        },
    })
}

fn refused(pointer: &str, value: Value) -> Vec<String> {
    paths(&policy(), network_policy, pointer, value)
}

#[test]
fn a_fine_policy_is_fine() {
    assert_eq!(refused("/metadata/name", json!("netz-web.v2")), [""; 0]);
    assert_eq!(refused("/spec/ingress", json!([])), [""; 0]);
    assert_eq!(refused("/spec/ingress", json!([{}])), [""; 0]);
    assert_eq!(refused("/spec/ingress/0/ports/0", json!({})), [""; 0]);
    assert_eq!(refused("/spec/ingress/0/ports/0", json!({ "port": "http" })), [""; 0]);
    let range = json!({ "port": 80, "endPort": 80, "protocol": "SCTP" });
    assert_eq!(refused("/spec/ingress/0/ports/0", range), [""; 0]);
    let both = json!({ "podSelector": {}, "namespaceSelector": {} });
    assert_eq!(refused("/spec/ingress/0/from/0", both), [""; 0]);
}

#[test]
fn metadata_has_a_form() {
    assert_eq!(refused("/metadata/name", json!("")), ["metadata.name"]);
    assert_eq!(refused("/metadata/name", json!("Web")), ["metadata.name"]);
    assert_eq!(refused("/metadata/name", json!("a".repeat(254))), ["metadata.name"]);
    assert_eq!(refused("/metadata/namespace", json!("")), ["metadata.namespace"]);
    assert_eq!(refused("/metadata/namespace", json!("a.b")), ["metadata.namespace"]);
    assert_eq!(refused("/metadata/labels/a~1b~1c", json!("x")), ["metadata.labels"]);
    assert_eq!(refused("/metadata/labels/zone", json!("-x")), ["metadata.labels[zone]"]);
    assert_eq!(refused("/metadata/annotations/-", json!("x")), ["metadata.annotations"]);
    assert_eq!(refused("/metadata/annotations/Netz~1A", json!("any\ntext")), [""; 0]);
    let limit = ANNOTATIONS_LIMIT - 1;
    assert_eq!(refused("/metadata/annotations/a", json!("x".repeat(limit))), [""; 0]);
    let over = json!("x".repeat(limit + 1));
    assert_eq!(refused("/metadata/annotations/a", over), ["metadata.annotations"]);
}

#[test]
fn selectors_have_a_form() {
    let at = "/spec/podSelector/matchExpressions/0";
    let expression = |value| refused(at, value);
    let path = |rest: &str| vec![format!("spec.podSelector.matchExpressions[0].{rest}")];
    assert_eq!(expression(json!({ "key": "a", "operator": "In" })), path("values"));
    let exists = json!({ "key": "a", "operator": "Exists", "values": ["x"] });
    assert_eq!(expression(exists), path("values"));
    assert_eq!(expression(json!({ "key": "a", "operator": "Is" })), path("operator"));
    assert_eq!(expression(json!({ "key": "", "operator": "Exists" })), path("key"));
    let bad = json!({ "key": "a", "operator": "NotIn", "values": ["x", "a b"] });
    assert_eq!(expression(bad), path("values[1]"));
    let labels = "/spec/podSelector/matchLabels/app";
    assert_eq!(refused(labels, json!("a/b")), ["spec.podSelector.matchLabels[app]"]);
}

#[test]
fn ports_have_a_form() {
    let port = |value| refused("/spec/ingress/0/ports/0", value);
    let path = |rest: &str| vec![format!("spec.ingress[0].ports[0].{rest}")];
    assert_eq!(port(json!({ "port": 0 })), path("port"));
    assert_eq!(port(json!({ "port": 65_536 })), path("port"));
    assert_eq!(port(json!({ "port": "80" })), path("port"));
    assert_eq!(port(json!({ "port": "a-very-long-name" })), path("port"));
    assert_eq!(port(json!({ "port": 80, "endPort": 79 })), path("endPort"));
    assert_eq!(port(json!({ "port": 80, "endPort": 65_536 })), path("endPort"));
    assert_eq!(port(json!({ "port": "http", "endPort": 90 })), path("endPort"));
    assert_eq!(port(json!({ "endPort": 90 })), path("endPort"));
    assert_eq!(port(json!({ "protocol": "ICMP" })), path("protocol"));
}

#[test]
fn peers_have_a_form() {
    let peer = |value| refused("/spec/egress/0/to/0", value);
    let here = "spec.egress[0].to[0]";
    assert_eq!(peer(json!({})), [here]);
    let both = json!({ "ipBlock": { "cidr": "10.0.0.0/8" }, "podSelector": {} });
    assert_eq!(peer(both), [here]);
    for cidr in ["10.0.0.0", "10.0.0.1/8", "010.0.0.0/8", "10.0.0.0/33", "2001:DB8::/32", ""] {
        let block = json!({ "ipBlock": { "cidr": cidr } });
        assert_eq!(peer(block), [format!("{here}.ipBlock.cidr")], "{cidr}");
    }
    for cut in ["10.0.0.0/8", "11.0.0.0/16", "0.0.0.0/0", "::/0", "10.1.1.1/16"] {
        let block = json!({ "ipBlock": { "cidr": "10.0.0.0/8", "except": ["10.1.0.0/16", cut] } });
        assert_eq!(peer(block), [format!("{here}.ipBlock.except[1]")], "{cut}");
    }
}

#[test]
fn policy_types_are_known() {
    let types = |value| refused("/spec/policyTypes", value);
    assert_eq!(types(json!(["ingress"])), ["spec.policyTypes[0]"]);
    assert_eq!(types(json!(["Ingress", "Egress", "Egress"])), ["spec.policyTypes"]);
}

#[test]
fn rules_of_roles_have_a_form() {
    let fine = json!({ "apiGroups": [""], "resources": ["pods"], "verbs": ["get"] });
    let base = json!({ "metadata": metadata_of("netz:web"), "rules": [fine] });
    let rule = |value| paths(&base, role, "/rules/0", value);
    assert_eq!(rule(base["rules"][0].clone()), [""; 0]);
    let no_verbs = json!({ "apiGroups": [""], "resources": ["pods"], "verbs": [] });
    assert_eq!(rule(no_verbs), ["rules[0].verbs"]);
    assert_eq!(rule(json!({ "resources": ["pods"], "verbs": ["get"] })), ["rules[0].apiGroups"]);
    assert_eq!(rule(json!({ "apiGroups": [""], "verbs": ["get"] })), ["rules[0].resources"]);
    let url = json!({ "nonResourceURLs": ["/metrics"], "verbs": ["get"] });
    assert_eq!(rule(url.clone()), ["rules[0].nonResourceURLs"]);
    assert_eq!(paths(&base, role, "/metadata/name", json!("a/b")), ["metadata.name"]);
    let base = json!({ "metadata": { "name": "netz:web" }, "rules": [url] });
    let rule = |value| paths(&base, cluster_role, "/rules/0", value);
    assert_eq!(rule(base["rules"][0].clone()), [""; 0]);
    let mixed = json!({ "nonResourceURLs": ["/x"], "resources": ["pods"], "apiGroups": [""], "verbs": ["get"] });
    assert_eq!(rule(mixed), ["rules[0].nonResourceURLs"]);
    let placed = paths(&base, cluster_role, "/metadata/namespace", json!("prod"));
    assert_eq!(placed, ["metadata.namespace"]);
}

#[test]
fn bindings_have_a_form() {
    let group = "rbac.authorization.k8s.io";
    let base = json!({
        "metadata": metadata_of("netz:web"),
        "roleRef": { "apiGroup": group, "kind": "Role", "name": "netz:web" },
        "subjects": [{ "kind": "ServiceAccount", "name": "web", "namespace": "prod" }],
    });
    let with = |pointer, value| paths(&base, role_binding, pointer, value);
    assert_eq!(with("/roleRef/kind", json!("ClusterRole")), [""; 0]);
    assert_eq!(with("/roleRef/kind", json!("User")), ["roleRef.kind"]);
    assert_eq!(with("/roleRef/name", json!("")), ["roleRef.name"]);
    assert_eq!(with("/roleRef/name", json!("a%b")), ["roleRef.name"]);
    assert_eq!(with("/roleRef/apiGroup", json!("")), [""; 0]);
    assert_eq!(with("/roleRef/apiGroup", json!("rbac")), ["roleRef.apiGroup"]);
    assert_eq!(with("/subjects/0/name", json!("")), ["subjects[0].name"]);
    assert_eq!(with("/subjects/0/name", json!("A")), ["subjects[0].name"]);
    assert_eq!(with("/subjects/0/apiGroup", json!(group)), ["subjects[0].apiGroup"]);
    assert_eq!(with("/subjects/0/kind", json!("Robot")), ["subjects[0].kind"]);
    let user = json!({ "kind": "User", "name": "alice@example.com", "apiGroup": group });
    assert_eq!(with("/subjects/0", user), [""; 0]);
    let wrong = json!({ "kind": "Group", "name": "dev", "apiGroup": "v1" });
    assert_eq!(with("/subjects/0", wrong), ["subjects[0].apiGroup"]);

    let mut wide = base.clone();
    wide["metadata"] = json!({ "name": "netz:web" });
    wide["roleRef"]["kind"] = json!("ClusterRole");
    let with = |pointer, value| paths(&wide, cluster_role_binding, pointer, value);
    assert_eq!(with("/roleRef/kind", json!("ClusterRole")), [""; 0]);
    assert_eq!(with("/roleRef/kind", json!("Role")), ["roleRef.kind"]);
    assert_eq!(with("/subjects/0/namespace", json!("")), ["subjects[0].namespace"]);
}

#[test]
fn namespaces_carry_known_levels() {
    let base = json!({ "metadata": { "name": "prod", "labels": {} } });
    let with = |label: &str, value: &str| {
        let pointer = format!("/metadata/labels/pod-security.kubernetes.io~1{label}");
        paths(&base, namespace, &pointer, json!(value)).len()
    };
    assert_eq!(with("enforce", "baseline") + with("warn-version", "v1.34"), 0);
    assert_eq!(with("audit-version", "latest"), 0);
    assert_eq!(with("enforce", "strict"), 1);
    assert_eq!(with("warn-version", "v1.x") + with("warn-version", "1.34"), 2);
    assert_eq!(with("warn-version", "v1.034") + with("warn-version", ""), 2);
    assert_eq!(paths(&base, namespace, "/metadata/name", json!("a.b")), ["metadata.name"]);
}

#[test]
fn quotas_have_known_resources_and_amounts() {
    let base = json!({ "metadata": metadata_of("netz-quota"), "spec": { "hard": {} } });
    let with = |resource: &str, amount: &str| {
        let pointer = format!("/spec/hard/{}", resource.replace('/', "~1"));
        paths(&base, resource_quota, &pointer, json!(amount))
    };
    for (resource, amount) in [
        ("pods", "50"),
        ("requests.cpu", "1500m"),
        ("limits.memory", "64Gi"),
        ("count/deployments.apps", "5"),
        ("gold.storageclass.storage.k8s.io/requests.storage", "1.5Gi"),
        ("requests.nvidia.com/gpu", "4"),
        ("hugepages-2Mi", "1Gi"),
    ] {
        assert_eq!(with(resource, amount), [""; 0], "{resource}");
    }
    for (resource, amount) in
        [("pods", "1.5"), ("pods", "-1"), ("pods", "many"), ("pod", "1"), ("count/pods", "100m")]
    {
        assert_eq!(with(resource, amount), [format!("spec.hard[{resource}]")], "{amount}");
    }
}

#[test]
fn accounts_are_named_like_subdomains() {
    let base = json!({ "metadata": metadata_of("web.v2") });
    assert_eq!(paths(&base, service_account, "/metadata/name", json!("web.v2")), [""; 0]);
    assert_eq!(paths(&base, service_account, "/metadata/name", json!("web_2")), ["metadata.name"]);
}
