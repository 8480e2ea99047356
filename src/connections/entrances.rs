//! What leads into the cluster, Ingresses and Services with an address outside, and what policies let
//! through it.
//!
//! What comes through an Ingress is sent by the pods of its controller, of which no object says who they
//! are: a row tells who may come to the pods behind it, and the controller must be among them. What comes
//! to a Service on nodes and load balancers comes from addresses, unless the Service hides them
//! (`externalTrafficPolicy: Cluster`), where plugins differ.

use super::services::{is_behind, target};
use super::{Connections, ExposedRow, Group, OutsideRow, Row, Stranger, group};
use crate::hash::{HashMap, HashSet};
use crate::k8s::inventory::{Backend, Exposure, Inventory, Service, ServicePort, Workload};
use crate::set::cidr::AddressSet;
use crate::set::port::{PortSet, Protocol};
use crate::source::Span;
use std::collections::BTreeMap;

/// What an entrance is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Way {
    /// An Ingress.
    Ingress,
    /// A Service with a load balancer, or with addresses of the outside.
    LoadBalancer,
    /// A Service on the addresses of the nodes.
    NodePort,
}

impl Way {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Ingress, Self::LoadBalancer, Self::NodePort];

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
    /// The line of its name.
    pub span: Span,
    /// The workloads behind it.
    pub workloads: Group,
    /// Their ports that it leads to.
    pub ports: PortSet,
    /// Who may come to them on these ports: nobody where it is shut.
    pub comers: Comers,
}

/// An Ingress or a Service, and the ports of workloads that it leads to.
struct Entrance {
    way: Way,
    name: String,
    span: Span,
    behind: Vec<(u32, Protocol, u16)>,
    /// From where it may be come to.
    from: AddressSet,
}

impl Connections {
    /// What every Ingress, and every Service that can be come to from outside, leads to.
    #[must_use]
    pub fn entrances(&self, inventory: &Inventory) -> Vec<EntranceRow> {
        let entrances = self.ways_in(inventory);
        let behind = Behind::new(self, &entrances);
        let mut rows: Vec<_> =
            entrances.into_iter().flat_map(|entrance| behind.rows(entrance)).collect();
        let key = |row: &EntranceRow| (row.way, row.name.clone(), row.comers.is_empty());
        rows.sort_by(|one, other| {
            (key(one), &one.workloads, &one.ports).cmp(&(
                key(other),
                &other.workloads,
                &other.ports,
            ))
        });
        rows
    }

    /// Entrances that lead to nothing that was read, each as a sentence.
    #[must_use]
    pub fn dead_ends(&self, inventory: &Inventory, rows: &[EntranceRow]) -> Vec<String> {
        let mut ends = Vec::new();
        let named = named(inventory);
        for ingress in inventory.ingresses() {
            let namespace = &ingress.namespace;
            for Backend { service: name, port } in &ingress.backends {
                let services = named.get(&(namespace.as_str(), name.as_str()));
                let services = services.map_or(&[][..], Vec::as_slice);
                if services.iter().any(|one| one.ports.iter().any(|own| port.is(own))) {
                    continue;
                }
                let why = match services.is_empty() {
                    true => "which is not among these objects".to_owned(),
                    false => format!("which has no port {port}"),
                };
                let ingress = &ingress.name;
                ends.push(format!(
                    "Ingress {namespace}/{ingress} leads to Service {namespace}/{name}, {why}"
                ));
            }
        }
        let of_services = |way: Way| {
            let named = inventory.services().iter().filter(move |one| way_of(one) == Some(way));
            named.filter(|one| !one.selector.is_empty())
        };
        let lead: HashSet<(Way, &str)> = rows.iter().map(|row| (row.way, &*row.name)).collect();
        for way in [Way::LoadBalancer, Way::NodePort] {
            for service in of_services(way) {
                let name = format!("{}/{}", service.namespace, service.name);
                if !lead.contains(&(way, name.as_str())) {
                    ends.push(format!(
                        "{} {name} leads to no workload of these objects",
                        way.word()
                    ));
                }
            }
        }
        ends
    }

    fn ways_in(&self, inventory: &Inventory) -> Vec<Entrance> {
        let mut near: HashMap<&str, Vec<(u32, &Workload)>> = HashMap::default();
        for (at, workload) in (0..).zip(&self.workloads) {
            near.entry(&workload.namespace).or_default().push((at, workload));
        }
        let behind = |service: &Service, port: &ServicePort| {
            let near = near.get(service.namespace.as_str()).map_or(&[][..], Vec::as_slice);
            let mut found = Vec::new();
            for (at, workload) in near {
                let pods = workload.pods.iter().filter(|pod| is_behind(service, workload, pod));
                found.extend(pods.filter_map(|pod| Some((*at, port.protocol, target(port, pod)?))));
            }
            found
        };
        let mut entrances = Vec::new();
        let named = named(inventory);
        for service in inventory.services() {
            let Some(way) = way_of(service) else { continue };
            let from = match (way, service.source_ranges.as_slice()) {
                (Way::LoadBalancer, ranges @ [_, ..]) => AddressSet::of_cidrs(ranges),
                _ => AddressSet::all(),
            };
            entrances.push(Entrance {
                way,
                name: format!("{}/{}", service.namespace, service.name),
                span: service.span,
                behind: service.ports.iter().flat_map(|port| behind(service, port)).collect(),
                from,
            });
        }
        for ingress in inventory.ingresses() {
            let mut all = Vec::new();
            for backend in &ingress.backends {
                let key = (ingress.namespace.as_str(), backend.service.as_str());
                for service in named.get(&key).into_iter().flatten() {
                    let ports = service.ports.iter().filter(|port| backend.port.is(port));
                    all.extend(ports.flat_map(|port| behind(service, port)));
                }
            }
            entrances.push(Entrance {
                way: Way::Ingress,
                name: format!("{}/{}", ingress.namespace, ingress.name),
                span: ingress.span,
                behind: all,
                from: AddressSet::all(),
            });
        }
        entrances
    }
}

