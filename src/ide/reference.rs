//! Where a name is declared, and where it stands.

use super::{Analysis, tree};
use crate::lower::Referent;
use crate::source::{FileId, Span};
use crate::syntax::ast::{self, ResourceKind, StatementKind};
use std::collections::BTreeSet;

/// A name in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Occurrence {
    /// The name.
    pub span: Span,
    /// Whether it is declared here.
    pub declares: bool,
}

/// Everything that stands for what the name at a place stands for, in the order of files and places.
#[must_use]
pub fn occurrences(analysis: &Analysis, file: FileId, offset: u32) -> Vec<Occurrence> {
    let wanted: BTreeSet<&Referent> =
        analysis.names_at(file, offset).iter().map(|one| &one.referent).collect();
    if wanted.is_empty() {
        return variable(analysis, file, offset).unwrap_or_default();
    }
    let uses = analysis.names.uses.iter().filter(|one| wanted.contains(&one.referent));
    let mut all: Vec<_> =
        uses.map(|one| Occurrence { span: one.span, declares: one.declares }).collect();
    all.sort_unstable_by_key(|one| (one.span, !one.declares));
    all.dedup_by_key(|one| one.span);
    all
}

/// Where what stands at a place is declared.
#[must_use]
pub fn definitions(analysis: &Analysis, file: FileId, offset: u32) -> Vec<Span> {
    let found = occurrences(analysis, file, offset).into_iter();
    let declared: Vec<_> = found.filter(|one| one.declares).map(|one| one.span).collect();
    if declared.is_empty() {
        return resource(analysis, file, offset).into_iter().collect();
    }
    declared
}

/// The name at a place, for a client that asks what a word is.
#[must_use]
pub fn name_span(analysis: &Analysis, file: FileId, offset: u32) -> Option<Span> {
    analysis.names_at(file, offset).first().map(|one| one.span)
}

/// Where the custom resource of a grant is declared.
fn resource(analysis: &Analysis, file: FileId, offset: u32) -> Option<Span> {
    let parsed = tree::file(&analysis.program, file)?;
    let statement = tree::path(parsed, offset).pop()?;
    let permission = permission(&statement.kind)?;
    let holds = |span: Span| span.start <= offset && offset <= span.end;
    let item = permission.resources.iter().find(|item| holds(item.span))?;
    let ResourceKind::Plain(text) = &item.kind else { return None };
    let (plural, group) = match text.split('/').next()?.split_once('.') {
        Some((plural, group)) => (plural, Some(group)),
        None => (text.split('/').next()?, None),
    };
    let resources = &analysis.names.resources;
    let mut known = resources.table().of_plural(plural);
    let known = known.find(|one| group.is_none_or(|group| one.group == group))?;
    resources.place(known)
}

/// The permission of a grant, a role or a claim.
pub(super) const fn permission(statement: &StatementKind) -> Option<&ast::Permission> {
    match statement {
        StatementKind::Grant(grant) => Some(&grant.permission),
        StatementKind::Role(role) => Some(&role.permission),
        StatementKind::Assertion(ast::Assertion { claim: ast::Claim::Grant(grant), .. }) => {
            Some(&grant.permission)
        }
        _ => None,
    }
}

/// The places of the variable of a `for`: where it is named, and each `$name` in the body.
fn variable(analysis: &Analysis, file: FileId, offset: u32) -> Option<Vec<Occurrence>> {
    let parsed = tree::file(&analysis.program, file)?;
    let text = analysis.sources().text(file);
    let name = variable_at(text, offset)?;
    let each = tree::path(parsed, offset).into_iter().rev().find_map(|statement| {
        let StatementKind::For(each) = &statement.kind else { return None };
        (each.variable.text == name).then_some((each, statement.span))
    });
    let (each, span) = each?;
    let mut all = vec![Occurrence { span: each.variable.span, declares: true }];
    let start = each.header.end;
    let body = text.get(start as usize..span.end as usize)?;
    let comments = &parsed.comments;
    for (at, _) in body.match_indices(&format!("${name}")) {
        let from = start.saturating_add(u32::try_from(at).ok()?);
        let one = Span::new(file, from, from + 1 + u32::try_from(name.len()).ok()?);
        let goes_on = text.get(one.end as usize..).unwrap_or_default();
        let ends = !goes_on.starts_with(|it: char| it.is_ascii_alphanumeric());
        let comment = comments.partition_point(|comment| comment.span.end <= from);
        let in_comment = comments.get(comment).is_some_and(|comment| comment.span.start <= from);
        if ends && !in_comment {
            all.push(Occurrence { span: one, declares: false });
        }
    }
    Some(all)
}

/// The name of the variable at a place: behind a `$`, or in the header of a `for`.
fn variable_at(text: &str, offset: u32) -> Option<&str> {
    let at = offset as usize;
    let letter = |it: char| it.is_ascii_alphanumeric();
    let before = text.get(..at)?;
    let start = before.len() - before.chars().rev().take_while(|it| letter(*it)).count();
    let rest = text.get(start..)?;
    let rest = rest.strip_prefix('$').unwrap_or(rest);
    let name = rest.get(..rest.find(|it: char| !letter(it)).unwrap_or(rest.len()))?;
    let in_name = text.get(..start).is_some_and(|before| before.ends_with(['$', ' ', '\t']));
    (!name.is_empty() && (in_name || rest.len() < text.len() - start)).then_some(name)
}
