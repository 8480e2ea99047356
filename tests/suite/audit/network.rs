//! Policies, namespaces and workloads, and where they meet rights.

use super::{DEV, binding, fires, names, role, rule};

fn policy(name: &str, spec: &str) -> String {
    format!(
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: {name}, namespace: shop}}\nspec: \
         {{{spec}}}\n---\n"
    )
}

fn deny() -> String {
    policy("deny", "podSelector: {}, policyTypes: [Ingress, Egress]")
}

fn web(rules: &str) -> String {
    deny()
        + &policy(
            "web",
            &format!(
                "podSelector: {{matchLabels: {{app: web}}}}, policyTypes: [Ingress, Egress], {rules}"
            ),
        )
}

fn pods(name: &str, spec: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, namespace: shop, labels: {{app: {name}}}}}\nspec: \
         {{{spec}containers: [{{name: c, ports: [{{name: http, containerPort: 80}}]}}]}}\n---\n"
    )
}

const PROXY: &str = "from: [{podSelector: {matchLabels: {app: proxy}}}]";

#[test]
fn rules_that_are_wide() {
    let from = |peer: &str| web(&format!("ingress: [{{{peer}, ports: [{{port: 80}}]}}]"));
    fires("any-peer", &web("ingress: [{}]"), "ingress: [{}]", "ingress: []");
    fires(
        "any-peer",
        &from("from: [{namespaceSelector: {}}]"),
        "namespaceSelector: {}",
        "podSelector: {}",
    );
    fires("wide-cidr", &from("from: [{ipBlock: {cidr: 0.0.0.0/0}}]"), "0.0.0.0/0", "10.1.0.0/16");
    fires("wide-cidr", &from("from: [{ipBlock: {cidr: '::/0'}}]"), "::/0", "2001:db8::/32");
    fires("empty-list", &from("from: []"), "from: []", PROXY);
    fires(
        "empty-list",
        &web(&format!("ingress: [{{{PROXY}, ports: []}}]")),
        "ports: []",
        "ports: [{port: 80}]",
    );
    let out = web(
        "egress: [{to: [{ipBlock: {cidr: 169.254.0.0/16, except: [169.254.1.0/24]}}], ports: [{port: 80}]}]",
    );
    fires("metadata-address", &out, "169.254.1.0/24", "169.254.169.254/32");
    let any_port = web("egress: [{to: [{ipBlock: {cidr: 192.0.2.0/24}}]}]");
    fires("any-port", &any_port, "192.0.2.0/24}}]", "192.0.2.0/24}}], ports: [{port: 443}]");
    // Every pod may ask DNS.
    assert_eq!(names(&web("egress: [{ports: [{port: 53, protocol: UDP}, {port: 53}]}]")), [""; 0]);
    let two = from(
        "from: [{namespaceSelector: {matchLabels: {a: b}}}, {podSelector: {matchLabels: {a: b}}}]",
    );
    fires("split-peer", &two, "}}}, {podSelector", "}}, podSelector");
}

#[test]
fn types_and_rules() {
    let only_egress = deny()
        + &policy(
            "web",
            "podSelector: {matchLabels: {app: web}}, egress: [{ports: [{port: 53, protocol: UDP}]}]",
        );
    fires("implied-types", &only_egress, "egress: [{", "policyTypes: [Egress], egress: [{");
    let ignored = web("ingress: []")
        .replace("[Ingress, Egress], ingress: []", &format!("[Egress], ingress: [{{{PROXY}}}]"));
    fires("ignored-rules", &ignored, "policyTypes: [Egress]", "policyTypes: [Egress, Ingress]");
}

