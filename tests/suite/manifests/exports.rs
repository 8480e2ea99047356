//! What clusters, charts and people write.

use super::read;
use netz::diagnostic::{Levels, Sink};
use netz::k8s::inventory::{ContainerPort, Inventory, Target};
use netz::set::port::Protocol;
use netz::set::rule::Direction;
use netz::source::SourceMap;

const POLICY: &str = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n";

#[test]
fn an_export_of_a_cluster_is_read() {
    let (inventory, said) = read(
        r#"{
    "apiVersion": "v1",
    "items": [
        {
            "apiVersion": "networking.k8s.io/v1",
            "kind": "NetworkPolicy",
            "metadata": {
                "annotations": {"kubectl.kubernetes.io/last-applied-configuration": "{\"a\":\"on\"}\n"},
                "creationTimestamp": "2026-01-01T00:00:00Z",
                "generation": 1,
                "managedFields": [{"fieldsV1": {"f:spec": {"k:{\"port\":80}": {".": {}}}}}],
                "name": "allow-web",
                "namespace": "shop",
                "resourceVersion": "1",
                "uid": "00000000-0000-0000-0000-000000000000"
            },
            "spec": {"podSelector": {}, "policyTypes": ["Ingress"]},
            "status": {}
        },
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "x"}, "data": {"ratio": 0.5}}
    ],
    "kind": "List",
    "metadata": {"resourceVersion": ""}
}
"#,
    );
    assert_eq!(said, "");
    assert_eq!(inventory.policies()[0].title.to_string(), "shop/allow-web");
    assert_eq!(inventory.skipped()["ConfigMap"], 1);
}

#[test]
fn items_of_a_list_of_one_kind_need_not_say_it() {
    let (inventory, said) = read(
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicyList\nitems:\n- metadata: {name: a, namespace: b}\n  spec: {podSelector: {}}\n",
    );
    assert_eq!((inventory.policies().len(), said.as_str()), (1, ""));
    let (inventory, said) = read("apiVersion: v1\nkind: PodList\nitems: null\n");
    assert!(inventory.is_empty() && said.is_empty());
}

#[test]
fn a_missing_namespace_is_said_once_a_file() {
    let text = format!("{POLICY}metadata: {{name: a}}\nspec: {{podSelector: {{}}}}\n");
    let text = format!("# Source: chart\n{text}---\n{}", text.replace("name: a", "name: b"));
    let (inventory, said) = read(&text);
    let titles: Vec<_> = inventory.policies().iter().map(|one| one.title.to_string()).collect();
    assert_eq!(titles, ["default/a", "default/b"]);
    assert_eq!(said.matches("N0805").count(), 1, "{said}");
    assert!(said.starts_with("a.yaml:4:12"), "{said}");
}

#[test]
fn a_finding_stands_at_its_field_and_the_others_are_read() {
    let wrong = "metadata: {name: a, namespace: b}\nspec:\n  podSelector: {}\n  ingress:\n  - from:\n    - podSelector:\n        matchLabel: {app: web}\n";
    let right = "metadata: {name: c, namespace: b}\nspec: {podSelector: {}}\n";
    let broken = "metadata: {name: d\nspec: [\n";
    let text = format!("{POLICY}{wrong}---\n{POLICY}{broken}---\r\n{POLICY}{right}");
    let (inventory, said) = read(&text);
    assert_eq!(inventory.policies().len(), 1);
    let lines: Vec<_> = said.lines().collect();
    assert_eq!(lines.len(), 2, "{said}");
    assert!(lines[0].starts_with("a.yaml:9:9") && lines[0].contains("N0804"), "{said}");
    assert!(lines[1].contains("N0803"), "{said}");
}

