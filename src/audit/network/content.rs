//! What a rule says, in one line that doesn't depend on how it is written.

use crate::k8s::document::{Node, Value};

/// Keys and entries of lists in order, without places and without what says nothing.
pub(super) fn content(node: &Node<'_>) -> String {
    match &node.value {
        Value::Null => String::new(),
        Value::Bool(value) => value.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Number(text) | Value::Text(text) => text.to_string(),
        Value::List(items) => {
            let mut items: Vec<_> = items.iter().map(content).collect();
            items.sort_unstable();
            format!("[{}]", items.join(","))
        }
        Value::Map(entries) => {
            let alone = entries.len() == 1;
            let says = entries.iter().filter(|entry| {
                let is_tcp = entry.key == "protocol" && entry.node.text() == Some("TCP");
                !entry.node.is_null() && (alone || !is_tcp)
            });
            let mut entries: Vec<_> =
                says.map(|entry| format!("{}={}", entry.key, content(&entry.node))).collect();
            entries.sort_unstable();
            format!("{{{}}}", entries.join(","))
        }
    }
}
