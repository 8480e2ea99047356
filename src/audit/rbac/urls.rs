//! `wildcard-url`: URL patterns that cover more than one family of paths.

use super::dangers::with_ways;
use crate::audit::model::{Model, Way};
use crate::audit::words;
use crate::check::rbac::url;
use crate::diagnostic::{Code, Diagnostic, Level, Sink};

pub(super) fn check(model: &Model<'_>, sink: &mut Sink) {
    for (at, role) in model.roles() {
        // A binding in a namespace gives no URLs.
        let is_wide = |way: &&Way| model.binding(**way).is_some_and(|it| it.namespace.is_none());
        let ways: Vec<Way> = model.ways(at).iter().filter(is_wide).copied().collect();
        if ways.is_empty() && !model.ways(at).is_empty() {
            continue;
        }
        for rule in &role.rules {
            let paths = rule.rule.non_resource_urls.iter().flatten();
            for (path, span) in paths.zip(&rule.urls) {
                let Some((message, label)) = url::too_wide(path) else { continue };
                let name = words::role(role);
                let mut finding =
                    Diagnostic::new(Code::WildcardUrl, *span, format!("{name}: {message}"))
                        .label(label)
                        .help(
                            "name the paths that are needed, such as `/metrics` and `/healthz/*`",
                        );
                if model.is_held_by_own(at) {
                    finding = finding.at_level(Level::Allow);
                }
                let marks = words::marks(model, &ways, path);
                let finding =
                    with_ways(model, at, &ways, finding).marked(words::bare(&name), marks);
                sink.push(finding.answered(model.because_of(at)));
            }
        }
    }
}
