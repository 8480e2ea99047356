//! What reviewers read.

use super::builder::*;
use crate::ir::zone::{PodSecurity, PodSecurityLevel};
use crate::ir::*;
use crate::set::port::{PortSet, Protocol};
use crate::set::selector::{Selector, Test};
use insta::assert_snapshot;
use jiff::civil::Date;

#[test]
fn one_line() {
    let mut program = Builder::default();
    let prod = program.named("prod", &["prod"], BOTH);
    program.kube_dns();
    let (frontend, backend) = (program.segment(prod, "frontend"), program.segment(prod, "backend"));
    program.flow(&[&frontend], &[(&backend, tcp(80))]);
    assert_snapshot!(program.yaml());
}

#[test]
fn zones_of_several_namespaces() {
    let mut program = Builder::default();
    let shop = program.named("shop", &["shop-web", "shop-api"], INGRESS);
    let pay = program.named("pay", &["pay"], INGRESS);
    program.zone_mut(shop).owner = Some("team-shop".into());
    let cache = program.segment_of(
        shop,
        "cache",
        vec![Selector::equals("app", "redis"), Selector::equals("app", "memcached")],
    );
    let (cache, ledger) = (EndpointKind::Segment(cache), program.segment(pay, "ledger"));
    program.flow(&[&EndpointKind::Zone(shop), &ledger], &[(&cache, tcp(6379))]);
    program.flow(&[&EndpointKind::Zone(shop)], &[(&EndpointKind::Zone(shop), tcp(8080))]);
    program.flow(&[&cache], &[(&ledger, tcp(443))]);
    program.flow(&[&EndpointKind::Zone(pay)], &[(&EndpointKind::Zone(pay), tcp(7946))]);
    assert_snapshot!(program.yaml());
}

/// A pod of the other namespace can't run as the account.
#[test]
fn the_api_follows_grants_in_the_namespace_of_the_account() {
    let mut program = Builder::default();
    let shop = program.named("shop", &["shop-api", "shop-web"], EGRESS);
    program.zone_mut(shop).dns_follows = false;
    program.api(vec![block("10.96.0.1/32", &[])], tcp(443));
    for name in ["operator", "worker"] {
        let subject = program.account(shop, name);
        let Subject::Account(account) = subject else { unreachable!() };
        let segment = program.segment_of(shop, name, vec![Selector::equals("app", name)]);
        program.policy.segments[segment.0 as usize].account = Some(account);
        program.grant(&[subject], vec![rule(&["get"], "", &["pods"], &[])], &[shop]);
        if name == "worker" {
            let cache = program.segment(shop, "cache");
            program.flow(&[&EndpointKind::Segment(segment)], &[(&cache, tcp(6379))]);
        }
    }
    let yaml = program.yaml();
    let policies = yaml.split("---\n").filter(|document| document.contains("NetworkPolicy"));
    assert_snapshot!(policies.collect::<Vec<_>>().join("---\n"));
}

#[test]
fn zones_by_label_and_everybody() {
    let mut program = Builder::default();
    let prod = program.named("prod", &["prod"], INGRESS);
    let tenants = Selector::equals("tenant", "yes");
    let tenants = program.zone("tenants", Namespaces::Labelled(tenants), NONE);
    let agent = program.segment_of(
        tenants,
        "agent",
        vec![selector(&[
            ("app", Test::In(names(&["agent", "sidecar"]))),
            ("tier", Test::NotIn(names(&["web"]))),
            ("canary", Test::DoesNotExist),
            ("team", Test::Exists),
        ])],
    );
    let (agent, api) = (EndpointKind::Segment(agent), program.segment(prod, "api"));
    program.flow(&[&EndpointKind::Zone(tenants), &EndpointKind::Cluster], &[(&api, tcp(443))]);
    program.flow(&[&agent], &[(&api, tcp(9000))]);
    program.flow(&[&EndpointKind::Anywhere], &[(&api, tcp(80))]);
    program.flow(&[&agent], &[(&api, tcp(80))]);
    assert_snapshot!(program.yaml());
}

#[test]
fn addresses_and_reasons() {
    let mut program = Builder::default();
    let prod = program.named("prod", &["prod"], EGRESS);
    program.zone_mut(prod).dns_follows = false;
    let backend = program.segment(prod, "backend");
    let corp = addresses(
        AddressesKind::Net("corp".into()),
        vec![block("10.0.0.0/8", &["10.6.0.0/16", "10.7.0.0/16"]), block("192.168.0.0/16", &[])],
    );
    let internet = addresses(
        AddressesKind::Internet,
        vec![block("0.0.0.0/0", &["10.0.0.0/8"]), block("::/0", &["::1/128", "fc00::/7"])],
    );
    let span = program.span();
    let flow = program.flow(&[&backend], &[(&corp, tcp(443))]);
    flow.clauses.because = Some("ledger API, PCI-1234".into());
    flow.clauses.until = Some((Date::constant(2027, 6, 30), span));
    let flow = program.flow(&[&EndpointKind::Zone(prod)], &[(&internet, tcp(443))]);
    flow.clauses.because = Some("updates: see\nrunbook 4".into());
    assert_snapshot!(program.yaml());
}

