//! Edits that findings propose: a statement taken out with its line, or put in where it belongs.
//!
//! However long a line is, each looks only at what is next to its place, or at a line of which it is the last.

use crate::diagnostic::Edit;
use crate::ir::zone::{Body, Header};
use crate::source::{FileId, SourceMap, Span};

/// Takes a statement out: with its lines, and the comment behind it, where it has them to itself; else with
/// the `;` that parts it from its neighbour. Comments on lines of their own stay.
pub(super) fn removal(sources: &SourceMap, statement: Span) -> Edit {
    let around = Around::of(sources, statement);
    let rest = around.rest();
    let parted = around.before.trim_end_matches(BLANKS).strip_suffix(';');
    let up_to = |kept: &str| around.before.len() - kept.len();
    let (before, behind) = if around.is_first() && rest.ends_line() {
        (up_to(around.before.trim_end_matches(BLANKS)), around.line_end() + around.newline().len())
    } else if rest.is_empty() {
        let kept = around.before.trim_end_matches(BLANKS);
        (up_to(parted.unwrap_or(kept)), around.line_end())
    } else if let (Some(kept), false) = (parted, rest.is_parted) {
        (up_to(kept), 0)
    } else {
        (0, around.behind.len() - rest.text.len())
    };
    let (start, end) = (statement.start - offset(before), statement.end + offset(behind));
    Edit { span: Span::new(statement.file, start, end), replacement: String::new() }
}

/// Puts a statement behind another: on a line of its own, where that has its lines to itself.
pub(super) fn behind(sources: &SourceMap, statement: Span, new: &str) -> Edit {
    let around = Around::of(sources, statement);
    if around.is_first() && around.rest().ends_line() {
        let blanks = around.before.trim_end_matches(BLANKS).len();
        around.below(statement, around.before.get(blanks..).unwrap_or_default(), new)
    } else {
        Edit { span: statement.after(), replacement: format!("; {new}") }
    }
}

/// Makes a zone isolate both directions.
pub(super) fn isolation(header: &Header) -> Edit {
    match header.isolates {
        Some(span) => Edit { span, replacement: "isolates".to_owned() },
        None => Edit { span: header.named, replacement: " isolates".to_owned() },
    }
}

/// Puts a statement into a zone, before all others.
pub(super) fn into_zone(sources: &SourceMap, header: &Header, new: &str) -> Edit {
    let at = match header.body {
        Body::Nowhere => {
            return Edit { span: header.span.after(), replacement: format!(" {{ {new} }}") };
        }
        Body::File => header.span,
        Body::Braces => {
            let rest = sources.text(header.span.file).get(header.span.end as usize..);
            let brace = rest.and_then(|rest| rest.find('{')).unwrap_or_default();
            Span { end: header.span.end + offset(brace + 1), ..header.span }
        }
    };
    let around = Around::of(sources, at);
    let rest = around.rest();
    match header.body {
        Body::File if rest.ends_line() => around.below(at, around.indent(), new),
        Body::File | Body::Nowhere => Edit { span: at.after(), replacement: format!("; {new}") },
        Body::Braces if rest.ends_line() => {
            let own = around.indent();
            let following = around.behind.get(around.line_end()..).unwrap_or_default();
            let next = following.lines().find(|line| !line.trim().is_empty());
            let deeper = next.map(indent).filter(|inner| inner.len() > own.len());
            let inner = deeper.map_or_else(|| format!("{own}  "), str::to_owned);
            around.below(at, &inner, new)
        }
        Body::Braces => {
            let replacement = match around.behind.trim_start_matches(BLANKS) {
                rest if !rest.starts_with('}') => format!(" {new};"),
                rest if rest.len() == around.behind.len() => format!(" {new} "),
                _ => format!(" {new}"),
            };
            Edit { span: at.after(), replacement }
        }
    }
}

