//! Services of the cluster as destinations, and what a program says beside what runs.

use super::Project;

const PROGRAM: &str = "\
extern zone kube-system { segment coredns: k8s-app=kube-dns }
service dns = kube-system/coredns udp/53 tcp/53
zone shop isolates {
  segment web
  web -> service pay/api
}
zone pay isolates {}
";

const OBJECTS: &str = "\
apiVersion: v1
kind: Service
metadata: {name: api, namespace: pay}
spec:
  selector: {app: api, tier: back}
  ports:
  - {name: http, port: 80, targetPort: web}
  - {name: admin, port: 9000}
";

#[test]
fn a_service_is_its_selector_and_the_ports_of_its_pods() {
    let project = Project::new(PROGRAM);
    project.run(&["check"]).ends(1).says("N0420").says("--with");
    project.write("k8s/service.yaml", OBJECTS);
    let alone = project.run(&["build", "--with", "k8s"]).ends(0).stdout;
    for part in ["name: netz-api", "app: api", "tier: back", "port: web", "port: 9000"] {
        assert!(alone.contains(part), "no {part} in\n{alone}");
    }
    // Nothing else of the objects changes what is built.
    project.write(
        "k8s/others.yaml",
        "apiVersion: v1\nkind: Service\nmetadata: {name: other, namespace: pay}\nspec: {selector: {app: x}, ports: [{port: 1}]}\n---\n\
         apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api, namespace: pay}\n\
         spec: {template: {metadata: {labels: {app: api, tier: back}}, spec: {containers: [{name: a, ports: [{name: web, containerPort: 8080}, {containerPort: 9000}]}]}}}\n",
    );
    assert_eq!(project.run(&["build", "--with", "k8s"]).ends(0).stdout, alone);
    // A segment of just these pods is the Service's.
    project.write(
        "main.netz",
        PROGRAM.replace(
            "zone pay isolates {}\n",
            "zone pay isolates { segment ledger: app=api, tier=back }\n",
        ),
    );
    let named = project.run(&["build", "--with", "k8s"]).ends(0).stdout;
    let bare = |text: &str| {
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        lines.map(|line| line.replace("netz-ledger", "netz-api")).collect::<Vec<_>>()
    };
    assert_eq!(bare(&named), bare(&alone));
}

/// Whatever takes the objects beside a program knows its Services.
#[test]
fn every_command_beside_objects_knows_the_services() {
    let project = Project::new(PROGRAM);
    let workloads = "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api, namespace: pay}\n\
                     spec: {template: {metadata: {labels: {app: api, tier: back}}, spec: {containers: [{name: a, ports: [{name: web, containerPort: 8080}]}]}}}\n\
                     ---\napiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop, labels: {app: web}}\n";
    project.write("k8s/all.yaml", format!("{OBJECTS}{workloads}"));
    let run = project.run(&["reach", "main.netz", "--with", "k8s", "--from", "shop/web"]).ends(0);
    run.prints("shop/web -> pay/api  tcp/8080,9000");
    project.run(&["query", "shop/web -> service pay/api", "--with", "k8s"]).ends(0).prints("yes");
    project.run(&["graph", "--with", "k8s", "--format", "dot"]).ends(0);
    let flow = "protocol,port,source_namespace,source_labels,destination_namespace,destination_labels\n\
                tcp,9000,shop,app=web,pay,app=api;tier=back\n";
    project.write("flows.csv", flow);
    project.run(&["learn", "flows.csv", "--merge", "main.netz"]).ends(2).says("N0420");
    project.run(&["learn", "flows.csv", "--merge", "main.netz", "--with", "k8s"]).ends(0);
}

#[test]
fn a_service_that_cannot_be_meant_is_refused() {
    let project = Project::new(&PROGRAM.replace("pay/api", "pay/apo"));
    project.write("k8s/service.yaml", OBJECTS);
    project
        .run(&["check", "--with", "k8s"])
        .ends(1)
        .says("N0421")
        .says("did you mean `service pay/api`?");
    project.write("main.netz", PROGRAM.replace("zone pay isolates {}\n", ""));
    project.run(&["check", "--with", "k8s"]).ends(1).says("N0423").says("extern zone pay");
    project.write(
        "main.netz",
        PROGRAM.replace("zone pay isolates {}\n", "zone pay = namespaces pay, pay-2 isolates {}\n"),
    );
    project.run(&["check", "--with", "k8s"]).ends(1).says("N0423").says("more namespaces");
    let exclusive = "zone pay isolates { exclusive; segment api tcp/80; shop/web -> api }\n";
    project.write("main.netz", PROGRAM.replace("zone pay isolates {}\n", exclusive));
    project.run(&["check", "--with", "k8s"]).ends(1).says("N0423").says("exclusive");
}

#[test]
fn the_words_stay_names_of_segments() {
    let project = Project::new(
        "extern zone kube-system { segment coredns: k8s-app=kube-dns }\nservice dns = kube-system/coredns udp/53 tcp/53\n\
         zone shop isolates {\n  segment service tcp/80\n  segment web\n  web -> service tcp/80\n  web -> service\n}\n",
    );
    let run = project.run(&["check", "-A", "redundant-flow", "-A", "shadowed-flow"]).ends(0);
    assert!(!run.stderr.contains("N042"), "{}", run.stderr);
    project.write("odd.netz", "zone shop isolates\nsegment web\nweb   ->   service   pay/api\n");
    project.run(&["fmt", "odd.netz"]).ends(0);
    assert!(
        project.read("odd.netz").contains("web -> service pay/api"),
        "{}",
        project.read("odd.netz")
    );
}

#[test]
fn ports_are_taken_from_the_containers_by_a_fix() {
    let project = Project::new(
        "extern zone kube-system { segment coredns: k8s-app=kube-dns }\nservice dns = kube-system/coredns udp/53 tcp/53\n\
         zone shop isolates {\n  account api\n  segment web\n  segment api as api: app=api\n  web -> api\n}\n",
    );
    let pod = |name: &str, port: &str| {
        format!(
            "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: {name}, namespace: shop}}\n\
             spec: {{template: {{metadata: {{labels: {{app: {name}}}}}, spec: {{containers: [{{name: main, ports: [{port}]}}]}}}}}}\n"
        )
    };
    let ports = "{containerPort: 8080}, {containerPort: 9090}";
    project.write("k8s/all.yaml", format!("{}{}", pod("web", ""), pod("api", ports)));
    project.run(&["check", "--with", "k8s"]).ends(1).says("N0407").says("tcp/8080,9090");
    project.run(&["check", "--with", "k8s", "--fix"]).ends(0);
    assert!(
        project.read("main.netz").contains("segment api as api tcp/8080,9090: app=api"),
        "{}",
        project.read("main.netz")
    );
    // A Service's port becomes the port of the pods.
    project.write(
        "k8s/service.yaml",
        "apiVersion: v1\nkind: Service\nmetadata: {name: api, namespace: shop}\nspec: {selector: {app: api}, ports: [{port: 80, targetPort: 8080}]}\n",
    );
    project.write(
        "main.netz",
        "extern zone kube-system { segment coredns: k8s-app=kube-dns }\nservice dns = kube-system/coredns udp/53 tcp/53\n\
         zone shop isolates {\n  segment web\n  segment api tcp/80\n  web -> api\n}\n",
    );
    project.run(&["check", "--with", "k8s"]).ends(0).says("N0648").says("tcp/8080");
    project.run(&["check", "--with", "k8s", "--fix"]).ends(0);
    assert!(
        project.read("main.netz").contains("segment api tcp/8080"),
        "{}",
        project.read("main.netz")
    );
}
