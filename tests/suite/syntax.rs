//! Text to tree: what is parsed, what is reported, and that neither ever fails.

use netz::diagnostic::{Diagnostic, Levels, Sink};
use netz::source::{FileId, SourceMap, Span};
use netz::syntax::{ast::File, parse};
use std::fmt::Write as _;

/// Parses, and gives what there is to say by place.
pub fn read(text: &str) -> (File, Vec<Diagnostic>) {
    let mut sink = Sink::default();
    let file = parse(FileId(0), text, &mut sink);
    (file, sink.finish(&Levels::default()))
}

/// A diagnostic with its places, plainly.
pub fn render(text: &str, diagnostic: &Diagnostic) -> String {
    let mut sources = SourceMap::default();
    let id = sources.add("test.netz", text);
    let place = |span: Span| {
        let at = sources.position(id, span.start);
        format!("{}:{} {:?}", at.line, at.column, sources.slice(span))
    };
    let mut out = format!("{} {}\n", diagnostic.code, diagnostic.message);
    for label in &diagnostic.labels {
        let mark = if label.primary { '^' } else { '-' };
        writeln!(out, "  {mark} {}: {}", place(label.span), label.text).unwrap();
    }
    for note in &diagnostic.notes {
        writeln!(out, "  note: {note}").unwrap();
    }
    for help in &diagnostic.help {
        writeln!(out, "  help: {help}").unwrap();
    }
    if let Some(fix) = &diagnostic.fix {
        let fixed = apply(text, diagnostic);
        writeln!(out, "  fix ({:?}): {}", fix.applicability, fix.title).unwrap();
        for line in fixed.lines() {
            writeln!(out, "    {line}").unwrap();
        }
    }
    out
}

/// The text with the fix of a diagnostic applied.
pub fn apply(text: &str, diagnostic: &Diagnostic) -> String {
    let mut edits = diagnostic.fix.clone().map(|fix| fix.edits).unwrap_or_default();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span));
    let mut text = text.to_owned();
    for edit in edits {
        text.replace_range(edit.span.range(), &edit.replacement);
    }
    text
}

/// The cases of a file of `tests/suite/mistakes`, separated by lines of dashes, with what is said of each.
fn explain(cases: &str) -> String {
    let mut out = String::new();
    for case in cases.split("\n---\n") {
        let case = case.trim_matches('\n');
        let (_, diagnostics) = read(case);
        for line in case.lines() {
            writeln!(out, "| {line}").unwrap();
        }
        for diagnostic in &diagnostics {
            out.push_str(&render(case, diagnostic));
        }
        out.push('\n');
    }
    out
}

#[test]
fn mistakes() {
    insta::glob!("mistakes/*.netz", |path| {
        let cases = std::fs::read_to_string(path).unwrap();
        insta::assert_snapshot!(explain(&cases));
    });
}

#[test]
fn fixes_cure_what_they_are_for() {
    for file in std::fs::read_dir("tests/suite/mistakes").unwrap() {
        let cases = std::fs::read_to_string(file.unwrap().path()).unwrap();
        for case in cases.split("\n---\n") {
            let (_, before) = read(case);
            for diagnostic in before.iter().filter(|diagnostic| diagnostic.fix.is_some()) {
                let fixed = apply(case, diagnostic);
                let (_, after) = read(&fixed);
                let same = |other: &&Diagnostic| {
                    other.message == diagnostic.message && other.primary() == diagnostic.primary()
                };
                assert!(!after.iter().any(|other| same(&other)), "{case}\nbecame\n{fixed}");
            }
        }
    }
}

const WHOLE: &str = r#"
use "shared/zones.netz"
zone prod isolates                          # comment
zone shop = namespaces shop-web, shop-api isolates ingress owner "team-shop"
for env in dev, staging, prod {             # `$env` stands in names
  zone shop-$env isolates { web -> pay-$env/api tcp/8443 }
}
for empty in { }
in shop-*, monitoring { monitoring/prometheus -> * metrics }
in prod
zone tenants = namespaces where tenant=yes, !canary
extern zone kube-system { segment dns-pods: k8s-app=kube-dns }
pods restricted@v1.34, warn restricted, audit baseline@latest
pods baseline
quota pods=50, requests.cpu=20, limits.memory=64Gi
label app.kubernetes.io/name
owner "team"
without dns; without api
exclusive
assume exclusive
delivered by ci/deployer, argo
segment frontend                             # <label key>=frontend
segment web tcp/8080 metrics=tcp/9102
segment backend tcp/8080: app=api, tier in (web, core), !canary
segment cache: app=redis | app=memcached,
   owner, x notin (a
     , b), y!=z, z == "a b"
segment worker as jobs tcp/9000: app=worker
net corp = 10.0.0.0/8 except 10.66.0.0/16, 192.168.0.0/16
net six = 2001:db8::/32, fe80::1, ::/0, 10.0.0.0/8 except (10.6.0.0/16, 10.7.0.0/16)
service pg = db tcp/5432
service dns = kube-system/dns-pods, 169.254.20.10 udp/53 tcp/53
port https = tcp/443
cluster kind {
  pods 10.244.0.0/16
  services 10.96.0.0/12
  nodes 192.168.0.0/24, 10.1.1.1
  api 10.96.0.1, 192.0.2.10 tcp/443 tcp/6443
  api 172.16.0.2 tcp/443 from kube-system/konnectivity-agent
  source-ip preserved
  service dns = openshift-dns/dns udp/5353 tcp/5353
}
cluster { pods 10.0.0.0/8 }
frontend, worker -> backend, cache tcp/8080 udp/8125
gossip <-> gossip tcp/7946
a->b tcp
a<->b tcp/80,443,8000-8100,http any https icmp
backend -> corp tcp/443  because "ledger API, PCI-1234"  until 2027-06-30
backend -> corp tcp/443
   # why
   because "ledger \"API\""

   until 2027-06-30
monitoring/prometheus -> * tcp/9090
* -> prod/* any
a -> b tcp/80 egress only because "x"
cluster -> internet udp/53
anywhere -> apiserver
a -> 10.0.0.0/8 except 10.6.0.0/16, 2001:db8::1 tcp/80
a -> host "api.github.com" tcp/443
host -> zone tcp/80
zone, in-x -> zone/zone tcp/80
user alice = "alice@example.com"
group dev =
  "oidc:dev"
role pod-viewer can read pods, pods/log
role pod-viewer can get configmaps named app-config, "kube-root-ca.crt"
account deployer
extern account x in shop-api
deployer can get, list, patch deployments, statefulsets.apps
backend  can get secrets named db-password
oncall   can exec pods  because "runbook 4" until 2027-03-31
oncall   has pod-viewer, clusterrole "system:view" in prod
dev      has clusterrole view
monitoring/prometheus can read nodes, nodes/metrics cluster-wide
monitoring/prometheus can get "/metrics", "/healthz/*" cluster-wide
oncall can read pods in prod, staging-*
ci can all pods/*, all of apps except (controllerrevisions, daemonsets)
ci can verb "x", "*" "*", "*/scale" except pods
resource certificates.cert-manager.io namespaced sub status, approve verbs get, list
resource foos.example.com
never *-dev/* ->> *-prod/*
always a -> b
only a, prod/b -> c tcp/80
confine a -> b
never *-dev/x can get secrets in prod
lint deny any-port, N0601
"1password" -> "all" "https"
"#;

#[test]
fn everything_parses() {
    let (file, diagnostics) = read(WHOLE);
    assert!(diagnostics.is_empty(), "{diagnostics:#?}");
    assert_eq!(file.statements.len(), 71);
}
