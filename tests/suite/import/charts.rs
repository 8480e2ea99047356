//! Objects as charts and platform teams write them: what comes out reads well, and is proved.

use super::{read, whole};

/// The program of some objects, from behind what is said of it.
fn program(objects: &str) -> String {
    let text = whole(&read([objects])).text;
    text.split_once("\n\n").expect("a heading").1.trim_end().to_owned()
}

fn policy(namespace: &str, name: &str, spec: &str) -> String {
    format!(
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: {name}, namespace: \
         {namespace}}}\nspec: {spec}\n---\n"
    )
}

#[test]
fn pods_with_the_recommended_labels_have_short_names() {
    let labels = |name: &str, instance: &str, component: &str| {
        format!(
            "{{matchLabels: {{app.kubernetes.io/name: {name}, app.kubernetes.io/instance: {instance}, \
             app.kubernetes.io/component: {component}}}}}"
        )
    };
    let one = |name: &str, pods: &str, from: &str, port: u16| {
        let from = format!("{{podSelector: {{matchLabels: {{app.kubernetes.io/name: {from}}}}}}}");
        let spec = format!(
            "{{podSelector: {pods}, ingress: [{{from: [{from}], ports: [{{port: {port}}}]}}]}}"
        );
        policy("watch", name, &spec)
    };
    let objects = one("scraper", &labels("scraper", "one", "metrics"), "board", 9090)
        + &one("board", &labels("board", "one", "board"), "scraper", 3000)
        + &one("pager", &labels("pager", "main", "router"), "scraper", 9093);
    assert_eq!(
        program(&objects),
        "\
label app.kubernetes.io/name

zone watch isolates ingress {
  segment scraper-one tcp/9090:
    app.kubernetes.io/component=metrics, app.kubernetes.io/instance=one, app.kubernetes.io/name=scraper
  segment board
  segment board-one   tcp/3000:
    app.kubernetes.io/component=board, app.kubernetes.io/instance=one, app.kubernetes.io/name=board
  segment scraper
  segment pager       tcp/9093:
    app.kubernetes.io/component=router, app.kubernetes.io/instance=main, app.kubernetes.io/name=pager

  # No policy selects these pods: everything may connect to them.
  segment open-ingress:
    app.kubernetes.io/component notin (board, metrics, router) |
    app.kubernetes.io/component=router, app.kubernetes.io/instance!=main |
    app.kubernetes.io/component=router, app.kubernetes.io/name!=pager |
    app.kubernetes.io/component=board, app.kubernetes.io/instance!=one |
    app.kubernetes.io/component=board, app.kubernetes.io/name!=board |
    app.kubernetes.io/component=metrics, app.kubernetes.io/instance!=one |
    app.kubernetes.io/component=metrics, app.kubernetes.io/name!=scraper

  board    -> scraper-one
  scraper  -> board-one, pager
  anywhere -> open-ingress any
}"
    );
}

