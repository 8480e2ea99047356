//! A new name, wherever the old one stands.

use lsp_types::{
    PrepareRenameParams, PrepareRenamePlaceholder, PrepareRenameResult, RenameParams, WorkspaceEdit,
};
use netz::ide::rename;

use super::edit;
use crate::lsp::server::{Refusal, Server};

pub fn prepare(
    server: &mut Server,
    params: PrepareRenameParams,
) -> Result<Option<PrepareRenameResult>, Refusal> {
    let at = params.text_document_position_params;
    let (view, file, offset) = server.at(&at.text_document.uri, at.position)?;
    let span = rename::prepare(&view.analysis, file, offset).map_err(Refusal::new)?;
    let name = view.analysis.sources().slice(span);
    let placeholder = name.trim_matches('"').to_owned();
    let range = view.range(span);
    Ok(Some(PrepareRenamePlaceholder { range, placeholder }.into()))
}

pub fn rename(server: &mut Server, params: RenameParams) -> Result<Option<WorkspaceEdit>, Refusal> {
    let at = params.text_document_position_params;
    let options = server.options();
    let versioned = server.client.document_changes;
    let (view, file, offset) = server.at(&at.text_document.uri, at.position)?;
    let new = params.new_name.trim();
    let new = match new.strip_prefix('"').and_then(|it| it.strip_suffix('"')) {
        Some(inner) => inner,
        None => new,
    };
    let start = &view.unit.start;
    let files = (&*start.roots(), &*start.test_roots());
    let edits = rename::rename(&view.analysis, (file, offset), new, files, &options);
    Ok(Some(edit::workspace(&view, &edits.map_err(Refusal::new)?, versioned)))
}
