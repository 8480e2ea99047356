//! Objects as documents.

use k8s_openapi::api::core::v1::{Namespace, ResourceQuota, ServiceAccount};
use k8s_openapi::api::networking::v1::NetworkPolicy;
use k8s_openapi::api::rbac::v1::{ClusterRole, ClusterRoleBinding, Role, RoleBinding};
use netz::emit::{Category, Manifest, Object};
use netz::source::{FileId, Span};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

fn manifest<T: DeserializeOwned + Into<Object>>(mut value: Value, namespaced: bool) -> Manifest {
    value["metadata"] = json!({
        "name": "netz-web",
        "annotations": { "netz/because": "ledger API, PCI-1234" },
        "labels": { "app.kubernetes.io/managed-by": "netz", "netz/zone": "prod" },
    });
    if namespaced {
        value["metadata"]["namespace"] = json!("prod");
    }
    let object: T = serde_json::from_value(value).unwrap();
    let span = Span::new(FileId(0), 0, 0);
    Manifest::new(object, Some("prod".into()), vec!["zone prod (a\nb.netz:1)".to_owned()], span)
}

/// An ordinary object of each kind.
fn each_kind() -> Vec<Manifest> {
    let rules = json!({ "rules": [
        { "apiGroups": ["", "apps"], "resources": ["pods", "pods/log"], "verbs": ["get", "*"] },
        { "nonResourceURLs": ["/healthz/*"], "verbs": ["get"] },
    ]});
    let binding = json!({
        "roleRef": { "apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "view" },
        "subjects": [
            { "kind": "ServiceAccount", "name": "web", "namespace": "prod" },
            { "kind": "User", "name": "alice@example.com", "apiGroup": "rbac.authorization.k8s.io" },
        ],
    });
    let policy = json!({ "spec": {
        "podSelector": { "matchLabels": { "app": "web" } },
        "policyTypes": ["Ingress", "Egress"],
        "ingress": [{
            "from": [
                { "podSelector": {} },
                { "namespaceSelector": { "matchExpressions": [
                    { "key": "kubernetes.io/metadata.name", "operator": "In", "values": ["a", "b"] },
                ]}},
            ],
            "ports": [{ "port": 8000, "endPort": 8100, "protocol": "TCP" }, { "port": "http" }],
        }],
        "egress": [
            { "to": [{ "ipBlock": { "cidr": "::/0", "except": ["fc00::/7", "::1/128"] } }] },
            { "to": [{ "ipBlock": { "cidr": "0.0.0.0/0", "except": ["10.0.0.0/8"] } }] },
        ],
    }});
    let quota = json!({ "spec": { "hard": { "pods": "50", "limits.memory": "64Gi" } } });
    vec![
        manifest::<NetworkPolicy>(policy, true),
        manifest::<ServiceAccount>(json!({ "automountServiceAccountToken": false }), true),
        manifest::<Role>(rules.clone(), true),
        manifest::<ClusterRole>(rules, false),
        manifest::<RoleBinding>(binding.clone(), true),
        manifest::<ClusterRoleBinding>(binding, false),
        manifest::<Namespace>(json!({}), false),
        manifest::<ResourceQuota>(quota, true),
    ]
}

#[test]
fn documents_are_the_bytes_of_serde_yaml_under_a_comment() {
    for manifest in each_kind() {
        let mut yaml = "before\n".to_owned();
        manifest.write_yaml(&mut yaml);
        let theirs = serde_yaml::to_string(&manifest.object).unwrap();
        assert_eq!(yaml, format!("before\n# zone prod (a\\nb.netz:1)\n{theirs}"));
        let start = format!("apiVersion: {}\nkind: {}\n", api_version(&manifest), manifest.kind);
        assert!(theirs.starts_with(&start), "{theirs}");
    }
}

fn api_version(manifest: &Manifest) -> String {
    manifest.to_json()["apiVersion"].as_str().unwrap().to_owned()
}

#[test]
fn a_manifest_knows_what_it_is() {
    let all: Vec<_> = each_kind()
        .iter()
        .map(|manifest| (manifest.title(), manifest.category, manifest.namespace.is_some()))
        .collect();
    let expected = [
        ("NetworkPolicy prod/netz-web", Category::Network, true),
        ("ServiceAccount prod/netz-web", Category::Rbac, true),
        ("Role prod/netz-web", Category::Rbac, true),
        ("ClusterRole netz-web", Category::Rbac, false),
        ("RoleBinding prod/netz-web", Category::Rbac, true),
        ("ClusterRoleBinding netz-web", Category::Rbac, false),
        ("Namespace netz-web", Category::Namespace, false),
        ("ResourceQuota prod/netz-web", Category::Namespace, true),
    ];
    assert_eq!(
        all,
        expected.map(|(title, category, namespaced)| (title.to_owned(), category, namespaced))
    );
}

/// Everything that is hashed on the way: peers, ports, names, subjects, reasons.
const PROGRAM: &str = r#"
extern zone kube-system { segment dns-pods: k8s-app=kube-dns }
service dns = kube-system/dns-pods udp/53 tcp/53
group dev = "oidc:dev"
zone prod isolates {
  segment web tcp/8080
  segment api tcp/8080: app=api | app=api-v2, tier in (core, edge)
  segment db tcp/5432 metrics=tcp/9102
  account deployer
  web, api, 10.0.0.0/8 -> db because "reads"
  web -> api
  db -> 192.0.2.0/24, 198.51.100.0/24 except 198.51.100.7/32 tcp/443 because "backup"
  web -> db metrics
  deployer, dev can get, list, patch deployments, statefulsets
  dev has clusterrole view
}
"#;

#[test]
fn the_same_program_gives_the_same_bytes() {
    let build = || {
        let mut files =
            std::collections::BTreeMap::from([("main.netz".to_owned(), PROGRAM.to_owned())]);
        let program = netz::load(&["main.netz"], &mut files);
        let outcome = netz::check(&program, &netz::Options::default());
        let checked = outcome.checked.unwrap_or_else(|| panic!("{:#?}", outcome.diagnostics));
        let mut text = String::new();
        for manifest in netz::compile(&checked, &program.sources).manifests {
            manifest.write_yaml(&mut text);
        }
        text
    };
    let first = build();
    assert!(first.contains("name: netz-api-2\n"), "{first}");
    for _ in 0..5 {
        assert_eq!(build(), first);
    }
}
