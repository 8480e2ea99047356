//! Shows diagnostics in the format that `--message-format` names.

use netz::diagnostic::{Counts, Diagnostic, Severity, machine, render};
use netz::source::SourceMap;
use std::io::{self, Write};

use super::failure::Failure;
use super::terminal::{Color, to_stderr, to_stdout};

/// How messages are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// With the source around each place.
    Human,
    /// One line each.
    Short,
    /// One JSON object.
    Json,
    /// SARIF 2.1.0.
    Sarif,
    /// Workflow commands of GitHub Actions.
    Github,
}

/// Where machine formats go: people always read standard error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// The messages are the output.
    Stdout,
    /// Standard output is taken.
    Stderr,
}

/// Shows diagnostics and, to people, how many there are.
pub fn show(
    format: Format,
    stream: Stream,
    color: Color,
    sources: &SourceMap,
    diagnostics: &[Diagnostic],
) -> Result<(), Failure> {
    let for_people = matches!(format, Format::Human | Format::Short);
    let color = color.on(&io::stderr());
    let write = |out: &mut dyn Write| match format {
        Format::Human => {
            render::human(out, sources, diagnostics, color)?;
            close(out, diagnostics, color)
        }
        Format::Short => {
            render::short(out, sources, diagnostics)?;
            close(out, diagnostics, color)
        }
        Format::Json => machine::json::write(out, sources, diagnostics),
        Format::Sarif => machine::sarif::write(out, sources, diagnostics),
        Format::Github => machine::github::write(out, sources, diagnostics),
    };
    match stream {
        Stream::Stdout if !for_people => to_stdout(|out| write(out)),
        _ => to_stderr(write),
    }
}

/// The closing line.
fn close(out: &mut dyn Write, diagnostics: &[Diagnostic], color: bool) -> io::Result<()> {
    let counts = Counts::of(diagnostics);
    let (word, paint) = match counts.worst() {
        Some(Severity::Error) => ("error", "\x1b[1;31m"),
        Some(Severity::Warning) => ("warning", "\x1b[1;33m"),
        _ => return Ok(()),
    };
    let (paint, plain) = if color { (paint, "\x1b[0m") } else { ("", "") };
    writeln!(out, "{paint}{word}{plain}: {counts}")
}
