//! Why objects stand: `because` and `until` come back from annotations, where it is known of what.

use super::round::built;
use super::{read, whole};

/// The program of the objects of a program, from its first zone on.
fn again(program: &str) -> String {
    let import = whole(&read([built(program).as_str()]));
    // The annotations of its own objects are the same again.
    assert_eq!(annotations(&built(&import.text)), annotations(&built(program)), "{}", import.text);
    let at = import.text.find("zone").expect("a zone");
    import.text[at..].to_owned()
}

/// The lines of annotations, in the order of the objects.
fn annotations(yaml: &str) -> Vec<&str> {
    let of_netz = ["netz/because:", "netz/until:"];
    let lines = yaml.lines().map(str::trim);
    lines.filter(|line| of_netz.iter().any(|key| line.starts_with(key))).collect()
}

#[test]
fn reasons_of_flows_stand_at_both_ends() {
    let text = again(
        "\
service dns = kube-system/dns-pods udp/53
extern zone kube-system { segment dns-pods: k8s-app=kube-dns }
zone shop isolates {
  segment web
  segment api tcp/8080
  segment db tcp/5432
  segment batch
  anywhere -> web tcp/80 because \"the front door; PCI 1.2\"
  web, batch -> api because \"orders\" until 2031-06-30
  api -> db because \"the ledger: \\\"PCI-1\\\"\"
  batch -> db until 2031-12-31
  api -> 203.0.113.0/24 tcp/443
}
",
    );
    for line in [
        "anywhere   -> web because \"the front door; PCI 1.2\"",
        "web, batch -> api because \"orders\" until 2031-06-30",
        "api        -> db because \"the ledger: \\\"PCI-1\\\"\"",
        "batch      -> db until 2031-12-31",
        "api        -> 203.0.113.0/24 tcp/443\n",
    ] {
        let line: Vec<_> = line.split_whitespace().collect();
        let plain: Vec<_> = text.split_whitespace().collect();
        assert!(plain.windows(line.len()).any(|part| part == line), "{line:?}\n{text}");
    }
    assert!(!text.contains("# why"), "{text}");
}

#[test]
fn a_reason_that_may_be_of_several_flows_is_told_beside_them() {
    let program = "\
zone shop isolates egress {
  without dns
  segment api
  api -> 203.0.113.0/24 tcp/443 because \"the provider\"
  api -> 198.51.100.0/24 tcp/25
}
";
    let import = whole(&read([built(program).as_str()]));
    assert!(import.text.contains("# why some flows of api stand: the provider"), "{}", import.text);
    assert!(!import.text.contains("because"), "{}", import.text);
}

#[test]
fn the_only_statement_of_a_policy_has_all_of_its_reasons() {
    let program = "\
zone shop isolates egress {
  without dns
  segment api
  api -> 203.0.113.0/24 tcp/443 because \"the provider\"
  api -> 203.0.113.0/24 tcp/25 because \"mail\" until 2031-06-30
}
";
    let text = whole(&read([built(program).as_str()])).text;
    assert!(text.contains("because \"the provider; mail (until 2031-06-30)\"\n"), "{text}");
}

#[test]
fn reasons_of_grants_come_back() {
    let text = again(
        "\
group dev = \"dev\"
group oncall = \"oncall\"
role viewer can read pods
zone shop {
  account deployer
  deployer can get, patch deployments because \"it delivers\"
  dev has viewer because \"support\" until 2031-06-30
  oncall has clusterrole view because \"runbook 4\"
}
",
    );
    for line in [
        "deployer can get, patch deployments because \"it delivers\"",
        "dev can read pods because \"support\" until 2031-06-30",
        "oncall has clusterrole view because \"runbook 4\"",
    ] {
        assert!(
            text.contains(line) || text.contains(&line.replace("can read pods", "has viewer")),
            "{line}\n{text}"
        );
    }
}

