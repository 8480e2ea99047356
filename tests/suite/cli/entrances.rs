//! `netz reach`: what leads into the cluster, in every form and under every choice.

use super::Project;
use serde_json::Value;

const OBJECTS: &str = r#"apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec: {template: {metadata: {labels: {app: web}}, spec: {containers: [{name: main, ports: [{containerPort: 8080},{containerPort: 9090}]}]}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: shop}
spec: {template: {metadata: {labels: {app: api}}, spec: {containers: [{name: main, ports: [{name: http, containerPort: 8080}]}]}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: controller, namespace: ingress-nginx}
spec: {template: {metadata: {labels: {app: nginx}}, spec: {containers: [{name: main, ports: [{containerPort: 443}]}]}}}
---
apiVersion: v1
kind: Service
metadata: {name: ctl, namespace: ingress-nginx}
spec: {type: LoadBalancer, loadBalancerSourceRanges: [198.51.100.0/24, "2001:db8::/32"], selector: {app: nginx}, ports: [{port: 443}]}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{name: a, port: 80, targetPort: 8080},{name: b, port: 90, targetPort: 9090}]}
---
apiVersion: v1
kind: Service
metadata: {name: api-np, namespace: shop}
spec: {type: NodePort, selector: {app: api}, ports: [{port: 80, targetPort: http}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: front, namespace: shop}
spec: {rules: [{http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {name: a}}}},{path: /m, pathType: Prefix, backend: {service: {name: web, port: {number: 90}}}}]}}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: default, namespace: shop}
spec: {podSelector: {}, policyTypes: [Ingress]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ingress-nginx}}}], ports: [{port: 8080}]}]
"#;

fn project() -> Project {
    let project = Project::new("");
    project.write("k8s.yaml", OBJECTS);
    project
}

/// What `netz reach` prints of the objects.
fn reach(arguments: &[&str]) -> String {
    project().run(&[&["reach", "k8s.yaml"], arguments].concat()).ends(0).stdout
}

/// The lines of what it prints about entrances.
fn entrances(arguments: &[&str]) -> Vec<String> {
    let text = reach(arguments);
    let (_, lines) = text.split_once("Through entrances\n").unwrap_or_default();
    lines.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

const FRONT: &str = "Ingress shop/front -> shop/web tcp/8080 from any pod of namespace \
                     ingress-nginx, ingress-nginx/controller";
const FRONT_SHUT: &str = "Ingress shop/front -> shop/web tcp/9090, shut: no policy lets it in";
const NODE_SHUT: &str = "NodePort shop/api-np -> shop/api tcp/8080, shut: no policy lets it in";

#[test]
fn entrances_in_every_form() {
    insta::assert_snapshot!("text", reach(&[]));
    insta::assert_snapshot!(
        "csv",
        reach(&["--format", "csv", "--entrances", "--to", "controller,web"])
    );
    insta::assert_snapshot!("dot", reach(&["--format", "dot"]));
    insta::assert_snapshot!("exposed_dot", reach(&["--format", "dot", "--exposed"]));
    insta::assert_snapshot!("exposed_markdown", reach(&["--format", "markdown", "--exposed"]));
    let json: Value = serde_json::from_str(&reach(&["--format", "json"])).expect("JSON");
    assert_eq!(json["entrances"][0]["name"], "shop/front");
    assert_eq!(json["entrances"][0]["place"], "k8s.yaml:33");
    assert_eq!(json["entrances"][1]["from"]["addresses"], serde_json::json!([]));
    let page = reach(&["--format", "html"]);
    assert!(page.contains("<g class=\"node entrance\""), "{page}");
    assert!(page.contains("\"name\":\"shop/NodePort api-np\""), "{page}");
    // Tables of other analyzers have no such rows, so these are asked for.
    let csv = reach(&["--format", "csv"]);
    assert!(!csv.contains("[Ingress]") && !csv.contains("[LoadBalancer]"), "{csv}");
}

#[test]
fn a_choice_of_sources_chooses_entrances() {
    let balancer = |from: &str| {
        format!("LoadBalancer ingress-nginx/ctl -> ingress-nginx/controller tcp/443 from {from}")
    };
    let outside = balancer("198.51.100.0/24, 2001:db8::/32");
    assert_eq!(entrances(&["--from", "outside"]), [FRONT, outside.as_str()]);
    assert_eq!(
        entrances(&["--from", "198.51.100.64/26,10.0.0.0/8"]),
        [FRONT, balancer("198.51.100.64/26").as_str()]
    );
    assert_eq!(
        entrances(&["--from", "2001:db8::7"]),
        [FRONT, balancer("2001:db8::7/128").as_str()]
    );
    assert_eq!(entrances(&["--from", "192.0.2.1"]), [FRONT]);
    // A workload sends through no entrance that could be told from its rows to workloads.
    assert_eq!(entrances(&["--from", "controller"]), [""; 0]);
    for name in ["ingress shop/front", "Ingress front", "ingress shop/*"] {
        let text = reach(&["--from", name]);
        assert!(text.starts_with("Through entrances\n"), "{text}");
        assert_eq!(entrances(&["--from", name]), [FRONT, FRONT_SHUT]);
    }
    assert_eq!(entrances(&["--from", "nodeport api-np"]), [NODE_SHUT]);
    assert_eq!(entrances(&["--from", "loadbalancer ctl"]), [outside]);
}

#[test]
fn a_choice_of_targets_and_ports_does_not_shut_the_others() {
    assert_eq!(entrances(&["--to", "api"]), [NODE_SHUT]);
    assert_eq!(entrances(&["--to", "web"]), [FRONT, FRONT_SHUT]);
    assert_eq!(entrances(&["--port", "9090"]), [FRONT_SHUT]);
    assert_eq!(entrances(&["--to", "10.0.0.0/8"]), [""; 0]);
    let text = reach(&["--to", "ingress shop/front", "--port", "8080"]);
    assert!(
        text.starts_with("Between workloads\n  ingress-nginx/controller -> shop/web  tcp/8080\n")
    );
    // What is exposed are the doors that are open.
    let exposed = entrances(&["--exposed"]);
    assert_eq!(exposed.len(), 2);
    assert_eq!(exposed[0], FRONT);
    assert_eq!(entrances(&["--exposed", "--to", "web"]), [FRONT]);
}

#[test]
fn an_unknown_entrance_is_answered_with_those_that_there_are() {
    let project = project();
    let refused = |name: &str, text: &str| {
        project.run(&["reach", "k8s.yaml", "--from", name]).ends(2).says(text);
    };
    refused("ingress shop/frnt", "did you mean `ingress shop/front`?");
    refused("ingress shop/ctl", "no Ingress that leads to a workload is called `shop/ctl`");
    refused("loadbalancer api-np", "with its namespace");
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop}\n";
    project.write("k8s.yaml", pod);
    refused("nodeport web", "no NodePort leads to a workload here");
}