/// Services by their namespaces and names.
fn named(inventory: &Inventory) -> HashMap<(&str, &str), Vec<&Service>> {
    let mut named: HashMap<(&str, &str), Vec<&Service>> = HashMap::default();
    for service in inventory.services() {
        named.entry((&service.namespace, &service.name)).or_default().push(service);
    }
    named
}

const fn way_of(service: &Service) -> Option<Way> {
    match service.exposure {
        Exposure::LoadBalancer => Some(Way::LoadBalancer),
        Exposure::Nodes => Some(Way::NodePort),
        Exposure::Inside | Exposure::Name => None,
    }
}

/// What leads to the workloads behind entrances, by workload.
#[derive(Default)]
struct Behind<'a> {
    pods: HashMap<u32, Vec<&'a Row>>,
    outside: HashMap<u32, Vec<&'a OutsideRow>>,
    strangers: HashMap<u32, Vec<&'a ExposedRow>>,
}

impl<'a> Behind<'a> {
    fn new(of: &'a Connections, entrances: &[Entrance]) -> Self {
        let mut behind = Self::default();
        for (at, ..) in entrances.iter().flat_map(|entrance| &entrance.behind) {
            behind.pods.entry(*at).or_default();
            behind.outside.entry(*at).or_default();
            behind.strangers.entry(*at).or_default();
        }
        if behind.pods.is_empty() {
            return behind;
        }
        for row in &of.rows {
            note(&mut behind.pods, &row.targets, row);
        }
        for row in &of.from_outside {
            note(&mut behind.outside, &row.workloads, row);
        }
        for row in &of.exposed {
            note(&mut behind.strangers, &row.workloads, row);
        }
        behind
    }

    fn rows(&self, entrance: Entrance) -> Vec<EntranceRow> {
        let Entrance { way, name, span, mut behind, from } = entrance;
        behind.sort_unstable();
        behind.dedup();
        let mut by_comers: BTreeMap<Comers, BTreeMap<u32, PortSet>> = BTreeMap::new();
        for (at, protocol, number) in behind {
            let comers = self.comers(way, at, protocol, number, &from);
            let ports = by_comers.entry(comers).or_default().entry(at).or_default();
            *ports = ports.union(&PortSet::range(protocol, number, number));
        }
        let mut rows = Vec::new();
        for (comers, of_workload) in by_comers {
            let mut by_ports: BTreeMap<PortSet, Group> = BTreeMap::new();
            for (at, ports) in of_workload {
                by_ports.entry(ports).or_default().push(at);
            }
            rows.extend(by_ports.into_iter().map(|(ports, workloads)| EntranceRow {
                way,
                name: name.clone(),
                span,
                workloads,
                ports,
                comers: comers.clone(),
            }));
        }
        rows
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
        let is_open = |ports: &PortSet| ports.contains(protocol, number);
        let outside = self.outside.get(&at).into_iter().flatten();
        let outside: Vec<_> =
            outside.filter(|row| is_open(&row.ports)).map(|row| &row.addresses).collect();
        let addresses = AddressSet::union_all(outside).intersect(from);
        if way != Way::Ingress {
            return Comers { addresses, ..Comers::default() };
        }
        let open = self.strangers.get(&at).into_iter().flatten();
        let strangers = open.filter(|row| is_open(&row.ports)).map(|row| row.to.clone());
        let mut strangers: Vec<_> =
            strangers.filter(|one| !matches!(one, Stranger::Addresses(_))).collect();
        strangers.sort_unstable();
        strangers.dedup();
        if strangers.contains(&Stranger::EveryPod) {
            strangers = vec![Stranger::EveryPod];
            return Comers { addresses, strangers, workloads: Group::new() };
        }
        let rows = self.pods.get(&at).into_iter().flatten();
        let sources: Vec<&Group> =
            rows.filter(|row| is_open(&row.ports)).map(|row| &row.sources).collect();
        Comers { addresses, strangers, workloads: group::union(&sources) }
    }
}

fn note<'a, R>(table: &mut HashMap<u32, Vec<&'a R>>, workloads: &Group, row: &'a R) {
    for at in workloads {
        if let Some(rows) = table.get_mut(at) {
            rows.push(row);
        }
    }
}
