//! Workflow commands of GitHub Actions: annotations beside the lines of a pull request.

use super::ends;
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::SourceMap;
use std::io::{self, Write};

/// Writes one workflow command for each diagnostic. Accepted findings are not shown.
///
/// # Errors
/// When `out` can't be written.
pub fn write(
    out: &mut dyn Write,
    sources: &SourceMap,
    diagnostics: &[Diagnostic],
) -> io::Result<()> {
    for diagnostic in diagnostics {
        let command = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Accepted => continue,
        };
        write!(out, "::{command} ")?;
        if let Some(span) = diagnostic.primary() {
            let (from, to) = ends(sources, span);
            let file = property(sources.name(span.file));
            write!(out, "file={file},line={},col={},", from.line, from.column)?;
            write!(out, "endLine={},endColumn={},", to.line, to.column)?;
        }
        let title = property(&format!("{} {}", diagnostic.code, diagnostic.code.name()));
        writeln!(out, "title={title}::{}", data(&message(diagnostic)))?;
    }
    Ok(())
}

/// The sentence, the remark on its place, and the way out.
fn message(diagnostic: &Diagnostic) -> String {
    let remark = diagnostic.labels.first().map(|label| label.text.as_str());
    let mut lines = vec![diagnostic.message.clone()];
    lines.extend(remark.filter(|text| !text.is_empty()).map(str::to_owned));
    lines.extend(diagnostic.notes.iter().map(|note| format!("note: {note}")));
    lines.extend(diagnostic.help.iter().map(|help| format!("help: {help}")));
    lines.extend(diagnostic.fix.iter().map(|fix| format!("fix: {}", fix.title)));
    lines.join("\n")
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;
    use crate::source::Span;

    #[test]
    fn nothing_of_the_text_can_end_the_command() {
        let mut sources = SourceMap::default();
        let file = sources.add("a,b:c%.netz", "zone x\n");
        let span = Span::new(file, 5, 6);
        let diagnostic = Diagnostic::new(Code::UnknownZone, span, "no `x`\n::set-env 100%");
        let mut out = Vec::new();
        write(&mut out, &sources, &[diagnostic.help("do,this: now")]).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "::error file=a%2Cb%3Ac%25.netz,line=1,col=6,endLine=1,endColumn=7,\
             title=N0203 unknown-zone::no `x`%0A::set-env 100%25%0Ahelp: do,this: now\n"
        );
    }
}
