//! Statements over several lines.

use ecow::EcoString;

/// How long a line may become before a list goes on over more.
pub const WIDTH: usize = 100;
/// How much of it is left for alignment.
const MARGIN: usize = 16;

/// A statement that goes on over more lines behind commas where one is too long.
pub fn wrapped(statement: &str) -> String {
    let (mut text, mut line, mut in_quotes) = (String::new(), 0, false);
    let mut rest = statement;
    while !rest.is_empty() {
        let mut end = rest.len();
        let mut escaped = false;
        for (at, char) in rest.char_indices() {
            match char {
                _ if escaped => escaped = false,
                '\\' if in_quotes => escaped = true,
                '"' => in_quotes = !in_quotes,
                ',' if !in_quotes => {
                    end = at + 1;
                    break;
                }
                _ => {}
            }
        }
        let (part, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        rest = after.trim_start();
        if line > 0 {
            let breaks = line + 1 + part.len() > WIDTH;
            text.push(if breaks { '\n' } else { ' ' });
            line = if breaks { 0 } else { line + 1 };
        }
        text.push_str(part);
        line += part.len();
    }
    text
}

/// `before` and a list and `after`; over more lines where one is too long.
pub fn list(before: &str, items: &[EcoString], after: &str) -> String {
    let mut text = before.to_owned();
    let mut line = text.len();
    for (at, item) in items.iter().enumerate() {
        let last = at + 1 == items.len();
        let comma = if last { after } else { "," };
        if at > 0 {
            let breaks = line + 1 + item.len() + comma.len() > WIDTH;
            text.push(if breaks { '\n' } else { ' ' });
            line = if breaks { 0 } else { line + 1 };
        }
        text.push_str(item);
        text.push_str(comma);
        line += item.len() + comma.len();
    }
    text
}

/// Clauses behind a statement, on a line of their own where they would stand far to the right once arrows
/// are aligned.
pub fn behind(statement: &str, clauses: String) -> String {
    let last = statement.lines().last().map_or(0, str::len);
    let far = !clauses.is_empty() && last + clauses.len() > WIDTH - MARGIN;
    if far { format!("\n{clauses}") } else { clauses }
}
