//! What isn't proved, as a message: a mistake of netz, with the connection that shows it.

use super::Failed;
use super::compare::{Failure, Gap};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Cause, Policy};
use crate::k8s::document::Refusal;
use crate::k8s::networkpolicy::{self, Title};
use crate::reach;
use crate::source::Span;

const HELP: &str = "nothing is written; please report it with the smallest program that shows it";

/// Why there is no proof.
pub fn failed(policy: &Policy, failed: &Failed) -> Diagnostic {
    match failed {
        Failed::Unreadable(refusal) => unreadable(refusal),
        Failed::Compared(titles, compared) => failure(policy, titles, compared),
    }
}

/// The text can't be read back.
fn unreadable(refusal: &Refusal) -> Diagnostic {
    let message = "internal error, please report: the objects can't be read back from their text";
    Diagnostic::global(Code::EmittedDiffers, message).note(refusal.to_string()).help(HELP)
}

/// A difference, or a search that was given up.
fn failure(
    policy: &Policy,
    titles: &[Title],
    failure: &Failure<reach::Origin, networkpolicy::Origin>,
) -> Diagnostic {
    match failure {
        Failure::Missing(gap, origins) => {
            let (program, objects) = if gap.isolation {
                ("isolates", "don't isolate")
            } else {
                ("allows", "don't allow")
            };
            let message = differs(gap, program, objects);
            let mut spans = origins.iter().filter_map(|origin| span(policy, *origin));
            let diagnostic = match spans.next() {
                Some(span) => Diagnostic::new(Code::EmittedDiffers, span, message),
                None => Diagnostic::global(Code::EmittedDiffers, message),
            };
            finish(diagnostic, gap)
        }
        Failure::Extra(gap, origins) => {
            let (program, objects) = if gap.isolation {
                ("doesn't isolate", "isolate")
            } else {
                ("doesn't allow", "allow")
            };
            let mut diagnostic =
                Diagnostic::global(Code::EmittedDiffers, differs(gap, program, objects));
            for origin in origins.iter().take(3) {
                diagnostic = diagnostic.note(place(titles, *origin));
            }
            finish(diagnostic, gap)
        }
        Failure::Undecided(direction) => {
            let message = format!(
                "the proof that the objects mean what the program means was not finished for {}",
                direction.word()
            );
            let help =
                "write selectors with fewer `!=`, `notin` and `!key` on different keys of one zone";
            Diagnostic::global(Code::ProofUnfinished, message).help(help)
        }
    }
}

fn differs(gap: &Gap, program: &str, objects: &str) -> String {
    let direction = gap.connection.direction.word();
    let what = if gap.isolation {
        format!("{direction} of {}", gap.connection.subject)
    } else {
        format!("{direction} on {}", gap.connection)
    };
    format!(
        "internal error, please report: the program {program} {what}, and the emitted objects {objects} it"
    )
}

fn finish(diagnostic: Diagnostic, gap: &Gap) -> Diagnostic {
    let diagnostic = match gap.isolation {
        true => diagnostic,
        false => diagnostic.note(format!("this is so where {}", gap.model)),
    };
    diagnostic.help(HELP)
}

/// The statement that says something, where one does.
fn span(policy: &Policy, origin: reach::Origin) -> Option<Span> {
    match origin {
        reach::Origin::Zone(zone) => policy.zone(zone).map(|zone| zone.span),
        reach::Origin::Allowed(Cause::Flow(flow)) => policy.flow(flow).map(|flow| flow.span),
        reach::Origin::Allowed(Cause::Dns) => policy.cluster.dns.declared,
        reach::Origin::Allowed(Cause::Api) => {
            policy.cluster.api.first().map(|target| target.endpoint.span)
        }
    }
}

fn place(titles: &[Title], origin: networkpolicy::Origin) -> String {
    let title = titles.get(origin.policy as usize).map(ToString::to_string).unwrap_or_default();
    match origin.rule {
        Some(rule) => format!("NetworkPolicy `{title}` says so, in rule {}", rule + 1),
        None => format!("NetworkPolicy `{title}` says so"),
    }
}
