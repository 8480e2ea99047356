//! What findings are known by wherever their lines move.

use crate::diagnostic::Diagnostic;
use crate::source::SourceMap;
use std::fmt::Display;

impl Diagnostic {
    /// Marks a finding: what it says of an object, once for each part of it that could be new alone, such as
    /// everybody who holds a right.
    #[must_use]
    pub(super) fn marked<W: Display>(
        mut self,
        object: impl Display,
        whats: impl IntoIterator<Item = W>,
    ) -> Self {
        let code = self.code;
        let mark = |what: W| ecow::eco_format!("{code} {} {object}: {what}", code.name());
        self.marks.extend(whats.into_iter().map(mark));
        self.marks.sort_unstable();
        self.marks.dedup();
        self
    }
}

/// Marks what has no marks of its own, that which was said while objects were read, by its file.
pub(super) fn complete(diagnostics: &mut [Diagnostic], sources: &SourceMap) {
    for diagnostic in diagnostics.iter_mut().filter(|diagnostic| diagnostic.marks.is_empty()) {
        let file = diagnostic.primary().map_or("", |span| sources.name(span.file));
        let (code, message) = (diagnostic.code, one_line(&diagnostic.message));
        let mark = ecow::eco_format!("{code} {} {file}: {message}", code.name());
        diagnostic.marks.push(mark);
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
