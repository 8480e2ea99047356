//! `--with`: objects of others beside the program.

use super::{Project, SHOP};
use serde_json::Value;

/// A policy that opens the database of the shop to another namespace, and one that says no more than the
/// program does.
const OTHERS: &str = "\
apiVersion: v1
kind: List
items:
- apiVersion: networking.k8s.io/v1
  kind: NetworkPolicy
  metadata:
    name: backup
    namespace: shop
  spec:
    podSelector: {matchLabels: {app: api}}
    ingress:
    - from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: backup}}}]
      ports: [{port: 8080}]
- apiVersion: networking.k8s.io/v1
  kind: NetworkPolicy
  metadata:
    name: as-written
    namespace: shop
  spec:
    podSelector: {matchLabels: {app: api}}
    ingress:
    - from: [{podSelector: {matchLabels: {app: web}}}]
      ports: [{port: 8080}]
- {apiVersion: v1, kind: ConfigMap, metadata: {name: api, namespace: shop}}
";

fn shop() -> Project {
    let project = Project::new(&format!("{SHOP}only shop/web -> shop/api\n"));
    project.write("charts/deep/others.yaml", OTHERS);
    project.write("charts/values.txt", "no YAML");
    project
}

#[test]
fn what_others_allow_counts_and_is_named() {
    let project = shop();
    project.run(&["check"]).ends(0);
    let run = project.run(&["check", "--with", "charts"]).ends(1);
    let run =
        run.says("`only shop/web -> shop/api` doesn't hold").says("charts/deep/others.yaml:7:5");
    let run = run.says("rule 1 of NetworkPolicy `shop/backup` allows the ingress");
    let run =
        run.says("warning[N0640]: NetworkPolicy `shop/backup` allows what zone `shop` doesn't");
    assert!(!run.stderr.contains("as-written"), "{}", run.stderr);
    // The same from standard input, as kubectl prints it.
    project.run_with_input(&["check", "--with", "-"], OTHERS).ends(1).says("<stdin>:7:5");
    project.run_with_input(&["build", "--with", "-"], OTHERS).ends(1);
    // A file may be named twice, and stands there once.
    project.run(&["check", "--with", "charts", "--with", "charts/deep/others.yaml"]).ends(1);
    project.run(&["check", "-D", "widened", "--with", "charts"]).ends(1).says("error[N0640]");
}

#[test]
fn what_an_earlier_build_wrote_is_not_of_others() {
    let project = Project::new(SHOP);
    project.run(&["build", "-q", "-o", "k8s", "--format", "json"]).ends(0);
    let run = project.run(&["check", "--with", "k8s"]).ends(0);
    run.says("beside 0 network policies of others (5 of the program's own left out)");
    // An object that the program no longer writes is in the cluster all the same.
    project.write("main.netz", SHOP.replace("  web -> api\n", ""));
    project.run(&["check", "--with", "k8s"]).ends(0).says("N0640").says("shop/netz-web");
}

#[test]
fn a_build_proves_and_records_what_stands_beside_it() {
    let project = Project::new(SHOP);
    project.write("charts/others.yaml", OTHERS);
    let run = project.run(&[
        "build",
        "--with",
        "charts",
        "-o",
        "k8s",
        "--evidence",
        "evidence.json",
        "--depfile",
        "d",
    ]);
    run.ends(0).says("N0640").says("beside 2 network policies of others");
    let alone = Project::new(SHOP);
    alone.run(&["build", "-q", "-o", "k8s"]).ends(0);
    assert_eq!(project.read("k8s/shop/network.yaml"), alone.read("k8s/shop/network.yaml"));
    assert!(project.read("d").contains("charts/others.yaml"));
    let evidence: Value = serde_json::from_str(&project.read("evidence.json")).expect("JSON");
    assert_eq!(evidence["others"]["counts"]["policies"], 2);
    assert_eq!(evidence["others"]["counts"]["skipped"]["ConfigMap"], 1);
    assert!(evidence["others"]["files"]["charts/others.yaml"].is_string());
    assert!(evidence["inputs"]["charts/others.yaml"].is_null());
    let first = evidence["assumptions"][0].as_str().expect("a text");
    assert!(first.contains("than those under others"), "{first}");
}

#[test]
fn what_cannot_be_read_stops_the_run() {
    let project = shop();
    let refused = |path: &str, code: i32, text: &str| {
        project.run(&["check", "--with", path]).ends(code).says(text);
    };
    refused("nowhere", 2, "cannot read `nowhere`");
    refused("main.netz", 2, "tests are for `netz test`");
    project.write("empty/README", "");
    refused("empty", 2, "there is no .yaml, .yml or .json file under `empty`");
    project.write("template.yaml", "kind: {{ .Values.kind }}\n- x\n");
    refused("template.yaml", 1, "N0803");
    project.write("unknown.yaml", "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a, namespace: b}\nspec: {podSelector: {}, deny: true}\n");
    refused("unknown.yaml", 1, "N0804");
    project.write("latin.yaml", b"a: \xe9");
    refused("latin.yaml", 1, "N0007");
    project.run_with_input(&["check", "-", "--with", "-"], "").ends(2).says("standard input");
}
