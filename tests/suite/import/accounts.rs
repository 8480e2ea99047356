//! Segments whose pods run as an account, as the workloads beside the policies tell.

use super::round::built;
use super::{read, whole};

fn policy(app: &str) -> String {
    format!(
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: {app}, namespace: shop}}\n\
         spec: {{podSelector: {{matchLabels: {{app: {app}}}}}, policyTypes: [Egress], egress: \
         [{{to: [{{ipBlock: {{cidr: 203.0.113.0/24}}}}], ports: [{{port: 443}}]}}]}}\n---\n"
    )
}

fn workload(name: &str, app: &str, account: &str) -> String {
    let account = match account {
        "" => String::new(),
        account => format!("serviceAccountName: {account}, "),
    };
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: {name}, namespace: shop}}\nspec: {{template: \
         {{metadata: {{labels: {{app: {app}}}}}, spec: {{{account}containers: [{{name: main}}]}}}}}}\n---\n"
    )
}

fn bound(account: &str) -> String {
    format!(
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {{name: {account}-view, \
         namespace: shop}}\nsubjects: [{{kind: ServiceAccount, name: {account}, namespace: shop}}]\n\
         roleRef: {{kind: ClusterRole, name: view, apiGroup: rbac.authorization.k8s.io}}\n---\n"
    )
}

fn account(name: &str, more: &str) -> String {
    format!(
        "apiVersion: v1\nkind: ServiceAccount\nmetadata: {{name: {name}, namespace: shop}}\n{more}\n---\n"
    )
}

/// The program of some objects, on one line.
#[track_caller]
fn program(objects: &[String]) -> String {
    let import = whole(&read([objects.concat().as_str()]));
    import.text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_segment_runs_as_the_account_of_all_of_its_workloads() {
    let text = program(&[
        policy("api"),
        bound("runner"),
        workload("api", "api", "runner"),
        workload("api-canary", "api", "runner"),
        // Others may run as it, too.
        workload("cron", "cron", "runner"),
    ]);
    assert!(text.contains("segment api as runner"), "{text}");
    assert!(text.contains("extern account runner"), "{text}");
    assert!(text.contains("runner has clusterrole view"), "{text}");
}

#[test]
fn workloads_of_different_accounts_leave_it_open() {
    for other in ["", "another"] {
        let text = program(&[
            policy("api"),
            bound("runner"),
            workload("api", "api", "runner"),
            workload("api-canary", "api", other),
        ]);
        assert!(!text.contains(" as "), "{text}");
    }
}

#[test]
fn an_account_without_rights_says_nothing() {
    let text = program(&[policy("api"), workload("api", "api", "runner")]);
    assert!(!text.contains("account"), "{text}");
    // One that netz takes over stands there anyhow.
    let unmounted = account("runner", "automountServiceAccountToken: false");
    let text = program(&[policy("api"), workload("api", "api", "runner"), unmounted]);
    assert!(text.contains("segment api as runner") && text.contains(" account runner"), "{text}");
    assert!(!text.contains("extern account"), "{text}");
}

#[test]
fn a_segment_that_is_called_as_an_account_of_others_is_called_otherwise() {
    let objects = |own: &str| {
        [policy("api"), bound("api"), workload("api", "api", own), workload("web", "web", "api")]
    };
    // Its own account needs no word.
    let text = program(&objects("api"));
    assert!(text.contains("segment api ") && !text.contains(" as "), "{text}");
    let text = program(&objects("runner"));
    assert!(text.contains("segment api as runner"), "{text}");
    let text = program(&objects(""));
    assert!(text.contains("segment api-pods: app=api"), "{text}");
}

#[test]
fn an_account_is_taken_over_where_netz_writes_the_same() {
    let of = |more: &str| {
        program(&[policy("api"), bound("api"), workload("api", "api", "api"), account("api", more)])
    };
    // The pods use its grants, so what netz writes leaves the token in place.
    assert!(!of("").contains("extern account"), "{}", of(""));
    assert!(!of("automountServiceAccountToken: true").contains("extern account"));
    for more in ["automountServiceAccountToken: false", "imagePullSecrets: [{name: registry}]"] {
        assert!(of(more).contains("extern account api"), "{more}");
    }
    let of_a_cloud = account("api", "").replace(
        "namespace: shop}",
        "namespace: shop, annotations: {eks.amazonaws.com/role-arn: \"arn:aws:iam::1:role/api\"}}",
    );
    let objects = [policy("api"), bound("api"), workload("api", "api", "api"), of_a_cloud];
    assert!(program(&objects).contains("extern account api"));
}

#[test]
fn the_objects_of_accounts_come_back() {
    let program = "\
zone shop isolates egress {
  segment api as runner
  segment cron
  account runner
  account cron
  account idle
  account deployer
  api, cron -> 203.0.113.0/24 tcp/443
  runner, deployer can get configmaps named app
}
";
    let accounts = |yaml: &str| -> Vec<String> {
        let documents = yaml.split("---\n").filter(|text| text.contains("kind: ServiceAccount\n"));
        let lines = documents.map(|text| {
            let lines = text.lines().filter(|line| !line.starts_with('#'));
            lines.collect::<Vec<_>>().join("\n")
        });
        lines.collect()
    };
    let first = built(program);
    let workload = workload("api", "api", "runner");
    let import = whole(&read([first.as_str(), workload.as_str()]));
    assert!(import.text.contains("segment api as runner"), "{}", import.text);
    let mut again = accounts(&built(&import.text));
    let mut wanted = accounts(&first);
    again.sort();
    wanted.sort();
    assert_eq!(again, wanted, "{}", import.text);
}
