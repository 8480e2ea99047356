//! Any YAML and any JSON, read by libraries.

use super::{Node, Refusal};
use std::borrow::Cow;

/// One document of YAML.
///
/// # Errors
/// When it is none, or has what no object has: tags, fractions, keys that are no text.
pub fn yaml(text: &str) -> Result<Node<'static>, Refusal> {
    let value = serde_yaml::from_str(text).map_err(|error| Refusal::new(error.to_string()))?;
    of_yaml(value)
}

/// One JSON value.
///
/// # Errors
/// When it is none, or has a fraction.
pub fn json(text: &str) -> Result<Node<'static>, Refusal> {
    let value = serde_json::from_str(text).map_err(|error| Refusal::new(error.to_string()))?;
    of_json(value)
}

fn int(number: Option<i64>) -> Result<Node<'static>, Refusal> {
    number.map(Node::Int).ok_or_else(|| Refusal::new("a number that is no whole number"))
}

fn of_yaml(value: serde_yaml::Value) -> Result<Node<'static>, Refusal> {
    use serde_yaml::Value;
    Ok(match value {
        Value::Null => Node::Null,
        Value::Bool(value) => Node::Bool(value),
        Value::Number(number) => int(number.as_i64())?,
        Value::String(text) => Node::Text(Cow::Owned(text)),
        Value::Sequence(items) => {
            Node::List(items.into_iter().map(of_yaml).collect::<Result<_, _>>()?)
        }
        Value::Mapping(entries) => {
            let entry = |(key, value)| match key {
                Value::String(key) => Ok((Cow::Owned(key), of_yaml(value)?)),
                _ => Err(Refusal::new("a key that is no text")),
            };
            Node::Map(entries.into_iter().map(entry).collect::<Result<_, _>>()?)
        }
        Value::Tagged(_) => return Err(Refusal::new("a tag")),
    })
}

fn of_json(value: serde_json::Value) -> Result<Node<'static>, Refusal> {
    use serde_json::Value;
    Ok(match value {
        Value::Null => Node::Null,
        Value::Bool(value) => Node::Bool(value),
        Value::Number(number) => int(number.as_i64())?,
        Value::String(text) => Node::Text(Cow::Owned(text)),
        Value::Array(items) => {
            Node::List(items.into_iter().map(of_json).collect::<Result<_, _>>()?)
        }
        Value::Object(entries) => {
            let entry = |(key, value)| Ok((Cow::Owned(key), of_json(value)?));
            Node::Map(entries.into_iter().map(entry).collect::<Result<_, _>>()?)
        }
    })
}
