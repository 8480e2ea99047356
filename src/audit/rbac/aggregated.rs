//! `aggregated-role`: ClusterRoles that a controller puts into `view`, `edit` or `admin`.

use super::Risky;
use crate::audit::model::Model;
use crate::audit::words;
use crate::check::rbac::level;
use crate::diagnostic::{Code, Diagnostic, Level, Sink};
use crate::k8s::danger::role::aggregated_into;
use crate::k8s::danger::{Place, Severity, dangers};
use crate::k8s::inventory::{Role, Rule};
use crate::k8s::rights;
use crate::set::right::Act;

pub(super) fn check(model: &Model<'_>, risky: &Risky, sink: &mut Sink) {
    for (at, role) in model.roles().filter(|(_, role)| role.namespace.is_none()) {
        for (key, value) in &role.labels {
            let Some(into) = aggregated_into(key, value) else { continue };
            let severity = worst(model, role, risky.of_role(at), into);
            let level = severity.map_or(Level::Allow, |severity| level(severity).max(Level::Warn));
            let name = words::role(role);
            let message = format!("{name} widens `{into}`, for everybody who has that anywhere");
            let finding = Diagnostic::new(Code::AggregatedRole, role.span, message)
                .label(format!("labelled `{key}`"))
                .help(format!(
                    "give it by a binding of its own, or take out what `{into}` is not for"
                ))
                .at_level(level);
            let finding = match severity {
                Some(_) => finding.note(format!(
                    "`{into}` doesn't give by itself what this role is dangerous for"
                )),
                None => finding,
            };
            let because = model.because(role.reason.as_ref());
            sink.push(finding.marked(words::bare(&name), [into]).answered(because));
        }
    }
}

/// The worst of what a role adds to one that every cluster has.
fn worst(model: &Model<'_>, role: &Role, risky: &[usize], into: &str) -> Option<Severity> {
    let rules = risky.iter().filter_map(|number| role.rules.get(*number));
    let added = rules.filter(|rule| !is_given(model, rule, into));
    let found = added.flat_map(|rule| dangers(&rule.rule, Place::Namespace(""), model.minor()));
    found.map(|danger| danger.severity).max()
}

/// Whether a role that every cluster has gives all of a rule.
fn is_given(model: &Model<'_>, rule: &Rule, into: &str) -> bool {
    let act = Act::ClusterRole(into.into());
    let acts = model.known.stands_for(&act);
    let own = rights::of_rule(&rule.rule);
    own.iter().all(|act| acts.iter().any(|given| given.covers(act)))
}
