//! `never-matches`, `empty-selector`: selectors that no pod, or every pod, fits.

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::ir::{Exclusive, Namespaces, Policy};
use crate::set::selector::{LabelBox, Selector};

/// How many pieces are looked at before a selector counts as a choice.
const MOST: usize = 64;

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
        if fit_everything(&segment.alternatives) {
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

/// Whether every pod fits one of the alternatives: each is taken out of what the earlier ones left over.
fn fit_everything(alternatives: &[Selector]) -> bool {
    let mut rest = vec![LabelBox::default()];
    for alternative in alternatives {
        let cut = |piece: &LabelBox| {
            let without = alternative.requirements.iter().map(|requirement| {
                piece.clone().with(&requirement.key, &requirement.test.negate().values())
            });
            without.filter(|piece| !piece.is_empty()).collect::<Vec<_>>()
        };
        rest = rest.iter().flat_map(cut).collect();
        if rest.len() > MOST {
            return false;
        }
    }
    rest.is_empty()
}
