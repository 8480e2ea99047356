//! `netz reach`: tables of connections.

use super::Project;
use serde_json::Value;
use std::fmt::Write as _;

/// The fenced blocks of a page: language and text.
fn blocks(page: &str) -> Vec<(&str, &str)> {
    let parts = page.split("\n```").skip(1).step_by(2);
    parts.map(|part| part.split_once('\n').unwrap_or((part, ""))).collect()
}

fn page() -> Project {
    let blocks = blocks(include_str!("../../../docs/reach.md"));
    let of = |language: &str| blocks.iter().find(|(it, _)| *it == language).expect("a block").1;
    let project = Project::new(&format!("{}\n", of("netz")));
    project.write("k8s.yaml", format!("{}\n", of("yaml")));
    project
}

/// The arguments of a line of a shell, in which quotes hold blanks.
fn arguments(line: &str) -> Vec<&str> {
    let mut all = Vec::new();
    for (at, part) in line.split('\'').enumerate() {
        match at % 2 {
            0 => all.extend(part.split_whitespace()),
            _ => all.push(part),
        }
    }
    all
}

#[test]
fn the_page_shows_what_it_prints() {
    let project = page();
    let mut compared = 0;
    for (language, text) in blocks(include_str!("../../../docs/reach.md")) {
        let Some(text) = text.strip_prefix("$ netz ").filter(|_| language == "text") else {
            continue;
        };
        let (line, wanted) = text.split_once('\n').expect("output");
        let run = project.run(&arguments(line)).ends(0);
        assert_eq!(run.stdout.trim_end(), wanted.trim_end(), "{line}");
        compared += 1;
    }
    assert_eq!(compared, 5);
}

#[test]
fn every_form_is_written_and_chosen_by_its_ending() {
    let project = page();
    let text = project.run(&["reach", "k8s.yaml"]).ends(0).stdout;
    for (name, holds) in [
        ("a.txt", "shop/web -> shop/api"),
        ("a.csv", "shop/web[Deployment],shop/api[Deployment],TCP 8080"),
        ("a.md", "| shop/web | shop/api | tcp/8080 |"),
        ("a.dot", "\"shop/web\" -> \"shop/api\""),
        ("a.html", "<!DOCTYPE html>"),
        ("a.json", "\"version\": 1"),
    ] {
        project.run(&["reach", "k8s.yaml", "-o", name]).ends(0);
        assert!(project.read(name).contains(holds), "{name}: {}", project.read(name));
    }
    assert_eq!(project.read("a.txt"), text);
    let json: Value = serde_json::from_str(&project.read("a.json")).expect("JSON");
    assert_eq!(json["connections"][0]["from"]["all_of"][0], "shop/web[Deployment]");
    assert_eq!(json["to_outside"][0]["addresses"][0], "203.0.113.0/25");
    assert_eq!(json["services"][0]["pod_ports"], "tcp/8080");
    assert_eq!(json["workloads"][1]["place"], "k8s.yaml:3");
    project.run(&["reach", "k8s.yaml", "-o", "a.png"]).ends(2).says("is of no format");
    // The same from standard input, and from a directory.
    let objects = project.read("k8s.yaml");
    assert_eq!(project.run_with_input(&["reach", "-"], &objects).ends(0).stdout, text);
    project.write("objects/deep/all.yml", &objects);
    assert_eq!(project.run(&["reach", "objects"]).ends(0).stdout, text);
}

