//! Sets of IPv4 and IPv6 addresses.

use super::interval::Intervals;
use ipnet::{IpNet, Ipv4Net, Ipv4Subnets, Ipv6Net, Ipv6Subnets};
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A block as a NetworkPolicy's `ipBlock` says it: a CIDR, less strict subsets of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IpBlock {
    /// The block, without host bits.
    pub cidr: IpNet,
    /// What is cut out, each within `cidr`, of the same family.
    pub except: Vec<IpNet>,
}

impl IpBlock {
    /// A whole CIDR.
    #[must_use]
    pub const fn whole(cidr: IpNet) -> Self {
        Self { cidr, except: Vec::new() }
    }
}

impl std::fmt::Display for IpBlock {
    /// As netz writes it: `10.0.0.0/8 except (10.6.0.0/16, 10.7.0.0/16)`.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}", self.cidr)?;
        match self.except.as_slice() {
            [] => Ok(()),
            [one] => write!(formatter, " except {one}"),
            several => {
                let list: Vec<_> = several.iter().map(ToString::to_string).collect();
                write!(formatter, " except ({})", list.join(", "))
            }
        }
    }
}

/// The blocks of addresses that aren't public: private ones, and those of special use, of each family.
const SPECIAL: [&[&str]; 2] = [
    &[
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "224.0.0.0/3",
    ],
    &["::1/128", "fc00::/7", "fe80::/10", "ff00::/8"],
];

/// Public addresses, a block of each family: what the language calls `internet`.
#[must_use]
pub fn public() -> [IpBlock; 2] {
    let wholes = [IpNet::V4(Ipv4Net::default()), IpNet::V6(Ipv6Net::default())];
    let mut special = SPECIAL.iter();
    wholes.map(|cidr| {
        let except = special.next().into_iter().copied().flatten();
        IpBlock { cidr, except: except.filter_map(|text| text.parse().ok()).collect() }
    })
}

/// How many blocks of a set are written out.
const SHOWN: usize = 4;

/// A set of addresses.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AddressSet {
    v4: Intervals<u32>,
    v6: Intervals<u128>,
}