/// Puts lines at the start of a file, behind the comment that it begins with where an empty line ends that.
pub(super) fn at_start(sources: &SourceMap, file: FileId, lines: &str) -> Edit {
    let text = sources.text(file);
    let mark = text.len() - text.trim_start_matches(MARK).len();
    let mut at = mark;
    for line in text.get(mark..).unwrap_or_default().split_inclusive('\n') {
        if line.trim().is_empty() && at > mark {
            at += line.len();
            break;
        }
        if !line.starts_with('#') {
            at = mark;
            break;
        }
        at += line.len();
    }
    let span = Span::new(file, offset(at), offset(at));
    Edit { span, replacement: lines.to_owned() }
}

const BLANKS: [char; 3] = [' ', '\t', '\r'];

/// The byte order mark.
const MARK: char = '\u{feff}';

/// The text around a place.
struct Around<'a> {
    before: &'a str,
    behind: &'a str,
}

/// What stands behind a statement.
struct Rest<'a> {
    /// From the first character that is no blank, nor the `;` that ends the statement.
    text: &'a str,
    /// Whether there was such a `;`.
    is_parted: bool,
}

impl Rest<'_> {
    /// Whether nothing stands on the line.
    fn is_empty(&self) -> bool {
        self.text.is_empty() || self.text.starts_with('\n')
    }

    /// Whether nothing but a comment stands on the line.
    fn ends_line(&self) -> bool {
        self.is_empty() || self.text.starts_with('#')
    }
}

impl<'a> Around<'a> {
    fn of(sources: &'a SourceMap, place: Span) -> Self {
        let (text, range) = (sources.text(place.file), place.range());
        let before = text.get(..range.start).unwrap_or_default();
        let behind = text.get(range.end..).unwrap_or_default();
        Self { before: before.trim_start_matches(MARK), behind }
    }

    /// Whether nothing but blanks stands before it on its line.
    fn is_first(&self) -> bool {
        let before = self.before.trim_end_matches(BLANKS);
        before.is_empty() || before.ends_with('\n')
    }

    fn rest(&self) -> Rest<'a> {
        let text = self.behind.trim_start_matches(BLANKS);
        match text.strip_prefix(';') {
            Some(text) => Rest { text: text.trim_start_matches(BLANKS), is_parted: true },
            None => Rest { text, is_parted: false },
        }
    }

    /// How far it is to the end of the line.
    fn line_end(&self) -> usize {
        let line = self.behind.split('\n').next().unwrap_or_default();
        line.trim_end_matches('\r').len()
    }

    /// The end of the line; empty for the last.
    fn newline(&self) -> &'static str {
        match self.behind.get(self.line_end()..).unwrap_or_default() {
            rest if rest.starts_with("\r\n") => "\r\n",
            rest if rest.starts_with('\n') => "\n",
            _ => "",
        }
    }

    /// The blanks that its line begins with.
    fn indent(&self) -> &'a str {
        indent(self.before.rsplit('\n').next().unwrap_or_default())
    }

    /// A new line below it.
    fn below(&self, place: Span, indent: &str, new: &str) -> Edit {
        let end = place.end + offset(self.line_end());
        let newline = if self.newline().is_empty() { "\n" } else { self.newline() };
        let span = Span::new(place.file, end, end);
        Edit { span, replacement: format!("{newline}{indent}{new}") }
    }
}

/// The blanks that a line begins with.
fn indent(line: &str) -> &str {
    line.strip_suffix(line.trim_start_matches(BLANKS)).unwrap_or_default()
}

