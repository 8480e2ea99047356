//! Labels of objects.

use super::document::{Entry, Node, Refusal, Value};
use crate::set::flow::Labels;
use ecow::EcoString;

/// The labels of a map, none of what isn't there.
///
/// # Errors
/// When it is no map, or a value no text.
pub(super) fn read(node: &Node<'_>) -> Result<Labels, Refusal> {
    if !node.is_null() && !matches!(node.value, Value::Map(_)) {
        return Err(Refusal::new("no map"));
    }
    let label = |entry: &Entry<'_>| match entry.node.text() {
        Some(value) => Ok((EcoString::from(entry.key.as_ref()), EcoString::from(value))),
        None if entry.node.is_null() => Ok((entry.key.as_ref().into(), EcoString::new())),
        None => Err(Refusal::no_text(&entry.node).within(&entry.key)),
    };
    node.entries().iter().map(label).collect()
}
