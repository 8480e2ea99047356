//! `escalation-path`: a subject that can come to do everything, by a path that no single statement shows.

use super::{Origin, Rights};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::k8s::escalation::{path, way};
use std::collections::BTreeSet;

pub(super) fn check(rights: &Rights<'_>, sink: &mut Sink) {
    for (holder, stops) in &rights.stops {
        let Some(end) = stops.iter().position(|stop| stop.guise.is_cluster_admin()) else {
            continue;
        };
        let way = way(stops, end);
        let steps = way.iter().flat_map(|(gate, _)| &gate.by).filter_map(|given| given.origin);
        let steps: Vec<_> = steps.collect();
        let different: BTreeSet<_> =
            steps.iter().filter_map(|step| step.span(rights.policy)).collect();
        // What a subject holds itself is reported with it. Objects beside the program are other statements.
        let many = different.len() > 1 || steps.contains(&Origin::Other);
        let many = many && way.len() > 1;
        let Some(Origin::Statement(first)) = steps.first().filter(|_| many) else { continue };
        let Some(span) = first.span(rights.policy) else { continue };
        let name = rights.name(holder);
        let path = path(&rights.authority, &name, &way, None, |holder| rights.name(holder));
        let message = format!("`{name}` can become cluster-admin, step by step");
        let mut diagnostic = Diagnostic::new(Code::EscalationPath, span, message)
            .label("the first step")
            .note(format!("path: `{path}`"))
            .help("cut the path at one of its steps, or say `because` on the first");
        for later in different.iter().filter(|later| **later != span) {
            diagnostic = diagnostic.also(*later, "a later step");
        }
        let because = first.clauses(rights.policy).and_then(|clauses| clauses.because.as_ref());
        sink.push(diagnostic.answered(because));
    }
}
