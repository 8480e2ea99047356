//! Findings that are known: a text with a line for each mark of each finding, which `netz audit` compares
//! with what it finds.
//!
//! A line holds no number of a line, so that what only moves stays known. A mark that several findings have
//! stands once, with how many.

use crate::diagnostic::{Code, Diagnostic, Severity};
use ecow::{EcoString, eco_format};
use std::collections::BTreeMap;
use std::fmt::Write;

/// The first line of every baseline.
const HEAD: &str = "# netz audit baseline 1";

/// Marks of known findings, and how many findings have each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Baseline(BTreeMap<EcoString, usize>);

/// Why a text is no baseline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoBaseline {
    /// The line, from one.
    pub line: usize,
    /// What is wrong with it.
    pub reason: String,
}

/// What comparing findings with a baseline gave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Compared {
    /// How many findings are known.
    pub known: usize,
    /// Marks that nothing has any more, with how many are too many.
    pub stale: Vec<(EcoString, usize)>,
}

impl Baseline {
    /// The findings that count, without those that are answered by a reason.
    #[must_use]
    pub fn of(diagnostics: &[Diagnostic]) -> Self {
        let mut marks = BTreeMap::new();
        let counted =
            diagnostics.iter().filter(|one| one.severity != Severity::Accepted || one.known);
        for mark in counted.flat_map(|diagnostic| &diagnostic.marks) {
            *marks.entry(plain(mark)).or_default() += 1;
        }
        Self(marks)
    }

    /// Reads a baseline.
    ///
    /// # Errors
    /// When it is none.
    pub fn read(text: &str) -> Result<Self, NoBaseline> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let wrong = |line: usize, reason: &str| NoBaseline { line, reason: reason.to_owned() };
        let mut lines = text.lines().map(str::trim_end).zip(1..);
        if lines.next().is_none_or(|(head, _)| head != HEAD) {
            return Err(wrong(1, "the first line isn't that of a baseline"));
        }
        let mut marks = BTreeMap::new();
        for (line, number) in lines {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if ["<<<<<<<", "=======", ">>>>>>>"].iter().any(|mark| line.starts_with(mark)) {
                return Err(wrong(number, "a merge is left half done"));
            }
            let (mark, count) = match line.rsplit_once(" ×") {
                Some((mark, count)) => match count.parse::<usize>() {
                    Ok(count) if count > 0 => (mark, count),
                    _ => return Err(wrong(number, "no number stands after the `×`")),
                },
                None => (line, 1),
            };
            let code = mark.split(' ').next().and_then(Code::find);
            if code.is_none() {
                return Err(wrong(number, "it begins with no code that netz has"));
            }
            *marks.entry(mark.into()).or_default() += count;
        }
        Ok(Self(marks))
    }

    /// The text of the baseline.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = format!(
            "{HEAD}\n# Findings that are known: only others fail. `netz audit --write-baseline` writes it anew.\n"
        );
        for (mark, count) in &self.0 {
            let _ = match count {
                1 => writeln!(text, "{mark}"),
                _ => writeln!(text, "{mark} ×{count}"),
            };
        }
        text
    }

    /// How many lines it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Marks the findings that are known: those of which every mark is there. What is new of a finding that
    /// is known in part is told in a note.
    pub fn compare(&self, diagnostics: &mut [Diagnostic]) -> Compared {
        let mut left = self.0.clone();
        let mut known = 0;
        for diagnostic in diagnostics.iter_mut().filter(|one| one.severity != Severity::Accepted) {
            let mut new = Vec::new();
            for mark in &diagnostic.marks {
                let mark = plain(mark);
                match left.get_mut(&mark) {
                    Some(count) if *count > 0 => *count -= 1,
                    _ => new.push(mark),
                }
            }
            if new.is_empty() && !diagnostic.marks.is_empty() {
                diagnostic.known = true;
                diagnostic.accepted = Some("is in the baseline".into());
                diagnostic.severity = Severity::Accepted;
                known += 1;
            } else if new.len() < diagnostic.marks.len() {
                diagnostic.notes.push(told(&new));
            }
        }
        let stale = left.into_iter().filter(|(_, count)| *count > 0).collect();
        Compared { known, stale }
    }
}

/// What of a finding the baseline doesn't know.
fn told(new: &[EcoString]) -> String {
    let ends: Vec<_> =
        new.iter().map(|mark| mark.rsplit(": ").next().unwrap_or_default().to_owned()).collect();
    format!("new since the baseline: {}", super::words::listed(&ends))
}

/// A mark as a line: without breaks and without what the form needs.
fn plain(mark: &str) -> EcoString {
    let line = mark.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.contains(" ×") { eco_format!("{}", line.replace(" ×", " x")) } else { line.into() }
}
