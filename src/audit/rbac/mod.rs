//! Roles, bindings and what subjects hold by all of them together.

mod accounts;
mod advice;
mod aggregated;
mod bindings;
mod breadth;
mod cluster_wide;
mod connects;
mod dangers;
mod dead;
mod escalation;
mod names;
mod redundant;
mod roles;
mod same;
mod shape;
mod subjects;
mod together;
mod urls;

use super::model::Model;
use crate::diagnostic::Sink;
use crate::k8s::danger::{Place, dangers as judge, union};
use crate::k8s::inventory::Rule;

/// Says everything that there is to say of who may do what.
pub(super) fn check(model: &Model<'_>, sink: &mut Sink) {
    let risky = Risky::of(model);
    together::check(model, &risky, sink);
    dangers::check(model, &risky, sink);
    breadth::check(model, sink);
    urls::check(model, sink);
    names::check(model, sink);
    dead::check(model, sink);
    roles::check(model, sink);
    redundant::check(model, sink);
    same::check(model, sink);
    aggregated::check(model, &risky, sink);
    bindings::check(model, sink);
    subjects::check(model, sink);
    accounts::check(model, sink);
    cluster_wide::check(model, sink);
    connects::check(model, sink);
    escalation::check(model, &risky, sink);
}

/// Rules that are good for something in the wrong hands, alone or together with others.
pub(super) struct Risky(Vec<Vec<usize>>);

impl Risky {
    pub(super) fn of(model: &Model<'_>) -> Self {
        let minor = model.minor();
        let is_risky = |rule: &Rule| {
            union::is_part(&rule.rule, Place::Cluster, minor)
                || !judge(&rule.rule, Place::Cluster, minor).is_empty()
        };
        let mut all = vec![Vec::new(); model.inventory.roles().len()];
        for (at, role) in model.roles() {
            let rules = role.rules.iter().enumerate().filter(|(_, rule)| is_risky(rule));
            if let Some(risky) = all.get_mut(at) {
                *risky = rules.map(|(number, _)| number).collect();
            }
        }
        Self(all)
    }

    /// The numbers of the risky rules of a role.
    pub(super) fn of_role(&self, role: usize) -> &[usize] {
        self.0.get(role).map_or(&[], Vec::as_slice)
    }
}

/// Whether a rule is about every resource of a group, or of all: the finding on the wildcard tells the rest.
fn is_everything(rule: &Rule) -> bool {
    rule.rule.resources.iter().flatten().any(|resource| resource == "*")
}

/// Whether a rule of a role was put there by the controller, from a role that stands in the files too.
fn is_copied(model: &Model<'_>, role: usize, rule: &Rule) -> bool {
    model.role(role).is_some_and(|own| {
        !own.collects.is_empty()
            && model.inventory.roles().iter().any(|part| {
                part.namespace.is_none()
                    && part.name != own.name
                    && own.collects.iter().any(|labels| labels.contains(&part.labels))
                    && part.rules.iter().any(|other| other.rule == rule.rule)
            })
    })
}
