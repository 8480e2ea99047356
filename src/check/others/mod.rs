//! What policies that somebody else wrote change of what the program says: `widened` and `narrowed`.
//!
//! Both ask about connections of the whole cluster, so that nothing is said of a policy that changes nothing.

mod narrowed;
mod widened;
mod words;

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::emit;
use crate::ir::{Policy, Zone};
use crate::k8s::inventory::Inventory;
use crate::k8s::networkpolicy::Title;
use crate::set::flow::{Connection, Model};
use crate::set::rule::Direction;
use crate::source::Span;
use crate::world::prover::Prover;
use crate::world::{Origin, World};
use std::collections::{BTreeMap, HashMap};

/// The objects that aren't the program's own: those that an earlier build wrote under the same names are.
#[must_use]
pub fn of_others(policy: &Policy, inventory: &Inventory) -> Inventory {
    let mut others = inventory.clone();
    if inventory.policies().iter().any(|one| one.is_of_netz()) {
        let own = emit::policy_titles(policy);
        others.retain_policies(|one| !(one.is_of_netz() && own.contains(&one.title)));
    }
    others
}

/// Says what each policy of `world` that isn't of the program changes of what the program says `alone`.
pub(super) fn check(policy: &Policy, alone: &World, world: &World, sink: &mut Sink) {
    if world.objects.is_empty() {
        return;
    }
    let mut of_object: BTreeMap<u32, Parts> = BTreeMap::new();
    for direction in Direction::ALL {
        let side = world.meaning.side(direction);
        for (index, rule) in side.rules.iter().enumerate() {
            if let Origin::Object(origin) = rule.origin {
                of_object.entry(origin.policy).or_default().rules.push((direction, index));
            }
        }
        for (subject, origin) in &side.isolated {
            if let Origin::Object(origin) = origin {
                of_object.entry(origin.policy).or_default().isolates.push((direction, *subject));
            }
        }
    }
    let mut asking = Asking::new(policy, alone, world);
    for ((title, span), parts) in (0..)
        .zip(&world.objects)
        .filter_map(|(number, object)| of_object.get(&number).map(|parts| (object, parts)))
    {
        let Some(zone) = asking.zones.get(title.namespace.as_str()).copied() else { continue };
        let object = Object { title, span: *span, zone, parts };
        widened::check(&mut asking, &object).into_iter().for_each(|said| sink.push(said));
        narrowed::check(&mut asking, &object).into_iter().for_each(|said| sink.push(said));
    }
}

/// What a policy says.
#[derive(Default)]
struct Parts {
    /// Its rules, by their numbers in the meaning of the world.
    rules: Vec<(Direction, usize)>,
    /// Whom it isolates.
    isolates: Vec<(Direction, crate::set::rule::Subject)>,
}

/// A policy of somebody else in a namespace of ours.
struct Object<'a> {
    title: &'a Title,
    span: Span,
    zone: &'a Zone,
    parts: &'a Parts,
}

/// What is asked for each policy.
struct Asking<'a> {
    policy: &'a Policy,
    /// Our zones, by namespace.
    zones: HashMap<&'a str, &'a Zone>,
    /// What the program says.
    alone: Prover<'a>,
    /// What all policies say together.
    world: Prover<'a>,
}

impl<'a> Asking<'a> {
    fn new(policy: &'a Policy, alone: &'a World, world: &'a World) -> Self {
        let mut zones = HashMap::new();
        for zone in policy.zones.iter().filter(|zone| zone.is_ours()) {
            zones.extend(zone.names().iter().map(|name| (name.as_str(), zone)));
        }
        let (alone, world) = (Prover::new(policy, alone), Prover::new(policy, world));
        Self { policy, zones, alone, world }
    }

    /// Forgets what the last policy cost.
    fn start(&mut self, model: Model) {
        self.alone.start(model);
        self.world.start(model);
    }
}

/// What a search over both readings of `ipBlock` found: the first connection, and whether it depends on the
/// reading.
struct Seen<T> {
    what: T,
    connection: Connection,
    model: Model,
    only_there: bool,
}

/// A search that its budget ended.
struct GivenUp;

fn given_up(object: &Object<'_>, question: &str) -> Diagnostic {
    let message = format!("whether NetworkPolicy `{}` {question} was not decided", object.title);
    Diagnostic::new(Code::NotFinished, object.span, message)
        .label("neither proved nor refuted")
        .help("write its selectors with fewer `NotIn` and `DoesNotExist`")
}

/// What depends on the network plugin, as a note.
fn depending(diagnostic: Diagnostic, model: Model, only_there: bool) -> Diagnostic {
    if only_there {
        diagnostic.note(format!("this depends on the network plugin: it is so where {model}"))
    } else {
        diagnostic
    }
}

#[cfg(test)]
mod tests;