impl AddressSet {
    /// Every address of these CIDRs.
    #[must_use]
    pub fn of_cidrs<'a>(cidrs: impl IntoIterator<Item = &'a IpNet>) -> Self {
        let (mut v4, mut v6) = (Vec::new(), Vec::new());
        for cidr in cidrs {
            match cidr {
                IpNet::V4(net) => v4.push((net.network().to_bits(), net.broadcast().to_bits())),
                IpNet::V6(net) => v6.push((net.network().to_bits(), net.broadcast().to_bits())),
            }
        }
        Self { v4: Intervals::new(v4), v6: Intervals::new(v6) }
    }

    /// Every address of these blocks. What one block cuts out, another may hold.
    #[must_use]
    pub fn of_blocks<'a>(blocks: impl IntoIterator<Item = &'a IpBlock>) -> Self {
        blocks.into_iter().fold(Self::default(), |all, block| {
            let whole = Self::of_cidrs([&block.cidr]);
            all.union(&whole.subtract(&Self::of_cidrs(&block.except)))
        })
    }

    /// Every address of both families.
    #[must_use]
    pub fn all() -> Self {
        Self { v4: Intervals::new([(0, u32::MAX)]), v6: Intervals::new([(0, u128::MAX)]) }
    }

    /// Whether it holds this address.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        match address {
            IpAddr::V4(address) => self.v4.contains(address.to_bits()),
            IpAddr::V6(address) => self.v6.contains(address.to_bits()),
        }
    }

    /// Its first address, IPv4 before IPv6.
    #[must_use]
    pub fn first(&self) -> Option<IpAddr> {
        self.ranges().next().map(|(low, _)| low)
    }

    /// Its addresses as inclusive ranges, ascending, IPv4 before IPv6.
    pub fn ranges(&self) -> impl Iterator<Item = (IpAddr, IpAddr)> {
        let v4 = self.v4.ranges().iter().map(|(low, high)| {
            (Ipv4Addr::from_bits(*low).into(), Ipv4Addr::from_bits(*high).into())
        });
        let v6 = self.v6.ranges().iter().map(|(low, high)| {
            (Ipv6Addr::from_bits(*low).into(), Ipv6Addr::from_bits(*high).into())
        });
        v4.chain(v6)
    }

    /// The fewest CIDRs that hold its addresses and no others, IPv4 before IPv6.
    pub fn cidrs(&self) -> impl Iterator<Item = IpNet> {
        let v4 = self.v4.ranges().iter().flat_map(|(low, high)| {
            Ipv4Subnets::new(Ipv4Addr::from_bits(*low), Ipv4Addr::from_bits(*high), 0)
        });
        let v6 = self.v6.ranges().iter().flat_map(|(low, high)| {
            Ipv6Subnets::new(Ipv6Addr::from_bits(*low), Ipv6Addr::from_bits(*high), 0)
        });
        v4.map(IpNet::V4).chain(v6.map(IpNet::V6))
    }

    /// Its addresses in disjoint blocks, ascending, IPv4 before IPv6: CIDRs, or one less what is cut out of
    /// it where that takes fewer.
    #[must_use]
    pub fn blocks(&self) -> Vec<IpBlock> {
        let families = self.families().into_iter().zip(Self::all().families());
        let blocks = families.flat_map(|(own, all)| {
            let left = all.subtract(&own);
            fewest(&own.cidrs().collect::<Vec<_>>(), &left.cidrs().collect::<Vec<_>>())
        });
        blocks.collect()
    }

    /// Whether it holds nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.v4.is_empty() && self.v6.is_empty()
    }

    /// What is in either.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        Self { v4: self.v4.union(&other.v4), v6: self.v6.union(&other.v6) }
    }

    /// What is in any of these.
    #[must_use]
    pub fn union_all<'a>(sets: impl IntoIterator<Item = &'a Self> + Clone) -> Self {
        let v4 = Intervals::union_all(sets.clone().into_iter().map(|set| &set.v4));
        Self { v4, v6: Intervals::union_all(sets.into_iter().map(|set| &set.v6)) }
    }

    /// The parts that the same sets hold, by the numbers of these sets; what none holds is in no part.
    #[must_use]
    pub fn overlay(sets: &[Self]) -> BTreeMap<Vec<usize>, Self> {
        let mut parts: BTreeMap<Vec<usize>, Self> = BTreeMap::new();
        for (of, v4) in Intervals::overlay(&sets.iter().map(|set| &set.v4).collect::<Vec<_>>()) {
            parts.entry(of).or_default().v4 = v4;
        }
        for (of, v6) in Intervals::overlay(&sets.iter().map(|set| &set.v6).collect::<Vec<_>>()) {
            parts.entry(of).or_default().v6 = v6;
        }
        parts
    }

    /// Its IPv4 addresses, and its IPv6 addresses.
    #[must_use]
    pub fn families(&self) -> [Self; 2] {
        let (v4, v6) = (self.v4.clone(), self.v6.clone());
        [Self { v4, v6: Intervals::default() }, Self { v4: Intervals::default(), v6 }]
    }

    /// What is in both.
    #[must_use]
    pub fn intersect(&self, other: &Self) -> Self {
        Self { v4: self.v4.intersect(&other.v4), v6: self.v6.intersect(&other.v6) }
    }

    /// What is in this one and not in `other`.
    #[must_use]
    pub fn subtract(&self, other: &Self) -> Self {
        Self { v4: self.v4.subtract(&other.v4), v6: self.v6.subtract(&other.v6) }
    }

    /// Whether all of this is in `other`.
    #[must_use]
    pub fn is_subset(&self, other: &Self) -> bool {
        self.v4.is_subset(&other.v4) && self.v6.is_subset(&other.v6)
    }
}

impl std::fmt::Display for AddressSet {
    /// Its blocks, of many the first ones: `10.0.0.0/8, 192.168.0.0/16`.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let v4 = self.v4.ranges().iter().flat_map(|(low, high)| {
            ipnet::Ipv4Subnets::new(Ipv4Addr::from(*low), Ipv4Addr::from(*high), 0).map(IpNet::V4)
        });
        let v6 = self.v6.ranges().iter().flat_map(|(low, high)| {
            ipnet::Ipv6Subnets::new(Ipv6Addr::from(*low), Ipv6Addr::from(*high), 0).map(IpNet::V6)
        });
        let mut blocks = v4.chain(v6);
        let shown: Vec<_> = blocks.by_ref().take(SHOWN).map(|block| block.to_string()).collect();
        formatter.write_str(&shown.join(", "))?;
        if blocks.next().is_some() { formatter.write_str(", …") } else { Ok(()) }
    }
}

