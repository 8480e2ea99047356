//! Diagnostics for people: with the source around each place, or one line each.
//!
//! The only file that names codespan-reporting. What it prints never holds control characters of the
//! user's text: a `.netz` file can't drive the terminal.

use super::{Diagnostic, Label, Severity};
use crate::source::{FileId, SourceMap, Span};
use codespan_reporting::diagnostic::{
    Diagnostic as Shown, Label as ShownLabel, LabelStyle, Severity as ShownSeverity,
};
use codespan_reporting::files::{Error, Files};
use codespan_reporting::term::{Config, WriteStyle, emit_to_write_style};
use std::io::{self, Write};
use std::ops::Range;

/// Lines longer than this are shown in part, around the first label.
const LONG_LINE: usize = 400;
/// How many bytes of a long line are shown on each side of a label.
const AROUND: usize = 80;
/// A label that covers more lines than this is drawn under its first line.
const MANY_LINES: usize = 12;

/// Writes diagnostics with the source around each place. Accepted findings are not shown.
///
/// # Errors
/// When `out` can't be written.
pub fn human(
    out: &mut dyn Write,
    sources: &SourceMap,
    diagnostics: &[Diagnostic],
    color: bool,
) -> io::Result<()> {
    let config = Config::default();
    let mut painter = Painter { out, color };
    for diagnostic in diagnostics {
        let Some(severity) = shown_severity(diagnostic.severity) else { continue };
        let mut view = View { sources, windows: Vec::new() };
        let shown = view.show(diagnostic, severity);
        match emit_to_write_style(&mut painter, &config, &view, &shown) {
            Ok(()) => {}
            Err(Error::Io(error)) => return Err(error),
            Err(_) => short(&mut painter, sources, std::slice::from_ref(diagnostic))?,
        }
    }
    Ok(())
}

/// Writes one line for each diagnostic: `file:line:column: error[N0203]: message`.
///
/// # Errors
/// When `out` can't be written.
pub fn short(
    out: &mut dyn Write,
    sources: &SourceMap,
    diagnostics: &[Diagnostic],
) -> io::Result<()> {
    let mut painter = Painter { out, color: false };
    for diagnostic in diagnostics {
        let word = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Accepted => continue,
        };
        if let Some(span) = diagnostic.primary() {
            let at = sources.position(span.file, span.start);
            write!(painter, "{}:{}:{}: ", sources.name(span.file), at.line, at.column)?;
        }
        let message = diagnostic.message.replace('\n', " ");
        writeln!(painter, "{word}[{}]: {message}", diagnostic.code)?;
    }
    Ok(())
}

const fn shown_severity(severity: Severity) -> Option<ShownSeverity> {
    match severity {
        Severity::Error => Some(ShownSeverity::Error),
        Severity::Warning => Some(ShownSeverity::Warning),
        Severity::Accepted => None,
    }
}

/// The sources as one diagnostic shows them: long lines cut to a window.
struct View<'a> {
    sources: &'a SourceMap,
    windows: Vec<(FileId, usize, Range<usize>)>,
}

impl View<'_> {
    fn show(&mut self, diagnostic: &Diagnostic, severity: ShownSeverity) -> Shown<FileId> {
        let mut notes = Vec::new();
        let mut labels = Vec::new();
        for label in &diagnostic.labels {
            match self.place(label.span) {
                Some(range) => {
                    let style =
                        if label.primary { LabelStyle::Primary } else { LabelStyle::Secondary };
                    let shown = ShownLabel::new(style, label.span.file, range);
                    labels.push(shown.with_message(label.text.clone()));
                }
                None => notes.push(self.elsewhere(label)),
            }
        }
        notes.extend(diagnostic.notes.iter().map(|note| format!("note: {note}")));
        notes.extend(diagnostic.help.iter().map(|help| format!("help: {help}")));
        notes.extend(diagnostic.fix.iter().map(|fix| format!("fix: {}", fix.title)));
        Shown::new(severity)
            .with_code(diagnostic.code.id())
            .with_message(diagnostic.message.clone())
            .with_labels(labels)
            .with_notes(notes)
    }

    /// A label that can't be drawn, as a note.
    fn elsewhere(&self, label: &Label) -> String {
        let at = self.sources.position(label.span.file, label.span.start);
        let name = self.sources.name(label.span.file);
        format!("{name}:{}:{}: {}", at.line, at.column, label.text)
    }

    /// The part of a span that is drawn: inside its text, without blanks at its end, and inside the window
    /// of its line when that is long. None when none of it can be.
    fn place(&mut self, span: Span) -> Option<Range<usize>> {
        let text = &self.sources.get(span.file)?.text;
        let start = floor(text, span.range().start);
        let end = floor(text, span.range().end).max(start);
        let end = start + text.get(start..end)?.trim_end().len();
        let (first, last) = (self.line_of(span.file, start)?, self.line_of(span.file, end)?);
        let line = self.full_line(span.file, first)?;
        let long = line.len() > LONG_LINE || self.full_line(span.file, last)?.len() > LONG_LINE;
        let end = if last - first >= MANY_LINES || (long && last > first) {
            start + text.get(start..line.end)?.trim_end().len()
        } else {
            end
        };
        if line.len() <= LONG_LINE {
            return Some(start..end);
        }
        let window = self.window(span.file, first, &line, start..end)?;
        (window.start..=window.end).contains(&start).then(|| start..end.min(window.end))
    }

    /// The window of a long line; the first label decides where it is.
    fn window(
        &mut self,
        file: FileId,
        line: usize,
        full: &Range<usize>,
        label: Range<usize>,
    ) -> Option<Range<usize>> {
        let known = self.windows.iter().find(|(of, at, _)| (*of, *at) == (file, line));
        if let Some((_, _, window)) = known {
            return Some(window.clone());
        }
        let text = &self.sources.get(file)?.text;
        let start = floor(text, label.start.saturating_sub(AROUND)).max(full.start);
        let end = label.end.min(label.start + 2 * AROUND) + AROUND;
        let window = start..floor(text, end).min(full.end);
        self.windows.push((file, line, window.clone()));
        Some(window)
    }

    fn line_of(&self, file: FileId, offset: usize) -> Option<usize> {
        Some(self.sources.get(file)?.lines.line(u32::try_from(offset).ok()?))
    }

    fn full_line(&self, file: FileId, line: usize) -> Option<Range<usize>> {
        let source = self.sources.get(file)?;
        let start = source.lines.start(line)? as usize;
        let end = source.lines.start(line + 1).map_or(source.text.len(), |end| end as usize);
        Some(start..end)
    }
}