/// Objects with one mistake, where it stands, and what was meant.
#[test]
fn slips_are_found() {
    let cases = [
        (format!("{POLICY}metadata: {{name: a, namspace: b}}\nspec: {{}}\n"), "3:21"),
        (format!("{POLICY}metadata: {{namespace: b}}\nspec: {{}}\n"), "3:11"),
        (POLICY.replace("kP", "kp") + "metadata: {name: a}\n", "2:7"),
        (POLICY.replace("/v1", "/v1beta1") + "metadata: {name: a}\nspec: {}\n", "1:13"),
        (
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a, namespace: b}\nspec: {templat: {}}\n"
                .into(),
            "4:8",
        ),
        (
            "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: b}\nspec: {hostNetwrok: true}\n"
                .into(),
            "4:8",
        ),
        (
            "apiVersion: v1\nkind: Service\nmetadata: {name: a, namespace: b}\nspec: {ports: [{port: 0}]}\n"
                .into(),
            "4:23",
        ),
        ("kind: Pod\nmetadata: {name: a}\n".into(), "1:1"),
        (
            "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: a, namespace: b}\nrules:\n- verbs: []\n- verb: []\n"
                .into(),
            "6:3",
        ),
        (
            "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: a, namespace: b}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: r}\nsubjects:\n- {kind: User, name: u}\n- {kind: Usr, name: u}\n"
                .into(),
            "7:10",
        ),
        (
            "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: a, namespace: b}\nspec: {jobTemplates: {}}\n"
                .into(),
            "4:8",
        ),
        (
            "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: a, namespace: b}\nspec: {jobTemplate: {spec: {}}}\n"
                .into(),
            "4:28",
        ),
        (
            "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: a, namespace: b}\nspec: {rules: [{http: {path: []}}]}\n"
                .into(),
            "4:24",
        ),
        // The API group of another kind, a misspelt one, and one without its domain.
        (POLICY.replace("networking.k8s.io/v1", "v1"), "1:13"),
        (POLICY.replace("k8s.io", "k8.io"), "1:13"),
        (POLICY.replace(".k8s.io", ""), "1:13"),
        ("apiVersion: v1\nkind: Deployment\n".into(), "1:13"),
        (POLICY.replace("Policy", "Policies"), "2:7"),
        (format!("{POLICY}metadata: {{name: 12, namespace: b}}\nspec: {{podSelector: {{}}}}\n"), "3:18"),
        (
            "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: b, labels: {v: 0x1F}}\n".into(),
            "3:47",
        ),
        (
            format!("{POLICY}metadata: {{name: a, namespace: b}}\nspec: {{podSelector: {{}}, policyTypes: [Ingress, Ingress, Egress]}}\n"),
            "4:38",
        ),
    ];
    for (text, place) in cases {
        let (inventory, said) = read(&text);
        assert!(inventory.is_empty(), "{text}");
        assert!(said.starts_with(&format!("a.yaml:{place}")), "{place} of\n{text}{said}");
        assert!(said.contains("N0804"), "{said}");
    }
}

/// A role or a binding of a namespace or, without one, of the cluster: its kind, and what it says.
fn rbac(kind: &str, says: &str) -> String {
    let namespace = if kind.starts_with("Cluster") { "" } else { ", namespace: b" };
    format!(
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: {kind}\nmetadata: {{name: a{namespace}}}\n{says}\n"
    )
}

/// `ValidatePolicyRule`, `ValidateBindingRoleRef` and `ValidateRoleBindingSubject`, with the place of each.
#[test]
fn roles_and_bindings_that_the_api_server_refuses_are_refused() {
    let rules = [
        (
            "ClusterRole",
            "{apiGroups: [''], resources: [pods], nonResourceURLs: [/x], verbs: [get]}",
            "5:57",
        ),
        ("ClusterRole", "{resourceNames: [a], nonResourceURLs: [/x], verbs: [get]}", "5:41"),
        ("Role", "{nonResourceURLs: [/metrics], verbs: [get]}", "5:21"),
        ("Role", "{resources: [pods], verbs: [get]}", "5:3"),
        ("ClusterRole", "{apiGroups: [''], resources: [pods], verbs: []}", "5:47"),
        ("Role", "{apiGroups: [''], verbs: [get]}", "5:3"),
    ];
    let rules = rules.map(|(kind, rule, place)| (rbac(kind, &format!("rules:\n- {rule}")), place));
    let group = "apiGroup: rbac.authorization.k8s.io";
    let bindings = [
        ("ClusterRoleBinding", "{kind: Role, name: r}", "{kind: User, name: u}", "4:17"),
        ("RoleBinding", "{kind: User, name: r}", "{kind: User, name: u}", "4:17"),
        ("RoleBinding", "{kind: Role, name: a/b}", "{kind: User, name: u}", "4:29"),
        ("RoleBinding", "{kind: Role}", "{kind: User, name: u}", "4:10"),
        ("RoleBinding", "{apiGroup: apps, kind: Role, name: r}", "{kind: User, name: u}", "4:21"),
        ("RoleBinding", "{kind: Role, name: r}", "{kind: user, name: u}", "6:10"),
        ("RoleBinding", "{kind: Role, name: r}", "{kind: User, name: ''}", "6:22"),
        ("RoleBinding", "{kind: Role, name: r}", "{kind: User, name: u, apiGroup: v1}", "6:35"),
        ("RoleBinding", "{kind: Role, name: r}", "{kind: ServiceAccount, name: '*'}", "6:32"),
        (
            "ClusterRoleBinding",
            "{kind: ClusterRole, name: r}",
            "{kind: ServiceAccount, name: x}",
            "6:3",
        ),
        (
            "RoleBinding",
            "{kind: Role, name: r}",
            &format!("{{kind: ServiceAccount, name: x, {group}}}"),
            "6:45",
        ),
    ];
    let bindings = bindings.map(|(kind, role, subject, place)| {
        (rbac(kind, &format!("roleRef: {role}\nsubjects:\n- {subject}")), place)
    });
    let nothing = rbac("ClusterRole", "rules: []\naggregationRule: {clusterRoleSelectors: []}");
    let nothing = [(nothing, "5:41")];
    for (text, place) in rules.into_iter().chain(bindings).chain(nothing) {
        let (inventory, said) = read(&text);
        assert!(inventory.is_empty(), "{text}");
        assert!(said.starts_with(&format!("a.yaml:{place}: ")), "{place} of\n{text}{said}");
        assert!(said.contains("N0804"), "{said}");
    }
}

