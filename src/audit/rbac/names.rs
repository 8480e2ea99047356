//! `list-with-names`: list and watch that name an object only if the client says so.

use crate::audit::model::Model;
use crate::audit::words;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::k8s::inventory::Rule;

pub(super) fn check(model: &Model<'_>, sink: &mut Sink) {
    for (at, role) in model.roles() {
        for rule in role.rules.iter().filter(|rule| is_confined(rule)) {
            let verbs = rule.rule.verbs.iter().zip(&rule.verbs);
            let dead: Vec<_> =
                verbs.filter(|(verb, _)| matches!(verb.as_str(), "list" | "watch")).collect();
            let Some((first, span)) = dead.first() else { continue };
            let both = if dead.len() > 1 { "`list` and `watch`" } else { &format!("`{first}`") };
            let s = if dead.len() > 1 { "" } else { "s" };
            let name = words::role(role);
            let message =
                format!("{name}: {both} with `resourceNames` only answer{s} requests for one name");
            let names = rule.rule.resource_names.iter().flatten().take(4).cloned();
            let what = format!("{} {}", first, names.collect::<Vec<_>>().join(","));
            sink.push(
                Diagnostic::new(Code::ListWithNames, **span, message)
                    .label("needs `--field-selector metadata.name=…`, which few clients send")
                    .help("to read objects by name, `get` is enough")
                    .marked(words::bare(&name), [what])
                    .answered(model.because_of(at)),
            );
        }
    }
}

/// Whether a rule names objects, and not the empty name, which is that of requests without one.
fn is_confined(rule: &Rule) -> bool {
    let names = rule.rule.resource_names.as_deref().unwrap_or_default();
    !names.is_empty() && names.iter().all(|name| !name.is_empty())
}
