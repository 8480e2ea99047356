//! Large documents, whose items are read one after the other.

use super::{Document, Node, Unreadable, Value, json, read, strict};

/// From how many bytes on a document isn't read at once, if it is a list.
const LARGE: usize = 1 << 16;

/// How many levels of a large document are kept: its fields, and the items of its list without what is in
/// them.
const LEVELS: usize = 2;

/// What a document holds.
#[derive(Debug)]
pub enum Contents<'a> {
    /// A value.
    Whole(Node<'a>),
    /// A map with the list `items`.
    Listed {
        /// The map; what is in its items is left out.
        outline: Node<'a>,
        /// The items.
        items: Items<'a>,
    },
}

/// The items of a large document, each of which is read when it is asked for.
#[derive(Debug)]
pub struct Items<'a> {
    document: Document<'a>,
    is_json: bool,
    /// Where each starts in the text.
    starts: Vec<usize>,
}

impl<'a> Items<'a> {
    /// Each item.
    pub fn iter(&self) -> impl Iterator<Item = Node<'a>> {
        let Document { start, text } = self.document;
        // INVARIANT: the same reader went over it for the outline, so none is refused.
        self.starts.iter().filter_map(move |at| match self.is_json {
            true => json::item(text, start, *at).ok(),
            false => strict::item(text, start, *at),
        })
    }
}

/// What a document holds; a large list without its items in memory, where a fast reader reads it.
///
/// # Errors
/// When it is neither YAML nor JSON.
pub fn contents(document: Document<'_>) -> Result<Contents<'_>, Unreadable> {
    let listed = if document.text.len() < LARGE { None } else { listed(document) };
    listed.map_or_else(|| read(document).map(Contents::Whole), Ok)
}

/// A map with a list of maps.
fn listed(document: Document<'_>) -> Option<Contents<'_>> {
    let Document { start, text } = document;
    let is_json = text.trim_start().starts_with('{');
    let outline = match is_json {
        true => json::outline(text, start, LEVELS).ok()?,
        false => strict::outline(text, start, LEVELS)?,
    };
    let Value::List(items) = &outline.get("items").value else { return None };
    let starts = items.iter().map(|item| match item.value {
        Value::Map(_) => (item.place.start as usize).checked_sub(start),
        _ => None,
    });
    let starts = starts.collect::<Option<Vec<usize>>>()?;
    Some(Contents::Listed { outline, items: Items { document, is_json, starts } })
}