#[test]
fn what_is_alike_is_told_once() {
    let project = Project::new("");
    let mut text = String::new();
    for namespace in ["a", "b"] {
        for at in 0..50 {
            let _ = writeln!(
                text,
                "---\napiVersion: v1\nkind: Pod\nmetadata: {{name: p{at}, namespace: {namespace}, labels: {{app: p{at}}}}}"
            );
        }
    }
    project.write("pods.yaml", &text);
    let run = project.run(&["reach", "pods.yaml"]).ends(0).says("so everything is open");
    run.prints("  every workload -> every workload  any port\n");
    let pairs = project.run(&["reach", "pods.yaml", "--rows", "pairs"]).ends(0).stdout;
    assert_eq!(pairs.lines().filter(|line| line.contains(" -> ")).count(), 100 * 99 + 2);
    let csv = project.run(&["reach", "pods.yaml", "--format", "csv"]).ends(0).stdout;
    assert_eq!(csv.lines().count(), 1 + 100 * 99 + 4 * 100);
    let grouped = ["reach", "pods.yaml", "--format", "csv", "--rows", "groups"];
    assert!(project.run(&grouped).ends(0).stdout.contains("\n*,*,All Connections\n"));
    let shut = "---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: shut, namespace: b}\n\
                spec: {podSelector: {matchLabels: {app: p7}}, ingress: [], egress: [], policyTypes: [Ingress, Egress]}\n";
    project.write("pods.yaml", format!("{text}{shut}"));
    let run = project.run(&["reach", "pods.yaml", "--port", "443"]).ends(0);
    run.prints("every workload but b/p7 -> every workload but b/p7  tcp/443 udp/443 sctp/443");
    let run = project.run(&["reach", "pods.yaml", "--from", "b/*", "--to", "a/p1,a/p2"]).ends(0);
    run.prints("  b/* but b/p7 -> a/p1, a/p2  any port\n");
}

#[test]
fn addresses_are_told_in_the_fewest_blocks() {
    let project = Project::new("");
    let text = "apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop}\n---\n\
                apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a, namespace: shop}\n\
                spec:\n  podSelector: {}\n  ingress:\n  - from:\n    - ipBlock: {cidr: \"2001:db8::/32\", except: [\"2001:db8:1::/48\"]}\n    \
                - ipBlock: {cidr: 10.0.0.0/8, except: [10.6.0.0/16]}\n    ports: [{port: 443}]\n";
    project.write("a.yaml", text);
    let run = project.run(&["reach", "a.yaml", "--from", "outside"]).ends(0);
    run.prints(
        "  10.0.0.0/8, 2001:db8::/32 except 10.6.0.0/16, 2001:db8:1::/48 -> shop/web  tcp/443\n",
    );
    let run = project.run(&["reach", "a.yaml", "--from", "10.6.0.0/15"]).ends(0);
    run.prints("  10.7.0.0/16 -> shop/web  tcp/443\n");
    project.run(&["reach", "a.yaml", "--from", "2001:db8:1::1"]).ends(0).prints("nothing\n");
    let run = project.run(&["reach", "a.yaml", "--to", "internet"]).ends(0);
    run.prints("  shop/web -> public addresses  any port\n");
}

#[test]
fn exposure_follows_what_selectors_mean() {
    let project = Project::new("");
    let pod =
        "apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop, labels: {app: web}}\n";
    let policy = |peers: &str| {
        format!(
            "{pod}---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: web, namespace: shop}}\n\
             spec: {{podSelector: {{}}, ingress: [{{from: {peers}, ports: [{{port: 80}}]}}]}}\n"
        )
    };
    let shows = |peers: &str, wanted: &str| {
        project.write("all.yaml", policy(peers));
        let run = project.run(&["reach", "all.yaml", "--exposed"]).ends(0);
        assert!(run.stdout.contains(wanted), "{peers}: {}", run.stdout);
    };
    shows("[{namespaceSelector: {}}]", "any pod -> shop/web  tcp/80");
    // Neither is open to all; together they are.
    let either = |other: &str| {
        format!(
            "[{{namespaceSelector: {{matchExpressions: [{{key: env, operator: In, values: [prod]}}]}}}}, \
             {{namespaceSelector: {{matchExpressions: [{{key: env, operator: {other}, values: [prod]}}]}}}}]"
        )
    };
    shows(&either("NotIn"), "any pod -> shop/web  tcp/80");
    shows(&either("In"), "any pod of namespaces with env=prod -> shop/web  tcp/80");
    shows("[{podSelector: {matchLabels: {app: other}}}]", "pods with app=other of namespace shop");
    // A known pod is no stranger, and a namespace that is known to be another is no door.
    shows("[{podSelector: {matchLabels: {app: web}}}]", "nothing");
    shows(
        "[{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: shop, env: prod}}}]",
        "any pod of namespaces with env=prod,kubernetes.io/metadata.name=shop",
    );
    shows("[{ipBlock: {cidr: 10.0.0.0/8}}]", "10.0.0.0/8 -> shop/web  tcp/80");
}

