//! What the compiler says to people: one value for every message, however it is shown.
//!
//! A message is a sentence without a capital and without a full stop, user text stands in backticks, a
//! label names the exact place, and the way out stands apart in `help`. Where one edit cures it, the edit
//! is a [`Fix`] that a machine can apply.

pub mod apply;
pub mod code;
pub mod count;
pub mod level;
pub mod machine;
mod quote;
pub mod render;
pub mod suggest;

pub use code::{Code, Kind};
pub use count::Counts;
pub use level::{Level, Levels};

use crate::hash::{HashSet, IndexMap};
use crate::source::{FileId, Span};
use ecow::EcoString;
use std::collections::BTreeSet;

/// How a diagnostic counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The policy is refused.
    Error,
    /// The policy is compiled; somebody should look.
    Warning,
    /// A finding that the statement's `because` answers: recorded, listed by json and SARIF, not shown.
    Accepted,
}

/// A place with a remark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// The remark; may be empty.
    pub text: String,
    /// Whether this is the place that the message is about; the first label always is.
    pub primary: bool,
}

/// Whether a fix may be applied without a look; the safest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Applicability {
    /// Keeps or restores what was meant.
    Safe,
    /// Probably what was meant; a person should agree.
    Unsafe,
}

/// Replaces the text of a span.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; an empty span inserts.
    pub span: Span,
    /// The new text.
    pub replacement: String,
}

/// Edits that cure a diagnostic, applied together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What the edit does, as a command: "write `prod`".
    pub title: String,
    /// The edits; they don't overlap.
    pub edits: Vec<Edit>,
    /// Whether it may be applied without a look.
    pub applicability: Applicability,
}

/// One message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its stable code.
    pub code: Code,
    /// How it counts; decided by [`Sink::finish`].
    pub severity: Severity,
    /// The level that this finding of a lint starts with, where it is not that of its code.
    pub level: Option<Level>,
    /// One sentence.
    pub message: String,
    /// Places, the primary first. A diagnostic about no place (the command line) has none.
    pub labels: Vec<Label>,
    /// Facts that explain.
    pub notes: Vec<String>,
    /// The way out.
    pub help: Vec<String>,
    /// One edit that cures it.
    pub fix: Option<Fix>,
    /// The reason of the statement, where it answers the finding.
    pub accepted: Option<EcoString>,
    /// What it is known by wherever its lines move: the entries of a baseline. Few findings have any.
    pub marks: Vec<EcoString>,
    /// Whether a baseline lists it.
    pub known: bool,
}

impl Diagnostic {
    /// A message about `span`. Say what is wrong here in `message`; remarks on places are labels.
    #[must_use]
    pub fn new(code: Code, span: Span, message: impl Into<String>) -> Self {
        let label = Label { span, text: String::new(), primary: true };
        Self { labels: vec![label], ..Self::global(code, message) }
    }

    /// A message about no place of the program.
    #[must_use]
    pub fn global(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            level: None,
            message: message.into(),
            labels: Vec::new(),
            notes: Vec::new(),
            help: Vec::new(),
            fix: None,
            accepted: None,
            marks: Vec::new(),
            known: false,
        }
    }

    /// The level that this finding starts with: a lint may be worse in one place than in another.
    #[must_use]
    pub const fn at_level(mut self, level: Level) -> Self {
        self.level = Some(level);
        self
    }

    /// The remark on the primary place.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        if let Some(first) = self.labels.first_mut() {
            first.text = text.into();
        }
        self
    }

    /// Another place that matters.
    #[must_use]
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into(), primary: false });
        self
    }

    /// A fact that explains.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// The way out.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }

    /// One edit that cures it, safe to apply.
    #[must_use]
    pub fn fix(self, title: impl Into<String>, span: Span, replacement: impl Into<String>) -> Self {
        self.fixes(title, vec![Edit { span, replacement: replacement.into() }], Applicability::Safe)
    }

    /// One edit that probably cures it.
    #[must_use]
    pub fn maybe_fix(
        self,
        title: impl Into<String>,
        span: Span,
        replacement: impl Into<String>,
    ) -> Self {
        self.fixes(
            title,
            vec![Edit { span, replacement: replacement.into() }],
            Applicability::Unsafe,
        )
    }

    /// Several edits that cure it together.
    #[must_use]
    pub fn fixes(
        mut self,
        title: impl Into<String>,
        edits: Vec<Edit>,
        applicability: Applicability,
    ) -> Self {
        self.fix = Some(Fix { title: title.into(), edits, applicability });
        self
    }

    /// Records that the statement's `because` answers this finding.
    #[must_use]
    pub fn answered(mut self, because: Option<&EcoString>) -> Self {
        self.accepted = because.cloned();
        self
    }

    /// The place that the message is about.
    #[must_use]
    pub fn primary(&self) -> Option<Span> {
        self.labels.first().map(|label| label.span)
    }
}

/// Where diagnostics go. A mistake of the user is pushed here, never returned as an error.
///
/// A body that is expanded for several zones says the same of the same place; once is enough, so only the
/// first diagnostic of a code is kept for each place.
#[derive(Debug, Clone, Default)]
pub struct Sink {
    diagnostics: Vec<Diagnostic>,
    said: HashSet<(Span, Code)>,
    /// In which files what was said, in earlier steps too.
    said_of: HashSet<(FileId, Code)>,
    /// Whether an earlier step had errors, so that silence proves less.
    after_errors: bool,
}

