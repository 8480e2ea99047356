use super::Inventory;
use crate::diagnostic::Sink;
use crate::set::rule::{Meaning, Space};
use crate::source::FileId;

fn policy(name: &str, app: &str, port: &str) -> String {
    format!(
        "---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: {name}, namespace: shop}}\n\
         spec:\n  podSelector: {{matchLabels: {{app: {app}}}}}\n  ingress:\n  - from:\n    - podSelector: {{}}\n    \
         - ipBlock: {{cidr: 10.0.0.0/8}}\n    ports:\n    - port: {port}\n"
    )
}

fn read(texts: &[String]) -> (Inventory, usize) {
    let (mut inventory, mut sink) = (Inventory::default(), Sink::default());
    inventory.read(FileId(0), &texts.concat(), &mut sink);
    (inventory, sink.levels().count())
}

/// What both mean, in one space.
fn meanings(one: &Inventory, other: &Inventory) -> [Meaning<super::Origin>; 2] {
    let mut both = Space::default();
    [one, other].map(|inventory| {
        let (space, meaning) = inventory.meaning();
        both.adopt(space, meaning)
    })
}

#[test]
fn a_refused_policy_means_nothing() {
    let (good, bad) = (policy("good", "a", "80"), policy("bad", "b", "99999"));
    let (inventory, findings) = read(&[bad.clone(), good.clone(), bad]);
    assert_eq!(findings, 2);
    let [without, alone] = meanings(&inventory, &read(&[good]).0);
    assert_eq!(without, alone);
}

#[test]
fn what_is_kept_means_what_it_means_alone() {
    let all = ["a", "b", "c"].map(|app| policy(app, app, "80"));
    let (mut inventory, _) = read(&all);
    assert_eq!(inventory.retain_policies(|one| one.title.name != "b"), 1);
    let [first, _, third] = all;
    let [kept, alone] = meanings(&inventory, &read(&[first, third]).0);
    assert_eq!(kept, alone);
    let names: Vec<&str> = inventory.policies().iter().map(|one| one.title.name.as_str()).collect();
    assert_eq!(names, ["a", "c"]);
}

#[test]
fn ports_are_those_of_containers_that_stay() {
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: shop}\nspec:\n  initContainers:\n  \
               - {name: once, ports: [{containerPort: 1, name: once}]}\n  \
               - {name: side, restartPolicy: Always, ports: [{containerPort: 2, name: side}]}\n  containers:\n  \
               - {name: main, ports: [{containerPort: 3, name: main}]}\n";
    let (inventory, _) = read(&[pod.to_owned()]);
    let workloads = inventory.workloads();
    let ports = workloads.iter().flat_map(|one| &one.pods).flat_map(|pods| &pods.ports);
    let names: Vec<_> = ports.filter_map(|port| port.name.as_deref()).collect();
    assert_eq!(names, ["main", "side"]);
}
