//! What can be folded: blocks, long statements, and runs of comments and of `use`.

use super::tree;
use crate::source::LineIndex;
use crate::syntax::ast::{File, StatementKind};

/// What a fold holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A block or a statement.
    Code,
    /// A run of comments.
    Comment,
    /// A run of `use`.
    Uses,
}

/// Lines that can be folded to their first one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fold {
    /// The first line, from zero.
    pub first: u32,
    /// The last line, from zero; behind the first.
    pub last: u32,
    /// What it holds.
    pub kind: Kind,
}

/// The folds of a file, in the order of their first lines.
#[must_use]
pub fn folds(file: &File, text: &str, lines: &LineIndex) -> Vec<Fold> {
    let line = |offset: u32| u32::try_from(lines.line(offset)).unwrap_or(u32::MAX);
    let mut folds = Vec::new();
    let mut add = |first: u32, last: u32, kind| {
        if first < last {
            folds.push(Fold { first, last, kind });
        }
    };
    let mut uses: Option<(u32, u32)> = None;
    tree::each(&file.statements, &mut |statement| {
        let (first, end) = (line(statement.span.start), line(statement.span.end));
        if matches!(statement.kind, StatementKind::Use(_)) {
            uses = Some((uses.map_or(first, |run| run.0), end));
            return;
        }
        // The closing brace stays in sight.
        let closed = text.get(statement.span.range()).is_some_and(|text| text.ends_with('}'));
        let last = if closed { end.saturating_sub(1) } else { end };
        add(first, last, Kind::Code);
    });
    if let Some((first, last)) = uses {
        add(first, last, Kind::Uses);
    }
    let mut run: Option<(u32, u32)> = None;
    for comment in file.comments.iter().filter(|comment| comment.own_line) {
        let at = line(comment.span.start);
        run = match run {
            Some((first, last)) if last + 1 == at => Some((first, at)),
            other => {
                if let Some((first, last)) = other {
                    add(first, last, Kind::Comment);
                }
                Some((at, at))
            }
        };
    }
    if let Some((first, last)) = run {
        add(first, last, Kind::Comment);
    }
    folds.sort_unstable();
    folds
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Sink;
    use crate::source::FileId;

    #[test]
    fn blocks_lists_and_comments_fold() {
        let text = "use \"a.netz\"\nuse \"b.netz\"\n# one\n# two\n\nzone shop {\n  a,\n    b -> c tcp/1\n  # alone\n}\n";
        let file = crate::syntax::parse(FileId(0), text, &mut Sink::default());
        let folds = folds(&file, text, &LineIndex::new(text));
        let seen: Vec<_> = folds.iter().map(|fold| (fold.first, fold.last, fold.kind)).collect();
        assert_eq!(
            seen,
            [(0, 1, Kind::Uses), (2, 3, Kind::Comment), (5, 8, Kind::Code), (6, 7, Kind::Code)]
        );
    }
}
