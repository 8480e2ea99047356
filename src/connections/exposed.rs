//! What is open to pods and addresses that no file knows.
//!
//! The question is asked of what selectors mean: several that together leave no pod out are open to every
//! pod, however they are written.

use super::numbers::{Names, every, resolved};
use super::table::Tables;
use super::{Group, group};
use crate::k8s::inventory::Inventory;
use crate::set::cidr::AddressSet;
use crate::set::cover::{Answer, Budget, covered};
use crate::set::flow::{FlowBox, Peers, Ports};
use crate::set::interval::Intervals;
use crate::set::labels::LabelBox;
use crate::set::port::PortSet;
use crate::set::rule::{Direction, NAMESPACE_NAME, Peer, PeerId};
use std::collections::{BTreeMap, BTreeSet};

/// How much a search for a pod that is left out may look at.
const BUDGET: u64 = 1_000_000;

/// Who no file knows.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stranger {
    /// Any pod of any namespace.
    EveryPod,
    /// Any pod with these labels of namespaces with these labels.
    Pods {
        /// The labels of the namespaces.
        namespaces: LabelBox,
        /// The labels of the pods.
        pods: LabelBox,
    },
    /// Addresses outside.
    Addresses(AddressSet),
}

/// Workloads that are open to a stranger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExposedRow {
    /// The workloads.
    pub workloads: Group,
    /// Who may connect to them.
    pub to: Stranger,
    /// On which ports of theirs.
    pub ports: PortSet,
}

impl Tables<'_> {
    /// What is open to strangers: pods, which may lie about their labels, and addresses apart.
    pub(super) fn exposed(&self, inventory: &Inventory, names: &[Names]) -> Vec<ExposedRow> {
        let mut alike: BTreeMap<(Option<u32>, &Names), Group> = BTreeMap::new();
        for ((pod, profile), names) in self.ends.pods.iter().zip(&self.ingress.of_pod).zip(names) {
            alike.entry((*profile, names)).or_default().push(pod.workload);
        }
        let mut rows: BTreeMap<(Stranger, Intervals<u32>), Group> = BTreeMap::new();
        for ((profile, names), workloads) in alike {
            for (stranger, ports) in self.strangers(inventory, profile, names) {
                let own = rows.entry((stranger, ports)).or_default();
                *own = group::union(&[own, &workloads]);
            }
        }
        let mut rows: Vec<_> = rows
            .into_iter()
            .map(|((to, ports), workloads)| ExposedRow {
                workloads,
                to,
                ports: PortSet::of_numbers(ports),
            })
            .collect();
        rows.sort_by(|one, other| (&one.workloads, &one.to).cmp(&(&other.workloads, &other.to)));
        rows
    }

    fn strangers(
        &self,
        inventory: &Inventory,
        profile: Option<u32>,
        names: &Names,
    ) -> BTreeMap<Stranger, Intervals<u32>> {
        let Some(profile) = profile else { return [(Stranger::EveryPod, every())].into() };
        let mut by_peer: BTreeMap<PeerId, Intervals<u32>> = BTreeMap::new();
        for (peer, ports) in self.ingress.get(profile) {
            let Some(ports) = self.space.ports_of(*ports) else { continue };
            let open = by_peer.entry(*peer).or_default();
            *open = open.union(&resolved(ports, Some(names)));
        }
        let (peers, ports): (Vec<_>, Vec<_>) = by_peer.into_iter().unzip();
        let mut open: BTreeMap<Stranger, Intervals<u32>> = BTreeMap::new();
        for (of, part) in Intervals::overlay(&ports.iter().collect::<Vec<_>>()) {
            let of: Vec<_> = of.iter().filter_map(|at| peers.get(*at)).copied().collect();
            let strangers = match self.leave_nobody_out(&of) {
                true => [Stranger::EveryPod].into(),
                false => of.iter().filter_map(|peer| self.stranger(inventory, *peer)).collect(),
            };
            let strangers: BTreeSet<_> = strangers;
            for stranger in strangers {
                let open = open.entry(stranger).or_default();
                *open = open.union(&part);
            }
        }
        open
    }

    fn pods_of(&self, peer: PeerId) -> Option<(&LabelBox, &LabelBox)> {
        match self.space.peer_of(peer)? {
            Peer::Pods(namespaces, pods) => {
                self.space.labels_of(*namespaces).zip(self.space.labels_of(*pods))
            }
            _ => None,
        }
    }

    /// Whether every pod that may exist is one of these peers.
    fn leave_nobody_out(&self, peers: &[PeerId]) -> bool {
        if peers.iter().any(|peer| self.space.peer_of(*peer) == Some(&Peer::Anywhere)) {
            return true;
        }
        let wanted = any_from(&LabelBox::default(), &LabelBox::default());
        let by: Vec<_> = peers
            .iter()
            .filter_map(|peer| self.pods_of(*peer))
            .map(|(namespaces, pods)| any_from(namespaces, pods))
            .collect();
        covered(Direction::Ingress, &wanted, &by, &mut Budget(BUDGET)) == Answer::Inside
    }

    /// The pods that a peer is, where a pod that no file knows may be one of them and none that they know is.
    fn stranger(&self, inventory: &Inventory, peer: PeerId) -> Option<Stranger> {
        let (namespaces, pods) = self.pods_of(peer)?;
        let stranger = Stranger::Pods { namespaces: namespaces.clone(), pods: pods.clone() };
        let names = namespaces.get(NAMESPACE_NAME);
        let is_closed = |name| {
            inventory.namespaces().contains_key(name)
                && !namespaces.contains(&inventory.namespace(name))
        };
        if !names.negated && names.values.iter().all(is_closed) {
            return None;
        }
        let known = || !self.ends.with_labels(&self.ends.namespaces(namespaces), pods).is_empty();
        (pods.is_all() || !known()).then_some(stranger)
    }
}

/// Connections from pods with these labels to any pod.
fn any_from(namespaces: &LabelBox, pods: &LabelBox) -> FlowBox {
    let (namespaces, pods, addresses) = (namespaces.clone(), pods.clone(), AddressSet::all());
    let one = PortSet::range(crate::set::port::Protocol::Tcp, 1, 1);
    FlowBox {
        namespaces: LabelBox::default(),
        pods: LabelBox::default(),
        addresses: AddressSet::all(),
        peers: Peers::Pods { namespaces, pods, addresses },
        ports: Ports { numbers: one.numbers().clone(), names: BTreeSet::new() },
    }
}

/// What is open to addresses outside, as rows of strangers.
pub(super) fn to_addresses(rows: &[super::OutsideRow]) -> impl Iterator<Item = ExposedRow> {
    rows.iter().map(|row| ExposedRow {
        workloads: row.workloads.clone(),
        to: Stranger::Addresses(row.addresses.clone()),
        ports: row.ports.clone(),
    })
}