#[test]
fn ports_of_every_form() {
    let mut program = Builder::default();
    let prod = program.named("prod", &["prod"], INGRESS);
    let (a, b, c) =
        (program.segment(prod, "a"), program.segment(prod, "b"), program.segment(prod, "c"));
    let ports = PortSet::named(Protocol::Tcp, "http".into())
        .union(&PortSet::range(Protocol::Tcp, 8000, 8100))
        .union(&tcp(22))
        .union(&PortSet::all_of(Protocol::Sctp));
    program.flow(&[&a], &[(&b, ports)]);
    program.flow(&[&a], &[(&c, PortSet::any())]);
    assert_snapshot!(program.yaml());
}

#[test]
fn dns_in_a_zone_of_ours() {
    let mut program = Builder::default();
    let dns = program.named("dns", &["dns"], BOTH);
    let prod = program.named("prod", &["prod"], EGRESS);
    program.named("open", &["open"], INGRESS);
    let (resolver, web) = (program.segment(dns, "resolver"), program.segment(prod, "web"));
    program.dns(&[(&resolver, dns_ports())]);
    program.flow(&[&web], &[(&EndpointKind::Anywhere, tcp(443))]);
    assert_snapshot!(program.yaml());
}

#[test]
fn accounts_roles_and_grants() {
    let mut program = Builder::default();
    let prod = program.named("prod", &["prod"], BOTH);
    program.zone_mut(prod).dns_follows = false;
    let staging = program.named("staging", &["staging"], NONE);
    let monitoring = program.named("monitoring", &["monitoring"], NONE);
    program.api(vec![block("10.96.0.1/32", &[])], tcp(443));
    let (oncall, dev) = (program.group("oncall", "oidc:oncall"), program.group("dev", "oidc:dev"));
    let deployer = program.account(prod, "deployer");
    let backend = program.account(prod, "backend");
    let prometheus = program.account(monitoring, "prometheus");
    let Subject::Account(account) = backend else { unreachable!() };
    let segment = program.segment_of(prod, "backend", vec![Selector::equals("app", "backend")]);
    program.policy.segments[segment.0 as usize].account = Some(account);
    let viewer = program.role(
        "pod-viewer",
        vec![
            rule(&["get", "list", "watch"], "", &["pods"], &[]),
            rule(&["get"], "", &["pods/log"], &[]),
        ],
    );
    let apps = rule(&["get", "list", "patch"], "apps", &["deployments", "statefulsets"], &[]);
    program.grant(&[deployer], vec![apps], &[prod]);
    let secret = rule(&["get"], "", &["secrets"], &["db-password"]);
    program.grant(&[backend], vec![secret], &[prod]);
    let exec = rule(&["create"], "", &["pods/exec"], &[]);
    let span = program.span();
    let grant = program.grant(&[oncall], vec![exec], &[prod]);
    grant.clauses.because = Some("runbook 4".into());
    grant.clauses.until = Some((Date::constant(2027, 3, 31), span));
    program.hold(&[oncall, prometheus], &viewer, &[prod]);
    program.hold(&[dev], &RoleRef::ClusterRole("view".into()), &[prod, staging]);
    program.grant(&[prometheus], vec![rule(&["get"], "", &["nodes/metrics"], &[])], &[]);
    let urls = Rule {
        verbs: names(&["get"]).into_iter().collect(),
        urls: names(&["/metrics", "/healthz/*"]).into_iter().collect(),
        ..Rule::default()
    };
    program.grant(&[prometheus], vec![urls], &[]);
    program.hold(&[dev], &viewer, &[]);
    let alice = program.user("alice", "alice@example.com");
    program.grant(&[alice], vec![rule(&["*"], "*", &["*"], &[])], &[]);
    assert_snapshot!(program.yaml());
}

#[test]
fn pod_security_and_quotas() {
    let mut program = Builder::default();
    let prod = program.named("prod", &["prod-a", "prod-b"], NONE);
    let span = program.span();
    let level = |level: &str, version: Option<&str>| PodSecurityLevel {
        level: level.into(),
        version: version.map(Into::into),
        span,
    };
    let quota = ("pods".into(), "50".into(), program.span());
    let memory = ("limits.memory".into(), "64Gi".into(), program.span());
    let zone = program.zone_mut(prod);
    zone.owner = Some("team-prod".into());
    zone.pod_security = Some(PodSecurity {
        span,
        enforce: level("restricted", Some("v1.34")),
        warn: Some(level("restricted", None)),
        audit: None,
    });
    zone.quota = vec![quota, memory];
    assert_snapshot!(program.yaml());
}