/// `SetDefaults_RoleBinding` and `SetDefaults_Subject`; and the API server drops the namespace of a ClusterRole.
#[test]
fn what_a_binding_leaves_out_is_what_the_api_server_puts_in() {
    let group = "rbac.authorization.k8s.io";
    for role in ["", "apiGroup: '', ", "apiGroup: null, ", "apiGroup: rbac.authorization.k8s.io, "]
    {
        for (kind, own) in [("User", group), ("Group", group), ("ServiceAccount", "''")] {
            for of in [String::new(), ", apiGroup: ''".to_owned(), format!(", apiGroup: {own}")] {
                let says = format!(
                    "roleRef: {{{role}kind: ClusterRole, name: view}}\nsubjects:\n- {{kind: {kind}, name: u{of}}}"
                );
                let (inventory, said) = read(&rbac("RoleBinding", &says));
                assert_eq!(said, "", "{says}");
                assert_eq!(inventory.rbac().given().len(), 1, "{says}");
            }
        }
    }
    let placed = rbac("ClusterRole", "rules: []").replace("name: a", "name: a, namespace: b");
    let (inventory, said) = read(&placed);
    assert_eq!((said.as_str(), inventory.roles().len()), ("", 1));
}

#[test]
fn a_finding_says_what_it_is_about() {
    let says = |text: &str, wanted: &[&str]| {
        let (mut inventory, mut sink, mut sources) =
            (Inventory::default(), Sink::default(), SourceMap::default());
        let file = sources.add("a.yaml", text);
        inventory.read(file, text, &mut sink);
        let said = format!("{:?}", sink.finish(&Levels::default()));
        wanted.iter().for_each(|part| assert!(said.contains(part), "{part}: {said}"));
    };
    says("apiVersion: v1\nkind: Pod\nmetadata: {generateName: a-}\n", &["`name` is missing"]);
    says("kind: List\nitems: [{}]\n", &["take this object as", "`kind` is missing"]);
    says("apiVersion: v1\nmetadata: {name: a}\n", &["take the object `a` as", "`kind` is missing"]);
    says(
        "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{ports: [{containerPort: \"80\"}]}]}\n",
        &["take the quotes off"],
    );
    says(
        "apiVersion: v1\nkind: Pod\nmetadata: {name: on-1, labels: {v: 1.5}}\n",
        &["write it in quotes"],
    );
}

#[test]
fn documents_of_other_tools_are_passed_over() {
    let texts = [
        "resources: [a.yaml]\n",
        "replicas: 3\nimage: {tag: v1}\n",
        "{\"name\": \"x\", \"version\": \"1.0.0\"}\n",
        "apiVersion: v2\nname: chart\n",
        "- 1\n- 2\n",
        "text\n",
    ];
    let (inventory, said) = read(&texts.join("---\n"));
    assert_eq!((inventory.strange().others, said.as_str()), (texts.len(), ""));
    for text in ["metadata: {name: a}\n", "Kind: Pod\nmetadata: {name: a}\n", "kind: Pod\n"] {
        let (inventory, said) = read(text);
        assert!(inventory.strange().others == 0 && said.contains("N0804"), "{text}{said}");
    }
}

