//! What leads into the cluster, Ingresses and Services with an address outside, and what policies let
//! through it.
//!
//! What comes through an Ingress is sent by the pods of its controller, of which no object says who they
//! are: a row tells who may come to the pods behind it, and the controller must be among them. What comes
//! to a Service on nodes and load balancers comes from addresses, unless the Service hides them
//! (`externalTrafficPolicy: Cluster`), where plugins differ.

use super::services::{is_behind, target};
use super::{Connections, Group, Stranger, group};
use crate::k8s::inventory::{Exposure, Inventory, Service, ServicePort};
use crate::set::cidr::AddressSet;
use crate::set::port::{PortSet, Protocol};
use std::collections::BTreeMap;

/// What an entrance is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// An Ingress.
    Ingress,
    /// A Service with a load balancer, or with addresses of the outside.
    LoadBalancer,
    /// A Service on the addresses of the nodes.
    NodePort,
}

impl Way {
    /// What it is called.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ingress => "Ingress",
            Self::LoadBalancer => "LoadBalancer",
            Self::NodePort => "NodePort",
        }
    }
}

/// Who may come to pods.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Comers {
    /// From addresses outside.
    pub addresses: AddressSet,
    /// Pods that no file knows.
    pub strangers: Vec<Stranger>,
    /// Workloads, where not every pod may.
    pub workloads: Group,
}

impl Comers {
    /// Whether nobody may.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.addresses.is_empty() && self.strangers.is_empty() && self.workloads.is_empty()
    }
}

/// Workloads that an entrance leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntranceRow {
    /// What the entrance is.
    pub way: Way,
    /// Its name, `namespace/name`.
    pub name: String,
    /// The workloads behind it.
    pub workloads: Group,
    /// Their ports that it leads to.
    pub ports: PortSet,
    /// Who may come to them on these ports: nobody where it is shut.
    pub comers: Comers,
}

impl Connections {
    /// What every Ingress, and every Service that can be come to from outside, leads to.
    #[must_use]
    pub fn entrances(&self, inventory: &Inventory) -> Vec<EntranceRow> {
        let mut rows = Vec::new();
        for ingress in inventory.ingresses() {
            let mut behind = Vec::new();
            for backend in &ingress.backends {
                let is_it = |service: &&Service| {
                    service.namespace == ingress.namespace && service.name == backend.service
                };
                for service in inventory.services().iter().filter(is_it) {
                    let ports = service.ports.iter().filter(|port| backend.port.is(port));
                    behind.extend(ports.flat_map(|port| self.behind_port(service, port)));
                }
            }
            let name = format!("{}/{}", ingress.namespace, ingress.name);
            self.entrance(Way::Ingress, &name, behind, &AddressSet::all(), &mut rows);
        }
        for service in inventory.services() {
            let way = match service.exposure {
                Exposure::LoadBalancer => Way::LoadBalancer,
                Exposure::Nodes => Way::NodePort,
                Exposure::Inside | Exposure::Name => continue,
            };
            let behind = service.ports.iter().flat_map(|port| self.behind_port(service, port));
            let from = match (way, service.source_ranges.as_slice()) {
                (Way::LoadBalancer, ranges @ [_, ..]) => AddressSet::of_cidrs(ranges),
                _ => AddressSet::all(),
            };
            let name = format!("{}/{}", service.namespace, service.name);
            self.entrance(way, &name, behind.collect(), &from, &mut rows);
        }
        rows.sort_by(|one, other| {
            (one.way, &one.name, &one.workloads).cmp(&(other.way, &other.name, &other.workloads))
        });
        rows
    }

    /// The workloads behind a port of a Service, each with the port of its pods.
    fn behind_port(&self, service: &Service, port: &ServicePort) -> Vec<(u32, Protocol, u16)> {
        let mut found = Vec::new();
        for (at, workload) in (0..).zip(&self.workloads) {
            let pods = workload.pods.iter().filter(|pod| is_behind(service, workload, pod));
            found.extend(pods.filter_map(|pod| Some((at, port.protocol, target(port, pod)?))));
        }
        found
    }

    fn entrance(
        &self,
        way: Way,
        name: &str,
        mut behind: Vec<(u32, Protocol, u16)>,
        from: &AddressSet,
        rows: &mut Vec<EntranceRow>,
    ) {
        behind.sort_unstable();
        behind.dedup();
        let mut by_comers: BTreeMap<Comers, BTreeMap<u32, PortSet>> = BTreeMap::new();
        for (at, protocol, number) in behind {
            let comers = self.comers(way, at, protocol, number, from);
            let ports = by_comers.entry(comers).or_default().entry(at).or_default();
            *ports = ports.union(&PortSet::range(protocol, number, number));
        }
        for (comers, of_workload) in by_comers {
            let mut by_ports: BTreeMap<PortSet, Group> = BTreeMap::new();
            for (at, ports) in of_workload {
                by_ports.entry(ports).or_default().push(at);
            }
            rows.extend(by_ports.into_iter().map(|(ports, workloads)| EntranceRow {
                way,
                name: name.to_owned(),
                workloads,
                ports,
                comers: comers.clone(),
            }));
        }
    }

    /// Who may come to a port of a workload through an entrance.
    fn comers(
        &self,
        way: Way,
        at: u32,
        protocol: Protocol,
        number: u16,
        from: &AddressSet,
    ) -> Comers {
        let is_of = |group: &Group, ports: &PortSet| {
            group.binary_search(&at).is_ok() && ports.contains(protocol, number)
        };
        let outside = self.from_outside.iter().filter(|row| is_of(&row.workloads, &row.ports));
        let outside: Vec<_> = outside.map(|row| &row.addresses).collect();
        let addresses = AddressSet::union_all(outside).intersect(from);
        if way != Way::Ingress {
            return Comers { addresses, ..Comers::default() };
        }
        let open = self.exposed.iter().filter(|row| is_of(&row.workloads, &row.ports));
        let strangers = open.map(|row| row.to.clone());
        let mut strangers: Vec<_> =
            strangers.filter(|one| !matches!(one, Stranger::Addresses(_))).collect();
        strangers.sort_unstable();
        strangers.dedup();
        if strangers.contains(&Stranger::EveryPod) {
            strangers = vec![Stranger::EveryPod];
            return Comers { addresses, strangers, workloads: Group::new() };
        }
        let rows = self.rows.iter().filter(|row| is_of(&row.targets, &row.ports));
        let sources: Vec<&Group> = rows.map(|row| &row.sources).collect();
        Comers { addresses, strangers, workloads: group::union(&sources) }
    }
}
