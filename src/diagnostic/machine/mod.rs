//! Diagnostics for machines: one file a format.

pub mod github;
pub mod json;
pub mod sarif;

use crate::source::{LineColumn, SourceMap, Span};

/// Where a span starts and ends.
fn ends(sources: &SourceMap, span: Span) -> (LineColumn, LineColumn) {
    (sources.position(span.file, span.start), sources.position(span.file, span.end))
}
