//! What is nearly what was asked for, and what would allow it.

use super::answer::{Miss, Side, State, Suggestion};
use super::connection::Asked;
use super::reached;
use super::{Asker, words};
use crate::ir::{self, EndpointKind, FlowId, Policy, Zone, ZoneId};
use crate::reach;
use crate::set::flow::Peers;
use crate::set::labels::LabelBox;
use crate::set::port::PortSet;
use crate::set::rule::{Direction, NAMESPACE_NAME};
use crate::world::Origin;
use crate::world::prover::Cause;
use crate::world::way::{self, Way};
use std::collections::BTreeSet;
use std::ops::ControlFlow;

/// How many near misses are told.
const MOST: usize = 3;

/// The statements that allow the most of it: other ports, one end alone, the other way round, others to the
/// same target, and last the same source to others.
pub(super) fn misses(asker: &Asker<'_>, asked: &Asked<'_>) -> Vec<Miss> {
    let mut found = Found { asker, misses: Vec::new(), seen: Vec::new() };
    let (sources, targets) = (&asked.source.peers, &asked.target.peers);
    if !asked.open {
        found.whole(&Way::all(sources, targets, &PortSet::any()), |flow| {
            format!(
                "allows {}, not {}",
                ports_of(flow, &asked.target.peers, asker.policy),
                asked.ports
            )
        });
    }
    for direction in Direction::ALL {
        let remark = format!("opens the {} alone", direction.word());
        found.one_end(direction, &asked.ways, |_| remark.clone());
    }
    found.whole(&Way::all(targets, sources, &PortSet::any()), |_| {
        "allows the other direction".to_owned()
    });
    let namespaces = |peers: &[Peers]| -> Vec<Peers> {
        let all = peers.iter().filter_map(|one| match one {
            Peers::Pods { namespaces, addresses, .. } => Some(Peers::Pods {
                namespaces: namespaces.clone(),
                pods: LabelBox::default(),
                addresses: addresses.clone(),
            }),
            Peers::Outside(_) => None,
        });
        all.collect()
    };
    let anywhere = way::of_end(asker.policy, &EndpointKind::Anywhere);
    for others in [namespaces(sources), anywhere] {
        let ways = Way::all(&others, targets, &asked.ports);
        found.one_end(Direction::Ingress, &ways, |flow| {
            let sources = flow.sources.iter().map(|source| &source.kind);
            format!("lets in {}", named(asker.policy, sources))
        });
    }
    let ways = Way::all(sources, &namespaces(targets), &asked.ports);
    found.one_end(Direction::Egress, &ways, |flow| {
        let targets = flow.targets.iter().map(|target| &target.endpoint.kind);
        format!("lets it out to {}", named(asker.policy, targets))
    });
    found.misses
}

/// Near misses on the way.
struct Found<'f, 'a> {
    asker: &'f Asker<'a>,
    misses: Vec<Miss>,
    seen: Vec<FlowId>,
}

impl Found<'_, '_> {
    /// Flows that let something through at both ends.
    fn whole(&mut self, ways: &[Way], remark: impl Fn(&ir::Flow) -> String) {
        if self.misses.len() >= MOST {
            return;
        }
        const ENOUGH: usize = 200;
        let parts = reached::parts(&self.asker.prover, ways, ENOUGH);
        for part in parts.map(|(parts, _)| parts).unwrap_or_default() {
            for cause in [part.egress, part.ingress] {
                self.add(cause, &remark);
            }
        }
    }

    /// Flows that let something through at one end.
    fn one_end(&mut self, end: Direction, ways: &[Way], remark: impl Fn(&ir::Flow) -> String) {
        for way in ways {
            if self.misses.len() >= MOST {
                return;
            }
            let _ = self.asker.prover.each::<()>(end, way, &mut |cause, _| {
                self.add(cause, &remark);
                match self.misses.len() {
                    MOST.. => ControlFlow::Break(None),
                    _ => ControlFlow::Continue(()),
                }
            });
        }
    }

