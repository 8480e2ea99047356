//! What a program implies, beside its text.

use lsp_types::{InlayHint, InlayHintParams, Label, Tooltip};
use netz::ide::hint;
use netz::source::Span;

use crate::lsp::server::{Refusal, Server};

pub fn hints(
    server: &mut Server,
    params: InlayHintParams,
) -> Result<Option<Vec<InlayHint>>, Refusal> {
    let (view, file) = server.view(&params.text_document.uri)?;
    let (text, lines) = (view.text(file), view.lines(file));
    let (start, end) = (params.range.start, params.range.end);
    let part = Span::new(file, lines.offset(text, start), lines.offset(text, end));
    let hints = hint::hints(&view.analysis, part).into_iter().map(|hint| InlayHint {
        position: lines.position(text, hint.at),
        label: Label::String(hint.text.trim_start().to_owned()),
        kind: None,
        text_edits: None,
        tooltip: Some(Tooltip::String(hint.why)),
        padding_left: Some(true),
        padding_right: None,
        data: None,
    });
    Ok(Some(hints.collect()))
}
