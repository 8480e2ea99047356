//! What a name or a word means here.

use lsp_types::{Hover, HoverParams, MarkupContent, MarkupKind};
use netz::ide::hover;
use netz::source::{FileId, Span};
use netz::syntax::classify::{Class, classify};

use crate::cli::words;
use crate::lsp::server::{Refusal, Server};

pub fn hover(server: &mut Server, params: HoverParams) -> Result<Option<Hover>, Refusal> {
    let at = params.text_document_position_params;
    let (view, file, offset) = server.at(&at.text_document.uri, at.position)?;
    let found = hover::hover(&view.analysis, file, offset);
    let found = found.map(|found| (found.span, found.markdown));
    let found = found.or_else(|| of_language(view.text(file), file, offset));
    Ok(found.map(|(span, value)| Hover {
        contents: MarkupContent { kind: MarkupKind::Markdown, value }.into(),
        range: Some(view.range(span)),
    }))
}

/// The page of a word of the language: the one that `netz explain` prints.
fn of_language(text: &str, file: FileId, offset: u32) -> Option<(Span, String)> {
    // A word stands on one line, which is enough to tell what it is.
    let before = text.get(..offset as usize)?;
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = text.get(start..)?.lines().next()?;
    let start = u32::try_from(start).ok()?;
    let pieces = classify(file, line);
    let mut words = pieces.into_iter().filter(|(_, class)| {
        matches!(class, Class::Keyword | Class::Operator | Class::Protocol | Class::Verb)
    });
    let (place, _) =
        words.find(|(span, _)| start + span.start <= offset && offset <= start + span.end)?;
    let page = words::find(line.get(place.range())?)?;
    Some((Span::new(file, start + place.start, start + place.end), page))
}
