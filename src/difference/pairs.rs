//! The rules of one side that the other side doesn't have as they are.

use crate::set::port::PortSet;
use crate::set::rule::{PeerId, PortsId, Rule, Space, Subject};

/// The rules of `own` whose ports no rules of `others` hold for the same subject and peer. Both are sorted;
/// of two worlds that are nearly the same these are few.
pub(super) fn unmatched<O: Copy>(
    space: &Space,
    own: &[Rule<O>],
    others: &[Rule<O>],
) -> Vec<Rule<O>> {
    let mut rest = others;
    let mut unmatched = Vec::new();
    for same in own.chunk_by(|one, other| pair(one) == pair(other)) {
        let Some(first) = same.first() else { continue };
        let before = rest.iter().take_while(|rule| pair(rule) < pair(first)).count();
        rest = rest.get(before..).unwrap_or_default();
        let equal = rest.iter().take_while(|rule| pair(rule) == pair(first)).count();
        let (near, after) = rest.split_at_checked(equal).unwrap_or_default();
        rest = after;
        if ports(same).eq(ports(near)) {
            continue;
        }
        let known = near.iter().filter_map(|rule| space.ports_of(rule.ports));
        let held = known.fold(PortSet::default(), |all, ports| all.union(ports));
        let inside =
            |rule: &&Rule<O>| space.ports_of(rule.ports).is_none_or(|own| own.is_subset(&held));
        unmatched.extend(same.iter().filter(|rule| !inside(rule)));
    }
    unmatched
}

const fn pair<O>(rule: &Rule<O>) -> (Subject, PeerId) {
    (rule.subject, rule.peer)
}

/// The ports of rules of one pair, each once.
fn ports<O>(rules: &[Rule<O>]) -> impl Iterator<Item = PortsId> {
    let runs = rules.chunk_by(|one, other| one.ports == other.ports);
    runs.filter_map(|run| run.first().map(|rule| rule.ports))
}
