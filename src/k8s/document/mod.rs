//! Objects as a reader of YAML or JSON sees them, before anybody says what they mean.
//!
//! A document in the plain block style in which objects are mostly written is read by a strict reader, which
//! takes nothing that two readers of YAML might take for different things and leaves everything else to a
//! library. No type of that library leaves this module.

mod library;
mod strict;

use std::borrow::Cow;
use std::fmt;

/// A value of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Text.
    Text(Cow<'a, str>),
    /// A list.
    List(Vec<Node<'a>>),
    /// A map; every key stands once.
    Map(Vec<(Cow<'a, str>, Node<'a>)>),
}

static NULL: Node<'static> = Node::Null;

impl<'a> Node<'a> {
    /// The value of a key; null where there is none.
    #[must_use]
    pub fn get(&self, key: &str) -> &Node<'a> {
        let Self::Map(entries) = self else { return &NULL };
        entries.iter().find(|(name, _)| name == key).map_or(&NULL, |(_, value)| value)
    }

    /// The same, apart from the text that it was read from.
    #[must_use]
    pub fn into_owned(self) -> Node<'static> {
        match self {
            Self::Null => Node::Null,
            Self::Bool(value) => Node::Bool(value),
            Self::Int(value) => Node::Int(value),
            Self::Text(text) => Node::Text(Cow::Owned(text.into_owned())),
            Self::List(items) => Node::List(items.into_iter().map(Node::into_owned).collect()),
            Self::Map(entries) => {
                let owned = |(key, value): (Cow<'a, str>, Node<'a>)| {
                    (Cow::Owned(key.into_owned()), value.into_owned())
                };
                Node::Map(entries.into_iter().map(owned).collect())
            }
        }
    }

    /// The text, where it is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// Why a text can't be read, or an object can't be understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Where: `spec.ingress[0].from`.
    pub path: String,
    /// Why.
    pub reason: String,
}

impl Refusal {
    /// A reason, at the top.
    #[must_use]
    pub fn new(reason: impl Into<String>) -> Self {
        Self { path: String::new(), reason: reason.into() }
    }

    /// The same, seen from a field above.
    #[must_use]
    pub fn within(mut self, field: &str) -> Self {
        let dot = if self.path.is_empty() || self.path.starts_with('[') { "" } else { "." };
        self.path = format!("{field}{dot}{}", self.path);
        self
    }

    /// The same, seen from a list above.
    #[must_use]
    pub fn at(self, index: usize) -> Self {
        self.within(&format!("[{index}]"))
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(formatter, "`{}`: ", self.path)?;
        }
        formatter.write_str(&self.reason)
    }
}

/// Gives each object of a YAML text, or of a JSON text that is one object or a `v1` List, to `take`.
///
/// # Errors
/// When the text is neither, or `take` refuses an object.
pub fn objects(
    text: &str,
    take: &mut dyn FnMut(&Node<'_>) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    documents(text)
        .try_for_each(|(_, document)| items(&read(document)?).iter().try_for_each(&mut *take))
}

/// The documents of a text, each with the offset at which it starts.
pub fn documents(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let rest = Some((0, text));
    Documents { rest }
}

/// One document: YAML, or one JSON value.
///
/// # Errors
/// When it is neither.
pub fn read(document: &str) -> Result<Node<'_>, Refusal> {
    if document.starts_with('{') {
        return library::json(document);
    }
    strict::document(document).map_or_else(|| library::yaml(document), Ok)
}

/// The objects of a document: itself, the items of a List, or none of an empty document.
#[must_use]
pub fn items<'a, 'b>(node: &'a Node<'b>) -> &'a [Node<'b>] {
    match (node, node.get("kind").text(), node.get("items")) {
        (Node::Null, ..) => &[],
        (_, Some("List"), Node::List(items)) => items,
        _ => std::slice::from_ref(node),
    }
}

/// Texts between lines that are `---`. Nothing in a document can look like such a line.
struct Documents<'a> {
    /// What is left, and where it starts.
    rest: Option<(usize, &'a str)>,
}

