//! The fewest rules that say the same.
//!
//! A rule is a product, peers times ports, and a policy is the union of its rules. Joining the peers of
//! rules with equal ports, or the ports of rules with equal peers, changes no union; leaving out what
//! another rule holds doesn't either. Two ways of joining are tried and the shorter one is taken; where
//! they are as short, the one that is nearer to the source.

use super::peer::Peer;
use crate::hash::{IndexMap, IndexSet};
use crate::set::port::PortSet;
use std::borrow::Cow;

/// Some peers on some ports, as a statement has them.
#[derive(Debug)]
pub struct Entry<'a> {
    /// The other ends.
    pub peers: Vec<Peer<'a>>,
    /// The destination's ports.
    pub ports: &'a PortSet,
}

/// A rule of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule<'a> {
    /// The other ends: [`Peer::Anywhere`] alone, or any number of others but none.
    pub peers: Vec<Peer<'a>>,
    /// The destination's ports; never empty.
    pub ports: Cow<'a, PortSet>,
}

/// All ports of each peer.
#[derive(Debug, Default)]
pub struct Held<'a> {
    ports: IndexMap<Peer<'a>, Cow<'a, PortSet>>,
}

impl<'a> Held<'a> {
    /// What these entries hold.
    pub fn of(entries: &[Entry<'a>]) -> Self {
        let mut held = Self::default();
        for Entry { peers, ports } in entries {
            for peer in peers {
                held.add(*peer, ports);
            }
        }
        held
    }

    fn add(&mut self, peer: Peer<'a>, ports: &'a PortSet) {
        self.ports.entry(peer).and_modify(|all| extend(all, ports)).or_insert(Cow::Borrowed(ports));
    }

    fn holds(&self, peer: Peer<'a>, ports: &PortSet) -> bool {
        self.ports.get(&peer).is_some_and(|held| ports.is_subset(held))
    }
}

/// The rules of `entries`, in the order in which they first appear, without what `before` holds already.
pub fn fewest<'a>(entries: &[Entry<'a>], before: &Held<'a>) -> Vec<Rule<'a>> {
    let everybody = entries.iter().filter(|entry| entry.peers.contains(&Peer::Anywhere));
    let open = everybody.fold(PortSet::default(), |open, entry| open.union(entry.ports));
    let mut pairs = Pairs::default();
    for Entry { peers, ports } in entries.iter().filter(|entry| !entry.ports.is_empty()) {
        if before.holds(Peer::Anywhere, ports) {
            continue;
        }
        let covered = ports.is_subset(&open);
        let kept = |peer: &&Peer<'a>| {
            !before.holds(**peer, ports) && (!covered || **peer == Peer::Anywhere)
        };
        pairs.add(peers.iter().filter(kept), ports);
    }
    // INVARIANT: what anywhere holds is gone, so it shares its ports, and a rule, with no other peer.
    let by_ports = pairs.by_ports();
    if pairs.of_one_each() {
        return by_ports;
    }
    let by_peers = pairs.by_peers();
    if cost(&by_peers) < cost(&by_ports) { by_peers } else { by_ports }
}

/// Peers and their ports, each pair once. Peers and ports are numbered, since both are long to compare.
#[derive(Debug, Default)]
struct Pairs<'a> {
    peers: IndexSet<Peer<'a>>,
    ports: IndexSet<&'a PortSet>,
    pairs: IndexSet<(usize, usize)>,
}

impl<'a> Pairs<'a> {
    fn add<'b>(&mut self, peers: impl Iterator<Item = &'b Peer<'a>>, ports: &'a PortSet)
    where
        'a: 'b,
    {
        let mut number = None;
        for peer in peers {
            let ports = *number.get_or_insert_with(|| self.ports.insert_full(ports).0);
            self.pairs.insert((self.peers.insert_full(*peer).0, ports));
        }
    }

    /// Whether no peer has several ports: then both ways of joining come to the same.
    fn of_one_each(&self) -> bool {
        self.pairs.len() == self.peers.len()
    }

    /// Peers of equal ports together, then ports of equal peers.
    fn by_ports(&self) -> Vec<Rule<'a>> {
        let mut groups = vec![Vec::new(); self.ports.len()];
        for (peer, ports) in &self.pairs {
            groups.get_mut(*ports).into_iter().for_each(|group| group.push(*peer));
        }
        let mut rules: IndexMap<Vec<usize>, Rule<'a>> = IndexMap::default();
        for (ports, numbers) in self.ports.iter().zip(groups) {
            let peers =
                numbers.iter().filter_map(|at| self.peers.get_index(*at)).copied().collect();
            let mut key = numbers;
            key.sort_unstable();
            rules
                .entry(key)
                .and_modify(|rule| rule.ports = Cow::Owned(rule.ports.union(ports)))
                .or_insert(Rule { peers, ports: Cow::Borrowed(*ports) });
        }
        rules.into_values().collect()
    }

    /// All ports of each peer, then peers of equal ports together.
    fn by_peers(&self) -> Vec<Rule<'a>> {
        let mut held: Vec<Cow<'a, PortSet>> = Vec::with_capacity(self.peers.len());
        for (peer, ports) in &self.pairs {
            let Some(ports) = self.ports.get_index(*ports) else { continue };
            match held.get_mut(*peer) {
                Some(all) => extend(all, ports),
                None => held.push(Cow::Borrowed(*ports)),
            }
        }
        let mut rules: IndexMap<Cow<'a, PortSet>, Vec<Peer<'a>>> = IndexMap::default();
        for (peer, ports) in self.peers.iter().zip(held) {
            rules.entry(ports).or_default().push(*peer);
        }
        rules.into_iter().map(|(ports, peers)| Rule { peers, ports }).collect()
    }
}