    fn add(&mut self, cause: Cause, remark: &impl Fn(&ir::Flow) -> String) {
        let Cause::Rule(Origin::Policy(reach::Origin::Allowed(ir::Cause::Flow(id)))) = cause else {
            return;
        };
        let Some(flow) = self.asker.policy.flow(id) else { return };
        if self.misses.len() < MOST && !self.seen.contains(&id) {
            self.seen.push(id);
            self.misses.push(Miss { statement: flow.span, remark: remark(flow) });
        }
    }
}

/// The first of some ends.
fn named<'e>(policy: &Policy, ends: impl Iterator<Item = &'e EndpointKind>) -> String {
    let names: BTreeSet<_> = ends.map(|kind| words::endpoint(policy, kind)).collect();
    let first: Vec<_> = names.iter().take(MOST).map(String::as_str).collect();
    let more = if names.len() > MOST { ", …" } else { "" };
    format!("{}{more}", first.join(", "))
}

/// The ports on which a flow reaches some of these.
fn ports_of(flow: &ir::Flow, targets: &[Peers], policy: &Policy) -> PortSet {
    let meets = |target: &&ir::Target| {
        let ends = way::of_end(policy, &target.endpoint.kind);
        ends.iter().any(|end| targets.iter().any(|one| way::meet(one, end).is_some()))
    };
    let targets = flow.targets.iter().filter(meets);
    targets.fold(PortSet::default(), |all, target| all.union(&target.ports))
}

/// The flow that would allow it, where both ends have a name and what denies it is ours.
pub(super) fn suggestion(
    asker: &Asker<'_>,
    asked: &Asked<'_>,
    sides: &[Side],
) -> Option<Suggestion> {
    let policy = asker.policy;
    let (source, target) = (asked.source.kind.as_ref()?, asked.target.kind.as_ref()?);
    let ends = [(Direction::Egress, source), (Direction::Ingress, target)];
    let ours = |(direction, kind): &(Direction, &EndpointKind)| {
        let denies =
            sides.iter().any(|side| side.direction == *direction && side.state == State::Denies);
        !denies || zone_of(policy, kind).is_some_and(|(_, zone)| zone.is_ours())
    };
    let others = asker.prover.world.objects.iter().any(|(title, _)| {
        [asked.source, asked.target].iter().any(|end| {
            end.peers.iter().any(|peers| match peers {
                Peers::Pods { namespaces, .. } => {
                    namespaces.get(NAMESPACE_NAME).contains(Some(&title.namespace))
                }
                Peers::Outside(_) => false,
            })
        })
    });
    if others || !ends.iter().all(ours) {
        return None;
    }
    let (id, zone) = [source, target]
        .into_iter()
        .find_map(|kind| zone_of(policy, kind).filter(|(_, zone)| zone.is_ours()))?;
    let ports = match (asked.open, target) {
        (false, _) => format!(" {}", asked.ports),
        (true, EndpointKind::Segment(segment)) => {
            match policy.segment(*segment).filter(|segment| !segment.ports.is_empty()) {
                Some(_) => String::new(),
                None => return None,
            }
        }
        (true, _) => return None,
    };
    let name = |kind: &EndpointKind, name: &str| match zone_of(policy, kind) {
        Some((own, zone)) if own == id => {
            name.strip_prefix(&format!("{}/", zone.name)).unwrap_or(name).to_owned()
        }
        _ => name.to_owned(),
    };
    let (from, to) = (name(source, &asked.source.name), name(target, &asked.target.name));
    Some(Suggestion {
        zone: Some(zone.name.to_string()),
        statement: format!("{from} -> {to}{ports}"),
    })
}

fn zone_of<'p>(policy: &'p Policy, kind: &EndpointKind) -> Option<(ZoneId, &'p Zone)> {
    let id = match kind {
        EndpointKind::Segment(id) => policy.segment(*id)?.zone,
        EndpointKind::Zone(id) => *id,
        _ => return None,
    };
    Some((id, policy.zone(id)?))
}
