//! The statements around a place.

use crate::source::{FileId, Span};
use crate::syntax::ast::{File, Statement, StatementKind};

/// The statements of a block.
#[must_use]
pub(super) fn body(statement: &Statement) -> &[Statement] {
    match &statement.kind {
        StatementKind::Zone(zone) => zone.body.as_deref().unwrap_or_default(),
        StatementKind::In(scope) => scope.body.as_deref().unwrap_or_default(),
        StatementKind::For(each) => &each.body,
        _ => &[],
    }
}

/// The header of a block; none for other statements.
#[must_use]
pub(super) const fn header(statement: &Statement) -> Option<Span> {
    match &statement.kind {
        StatementKind::Zone(zone) if zone.body.is_some() => Some(zone.header),
        StatementKind::In(scope) if scope.body.is_some() => Some(scope.header),
        StatementKind::For(each) => Some(each.header),
        StatementKind::Cluster(cluster) => Some(cluster.header),
        _ => None,
    }
}

/// The statements around a place, the outermost first.
#[must_use]
pub(super) fn path(file: &File, offset: u32) -> Vec<&Statement> {
    let mut path = Vec::new();
    let mut level = file.statements.as_slice();
    while let Some(inner) = around(level, offset) {
        path.push(inner);
        level = body(inner);
    }
    path
}

/// The statement of a list that holds a place. They are in order and apart.
fn around(statements: &[Statement], offset: u32) -> Option<&Statement> {
    let after = statements.partition_point(|one| one.span.start <= offset);
    let last = statements.get(after.checked_sub(1)?)?;
    (offset <= last.span.end).then_some(last)
}

/// Calls `visit` with every statement, those in blocks after their block.
pub(super) fn each<'a>(statements: &'a [Statement], visit: &mut dyn FnMut(&'a Statement)) {
    for statement in statements {
        visit(statement);
        each(body(statement), visit);
    }
}

/// The parsed file of an id.
#[must_use]
pub(super) fn file(program: &crate::Program, id: FileId) -> Option<&File> {
    program.files.iter().find(|file| file.id == id)
}
