//! The files that `use` names.

use crate::lower::files::target;
use crate::source::Span;
use crate::syntax::ast::{File, StatementKind};

/// A path in the text, and the file that it leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The path, without its quotes.
    pub span: Span,
    /// The file, from the root.
    pub target: String,
}

/// The files that a file uses. `name` is its own path from the root.
#[must_use]
pub fn links(file: &File, name: &str) -> Vec<Link> {
    let uses = file.statements.iter().filter_map(|statement| match &statement.kind {
        StatementKind::Use(path) => Some(path),
        _ => None,
    });
    let links = uses.filter_map(|path| {
        let Span { file, start, end } = path.span;
        let span = Span::new(file, start + 1, end.saturating_sub(1).max(start + 1));
        Some(Link { span, target: target(name, &path.text).ok()? })
    });
    links.collect()
}