#[test]
fn pods_that_are_not_there() {
    let rules = format!("ingress: [{{{PROXY}, ports: [{{port: http}}]}}]");
    let text = web(&rules) + &pods("web", "") + &pods("proxy", "");
    assert_eq!(names(&text), [""; 0]);
    fires("selects-no-pod", &text.replace("{app: web}}, pol", "{app: wep}}, pol"), "wep", "web");
    fires("peer-without-pods", &text.replace("app: proxy}}}]", "app: porxy}}}]"), "porxy", "proxy");
    fires("port-without-pods", &text.replace("port: http}", "port: htpp}"), "htpp", "http");
    fires(
        "port-without-pods",
        &text.replace("port: http}", "port: http, protocol: UDP}"),
        ", protocol: UDP",
        "",
    );
    // Of a namespace without workloads in the files, nobody knows what runs there.
    assert_eq!(names(&web(&rules)), [""; 0]);
    let never = web(&rules).replace(
        "matchLabels: {app: web}",
        "matchLabels: {app: web}, matchExpressions: [{key: app, operator: In, values: [x]}]",
    );
    fires("never-matches", &never, "values: [x]", "values: [web]");
}

#[test]
fn names_need_dns() {
    let to =
        web("egress: [{to: [{podSelector: {matchLabels: {app: db}}}], ports: [{port: 5432}]}]");
    let dns = policy(
        "dns",
        "podSelector: {}, policyTypes: [Egress], egress: [{ports: [{port: 53, protocol: UDP}]}]",
    );
    let others = "podSelector: {matchLabels: {app: api}}, policyTypes: [Egress]";
    let with = to.clone() + &dns.replace("podSelector: {}, policyTypes: [Egress]", others);
    fires("dns-cut", &with, others, "podSelector: {}, policyTypes: [Egress]");
    fires("dns-cut", &to, "podSelector: {matchLabels: {app: db}}", "ipBlock: {cidr: 192.0.2.0/24}");
}

#[test]
fn policies_that_say_nothing_new() {
    let rule = |peer: &str| {
        format!(
            "ingress: [{{from: [{{podSelector: {{matchLabels: {{app: {peer}}}}}}}], ports: [{{port: 80}}]}}]"
        )
    };
    let one = web(&rule("proxy"));
    let selector = "podSelector: {matchLabels: {app: web, tier: x}}, policyTypes: [Ingress]";
    let other = policy("more", &format!("{selector}, {}", rule("backup")));
    fires(
        "redundant-flow",
        &(one + &other).replace("backup", "proxy"),
        "tier: x}}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {matchLabels: {app: proxy",
        "tier: x}}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {matchLabels: {app: backup",
    );
    // Two together cover it.
    let ports = |ports: &str| {
        format!(
            "podSelector: {{matchLabels: {{app: web}}}}, policyTypes: [Ingress], ingress: [{{{PROXY}, ports: [{ports}]}}]"
        )
    };
    let union = deny()
        + &policy("low", &ports("{port: 1, endPort: 50}"))
        + &policy("high", &ports("{port: 51, endPort: 99}"))
        + &policy("mid", &ports("{port: 40, endPort: 60}"));
    fires("shadowed-flow", &union, "endPort: 60", "endPort: 100");
    // Without a default deny it isolates, which is something.
    let alone = policy("a", "podSelector: {}, policyTypes: [Ingress]");
    assert!(!names(&alone).contains(&"redundant-flow"));
    fires(
        "redundant-flow",
        &(deny() + &alone.replace("name: a", "name: z")),
        "policyTypes: [Ingress]}",
        &format!("policyTypes: [Ingress], ingress: [{{{PROXY}, ports: [{{port: 1}}]}}]}}"),
    );
}

#[test]
fn namespaces() {
    let open = pods("web", "");
    let partly = open.clone() + &deny().replace("{}", "{matchLabels: {app: db}}");
    fires("open-zone", &partly, "{matchLabels: {app: db}}", "{}");
    assert_eq!(names(&open), ["open-zone"]);
    assert_eq!(names(&open.replace("shop", "kube-system")), [""; 0]);
    let labelled = |level: &str| {
        format!(
            "apiVersion: v1\nkind: Namespace\nmetadata: {{name: shop, labels: {{pod-security.kubernetes.io/enforce: {level}}}}}\n---\n"
        ) + &deny()
    };
    fires("isolated-without-baseline", &labelled("privileged"), "privileged", "baseline");
    fires("host-network-pod", &(deny() + &pods("web", "hostNetwork: true, ")), "true", "false");
}

