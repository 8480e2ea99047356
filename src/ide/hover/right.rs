//! What verbs and resources expand to.

use super::{Hover, list};
use crate::ide::Analysis;
use crate::ide::reference::permission;
use crate::ir::{Claim, Permission};
use crate::source::Span;
use crate::syntax::ast::Statement;
use ecow::EcoString;
use indexmap::IndexMap;
use std::collections::BTreeSet;

/// What there is to say of a verb or a resource.
pub(super) fn hover(analysis: &Analysis, statement: &Statement, offset: u32) -> Option<Hover> {
    let written = permission(&statement.kind)?;
    let holds = |span: Span| span.start <= offset && offset <= span.end;
    let verb = written.verbs.iter().map(|verb| verb.span).find(|span| holds(*span));
    let resource = written.resources.iter().map(|item| item.span).find(|span| holds(*span));
    let span = verb.or(resource)?;
    let lowered = lowered(analysis, written.span)?;
    // By object: the verbs that it gets from here.
    let mut given: IndexMap<EcoString, BTreeSet<&str>> = IndexMap::new();
    for used in &lowered.uses {
        for one in &used.verbs {
            if verb.map_or(used.span == span, |_| one.span == span) {
                given.entry(used.object.name()).or_default().insert(&one.verb);
            }
        }
    }
    let lines: Vec<_> = given
        .into_iter()
        .map(|(object, verbs)| {
            let verbs: Vec<_> = verbs.into_iter().collect();
            format!("`{}` on `{object}`", verbs.join(", "))
        })
        .collect();
    let word = analysis.sources().slice(span);
    let kind = if verb.is_some() { "verb" } else { "resource" };
    let mut parts = vec![format!("**{kind}** `{word}`")];
    parts.push(match lines.is_empty() {
        true => "gives nothing here".to_owned(),
        false => list("gives", &lines),
    });
    if !lowered.names.is_empty() {
        let names: Vec<_> = lowered.names.iter().map(EcoString::as_str).collect();
        parts.push(format!("only of objects named `{}`", names.join("`, `")));
    }
    Some(Hover { span, markdown: parts.join("\n\n") })
}

/// A permission as lowered, by its place.
fn lowered(analysis: &Analysis, span: Span) -> Option<&Permission> {
    let policy = analysis.policy();
    let grants = policy.grants.iter().map(|grant| &grant.permission);
    let roles = policy.roles.iter().flat_map(|role| &role.permissions);
    let claims = policy.assertions.iter().filter_map(|one| match &one.claim {
        Claim::Grant { permission, .. } => Some(permission),
        Claim::Flow { .. } => None,
    });
    grants.chain(roles).chain(claims).find(|permission| permission.span == span)
}
