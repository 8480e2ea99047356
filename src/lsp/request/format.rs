//! The one style.

use lsp_types::{DocumentFormattingParams, TextEdit};
use netz::syntax::format;

use crate::lsp::place;
use crate::lsp::server::{Refusal, Server};
use crate::lsp::text_edit;

pub fn edits(
    server: &mut Server,
    params: DocumentFormattingParams,
) -> Result<Option<Vec<TextEdit>>, Refusal> {
    let uri = params.text_document.uri;
    let Some(document) = server.documents.get(&place::key(&uri)) else {
        return Err(Refusal::new(format!("`{uri}` is not open")));
    };
    let Some(formatted) = format::format(&document.text) else {
        return Err(Refusal::new("netz would change what this file says; please report it"));
    };
    Ok(Some(text_edit::between(&document.text, &formatted.text, &document.lines)))
}
