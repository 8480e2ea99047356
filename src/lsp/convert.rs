//! Places of a program as places of the protocol.

use lsp_types::{Location, Position, Range, TextEdit, Uri};
use netz::diagnostic::Edit;
use netz::ide::Analysis;
use netz::source::{FileId, Span};
use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

use super::document::Documents;
use super::place;
use super::position::Lines;
use super::workspace::{Unit, Workspace};

/// A program with what is needed to name places in it.
pub struct View<'a> {
    pub workspace: &'a Workspace,
    pub documents: &'a Documents,
    pub unit: &'a Unit,
    pub analysis: Arc<Analysis>,
}

impl View<'_> {
    /// The text of a file, as it was read.
    pub fn text(&self, file: FileId) -> &str {
        self.analysis.sources().text(file)
    }

    /// Where the lines of a file start.
    pub fn lines(&self, file: FileId) -> Cow<'_, Lines> {
        let new = || Lines::new(self.text(file), self.documents.encoding());
        match self.unit.lines.get(&file) {
            Some(lines) => Cow::Borrowed(lines.get_or_init(new)),
            None => Cow::Owned(new()),
        }
    }

    /// What the editor calls a file.
    pub fn uri(&self, file: FileId) -> Option<Uri> {
        uri(self.workspace, self.documents, self.unit.paths.get(&file)?)
    }

    /// A span as a range of its file.
    pub fn range(&self, span: Span) -> Range {
        self.lines(span.file).range(self.text(span.file), span)
    }

    /// A span as a place.
    pub fn location(&self, span: Span) -> Option<Location> {
        Some(Location { uri: self.uri(span.file)?, range: self.range(span) })
    }

    /// The offset of a position.
    pub fn offset(&self, file: FileId, position: Position) -> u32 {
        self.lines(file).offset(self.text(file), position)
    }

    /// An edit of one file.
    pub fn edit(&self, edit: &Edit) -> TextEdit {
        TextEdit { range: self.range(edit.span), new_text: edit.replacement.clone() }
    }
}

/// What the editor calls the file at a path.
pub fn uri(workspace: &Workspace, documents: &Documents, path: &Path) -> Option<Uri> {
    match documents.get(path) {
        Some(document) => Some(document.uri.clone()),
        None => place::uri(&workspace.shown(path)),
    }
}