fn offset(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text with marks around a statement, as an edit of the statement makes it.
    fn edited(marked: &str, edit: impl Fn(&SourceMap, Span) -> Edit) -> String {
        let (before, rest) = marked.split_once('«').unwrap();
        let (statement, behind) = rest.split_once('»').unwrap();
        let mut text = format!("{before}{statement}{behind}");
        let mut sources = SourceMap::default();
        let file = sources.add("main.netz", text.as_str());
        let span = Span::new(file, offset(before.len()), offset(before.len() + statement.len()));
        let edit = edit(&sources, span);
        text.replace_range(edit.span.range(), &edit.replacement);
        text
    }

    #[test]
    fn a_statement_goes_with_its_lines_or_with_what_parts_it_from_its_neighbour() {
        for (text, without) in [
            ("a\n  «x»\nb\n", "a\nb\n"),
            ("a\n«x»", "a\n"),
            ("\u{feff}«x»\r\nb\r\n", "\u{feff}b\r\n"),
            ("# of x\n«x» ;  # note\nb", "# of x\nb"),
            ("  «x = 1,\n    2»  # two\nb", "b"),
            ("a; «x»; b", "a; b"),
            ("«x»; b", "b"),
            ("  «x»;b # of b\n", "  b # of b\n"),
            ("a; «x»\nb", "a\nb"),
            ("a ;«x» ; \r\nb", "a \r\nb"),
            ("a; «x» # of a\n", "a # of a\n"),
            ("{ a; «x» }", "{ a }"),
            ("{ «x»; a }", "{ a }"),
            ("{ «x» }", "{ }"),
            ("{«x»}", "{}"),
            ("z { «x»\n  a\n}", "z {\n  a\n}"),
            ("z { # note\n  «x» }", "z { # note\n  }"),
        ] {
            assert_eq!(edited(text, removal), without, "{text:?}");
        }
    }

    #[test]
    fn a_statement_follows_another_on_a_line_of_its_own_or_behind_a_semicolon() {
        for (text, with) in [
            ("  «x»\n  b", "  x\n  new\n  b"),
            ("\t«x» # note\r\n", "\tx # note\r\n\tnew\r\n"),
            ("«x»;", "x;\nnew"),
            ("{ a; «x» }", "{ a; x; new }"),
            ("«x»; b", "x; new; b"),
        ] {
            assert_eq!(edited(text, |sources, at| behind(sources, at, "new")), with, "{text:?}");
        }
    }

    #[test]
    fn a_zone_takes_a_statement_wherever_its_body_stands() {
        for (text, body, with) in [
            ("«zone a» # note\nb", Body::File, "zone a # note\nnew\nb"),
            ("«zone a»; b", Body::File, "zone a; new; b"),
            ("«zone a»", Body::File, "zone a\nnew"),
            ("for e in b { «zone $e» }", Body::Nowhere, "for e in b { zone $e { new } }"),
            ("«zone a» {\r\n\tb\r\n}", Body::Braces, "zone a {\r\n\tnew\r\n\tb\r\n}"),
            ("  «zone a» {  # note\n  }", Body::Braces, "  zone a {  # note\n    new\n  }"),
            ("«zone a» { b; c }", Body::Braces, "zone a { new; b; c }"),
            ("«zone a»{}", Body::Braces, "zone a{ new }"),
            ("«zone a» { }", Body::Braces, "zone a { new }"),
        ] {
            let into = |sources: &SourceMap, span: Span| {
                let header = Header { span, named: span.after(), isolates: None, body };
                into_zone(sources, &header, "new")
            };
            assert_eq!(edited(text, into), with, "{text:?}");
        }
    }

    #[test]
    fn lines_at_the_start_stand_below_the_comment_about_the_file() {
        for (text, with) in [
            ("a«»", "new\na"),
            ("\u{feff}a«»", "\u{feff}new\na"),
            ("# the shop\n# of all\n\na«»", "# the shop\n# of all\n\nnew\na"),
            ("# about a\na«»", "new\n# about a\na"),
            ("\n# about a\n\na«»", "new\n\n# about a\n\na"),
        ] {
            let start = |sources: &SourceMap, at: Span| at_start(sources, at.file, "new\n");
            assert_eq!(edited(text, start), with, "{text:?}");
        }
    }
}
