//! Who may connect to whom among the workloads of an inventory and the addresses outside, by policies that
//! may be written as objects, as a program, or as both: sets of ports and addresses, exactly.
//!
//! A [`Row`] is a group of workloads that may all connect to all of another group on the same ports. Rows
//! add up: a pair that stands in several may use the ports of all. A workload's own pods among themselves
//! are left out. Pods of a workload that differ in their labels count together: what some of them may do,
//! the workload may.

mod choice;
pub mod csv;
mod ends;
mod entrances;
mod exposed;
mod group;
pub mod json;
pub mod markdown;
mod numbers;
mod outside;
mod picture;
mod profile;
pub mod services;
mod table;
#[cfg(test)]
mod tests;
pub mod text;
pub mod words;

pub use choice::{Choice, Ends, Side, Unknown, ports};
pub use entrances::{Comers, EntranceRow, Way};
pub use exposed::{ExposedRow, Stranger};
pub use group::Group;
pub use services::ServiceRow;

use crate::ir::Isolation;
use crate::k8s::inventory::{Inventory, Workload};
use crate::set::cidr::AddressSet;
use crate::set::flow::Model;
use crate::set::port::PortSet;
use crate::set::rule::{Direction, Meaning, Space};
use profile::Profiles;
use std::collections::BTreeMap;
use table::Tables;

/// How plugins are taken to work where Kubernetes leaves it open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plugin {
    /// Whether blocks of addresses match pods.
    pub blocks: Model,
    /// What becomes of pods on the network of their node.
    pub host_network: HostNetwork,
}

impl Default for Plugin {
    fn default() -> Self {
        Self { blocks: Model::Outside, host_network: HostNetwork::Ruled }
    }
}

/// What becomes of pods on the network of their node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HostNetwork {
    /// They are pods like all others.
    Ruled,
    /// Policies neither choose them nor know them as peers by their labels; blocks hold their addresses, which
    /// are those of nodes.
    Unseen,
}

/// Workloads that may all connect to all of another group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Who connects.
    pub sources: Group,
    /// Who is connected to.
    pub targets: Group,
    /// On which ports of theirs.
    pub ports: PortSet,
}

/// Workloads that may all exchange with addresses outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutsideRow {
    /// The workloads.
    pub workloads: Group,
    /// The addresses.
    pub addresses: AddressSet,
    /// The ports, of the end that is connected to.
    pub ports: PortSet,
}

/// What policies allow.
#[derive(Debug, Clone)]
pub struct Connections {
    /// The workloads, by namespace, kind and name: what groups number.
    pub workloads: Vec<Workload>,
    /// From workloads to workloads.
    pub rows: Vec<Row>,
    /// From workloads to addresses outside; of one workload no two rows share an address.
    pub to_outside: Vec<OutsideRow>,
    /// From addresses outside to workloads; of one workload no two rows share an address.
    pub from_outside: Vec<OutsideRow>,
    /// What is open to pods and addresses that no file knows.
    pub exposed: Vec<ExposedRow>,
    /// By workload, whether policies choose all of its pods.
    pub isolation: Vec<Isolation>,
}

/// What is told of connections.
#[derive(Debug, Clone)]
pub struct Report<'a> {
    /// The connections.
    pub connections: &'a Connections,
    /// Who may connect to which Services.
    pub services: &'a [ServiceRow],
    /// What leads into the cluster.
    pub entrances: &'a [EntranceRow],
    /// Whether only what is exposed is told.
    pub exposed: bool,
    /// Whether each pair of workloads stands for itself.
    pub pairs: bool,
}

impl Connections {
    /// What policies allow the workloads of an inventory.
    #[must_use]
    pub fn new<O>(
        inventory: &Inventory,
        space: &Space,
        meaning: &Meaning<O>,
        plugin: Plugin,
    ) -> Self {
        let workloads = inventory.workloads();
        let ends = ends::Ends::new(inventory, &workloads, plugin.host_network);
        let [egress, ingress] =
            Direction::ALL.map(|side| Profiles::new(space, meaning.side(side), &ends));
        let (ends, egress, ingress) = (&ends, &egress, &ingress);
        let tables = Tables { space, model: plugin.blocks, ends, egress, ingress };
        let names = tables.names_of_pods();
        let rows = tables.rows(&names);
        let [to_outside, from_outside] = Direction::ALL.map(|side| tables.outside(side, &names));
        let mut exposed = tables.exposed(inventory, &names);
        exposed.extend(exposed::to_addresses(&from_outside));
        exposed.sort_by(|one, other| (&one.workloads, &one.to).cmp(&(&other.workloads, &other.to)));
        let mut isolation = vec![Isolation { ingress: true, egress: true }; workloads.len()];
        for (at, pod) in ends.pods.iter().enumerate() {
            if let Some(own) = isolation.get_mut(pod.workload as usize) {
                own.egress &= egress.is_isolated(at);
                own.ingress &= ingress.is_isolated(at);
            }
        }
        Self { rows, to_outside, from_outside, exposed, isolation, workloads }
    }

    /// Each pair of workloads once, by source and then by target: `take` gets their numbers and the ports.
    ///
    /// # Errors
    /// Whatever `take` refuses.
    pub fn each_pair<E>(
        &self,
        mut take: impl FnMut(u32, u32, &PortSet) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut of_source: Vec<Vec<&Row>> = vec![Vec::new(); self.workloads.len()];
        for row in &self.rows {
            for source in &row.sources {
                if let Some(rows) = of_source.get_mut(*source as usize) {
                    rows.push(row);
                }
            }
        }
        for (source, rows) in (0..).zip(of_source) {
            let mut targets: BTreeMap<u32, std::borrow::Cow<'_, PortSet>> = BTreeMap::new();
            for row in rows {
                for target in row.targets.iter().filter(|target| **target != source) {
                    let ports = targets.entry(*target);
                    let ports = ports.or_insert(std::borrow::Cow::Borrowed(&row.ports));
                    if **ports != row.ports {
                        *ports = std::borrow::Cow::Owned(ports.union(&row.ports));
                    }
                }
            }
            targets.iter().try_for_each(|(target, ports)| take(source, *target, ports))?;
        }
        Ok(())
    }
}
