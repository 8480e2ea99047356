//! Policies that people copy from recipes: each becomes what a person would write.

use super::{read, whole};

/// A policy of the namespace `shop`.
fn policy(name: &str, spec: &str) -> String {
    let spec: String = spec.trim_end().lines().map(|line| format!("  {line}\n")).collect();
    format!(
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: {name}\n  \
         namespace: shop\nspec:\n{spec}---\n"
    )
}

#[track_caller]
fn becomes(policies: &[(&str, &str)], program: &str) {
    let text: String = policies.iter().map(|(name, spec)| policy(name, spec)).collect();
    let import = whole(&read([text.as_str()]));
    let body = import.text.split_once("\n\n").map_or("", |(_, body)| body);
    assert_eq!(body.trim(), program.trim());
}

#[test]
fn deny_all_in_a_namespace() {
    becomes(
        &[("default-deny", "podSelector: {}\npolicyTypes: [Ingress, Egress]")],
        "zone shop isolates {}",
    );
}

#[test]
fn deny_all_to_an_app() {
    becomes(
        &[("web-deny-all", "podSelector:\n  matchLabels: {app: web}\ningress: []")],
        "\
zone shop isolates ingress {
  # No policy selects these pods: everything may connect to them.
  segment open-ingress: app!=web

  anywhere -> open-ingress any
}",
    );
}

#[test]
fn limit_traffic_to_an_app() {
    becomes(
        &[
            ("default-deny", "podSelector: {}"),
            (
                "api-allow",
                "podSelector:\n  matchLabels: {app: bookstore, role: api}\ningress:\n- from:\n  \
                 - podSelector:\n      matchLabels: {app: bookstore}\n",
            ),
        ],
        "\
zone shop isolates ingress {
  segment bookstore-api: app=bookstore, role=api
  segment bookstore

  bookstore -> bookstore-api any  # api-allow
}",
    );
}

#[test]
fn allow_all_to_an_app_in_a_closed_namespace() {
    becomes(
        &[
            ("default-deny", "podSelector: {}"),
            ("web-allow-all", "podSelector:\n  matchLabels: {app: web}\ningress:\n- {}"),
        ],
        "\
zone shop isolates ingress {
  segment web

  anywhere -> web any  # web-allow-all
}",
    );
}

#[test]
fn deny_from_other_namespaces() {
    becomes(
        &[("same-namespace", "podSelector: {}\ningress:\n- from:\n  - podSelector: {}")],
        "\
zone shop isolates ingress {
  * -> * any  # same-namespace
}",
    );
}

#[test]
fn allow_from_all_namespaces() {
    becomes(
        &[
            ("default-deny", "podSelector: {}"),
            (
                "web-allow-all-namespaces",
                "podSelector:\n  matchLabels: {app: web}\ningress:\n- from:\n  - namespaceSelector: {}",
            ),
        ],
        "\
zone shop isolates ingress {
  segment web

  cluster -> web any  # web-allow-all-namespaces
}",
    );
}