/// The last boundary of a character that is not past `offset`.
fn floor(text: &str, offset: usize) -> usize {
    let offset = offset.min(text.len());
    (0..=offset).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

impl<'a> Files<'a> for View<'_> {
    type FileId = FileId;
    type Name = &'a str;
    type Source = &'a str;

    fn name(&'a self, id: FileId) -> Result<&'a str, Error> {
        Ok(self.sources.name(id))
    }

    fn source(&'a self, id: FileId) -> Result<&'a str, Error> {
        Ok(self.sources.text(id))
    }

    fn line_index(&'a self, id: FileId, byte_index: usize) -> Result<usize, Error> {
        self.line_of(id, byte_index).ok_or(Error::FileMissing)
    }

    fn line_number(&'a self, id: FileId, line_index: usize) -> Result<usize, Error> {
        let before = self.sources.get(id).map_or(0, |source| source.before.lines);
        Ok(line_index + 1 + before as usize)
    }

    fn column_number(
        &'a self,
        id: FileId,
        _line: usize,
        byte_index: usize,
    ) -> Result<usize, Error> {
        let offset = u32::try_from(byte_index).map_err(|_| Error::FileMissing)?;
        Ok(self.sources.position(id, offset).column as usize)
    }

    fn line_range(&'a self, id: FileId, line_index: usize) -> Result<Range<usize>, Error> {
        let known = self.windows.iter().find(|(file, line, _)| (*file, *line) == (id, line_index));
        if let Some((_, _, window)) = known {
            return Ok(window.clone());
        }
        let given = line_index;
        let max = self.sources.get(id).map_or(0, |source| source.lines.count());
        let line = self.full_line(id, line_index).ok_or(Error::LineTooLarge { given, max })?;
        let shown = floor(self.sources.text(id), line.start + LONG_LINE);
        Ok(line.start..line.end.min(shown))
    }
}

/// Writes text without control characters, and colours with them.
struct Painter<'a> {
    out: &'a mut dyn Write,
    color: bool,
}

impl Painter<'_> {
    fn paint(&mut self, sequence: &[u8]) -> io::Result<()> {
        if self.color { self.out.write_all(sequence) } else { Ok(()) }
    }
}

/// Whether a character acts on the terminal instead of standing in it.
fn acts(character: char) -> bool {
    (character.is_control() && !matches!(character, '\n' | '\t'))
        || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

impl Write for Painter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match std::str::from_utf8(bytes) {
            Ok(text) if text.contains(acts) => {
                self.out.write_all(text.replace(acts, "").as_bytes())?;
            }
            _ => self.out.write_all(bytes)?,
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl WriteStyle for Painter<'_> {
    fn set_header(&mut self, severity: ShownSeverity) -> io::Result<()> {
        match severity {
            ShownSeverity::Bug | ShownSeverity::Error => self.paint(b"\x1b[1;31m"),
            ShownSeverity::Warning => self.paint(b"\x1b[1;33m"),
            ShownSeverity::Note | ShownSeverity::Help => self.paint(b"\x1b[1;36m"),
        }
    }

    fn set_header_message(&mut self) -> io::Result<()> {
        self.paint(b"\x1b[0;1m")
    }

    fn set_line_number(&mut self) -> io::Result<()> {
        self.paint(b"\x1b[34m")
    }

    fn set_note_bullet(&mut self) -> io::Result<()> {
        self.paint(b"\x1b[34m")
    }

    fn set_source_border(&mut self) -> io::Result<()> {
        self.paint(b"\x1b[34m")
    }

    fn set_label(&mut self, severity: ShownSeverity, style: LabelStyle) -> io::Result<()> {
        match (style, severity) {
            (LabelStyle::Secondary, _) => self.paint(b"\x1b[34m"),
            (LabelStyle::Primary, ShownSeverity::Bug | ShownSeverity::Error) => {
                self.paint(b"\x1b[31m")
            }
            (LabelStyle::Primary, _) => self.paint(b"\x1b[33m"),
        }
    }

    fn reset(&mut self) -> io::Result<()> {
        self.paint(b"\x1b[0m")
    }
}
