//! Where objects stand in a text: each at the line that names it.

use crate::k8s::document::Node;
use crate::source::{FileId, Span};

/// The places of the objects of a document that starts at `start`, one for each of `items`.
pub(super) fn places(file: FileId, start: usize, document: &str, items: &[Node<'_>]) -> Vec<Span> {
    let starts = starts(document, items.len());
    let ends = starts.iter().skip(1).copied().chain([document.len()]);
    let pieces = starts.iter().zip(ends);
    let spans = pieces.zip(items).map(|((from, to), item)| {
        let piece = document.get(*from..to).unwrap_or_default();
        let name = item.get("metadata").get("name").text().unwrap_or_default();
        named(file, start + from, piece, name)
            .unwrap_or_else(|| first_line(file, start + from, piece))
    });
    spans.collect()
}

/// The first line of a document that says something.
pub(super) fn first_line(file: FileId, start: usize, document: &str) -> Span {
    let mut lines = lines(document);
    let said = lines.find(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    said.map_or_else(
        || Span::new(file, offset(start), offset(start)),
        |(at, line)| Span::new(file, offset(start + at), offset(start + at + line.len())),
    )
}

/// The lines of a text without the blanks around them, each with the offset of its first character.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = at + (line.len() - line.trim_start().len());
        at += line.len();
        (start.min(at), line.trim())
    })
}

/// The line that says the name of an object, as people and as `kubectl` write it.
fn named(file: FileId, start: usize, piece: &str, name: &str) -> Option<Span> {
    let says = |line: &str| {
        let line = line.trim_start_matches("- ").trim_end_matches(',');
        let value = line.strip_prefix("name:").or_else(|| line.strip_prefix("\"name\":"));
        value.is_some_and(|value| value.trim().trim_matches(['"', '\'']) == name)
    };
    // The name of something else may be the same: the object's own stands in its metadata.
    let metadata = lines(piece).find_map(|(at, line)| {
        let line = line.trim_start_matches("- ");
        (line.starts_with("metadata:") || line.starts_with("\"metadata\":")).then_some(at)
    })?;
    let (at, line) = lines(piece).find(|(at, line)| *at >= metadata && says(line))?;
    Some(Span::new(file, offset(start + at), offset(start + at + line.len())))
}

/// Where the items of a document start: of a List, each at the line that begins it where the lines can be
/// told apart, else all at the start.
fn starts(document: &str, count: usize) -> Vec<usize> {
    if count < 2 {
        return vec![0; count];
    }
    let listed = lines(document)
        .skip_while(|(_, line)| !(line.starts_with("items:") || line.starts_with("\"items\":")));
    let indent = |at: usize| {
        at - document.get(..at).and_then(|text| text.rfind('\n')).map_or(0, |line| line + 1)
    };
    let mut items = listed.skip(1).filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    let Some((first, line)) = items.next() else { return vec![0; count] };
    let mark = line.chars().next().unwrap_or_default();
    let rest = items.filter(|(at, line)| line.starts_with(mark) && indent(*at) == indent(first));
    let starts: Vec<_> = std::iter::once(first).chain(rest.map(|(at, _)| at)).collect();
    if starts.len() == count { starts } else { vec![0; count] }
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::Sink;
    use crate::k8s::inventory::Inventory;
    use crate::source::{FileId, SourceMap};

    /// Where the policies of a text stand.
    fn lines(text: &str) -> Vec<String> {
        let (mut sources, mut inventory, mut sink) =
            (SourceMap::default(), Inventory::default(), Sink::default());
        let file = sources.add("objects.yaml", text);
        inventory.read(file, text, &mut sink);
        assert!(!sink.has_errors(), "{:?}", sink.finish(&Default::default()));
        let place = |policy: &crate::k8s::inventory::Policy| {
            let at = sources.position(FileId(0), policy.span.start);
            format!("{}: {}", at.line, sources.slice(policy.span))
        };
        inventory.policies().iter().map(place).collect()
    }

    #[test]
    fn each_object_of_a_list_stands_at_its_name() {
        let yaml = "\
apiVersion: v1
items:
- apiVersion: networking.k8s.io/v1
  kind: NetworkPolicy
  metadata:
    labels:
      name: b
    name: a
    namespace: shop
  spec:
    podSelector: {}
- apiVersion: networking.k8s.io/v1
  kind: NetworkPolicy
  metadata: {name: b, namespace: shop}
  spec:
    podSelector: {}
kind: List
";
        assert_eq!(lines(yaml), ["8: name: a", "12: - apiVersion: networking.k8s.io/v1"]);
        let object = |name: &str| {
            format!(
                "        {{\n            \"apiVersion\": \"networking.k8s.io/v1\",\n            \
                 \"kind\": \"NetworkPolicy\",\n            \"metadata\": {{\n                \
                 \"name\": \"{name}\",\n                \"namespace\": \"shop\"\n            }},\n            \
                 \"spec\": {{\"podSelector\": {{}}}}\n        }}"
            )
        };
        let json = format!(
            "{{\n    \"apiVersion\": \"v1\",\n    \"items\": [\n{},\n{}\n    ],\n    \"kind\": \"List\"\n}}\n",
            object("a"),
            object("b"),
        );
        assert_eq!(lines(&json), ["8: \"name\": \"a\",", "17: \"name\": \"b\","]);
    }

    #[test]
    fn a_document_stands_at_its_name_too() {
        let text = "\
# by hand
---
kind: NetworkPolicy
apiVersion: networking.k8s.io/v1
metadata:
  namespace: shop
  name: \"web\"
spec:
  podSelector: {}
";
        assert_eq!(lines(text), ["7: name: \"web\""]);
    }
}
