//! From one text to another by as few lines as it takes, so that cursors and marks stay where they are.

use lsp_types::TextEdit;
use netz::source::{FileId, Span};
use similar::{DiffOp, TextDiff};

use super::position::Lines;

/// The edits that make `new` of `old`, whose lines are `lines`.
pub fn between(old: &str, new: &str, lines: &Lines) -> Vec<TextEdit> {
    let diff = TextDiff::from_lines(old, new);
    let starts = |slices: &[&str]| {
        let mut at = 0;
        let mut starts = vec![0];
        starts.extend(slices.iter().map(|line| {
            at += line.len();
            at
        }));
        starts
    };
    let old_starts = starts(&diff.iter_old_slices().collect::<Vec<_>>());
    let new_starts = starts(&diff.iter_new_slices().collect::<Vec<_>>());
    let at = |starts: &[usize], line: usize| starts.get(line).copied().unwrap_or_default();
    let changed = diff.ops().iter().filter(|op| !matches!(op, DiffOp::Equal { .. }));
    let edits = changed.map(|op| {
        let (from, to) = (op.old_range(), op.new_range());
        let small = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let (start, end) = (at(&old_starts, from.start), at(&old_starts, from.end));
        let text = new.get(at(&new_starts, to.start)..at(&new_starts, to.end));
        TextEdit {
            range: lines.range(old, Span::new(FileId(0), small(start), small(end))),
            new_text: text.unwrap_or_default().to_owned(),
        }
    });
    edits.collect()
}
