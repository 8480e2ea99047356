//! What may come next. The text is as it is now, the names perhaps of a moment ago: nobody waits for a
//! program to be read.

use lsp_types::{
    CompletionItem, CompletionItemKind, CompletionParams, CompletionResponse, Range, TextEdit,
};
use netz::ide::completion::{Kind, completions};
use std::sync::Arc;

use crate::lsp::place;
use crate::lsp::server::{Refusal, Server};

pub fn complete(
    server: &mut Server,
    params: CompletionParams,
) -> Result<Option<CompletionResponse>, Refusal> {
    let at = params.text_document_position_params;
    let uri = at.text_document.uri;
    let known = server.last_view(&uri).is_ok();
    if !known {
        server.refresh();
    }
    let (view, file) = server.last_view(&uri)?;
    let Some(document) = view.documents.get(&place::key(&uri)) else {
        return Err(Refusal::new(format!("`{uri}` is not open")));
    };
    let (text, lines) = (&document.text, &document.lines);
    let names = view.unit.good.clone().unwrap_or_else(|| Arc::clone(&view.analysis));
    let offset = lines.offset(text, at.position);
    let found = completions(&names, file, text, offset);
    let range =
        Range { start: lines.position(text, found.start), end: lines.position(text, offset) };
    let items = found.items.into_iter().zip(0..).map(|(item, at)| {
        let new_text = item.insert.unwrap_or_else(|| item.label.clone());
        CompletionItem {
            kind: Some(kind(item.kind)),
            detail: (!item.detail.is_empty()).then_some(item.detail),
            sort_text: Some(format!("{at:05}")),
            filter_text: Some(item.label.clone()),
            text_edit: Some(TextEdit { range, new_text }.into()),
            label: item.label,
            ..CompletionItem::default()
        }
    });
    Ok(Some(items.collect::<Vec<_>>().into()))
}

const fn kind(kind: Kind) -> CompletionItemKind {
    match kind {
        Kind::Segment => CompletionItemKind::Class,
        Kind::Service => CompletionItemKind::Interface,
        Kind::Net | Kind::Port => CompletionItemKind::Constant,
        Kind::Place => CompletionItemKind::Keyword,
        Kind::Account | Kind::Principal => CompletionItemKind::Variable,
        Kind::Zone => CompletionItemKind::Module,
        Kind::Role => CompletionItemKind::Enum,
        Kind::Verb => CompletionItemKind::Method,
        Kind::Resource => CompletionItemKind::Struct,
        Kind::Lint => CompletionItemKind::EnumMember,
        Kind::Key => CompletionItemKind::Property,
        Kind::Value => CompletionItemKind::Value,
        Kind::Word => CompletionItemKind::Keyword,
    }
}