#[test]
fn a_baseline_of_several_teams_is_said_once() {
    let team = |name: &str| {
        policy(name, "default-deny", "{podSelector: {}, policyTypes: [Ingress, Egress]}")
            + &policy(
                name,
                "same-namespace",
                "{podSelector: {}, policyTypes: [Ingress, Egress], ingress: [{from: [{podSelector: {}}]}], \
                 egress: [{to: [{podSelector: {}}]}]}",
            )
            + &policy(
                name,
                "exposed",
                "{podSelector: {matchLabels: {expose: \"true\"}}, ingress: [{from: [{namespaceSelector: \
                 {matchLabels: {kubernetes.io/metadata.name: edge}}}], ports: [{port: 8080}]}]}",
            )
            + &policy(
                name,
                "internet",
                "{podSelector: {matchLabels: {internet: \"true\"}}, policyTypes: [Egress], egress: \
                 [{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8]}}], ports: [{port: 443}]}]}",
            )
    };
    let teams = ["red", "green", "blue"].map(team).concat();
    assert_eq!(
        program(&teams),
        "\
net outside = 0.0.0.0/0 except 10.0.0.0/8

for namespace in red, green, blue {
  zone $namespace isolates {
    without dns

    segment internet-pods: internet=true
    segment expose tcp/8080: expose=true

    *             -> *       any  # same-namespace
    edge/*        -> expose       # exposed
    internet-pods -> outside tcp/443
  }
}

extern zone edge {}"
    );
    // Those that say something else stand for themselves.
    let other = teams.replacen("port: 8080", "port: 9090", 1);
    let text = program(&other);
    assert!(text.contains("for namespace in green, blue {"), "{text}");
    assert!(text.contains("zone red isolates {"), "{text}");
}

const AGGREGATED: &str = "\
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: manager-of-all}
aggregationRule: {clusterRoleSelectors: [{matchLabels: {example.com/manager: \"true\"}}]}
rules: []
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: manager-of-widgets, labels: {example.com/manager: \"true\"}}
rules: [{apiGroups: [example.com], resources: [widgets], verbs: [get]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: widgets-view, labels: {rbac.authorization.k8s.io/aggregate-to-view: \"true\"}}
rules: [{apiGroups: [example.com], resources: [widgets], verbs: [get]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: manager}
subjects: [{kind: Group, name: ops, apiGroup: rbac.authorization.k8s.io}]
roleRef: {kind: ClusterRole, name: manager-of-all, apiGroup: rbac.authorization.k8s.io}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: viewers, namespace: shop}
subjects: [{kind: Group, name: dev, apiGroup: rbac.authorization.k8s.io}]
roleRef: {kind: ClusterRole, name: view, apiGroup: rbac.authorization.k8s.io}
";

#[test]
fn what_collects_other_roles_goes_on_collecting_them() {
    let import = whole(&read([AGGREGATED]));
    let text = &import.text;
    assert!(text.contains("ops has clusterrole manager-of-all cluster-wide"), "{text}");
    assert!(text.contains("dev has clusterrole view  # viewers"), "{text}");
    assert!(!text.contains("widgets.example.com"), "{text}");
    let kept: Vec<_> = import.unsaid.iter().map(|one| one.reason.as_str()).collect();
    let reason =
        |by: &str| format!("nothing in the files binds it; `{by}` collects it by its labels");
    assert_eq!(kept, [reason("manager-of-all"), reason("view")]);
}

#[test]
fn two_roles_of_one_account_say_the_same_once() {
    let role = |name: &str, more: &str| {
        format!(
            "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {{name: {name}}}\nrules:\n\
             - {{apiGroups: [\"\"], resources: [events], verbs: [create, patch]}}\n- {more}\n---\n\
             apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {{name: {name}}}\n\
             subjects: [{{kind: ServiceAccount, name: issuer, namespace: certs}}]\n\
             roleRef: {{kind: ClusterRole, name: {name}, apiGroup: rbac.authorization.k8s.io}}\n---\n"
        )
    };
    let objects = role("one", "{apiGroups: [\"\"], resources: [nodes], verbs: [get]}")
        + &role("two", "{apiGroups: [\"\"], resources: [namespaces], verbs: [get]}");
    let text = program(&objects);
    assert_eq!(text.matches("create, patch events.core cluster-wide").count(), 1, "{text}");
}

#[test]
fn verbs_that_a_part_does_not_serve_stand_beside_their_kin() {
    let text = program(
        "\
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: widgets}
rules: [{apiGroups: [example.com], resources: [widgets/finalizers], verbs: [get, list, watch, update]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: widgets}
subjects: [{kind: Group, name: ops, apiGroup: rbac.authorization.k8s.io}]
roleRef: {kind: ClusterRole, name: widgets, apiGroup: rbac.authorization.k8s.io}
",
    );
    let line = "ops can get, verb \"list\", verb \"watch\", update widgets.example.com/finalizers cluster-wide";
    assert!(text.contains(line), "{text}");
}

#[test]
fn a_wider_half_is_said_as_it_stands() {
    let objects = policy(
        "shop",
        "web",
        "{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{to: [{podSelector: \
         {matchLabels: {app: api}}}], ports: [{port: 8080}]}]}",
    ) + &policy(
        "shop",
        "api",
        "{podSelector: {matchLabels: {app: api}}, ingress: [{from: [{podSelector: {matchLabels: {app: web}}}]}]}",
    );
    let text = program(&objects).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("web -> api tcp/8080 web -> api any ingress only"), "{text}");
}
