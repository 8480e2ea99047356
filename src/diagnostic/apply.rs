//! Applies fixes to texts.

use super::{Applicability, Code, Diagnostic, Edit, Severity};
use crate::source::{FileId, SourceMap, Span};
use std::collections::{BTreeMap, BTreeSet};

/// What the fixes of some diagnostics make of the texts.
#[derive(Debug, Default)]
pub struct Fixed {
    /// The new text of each file that changes.
    pub texts: BTreeMap<FileId, String>,
    /// How many diagnostics should be cured.
    pub applied: usize,
    /// What each of these diagnostics would be known by if its fix did not cure it.
    left: Vec<(Finding, Finding)>,
}

/// What a diagnostic is known by: where it is, its code and its message.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    file: FileId,
    start: u32,
    code: Code,
    message: String,
}

impl Finding {
    fn of(diagnostic: &Diagnostic) -> Option<Self> {
        let Span { file, start, .. } = diagnostic.primary()?;
        Some(Self { file, start, code: diagnostic.code, message: diagnostic.message.clone() })
    }
}

impl Fixed {
    /// The findings that are still there, at the same place, in what the new texts give: their fixes cure
    /// nothing.
    #[must_use]
    pub fn not_cured(&self, after: &[Diagnostic]) -> BTreeSet<Finding> {
        let after: BTreeSet<_> = after.iter().filter_map(Finding::of).collect();
        let left = self.left.iter().filter(|(_, moved)| after.contains(moved));
        left.map(|(before, _)| before.clone()).collect()
    }
}

/// Applies every fix that is `at_most` so far from safe, each whole or not at all: one that meets an earlier fix
/// waits for the next round. What a reason answers stays as it is, and so do the findings of `without`.
#[must_use]
pub fn fixes<'a>(
    sources: &SourceMap,
    diagnostics: impl IntoIterator<Item = &'a Diagnostic>,
    at_most: Applicability,
    without: &BTreeSet<Finding>,
) -> Fixed {
    let mut edits: BTreeMap<FileId, Vec<&Edit>> = BTreeMap::new();
    let mut cured = Vec::new();
    for diagnostic in diagnostics {
        let is_open = diagnostic.severity != Severity::Accepted;
        let Some(fix) = diagnostic.fix.as_ref().filter(|_| is_open) else { continue };
        let meets = |edit: &Edit| {
            edits.get(&edit.span.file).is_some_and(|taken| taken.iter().any(|it| overlap(it, edit)))
        };
        if fix.applicability > at_most || fix.edits.iter().any(meets) {
            continue;
        }
        let finding = Finding::of(diagnostic);
        if finding.as_ref().is_some_and(|finding| without.contains(finding)) {
            continue;
        }
        for edit in &fix.edits {
            edits.entry(edit.span.file).or_default().push(edit);
        }
        // Where a place is taken out with what it is about, another finding may take its place.
        let is_gone = |span: Span| {
            let holds = |edit: &Edit| {
                let (file, range) = (edit.span.file, edit.span.range());
                file == span.file
                    && range.start <= span.range().start
                    && range.end >= span.range().end
            };
            fix.edits.iter().any(|edit| edit.replacement.is_empty() && holds(edit))
        };
        cured.push(finding.filter(|_| !diagnostic.primary().is_some_and(is_gone)));
    }
    let applied = cured.len();
    let moved = |finding: Finding| {
        let edits = edits.get(&finding.file).into_iter().flatten();
        let before = edits.filter(|edit| edit.span.end <= finding.start);
        let start = before.fold(i64::from(finding.start), |start, edit| {
            let length = i64::from(edit.span.end) - i64::from(edit.span.start);
            start + i64::try_from(edit.replacement.len()).unwrap_or_default() - length
        });
        let start = u32::try_from(start).unwrap_or(finding.start);
        (finding.clone(), Finding { start, ..finding })
    };
    let left = cured.into_iter().flatten().map(moved).collect();
    let texts = edits.into_iter().map(|(file, mut edits)| {
        edits.sort_by_key(|edit| edit.span);
        (file, rewrite(sources.text(file), &edits))
    });
    Fixed { texts: texts.collect(), applied, left }
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
        let fixed = fixes(&sources, &diagnostics, Applicability::Safe, &BTreeSet::new());
        (fixed.texts.values().cloned().collect(), fixed.applied)
    }

    #[test]
    fn edits_apply_together_and_the_second_of_two_that_meet_waits() {
        assert_eq!(fixed(&[(4, 5, "E"), (1, 2, "B")]), ("aBcdEf".to_owned(), 2));
        assert_eq!(fixed(&[(1, 4, "-"), (3, 5, "+")]), ("a-ef".to_owned(), 1));
    }

    #[test]
    fn a_finding_that_is_still_there_was_not_cured() {
        let mut sources = SourceMap::default();
        let file = sources.add("a.netz", "ab cd");
        let finding = |start, message: &str| {
            let span = Span::new(file, start, start + 1);
            Diagnostic::new(Code::UnknownName, span, message).fix("y", span, "long")
        };
        let both = [finding(0, "first"), finding(3, "second")];
        let fixed = fixes(&sources, &both, Applicability::Safe, &BTreeSet::new());
        assert!(fixed.not_cured(&[finding(0, "other"), finding(3, "second")]).is_empty());
        let left = fixed.not_cured(&[finding(6, "second")]);
        assert_eq!(left.len(), 1);
        let again = fixes(&sources, &both, Applicability::Safe, &left);
        assert_eq!(again.texts.values().collect::<Vec<_>>(), ["longb cd"]);
    }

    #[test]
    fn insertions_at_one_place_stand_side_by_side_and_the_same_one_once() {
        assert_eq!(fixed(&[(0, 0, "x"), (0, 0, "y"), (0, 0, "x")]), ("xyabcdef".to_owned(), 2));
        assert_eq!(fixed(&[(2, 2, "|"), (0, 2, "AB")]), ("AB|cdef".to_owned(), 2));
    }
}
