//! Objects as a reader of YAML or JSON sees them, before anybody says what they mean.
//!
//! Every value knows where it stands. A document in the style in which objects are mostly written is read by
//! a strict reader, which is many times as fast and leaves everything else to a library, with which it
//! agrees to the byte; JSON has a reader of its own. No type of that library leaves this module. Of a large
//! document that is a list, the items can be read one after the other.

mod contents;
mod json;
mod keys;
mod packed;
mod place;
mod refusal;
mod scalar;
mod split;
mod strict;
#[cfg(test)]
mod tests;
mod yaml;

pub use contents::{Contents, contents};
pub use packed::Packed;
pub use place::Place;
pub use refusal::{About, Refusal, Step, Unreadable, fields};
pub use scalar::in_yaml_1_1;
pub use split::{Document, documents};

use std::borrow::Cow;

/// How deep values may stand in each other.
const DEEPEST: usize = 100;
const TOO_DEEP: &str = "values stand too deep in each other";

/// A value and where it stands in its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node<'a> {
    /// Where.
    pub place: Place,
    /// What.
    pub value: Value<'a>,
}

/// A value of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number, as it is written.
    Number(Cow<'a, str>),
    /// Text.
    Text(Cow<'a, str>),
    /// A list.
    List(Vec<Node<'a>>),
    /// A map; every key stands once.
    Map(Vec<Entry<'a>>),
}

/// A key of a map, and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry<'a> {
    /// Where the key stands.
    pub place: Place,
    /// The key.
    pub key: Cow<'a, str>,
    /// The value.
    pub node: Node<'a>,
}

static NULL: Node<'static> = Node { place: Place { start: 0, end: 0 }, value: Value::Null };

impl<'a> Node<'a> {
    /// The entry of a key.
    #[must_use]
    pub fn entry(&self, key: &str) -> Option<&Entry<'a>> {
        self.entries().iter().find(|entry| entry.key == key)
    }

    /// The value of a key; null where there is none.
    #[must_use]
    pub fn get(&self, key: &str) -> &Self {
        self.entry(key).map_or(&NULL, |entry| &entry.node)
    }

    /// The entries of a map; any other value has none.
    #[must_use]
    pub fn entries(&self) -> &[Entry<'a>] {
        match &self.value {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a list; any other value has none.
    #[must_use]
    pub fn items(&self) -> &[Self] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// The text, where it is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Whether it is null.
    #[must_use]
    pub const fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
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
    documents(text).try_for_each(|document| items(&read(document)?).iter().try_for_each(&mut *take))
}

/// One document: YAML, or one JSON value. Places count from the start of the document's text.
///
/// # Errors
/// When it is neither.
pub fn read(document: Document<'_>) -> Result<Node<'_>, Unreadable> {
    let Document { start, text } = document;
    if text.trim_start().starts_with('{') {
        return json::document(text, start).or_else(|error| {
            // A flow map of YAML looks like JSON until a key without quotes.
            yaml::document(text, start)
                .map_err(|other| if error.at > other.at { error } else { other })
        });
    }
    strict::document(text, start).map_or_else(|| yaml::document(text, start), Ok)
}

/// The objects of a document: itself, the items of a List, or none of an empty document.
#[must_use]
pub fn items<'a, 'b>(node: &'a Node<'b>) -> &'a [Node<'b>] {
    match (&node.value, node.get("kind").text(), &node.get("items").value) {
        (Value::Null, ..) => &[],
        (_, Some("List"), Value::List(items)) => items,
        _ => std::slice::from_ref(node),
    }
}

/// An entry of a map whose key stands there before.
fn twice<'a, 'b>(entries: &'a [Entry<'b>]) -> Option<&'a Entry<'b>> {
    if entries.len() <= keys::FEW {
        let is_twice = |(at, entry): &(usize, &Entry<'b>)| {
            entries.iter().take(*at).any(|before| before.key == entry.key)
        };
        return entries.iter().enumerate().find(is_twice).map(|(_, entry)| entry);
    }
    let mut sorted: Vec<&Entry<'b>> = entries.iter().collect();
    sorted.sort_by(|one, other| one.key.cmp(&other.key));
    let pairs = sorted.iter().zip(sorted.iter().skip(1));
    pairs.filter(|(one, other)| one.key == other.key).map(|(_, other)| *other).next()
}
