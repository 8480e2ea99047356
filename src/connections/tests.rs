//! The verdicts of cyclonus' cases, from their objects alone.

use super::{Connections, pods};
use crate::diagnostic::{Levels, Sink};
use crate::emit::tests::conformance::{Denied, Step, agrees, of_kind};
use crate::k8s::inventory::{Inventory, Workload};
use crate::set::flow::Model;
use crate::set::port::Protocol;
use crate::source::FileId;

/// What the objects of a step deny, read as one List of JSON.
fn denied(step: &Step) -> Denied {
    let mut items = of_kind::<serde_json::Value>(step, "NetworkPolicy");
    let others = step.manifests.iter().filter(|one| one["kind"].is_string());
    items.extend(others.filter(|one| one["kind"] != "NetworkPolicy").cloned());
    let list = serde_json::json!({ "apiVersion": "v1", "kind": "List", "items": items });
    let (mut inventory, mut sink) = (Inventory::default(), Sink::default());
    inventory.read(FileId(0), &list.to_string(), &mut sink);
    let said = sink.finish(&Levels::default());
    assert!(said.is_empty(), "{said:#?}");
    let connections = Connections::new(&inventory, Model::Everywhere);
    let workloads = inventory.workloads();
    assert!(!workloads.is_empty());
    let name = |one: &Workload| format!("{}/{}", one.namespace, one.name);
    let mut denied = Denied::new();
    for one in &workloads {
        for other in workloads.iter().filter(|other| name(one) != name(other)) {
            let (source, target) = (&pods(&inventory, one)[0], &pods(&inventory, other)[0]);
            let allowed = connections.between(source, target);
            for probe in &step.probed {
                let (word, port) = probe.split_once('/').unwrap();
                let protocol = Protocol::ALL.into_iter().find(|one| one.kubernetes() == word);
                if !allowed.contains(protocol.unwrap(), port.parse().unwrap()) {
                    let pair = format!("{}->{}", name(one), name(other));
                    denied.entry(pair).or_default().insert(probe.clone());
                }
            }
        }
    }
    denied
}

#[test]
fn cyclonus_agrees_with_the_reader() {
    agrees(denied);
}
