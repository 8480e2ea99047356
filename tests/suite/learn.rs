//! Recordings to programs: what was seen is allowed, and nothing more is made up.

use netz::learn::{self, Noise, Place, Tally};
use netz::{Options, compile};
use std::collections::BTreeMap;

/// A flow of Hubble between two pods.
fn flow(source: &str, target: &str, l4: &str, more: &str) -> String {
    let end = |end: &str| match end.split_once('/') {
        Some((namespace, labels)) => {
            let labels: Vec<_> =
                labels.split(',').map(|label| format!("\"k8s:{label}\"")).collect();
            format!(
                "{{\"ID\":1,\"identity\":12345,\"namespace\":\"{namespace}\",\"labels\":[{},\
                 \"k8s:io.kubernetes.pod.namespace={namespace}\",\"k8s:pod-template-hash=5f6\"]}}",
                labels.join(",")
            )
        }
        None => format!("{{\"identity\":2,\"labels\":[\"reserved:{end}\"]}}"),
    };
    format!(
        "{{\"flow\":{{\"time\":\"2026-01-01T00:00:00Z\",\"verdict\":\"FORWARDED\",\
         \"IP\":{{\"source\":\"10.0.0.1\",\"destination\":\"203.0.113.7\",\"ipVersion\":\"IPv4\"}},\
         \"l4\":{l4},\"source\":{},\"destination\":{},\"Type\":\"L3_L4\",\
         \"traffic_direction\":\"EGRESS\",\"is_reply\":false{more}}},\"node_name\":\"n\"}}",
        end(source),
        end(target)
    )
}

fn tcp(port: u16) -> String {
    format!(
        "{{\"TCP\":{{\"source_port\":50000,\"destination_port\":{port},\"flags\":{{\"SYN\":true}}}}}}"
    )
}

fn udp(port: u16) -> String {
    format!("{{\"UDP\":{{\"source_port\":50000,\"destination_port\":{port}}}}}")
}

fn read<'a>(lines: impl IntoIterator<Item = &'a str>) -> Tally {
    let mut tally = Tally::default();
    tally.start();
    for (number, line) in (1..).zip(lines) {
        tally.line(Place { file: "flows", number, bytes: 10 * number }, line);
    }
    tally
}

/// The program of some lines, without what stands above it.
fn program(tally: &Tally) -> String {
    let learned = learn::program(tally, &["Learned.".to_owned()]);
    let mut files = BTreeMap::from([("main.netz".to_owned(), learned.text.clone())]);
    let loaded = netz::load(&["main.netz"], &mut files);
    let outcome = netz::check(&loaded, &Options::default());
    assert!(outcome.checked.is_some(), "{:#?}\n{}", outcome.diagnostics, learned.text);
    // What was seen is allowed: a policy lacks nothing that it was learned from.
    let policy = compile::lower(&loaded, &Options::default()).0.expect("no errors");
    let merged = learn::merge(&policy, tally);
    assert_eq!(merged.lacking, [], "{}", learned.text);
    learned.text.split_once("\n\n").expect("a heading").1.to_owned()
}

const WEB: &str = "shop/app=web,tier=front";
const API: &str = "shop/app.kubernetes.io/name=api,app.kubernetes.io/version=1.2";
const DNS: &str = "kube-system/k8s-app=kube-dns";

#[test]
fn flows_of_hubble_become_grouped_flows_with_their_counts() {
    let lines = [
        flow(WEB, API, &tcp(8080), ""),
        flow(WEB, API, &tcp(8080), ""),
        flow("pay/app=till", API, &tcp(8080), ""),
        flow(WEB, DNS, &udp(53), ""),
        flow(API, DNS, &udp(53), ""),
        flow(API, "world", &tcp(443), ""),
        flow(API, "kube-apiserver", &tcp(6443), ""),
        flow("remote-node", WEB, &tcp(8080), ""),
        flow(WEB, "shop/app=db", &tcp(5432), "").replace("FORWARDED", "DROPPED"),
    ];
    insta::assert_snapshot!(program(&read(lines.iter().map(String::as_str))));
}

