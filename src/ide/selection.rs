//! What a selection grows to: the word, its list, its statement, the block around it, the file.

use super::tree;
use crate::source::Span;
use crate::syntax::ast::{ClusterItem, File, Statement, StatementKind};
use crate::syntax::parts_around;

/// The parts of a file around a place, from the innermost to the whole text.
#[must_use]
pub fn selections(file: &File, text: &str, offset: u32) -> Vec<Span> {
    let whole = Span::new(file.id, 0, u32::try_from(text.len()).unwrap_or(u32::MAX));
    let mut spans = vec![whole];
    for statement in tree::path(file, offset) {
        spans.push(statement.span);
        let inside = match tree::header(statement) {
            Some(header) if offset > header.end => content(statement, header, text, offset),
            Some(header) => vec![header],
            None => Vec::new(),
        };
        spans.extend(inside);
    }
    if let Some(last) = spans.last().copied() {
        let part = text.get(last.range()).unwrap_or_default();
        let within = offset.saturating_sub(last.start) as usize;
        if spans.len() > 1 && !part.contains('{') {
            spans.extend(parts_around(part, within).into_iter().map(|part| {
                let at = |byte: usize| last.start.saturating_add(u32::try_from(byte).unwrap_or(0));
                Span::new(file.id, at(part.start), at(part.end))
            }));
        }
    }
    spans.dedup();
    spans.reverse();
    spans
}

/// What stands between the braces of a block, and the fact of a cluster there.
fn content(statement: &Statement, header: Span, text: &str, offset: u32) -> Vec<Span> {
    let part = text.get(header.end as usize..statement.span.end as usize).unwrap_or_default();
    let Some(open) = part.find('{') else { return Vec::new() };
    let inner = part.get(open + 1..).unwrap_or_default();
    let inner = inner.strip_suffix('}').unwrap_or(inner);
    let blanks = inner.len() - inner.trim_start().len();
    let at = |byte: usize| header.end.saturating_add(u32::try_from(byte).unwrap_or(0));
    let start = at(open + 1 + blanks);
    let content = Span::new(header.file, start, start + at(inner.trim().len()) - header.end);
    let mut spans = Vec::new();
    if content.start <= offset && offset <= content.end {
        spans.push(content);
    }
    if let StatementKind::Cluster(cluster) = &statement.kind {
        let holds = |item: &&ClusterItem| item.span.start <= offset && offset <= item.span.end;
        spans.extend(cluster.items.iter().find(holds).map(|item| item.span));
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Sink;
    use crate::source::FileId;

    fn grown(text: &str, at: &str) -> Vec<String> {
        let offset = u32::try_from(text.find(at).expect("the place")).expect("short");
        let file = crate::syntax::parse(FileId(0), text, &mut Sink::default());
        let spans = selections(&file, text, offset);
        spans.into_iter().map(|span| text[span.range()].to_owned()).collect()
    }

    #[test]
    fn a_word_grows_to_the_file() {
        let text = "zone shop {\n  web -> db, cache tcp/1\n  a -> b\n}\n";
        let all = grown(text, "cache");
        let body = "web -> db, cache tcp/1\n  a -> b";
        let zone = text.trim_end();
        assert_eq!(all, ["cache", "db, cache", "web -> db, cache tcp/1", body, zone, text]);
        assert_eq!(grown(text, "shop"), ["shop", "zone shop", zone, text]);
    }

    #[test]
    fn facts_of_a_cluster_grow_too_and_broken_statements_harm_nothing() {
        let text = "cluster {\n  pods 10.0.0.0/8\n}\na -> -> b\n";
        assert_eq!(grown(text, "10.").first().map(String::as_str), Some("10.0.0.0/8"));
        assert_eq!(grown(text, "-> ->"), [text]);
    }
}