#[test]
fn allow_from_a_namespace_by_its_label() {
    becomes(
        &[
            ("default-deny", "podSelector: {}"),
            (
                "web-allow-prod",
                "podSelector:\n  matchLabels: {app: web}\ningress:\n- from:\n  - namespaceSelector:\n      \
                 matchLabels: {purpose: production}\n  ports:\n  - {port: 80}",
            ),
        ],
        "\
zone shop isolates ingress {
  segment web tcp/80

  production-namespaces/* -> web  # web-allow-prod
}

zone production-namespaces = namespaces where purpose=production {}",
    );
}

#[test]
fn allow_from_some_pods_of_another_namespace() {
    becomes(
        &[
            ("default-deny", "podSelector: {}"),
            (
                "metrics",
                "podSelector: {}\ningress:\n- from:\n  - namespaceSelector:\n      matchLabels: \
                 {kubernetes.io/metadata.name: monitoring}\n    podSelector:\n      matchLabels: \
                 {app: prometheus}\n  ports:\n  - {port: metrics}",
            ),
        ],
        "\
zone shop isolates ingress {
  monitoring/prometheus -> * tcp/metrics  # metrics
}

extern zone monitoring { segment prometheus }",
    );
}

#[test]
fn allow_external_clients_to_a_port() {
    becomes(
        &[
            ("default-deny", "podSelector: {}"),
            (
                "web-allow-external",
                "podSelector:\n  matchLabels: {app: web}\ningress:\n- ports:\n  - {port: 80}\n  - {port: 443}\n  \
                 from: []",
            ),
        ],
        "\
zone shop isolates ingress {
  segment web tcp/80,443

  anywhere -> web  # web-allow-external
}",
    );
}

#[test]
fn deny_egress_but_for_names() {
    becomes(
        &[(
            "foo-deny-egress",
            "podSelector:\n  matchLabels: {app: foo}\npolicyTypes: [Egress]\negress:\n- to:\n  \
             - namespaceSelector:\n      matchLabels: {kubernetes.io/metadata.name: kube-system}\n    \
             podSelector:\n      matchLabels: {k8s-app: kube-dns}\n  ports:\n  - {port: 53, protocol: UDP}\n  \
             - {port: 53, protocol: TCP}",
        )],
        "\
service dns = kube-system/kube-dns tcp/53 udp/53

zone shop isolates egress {
  segment foo

  # No policy selects these pods: they may connect to everything.
  segment open-egress: app!=foo

  foo         -> dns  # foo-deny-egress
  open-egress -> anywhere any
}

extern zone kube-system { segment kube-dns: k8s-app=kube-dns }",
    );
}

#[test]
fn names_follow_flows_where_every_pod_may_ask() {
    becomes(
        &[
            ("default-deny", "podSelector: {}\npolicyTypes: [Ingress, Egress]"),
            (
                "allow-dns",
                "podSelector: {}\npolicyTypes: [Egress]\negress:\n- to:\n  - namespaceSelector: {}\n    \
                 podSelector:\n      matchLabels: {k8s-app: kube-dns}\n  ports:\n  - {port: 53, protocol: UDP}",
            ),
            (
                "web-to-api",
                "podSelector:\n  matchLabels: {app: web}\npolicyTypes: [Egress]\negress:\n- to:\n  \
                 - podSelector:\n      matchLabels: {app: api}\n  ports:\n  - {port: 8080}",
            ),
            (
                "api-from-web",
                "podSelector:\n  matchLabels: {app: api}\ningress:\n- from:\n  - podSelector:\n      \
                 matchLabels: {app: web}\n  ports:\n  - {port: 8080}",
            ),
        ],
        "\
service dns = any-namespace/kube-dns udp/53

zone shop isolates {
  segment web
  segment api tcp/8080

  web -> api
  *   -> dns  # allow-dns
}

zone any-namespace = namespaces where kubernetes.io/metadata.name {
  segment kube-dns: k8s-app=kube-dns
}",
    );
}

#[test]
fn what_only_one_side_allows_is_half_a_flow() {
    becomes(
        &[
            ("default-deny", "podSelector: {}\npolicyTypes: [Ingress, Egress]"),
            (
                "db-from-api",
                "podSelector:\n  matchLabels: {app: db}\ningress:\n- from:\n  - podSelector:\n      \
                 matchLabels: {app: api}\n  ports:\n  - {port: 5432}",
            ),
        ],
        "\
zone shop isolates {
  segment db tcp/5432
  segment api

  api -> db ingress only
}",
    );
}

#[test]
fn lists_of_addresses_have_names() {
    becomes(
        &[(
            "egress-to-partners",
            "podSelector: {}\npolicyTypes: [Egress]\negress:\n- to:\n  - ipBlock: {cidr: 203.0.113.0/24}\n  \
             - ipBlock: {cidr: 198.51.100.7/32}\n  - ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8, \
             172.16.0.0/12, 192.168.0.0/16]}\n  ports:\n  - {port: 443}",
        )],
        "\
net outside = 0.0.0.0/0 except (10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16)

zone shop isolates egress {
  without dns

  * -> outside tcp/443  # egress-to-partners
}",
    );
}