impl Sink {
    /// Takes a diagnostic.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let code = diagnostic.code;
        if diagnostic.primary().is_none_or(|span| self.said.insert((span, code))) {
            self.said_of.extend(diagnostic.primary().map(|span| (span.file, code)));
            self.diagnostics.push(diagnostic);
        }
    }

    /// Takes all that another sink holds.
    pub fn append(&mut self, other: Self) {
        other.diagnostics.into_iter().for_each(|diagnostic| self.push(diagnostic));
    }

    /// How much was said in this step.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.diagnostics.len()
    }

    /// What was said since it was so much.
    pub fn since(&self, count: usize) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter().skip(count)
    }

    /// Whether something of this code was said of a file.
    #[must_use]
    pub fn says(&self, code: Code, file: FileId) -> bool {
        self.said_of.contains(&(file, code))
    }

    /// Whether something of this code was said of a place.
    #[must_use]
    pub fn says_at(&self, code: Code, span: Span) -> bool {
        self.said.contains(&(span, code))
    }

    /// What was said of places, with the levels that the findings start with.
    pub fn levels(&self) -> impl Iterator<Item = (Span, Code, Level)> {
        self.diagnostics.iter().filter_map(|diagnostic| {
            let level = match (diagnostic.level, diagnostic.code.kind()) {
                (Some(level), _) | (None, Kind::Lint(level)) => level,
                (None, Kind::Error) => Level::Deny,
            };
            diagnostic.primary().map(|span| (span, diagnostic.code, level))
        })
    }

    /// Takes back what was said of these places: something else says it better.
    pub fn take_back(&mut self, places: &HashSet<(Span, Code)>) {
        self.diagnostics.retain(|diagnostic| {
            diagnostic.primary().is_none_or(|span| !places.contains(&(span, diagnostic.code)))
        });
    }

    /// The places that something of this code was said of.
    #[must_use]
    pub fn places(&self, code: Code) -> BTreeSet<Span> {
        let of_code = self.diagnostics.iter().filter(|diagnostic| diagnostic.code == code);
        of_code.filter_map(Diagnostic::primary).collect()
    }

    /// Takes what was said for each of several clusters: each diagnostic once, with the clusters that it
    /// is about where it is not about all. What one cluster uses is used.
    pub fn append_of_clusters(&mut self, said: Vec<(Option<EcoString>, Self)>) {
        let count = said.len();
        if count == 1 {
            return said.into_iter().for_each(|(_, sink)| self.append(sink));
        }
        type Said = (Option<Span>, Code, String);
        let mut merged: IndexMap<Said, (Diagnostic, Vec<EcoString>)> = IndexMap::default();
        for (cluster, sink) in said {
            for diagnostic in sink.diagnostics {
                let key = (diagnostic.primary(), diagnostic.code, diagnostic.message.clone());
                let (_, clusters) = merged.entry(key).or_insert((diagnostic, Vec::new()));
                clusters.extend(cluster.clone());
                clusters.dedup();
            }
        }
        for (mut diagnostic, clusters) in merged.into_values() {
            let is_of_some = !clusters.is_empty() && clusters.len() < count;
            if is_of_some && diagnostic.code.is_of_all_clusters() {
                continue;
            }
            if is_of_some {
                diagnostic.notes.push(format!("for cluster {}", listed(&clusters)));
            }
            self.push(diagnostic);
        }
    }

    /// An empty sink for the next step, which knows whether this one had errors.
    #[must_use]
    pub fn next(&self) -> Self {
        let said_of = self.said_of.clone();
        Self { said_of, after_errors: self.has_errors(), ..Self::default() }
    }

    /// Whether anything in it, or in a step before, can't be compiled, whatever the levels of lints.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.after_errors
            || self.diagnostics.iter().any(|diagnostic| diagnostic.code.kind() == Kind::Error)
    }

    /// Decides what counts, drops what is allowed, cuts long quotations, and orders the rest by file and place.
    #[must_use]
    pub fn finish(self, levels: &Levels) -> Vec<Diagnostic> {
        let mut diagnostics: Vec<_> = self
            .diagnostics
            .into_iter()
            .filter_map(|mut diagnostic| {
                diagnostic.severity = match levels.of_finding(diagnostic.code, diagnostic.level) {
                    Level::Allow => return None,
                    _ if diagnostic.accepted.is_some() => Severity::Accepted,
                    Level::Warn => Severity::Warning,
                    Level::Deny => Severity::Error,
                };
                quote::shorten(&mut diagnostic);
                Some(diagnostic)
            })
            .collect();
        diagnostics.sort_by_cached_key(|diagnostic| (diagnostic.primary(), diagnostic.code));
        diagnostics
    }
}

/// Words for a message, each in backticks: `a`, `b` and `c`.
pub(crate) fn listed<S: AsRef<str>>(words: impl IntoIterator<Item = S>) -> String {
    let words: Vec<_> = words.into_iter().map(|word| format!("`{}`", word.as_ref())).collect();
    match words.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    }
}