#[test]
fn wrong_arguments_name_the_way_out() {
    let project = page();
    let refused = |arguments: &[&str], code: i32, text: &str| {
        project.run(&[&["reach"], arguments].concat()).ends(code).says(text);
    };
    refused(&[], 2, "there is nothing to read");
    refused(&["main.netz"], 2, "netz reach main.netz --with DIR");
    refused(&["k8s.yaml", "--from", "shop/wbe"], 2, "did you mean `shop/web`?");
    refused(&["k8s.yaml", "--to", "shop"], 2, "`shop/*` is every workload of the namespace");
    refused(&["k8s.yaml", "--to", "service shop/apo"], 2, "did you mean `service shop/api`?");
    refused(&["k8s.yaml", "--to", "10.0.0.0/33"], 2, "`10.0.0.0/33` is no block of addresses");
    refused(
        &["k8s.yaml", "--from", "world"],
        2,
        "addresses outside are `outside`, and public ones `internet`",
    );
    refused(&["k8s.yaml", "--port", "http"], 2, "`http` is no port");
    refused(&["k8s.yaml", "--port", "tcp/0"], 2, "`tcp/0` is no port");
    refused(&["nowhere"], 2, "cannot read `nowhere`");
    project.write("empty/a.yaml", "");
    refused(&["empty"], 2, "there is no workload in these objects");
    project.write("half.yaml", format!("{}---\nkind: [\n", project.read("k8s.yaml")));
    let run =
        project.run(&["reach", "half.yaml"]).ends(1).says("N0803").says("left out of the table");
    run.prints("shop/web -> shop/api");
    project.write("broken.netz", "zone shop isolates\nweb ->\n");
    refused(&["broken.netz", "--with", "k8s.yaml"], 1, "error");
}

#[test]
fn pods_on_the_network_of_their_node_are_named() {
    let project = Project::new("");
    let text = "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: agent, namespace: shop}\n\
                spec: {template: {metadata: {labels: {app: agent}}, spec: {hostNetwork: true}}}\n---\n\
                apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop}\n---\n\
                apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: shut, namespace: shop}\n\
                spec: {podSelector: {}, policyTypes: [Ingress]}\n---\n\
                apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: other, namespace: shop}\n";
    project.write("a.yaml", text);
    let run =
        project.run(&["reach", "a.yaml"]).ends(0).says("shop/agent on the network of the node");
    assert!(!run.says("1 CiliumNetworkPolicy left out").stdout.contains("shop/web -> shop/agent"));
    let run = project.run(&["reach", "a.yaml", "--open-host-network"]).ends(0);
    let run = run.prints("shop/web -> shop/agent").prints("any address -> shop/agent");
    assert!(!run.stdout.contains("shop/agent -> shop/web"), "{}", run.stdout);
    let open =
        text.replace("policyTypes: [Ingress]", "ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0}}]}]");
    project.write("a.yaml", &open);
    let run = project.run(&["reach", "a.yaml", "--open-host-network"]).ends(0);
    run.prints("shop/agent -> shop/web");
    let run = project.run(&["reach", "a.yaml"]).ends(0);
    assert!(!run.stdout.contains("shop/agent -> shop/web"), "{}", run.stdout);
}
