//! The files that `use` names.

use lsp_types::{DocumentLink, DocumentLinkParams};
use netz::ide::link;

use crate::lsp::convert;
use crate::lsp::place;
use crate::lsp::server::{Refusal, Server};

pub fn links(
    server: &mut Server,
    params: DocumentLinkParams,
) -> Result<Option<Vec<DocumentLink>>, Refusal> {
    let (view, file) = server.view(&params.text_document.uri)?;
    let parsed = view.analysis.program.files.iter().find(|one| one.id == file);
    let Some(parsed) = parsed else { return Ok(None) };
    let name = view.analysis.sources().name(file);
    let links = link::links(parsed, name).into_iter().map(|link| {
        let path = place::canonical(&view.unit.start.root.join(&link.target));
        DocumentLink {
            range: view.range(link.span),
            target: convert::uri(view.workspace, view.documents, &path),
            tooltip: Some(link.target),
            data: None,
        }
    });
    Ok(Some(links.collect()))
}
