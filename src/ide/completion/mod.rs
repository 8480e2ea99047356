//! What may come next: the words of the language where they stand, and the names of the program.
//!
//! The text before the place decides what is wanted, however broken it is; the names are those of an
//! analysis, perhaps of a moment ago.

mod context;
mod name;
mod right;
mod want;
mod word;

use super::Analysis;
use crate::source::FileId;
use context::Context;
use want::Want;

/// What a completion is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A segment.
    Segment,
    /// A service.
    Service,
    /// A net.
    Net,
    /// A name of the language for an end: `dns`, `internet`.
    Place,
    /// An account.
    Account,
    /// A user or a group.
    Principal,
    /// A zone.
    Zone,
    /// A role.
    Role,
    /// A port or a protocol.
    Port,
    /// A verb.
    Verb,
    /// A resource.
    Resource,
    /// A lint or a level.
    Lint,
    /// The key of a label.
    Key,
    /// A value: of a label, of a setting.
    Value,
    /// A word of the language.
    Word,
}

/// Something that may come next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What is shown, and what is looked for.
    pub label: String,
    /// What is written; the label where it is none.
    pub insert: Option<String>,
    /// What it is.
    pub kind: Kind,
    /// What there is to know of it, in a few words.
    pub detail: String,
    /// How far from what is meant most often; the least first.
    pub rank: u8,
}

impl Item {
    fn new(label: impl Into<String>, kind: Kind, detail: impl Into<String>, rank: u8) -> Self {
        Self { label: label.into(), insert: None, kind, detail: detail.into(), rank }
    }

    fn name(name: &str, kind: Kind, detail: impl Into<String>, rank: u8) -> Self {
        let written = crate::lower::written(name);
        let insert = (written != name).then_some(written);
        Self { insert, ..Self::new(name, kind, detail, rank) }
    }
}

/// What may come next, and the word that it replaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completions {
    /// Where that word starts; it ends at the place.
    pub start: u32,
    /// What may stand there, the best first.
    pub items: Vec<Item>,
}

/// What may come at a place of a text. `analysis` and `file` are the program and the text in it as they were
/// last read.
#[must_use]
pub fn completions(analysis: &Analysis, file: FileId, text: &str, offset: u32) -> Completions {
    let Some(context) = Context::at(text, offset) else {
        return Completions { start: offset, items: Vec::new() };
    };
    let wants = want::wants(&context);
    let names = name::Names::new(analysis, file, &context);
    let mut items = Vec::new();
    for want in &wants {
        names.add(want, &mut items);
    }
    let start = match wants.iter().any(|want| matches!(want, Want::Resource)) {
        true => context.raw_start,
        false => context.word_start(),
    };
    items.sort_by(|left, right| (left.rank, &left.label).cmp(&(right.rank, &right.label)));
    items.dedup_by(|later, first| later.label == first.label);
    Completions { start: u32::try_from(start).unwrap_or(offset), items }
}

#[cfg(test)]
mod tests;