#[test]
fn replies_and_the_nodes_own_traffic_are_left_out() {
    let reply = flow(API, WEB, &tcp(50_000), "").replace("\"is_reply\":false", "\"is_reply\":true");
    let silent = flow(API, WEB, "{\"TCP\":{\"source_port\":8080,\"destination_port\":50000}}", "");
    let silent = silent.replace(",\"is_reply\":false", "");
    let ack = tcp(50_000).replace("\"SYN\":true", "\"SYN\":true,\"ACK\":true");
    let answer = flow(API, WEB, &ack, "").replace(",\"is_reply\":false", "");
    let lines = [
        reply,
        silent,
        answer,
        flow("host", WEB, &tcp(8080), ""),
        flow("health", WEB, &tcp(4240), ""),
        flow(WEB, API, "{\"ICMPv4\":{\"type\":8}}", ""),
        flow(WEB, API, &tcp(8080), "").replace("L3_L4", "L7"),
        flow(WEB, "ingress", &tcp(80), "").replace("\"identity\":2", "\"identity\":8"),
        "{\"lost_events\":{\"num_events_lost\":3}}".to_owned(),
    ];
    let tally = read(lines.iter().map(String::as_str));
    assert_eq!(tally.seen().count(), 0);
    let left: Vec<_> = tally.left().iter().map(|(noise, count)| (*noise, *count)).collect();
    let expected = [
        (Noise::Reply, 3),
        (Noise::Host, 2),
        (Noise::Protocol, 1),
        (Noise::Repeated, 1),
        (Noise::Unnamed, 1),
    ];
    assert_eq!(left, expected);
}

#[test]
fn the_older_form_without_an_envelope_is_read() {
    let line = flow(WEB, API, &tcp(80), "");
    let bare =
        line.strip_prefix("{\"flow\":").unwrap().strip_suffix(",\"node_name\":\"n\"}").unwrap();
    assert_eq!(read([bare]).seen().count(), 1);
}

#[test]
fn comma_separated_values_are_read() {
    let text = "\
source_namespace,source_labels,destination_namespace,destination_labels,destination_address,protocol,port,verdict,count
shop,app=web;tier=front,shop,app=api,,TCP,8080,forwarded,1204
shop,app=web,kube-system,k8s-app=kube-dns,,udp,53,forwarded,12
shop,\"app=api\",,,203.0.113.7,tcp,443,allowed,3
shop,\"app=api\",,,198.51.100.0,tcp,443,allowed,3
shop,app=web,shop,app=db,,tcp,5432,dropped,7
";
    let tally = read(text.lines());
    assert!(tally.broken().is_empty(), "{:?}", tally.broken());
    insta::assert_snapshot!(program(&tally));
}

#[test]
fn broken_lines_are_told_by_their_number_and_the_others_are_read() {
    let good = flow(WEB, API, &tcp(8080), "");
    let odd = good.replace("FORWARDED", "SIDEWAYS");
    let lines =
        [good.as_str(), "{\"flow\":{", "", odd.as_str(), "{\"flow\":{}}", "null", good.as_str()];
    let tally = read(lines);
    let broken: Vec<_> = tally.broken().iter().map(|one| one.before.lines + 1).collect();
    assert_eq!(broken, [2, 4, 5, 6]);
    assert_eq!(tally.seen().next().map(|(_, count)| count.allowed), Some(2));

    let broken = |line: &str| {
        let text = ["protocol,port,source_namespace,destination_namespace,verdict", line];
        let first = read(text).broken().first().cloned();
        first.map(|one| format!("{}: {}", one.before.lines + 1, one.reason))
    };
    assert_eq!(broken("tcp,0,a,b,"), Some("2: `0` is no port".to_owned()));
    assert_eq!(
        broken("tcp,80,a,b,perhaps"),
        Some("2: `perhaps` is no verdict: `forwarded` or `dropped`".to_owned())
    );
    assert_eq!(broken("tcp,80,a,b,"), None);
    let reason = read(["protocol,prot"]).broken()[0].reason.clone();
    assert!(reason.contains("did you mean `port`?"), "{reason}");
}

