//! `never-matches`, `empty-selector`: selectors that no pod, or every pod, fits.

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::ir::{Exclusive, Namespaces, Policy};

pub(super) fn check(policy: &Policy, sink: &mut Sink) {
    for segment in &policy.segments {
        let nothing = segment.alternatives.iter().find(|selector| selector.labels().is_empty());
        if let Some(selector) = nothing {
            let guarded =
                policy.zone(segment.zone).is_some_and(|zone| zone.exclusive == Exclusive::Guarded);
            let diagnostic = Diagnostic::new(
                Code::NeverMatches,
                segment.span,
                format!("no pod can match `{selector}`"),
            );
            sink.push(if guarded {
                diagnostic
                    .note("`exclusive` cut it: another segment of the zone selects all of its pods")
                    .help("tell the two segments apart by a label, or drop `exclusive`")
            } else {
                diagnostic
                    .note("the requirements of a selector hold together")
                    .help("for either of two values, write `app in (a, b)`, or `app=a | app=b`")
            });
        }
        let everything = segment.alternatives.iter().find(|selector| selector.labels().is_all());
        if everything.is_some() {
            sink.push(
                Diagnostic::new(
                    Code::EmptySelector,
                    segment.span,
                    format!("segment `{}` is every pod of its zone", segment.name),
                )
                .help("to name every pod, write `*`"),
            );
        }
    }
    for zone in &policy.zones {
        let Namespaces::Labelled(selector) = &zone.namespaces else { continue };
        if selector.labels().is_empty() {
            sink.push(
                Diagnostic::new(
                    Code::NeverMatches,
                    zone.span,
                    format!("no namespace can match `{selector}`"),
                )
                .note("the requirements of a selector hold together"),
            );
        }
    }
}
