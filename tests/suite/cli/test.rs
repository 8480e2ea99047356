//! `netz test`: assertions one by one, of a policy and of objects in its place.

use super::{Project, SHOP};
use serde_json::Value;

const TESTS: &str = "\
in shop {
  only web -> api tcp/8080
  never internet -> *
}
always shop/api -> pay/ledger
";

fn shop() -> Project {
    let project = Project::new(&format!("{SHOP}never pay/ledger ->> shop/*\n"));
    project.write("tests/shop.test.netz", TESTS);
    project
}

#[test]
fn each_assertion_has_a_line() {
    let run = shop().run(&["test"]).ends(0);
    let expected = "\
ok    never pay/ledger ->> shop/*             main.netz:14
ok    shop: only web -> api tcp/8080          tests/shop.test.netz:2
ok    shop: never internet -> *               tests/shop.test.netz:3
ok    always shop/api -> pay/ledger tcp/9000  tests/shop.test.netz:5

ok: 4 passed, 0 failed
";
    assert_eq!(run.stdout, expected);
    assert_eq!(run.stderr, "");
}

#[test]
fn a_failure_shows_a_witness_and_the_rest_goes_on() {
    let project = shop();
    project.write("tests/more.test.netz", "never shop/web -> shop/api\nnever shop/web -> pay/*");
    let run = project.run(&["test"]).ends(1);
    let run =
        run.prints("FAIL  never shop/web -> shop/api").prints("ok    never shop/web -> pay/*");
    let run = run.prints("witness `pod in shop {app=web} → pod in shop {app=api} on tcp/8080`");
    run.prints("\nFAILED: 5 passed, 1 failed\n");
    let quiet = project.run(&["test", "-q"]).ends(1);
    assert!(quiet.stdout.starts_with("error[N0903]"), "{}", quiet.stdout);
    let run = project.run(&["test", "--message-format", "github"]).ends(1);
    assert!(run.stdout.starts_with("::error file=tests/more.test.netz,line=1"), "{}", run.stdout);
    // The policy alone has nothing to fail.
    project.run(&["check"]).ends(0);
    project.run(&["build", "."]).ends(0);
}

#[test]
fn which_tests_run() {
    let project = shop();
    project.write("other/main.netz", SHOP);
    project.write("other/other.test.netz", "never internet -> pay/*");
    project.write(".hidden/h.test.netz", "nonsense");
    project.run(&["test"]).ends(0).prints("4 passed");
    project.run_in("tests", &["test"]).ends(0).prints("4 passed");
    project.run(&["test", "main.netz"]).ends(0).prints("4 passed");
    project.run_in("other", &["test"]).ends(0).prints("1 passed");
    project.run(&["test", "tests/shop.test.netz"]).ends(0).prints("4 passed");
    project.run(&["test", "other/main.netz", "--with", "tests"]).ends(0).prints("3 passed");
    project.run(&["test", "--filter", "internet"]).ends(0).prints("1 passed, 0 failed, 3 left out");
    project.run_with_input(&["test", "-"], "").ends(1);
    let input = format!("{SHOP}never internet -> pay/*\n");
    project.run_with_input(&["test", "-"], &input).ends(0).prints("<stdin>:14");
}

#[test]
fn a_run_that_tests_nothing_is_no_success() {
    let project = Project::new(SHOP);
    project.run(&["test"]).ends(2).says("no assertion in the policy, and no *.test.netz beside it");
    project.write("a.test.netz", "# nothing yet\n");
    project.run(&["test"]).ends(2).says("there is no assertion in the policy or in its tests");
    project.write("a.test.netz", TESTS);
    project.run(&["test", "--filter", "zzz"]).ends(2).says("no assertion holds the text `zzz`");
    project.run(&["test", "nowhere.test.netz"]).ends(2).says("cannot read `nowhere.test.netz`");
    let empty = tempfile::tempdir().expect("a directory");
    let empty = empty.path().to_str().expect("UTF-8");
    project.run(&["test", empty]).ends(2).says("there is no .netz file under");
}

#[test]
fn what_belongs_to_the_policy_is_an_error() {
    let project = shop();
    project.write("bad.test.netz", "in shop { api -> web tcp/80 }\nnever pay/* -> nowhere/x\n");
    let run = project.run(&["test"]).ends(1).says("N0642");
    assert_eq!(run.says("N0203").stdout, "");
    project.write("bad.test.netz", "in shop {\n  only web -> ");
    project.run(&["test"]).ends(1).says("bad.test.netz:2");
}

#[test]
fn machines_read_every_verdict() {
    let project = shop();
    project.write("more.test.netz", "never shop/web -> shop/api\n");
    let run =
        project.run(&["test", "--message-format", "json", "--junit", "out/report.xml"]).ends(1);
    let json: Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(
        json["tested"],
        serde_json::json!({ "passed": 4, "failed": 1, "notProved": 0, "leftOut": 0 })
    );
    assert_eq!(json["tests"][1]["outcome"], "fails");
    assert_eq!(json["tests"][1]["file"], "more.test.netz");
    assert_eq!(json["diagnostics"][0]["name"], "assertion-fails");
    let xml = project.read("out/report.xml");
    assert!(xml.contains("<testsuites name=\"netz\" tests=\"5\" failures=\"1\">"), "{xml}");
    assert!(xml.contains("name=\"never shop/web -&gt; shop/api\""), "{xml}");
    assert!(xml.contains("<failure type=\"assertion-fails\" message="), "{xml}");
}