/// Adds ports to others, which stay borrowed where they hold them already.
fn extend<'a>(all: &mut Cow<'a, PortSet>, ports: &'a PortSet) {
    if !ports.is_subset(all) {
        *all = Cow::Owned(all.union(ports));
    }
}

/// How long a reader is busy: rules, then their entries.
fn cost(rules: &[Rule<'_>]) -> (usize, usize) {
    let entries = rules.iter().map(|rule| rule.peers.len() + rule.ports.parts().len());
    (rules.len(), entries.sum())
}

#[cfg(test)]
mod tests {
    use super::super::peer::Where;
    use super::*;
    use crate::set::port::Protocol;
    use crate::set::selector::Selector;

    fn tcp(port: u16) -> PortSet {
        PortSet::range(Protocol::Tcp, port, port)
    }

    /// The rules of these entries, as text: peers by number, 0 for anywhere.
    fn text(entries: &[(&[usize], PortSet)]) -> String {
        let selectors: Vec<_> = (0..9).map(|at| Selector::equals("app", at.to_string())).collect();
        let peer = |at: &usize| match at {
            0 => Peer::Anywhere,
            at => Peer::Pods(Where::Here, Some(&selectors[*at])),
        };
        let entries: Vec<_> = entries
            .iter()
            .map(|(peers, ports)| Entry { peers: peers.iter().map(peer).collect(), ports })
            .collect();
        let number = |found: &Peer<'_>| (0..9).find(|at| peer(at) == *found).unwrap().to_string();
        let rules = fewest(&entries, &Held::default());
        let rules = rules.iter().map(|rule| {
            let peers: Vec<_> = rule.peers.iter().map(number).collect();
            format!("{} {}", peers.join(","), rule.ports)
        });
        rules.collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn equal_ports_join_peers_and_equal_peers_join_ports() {
        assert_eq!(text(&[(&[1], tcp(80)), (&[2], tcp(80))]), "1,2 tcp/80");
        assert_eq!(text(&[(&[1, 2], tcp(80)), (&[2, 1], tcp(443))]), "1,2 tcp/80,443");
        assert_eq!(text(&[(&[1, 1], tcp(80)), (&[1], tcp(80))]), "1 tcp/80");
    }

    #[test]
    fn the_source_is_followed_unless_another_way_is_shorter() {
        assert_eq!(
            text(&[(&[1], tcp(80)), (&[1], tcp(443)), (&[2], tcp(80))]),
            "1,2 tcp/80; 1 tcp/443"
        );
        // Three ports, two peers: by peer there are two rules.
        assert_eq!(
            text(&[(&[1, 2], tcp(80)), (&[1], tcp(443)), (&[2], tcp(22)), (&[1], tcp(8080))]),
            "1 tcp/80,443,8080; 2 tcp/22,80"
        );
    }

    #[test]
    fn what_another_entry_holds_is_left_out() {
        let all = || PortSet::all_of(Protocol::Tcp);
        assert_eq!(text(&[(&[1], all()), (&[1], tcp(80))]), "1 tcp");
        assert_eq!(
            text(&[(&[1], tcp(80)), (&[0], tcp(80)), (&[2], tcp(22))]),
            "0 tcp/80; 2 tcp/22"
        );
    }

    #[test]
    fn anywhere_never_lends_its_peers_to_other_ports() {
        assert_eq!(text(&[(&[0], tcp(80)), (&[1], tcp(443))]), "0 tcp/80; 1 tcp/443");
        assert_eq!(text(&[(&[0, 1], tcp(80))]), "0 tcp/80");
        assert_eq!(text(&[(&[0], tcp(80)), (&[1], tcp(443)), (&[0], tcp(443))]), "0 tcp/80,443");
    }

    #[test]
    fn no_ports_and_no_peers_are_no_rule() {
        assert_eq!(text(&[(&[1], PortSet::default()), (&[], tcp(80))]), "");
    }
}