#[test]
fn a_policy_is_told_what_it_lacks_and_what_nobody_used() {
    let policy = "\
zone shop isolates {
  segment web
  segment api tcp/8080: app.kubernetes.io/name=api
  segment cache
  web -> api
  web, api -> cache tcp/6379
  web -> 192.0.2.0/24 tcp/443
}
";
    let mut files = BTreeMap::from([("main.netz".to_owned(), policy.to_owned())]);
    let loaded = netz::load(&["main.netz"], &mut files);
    let policy = compile::lower(&loaded, &Options::default()).0.unwrap();
    let lines = [
        flow(WEB, API, &tcp(8080), ""),
        flow(API, "shop/app=cache", &tcp(6379), ""),
        flow(API, "shop/app=queue", &tcp(5672), ""),
        flow("pay/app=till", API, &tcp(8080), ""),
        flow(WEB, DNS, &udp(53), ""),
    ];
    let merged = learn::merge(&policy, &read(lines.iter().map(String::as_str)));
    let lacking: Vec<_> = merged
        .lacking
        .iter()
        .map(|one| format!("{} -> {} {} {:?}", one.source, one.target, one.ports, one.only))
        .collect();
    assert_eq!(
        lacking,
        [
            "shop/api -> shop/(app=queue) tcp/5672 None",
            "pay/(app=till) -> shop/api tcp/8080 Some(Ingress)"
        ]
    );
    let unseen: Vec<_> = merged
        .unseen
        .iter()
        .map(|one| {
            let pairs = one.pairs.iter().map(|(source, target)| {
                format!("{}->{}", loaded.sources.slice(*source), loaded.sources.slice(*target))
            });
            (loaded.sources.slice(one.span).to_owned(), pairs.collect::<Vec<_>>())
        })
        .collect();
    assert_eq!(
        unseen,
        [
            ("web, api -> cache tcp/6379".to_owned(), vec!["web->cache".to_owned()]),
            ("web -> 192.0.2.0/24 tcp/443".to_owned(), vec![]),
        ]
    );
    assert_eq!(merged.allowed, 3);
}

#[test]
fn a_namespace_of_the_cluster_of_which_all_was_dropped_is_left_out() {
    let lines = [
        flow(WEB, API, &tcp(8080), ""),
        flow(WEB, "kube-system/k8s-app=metrics-server", &tcp(4443), "")
            .replace("FORWARDED", "DROPPED"),
    ];
    let text = program(&read(lines.iter().map(String::as_str)));
    assert!(!text.contains("extern zone"), "{text}");
    assert!(
        text.contains("# dropped once: web -> k8s-app=metrics-server of kube-system tcp/4443"),
        "{text}"
    );
}

#[test]
fn hostile_names_stay_names() {
    let lines = [
        flow("in/app=any", "1st/app=a\\\"b\\\\", &tcp(80), ""),
        flow("shop/app=dns", "shop/app=in", &tcp(80), ""),
        flow("shop/x y=1", "shop/app=web", &tcp(80), ""),
        flow("Shop!/app=web", "shop/app=web", &tcp(80), ""),
    ];
    let text = program_of_what_can_be_said(&read(lines.iter().map(String::as_str)));
    assert!(text.contains("dns"), "{text}");
}

fn program_of_what_can_be_said(tally: &Tally) -> String {
    let learned = learn::program(tally, &[]);
    let mut files = BTreeMap::from([("main.netz".to_owned(), learned.text.clone())]);
    let loaded = netz::load(&["main.netz"], &mut files);
    let outcome = netz::check(&loaded, &Options::default());
    assert!(outcome.checked.is_some(), "{:#?}\n{}", outcome.diagnostics, learned.text);
    learned.text
}

#[test]
fn the_example_of_the_page_is_what_comes_out() {
    let page = include_str!("../../docs/learn.md");
    let block = |language: &str| {
        let (_, rest) = page.split_once(&format!("```{language}\n")).expect("such a block");
        rest.split_once("```").expect("the block has an end").0
    };
    let heading = [
        "Learned from 4 lines: it allows what was seen, and denies all else.".to_owned(),
        "What happens seldom may be missing: read it, and record for long enough.".to_owned(),
    ];
    let tally = read(block("csv").lines());
    assert_eq!(learn::program(&tally, &heading).text, block("netz"));
}
