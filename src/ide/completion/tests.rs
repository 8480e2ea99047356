//! Places marked with `‸`, and what may come there.

use super::*;
use crate::Options;
use std::collections::BTreeMap;

const PROGRAM: &str = "\
cluster { api 10.96.0.1 tcp/443 }
extern zone edge { segment controller: app.kubernetes.io/name=nginx }
net corp = 10.0.0.0/8
port https = tcp/443
user alice = \"alice@example.com\"
group oncall = \"oidc:oncall\"
role viewer can read pods
zone shop isolates {
  account deployer
  segment web as deployer tcp/8080 metrics=tcp/9102: app=web, tier in (front, edge)
  segment \"1db\" tcp/5432: app=db
  service pg = \"1db\"  tcp/5432
  web -> pg
}
zone pay = namespaces pay-a, pay-b isolates {
  segment ledger tcp/9000
}
";

/// What may come at the `‸` of a text that stands behind the program.
fn at(marked: &str) -> Vec<String> {
    let (before, after) = marked.split_once('‸').expect("a mark");
    let text = format!("{PROGRAM}{before}{after}");
    let offset = u32::try_from(PROGRAM.len() + before.len()).expect("short");
    let mut files = BTreeMap::from([("main.netz".to_owned(), PROGRAM.to_owned())]);
    let analysis = Analysis::new(&["main.netz"], &[], &mut files, &Options::default());
    let found = completions(&analysis, FileId(0), &text, offset);
    found.items.into_iter().map(|item| item.insert.unwrap_or(item.label)).collect()
}

#[track_caller]
fn offers(marked: &str, wanted: &[&str], unwanted: &[&str]) {
    let found = at(marked);
    for word in wanted {
        assert!(found.iter().any(|one| one == word), "{marked}: no {word} in {found:?}");
    }
    for word in unwanted {
        assert!(!found.iter().any(|one| one == word), "{marked}: {word} in {found:?}");
    }
}

#[test]
fn a_statement_begins_with_a_word_or_a_name() {
    offers("in shop { ‸ }", &["segment", "web", "\"1db\"", "deployer", "alice", "pay/"], &["tcp/"]);
    offers("in shop {\n  se‸\n}", &["segment", "service"], &[]);
    offers("cluster { ‸ }", &["pods", "source-ip"], &["zone", "web"]);
}

#[test]
fn ends_are_those_of_the_zone_and_of_the_program() {
    offers(
        "in shop { web -> ‸ }",
        &["web", "pg", "corp", "internet", "pay/"],
        &["ledger", "alice"],
    );
    offers("in shop { web -> pay/‸ }", &["ledger", "*"], &["web", "corp"]);
    offers("in shop { web, ‸ }", &["web", "\"1db\""], &["segment"]);
    offers("in shop {\n  web ->\n    ‸\n}", &["pg"], &["segment"]);
    offers("in sh* { never web -> ‸ }", &["web"], &["ledger"]);
    offers("for env in shop, pay { in $env { web -> ‸ } }", &["web", "ledger"], &[]);
}

#[test]
fn behind_ends_come_ports_and_clauses() {
    offers(
        "in shop { pay/ledger -> web ‸ }",
        &["metrics", "https", "tcp/", "because", "egress"],
        &["web"],
    );
    offers("in shop { web -> pg egress ‸ }", &["only"], &["because"]);
    offers("in shop { web -> pg tcp/1 because \"x\" ‸ }", &["until"], &["tcp/"]);
    offers("in shop { web ‸ }", &["->", "can", "has"], &["web"]);
}

#[test]
fn rights_go_from_verbs_to_scopes() {
    offers("alice can ‸", &["read", "get", "exec"], &["pods"]);
    offers("alice can get, ‸", &["list"], &["pods"]);
    offers("alice can get, list ‸", &["pods", "deployments", "secrets"], &["get"]);
    offers("alice can get pods, ‸", &["services"], &["get"]);
    offers("alice can get pods/‸", &["pods/log", "pods/exec", "pods/*"], &["pods"]);
    offers("alice can get all of ‸", &["apps", "core"], &["pods"]);
    offers("alice can get pods ‸", &["named", "in", "cluster-wide", "because"], &["pods"]);
    offers("alice can get pods in ‸", &["shop", "pay"], &["web"]);
    offers("alice has ‸", &["viewer", "clusterrole"], &["read"]);
    offers("alice has clusterrole ‸", &["view", "cluster-admin"], &["viewer"]);
    offers("in shop { ‸ can get pods }", &["deployer", "web", "alice", "oncall"], &[]);
    offers("only shop/‸", &["deployer", "web"], &["alice"]);
}

#[test]
fn selectors_offer_labels_that_are_in_use() {
    offers("in shop { segment a: ‸ }", &["app", "tier", "app.kubernetes.io/name"], &["web"]);
    offers("in shop { segment a: app=‸ }", &["web", "db"], &["front"]);
    offers("in shop { segment a: app=web, tier in (front, ‸ }", &["edge"], &["web"]);
    offers("in shop { segment a tcp/1 ‸ }", &["tcp/"], &["app"]);
    offers("in shop { segment a as ‸ }", &["deployer"], &["web"]);
}

#[test]
fn settings_offer_their_words() {
    offers("lint ‸", &["allow", "warn", "deny"], &["any-port"]);
    offers("lint deny ‸", &["any-port", "wide-cidr"], &["deny", "syntax"]);
    offers("in shop { pods ‸ }", &["restricted"], &["pods"]);
    offers("in shop { without ‸ }", &["dns", "api"], &[]);
    offers("zone new ‸", &["isolates", "owner"], &[]);
    offers("zone new isolates ‸", &["ingress"], &[]);
    offers("in pay { account a in ‸ }", &["pay-a", "pay-b"], &[]);
    offers("in ‸", &["shop", "pay"], &["web"]);
}

#[test]
fn nothing_is_offered_in_comments_and_strings() {
    assert_eq!(at("# zone ‸"), [""; 0]);
    assert_eq!(at("use \"‸"), [""; 0]);
}
