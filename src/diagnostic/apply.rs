//! Applies fixes to texts.

use super::{Applicability, Diagnostic, Edit, Severity};
use crate::source::{FileId, SourceMap};
use std::collections::BTreeMap;

/// What the fixes of some diagnostics make of the texts.
#[derive(Debug, Default)]
pub struct Fixed {
    /// The new text of each file that changes.
    pub texts: BTreeMap<FileId, String>,
    /// How many diagnostics were cured.
    pub applied: usize,
}

/// Applies every fix that is `at_most` so far from safe, each whole or not at all: one that meets an earlier fix
/// waits for the next round. What a reason answers stays as it is.
#[must_use]
pub fn fixes(sources: &SourceMap, diagnostics: &[Diagnostic], at_most: Applicability) -> Fixed {
    let mut edits: BTreeMap<FileId, Vec<&Edit>> = BTreeMap::new();
    let mut applied = 0;
    for diagnostic in diagnostics {
        let is_open = diagnostic.severity != Severity::Accepted;
        let Some(fix) = diagnostic.fix.as_ref().filter(|_| is_open) else { continue };
        let meets = |edit: &Edit| {
            edits.get(&edit.span.file).is_some_and(|taken| taken.iter().any(|it| overlap(it, edit)))
        };
        if fix.applicability > at_most || fix.edits.iter().any(meets) {
            continue;
        }
        for edit in &fix.edits {
            edits.entry(edit.span.file).or_default().push(edit);
        }
        applied += 1;
    }
    let texts = edits.into_iter().map(|(file, mut edits)| {
        edits.sort_by_key(|edit| edit.span);
        (file, rewrite(sources.text(file), &edits))
    });
    Fixed { texts: texts.collect(), applied }
}

/// Whether two edits can't both be made: their texts share a byte, or they are one edit.
fn overlap(left: &Edit, right: &Edit) -> bool {
    let (a, b) = (left.span, right.span);
    left == right || (a.start < b.end && b.start < a.end)
}

/// `text` with edits that are sorted and don't overlap.
pub(crate) fn rewrite(text: &str, edits: &[&Edit]) -> String {
    let mut rewritten = String::with_capacity(text.len());
    let mut from = 0;
    for edit in edits {
        rewritten.push_str(text.get(from..edit.span.start as usize).unwrap_or_default());
        rewritten.push_str(&edit.replacement);
        from = edit.span.end as usize;
    }
    rewritten.push_str(text.get(from..).unwrap_or_default());
    rewritten
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;
    use crate::source::Span;

    fn fixed(edits: &[(u32, u32, &str)]) -> (String, usize) {
        let mut sources = SourceMap::default();
        let file = sources.add("a.netz", "abcdef");
        let diagnostics: Vec<_> = edits
            .iter()
            .map(|(start, end, new)| {
                let span = Span::new(file, *start, *end);
                Diagnostic::new(Code::UnknownName, span, "x").fix("y", span, *new)
            })
            .collect();
        let fixed = fixes(&sources, &diagnostics, Applicability::Safe);
        (fixed.texts.values().cloned().collect(), fixed.applied)
    }

    #[test]
    fn edits_apply_together_and_the_second_of_two_that_meet_waits() {
        assert_eq!(fixed(&[(4, 5, "E"), (1, 2, "B")]), ("aBcdEf".to_owned(), 2));
        assert_eq!(fixed(&[(1, 4, "-"), (3, 5, "+")]), ("a-ef".to_owned(), 1));
    }

    #[test]
    fn insertions_at_one_place_stand_side_by_side_and_the_same_one_once() {
        assert_eq!(fixed(&[(0, 0, "x"), (0, 0, "y"), (0, 0, "x")]), ("xyabcdef".to_owned(), 2));
        assert_eq!(fixed(&[(2, 2, "|"), (0, 2, "AB")]), ("AB|cdef".to_owned(), 2));
    }
}
