//! What words of the language stand for where they are: ends, lints, reasons.

use super::{Hover, list};
use crate::diagnostic::{Code, Severity};
use crate::ide::Analysis;
use crate::ir::{Claim, EndpointKind as Kind};
use crate::source::Span;
use crate::syntax::ast::{self, EndpointKind, Statement, StatementKind};

/// What there is to say of a word.
pub(super) fn hover(analysis: &Analysis, statement: &Statement, offset: u32) -> Option<Hover> {
    let holds = |span: Span| span.start <= offset && offset <= span.end;
    match &statement.kind {
        StatementKind::Flow(flow)
        | StatementKind::Assertion(ast::Assertion { claim: ast::Claim::Flow(flow), .. }) => {
            let ends = flow.from.iter().chain(&flow.to);
            let end = ends.into_iter().find(|end| holds(end.span));
            end.and_then(|end| this_end(analysis, end))
                .or_else(|| reason(analysis, statement, &flow.clauses, offset))
        }
        StatementKind::Grant(grant) => reason(analysis, statement, &grant.clauses, offset),
        StatementKind::Has(has) => reason(analysis, statement, &has.clauses, offset),
        StatementKind::Lint(lint) => {
            let name = lint.names.iter().find(|name| holds(name.span))?;
            let code = Code::find(&name.text)?;
            let markdown = format!("{}\n\n*{}*", code.page().trim(), code.id());
            Some(Hover { span: name.span, markdown })
        }
        _ => None,
    }
}

/// What `internet`, `anywhere`, `cluster`, `*` and addresses stand for.
fn this_end(analysis: &Analysis, end: &ast::Endpoint) -> Option<Hover> {
    let text = match &end.kind {
        EndpointKind::Cluster => "**cluster** every pod of every namespace".to_owned(),
        EndpointKind::Anywhere => "**anywhere** all pods and all addresses".to_owned(),
        EndpointKind::Every { .. } => {
            let zones = analysis.policy().flows.iter().flat_map(|flow| {
                let targets = flow.targets.iter().map(|target| &target.endpoint);
                flow.sources.iter().chain(targets)
            });
            let zones = zones.filter(|one| one.span == end.span).filter_map(|one| match one.kind {
                Kind::Zone(id) => analysis.policy().zone(id),
                _ => None,
            });
            let mut names: Vec<_> = zones.map(|zone| format!("`{}`", zone.name)).collect();
            names.dedup();
            format!("**every pod** of {}", names.join(", "))
        }
        EndpointKind::Internet => {
            let blocks = blocks(analysis, end.span)?;
            format!("**internet** public addresses\n\n{}", list("addresses", &blocks))
        }
        EndpointKind::Address(_) => list("addresses", &blocks(analysis, end.span)?),
        EndpointKind::Name { .. } | EndpointKind::Host(_) | EndpointKind::Service { .. } => {
            return None;
        }
    };
    Some(Hover { span: end.span, markdown: text })
}

/// The addresses that an end at a place stands for.
fn blocks(analysis: &Analysis, span: Span) -> Option<Vec<String>> {
    let policy = analysis.policy();
    let flows = policy.flows.iter().flat_map(|flow| {
        let targets = flow.targets.iter().map(|target| &target.endpoint);
        flow.sources.iter().chain(targets)
    });
    let claims = policy.assertions.iter().flat_map(|one| match &one.claim {
        Claim::Flow { sources, targets, .. } => sources.iter().chain(targets),
        Claim::Grant { .. } => [].iter().chain(&[]),
    });
    let end = flows.chain(claims).find(|end| end.span == span)?;
    match &end.kind {
        Kind::Addresses(addresses) => {
            Some(addresses.blocks.iter().map(|block| format!("`{block}`")).collect())
        }
        _ => None,
    }
}

/// The findings that a `because` answers.
fn reason(
    analysis: &Analysis,
    statement: &Statement,
    clauses: &ast::Clauses,
    offset: u32,
) -> Option<Hover> {
    let because = clauses.because.as_ref()?;
    if offset < because.span.start || because.span.end < offset {
        return None;
    }
    let answered = analysis.diagnostics.iter().filter(|one| {
        let inside = |span: Span| {
            span.file == statement.span.file
                && statement.span.start <= span.start
                && span.end <= statement.span.end
        };
        one.severity == Severity::Accepted && one.primary().is_some_and(inside)
    });
    let lines: Vec<_> = answered
        .map(|one| format!("`{}` {}: {}", one.code.id(), one.code.name(), one.message))
        .collect();
    let markdown = match lines.is_empty() {
        true => "**because** answers no finding".to_owned(),
        false => list("accepted because of this reason", &lines),
    };
    Some(Hover { span: because.span, markdown })
}
