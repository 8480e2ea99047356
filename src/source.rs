//! Source texts, and places in them.
//!
//! A [`Span`] is three small integers, so every name of the ast and of the ir can afford one. Lines and
//! columns are computed only when somebody reads them, from the [`LineIndex`] of the file.

use std::ops::Range;

/// A file of the program, by the order in which it was added to the [`SourceMap`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A place in a file: half-open byte offsets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// The bytes from `start` to `end` of `file`.
    #[must_use]
    pub const fn new(file: FileId, start: u32, end: u32) -> Self {
        Self { file, start, end }
    }

    /// The smallest span that holds both; `other` must be of the same file.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self::new(self.file, self.start.min(other.start), self.end.max(other.end))
    }

    /// An empty span at the end of this one.
    #[must_use]
    pub const fn after(self) -> Self {
        Self::new(self.file, self.end, self.end)
    }

    /// An empty span at the start of this one.
    #[must_use]
    pub const fn before(self) -> Self {
        Self::new(self.file, self.start, self.start)
    }

    /// The byte range.
    #[must_use]
    pub const fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A line and a column, both from one. The column counts characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// The line, from one.
    pub line: u32,
    /// The column in characters, from one.
    pub column: u32,
}

/// How many bytes lie between two places whose characters are counted beforehand.
const STRIDE: usize = 1024;

/// Where the lines of a text start, and how many characters stand before a place.
#[derive(Debug, Clone)]
pub struct LineIndex {
    starts: Vec<u32>,
    /// How many characters start before each multiple of [`STRIDE`].
    characters: Vec<u32>,
}

impl LineIndex {
    /// Scans `text` once.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut starts = vec![0];
        let newlines = memchr::memchr_iter(b'\n', text.as_bytes());
        starts.extend(newlines.map(|at| u32::try_from(at + 1).unwrap_or(u32::MAX)));
        starts.shrink_to_fit();
        let strides = text.as_bytes().chunks(STRIDE).scan(0, |before, stride| {
            let start = *before;
            *before += characters_in(stride);
            Some(start)
        });
        Self { starts, characters: strides.collect() }
    }

    /// How many characters start before `offset` of `text`, the text of this index. However long a line is,
    /// it takes a short time.
    #[must_use]
    pub fn characters_before(&self, text: &str, offset: u32) -> u32 {
        let offset = (offset as usize).min(text.len());
        let stride = (offset / STRIDE).min(self.characters.len().saturating_sub(1));
        let counted = self.characters.get(stride).copied().unwrap_or(0);
        counted + characters_in(text.as_bytes().get(stride * STRIDE..offset).unwrap_or_default())
    }

    /// The line of `offset`, from zero.
    #[must_use]
    pub fn line(&self, offset: u32) -> usize {
        self.starts.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    /// The offset at which `line` (from zero) starts, or none past the end.
    #[must_use]
    pub fn start(&self, line: usize) -> Option<u32> {
        self.starts.get(line).copied()
    }

    /// How many lines there are; an empty text has one.
    #[must_use]
    pub fn count(&self) -> usize {
        self.starts.len()
    }
}

/// How many characters of UTF-8 start in these bytes.
fn characters_in(bytes: &[u8]) -> u32 {
    let starts = bytes.iter().filter(|byte| **byte & 0b1100_0000 != 0b1000_0000);
    u32::try_from(starts.count()).unwrap_or(u32::MAX)
}

/// One file: its name as the user would write it, its text, its lines.
#[derive(Debug, Clone)]
pub struct Source {
    /// The path as shown to the user: relative, with `/`; `<stdin>` for standard input.
    pub name: String,
    /// The text, as read.
    pub text: String,
    /// Where its lines start.
    pub lines: LineIndex,
    /// What of the file stands before the text, where that is a part of it.
    pub before: Before,
}

/// What of a file stands before a part of it: whole lines.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Before {
    /// How many lines.
    pub lines: u32,
    /// How many bytes.
    pub bytes: u64,
}

/// Every file of a program.
#[derive(Debug, Clone, Default)]
pub struct SourceMap {
    files: Vec<Source>,
}

impl SourceMap {
    /// Adds a file and names it.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        self.add_part(name, text, Before::default())
    }

    /// Adds some lines of a file that isn't kept as a whole, and names the file.
    pub fn add_part(
        &mut self,
        name: impl Into<String>,
        text: impl Into<String>,
        before: Before,
    ) -> FileId {
        let text = text.into();
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(Source { name: name.into(), lines: LineIndex::new(&text), text, before });
        id
    }

    /// The file, or none for an id of another map.
    #[must_use]
    pub fn get(&self, id: FileId) -> Option<&Source> {
        self.files.get(id.0 as usize)
    }

    /// The text of a file; empty for an id of another map.
    #[must_use]
    pub fn text(&self, id: FileId) -> &str {
        self.get(id).map_or("", |source| &source.text)
    }

    /// The name of a file; empty for an id of another map.
    #[must_use]
    pub fn name(&self, id: FileId) -> &str {
        self.get(id).map_or("", |source| &source.name)
    }

    /// The text under a span; empty where the span doesn't fit.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text(span.file).get(span.range()).unwrap_or("")
    }

    /// The line and column of an offset. A byte order mark at the start is in no column.
    #[must_use]
    pub fn position(&self, file: FileId, offset: u32) -> LineColumn {
        let Some(source) = self.get(file) else { return LineColumn { line: 1, column: 1 } };
        let line = source.lines.line(offset);
        let start = source.lines.start(line).unwrap_or(0);
        let characters = |offset| source.lines.characters_before(&source.text, offset);
        let marks = u32::from(line == 0 && offset > 0 && source.text.starts_with('\u{feff}'));
        let column = characters(offset) - characters(start) - marks;
        let line = u32::try_from(line + 1).unwrap_or(u32::MAX);
        LineColumn { line: line.saturating_add(source.before.lines), column: column + 1 }
    }

    /// All files with their ids, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &Source)> {
        (0u32..).map(FileId).zip(&self.files)
    }
}
