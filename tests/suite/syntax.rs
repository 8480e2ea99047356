//! Text to tree.

use netz::diagnostic::Sink;
use netz::source::FileId;
use netz::syntax::{ast::File, parse};

fn read(text: &str) -> (File, Vec<netz::diagnostic::Diagnostic>) {
    let mut sink = Sink::default();
    let file = parse(FileId(0), text, &mut sink);
    (file, sink.finish(&netz::diagnostic::Levels::default()))
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
