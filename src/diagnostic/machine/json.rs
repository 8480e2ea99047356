//! One JSON object with everything that a diagnostic holds.

use super::ends;
use crate::diagnostic::{Applicability, Counts, Diagnostic, Edit, Fix, Label, Severity};
use crate::source::{SourceMap, Span};
use serde::Serialize;
use std::io::{self, Write};

/// The version of the format: a reader may rely on the fields of one.
const VERSION: u32 = 1;

/// Writes all diagnostics as one JSON object, accepted findings too.
///
/// # Errors
/// When `out` can't be written.
pub fn write(
    out: &mut dyn Write,
    sources: &SourceMap,
    diagnostics: &[Diagnostic],
) -> io::Result<()> {
    let report = Report {
        version: VERSION,
        diagnostics: diagnostics.iter().map(|diagnostic| entry(sources, diagnostic)).collect(),
        counts: Counts::of(diagnostics),
    };
    serde_json::to_writer_pretty(&mut *out, &report)?;
    writeln!(out)
}

#[derive(Serialize)]
struct Report<'a> {
    version: u32,
    diagnostics: Vec<Entry<'a>>,
    counts: Counts,
}

#[derive(Serialize)]
struct Entry<'a> {
    code: &'static str,
    name: &'static str,
    severity: &'static str,
    message: &'a str,
    labels: Vec<LabelEntry<'a>>,
    notes: &'a [String],
    help: &'a [String],
    fix: Option<FixEntry<'a>>,
    /// The `because` that answers the finding.
    accepted: Option<&'a str>,
    /// The page of the code, as a path in the project.
    page: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Place<'a> {
    file: &'a str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    /// Byte offsets.
    start: u64,
    end: u64,
}

#[derive(Serialize)]
struct LabelEntry<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    text: &'a str,
    primary: bool,
}

#[derive(Serialize)]
struct FixEntry<'a> {
    title: &'a str,
    applicability: &'static str,
    edits: Vec<EditEntry<'a>>,
}

#[derive(Serialize)]
struct EditEntry<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    replacement: &'a str,
}

fn entry<'a>(sources: &'a SourceMap, diagnostic: &'a Diagnostic) -> Entry<'a> {
    let label = |Label { span, text, primary }: &'a Label| LabelEntry {
        place: place(sources, *span),
        text,
        primary: *primary,
    };
    Entry {
        code: diagnostic.code.id(),
        name: diagnostic.code.name(),
        severity: match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Accepted => "accepted",
        },
        message: &diagnostic.message,
        labels: diagnostic.labels.iter().map(label).collect(),
        notes: &diagnostic.notes,
        help: &diagnostic.help,
        fix: diagnostic.fix.as_ref().map(|fix| fix_entry(sources, fix)),
        accepted: diagnostic.accepted.as_deref(),
        page: format!("docs/diagnostics/{}.md", diagnostic.code),
    }
}

fn fix_entry<'a>(sources: &'a SourceMap, fix: &'a Fix) -> FixEntry<'a> {
    let edit = |Edit { span, replacement }: &'a Edit| EditEntry {
        place: place(sources, *span),
        replacement,
    };
    FixEntry {
        title: &fix.title,
        applicability: match fix.applicability {
            Applicability::Safe => "safe",
            Applicability::Unsafe => "unsafe",
        },
        edits: fix.edits.iter().map(edit).collect(),
    }
}

fn place(sources: &SourceMap, span: Span) -> Place<'_> {
    let (from, to) = ends(sources, span);
    let before = sources.get(span.file).map_or(0, |source| source.before.bytes);
    Place {
        file: sources.name(span.file),
        line: from.line,
        column: from.column,
        end_line: to.line,
        end_column: to.column,
        start: before + u64::from(span.start),
        end: before + u64::from(span.end),
    }
}
