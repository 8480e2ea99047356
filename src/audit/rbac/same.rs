//! `redundant-right`: bindings that give their subjects nothing that another binding doesn't.

use super::redundant::{Atom, covered};
use super::shape::Shape;
use crate::audit::model::{Gives, Model, Way};
use crate::audit::words;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::hash::HashMap;
use crate::k8s::danger::subject;
use crate::k8s::inventory::{Binding, Role};
use crate::set::right::Holder;
use ecow::EcoString;
use std::cell::RefCell;
use std::collections::BTreeSet;

/// A binding is compared with this many others of the same subject.
const COMPARED: usize = 64;

/// The ClusterRoles that every cluster has, each with all that is in the one before.
const NESTED: [&str; 4] = ["view", "edit", "admin", "cluster-admin"];

pub(super) fn check(model: &Model<'_>, sink: &mut Sink) {
    let given = Given::of(model);
    let mut gone = BTreeSet::new();
    let all: Vec<_> = model.bindings().collect();
    for (at, binding) in all.into_iter().rev() {
        let giver = |holder: &Holder| {
            let others = model.holders.get(&subject::real(holder.clone()))?;
            // Of two bindings in the same place the later one goes.
            let others = others.iter().map(|(other, _)| *other).filter(|other| *other != at);
            let mut near = others.filter(|other| given.reaches(*other, at));
            near.by_ref().take(COMPARED).find(|other| {
                given.gives_all(*other, at)
                    && !gone.contains(other)
                    && !model.is_own_binding(*other)
            })
        };
        let by: Option<BTreeSet<usize>> =
            binding.subjects.iter().map(|(holder, _)| giver(holder)).collect();
        let Some(by) = by.filter(|by| !by.is_empty()) else { continue };
        gone.insert(at);
        sink.push(report(model, binding, &by));
    }
}

fn report(model: &Model<'_>, binding: &Binding, by: &BTreeSet<usize>) -> Diagnostic {
    let name = words::binding(binding);
    let others: Vec<_> = by.iter().filter_map(|other| model.binding(Way(*other))).collect();
    let names: Vec<_> = others.iter().map(|other| words::binding(other)).collect();
    let message = format!("{name} gives nothing that {} doesn't give", words::listed(&names));
    let mut finding = Diagnostic::new(Code::RedundantRight, binding.span, message)
        .label("gives nothing new")
        .help("remove it");
    for other in &others {
        finding = finding.also(other.span, "gives it");
    }
    let bare: Vec<_> = names.iter().map(|name| words::bare(name)).collect();
    finding
        .marked(words::bare(&name), [bare.join(", ")])
        .answered(model.because(binding.reason.as_ref()))
}

/// What bindings give and where, to be compared.
struct Given<'a> {
    model: &'a Model<'a>,
    /// Of each binding the number of its namespace, of which zero is none, and that of its role.
    numbers: Vec<(usize, usize)>,
    /// Of each role.
    shapes: Vec<Shape>,
    /// Which roles give all that another gives.
    known: RefCell<HashMap<(usize, usize), bool>>,
}

impl<'a> Given<'a> {
    fn of(model: &'a Model<'a>) -> Self {
        let (mut places, mut roles): (HashMap<_, usize>, HashMap<_, usize>) =
            (HashMap::default(), HashMap::default());
        places.insert(&None, 0);
        let numbers = model.inventory.bindings().iter().map(|binding| {
            let (place, role) = (places.len(), roles.len());
            let place = *places.entry(&binding.namespace).or_insert(place);
            (place, *roles.entry(&binding.role).or_insert(role))
        });
        let numbers = numbers.collect();
        let shapes = model.inventory.roles().iter().map(Shape::of).collect();
        Self { model, numbers, shapes, known: RefCell::default() }
    }

    /// Whether a binding holds wherever another does.
    fn reaches(&self, wide: usize, narrow: usize) -> bool {
        match (self.numbers.get(wide), self.numbers.get(narrow)) {
            (Some((wide, _)), Some((narrow, _))) => *wide == 0 || wide == narrow,
            _ => false,
        }
    }

    /// Whether what a binding gives is all that another gives.
    fn gives_all(&self, wide: usize, narrow: usize) -> bool {
        let role = |binding: usize| self.numbers.get(binding).map(|(_, role)| *role);
        if role(wide) == role(narrow) {
            return true;
        }
        match (self.model.gives.get(wide), self.model.gives.get(narrow)) {
            (Some(Gives::BuiltIn(one, _)), Some(Gives::BuiltIn(other, _))) => is_nested(one, other),
            (Some(Gives::Roles(one)), Some(Gives::Roles(other))) => {
                other.iter().all(|narrow| one.iter().any(|wide| self.covers(*wide, *narrow)))
            }
            _ => false,
        }
    }

    /// Whether the rules of a role give all that those of another give.
    fn covers(&self, wide: usize, narrow: usize) -> bool {
        let (Some(shape), Some(other)) = (self.shapes.get(wide), self.shapes.get(narrow)) else {
            return false;
        };
        shape.may_cover(other)
            && *self.known.borrow_mut().entry((wide, narrow)).or_insert_with(|| {
                self.model.role(wide).zip(self.model.role(narrow)).is_some_and(covers)
            })
    }
}

fn covers((wide, narrow): (&Role, &Role)) -> bool {
    let giver = |atom: Atom<'_>| wide.rules.iter().position(|rule| atom.is_in(rule));
    !narrow.rules.is_empty() && narrow.rules.iter().all(|rule| covered(rule, &giver).is_some())
}

fn is_nested(wide: &EcoString, narrow: &EcoString) -> bool {
    let at = |name: &EcoString| NESTED.iter().position(|own| own == name);
    at(narrow).is_some() && at(narrow) <= at(wide)
}
