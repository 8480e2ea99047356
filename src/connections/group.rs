//! Groups of workloads, and rows of groups put together.

use super::Row;
use super::numbers::{Id, Numbers};
use super::table::Raw;
use crate::set::port::PortSet;
use std::collections::HashMap;

/// Workloads by their numbers, ascending, each once.
pub type Group = Vec<u32>;

/// What is in any of these.
pub(super) fn union(groups: &[&Group]) -> Group {
    let mut all: Group = groups.iter().copied().flatten().copied().collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Leaves a workload that is alone on one side out of the other.
pub(super) fn apart(sources: &mut Group, targets: &mut Group) {
    if let [only] = **sources {
        targets.retain(|target| *target != only);
    } else if let [only] = **targets {
        sources.retain(|source| *source != only);
    }
}

/// Rows in which no workload connects to itself alone, as few as one step for targets and one for sources
/// gives, in the order of their groups.
pub(super) fn merged(rows: Vec<Raw>, numbers: &Numbers) -> Vec<Row> {
    let kept = rows.into_iter().filter_map(|(mut sources, mut targets, ports)| {
        apart(&mut sources, &mut targets);
        (!sources.is_empty() && !targets.is_empty()).then_some((sources, targets, ports))
    });
    let by_source = together(kept.map(|(sources, targets, ports)| ((sources, ports), targets)));
    let by_target = together(
        by_source.into_iter().map(|((sources, ports), targets)| ((targets, ports), sources)),
    );
    let mut rows: Vec<_> = by_target
        .into_iter()
        .map(|((targets, ports), sources)| {
            (sources, targets, PortSet::of_numbers(numbers.get(ports)))
        })
        .collect();
    rows.sort_unstable();
    rows.into_iter().map(|(sources, targets, ports)| Row { sources, targets, ports }).collect()
}

fn together(rows: impl Iterator<Item = ((Group, Id), Group)>) -> Vec<((Group, Id), Group)> {
    let mut by_key: HashMap<(Group, Id), Vec<Group>> = HashMap::new();
    for (key, group) in rows {
        by_key.entry(key).or_default().push(group);
    }
    let whole = |groups: Vec<Group>| union(&groups.iter().collect::<Vec<_>>());
    let mut rows: Vec<_> = by_key.into_iter().map(|(key, groups)| (key, whole(groups))).collect();
    rows.sort_unstable();
    rows
}
