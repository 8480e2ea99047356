//! What an assertion's proof found, as a message.

use super::{Flows, Outcome, assumed_ends};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::ir::assertion::Word;
use crate::ir::{self, AddressesKind, EndpointKind, FlowId, Policy, Zone, ZoneId};
use crate::k8s::networkpolicy;
use crate::reach;
use crate::set::flow::{Connection, Model, Peers, Pod};
use crate::set::rule::{Direction, NAMESPACE_NAME};
use crate::world::prover::{Cause, Prover};
use crate::world::witness::witness;
use crate::world::{Origin, World, way};
use std::collections::BTreeSet;

/// How many names of a list are written out.
const MOST: usize = 4;

/// Says what both readings of `ipBlock` gave.
pub(super) fn report(
    prover: &mut Prover<'_>,
    claim: Flows<'_>,
    outcomes: [(Model, Outcome); 2],
    assumed: &BTreeSet<ZoneId>,
    sink: &mut Sink,
) {
    let policy = prover.policy;
    let fails = |outcome: &Outcome| !matches!(outcome, Outcome::Holds | Outcome::Unfinished);
    let failing = outcomes.iter().filter(|(_, outcome)| fails(outcome)).count();
    let holding = outcomes.iter().filter(|(_, outcome)| *outcome == Outcome::Holds).count();
    let mut diagnostic = match outcomes.into_iter().find(|(_, outcome)| fails(outcome)) {
        Some((model, outcome)) => {
            prover.start(model);
            let diagnostic = failure(prover, &claim, &outcome);
            if failing == 1 && holding == 1 {
                diagnostic
                    .note(format!("this depends on the network plugin: it is so where {model}"))
                    .help("state the addresses of pods, `cluster { pods 10.244.0.0/16 }`, and keep them apart from other addresses")
            } else {
                diagnostic
            }
        }
        None if holding < Model::ALL.len() => unfinished(policy, &claim),
        None => {
            assumptions(prover, &claim, assumed, sink);
            return;
        }
    };
    for zone in assumed.iter().filter_map(|zone| policy.zone(*zone)) {
        diagnostic = diagnostic.note(exclusive(zone));
    }
    sink.push(diagnostic);
}

fn unfinished(policy: &Policy, claim: &Flows<'_>) -> Diagnostic {
    let message = format!("the proof of `{}` was not finished", sentence(policy, claim));
    Diagnostic::new(Code::NotFinished, claim.assertion.span, message)
        .label("neither proved nor refuted")
        .help("claim less at once, or write selectors with fewer `!=`, `notin` and `!key`")
}

/// What a proof rests on.
fn assumptions(
    prover: &Prover<'_>,
    claim: &Flows<'_>,
    assumed: &BTreeSet<ZoneId>,
    sink: &mut Sink,
) {
    let policy = prover.policy;
    let ends = assumed_ends(prover, claim);
    if ends.is_empty() && assumed.is_empty() {
        return;
    }
    let message = format!("`{}` holds by an assumption", sentence(policy, claim));
    let mut diagnostic = Diagnostic::new(Code::ProofAssumes, claim.assertion.span, message);
    for end in ends {
        let text = "taken to be open: its policies are not in this program";
        diagnostic = diagnostic.also(end.span, text);
    }
    for zone in assumed.iter().filter_map(|zone| policy.zone(*zone)) {
        diagnostic = diagnostic.note(exclusive(zone));
    }
    sink.push(diagnostic);
}

fn exclusive(zone: &Zone) -> String {
    format!("zone `{}` is assumed to be exclusive: no pod of it is in two segments", zone.name)
}

