//! Places marked with `‸`, and what is said of them.

use super::*;
use crate::Options;
use std::collections::BTreeMap;

const PROGRAM: &str = "\
extern zone kube-system { segment dns-pods: k8s-app=kube-dns }
service dns = kube-system/dns-pods udp/53 tcp/53
net corp = 10.0.0.0/8 except 10.6.0.0/16
port https = tcp/443
group oncall = \"oidc:oncall\"
role viewer can read pods, pods/log
zone shop isolates owner \"team\" {
  account deployer
  segment web as deployer tcp/8080 metrics=tcp/9102: app=web, tier in (front, edge)
  segment db tcp/5432
  service pg = db tcp/5432
  web -> pg
  web -> corp https
  web -> internet tcp/443 because \"updates\"
  db -> web metrics egress only
  deployer can apply deployments
  oncall has viewer
}
lint warn any-port
";

fn at(place: &str, within: usize) -> String {
    let offset = PROGRAM.find(place).expect("the place") + within;
    let mut files = BTreeMap::from([("main.netz".to_owned(), PROGRAM.to_owned())]);
    let analysis = Analysis::new(&["main.netz"], &[], &mut files, &Options::default());
    let found = hover(&analysis, FileId(0), u32::try_from(offset).expect("short"));
    found.map_or_else(String::new, |hover| {
        format!("[{}]\n{}", &PROGRAM[hover.span.range()], hover.markdown)
    })
}

#[test]
fn every_kind_of_name_says_what_it_is() {
    let places = [
        ("web ->", 0),
        ("db tcp/5432\n", 0),
        ("zone shop", 5),
        ("pg\n", 1),
        ("corp https", 0),
        ("https\n", 0),
        ("metrics egress", 0),
        ("deployer can", 0),
        ("oncall has", 0),
        ("viewer\n", 0),
        ("service dns", 8),
    ];
    let all: Vec<_> = places.into_iter().map(|(place, within)| at(place, within)).collect();
    insta::assert_snapshot!(all.join("\n\n=====\n\n"));
}

/// What is said of the segment whose name stands first behind the sign `‸`.
fn of_marked(text: &str) -> String {
    let offset = text.find('‸').expect("a mark");
    let text = text.replace('‸', "");
    let mut files = BTreeMap::from([("main.netz".to_owned(), text)]);
    let analysis = Analysis::new(&["main.netz"], &[], &mut files, &Options::default());
    let found = hover(&analysis, FileId(0), u32::try_from(offset).expect("short"));
    found.map_or_else(String::new, |hover| hover.markdown)
}

#[test]
fn a_segment_shows_what_its_pods_may_do_by_statements_about_others() {
    // Pods of `api` may be pods of `old` too, and whatever connects out of an open zone reaches it.
    let text = "zone shop isolates { without dns; segment ‸api tcp/80; segment old: tier=old; segment db tcp/5432\n\
                old -> db }\nzone lab { segment probe }\nlab/probe -> shop/api";
    insta::assert_snapshot!(of_marked(text));
}

#[test]
fn an_open_zone_reaches_what_lets_it_in() {
    let text = "zone shop isolates { without dns; segment db tcp/5432 }\nzone lab { segment ‸probe }\n\
                lab/probe -> shop/db";
    insta::assert_snapshot!(of_marked(text));
}

#[test]
fn a_program_with_errors_shows_what_its_statements_say() {
    let text = "zone shop isolates { without dns; segment ‸web; segment db tcp/5432; web -> db; web -> nowhere }";
    insta::assert_snapshot!(of_marked(text));
}

#[test]
fn words_and_rights_say_what_they_expand_to() {
    let places = [
        ("internet", 0),
        ("apply", 2),
        ("deployments", 3),
        ("read pods", 0),
        ("pods/log", 6),
        ("because", 2),
        ("\"updates\"", 2),
    ];
    let all: Vec<_> = places.into_iter().map(|(place, within)| at(place, within)).collect();
    insta::assert_snapshot!(all.join("\n\n=====\n\n"));
}

#[test]
fn a_lint_shows_its_page_and_blanks_show_nothing() {
    assert!(at("any-port", 2).contains("N0601"));
    assert_eq!(at("  web -> pg", 0), "");
    assert_eq!(at("->", 1), "");
}
