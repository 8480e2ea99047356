//! Edits of the compiler as edits of the protocol.

use lsp_types::{
    DocumentChange, OptionalVersionedTextDocumentIdentifier, TextDocumentEdit,
    TextDocumentIdentifier, TextEdit, Uri, WorkspaceEdit,
};
use netz::diagnostic::Edit;
use std::collections::{BTreeMap, HashMap};

use crate::lsp::convert::View;

/// Edits of a program's files; with the versions of those that are open, where the client takes them.
pub fn workspace(view: &View<'_>, edits: &[Edit], versioned: bool) -> WorkspaceEdit {
    let mut by_file: BTreeMap<Uri, (Option<i32>, Vec<TextEdit>)> = BTreeMap::new();
    for edit in edits {
        let file = edit.span.file;
        let Some(uri) = view.uri(file) else { continue };
        let open = view.unit.paths.get(&file).and_then(|path| view.documents.get(path));
        let version = open.map(|document| document.version);
        by_file.entry(uri).or_insert((version, Vec::new())).1.push(view.edit(edit));
    }
    of_texts(by_file, versioned)
}

/// The same for edits that are made already.
pub fn of_texts(
    by_file: BTreeMap<Uri, (Option<i32>, Vec<TextEdit>)>,
    versioned: bool,
) -> WorkspaceEdit {
    if !versioned {
        let changes: HashMap<_, _> =
            by_file.into_iter().map(|(uri, (_, edits))| (uri, edits)).collect();
        return WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() };
    }
    let changes = by_file.into_iter().map(|(uri, (version, edits))| {
        let text_document_identifier = TextDocumentIdentifier { uri };
        let text_document =
            OptionalVersionedTextDocumentIdentifier { version, text_document_identifier };
        let edits = edits.into_iter().map(Into::into).collect();
        DocumentChange::TextDocumentEdit(TextDocumentEdit { text_document, edits })
    });
    WorkspaceEdit { document_changes: Some(changes.collect()), ..WorkspaceEdit::default() }
}