fn failure(prover: &Prover<'_>, claim: &Flows<'_>, outcome: &Outcome) -> Diagnostic {
    let policy = prover.policy;
    let message = format!("`{}` doesn't hold", sentence(policy, claim));
    let mut diagnostic = Diagnostic::new(Code::AssertionFails, claim.assertion.span, message);
    match outcome {
        Outcome::Denied(connection, direction) => {
            let what = format!("nothing allows the {} of this", direction.word());
            diagnostic.note(format!("witness `{}`: {what}", witness(connection))).help(match prover
                .world
                .is_whole
            {
                true => "add the NetworkPolicy that allows it, or claim less",
                false => "write the flow that allows it, or claim less",
            })
        }
        Outcome::Allowed(connections) => {
            if connections.len() > 1 {
                let steps: Vec<_> = connections.iter().map(witness).collect();
                diagnostic = diagnostic.note(format!("chain `{}`", steps.join("`, then `")));
            } else if let Some(connection) = connections.first() {
                diagnostic = diagnostic.note(format!("witness `{}`", witness(connection)));
            }
            let (mut open, mut by_object) = (false, false);
            let mut said = BTreeSet::new();
            for connection in connections {
                let (egress, ingress) = because(prover, connection);
                open |= egress == Cause::Open || ingress == Cause::Open;
                by_object |= [egress, ingress].iter().any(is_of_object);
                let both = egress == ingress && matches!(egress, Cause::Rule(_));
                if both {
                    if said.insert((egress, None)) {
                        diagnostic = allowed(prover, diagnostic, egress, None, connection);
                    }
                    continue;
                }
                for (direction, cause) in
                    [(Direction::Egress, egress), (Direction::Ingress, ingress)]
                {
                    let place = matches!(cause, Cause::Rule(_));
                    if !place || said.insert((cause, Some(direction))) {
                        diagnostic =
                            allowed(prover, diagnostic, cause, Some(direction), connection);
                    }
                }
            }
            diagnostic.help(match by_object {
                true => "narrow or remove the NetworkPolicy, or claim less",
                false => way_out(claim.assertion.word, open),
            })
        }
        Outcome::Holds | Outcome::Unfinished => diagnostic,
    }
}

const fn is_of_object(cause: &Cause) -> bool {
    matches!(cause, Cause::Rule(Origin::Object(_)))
}

const fn way_out(word: Word, open: bool) -> &'static str {
    match (word, open) {
        (_, true) => "isolate the zone that is open, narrow the flow, or claim less",
        (Word::Only, _) => "narrow the flow, or list this source too: each `only` holds alone",
        (Word::Confine, _) => "narrow the flow, or add a `confine` that permits this",
        _ => "narrow the flow or its selectors, or claim less",
    }
}

/// Why a connection is allowed at each end: the same statement where one says both.
fn because(prover: &Prover<'_>, connection: &Connection) -> (Cause, Cause) {
    let egress = prover.causes(Direction::Egress, connection);
    let ingress = prover.causes(Direction::Ingress, connection);
    let both =
        egress.iter().find(|cause| matches!(cause, Cause::Rule(_)) && ingress.contains(cause));
    if let Some(both) = both {
        return (*both, *both);
    }
    let first = |causes: &[Cause]| causes.first().copied().unwrap_or(Cause::Outside);
    (first(&egress), first(&ingress))
}

fn allowed(
    prover: &Prover<'_>,
    diagnostic: Diagnostic,
    cause: Cause,
    direction: Option<Direction>,
    connection: &Connection,
) -> Diagnostic {
    let policy = prover.policy;
    let what = direction.map_or_else(|| "it".to_owned(), |one| format!("the {}", one.word()));
    match cause {
        Cause::Outside => diagnostic,
        Cause::Open => match direction.and_then(|one| way::seen_from(connection, one)) {
            Some(seen) => diagnostic.note(open(prover, &seen)),
            None => diagnostic,
        },
        Cause::Rule(Origin::Object(origin)) => match prover.world.object(origin) {
            Some((title, span)) => diagnostic
                .also(*span, format!("{}NetworkPolicy `{title}` allows {what}", rule(origin))),
            None => diagnostic,
        },
        Cause::Rule(Origin::Policy(origin)) => {
            by_policy(policy, diagnostic, origin, &what, connection)
        }
    }
}

/// Its rule, before its name.
fn rule(origin: networkpolicy::Origin) -> String {
    origin.rule.map_or_else(String::new, |rule| format!("rule {} of ", rule + 1))
}

fn by_policy(
    policy: &Policy,
    diagnostic: Diagnostic,
    origin: reach::Origin,
    what: &str,
    connection: &Connection,
) -> Diagnostic {
    match origin {
        reach::Origin::Zone(_) => diagnostic,
        reach::Origin::Allowed(ir::Cause::Flow(id)) => match policy.flow(id) {
            Some(flow) => diagnostic.also(flow.span, format!("allows {what}")),
            None => diagnostic,
        },
        reach::Origin::Allowed(ir::Cause::Dns) => match implying(policy, connection) {
            Some(id) => {
                let span = policy.flow(id).map(|flow| flow.span);
                let text = format!("implies DNS, which allows {what}");
                span.map_or_else(|| diagnostic.clone(), |span| diagnostic.clone().also(span, text))
            }
            None => diagnostic.note(format!("DNS of pods whose egress is open allows {what}")),
        },
        reach::Origin::Allowed(ir::Cause::Api) => {
            let diagnostic =
                diagnostic.note(format!("the API follows grants, which allows {what}"));
            match policy.cluster.api.first() {
                Some(api) => diagnostic.also(api.endpoint.span, "the API server is here"),
                None => diagnostic,
            }
        }
    }
}