#[test]
fn an_entrance_that_leads_nowhere_is_told() {
    let project = Project::new("");
    project.write(
        "k8s.yaml",
        OBJECTS
            .replace("name: web, port: {name: a}", "name: wbe, port: {name: a}")
            .replace("{number: 90}", "{number: 91}")
            .replace("selector: {app: api}", "selector: {app: none}"),
    );
    let run = project.run(&["reach", "k8s.yaml"]).ends(0);
    run.says(
        "note: Ingress shop/front leads to Service shop/wbe, which is not among these objects\n",
    )
    .says("note: Ingress shop/front leads to Service shop/web, which has no port 91\n")
    .says("note: NodePort shop/api-np leads to no workload of these objects\n");
    assert!(!project.run(&["reach", "k8s.yaml", "-q"]).stderr.contains("note:"));
    let said = self::project().run(&["reach", "k8s.yaml"]).ends(0).stderr;
    assert!(!said.contains("leads to"), "{said}");
}

#[test]
fn each_workload_behind_several_services_is_shown_on_its_own_ports() {
    let project = Project::new("");
    let both = |name: &str, port: u16| {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, namespace: shop, labels: {{app: {name}}}}}\n---\n\
             apiVersion: v1\nkind: Service\nmetadata: {{name: {name}, namespace: shop}}\n\
             spec: {{selector: {{app: {name}}}, ports: [{{port: {port}}}]}}\n---\n"
        )
    };
    project.write("k8s.yaml", format!("{}{}", both("one", 81), both("two", 82)));
    let to = "service shop/one,service shop/two";
    let run = project.run(&["reach", "k8s.yaml", "--to", to, "--from", "shop/*"]).ends(0);
    run.prints("shop/two -> shop/one  tcp/81\n").prints("shop/one -> shop/two  tcp/82\n");
    let run = project.run(&["reach", "k8s.yaml", "--to", "service one,two", "--from", "outside"]);
    run.prints("any address -> shop/two  any port\n").prints("-> shop/one  tcp/81\n");
}
