//! The same name, elsewhere in the file.

use lsp_types::{DocumentHighlight, DocumentHighlightKind, DocumentHighlightParams};
use netz::ide::reference;

use crate::lsp::server::{Refusal, Server};

pub fn highlights(
    server: &mut Server,
    params: DocumentHighlightParams,
) -> Result<Option<Vec<DocumentHighlight>>, Refusal> {
    let at = params.text_document_position_params;
    let (view, file, offset) = server.at(&at.text_document.uri, at.position)?;
    let lines = view.lines(file);
    let found = reference::occurrences(&view.analysis, file, offset).into_iter();
    let here = found.filter(|one| one.span.file == file).map(|one| DocumentHighlight {
        range: lines.range(view.text(file), one.span),
        kind: Some(match one.declares {
            true => DocumentHighlightKind::Write,
            false => DocumentHighlightKind::Read,
        }),
    });
    Ok(Some(here.collect()))
}