#[test]
fn an_account_that_reaches_no_api_server() {
    let account = "{kind: ServiceAccount, name: op, namespace: shop}";
    let text =
        deny() + &pods("web", "serviceAccountName: op, ") + &binding("shop/b", "view", account);
    fires("api-unreachable", &text, "serviceAccountName: op, ", "");
    let out = |port: u16| {
        text.clone()
            + &policy(
                "api",
                &format!(
                    "podSelector: {{}}, policyTypes: [Egress], egress: [{{to: [{{ipBlock: {{cidr: 10.96.0.1/32}}}}], ports: [{{port: {port}}}]}}]"
                ),
            )
    };
    assert!(names(&out(444)).contains(&"api-unreachable"));
    assert!(!names(&out(443)).contains(&"api-unreachable"));
}

#[test]
fn rights_that_undo_an_isolation() {
    let edit = deny() + &binding("shop/b", "edit", DEV);
    fires("policy-writer", &edit, "name: b, namespace: shop", "name: b, namespace: pay");
    fires("policy-writer", &edit, "name: edit", "name: view");
    let deploy = role("r", &rule("apps", "deployments", "patch")) + &binding("shop/b", "r", DEV);
    let apart = web(&format!("ingress: [{{{PROXY}, ports: [{{port: 80}}]}}]")) + &deploy;
    fires("label-spoof", &apart, "matchLabels: {app: web}", "");
    let relabel = role("r", &rule("", "namespaces", "patch")) + &binding("b", "r", DEV);
    let by_label = web(
        "ingress: [{from: [{namespaceSelector: {matchLabels: {team: a}}}], ports: [{port: 80}]}]",
    ) + &relabel;
    fires("namespace-relabel", &by_label, "team: a", "kubernetes.io/metadata.name: a");
    let reader = "{kind: ServiceAccount, name: x, namespace: pay}";
    let secrets = role("r", &rule("", "secrets", "get")) + &binding("shop/b", "r", reader);
    let text = web(
        "ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ops}}}], ports: [{port: 80}]}]",
    ) + &secrets;
    fires("secret-crossing", &text, "metadata.name: ops", "metadata.name: pay");
}

/// The API server, as the cluster says where it is.
const API: &str = "apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: kubernetes, namespace: default, labels: {kubernetes.io/service-name: kubernetes}}
addressType: IPv4
endpoints: [{addresses: [192.0.2.10]}]
ports: [{name: https, port: 6443, protocol: TCP}]
---
apiVersion: v1
kind: Service
metadata: {name: kubernetes, namespace: default}
spec: {clusterIP: 10.96.0.1, ports: [{port: 443}]}
---
";

#[test]
fn an_account_without_rights_that_reaches_the_api_server() {
    let accounts =
        "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: op, namespace: shop}\n---\n";
    let out = |cidr: &str, port: u16| {
        deny()
            + &policy(
                "api",
                &format!(
                    "podSelector: {{}}, policyTypes: [Egress], egress: [{{to: [{{ipBlock: {{cidr: {cidr}}}}}], ports: [{{port: {port}}}]}}]"
                ),
            )
            + &pods("web", "serviceAccountName: op, ")
            + accounts
            + &binding("shop/b", "view", DEV)
    };
    let name = "api-without-rights";
    let text = out("192.0.2.10/32", 6443) + API;
    fires(name, &text, DEV, "{kind: ServiceAccount, name: op, namespace: shop}");
    fires(name, &text, DEV, "{kind: Group, name: 'system:serviceaccounts:shop'}");
    fires(name, &text, "192.0.2.10/32", "192.0.2.11/32");
    fires(name, &text, "port: 6443}]}]", "port: 6444}]}]");
    fires(name, &text, "namespace: shop, labels: {app: web}", "namespace: pay, labels: {app: web}");
    fires(name, &text, "serviceAccountName: op", "hostNetwork: true, serviceAccountName: op");
    fires(
        name,
        &text,
        "{name: api, namespace: shop}",
        "{name: api, namespace: shop, annotations: {netz/because: a}}",
    );
    fires(
        name,
        &text,
        "{name: web, namespace: shop,",
        "{name: web, namespace: shop, annotations: {netz/because: a},",
    );
    assert!(names(&(out("10.96.0.1/32", 443) + API)).contains(&name));
    // Among other addresses, and of an account that is made elsewhere, it is less sure.
    assert!(!names(&(out("0.0.0.0/0", 6443) + API)).contains(&name));
    assert!(
        !names(&text.replace("kind: ServiceAccount\nmetadata", "kind: Ingress\nmetadata"))
            .contains(&name)
    );
    // Where nothing says where it is, its port does.
    assert!(names(&out("203.0.113.7/32", 6443)).contains(&name));
    assert!(!names(&out("203.0.113.7/32", 443)).contains(&name));
    assert!(!names(&out("203.0.113.0/24", 6443)).contains(&name));
    // Without a binding in the files rights are given elsewhere.
    fires(name, &text, "kind: RoleBinding", "kind: Ingress");
}

