//! `redundant-right`: bindings that give their subjects nothing that another binding doesn't.

use super::redundant::covered;
use crate::audit::model::{Gives, Model, Way};
use crate::audit::words;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::k8s::danger::subject;
use crate::k8s::inventory::Binding;
use ecow::EcoString;
use std::collections::{BTreeSet, HashMap};

/// A binding is compared with this many others of the same subject.
const COMPARED: usize = 64;

/// The ClusterRoles that every cluster has, each with all that is in the one before.
const NESTED: [&str; 4] = ["view", "edit", "admin", "cluster-admin"];

pub(super) fn check(model: &Model<'_>, sink: &mut Sink) {
    let mut known: HashMap<(usize, usize), bool> = HashMap::new();
    let mut gone = BTreeSet::new();
    let all: Vec<_> = model.bindings().collect();
    for (at, binding) in all.into_iter().rev() {
        let giver = |holder| {
            let others = model.holders.get(&subject::real(holder))?;
            // Of two bindings in the same place the later one goes.
            let others = others.iter().map(|(other, _)| *other).filter(|other| *other != at);
            let mut near = others.filter(|other| {
                let place = model.binding(Way(*other)).map(|it| &it.namespace);
                place.is_some_and(|it| it.is_none() || *it == binding.namespace)
            });
            near.by_ref().take(COMPARED).find(|other| {
                !gone.contains(other)
                    && !model.is_own_binding(*other)
                    && gives_all(model, *other, at, &mut known)
            })
        };
        let subjects = binding.subjects.iter().map(|(holder, _)| holder.clone());
        let by: Option<BTreeSet<usize>> = subjects.map(giver).collect();
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

/// Whether what a binding gives is all that another gives.
fn gives_all(
    model: &Model<'_>,
    wide: usize,
    narrow: usize,
    known: &mut HashMap<(usize, usize), bool>,
) -> bool {
    let (Some(one), Some(other)) = (model.binding(Way(wide)), model.binding(Way(narrow))) else {
        return false;
    };
    // Something cluster-wide isn't given by a namespace.
    if one.role == other.role {
        return true;
    }
    match (model.gives.get(wide), model.gives.get(narrow)) {
        (Some(Gives::BuiltIn(one, _)), Some(Gives::BuiltIn(other, _))) => is_nested(one, other),
        (Some(Gives::Roles(one)), Some(Gives::Roles(other))) => other.iter().all(|narrow| {
            one.iter().any(|wide| {
                *known.entry((*wide, *narrow)).or_insert_with(|| covers(model, *wide, *narrow))
            })
        }),
        _ => false,
    }
}

fn is_nested(wide: &EcoString, narrow: &EcoString) -> bool {
    let at = |name: &EcoString| NESTED.iter().position(|own| own == name);
    at(narrow).is_some() && at(narrow) <= at(wide)
}

/// Whether the rules of a role give all that those of another give.
fn covers(model: &Model<'_>, wide: usize, narrow: usize) -> bool {
    let (Some(wide), Some(narrow)) = (model.role(wide), model.role(narrow)) else { return false };
    let giver =
        |atom: super::redundant::Atom<'_>| wide.rules.iter().position(|rule| atom.is_in(rule));
    !narrow.rules.is_empty() && narrow.rules.iter().all(|rule| covered(rule, &giver).is_some())
}
