//! Why a text can't be read, or an object can't be understood.

use super::place::offset;
use super::{Node, Place, Value};
use crate::diagnostic::suggest;
use std::fmt;

/// A document that is neither YAML nor JSON, or has what no object has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// Where it ends to be readable.
    pub at: u32,
    /// Why.
    pub reason: String,
}

impl Unreadable {
    pub(super) fn new(at: usize, reason: impl Into<String>) -> Self {
        Self { at: offset(at), reason: reason.into() }
    }
}

/// A step from a value to one in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// To the value of a key.
    Field(String),
    /// To an item of a list.
    Item(usize),
}

/// What of the value is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// The value, or that there is none.
    Value,
    /// The key of the last step.
    Key,
}

/// Why an object can't be understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The way to the value from the object, the last step first.
    steps: Vec<Step>,
    /// Why.
    pub reason: String,
    /// What of it.
    pub about: About,
    /// What was probably meant instead.
    pub meant: Option<&'static str>,
}

impl From<Unreadable> for Refusal {
    fn from(unreadable: Unreadable) -> Self {
        Self::new(unreadable.reason)
    }
}

impl Refusal {
    /// A reason, at the top.
    #[must_use]
    pub fn new(reason: impl Into<String>) -> Self {
        Self { steps: Vec::new(), reason: reason.into(), about: About::Value, meant: None }
    }

    /// A value that is no text, where one is wanted.
    #[must_use]
    pub fn no_text(node: &Node<'_>) -> Self {
        Self::new(match node.value {
            Value::Bool(_) => "is a boolean, and must be text: write it in quotes",
            Value::Int(_) | Value::Number(_) => "is a number, and must be text: write it in quotes",
            _ => "no text",
        })
    }

    /// A field that isn't one of these.
    #[must_use]
    pub fn unknown_field(field: &str, known: &[&'static str]) -> Self {
        let meant = suggest::closest(field, known.iter().copied())
            .and_then(|meant| known.iter().find(|name| **name == meant).copied());
        Self { about: About::Key, meant, ..Self::new("no such field") }.within(field)
    }

    /// The same, with the text that was probably meant.
    #[must_use]
    pub fn meaning(self, meant: Option<&'static str>) -> Self {
        Self { meant, ..self }
    }

    /// The same, seen from a field above.
    #[must_use]
    pub fn within(mut self, field: &str) -> Self {
        self.steps.push(Step::Field(field.to_owned()));
        self
    }

    /// The same, seen from a list above.
    #[must_use]
    pub fn at(mut self, index: usize) -> Self {
        self.steps.push(Step::Item(index));
        self
    }

    /// The way from the object to the value.
    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().rev()
    }

    /// Where it is in the object: the value or key, or the nearest value around one that is missing.
    #[must_use]
    pub fn place(&self, object: &Node<'_>) -> Place {
        let (mut node, mut place) = (object, object.place);
        for (left, step) in (0..self.steps.len()).rev().zip(self.steps()) {
            let next = match step {
                Step::Item(index) => node.items().get(*index),
                Step::Field(field) => match node.entry(field) {
                    Some(entry) if left == 0 && self.about == About::Key => {
                        return entry.place;
                    }
                    Some(entry) => {
                        place = entry.place;
                        Some(&entry.node)
                    }
                    None => return place,
                },
            };
            let Some(next) = next else { return place };
            node = next;
            // A value that isn't written is where its key is.
            if node.place.start < node.place.end {
                place = node.place;
            }
        }
        place
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.steps.is_empty() {
            return formatter.write_str(&self.reason);
        }
        formatter.write_str("`")?;
        for (number, step) in self.steps().enumerate() {
            match step {
                Step::Field(field) if number == 0 => formatter.write_str(field)?,
                Step::Field(field) => write!(formatter, ".{field}")?,
                Step::Item(index) => write!(formatter, "[{index}]")?,
            }
        }
        write!(formatter, "`: {}", self.reason)
    }
}

/// That a value is a map that has no other fields than these.
///
/// # Errors
/// When it is no map, or has another field.
pub fn fields(node: &Node<'_>, known: &[&'static str]) -> Result<(), Refusal> {
    let Value::Map(entries) = &node.value else { return Err(Refusal::new("no object")) };
    let unknown = entries.iter().find(|entry| !known.contains(&entry.key.as_ref()));
    unknown.map_or(Ok(()), |entry| Err(Refusal::unknown_field(&entry.key, known)))
}
