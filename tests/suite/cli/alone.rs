//! `netz query` of objects alone.

use super::Project;

const OBJECTS: &str = r#"apiVersion: v1
kind: Namespace
metadata: {name: empty}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec: {template: {metadata: {labels: {app: web, tier: "in"}}, spec: {serviceAccountName: webber}}}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: web, namespace: shop}
spec: {template: {metadata: {labels: {app: old}}}}
---
apiVersion: v1
kind: Pod
metadata: {name: 1-odd.name, namespace: 9ns, labels: {"in": "notin", "a.b/c": ""}}
---
apiVersion: v1
kind: Pod
metadata: {name: "no\nname", namespace: 9ns, labels: {a: b}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  ingress: [{from: [{namespaceSelector: {}, podSelector: {matchLabels: {in: notin}}}], ports: [{port: 8080}]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: r, namespace: shop}
rules: [{apiGroups: [""], resources: [secrets], verbs: [get]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: r, namespace: shop}
subjects:
- {kind: ServiceAccount, name: webber, namespace: shop}
- {kind: User, name: "a\"b\\c", apiGroup: rbac.authorization.k8s.io}
- {kind: User, name: "can", apiGroup: rbac.authorization.k8s.io}
- {kind: Group, name: "system:masters", apiGroup: rbac.authorization.k8s.io}
roleRef: {kind: Role, name: r, apiGroup: rbac.authorization.k8s.io}
"#;

#[test]
fn objects_are_asked_by_their_own_names() {
    let project = Project::new("");
    project.write("k8s/all.yaml", OBJECTS);
    std::fs::remove_file(project.path("main.netz")).expect("a file");
    let asked =
        |question: &str, code: i32| project.run(&["query", question, "--with", "k8s"]).ends(code);
    asked("\"9ns\"/\"1-odd.name\" -> shop{app=web} tcp/8080", 0)
        .prints("yes: 9ns/1-odd.name can connect")
        .prints("k8s/all.yaml:25  name: web")
        .prints("no NetworkPolicy of namespace `9ns` isolates this pod's egress");
    // Both workloads of the name are asked about, and one of them is open.
    asked("internet -> shop/web tcp/8080", 1).prints("partly");
    asked("internet -> shop{app=web}", 1).prints("no:");
    asked("what can shop/webber", 0).prints("can get secrets in shop");
    asked("who can get secrets in shop", 0)
        .prints("a\"b\\c can get")
        .prints("system:masters can get");
    asked("shop/wbe -> empty/* tcp/1", 2).says("did you mean `web`?");
    let run = project.run(&["query", "shop/web -> shop/web"]).ends(2);
    run.says("there is no main.netz here");
    // A program that there is comes first.
    project.write("main.netz", "zone pay isolates\nsegment api tcp/80\n");
    asked("shop/web -> shop/web", 2).says("there is no zone `shop`");
}
