//! What a name or a word means here.

use lsp_types::{Hover, HoverParams, MarkupContent, MarkupKind};
use netz::ide::hover;

use crate::lsp::server::{Refusal, Server};

pub fn hover(server: &mut Server, params: HoverParams) -> Result<Option<Hover>, Refusal> {
    let at = params.text_document_position_params;
    let (view, file, offset) = server.at(&at.text_document.uri, at.position)?;
    Ok(hover::hover(&view.analysis, file, offset).map(|found| Hover {
        contents: MarkupContent { kind: MarkupKind::Markdown, value: found.markdown }.into(),
        range: Some(view.range(found.span)),
    }))
}
