//! Which connections NetworkPolicies allow between pods and addresses that are known: sets of ports, exactly.

mod side;
#[cfg(test)]
mod tests;

use crate::k8s::inventory::{Inventory, Template, Workload};
use crate::set::cidr::AddressSet;
use crate::set::flow::{Model, Pod};
use crate::set::interval::Intervals;
use crate::set::port::PortSet;
use crate::set::rule::{Direction, Space};
use side::Side;
use std::net::{IpAddr, Ipv4Addr};

/// What the policies of an inventory allow.
#[derive(Debug)]
pub struct Connections {
    space: Space,
    egress: Side,
    ingress: Side,
    model: Model,
}

impl Connections {
    /// Of an inventory, in a reading of `ipBlock`.
    #[must_use]
    pub fn new(inventory: &Inventory, model: Model) -> Self {
        let mut space = Space::default();
        let meaning = inventory.meaning(&mut space);
        let [egress, ingress] = Direction::ALL.map(|one| Side::new(&space, meaning.side(one)));
        Self { space, egress, ingress, model }
    }

    /// On which ports a pod may connect to another one.
    #[must_use]
    pub fn between(&self, source: &Pod, target: &Pod) -> PortSet {
        let out = self.egress.to_pod(&self.space, self.model, source, target, target);
        let into = self.ingress.to_pod(&self.space, self.model, target, source, target);
        PortSet::of_numbers(out.intersect(&into))
    }

    /// To which addresses outside a pod may connect, and on which ports: sets of addresses that share none.
    #[must_use]
    pub fn to_outside(&self, source: &Pod) -> Vec<(AddressSet, PortSet)> {
        ports(self.egress.to_addresses(&self.space, source, None))
    }

    /// From which addresses outside a pod may be connected to, and on which ports: sets of addresses that
    /// share none.
    #[must_use]
    pub fn from_outside(&self, target: &Pod) -> Vec<(AddressSet, PortSet)> {
        ports(self.ingress.to_addresses(&self.space, target, Some(target)))
    }
}

fn ports(pieces: Vec<(AddressSet, Intervals<u32>)>) -> Vec<(AddressSet, PortSet)> {
    pieces.into_iter().map(|(addresses, ports)| (addresses, PortSet::of_numbers(ports))).collect()
}

/// The pods of a workload: one for each kind of them.
pub fn pods(inventory: &Inventory, workload: &Workload) -> Vec<Pod> {
    let namespace = inventory.namespace(&workload.namespace);
    let pod = |template: &Template| {
        let named = template.ports.iter().filter_map(|port| {
            let name = port.name.clone()?;
            Some(((port.protocol, name), port.number))
        });
        let address = template.addresses.first().copied();
        Pod {
            namespace: namespace.clone(),
            labels: template.labels.clone(),
            ports: named.collect(),
            address: address.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED)),
        }
    };
    workload.pods.iter().map(pod).collect()
}