#[test]
fn which_grant_a_reason_is_of_is_not_guessed() {
    let program = "\
group oncall = \"oncall\"
zone shop {
  oncall can read pods because \"runbook 4\"
  oncall can get configmaps named app
}
oncall can read nodes cluster-wide
oncall can get \"/metrics\" cluster-wide because \"runbook 5\"
";
    let import = whole(&read([built(program).as_str()]));
    assert!(
        import.text.contains("# why some grants of oncall stand: runbook 4"),
        "{}",
        import.text
    );
    assert!(
        import.text.contains("# why some grants of oncall stand: runbook 5"),
        "{}",
        import.text
    );
    assert!(!import.text.contains("because"), "{}", import.text);
}

const FOREIGN: &str = "\
apiVersion: v1
kind: Namespace
metadata:
  name: shop
  labels: {pod-security.kubernetes.io/enforce: privileged}
  annotations: {netz/because: \"node agents, PLAT-7\"}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: default-deny, namespace: shop, annotations: {netz/because: baseline}}
spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: agents, namespace: shop, annotations: {netz/because: \"metrics\\nof all\", netz/until: \"2031-06-30\"}}
spec:
  podSelector: {matchLabels: {app: agent}}
  ingress:
  - {from: [{namespaceSelector: {}}], ports: [{port: 9100}]}
  - {from: [{ipBlock: {cidr: 10.0.0.0/8}}], ports: [{port: 9101}]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: ops, namespace: shop, annotations: {netz/because: on call}}
rules:
- {apiGroups: [\"\"], resources: [pods], verbs: [delete]}
- {apiGroups: [\"\"], resources: [configmaps], verbs: [get]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: ops, namespace: shop, annotations: {netz/because: runbook 4}}
subjects: [{kind: Group, name: ops, apiGroup: rbac.authorization.k8s.io}]
roleRef: {kind: Role, name: ops, apiGroup: rbac.authorization.k8s.io}
";

#[test]
fn reasons_of_others_are_of_all_that_their_objects_say() {
    let import = whole(&read([FOREIGN]));
    insta::assert_snapshot!(import.text);
}

#[test]
fn a_reason_of_two_ends_is_both() {
    let end = |name: &str, peers: &str, other: &str, because: &str| {
        format!(
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n\
             metadata: {{name: {name}, namespace: shop, annotations: {{netz/because: {because}}}}}\n\
             spec: {{podSelector: {{matchLabels: {{app: {name}}}}}, policyTypes: [{}], {peers}: \
             [{{{}: [{{podSelector: {{matchLabels: {{app: {other}}}}}}}], ports: [{{port: 80}}]}}]}}\n---\n",
            if peers == "ingress" { "Ingress" } else { "Egress" },
            if peers == "ingress" { "from" } else { "to" },
        )
    };
    let text = end("web", "egress", "api", "orders") + &end("api", "ingress", "web", "the ledger");
    let import = whole(&read([text.as_str()]));
    let plain = import.text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(plain.contains("web -> api because \"orders; the ledger\""), "{}", import.text);
}

#[test]
fn a_reason_of_others_never_breaks_its_statement() {
    let policy = |because: &str| {
        format!(
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: api, namespace: shop, \
             annotations: {{netz/because: \"{because}\", netz/until: \"2020-01-01\"}}}}\nspec: {{podSelector: \
             {{matchLabels: {{app: api}}}}, ingress: [{{from: [{{podSelector: {{matchLabels: {{app: web}}}}}}], \
             ports: [{{port: 80}}]}}]}}\n"
        )
    };
    let long = "x".repeat(100_000);
    for because in [
        "$x",
        "a $env-b",
        "# {",
        "\\\\ \\\" ;",
        "\\u202e \\u2028 \\0",
        "in, named because until",
        "ä",
        &long,
    ] {
        let import = whole(&read([policy(because).as_str()]));
        assert!(import.text.contains("because \""), "{because}: {}", import.text);
    }
}
