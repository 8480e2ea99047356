//! The sets of connections that manifests mean give the verdicts of cyclonus' cases.

use super::judge::{Asked, end, protocol, read};
use crate::emit::tests::conformance::{Denied, Step, agrees, cluster, of_kind};
use crate::set::flow::Model;
use crate::set::rule::Space;

fn denied(step: &Step) -> Denied {
    let (world, names) = cluster(step);
    let ends: Vec<_> = world.ends.iter().map(|one| end(&world, one)).collect();
    let policies = of_kind::<serde_json::Value>(step, "NetworkPolicy");
    let list = serde_json::json!({ "apiVersion": "v1", "kind": "List", "items": policies });
    let mut space = Space::default();
    let meaning = read(&list.to_string(), &mut space).unwrap();
    let asked = Asked::new(&space, &meaning, Model::Everywhere);
    let mut denied = Denied::new();
    for (source, from) in ends.iter().zip(&names) {
        for (destination, to) in ends.iter().zip(&names) {
            for probe in step.probed.iter().filter(|_| from != to) {
                let (word, port) = probe.split_once('/').unwrap();
                if !asked.allows(source, destination, protocol(word), port.parse().unwrap()) {
                    denied.entry(format!("{from}->{to}")).or_default().insert(probe.clone());
                }
            }
        }
    }
    denied
}

#[test]
fn cyclonus_agrees_with_the_sets() {
    agrees(denied);
}
