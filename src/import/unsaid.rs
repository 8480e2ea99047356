//! What a program doesn't say of the objects that it was made of.

use crate::diagnostic::Code;
use crate::source::Span;
use ecow::EcoString;

/// Something that the program doesn't say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsaid {
    /// What kind of thing it is.
    pub code: Code,
    /// What.
    pub what: EcoString,
    /// Why, as a clause.
    pub reason: String,
    /// Where it stands.
    pub span: Option<Span>,
    /// Whether the program means something else without it.
    pub loss: Loss,
}

/// What goes with something that isn't said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Loss {
    /// A part of the meaning.
    Meaning,
    /// Nothing: it allows nothing.
    Nothing,
    /// Nothing of what a program is about.
    Beside,
}

impl Unsaid {
    /// Something of a code, and why it isn't said.
    pub(crate) fn new(code: Code, what: EcoString, reason: impl Into<String>) -> Self {
        let loss = match code {
            Code::DeadRightLeftOut | Code::BindingLeftOut => Loss::Nothing,
            Code::RoleLeftOut => Loss::Beside,
            _ => Loss::Meaning,
        };
        Self { code, what, reason: reason.into(), span: None, loss }
    }

    /// The same, with its place.
    pub(super) fn at(self, span: impl Into<Option<Span>>) -> Self {
        Self { span: span.into(), ..self }
    }
}
