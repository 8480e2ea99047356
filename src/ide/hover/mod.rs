//! What a name or a word means here, as Markdown: what a segment selects and whom it reaches, what a verb
//! expands to, what is emitted.

mod name;
mod reach;
mod right;
mod word;

use super::{Analysis, tree};
use crate::source::{FileId, Span};

/// What there is to say of a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hover {
    /// What it is said of.
    pub span: Span,
    /// What is said, as Markdown.
    pub markdown: String,
}

/// How many lines a list has.
const MOST: usize = 12;

/// What there is to say of a place; none where that is nothing.
#[must_use]
pub fn hover(analysis: &Analysis, file: FileId, offset: u32) -> Option<Hover> {
    let uses = analysis.names_at(file, offset);
    if let Some(first) = uses.first() {
        let mut markdown = name::describe(analysis, &first.referent);
        if uses.len() > 1 {
            let few = uses.iter().take(MOST);
            let titles: Vec<_> = few.map(|one| name::title(analysis, &one.referent)).collect();
            let all = format!("stands for {}", uses.len());
            markdown = format!("{}\n\n---\n\n{markdown}", list(&all, &titles));
        }
        return Some(Hover { span: first.span, markdown });
    }
    let parsed = tree::file(&analysis.program, file)?;
    let path = tree::path(parsed, offset);
    let statement = path.last()?;
    right::hover(analysis, statement, offset)
        .or_else(|| word::hover(analysis, statement, offset))
        .filter(|hover| hover.span.start < hover.span.end)
}

/// The first lines of a list, and how many more there are.
fn list(title: &str, lines: &[String]) -> String {
    let shown: Vec<_> = lines.iter().take(MOST).map(|line| format!("- {line}")).collect();
    let more = match lines.len().saturating_sub(MOST) {
        0 => String::new(),
        more => format!("\n- … {more} more"),
    };
    format!("**{title}**\n{}{more}", shown.join("\n"))
}

#[cfg(test)]
mod tests;
