//! `widened`: another policy allows, in a zone that isolates, what the program doesn't.

use super::words::Words;
use super::{Asking, GivenUp, Object, Seen, depending, given_up};
use crate::diagnostic::{Code, Diagnostic};
use crate::set::flow::{Connection, Model};
use crate::set::rule::{Direction, Rule};
use crate::world::Origin;
use crate::world::prover::Found;
use crate::world::way::Way;
use crate::world::witness::witness;
use std::ops::ControlFlow;

/// A rule, seen from its subject, and a connection that only it lets through.
pub(super) type Widening = Seen<(Direction, Rule<Origin>)>;

/// The finding about a policy: one, however many of its rules widen.
pub(super) fn check(asking: &mut Asking<'_>, object: &Object<'_>) -> Option<Diagnostic> {
    let isolation = object.zone.isolation;
    let isolates = |direction| match direction {
        Direction::Egress => isolation.egress,
        Direction::Ingress => isolation.ingress,
    };
    let mut found: Vec<Widening> = Vec::new();
    for (direction, index) in &object.parts.rules {
        if !isolates(*direction) {
            continue;
        }
        let rules = &asking.world.world.meaning.side(*direction).rules;
        let Some(rule) = rules.get(*index).copied() else { continue };
        let same = |seen: &Widening| seen.what.0 == *direction && seen.what.1.origin == rule.origin;
        if found.iter().any(same) {
            continue;
        }
        match of_rule(asking, *direction, rule) {
            Ok(seen) => found.extend(seen),
            Err(GivenUp) => return Some(given_up(object, "widens the zone")),
        }
    }
    let (first, others) = found.split_first()?;
    Some(said(asking, object, first, others))
}

/// A connection that a rule lets through, that the other end lets through as well, and that the program
/// doesn't allow in this direction.
pub(super) fn of_rule(
    asking: &mut Asking<'_>,
    direction: Direction,
    rule: Rule<Origin>,
) -> Result<Option<Widening>, GivenUp> {
    let mut seen: Vec<(Model, Connection)> = Vec::new();
    for model in Model::ALL {
        asking.start(model);
        if let Some(connection) = in_model(asking, direction, rule, model)? {
            seen.push((model, connection));
        }
    }
    let only_there = seen.len() == 1;
    let first = seen.into_iter().next();
    Ok(first.map(|(model, connection)| Seen {
        what: (direction, rule),
        connection,
        model,
        only_there,
    }))
}

pub(super) fn in_model(
    asking: &Asking<'_>,
    direction: Direction,
    rule: Rule<Origin>,
    model: Model,
) -> Result<Option<Connection>, GivenUp> {
    let other = match direction {
        Direction::Egress => Direction::Ingress,
        Direction::Ingress => Direction::Egress,
    };
    let parts = (rule.subject, rule.peer, rule.ports);
    for way in Way::of_rule(&asking.world.world.space, direction, model, parts) {
        // Most rules widen nothing, or something that the other end lets through at once.
        match asking.alone.denied(direction, &way) {
            Found::None => continue,
            Found::Undecided => return Err(GivenUp),
            Found::One(connection) if !asking.world.causes(other, &connection).is_empty() => {
                return Ok(Some(*connection));
            }
            Found::One(_) => {}
        }
        let flow = asking.world.each(other, &way, &mut |_, part| match asking
            .alone
            .denied(direction, &part)
        {
            Found::None => ControlFlow::Continue(()),
            Found::One(connection) => ControlFlow::Break(Some(*connection)),
            Found::Undecided => ControlFlow::Break(None),
        });
        match flow {
            ControlFlow::Continue(()) => {}
            ControlFlow::Break(Some(connection)) => return Ok(Some(connection)),
            ControlFlow::Break(None) => return Err(GivenUp),
        }
    }
    Ok(None)
}

fn said(
    asking: &Asking<'_>,
    object: &Object<'_>,
    first: &Widening,
    others: &[Widening],
) -> Diagnostic {
    let zone = &object.zone.name;
    let message = format!("NetworkPolicy `{}` allows what zone `{zone}` doesn't", object.title);
    let words = Words { policy: asking.policy, space: &asking.world.world.space };
    let (direction, rule) = first.what;
    let sentence = words.sentence(direction, rule);
    let diagnostic = Diagnostic::new(Code::Widened, object.span, message)
        .label(format!("{}: {}", place(direction, rule), sentence.text))
        .also(object.zone.span, "isolated here")
        .note(format!("witness `{}`", witness(&first.connection)));
    let mut diagnostic = depending(diagnostic, first.model, first.only_there);
    for seen in others {
        let (direction, rule) = seen.what;
        let text = words.sentence(direction, rule).text;
        diagnostic = diagnostic.note(format!("and {}: {text}", place(direction, rule)));
    }
    let help = match sentence.flow {
        Some(flow) => {
            format!("if it is meant, write it in the program: `{flow}`; if not, remove the policy")
        }
        None => "if it is meant, write it as a flow of the program; if not, remove the policy"
            .to_owned(),
    };
    diagnostic.help(help)
}

/// `rule 2 of its ingress`.
fn place(direction: Direction, rule: Rule<Origin>) -> String {
    let word = direction.word();
    match rule.origin {
        Origin::Object(crate::k8s::networkpolicy::Origin { rule: Some(rule), .. }) => {
            format!("rule {} of its {word}", rule + 1)
        }
        _ => format!("its {word}"),
    }
}
