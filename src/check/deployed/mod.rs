//! What the program says beside what runs: the workloads, Services and Ingresses that `--with` gives.
//!
//! Of a zone of which no workload is given nothing is said.

mod accounts;
mod entrances;
mod node;
mod ports;
mod segments;

use crate::compile::Options;
use crate::diagnostic::Sink;
use crate::ir::{Policy, SegmentId, Zone, ZoneId};
use crate::k8s::inventory::{Inventory, Template, Workload};
use crate::set::labels::LabelBox;
use crate::set::nearby::Nearby;
use crate::world::way;
use std::collections::BTreeMap;

/// Pods that are alike, with their workload.
#[derive(Clone, Copy)]
struct Pods<'a> {
    workload: &'a Workload,
    template: &'a Template,
}

impl Pods<'_> {
    /// ``Deployment `shop/web` ``.
    fn name(&self) -> String {
        let Workload { kind, namespace, name, .. } = self.workload;
        format!("{kind} `{namespace}/{name}`")
    }
}

/// What runs, by what the program calls it.
struct Deployed<'a> {
    policy: &'a Policy,
    inventory: &'a Inventory,
    pods: Vec<Pods<'a>>,
    /// The pods of each zone that has any.
    of_zone: BTreeMap<ZoneId, Vec<usize>>,
    /// The pods of each segment that has any.
    of_segment: BTreeMap<SegmentId, Vec<usize>>,
    /// The segments of each pod, in the zones that hold it.
    segments: Vec<Vec<SegmentId>>,
}

/// Says what the program leaves out of what runs, and what it names that doesn't.
pub(super) fn check(policy: &Policy, options: &Options, sink: &mut Sink) {
    let workloads = options.others.workloads();
    if workloads.is_empty() {
        return;
    }
    let deployed = Deployed::new(policy, &options.others, &workloads);
    segments::check(&deployed, sink);
    ports::check(&deployed, sink);
    node::check(&deployed, sink);
    accounts::check(&deployed, sink);
    entrances::check(&deployed, sink);
}

impl<'a> Deployed<'a> {
    fn new(policy: &'a Policy, inventory: &'a Inventory, workloads: &'a [Workload]) -> Self {
        let pods = workloads.iter().flat_map(|workload| {
            workload.pods.iter().map(move |template| Pods { workload, template })
        });
        let pods: Vec<_> = pods.collect();
        let mut by_zone: BTreeMap<ZoneId, Vec<(SegmentId, LabelBox)>> = BTreeMap::new();
        for (at, segment) in policy.segments.iter().enumerate() {
            let boxes = segment.alternatives.iter().map(|one| (SegmentId::at(at), one.labels()));
            by_zone.entry(segment.zone).or_default().extend(boxes);
        }
        let mut deployed = Self {
            policy,
            inventory,
            segments: vec![Vec::new(); pods.len()],
            pods,
            of_zone: BTreeMap::new(),
            of_segment: BTreeMap::new(),
        };
        for (id, zone) in (0..).map(ZoneId).zip(&policy.zones) {
            let boxes = by_zone.remove(&id).unwrap_or_default();
            deployed.place(id, zone, &boxes);
        }
        deployed
    }

    /// Finds the pods of a zone and of its segments.
    fn place(&mut self, id: ZoneId, zone: &Zone, boxes: &[(SegmentId, LabelBox)]) {
        let namespaces = way::namespaces(zone);
        let mut holds: BTreeMap<&str, bool> = BTreeMap::new();
        let mut nearby = Nearby::default();
        for (at, (_, labels)) in boxes.iter().enumerate() {
            nearby.insert(at, labels);
        }
        for (at, pods) in self.pods.iter().enumerate() {
            let namespace = &pods.workload.namespace;
            let held = holds
                .entry(namespace)
                .or_insert_with(|| namespaces.contains(&self.inventory.namespace(namespace)));
            if !*held {
                continue;
            }
            self.of_zone.entry(id).or_default().push(at);
            let labels = &pods.template.labels;
            let near = nearby.holding(labels).filter_map(|at| boxes.get(at));
            let mut own: Vec<_> =
                near.filter(|(_, one)| one.contains(labels)).map(|(segment, _)| *segment).collect();
            own.sort_unstable();
            own.dedup();
            for segment in &own {
                self.of_segment.entry(*segment).or_default().push(at);
            }
            if let Some(all) = self.segments.get_mut(at) {
                all.extend(own);
            }
        }
    }

    fn pods_of(&self, numbers: &[usize]) -> Vec<Pods<'a>> {
        numbers.iter().filter_map(|at| self.pods.get(*at)).copied().collect()
    }

    /// Our zone of a namespace.
    fn zone_of(&self, namespace: &str) -> Option<&'a Zone> {
        let policy: &'a Policy = self.policy;
        policy
            .zones
            .iter()
            .find(|zone| zone.is_ours() && zone.names().iter().any(|name| name == namespace))
    }
}