/// Why an end is open.
pub(crate) fn open(prover: &Prover<'_>, connection: &Connection) -> String {
    let name = connection.subject.namespace.get(NAMESPACE_NAME);
    let name = name.map(ecow::EcoString::as_str).unwrap_or_default();
    let word = connection.direction.word();
    let World { objects, is_whole, .. } = prover.world;
    let ruled = *is_whole || objects.iter().any(|(title, _)| title.namespace == name);
    let zone = prover.policy.zones.iter().find(|zone| zone.names().iter().any(|own| own == name));
    match zone {
        _ if ruled => {
            format!("open: no NetworkPolicy of namespace `{name}` isolates this pod's {word}")
        }
        Some(zone) if zone.external => {
            format!("open: zone `{}` is extern, its {word} is somebody else's", zone.name)
        }
        Some(zone) => format!("open: zone `{}` doesn't isolate {word}", zone.name),
        None => format!(
            "open: no zone of ours holds namespace `{name}`, so nothing isolates its {word}"
        ),
    }
}

/// The flow for whose sake a source may ask for names.
pub(crate) fn implying(policy: &Policy, connection: &Connection) -> Option<FlowId> {
    let seen = way::seen_from(connection, Direction::Egress)?;
    let asks = |kind: &EndpointKind| {
        let pods = policy.subject(kind, ir::Direction::Egress);
        let zone = pods.and_then(|pods| policy.zone_of(pods)).and_then(|zone| policy.zone(zone));
        zone.is_some_and(|zone| zone.dns_follows)
            && way::of_end(policy, kind).iter().any(|ends| holds(ends, &seen.subject))
    };
    let implies = |flow: &ir::Flow| {
        flow.only != Some(ir::Direction::Ingress)
            && !flow.targets.is_empty()
            && flow.sources.iter().any(|source| asks(&source.kind))
    };
    policy.flows.iter().position(implies).map(FlowId::at)
}

fn holds(ends: &Peers, pod: &Pod) -> bool {
    match ends {
        Peers::Pods { namespaces, pods, .. } => {
            namespaces.contains(&pod.namespace) && pods.contains(&pod.labels)
        }
        Peers::Outside(_) => false,
    }
}

/// The assertion, in the words of the language.
pub(super) fn sentence(policy: &Policy, claim: &Flows<'_>) -> String {
    let word = match claim.assertion.word {
        Word::Never => "never",
        Word::Always => "always",
        Word::Only => "only",
        Word::Confine => "confine",
    };
    let list = |ends: &[ir::Endpoint]| {
        let mut names: Vec<String> = Vec::new();
        for end in ends {
            let name = name(policy, claim.assertion.zone, &end.kind);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let more = names.len() > MOST;
        names.truncate(MOST);
        format!("{}{}", names.join(", "), if more { ", …" } else { "" })
    };
    let arrow = if claim.hops { "->>" } else { "->" };
    let ports = match claim.ports {
        [first, rest @ ..] if !first.is_any() && rest.iter().all(|ports| ports == first) => {
            format!(" {first}")
        }
        _ => String::new(),
    };
    format!("{word} {} {arrow} {}{ports}", list(claim.sources), list(claim.targets))
}

fn name(policy: &Policy, here: Option<ZoneId>, end: &EndpointKind) -> String {
    let of_zone = |id: ZoneId, name: &str| match policy.zone(id) {
        Some(zone) if here != Some(id) => format!("{}/{name}", zone.name),
        _ => name.to_owned(),
    };
    match end {
        EndpointKind::Segment(id) => policy
            .segment(*id)
            .map_or_else(String::new, |segment| of_zone(segment.zone, &segment.name)),
        EndpointKind::Zone(id) => of_zone(*id, "*"),
        EndpointKind::Cluster | EndpointKind::OpenEgress => "cluster".to_owned(),
        EndpointKind::Anywhere => "anywhere".to_owned(),
        EndpointKind::Addresses(addresses) => match &addresses.kind {
            AddressesKind::Internet => "internet".to_owned(),
            AddressesKind::Net(name) => name.to_string(),
            AddressesKind::Nodes => "nodes".to_owned(),
            AddressesKind::ApiServer => "apiserver".to_owned(),
            AddressesKind::Literal => {
                let blocks: Vec<_> = addresses.blocks.iter().map(ToString::to_string).collect();
                blocks.join(", ")
            }
        },
    }
}