#[test]
fn kinds_of_other_groups_are_passed_over() {
    let text = "apiVersion: example.org/v1\nkind: Role\nspec: x\n---\napiVersion: crd.projectcalico.org/v1\nkind: NetworkPolicy\nspec: {}\n---\napiVersion: serving.knative.dev/v1\nkind: Service\nspec: {}\n---\napiVersion: v1\nkind: Endpoints\n";
    let (inventory, said) = read(text);
    assert!(inventory.is_empty() && said.is_empty(), "{said}");
    assert_eq!(inventory.skipped().values().sum::<usize>(), 4);
}

#[test]
fn words_that_kubectl_reads_otherwise_are_reported_where_they_matter() {
    let text = format!(
        "{POLICY}metadata:\n  name: a\n  namespace: b\n  annotations: {{x: on}}\nspec:\n  podSelector:\n    matchLabels: {{canary: on, quoted: \"on\", n: x}}\n"
    );
    let (inventory, said) = read(&text);
    assert_eq!(inventory.policies().len(), 1);
    let lines: Vec<_> = said.lines().collect();
    assert_eq!(lines.len(), 2, "{said}");
    assert!(lines[0].starts_with("a.yaml:9:27") && lines[0].contains("N0806"), "{said}");
    assert!(lines[1].starts_with("a.yaml:9:45"), "{said}");
}

#[test]
fn a_role_of_other_roles_is_known_by_its_name_until_its_rules_are_put_in() {
    let head = "apiVersion: rbac.authorization.k8s.io/v1\n";
    let role =
        "kind: ClusterRole\nmetadata: {name: all}\naggregationRule: {clusterRoleSelectors: [{}]}\n";
    let binding = "kind: ClusterRoleBinding\nmetadata: {name: x}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: all}\nsubjects: [{kind: User, name: u}]\n";
    let rules = "rules: [{apiGroups: [\"\"], resources: [pods], verbs: [get]}]\n";
    for (rules, known) in [("rules: []\n", "ClusterRole(\"all\")"), (rules, "\"pods\"")] {
        let (inventory, said) = read(&format!("{head}{role}{rules}---\n{head}{binding}"));
        assert_eq!(said, "");
        let rights = format!("{:?}", inventory.rbac().rights());
        assert!(rights.contains(known), "{rights}");
    }
}

#[test]
fn a_rule_is_known_by_its_place() {
    let text = format!(
        "{POLICY}metadata: {{name: a, namespace: b}}\nspec:\n  podSelector: {{}}\n  ingress:\n  - ports:\n    - port: 80\n  - from:\n    - podSelector: {{}}\n"
    );
    let (inventory, _) = read(&text);
    let rule = |number| {
        let span = inventory.policies()[0].rule(Direction::Ingress, number);
        span.map(|span| &text[span.range()])
    };
    assert_eq!(rule(0), Some("ports:\n    - port: 80"));
    assert_eq!(rule(1), Some("from:\n    - podSelector: {}"));
    assert_eq!(rule(2), None);
    assert_eq!(inventory.policies()[0].rule(Direction::Egress, 0), None);
}

#[test]
fn two_of_a_name_are_one_and_a_finding() {
    let text =
        format!("{POLICY}metadata: {{name: a, namespace: b}}\nspec: {{podSelector: {{}}}}\n");
    let (inventory, said) = read(&format!("{text}---\n{text}"));
    assert_eq!(inventory.policies().len(), 1);
    assert!(said.starts_with("a.yaml:8:12") && said.contains("N0807"), "{said}");
}