impl<'a> Iterator for Documents<'a> {
    type Item = (usize, &'a str);

    fn next(&mut self) -> Option<(usize, &'a str)> {
        let (start, rest) = self.rest?;
        let (document, after) = match rest.strip_prefix("---\n") {
            Some(after) => ("", Some(after)),
            None => match rest.split_once("\n---\n") {
                Some((document, after)) => (document, Some(after)),
                None => (rest, None),
            },
        };
        self.rest = after.map(|after| (start + rest.len() - after.len(), after));
        Some((start, document))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<String> {
        let mut kinds = Vec::new();
        objects(text, &mut |node| {
            kinds.push(node.get("kind").text().unwrap_or("?").to_owned());
            Ok(())
        })
        .unwrap();
        kinds
    }

    #[test]
    fn documents_and_lists_are_taken_apart() {
        assert_eq!(kinds("# top\n\nkind: A\n---\n# next\nkind: B\n"), ["A", "B"]);
        assert_eq!(kinds("---\nkind: A\n---\n---\nkind: B"), ["A", "B"]);
        assert_eq!(kinds("kind: List\nitems:\n- kind: A\n- kind: B\n"), ["A", "B"]);
        assert_eq!(kinds(r#"{"kind": "List", "items": [{"kind": "A"}]}"#), ["A"]);
        assert_eq!(kinds(""), [""; 0]);
    }

    #[test]
    fn a_refusal_says_where() {
        let refusal = Refusal::new("no").within("port").at(2).within("ports").within("spec");
        assert_eq!(refusal.to_string(), "`spec.ports[2].port`: no");
    }

    /// What the strict reader takes, the library reads the same.
    #[test]
    fn the_strict_reader_agrees_with_the_library() {
        let texts = [
            "a: b\n",
            "a:\n- b\n- c: d\n  e: 1\n- {}\nf:\n  g: 'it''s'\n  h: \"\\n\\x41\\u00e9\\\\\"\n",
            "# c\na: []\nb: {}\nc: 0\nd: 65535\ne: ''\n",
            "a: 10.0.0.0/8\nb: ::/0\nc: 2001:db8::/32\nd: a:b\ne: true\nf: 10Gi/s\n",
            "'on': x\n\"a b\": w\nkubernetes.io/metadata.name: z\n",
        ];
        for text in texts {
            let node = strict::document(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(Ok(node), library::yaml(text), "{text}");
        }
    }

    #[test]
    fn the_strict_reader_takes_what_netz_writes() {
        use crate::emit::tests::{dice::Dice, meaning};
        for seed in 0..100 {
            let text = meaning::program(&mut Dice(seed)).yaml();
            for (_, document) in documents(&text) {
                let node = strict::document(document).unwrap_or_else(|| panic!("{document}"));
                assert_eq!(Ok(node), library::yaml(document), "{document}");
            }
        }
    }

    #[test]
    fn the_strict_reader_leaves_what_is_open_to_doubt() {
        let texts = [
            "a: yes",
            "a: on",
            "a: 012",
            "a: 1.5",
            "a: 1_0",
            "a: 0x1f",
            "a: 1:30",
            "a: null",
            "a:",
            "a: ~",
            "a: |\n  b",
            "a: >\n  b",
            "a: &x b",
            "a: *x",
            "a: !t b",
            "a: [b]",
            "a: {b: c}",
            "a: b: c",
            "a: b #c",
            "a : b",
            "? a\n: b",
            "a: b\n  c",
            "- - a",
            "a:\n  - b",
            "a:\n   b: c",
            "a: b ",
            "a:  b",
            "a: \tb",
            "a: é",
            "a: b\r\n",
            "a: b\na: c",
            "a: 'b",
            "a: \"b",
            "a: 'b' c",
            "%YAML 1.1",
            "--- a",
            "...",
            "a: 2027-06-30",
            "a: \"\\q\"",
            "a: -1",
            "y: a",
            "1: a",
            "a",
            "a: b:",
        ];
        for text in texts {
            assert_eq!(strict::document(text), None, "{text}");
        }
    }
}
