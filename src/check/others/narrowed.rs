//! `narrowed`: another policy denies what a flow of the program allows.

use super::{Asking, GivenUp, Object, Seen, depending, given_up};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{EndpointKind, Flow, FlowId, Policy, Zone};
use crate::set::cidr::AddressSet;
use crate::set::flow::{Connection, Model, Peers};
use crate::set::rule::{Direction, Subject, of_namespaces};
use crate::world::prover::{Found, Prover};
use crate::world::way::{self, Way};
use crate::world::witness::witness;
use std::ops::ControlFlow;

/// The finding about a policy: the first flow that it narrows.
pub(super) fn check(asking: &mut Asking<'_>, object: &Object<'_>) -> Option<Diagnostic> {
    for (direction, subject) in &object.parts.isolates {
        let isolated = match direction {
            Direction::Egress => object.zone.isolation.egress,
            Direction::Ingress => object.zone.isolation.ingress,
        };
        if isolated {
            continue;
        }
        for (index, flow) in asking.policy.flows.iter().enumerate() {
            if !touches(asking.policy, flow, *direction, object.zone) {
                continue;
            }
            match of_flow(asking, flow, *direction, *subject) {
                Ok(Some((model, connection, only_there))) => {
                    let what = (*direction, FlowId::at(index));
                    let seen = Seen { what, connection, model, only_there };
                    return said(asking.policy, object, &seen);
                }
                Ok(None) => {}
                Err(GivenUp) => return Some(given_up(object, "narrows a flow")),
            }
        }
    }
    None
}

/// Whether an end of a flow may be ruled by policies of a zone in a direction.
fn touches(policy: &Policy, flow: &Flow, direction: Direction, zone: &Zone) -> bool {
    let in_zone = |end: &EndpointKind| match end {
        EndpointKind::Segment(id) => policy
            .segment(*id)
            .and_then(|segment| policy.zone(segment.zone))
            .is_some_and(|own| own.name == zone.name),
        EndpointKind::Zone(id) => policy.zone(*id).is_some_and(|own| own.name == zone.name),
        EndpointKind::Addresses(_) => false,
        EndpointKind::Cluster | EndpointKind::Anywhere | EndpointKind::OpenEgress => true,
    };
    match direction {
        Direction::Egress => flow.sources.iter().any(|source| in_zone(&source.kind)),
        Direction::Ingress => flow.targets.iter().any(|target| in_zone(&target.endpoint.kind)),
    }
}

/// A connection of a flow that the program allows and that is denied where the policy isolates.
pub(super) fn of_flow(
    asking: &mut Asking<'_>,
    flow: &Flow,
    direction: Direction,
    subject: Subject,
) -> Result<Option<(Model, Connection, bool)>, GivenUp> {
    let mut seen = Vec::new();
    for model in Model::ALL {
        asking.start(model);
        for way in ways(asking, flow, direction, subject) {
            if let Some(connection) = denied(&asking.alone, &asking.world, direction, &way)? {
                seen.push((model, connection));
                break;
            }
        }
    }
    let only_there = seen.len() == 1;
    Ok(seen.into_iter().next().map(|(model, connection)| (model, connection, only_there)))
}

/// What a flow says of some pods.
fn ways(asking: &Asking<'_>, flow: &Flow, direction: Direction, subject: Subject) -> Vec<Way> {
    let space = &asking.world.world.space;
    let (Some(name), Some(pods)) =
        (space.name_of(subject.namespace), space.labels_of(subject.pods))
    else {
        return Vec::new();
    };
    let isolated = Peers::Pods {
        namespaces: of_namespaces([name.clone()]),
        pods: pods.clone(),
        addresses: AddressSet::all(),
    };
    let ends = |kind: &EndpointKind| asking.world.of_end(kind);
    let sources: Vec<_> = flow.sources.iter().flat_map(|source| ends(&source.kind)).collect();
    let all = flow
        .targets
        .iter()
        .flat_map(|target| Way::all(&sources, &ends(&target.endpoint.kind), &target.ports));
    let own = all.filter_map(|way| {
        let meet = way::meet(way.subject(direction), &isolated)?;
        Some(way.with_subject(direction, meet))
    });
    own.collect()
}

fn denied(
    alone: &Prover<'_>,
    world: &Prover<'_>,
    direction: Direction,
    way: &Way,
) -> Result<Option<Connection>, GivenUp> {
    if world.denied(direction, way) == Found::None {
        return Ok(None);
    }
    let flow = alone.each(Direction::Egress, way, &mut |_, part| {
        alone.each(Direction::Ingress, &part, &mut |_, part| match world.denied(direction, &part) {
            Found::None => ControlFlow::Continue(()),
            Found::One(connection) => ControlFlow::Break(Some(*connection)),
            Found::Undecided => ControlFlow::Break(None),
        })
    });
    match flow {
        ControlFlow::Continue(()) => Ok(None),
        ControlFlow::Break(Some(connection)) => Ok(Some(connection)),
        ControlFlow::Break(None) => Err(GivenUp),
    }
}

fn said(
    policy: &Policy,
    object: &Object<'_>,
    seen: &Seen<(Direction, FlowId)>,
) -> Option<Diagnostic> {
    let (direction, flow) = seen.what;
    let (word, zone) = (direction.word(), &object.zone.name);
    let message = format!("NetworkPolicy `{}` denies what a flow allows", object.title);
    let diagnostic = Diagnostic::new(Code::Narrowed, object.span, message)
        .label(format!("isolates {word}, which zone `{zone}` leaves open, and doesn't allow this"))
        .also(policy.flow(flow)?.span, "this flow")
        .note(format!("witness `{}`", witness(&seen.connection)))
        .help(format!(
            "let the zone isolate {word}, so that the flow has its rule, or remove the policy"
        ));
    Some(depending(diagnostic, seen.model, seen.only_there))
}