#[test]
fn names_that_mean_the_reverse() {
    let fires = |text: &str, from: &str, to: &str| fires("misleading-name", text, from, to);
    // A default that denies nothing.
    let open = policy("default-deny", "podSelector: {}, policyTypes: [Ingress], ingress: [{}]");
    fires(&open, "ingress: [{}]", "ingress: []");
    fires(&open, "name: default-deny", "name: web");
    fires(&open, "name: default-deny", "name: deny-all-except-web");
    // A part of it is an exception, as for DNS.
    fires(&open, "ingress: [{}]", "ingress: [{from: [{podSelector: {}}]}]");
    // About the other direction.
    let egress = policy("deny-egress", "podSelector: {}, policyTypes: [Ingress]");
    fires(&egress, "[Ingress]", "[Egress]");
    fires(&egress, "[Ingress]", "[Ingress, Egress]");
    // Of two directions one may be open.
    let half = "podSelector: {}, policyTypes: [Ingress, Egress], egress: [{}]";
    assert!(!names(&policy("default-deny", half)).contains(&"misleading-name"));
    assert!(names(&policy("default-deny-egress", half)).contains(&"misleading-name"));
    // A default of some pods.
    let some =
        policy("default-deny", "podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress]");
    fires(&some, "{matchLabels: {app: web}}", "{}");
    fires(&some, "name: default-deny", "name: web-deny-all");
    // Nothing is allowed by what is to allow.
    let all = policy("allow-all", "podSelector: {}, policyTypes: [Ingress]");
    fires(&all, "policyTypes: [Ingress]", "policyTypes: [Ingress], ingress: [{}]");
    fires(&all, "name: allow-all", "name: default-deny");
    let web = policy("allow-web", "podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress]");
    fires(
        &web,
        "policyTypes: [Ingress]",
        "policyTypes: [Ingress], ingress: [{ports: [{port: 80}]}]",
    );
    let both =
        policy("allow-all", "podSelector: {}, policyTypes: [Ingress, Egress], ingress: [{}]");
    fires(&both, "ingress: [{}]", "ingress: [{}], egress: [{}]");
    fires(&both, "name: allow-all", "name: allow-all-ingress");
    // `identity` denies nothing.
    assert!(!names(&open.replace("default-deny", "identity-open")).contains(&"misleading-name"));
}

/// What is said of a workload, its own annotation answers.
#[test]
fn a_reason_on_a_workload_answers() {
    let because = "annotations: {netz/because: OPS-3}, labels: {app";
    let host = deny() + &pods("web", "hostNetwork: true, ");
    fires("host-network-pod", &host, "labels: {app", because);
    let account = "{kind: ServiceAccount, name: op, namespace: shop}";
    let cut =
        deny() + &pods("web", "serviceAccountName: op, ") + &binding("shop/b", "view", account);
    fires("api-unreachable", &cut, "labels: {app", because);
    let open = pods("web", "") + &deny().replace("{}", "{matchLabels: {app: db}}");
    fires("open-zone", &open, "labels: {app", because);
    // Each of them needs one.
    let two = open + &pods("other", "");
    let one = two.replacen("labels: {app", because, 1);
    assert!(names(&one).contains(&"open-zone"));
    assert!(!names(&two.replace("labels: {app", because)).contains(&"open-zone"));
}
