//! Which `}` closes which `{`.

use super::scan::Item;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::source::{FileId, Span};

/// How deep blocks may nest.
const DEEPEST: usize = 64;

/// The items with every block closed once, no deeper than [`DEEPEST`]; what was wrong goes to `sink`.
pub fn nest(id: FileId, items: Vec<Item>, sink: &mut Sink) -> Vec<Item> {
    let mut nested = Vec::with_capacity(items.len());
    let mut open: Vec<u32> = Vec::new();
    let mut end = 0;
    let at = |offset: u32| Span::new(id, offset, offset.saturating_add(1));
    for item in items {
        match &item {
            Item::Statement(bytes) => end = bytes.end,
            Item::Open(_, brace) => {
                end = brace.saturating_add(1);
                open.push(*brace);
                if open.len() == DEEPEST + 1 {
                    sink.push(too_deep(at(*brace)));
                }
            }
            Item::Close(brace) => {
                end = brace.saturating_add(1);
                if open.pop().is_none() {
                    sink.push(stray(at(*brace)));
                    continue;
                }
                if open.len() >= DEEPEST {
                    continue;
                }
            }
        }
        let is_close = matches!(item, Item::Close(_));
        if open.len() <= DEEPEST || is_close && open.len() < DEEPEST {
            nested.push(item);
        }
    }
    for (depth, brace) in open.iter().enumerate().rev() {
        if depth < DEEPEST {
            sink.push(unclosed(at(*brace)));
            nested.push(Item::Close(end.saturating_sub(1)));
        }
    }
    nested
}

fn too_deep(brace: Span) -> Diagnostic {
    Diagnostic::new(Code::NestingTooDeep, brace, format!("blocks nest deeper than {DEEPEST}"))
        .label("one too many")
        .help(
            "a zone needs no block around it but `for` and `in`; check the braces before this one",
        )
}

fn stray(brace: Span) -> Diagnostic {
    Diagnostic::new(Code::StrayBrace, brace, "this `}` closes nothing")
        .label("no open `{`")
        .maybe_fix("remove it", brace, "")
}

fn unclosed(brace: Span) -> Diagnostic {
    Diagnostic::new(Code::UnclosedBrace, brace, "this `{` is never closed")
        .label("no `}` for it")
        .help("add a `}` where its block ends")
}
