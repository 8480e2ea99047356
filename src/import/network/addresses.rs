//! Addresses: as blocks, and as named sets.

use super::super::model::{AddressesId, Draft, End, Net};
use super::super::names;
use super::halves::{Half, Halves};
use crate::set::cidr::{self, AddressSet, IpBlock};
use crate::set::port::{PortSet, Protocol};
use ipnet::IpNet;
use std::collections::BTreeMap;

/// From how many literals on a set of addresses has a name.
const NAMED: usize = 3;
/// Where API servers listen, and hardly anything else.
const API_PORT: u16 = 6443;

/// Says `internet` where both of its families are allowed on the same ports.
pub fn internet(draft: &Draft, halves: &mut [Halves; 2]) {
    let families = cidr::public().map(|block| AddressSet::of_blocks([&block]));
    let found = families.map(|set| draft.addresses.iter().position(|one| *one == set));
    let [Some(four), Some(six)] = found else { return };
    let [four, six] = [four, six].map(|at| End::Addresses(AddressesId(at)));
    for halves in halves {
        let firsts: Vec<_> =
            halves.keys().filter(|(one, two)| *one == four || *two == four).copied().collect();
        for (source, target) in firsts {
            let other = |end: End| if end == four { six } else { end };
            let twin = (other(source), other(target));
            let same = halves.get(&twin).map(|half| &half.ports)
                == halves.get(&(source, target)).map(|half| &half.ports);
            if !same {
                continue;
            }
            let as_one = |end: End| if end == four { End::Internet } else { end };
            let Half { ports, mut origins } =
                halves.shift_remove(&(source, target)).unwrap_or_default();
            origins.extend(halves.shift_remove(&twin).unwrap_or_default().origins);
            halves.insert((as_one(source), as_one(target)), Half { ports, origins });
        }
    }
}

/// Whether a block is a few hosts.
fn is_narrow(block: &IpBlock) -> bool {
    let most = if matches!(block.cidr, IpNet::V4(_)) { 24 } else { 64 };
    block.cidr.prefix_len() >= most
}

/// Gives a name to sets of addresses that are long or stand in several flows; `name_of` says what the policy
/// of a flow is called.
pub fn name_sets(draft: &mut Draft, name_of: &dyn Fn(u32) -> Option<ecow::EcoString>) {
    let mut uses: BTreeMap<Vec<AddressesId>, (usize, Option<u32>, bool)> = BTreeMap::new();
    let api = PortSet::range(Protocol::Tcp, API_PORT, API_PORT);
    for flow in &draft.flows {
        for (ends, is_target) in [(&flow.sources, false), (&flow.targets, true)] {
            let parts = parts(ends);
            if !parts.is_empty() {
                let (count, origin, is_api) = uses.entry(parts).or_insert((0, None, false));
                *count += 1;
                *origin = origin.or_else(|| flow.origins.first().copied());
                let ports = flow.ports.as_ref().filter(|ports| is_target && !ports.is_any());
                *is_api |= ports.is_some_and(|ports| api.is_subset(ports));
            }
        }
    }
    for (parts, (count, origin, is_api)) in uses {
        let sets = parts.iter().filter_map(|part| draft.addresses.get(part.0));
        let blocks = outermost(&sets.collect::<Vec<_>>());
        let length: usize = blocks.iter().map(|block| 1 + block.except.len()).sum();
        if length < NAMED && (count < 2 || length < 2) {
            continue;
        }
        let hint = match blocks.as_slice() {
            [only] if only.cidr.prefix_len() == 0 => "outside".into(),
            blocks if blocks.iter().all(|block| block.cidr.prefix_len() == 0) => {
                "any-address".into()
            }
            blocks if is_api && blocks.iter().all(is_narrow) => "api-servers".into(),
            _ => origin
                .and_then(name_of)
                .map_or_else(|| "addresses".into(), |name| names::clean(&name)),
        };
        let taken = |name: &str| {
            names::is_of_language(name)
                || draft.access.principals.iter().any(|one| one.name == name)
                || draft.nets.iter().any(|net| net.name == name)
                || draft.zones.iter().any(|zone| {
                    zone.segments.iter().any(|segment| segment.name == name)
                        || zone.accounts.iter().any(|account| account.name == name)
                })
        };
        let name = names::free(&hint, taken);
        draft.nets.push(Net { name, parts });
    }
}

/// The sets of addresses among some ends.
pub fn parts(ends: &[End]) -> Vec<AddressesId> {
    let ids = ends.iter().filter_map(|end| match end {
        End::Addresses(id) => Some(*id),
        _ => None,
    });
    let mut ids: Vec<_> = ids.collect();
    ids.sort_unstable();
    ids
}

/// Blocks without those that lie inside others, in order.
pub fn outermost(sets: &[&AddressSet]) -> Vec<IpBlock> {
    let all: Vec<IpBlock> = sets.iter().flat_map(|set| set.blocks()).collect();
    let of = |block: &IpBlock| AddressSet::of_blocks([block]);
    let mut kept: Vec<IpBlock> = Vec::new();
    for block in all {
        let set = of(&block);
        if kept.iter().any(|other| set.is_subset(&of(other))) {
            continue;
        }
        kept.retain(|other| !of(other).is_subset(&set));
        kept.push(block);
    }
    kept
}
