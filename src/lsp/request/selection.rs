//! What selections grow to.

use lsp_types::{SelectionRange, SelectionRangeParams};
use netz::ide::selection::selections;

use crate::lsp::server::{Refusal, Server};

pub fn ranges(
    server: &mut Server,
    params: SelectionRangeParams,
) -> Result<Option<Vec<SelectionRange>>, Refusal> {
    let (view, file) = server.view(&params.text_document.uri)?;
    let parsed = view.analysis.program.files.iter().find(|one| one.id == file);
    let Some(parsed) = parsed else { return Ok(None) };
    let (text, lines) = (view.text(file), view.lines(file));
    let ranges = params.positions.into_iter().map(|position| {
        let spans = selections(parsed, text, lines.offset(text, position));
        let whole = spans.into_iter().rev().fold(None, |parent, span| {
            let parent = parent.map(Box::new);
            Some(SelectionRange { range: lines.range(text, span), parent })
        });
        whole.unwrap_or_default()
    });
    Ok(Some(ranges.collect()))
}
