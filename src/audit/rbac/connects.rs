//! `connect-without-create`: `get` on what opens a connection into a pod, where that takes `create`.

use super::dangers::with_ways;
use crate::audit::model::{Model, Way};
use crate::audit::words;
use crate::check::rbac::connects::{CONNECTIONS, WHY};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::k8s::authorizer::{CONNECTS_BY_CREATE, allows_some};
use crate::k8s::danger::subject;
use crate::k8s::inventory::{Role, Rule};
use crate::set::right::Holder;
use ecow::EcoString;

pub(super) fn check(model: &Model<'_>, sink: &mut Sink) {
    if model.minor() < CONNECTS_BY_CREATE {
        return;
    }
    for (at, role) in model.roles() {
        for rule in &role.rules {
            let words = rule.rule.resources.iter().flatten().zip(&rule.resources);
            for (word, span) in words {
                let part = word.strip_prefix("pods/").or_else(|| word.strip_prefix("*/"));
                let part = part.and_then(|part| CONNECTIONS.into_iter().find(|own| *own == part));
                let Some(part) = part.filter(|part| is_lone(model, at, role, rule, part)) else {
                    continue;
                };
                let name = words::role(role);
                let message =
                    format!("{name}: `get` on `pods/{part}` opens nothing without `create`");
                let finding = Diagnostic::new(Code::ConnectWithoutCreate, *span, message)
                    .label("grants no connection")
                    .note(WHY)
                    .help("write `create` beside it if connections are meant; else take it out");
                let marks = words::marks(model, model.ways(at), &format!("get pods/{part}"));
                let finding =
                    with_ways(model, at, model.ways(at), finding).marked(words::bare(&name), marks);
                sink.push(finding.answered(model.because_of(at)));
            }
        }
    }
}

/// Whether a rule gives `get` on a connection, and somebody who has it has `create` by nothing.
fn is_lone(model: &Model<'_>, at: usize, role: &Role, rule: &Rule, part: &str) -> bool {
    let allows = |rule: &Rule, verb: &str| allows_some(&rule.rule, verb, "", "pods", part);
    let creates = |rule: &Rule| allows(rule, "create");
    if !allows(rule, "get") || role.rules.iter().any(creates) {
        return false;
    }
    let ways = model.ways(at);
    let creates_elsewhere = |holder: &Holder, place: Option<&EcoString>| {
        let real = subject::real(holder.clone());
        let groups = subject::groups(&real);
        let holders = [real].into_iter().chain(groups);
        let bindings = holders.flat_map(|one| model.holders.get(&one).cloned().unwrap_or_default());
        bindings.into_iter().any(|(other, _)| {
            let reaches = model
                .binding(Way(other))
                .is_some_and(|it| it.namespace.is_none() || it.namespace.as_ref() == place);
            let roles = model.gives.get(other).map(|gives| gives.roles()).unwrap_or_default();
            let mut roles = roles.iter().filter_map(|role| model.role(*role));
            reaches && roles.any(|role| role.rules.iter().any(creates))
        })
    };
    ways.is_empty()
        || ways.iter().filter_map(|way| model.binding(*way)).any(|binding| {
            let place = binding.namespace.as_ref();
            binding.subjects.iter().any(|(holder, _)| !creates_elsewhere(holder, place))
        })
}
