//! What pods exchange with addresses outside of the cluster.

use super::numbers::{Names, every, resolved};
use super::profile::Profiles;
use super::table::Tables;
use super::{Group, OutsideRow, group};
use crate::set::cidr::AddressSet;
use crate::set::interval::Intervals;
use crate::set::port::PortSet;
use crate::set::rule::{Direction, Peer, PortsId};
use std::collections::{BTreeMap, BTreeSet};

/// Sets of addresses that share none, with the ports that are open to each.
type Pieces = Vec<(AddressSet, Intervals<u32>)>;

/// The same in an order of its own, to tell workloads apart.
type Kind = Vec<(Intervals<u32>, AddressSet)>;

impl Tables<'_> {
    /// What all workloads exchange with addresses outside, in a direction.
    pub(super) fn outside(&self, direction: Direction, names: &[Names]) -> Vec<OutsideRow> {
        let none = Names::new();
        let profiles = match direction {
            Direction::Egress => self.egress,
            Direction::Ingress => self.ingress,
        };
        let mut of_workload: BTreeMap<u32, BTreeSet<(Option<u32>, &Names)>> = BTreeMap::new();
        for ((pod, profile), names) in self.ends.pods.iter().zip(&profiles.of_pod).zip(names) {
            // Names resolve on the pod that is the target, never on addresses.
            let names = if direction == Direction::Ingress { names } else { &none };
            of_workload.entry(pod.workload).or_default().insert((*profile, names));
        }
        let mut alike: BTreeMap<BTreeSet<(Option<u32>, &Names)>, Group> = BTreeMap::new();
        for (workload, kinds) in of_workload {
            alike.entry(kinds).or_default().push(workload);
        }
        let mut rows: BTreeMap<Kind, Group> = BTreeMap::new();
        for (kinds, workloads) in alike {
            let mut all: Pieces = Vec::new();
            for (profile, names) in kinds {
                all.extend(self.pieces(profiles, profile, names));
            }
            let pieces = overlaid(all).into_iter().map(|(addresses, ports)| (ports, addresses));
            let own = rows.entry(pieces.collect()).or_default();
            *own = group::union(&[own, &workloads]);
        }
        let mut merged: BTreeMap<(Intervals<u32>, AddressSet), Group> = BTreeMap::new();
        for (pieces, workloads) in rows {
            for piece in pieces {
                let own = merged.entry(piece).or_default();
                *own = group::union(&[own, &workloads]);
            }
        }
        let mut rows: Vec<_> = merged
            .into_iter()
            .map(|((ports, addresses), workloads)| OutsideRow {
                workloads,
                addresses,
                ports: PortSet::of_numbers(ports),
            })
            .collect();
        rows.sort_by(|one, other| one.workloads.cmp(&other.workloads));
        rows
    }

    fn pieces(&self, profiles: &Profiles, profile: Option<u32>, names: &Names) -> Pieces {
        let Some(profile) = profile else { return vec![(AddressSet::all(), every())] };
        let mut by_ports: BTreeMap<PortsId, Vec<&AddressSet>> = BTreeMap::new();
        let all = AddressSet::all();
        for (peer, ports) in profiles.get(profile) {
            let addresses = match self.space.peer_of(*peer) {
                Some(Peer::Anywhere) => Some(&all),
                Some(Peer::Addresses(id)) => self.space.addresses_of(*id),
                _ => None,
            };
            by_ports.entry(*ports).or_default().extend(addresses);
        }
        let pieces = by_ports.into_iter().filter_map(|(ports, addresses)| {
            let ports = resolved(self.space.ports_of(ports)?, Some(names));
            let addresses = AddressSet::union_all(addresses);
            (!addresses.is_empty() && !ports.is_empty()).then_some((addresses, ports))
        });
        overlaid(pieces.collect())
    }
}

/// The same in pieces that share no address; those with the same ports are one.
fn overlaid(pieces: Pieces) -> Pieces {
    if pieces.len() < 2 {
        return pieces;
    }
    let (sets, ports): (Vec<_>, Vec<_>) = pieces.into_iter().unzip();
    let mut by_ports: BTreeMap<Intervals<u32>, Vec<AddressSet>> = BTreeMap::new();
    for (of, part) in AddressSet::overlay(&sets) {
        let open = Intervals::union_all(of.iter().filter_map(|at| ports.get(*at)));
        by_ports.entry(open).or_default().push(part);
    }
    by_ports.into_iter().map(|(ports, parts)| (AddressSet::union_all(&parts), ports)).collect()
}
