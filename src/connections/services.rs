//! Services: a connection to one is a connection to a pod behind it, on the port of the pod.

use super::choice::Unknown;
use super::{Connections, Group, Row, group};
use crate::diagnostic::suggest::closest;
use crate::k8s::inventory::{Inventory, Service, ServicePort, Target, Template, Workload};
use crate::set::port::PortSet;
use std::collections::{BTreeMap, HashMap};

/// Workloads that may connect to a Service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceRow {
    /// Who connects.
    pub sources: Group,
    /// The Service, `namespace/name`.
    pub service: String,
    /// On which of its ports.
    pub ports: PortSet,
    /// The ports of the pods that these lead to.
    pub targets: PortSet,
}

/// Whether a pod is behind a Service; none is behind one without a selector.
#[must_use]
pub fn is_behind(service: &Service, workload: &Workload, pod: &Template) -> bool {
    let labels = &service.selector;
    !labels.is_empty()
        && service.namespace == workload.namespace
        && labels.iter().all(|(key, value)| pod.labels.get(key) == Some(value))
}

/// The port of a pod that a port of a Service leads to; none where the pod doesn't know its name.
#[must_use]
pub fn target(port: &ServicePort, pod: &Template) -> Option<u16> {
    match &port.target {
        Target::Number(number) => Some(*number),
        Target::Name(name) => {
            let mut ports = pod.ports.iter();
            let is_it = |one: &&crate::k8s::inventory::ContainerPort| {
                one.protocol == port.protocol && one.name.as_ref() == Some(name)
            };
            ports.find(is_it).map(|port| port.number)
        }
    }
}

/// The workloads behind a Service, each with the ports of its pods that the Service leads to.
#[must_use]
pub fn behind(connections: &Connections, service: &Service) -> BTreeMap<u32, PortSet> {
    let mut behind: BTreeMap<u32, PortSet> = BTreeMap::new();
    for (at, workload) in (0..).zip(&connections.workloads) {
        for pod in workload.pods.iter().filter(|pod| is_behind(service, workload, pod)) {
            let open = behind.entry(at).or_default();
            for port in &service.ports {
                if let Some(number) = target(port, pod) {
                    *open = open.union(&PortSet::range(port.protocol, number, number));
                }
            }
        }
    }
    behind
}

/// The Service of this name, `namespace/name`; without a namespace where only one is called so.
pub(super) fn find<'a>(inventory: &'a Inventory, name: &str) -> Result<&'a Service, Unknown> {
    let full = |one: &Service| format!("{}/{}", one.namespace, one.name);
    let is_it = |one: &&Service| one.name == name || full(one) == name;
    let mut found = inventory.services().iter().filter(is_it);
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one),
        (Some(one), Some(other)) => Err(Unknown {
            message: format!("several Services are called `{name}`"),
            help: format!("say which: `service {}` or `service {}`", full(one), full(other)),
        }),
        _ => {
            let names: Vec<_> = inventory.services().iter().map(full).collect();
            let near = closest(name, names.iter().map(String::as_str));
            Err(Unknown {
                message: format!("no Service is called `{name}`"),
                help: near.map_or_else(
                    || "a Service is written as `service namespace/name`".to_owned(),
                    |near| format!("did you mean `service {near}`?"),
                ),
            })
        }
    }
}

impl Connections {
    /// Who may connect to which Services, by their names.
    #[must_use]
    pub fn to_services(&self, inventory: &Inventory) -> Vec<ServiceRow> {
        let mut of_target: HashMap<u32, Vec<&Row>> = HashMap::new();
        for row in &self.rows {
            for target in &row.targets {
                of_target.entry(*target).or_default().push(row);
            }
        }
        let mut of_namespace: HashMap<&str, Vec<(u32, &Workload)>> = HashMap::new();
        for (at, workload) in (0..).zip(&self.workloads) {
            of_namespace.entry(&workload.namespace).or_default().push((at, workload));
        }
        let mut services: Vec<_> = inventory.services().iter().collect();
        services.sort_by_key(|one| (&one.namespace, &one.name));
        let mut rows = Vec::new();
        for service in services {
            let mut by_sources: BTreeMap<Group, (PortSet, PortSet)> = BTreeMap::new();
            let near = of_namespace.get(service.namespace.as_str()).map_or(&[][..], Vec::as_slice);
            for port in &service.ports {
                let (mut sources, mut targets) = (Vec::new(), PortSet::default());
                for (at, workload) in near {
                    let behind =
                        workload.pods.iter().filter(|pod| is_behind(service, workload, pod));
                    for number in behind.filter_map(|pod| target(port, pod)) {
                        let to = of_target.get(at).map_or(&[][..], Vec::as_slice).iter();
                        let open = to.filter(|row| row.ports.contains(port.protocol, number));
                        let before = sources.len();
                        sources.extend(open.map(|row| &row.sources));
                        if sources.len() > before {
                            targets = targets.union(&PortSet::range(port.protocol, number, number));
                        }
                    }
                }
                let sources = group::union(&sources);
                if !sources.is_empty() {
                    let (ports, all) = by_sources.entry(sources).or_default();
                    *ports = ports.union(&PortSet::range(port.protocol, port.port, port.port));
                    *all = all.union(&targets);
                }
            }
            rows.extend(by_sources.into_iter().map(|(sources, (ports, targets))| ServiceRow {
                sources,
                service: format!("{}/{}", service.namespace, service.name),
                ports,
                targets,
            }));
        }
        rows
    }
}
