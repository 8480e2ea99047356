//! What each piece of a text is, for colours. The text as it is now is all that it takes.

use lsp_types::{SemanticToken, SemanticTokens, SemanticTokensParams};
use netz::source::FileId;
use netz::syntax::classify::{Class, classify};

use crate::lsp::place;
use crate::lsp::server::{Refusal, Server};

/// What the protocol calls a class: names that every theme has colours for.
pub const fn type_of(class: Class) -> &'static str {
    match class {
        Class::Comment => "comment",
        Class::Keyword => "keyword",
        Class::Zone => "namespace",
        Class::Segment => "class",
        Class::Account => "variable",
        Class::Role => "enum",
        Class::Verb => "method",
        Class::Resource => "struct",
        Class::Protocol => "type",
        Class::Port | Class::Address => "number",
        Class::Label => "property",
        Class::Value => "enumMember",
        Class::Variable => "parameter",
        Class::String => "string",
        Class::Operator => "operator",
    }
}

/// The types of tokens, each once, in the order of their classes: tokens name them by their place here.
pub fn legend() -> Vec<&'static str> {
    let mut types: Vec<&'static str> = Vec::new();
    for class in Class::ALL {
        if !types.contains(&type_of(class)) {
            types.push(type_of(class));
        }
    }
    types
}

pub fn tokens(
    server: &mut Server,
    params: SemanticTokensParams,
) -> Result<Option<SemanticTokens>, Refusal> {
    let uri = params.text_document.uri;
    let Some(document) = server.documents.get(&place::key(&uri)) else {
        return Err(Refusal::new(format!("`{uri}` is not open")));
    };
    let (text, lines) = (&document.text, &document.lines);
    let legend = legend();
    let (mut line, mut character) = (0, 0);
    let tokens = classify(FileId(0), text).into_iter().filter_map(|(span, class)| {
        let start = lines.position(text, span.start);
        let end = lines.position(text, span.end);
        // Nothing of the language goes over a line break.
        let length = (start.line == end.line).then(|| end.character - start.character)?;
        let token_type = legend.iter().position(|one| *one == type_of(class))?;
        let delta_line = start.line - line;
        let delta_start = start.character - if delta_line == 0 { character } else { 0 };
        (line, character) = (start.line, start.character);
        Some(SemanticToken {
            delta_line,
            delta_start,
            length,
            token_type: u32::try_from(token_type).unwrap_or_default(),
            token_modifiers_bitset: 0,
        })
    });
    Ok(Some(SemanticTokens { result_id: None, data: tokens.collect() }))
}