/// CIDRs of one family, ascending, as blocks; `left` are those of all other addresses.
fn fewest(cidrs: &[IpNet], left: &[IpNet]) -> Vec<IpBlock> {
    let plain = || cidrs.iter().copied().map(IpBlock::whole).collect();
    let ([first, .., last], true) = (cidrs, cidrs.len() > 1) else { return plain() };
    let around = std::iter::successors(Some(*first), IpNet::supernet).find(|it| it.contains(last));
    let halves = around.and_then(|around| {
        let mut halves = around.subnets(around.prefix_len().saturating_add(1)).ok()?;
        Some((around, halves.nth(1)?.network()))
    });
    let Some((around, middle)) = halves else { return plain() };
    let from = left.partition_point(|one| one.network() < around.network());
    let to = left.partition_point(|one| one.network() <= around.broadcast());
    let left = left.get(from..to).unwrap_or_default();
    let (low, high) = cidrs.split_at(cidrs.partition_point(|one| one.network() < middle));
    let mut blocks = fewest(low, left);
    blocks.extend(fewest(high, left));
    let length: usize = blocks.iter().map(|block| 1 + block.except.len()).sum();
    match left.len() + 1 < length {
        true => vec![IpBlock { cidr: around, except: left.to_vec() }],
        false => blocks,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(cidr: &str, except: &[&str]) -> IpBlock {
        IpBlock {
            cidr: cidr.parse().unwrap(),
            except: except.iter().map(|cut| cut.parse().unwrap()).collect(),
        }
    }

    #[test]
    fn what_one_block_cuts_out_another_may_hold() {
        let cut = block("10.0.0.0/8", &["10.6.0.0/16"]);
        let back = block("10.6.0.0/16", &[]);
        let whole = AddressSet::of_blocks([&block("10.0.0.0/8", &[])]);
        assert!(!whole.is_subset(&AddressSet::of_blocks([&cut])));
        assert_eq!(AddressSet::of_blocks([&cut, &back]), whole);
    }

    #[test]
    fn the_first_address_is_a_member() {
        let cut = AddressSet::of_blocks([&block("10.0.0.0/8", &["10.0.0.0/9"])]);
        assert_eq!(cut.first(), Some("10.128.0.0".parse().unwrap()));
        assert!(!cut.contains("10.0.0.1".parse().unwrap()));
        let rest = AddressSet::all().subtract(&AddressSet::of_blocks([&block("0.0.0.0/0", &[])]));
        assert_eq!(rest.first(), Some("::".parse().unwrap()));
        assert_eq!(AddressSet::default().first(), None);
    }

    #[test]
    fn cidrs_hold_the_same_addresses() {
        let cut =
            AddressSet::of_blocks([&block("10.0.0.0/8", &["10.6.0.0/16"]), &block("::/0", &[])]);
        let cidrs: Vec<_> = cut.cidrs().collect();
        assert_eq!(AddressSet::of_cidrs(&cidrs), cut);
        assert_eq!(cidrs.len(), 9);
        assert_eq!(AddressSet::all().cidrs().count(), 2);
    }

    #[test]
    fn blocks_are_the_shorter_way_to_say_the_same() {
        let said = |blocks: &[IpBlock]| {
            let set = AddressSet::of_blocks(blocks);
            let said = set.blocks();
            assert_eq!(AddressSet::of_blocks(&said), set);
            let length: usize = said.iter().map(|block| 1 + block.except.len()).sum();
            assert!(length <= set.cidrs().count());
            said
        };
        let far = [
            block("10.0.0.0/8", &["10.6.0.0/16", "10.200.1.0/24"]),
            block("192.0.2.0/24", &[]),
            block("2001:db8::/32", &["2001:db8:1::/48"]),
        ];
        assert_eq!(said(&far), far);
        assert_eq!(said(&[block("10.0.0.0/8", &["10.0.0.0/9"])]), [block("10.128.0.0/9", &[])]);
        assert_eq!(said(&[]), []);
        assert_eq!(AddressSet::all().blocks().len(), 2);
        let mut dice = crate::emit::tests::dice::Dice(7);
        for _ in 0..300 {
            let blocks: Vec<_> = (0..dice.roll(8))
                .map(|_| {
                    let bits = 24 + u8::try_from(dice.roll(9)).unwrap();
                    let address = Ipv4Addr::new(10, 0, 0, u8::try_from(dice.roll(256)).unwrap());
                    let cidr = Ipv4Net::new(address, bits).unwrap().trunc();
                    IpBlock::whole(cidr.into())
                })
                .collect();
            said(&blocks);
        }
    }

    #[test]
    fn the_families_are_apart() {
        let all4 = AddressSet::of_blocks([&block("0.0.0.0/0", &[])]);
        let all6 = AddressSet::of_blocks([&block("::/0", &[])]);
        assert!(all4.intersect(&all6).is_empty());
        assert!(!all6.is_subset(&all4));
    }

    #[test]
    fn a_set_is_written_as_its_blocks() {
        let set = |cidr, except: &[&str]| AddressSet::of_blocks([&block(cidr, except)]).to_string();
        assert_eq!(set("10.0.0.0/8", &["10.128.0.0/9"]), "10.0.0.0/9");
        assert_eq!(set("10.0.0.0/30", &["10.0.0.0/32"]), "10.0.0.1/32, 10.0.0.2/31");
        assert_eq!(AddressSet::all().to_string(), "0.0.0.0/0, ::/0");
        let most = "0.0.0.0/5, 8.0.0.0/7, 11.0.0.0/8, 12.0.0.0/6, …";
        assert_eq!(set("0.0.0.0/0", &["10.0.0.0/8"]), most);
    }
}
