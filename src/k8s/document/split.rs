//! A text to its documents.

/// A document of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Document<'a> {
    /// Where its text starts.
    pub start: usize,
    /// Its text, with the marker at its start only where something stands on that line.
    pub text: &'a str,
}

/// The documents of a text: what stands between lines that begin with the markers `---` and `...`. Nothing
/// in a document can look like such a line, quotes and blocks of text included.
pub fn documents(text: &str) -> impl Iterator<Item = Document<'_>> {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    Documents { text, at: Some(start), end_marker: find(text, start, END) }
}

const START: &str = "---";
const END: &str = "...";

struct Documents<'a> {
    text: &'a str,
    /// Where the next document starts, at the start of a line.
    at: Option<usize>,
    /// The first `...` that is not before the next document.
    end_marker: Option<usize>,
}

impl<'a> Iterator for Documents<'a> {
    type Item = Document<'a>;

    fn next(&mut self) -> Option<Document<'a>> {
        loop {
            let document = self.cut()?;
            if !has_directives_alone(document.text) {
                return Some(document);
            }
        }
    }
}

impl<'a> Documents<'a> {
    fn cut(&mut self) -> Option<Document<'a>> {
        let mut start = self.at?;
        let rest = self.text.get(start..)?;
        // A marker with nothing behind it on its line is no part of the document.
        let mut from = start;
        if is_marker(rest, START) {
            let line = rest.split_inclusive('\n').next().unwrap_or_default();
            from += line.len();
            let said = line.get(START.len()..).unwrap_or_default().trim_start();
            if said.is_empty() || said.starts_with('#') {
                start = from;
            }
        }
        if self.end_marker.is_some_and(|at| at < from) {
            self.end_marker = find(self.text, from, END);
        }
        let next = find(self.text, from, START);
        let (end, after) = match (next, self.end_marker) {
            (next, Some(end)) if next.is_none_or(|next| end < next) => {
                let line = self.text.get(end..).and_then(|rest| rest.split_inclusive('\n').next());
                (end, Some(end + line.map_or(0, str::len)))
            }
            (Some(next), _) => (next, Some(next)),
            _ => (self.text.len(), None),
        };
        self.at = after;
        let text = self.text.get(start..end)?;
        Some(Document { start, text })
    }
}

/// Whether a text says something of the document behind it, and nothing else.
fn has_directives_alone(text: &str) -> bool {
    let is_idle = |line: &str| line.is_empty() || line.starts_with(['%', '#']);
    text.starts_with('%') && text.lines().map(str::trim).all(is_idle)
}

/// The first line from `from` on, which is the start of a line, that begins with a marker.
fn find(text: &str, from: usize, marker: &str) -> Option<usize> {
    let rest = text.get(from..)?;
    if is_marker(rest, marker) {
        return Some(from);
    }
    let line = ["\n", marker].concat();
    let lines = memchr::memmem::find_iter(rest.as_bytes(), line.as_bytes());
    let mut lines = lines.map(|at| from + at + 1);
    lines.find(|at| text.get(*at..).is_some_and(|rest| is_marker(rest, marker)))
}

/// Whether a text begins with a marker, which ends at a blank or at the end of its line.
fn is_marker(text: &str, marker: &str) -> bool {
    text.strip_prefix(marker)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\n', '\r']))
}

#[cfg(test)]
mod tests {
    use super::documents;

    fn split(text: &str) -> Vec<&str> {
        documents(text)
            .map(|document| {
                assert!(text[document.start..].starts_with(document.text));
                document.text
            })
            .collect()
    }

    #[test]
    fn markers_end_documents() {
        assert_eq!(split("a\n---\nb\n"), ["a\n", "b\n"]);
        assert_eq!(split("---\na\n--- # why\nb\n---  \t\nc"), ["a\n", "b\n", "c"].map(|it| it));
        assert_eq!(split("a\n--- {b: c}\nd"), ["a\n", "--- {b: c}\nd"]);
        assert_eq!(split("a\r\n---\r\nb\r\n"), ["a\r\n", "b\r\n"]);
        assert_eq!(split("\u{feff}---\na"), ["a"]);
        assert_eq!(split("a\n...\n%YAML 1.2\n---\nb\n..."), ["a\n", "b\n", ""]);
        assert_eq!(split("%YAML 1.2\n# x\n---\nb"), ["b"]);
        assert_eq!(split("..."), ["", ""]);
        assert_eq!(split("---\n---\n---"), ["", "", ""]);
        assert_eq!(split(""), [""]);
    }

    #[test]
    fn what_only_looks_like_a_marker_is_text() {
        for text in ["a: |\n  ---\n  b\n", "----\n", "---a\n", " ---\n", "....\n", "a ---\n"] {
            assert_eq!(split(text), [text]);
        }
    }
}
