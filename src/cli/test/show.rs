//! The results of `netz test`: a line each, what is to say of those that fail, and a count.

use netz::diagnostic::{Diagnostic, machine, render};
use netz::source::SourceMap;
use netz::verdict::{Outcome, Verdict};
use serde_json::{Value, json};
use std::io::{self, Write};

use super::for_people;
use crate::cli::failure::Failure;
use crate::cli::report::{self, Format, Stream};
use crate::cli::terminal::{Color, to_stdout};

/// How far the places of assertions stand to the right at the most.
const WIDEST: usize = 72;

/// The assertions that were asked for, judged.
pub struct Results<'a> {
    pub sources: &'a SourceMap,
    pub verdicts: Vec<&'a Verdict>,
    /// How many `--filter` left out.
    pub left_out: usize,
    /// What was judged, where it isn't the policy alone.
    pub judged: Option<&'a str>,
}

impl Results<'_> {
    /// How many of them became this.
    pub fn count(&self, outcome: Outcome) -> usize {
        self.verdicts.iter().filter(|verdict| verdict.outcome == outcome).count()
    }

    /// The name of an assertion: its sentence, and its cluster where there are several.
    pub fn name(verdict: &Verdict) -> String {
        match &verdict.cluster {
            Some(cluster) => format!("{} (cluster {cluster})", verdict.sentence),
            None => verdict.sentence.clone(),
        }
    }

    /// `tests/db.test.netz:3`.
    pub fn place(&self, verdict: &Verdict) -> String {
        let at = self.sources.position(verdict.span.file, verdict.span.start);
        format!("{}:{}", self.sources.name(verdict.span.file), at.line)
    }

    /// Everything that is said of the assertions, in their order.
    fn diagnostics(&self) -> Vec<Diagnostic> {
        self.verdicts.iter().flat_map(|verdict| &verdict.diagnostics).cloned().collect()
    }

    /// Prints them.
    pub fn show(&self, format: Format, quiet: bool, color: Color) -> Result<(), Failure> {
        let diagnostics = self.diagnostics();
        match format {
            _ if for_people(format) => {
                let color = color.on(&io::stdout());
                to_stdout(|out| self.to_people(out, format, quiet, color, &diagnostics))
            }
            Format::Json => {
                let json = self.json(&diagnostics);
                to_stdout(|out| writeln!(out, "{json:#}"))
            }
            _ => report::show(format, Stream::Stdout, Color::Never, self.sources, &diagnostics),
        }
    }

    fn to_people(
        &self,
        out: &mut dyn Write,
        format: Format,
        quiet: bool,
        color: bool,
        diagnostics: &[Diagnostic],
    ) -> io::Result<()> {
        let paint = |code: &str, text: &str| match color {
            true => format!("\x1b[{code}m{text}\x1b[0m"),
            false => text.to_owned(),
        };
        if !quiet {
            let names: Vec<_> = self.verdicts.iter().map(|verdict| Self::name(verdict)).collect();
            let widths = names.iter().map(|name| name.chars().count());
            let width = widths.max().unwrap_or_default().min(WIDEST);
            for (verdict, name) in self.verdicts.iter().zip(&names) {
                let word = match verdict.outcome {
                    Outcome::Holds => paint("32", "ok  "),
                    Outcome::Fails => paint("1;31", "FAIL"),
                    Outcome::NotProved => paint("33", "open"),
                };
                writeln!(out, "{word}  {name:<width$}  {}", self.place(verdict))?;
            }
        }
        if !diagnostics.is_empty() {
            if !quiet {
                writeln!(out)?;
            }
            match format {
                Format::Short => render::short(out, self.sources, diagnostics)?,
                _ => render::human(out, self.sources, diagnostics, color)?,
            }
        }
        if quiet {
            return Ok(());
        }
        let (passed, failed) = (self.count(Outcome::Holds), self.count(Outcome::Fails));
        let more = [(self.count(Outcome::NotProved), "not proved"), (self.left_out, "left out")];
        let more = more.into_iter().filter(|(count, _)| *count > 0);
        let more: String = more.map(|(count, word)| format!(", {count} {word}")).collect();
        let judged = self.judged.map_or_else(String::new, |text| format!(", {text}"));
        let word = if failed == 0 { paint("32", "ok") } else { paint("1;31", "FAILED") };
        let blank = if diagnostics.is_empty() || format == Format::Short { "\n" } else { "" };
        writeln!(out, "{blank}{word}: {passed} passed, {failed} failed{more}{judged}")
    }

    /// The object of `netz check`, with the tests in it.
    fn json(&self, diagnostics: &[Diagnostic]) -> Value {
        let mut text = Vec::new();
        let written = machine::json::write(&mut text, self.sources, diagnostics);
        let report = written.ok().and_then(|()| serde_json::from_slice(&text).ok());
        let mut report: Value = report.unwrap_or_else(|| json!({}));
        let tests = self.verdicts.iter().map(|verdict| {
            let at = self.sources.position(verdict.span.file, verdict.span.start);
            json!({
                "assertion": verdict.sentence,
                "cluster": verdict.cluster.as_deref(),
                "file": self.sources.name(verdict.span.file),
                "line": at.line,
                "column": at.column,
                "outcome": verdict.outcome.word(),
            })
        });
        let tests: Vec<_> = tests.collect();
        if let Some(fields) = report.as_object_mut() {
            fields.insert("tests".to_owned(), Value::Array(tests));
            let counts = json!({
                "passed": self.count(Outcome::Holds),
                "failed": self.count(Outcome::Fails),
                "notProved": self.count(Outcome::NotProved),
                "leftOut": self.left_out,
            });
            fields.insert("tested".to_owned(), counts);
        }
        report
    }
}