#[test]
fn objects_stand_in_the_place_of_the_policy() {
    let project = shop();
    project.run(&["build", "-q", "-o", "k8s"]).ends(0);
    project
        .run(&["test", "--against", "k8s"])
        .ends(0)
        .prints("4 passed, 0 failed, against 5 network policies");
    // Names alone are enough, wherever there is no policy.
    let names =
        "zone shop { segment web; segment api tcp/8080 }\nzone pay { segment ledger tcp/9000 }\n";
    let bare = Project::new("");
    std::fs::remove_file(bare.path("main.netz")).expect("removed");
    bare.write("shop.test.netz", format!("{names}{TESTS}"));
    let read = |zone: &str| project.read(&format!("k8s/{zone}/network.yaml"));
    let yaml = format!("{}---\n{}", read("shop"), read("pay"));
    bare.run_with_input(&["test", "--against", "-"], &yaml).ends(0).prints("3 passed");
    let open = yaml.replace("ingress:\n", "ingress:\n  - {}\n");
    assert_ne!(open, yaml);
    let run = bare.run_with_input(&["test", "shop.test.netz", "--against", "-"], &open).ends(1);
    run.prints("FAIL").prints("NetworkPolicy `shop/netz-");
    bare.run_with_input(&["test", "--against", "-"], "")
        .ends(1)
        .prints("against 0 network policies");
}

#[test]
fn rights_are_tested_too() {
    let project = shop();
    project.write(
        "rights.test.netz",
        "never shop/deployer can get secrets\nalways shop/deployer can get deployments in shop\n",
    );
    project.run(&["test", "rights.test.netz"]).ends(0).prints("3 passed");
    project.run(&["build", "-q", "-o", "k8s"]).ends(0);
    project.run(&["test", "rights.test.netz", "main.netz", "--against", "k8s"]).ends(0);
    project.write(
        "more.yaml",
        "\
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: oops}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: oops}
subjects: [{kind: ServiceAccount, name: deployer, namespace: shop}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: oops}
rules: [{apiGroups: [''], resources: [secrets], verbs: [get]}]
",
    );
    let run = project.run(&["test", "--with", "more.yaml"]).ends(1);
    run.prints("FAIL  never shop/deployer can get secrets");
    let run =
        project.run(&["test", "main.netz", "rights.test.netz", "--against", "more.yaml"]).ends(1);
    run.prints("FAIL  always shop/deployer can get deployments in shop");
}

/// What a cluster says that holds the policies of the page.
const CLUSTER: &str = "\
apiVersion: v1
items:
- apiVersion: networking.k8s.io/v1
  kind: NetworkPolicy
  metadata:
    name: db
    namespace: shop
  spec:
    ingress:
    - from:
      - podSelector: {matchLabels: {app: web}}
      ports: [{port: 5432, protocol: TCP}]
    podSelector: {matchLabels: {app: db}}
    policyTypes:
    - Ingress
- apiVersion: networking.k8s.io/v1
  kind: NetworkPolicy
  metadata:
    creationTimestamp: \"2026-01-01T00:00:00Z\"
    name: backup
    namespace: shop
  spec:
    ingress:
    - from:
      - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: backup}}
    podSelector: {matchLabels: {app: db}}
    policyTypes:
    - Ingress
kind: List
";

#[test]
fn the_page_about_tests_shows_what_happens() {
    let page = include_str!("../../../docs/testing.md");
    let blocks = |fence: &'static str| {
        page.split(fence).skip(1).filter_map(|rest| rest.split_once("```")).map(|(block, _)| block)
    };
    let texts: Vec<_> = blocks("```text\n").collect();
    let shown = |command: &str| {
        let text = texts.iter().find_map(|text| text.strip_prefix(&format!("$ {command}\n")));
        let text = text.unwrap_or_else(|| panic!("the page doesn't show `{command}`"));
        // What goes on is cut.
        text.split("…\n").next().expect("a part").to_owned()
    };
    let written = |start: &str| *texts.iter().find(|text| text.starts_with(start)).expect("a test");
    let policy = blocks("```netz\n").next().expect("a policy");
    let project = Project::new(policy);
    project.write("tests/shop.test.netz", written("in shop {"));
    assert_eq!(project.run(&["test"]).ends(0).stdout, shown("netz test"));
    project
        .write("main.netz", policy.replace("  api -> db\n", "  api -> db\n  web -> db tcp/5432\n"));
    let run = project.run(&["test", "-q"]).ends(1);
    assert!(run.stdout.starts_with(&shown("netz test -q")), "{}", run.stdout);
    project.write("shop.test.netz", written("zone shop {"));
    let run =
        project.run_with_input(&["test", "shop.test.netz", "--against", "-"], CLUSTER).ends(1);
    let command = "kubectl get networkpolicies -A -o yaml | netz test shop.test.netz --against -";
    assert_eq!(run.stdout, shown(command));
}