#[test]
fn what_runs_pods_is_found_in_every_kind() {
    let pods = "metadata: {labels: {app: web}}\n";
    let pods = format!(
        "{{{}, spec: {{serviceAccountName: jobs, hostNetwork: true, containers: [{{ports: [{{name: http, containerPort: 80}}, {{containerPort: 53, protocol: UDP}}]}}]}}}}",
        pods.trim_end()
    );
    let mut text = String::new();
    let kinds = [
        ("apps/v1", "Deployment"),
        ("apps/v1", "ReplicaSet"),
        ("apps/v1", "StatefulSet"),
        ("apps/v1", "DaemonSet"),
        ("batch/v1", "Job"),
        ("v1", "ReplicationController"),
    ];
    let head = |api: &str, kind: &str| {
        format!("---\napiVersion: {api}\nkind: {kind}\nmetadata: {{name: a, namespace: b}}\n")
    };
    for (api, kind) in kinds {
        text += &format!("{}spec: {{template: {pods}}}\n", head(api, kind));
    }
    text += &head("batch/v1", "CronJob");
    text += &format!("spec: {{jobTemplate: {{spec: {{template: {pods}}}}}}}\n");
    let (inventory, said) = read(&text);
    assert_eq!(said, "");
    let workloads = inventory.workloads();
    assert_eq!(workloads.len(), 7);
    for one in &workloads {
        let [pods] = one.pods.as_slice() else { panic!("{one:?}") };
        assert_eq!(pods.labels["app"], "web");
        assert_eq!(pods.account, "jobs");
        assert!(pods.host_network);
        let port = |name: Option<&str>, number, protocol| ContainerPort {
            name: name.map(Into::into),
            number,
            protocol,
        };
        let ports = [port(None, 53, Protocol::Udp), port(Some("http"), 80, Protocol::Tcp)];
        assert_eq!(pods.ports, ports);
    }
}

#[test]
fn pods_of_one_controller_are_one_workload() {
    let pod = |name: &str, owner: &str, app: &str, address: &str| {
        format!(
            "---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: {name}\n  namespace: b\n  labels: {{app: {app}}}\n  ownerReferences: [{owner}]\nspec: {{}}\nstatus: {{podIP: {address}, podIPs: [{{ip: {address}}}, {{ip: \"2001:db8::1\"}}]}}\n"
        )
    };
    let set = "{controller: true, kind: ReplicaSet, name: web-1}";
    let mut text = pod("web-1-a", set, "web", "10.0.0.1")
        + &pod("web-1-b", set, "web", "10.0.0.2")
        + &pod("web-1-c", set, "api", "10.0.0.3")
        + &pod("alone", "{kind: Node, name: x, controller: true}", "x", "10.0.0.4")
        + &pod("etcd", "{kind: Node, name: x, controller: true}", "z", "10.0.0.5");
    let (inventory, said) = read(&text);
    assert_eq!(said, "");
    let workloads = inventory.workloads();
    let names: Vec<_> = workloads.iter().map(|one| format!("{}/{}", one.kind, one.name)).collect();
    assert_eq!(names, ["Pod/alone", "Pod/etcd", "ReplicaSet/web-1"]);
    let apps: Vec<_> = workloads[2]
        .pods
        .iter()
        .map(|pods| (pods.labels["app"].as_str(), pods.addresses.len()))
        .collect();
    assert_eq!(apps, [("web", 3), ("api", 2)]);

    text += "---\napiVersion: apps/v1\nkind: ReplicaSet\nmetadata:\n  name: web-1\n  namespace: b\n  ownerReferences: [{controller: true, kind: Deployment, name: web}]\nspec: {template: {metadata: {labels: {app: web}}}}\n";
    text += "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: b}\nspec: {template: {metadata: {labels: {app: web}}}}\n";
    let (inventory, _) = read(&text);
    let workloads = inventory.workloads();
    let names: Vec<_> = workloads.iter().map(|one| format!("{}/{}", one.kind, one.name)).collect();
    assert_eq!(names, ["Deployment/web", "Pod/alone", "Pod/etcd"]);
}

#[test]
fn namespaces_accounts_and_services_are_read() {
    let (inventory, said) = read(
        "apiVersion: v1\nkind: Namespace\nmetadata: {name: b, labels: {team: x}}\nstatus: {phase: Active}\n---\napiVersion: v1\nkind: ServiceAccount\nmetadata: {name: a, namespace: b}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: b}\nspec:\n  selector: {app: web}\n  ports:\n  - {name: http, port: 80, targetPort: web}\n  - {port: 53, protocol: UDP}\n",
    );
    assert_eq!(said, "");
    let labels = inventory.namespace(&"b".into());
    assert_eq!(labels["kubernetes.io/metadata.name"], "b");
    assert_eq!(labels["team"], "x");
    assert_eq!(inventory.namespace(&"c".into()).len(), 1);
    assert_eq!(inventory.accounts()[0].name, "a");
    let service = &inventory.services()[0];
    assert_eq!(service.selector["app"], "web");
    let targets: Vec<_> = service.ports.iter().map(|port| port.target.clone()).collect();
    assert_eq!(targets, [Target::Name("web".into()), Target::Number(53)]);
}
