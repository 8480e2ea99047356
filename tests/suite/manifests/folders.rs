//! Folders such as other analyzers list, and the connections that the definition of Kubernetes gives them.

use std::fs;
use std::process::Command;

/// What `netz reach --format csv` prints of a folder with these files, IPv4 alone, without quotes.
fn listed(files: &[(&str, &str)]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let output = Command::new(env!("CARGO_BIN_EXE_netz"))
        .args(["reach", "--quiet", "--format", "csv"])
        .arg(folder.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let lines = text.lines().skip(1).filter(|line| !line.contains("::"));
    lines.map(|line| line.replace('"', "")).collect()
}

const ALL: &str = "0.0.0.0-255.255.255.255[External]";

#[test]
fn a_port_name_is_looked_up_on_each_pod_by_its_protocol() {
    let workloads = r#"
apiVersion: v1
kind: Pod
metadata: {name: client, namespace: a}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: one, namespace: a}
spec: {template: {metadata: {labels: {app: s}}, spec: {containers: [{name: x, ports: [{name: metrics, containerPort: 9000}]}, {name: y, ports: [{name: http, containerPort: 80}]}]}}}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: two, namespace: a}
spec: {template: {metadata: {labels: {app: s}}, spec: {containers: [{name: x, ports: [{name: http, containerPort: 8080, protocol: TCP}]}]}}}
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: three, namespace: a}
spec: {template: {metadata: {labels: {app: s}}, spec: {containers: [{name: x, ports: [{name: http, containerPort: 53, protocol: UDP}]}]}}}
---
apiVersion: batch/v1
kind: Job
metadata: {name: four, namespace: a}
spec: {template: {metadata: {labels: {app: s}}, spec: {containers: [{name: x}]}}}
"#;
    let policy = r#"{"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicyList", "items": [
  {"metadata": {"name": "s", "namespace": "a"}, "spec": {"podSelector": {"matchLabels": {"app": "s"}},
    "policyTypes": ["Ingress", "Egress"],
    "ingress": [{"ports": [{"port": "http"}, {"protocol": "SCTP", "port": 100, "endPort": 200}]}]}}]}"#;
    let rows = listed(&[
        ("b/w.yml", workloads),
        ("a/p.json", policy),
        ("kustomization.yaml", "resources: [a, b]\n"),
    ]);
    assert_eq!(
        rows,
        [
            "a/client[Pod],a/three[DaemonSet],SCTP 100-200".to_owned(),
            "a/client[Pod],a/one[Deployment],TCP 80,SCTP 100-200".to_owned(),
            "a/client[Pod],a/four[Job],SCTP 100-200".to_owned(),
            "a/client[Pod],a/two[StatefulSet],TCP 8080,SCTP 100-200".to_owned(),
            format!("{ALL},a/three[DaemonSet],SCTP 100-200"),
            format!("{ALL},a/four[Job],SCTP 100-200"),
            format!("{ALL},a/one[Deployment],TCP 80,SCTP 100-200"),
            format!("{ALL},a/client[Pod],All Connections"),
            format!("{ALL},a/two[StatefulSet],TCP 8080,SCTP 100-200"),
            format!("a/client[Pod],{ALL},All Connections"),
        ]
    );
}

#[test]
fn what_lacks_a_label_and_what_is_not_declared() {
    let text = r#"
apiVersion: v1
kind: Namespace
metadata: {name: declared, labels: {env: prod}}
---
apiVersion: v1
kind: Pod
metadata: {name: none, namespace: declared}
---
apiVersion: v1
kind: Pod
metadata: {name: role, namespace: declared, labels: {tier: front, role: ""}}
---
apiVersion: v1
kind: Pod
metadata: {name: bare, namespace: bare, labels: {tier: back}}
---
apiVersion: v1
kind: Pod
metadata: {name: target, namespace: undeclared, labels: {tier: back}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: p, namespace: undeclared}
spec:
  podSelector: {}
  ingress:
  - from:
    - namespaceSelector: {matchExpressions: [{key: env, operator: NotIn, values: [prod]}]}
      podSelector: {matchExpressions: [{key: tier, operator: NotIn, values: [q]}]}
    ports: [{port: 1}]
  - from: [{namespaceSelector: {matchExpressions: [{key: env, operator: In, values: [prod, x]}]}, podSelector: {matchExpressions: [{key: tier, operator: DoesNotExist}]}}]
    ports: [{port: 2, protocol: UDP}]
  - from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: declared}}, podSelector: {matchExpressions: [{key: role, operator: Exists}]}}]
    ports: [{port: 3, protocol: SCTP}]
  - from: [{podSelector: {}}]
    ports: [{port: 4}]
---
# Without policyTypes the rules for egress isolate ingress, too. A name that the API server would refuse
# changes nothing of what a policy means, and folders of others have such names.
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: egress_Only, namespace: bare}
spec:
  podSelector: {matchExpressions: [{key: tier, operator: In, values: [back]}]}
  egress: [{to: [{namespaceSelector: {}}], ports: [{protocol: TCP}]}]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: all, namespace: declared}
spec: {podSelector: {matchLabels: {role: ""}}, ingress: [{}]}
---
# Of a plugin: not ours to read.
apiVersion: networks.example.org/v1
kind: NetworkPolicy
metadata: {name: none, namespace: declared}
---
# What one block cuts out, another may hold.
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: e, namespace: declared}
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress:
  - to: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16, 10.2.0.0/16]}}, {ipBlock: {cidr: 10.1.2.0/24}}]
    ports: [{port: 443, endPort: 444}]
  - to: [{namespaceSelector: {}}]
"#;
    let outside = |pod: &str| {
        ["10.0.0.0-10.0.255.255", "10.1.2.0-10.1.2.255", "10.3.0.0-10.255.255.255"]
            .map(|range| format!("declared/{pod}[Pod],{range}[External],TCP 443-444"))
    };
    let mut wanted: Vec<String> = [
        "bare/bare[Pod],declared/none[Pod],TCP 1-65535",
        "bare/bare[Pod],declared/role[Pod],TCP 1-65535",
        "bare/bare[Pod],undeclared/target[Pod],TCP 1",
        "declared/none[Pod],declared/role[Pod],All Connections",
        "declared/none[Pod],undeclared/target[Pod],UDP 2",
        "declared/role[Pod],declared/none[Pod],All Connections",
        "declared/role[Pod],undeclared/target[Pod],SCTP 3",
        "undeclared/target[Pod],declared/none[Pod],All Connections",
        "undeclared/target[Pod],declared/role[Pod],All Connections",
    ]
    .map(str::to_owned)
    .into();
    wanted.push(format!("{ALL},declared/none[Pod],All Connections"));
    wanted.push(format!("{ALL},declared/role[Pod],All Connections"));
    wanted.extend(outside("none"));
    wanted.extend(outside("role"));
    wanted.push(format!("undeclared/target[Pod],{ALL},All Connections"));
    assert_eq!(listed(&[("all.yaml", text)]), wanted);
}
