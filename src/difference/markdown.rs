//! A difference as a comment on a pull request: a table by zone, and the witnesses folded away.

use super::words::{group, place, remarks, sentence, summary, witness};
use super::{Difference, Entry};
use std::fmt::Write;

/// How many characters GitHub takes in a comment.
pub const MOST: usize = 65_536;

/// How much of it the table may take; the connections that show it have the rest.
const MOST_OF_TABLE: usize = MOST / 4 * 3;

/// What is kept free for the lines that close a comment.
const RESERVE: usize = 512;

/// The comment, of [`MOST`] characters at the most: it says how many entries it leaves out. `old` and `new`
/// are what the sides are called.
#[must_use]
pub fn write(difference: &Difference, (old, new): (&str, &str)) -> String {
    let mut text = String::from("### What this changes\n\n");
    let (old, new) = (code(old), code(new));
    let _ = writeln!(text, "From {old} to {new}: **{}**.", summary(difference));
    if difference.is_empty() {
        return text;
    }
    let groups = super::groups(difference);
    let all: Vec<_> =
        groups.iter().flat_map(|(_, entries)| entries).map(|(entry, _)| *entry).collect();
    text.push_str("\n| | zone | what | said by |\n|---|---|---|---|\n");
    let mut length = text.chars().count();
    let mut shown = 0;
    for (zone, entries) in &groups {
        for (entry, gained) in entries {
            let row = row(&group(*zone), entry, *gained);
            let size = row.chars().count();
            if length + size > MOST_OF_TABLE {
                break;
            }
            length += size;
            shown += 1;
            text.push_str(&row);
        }
    }
    let left = all.len() - shown;
    if left > 0 {
        let _ = writeln!(text, "\n{left} more are left out: a comment holds no more.");
    }
    examples(&mut text, &all, length);
    text
}

/// One connection for each entry, as far as there is room.
fn examples(text: &mut String, entries: &[&Entry], mut length: usize) {
    let witnesses: Vec<_> = entries
        .iter()
        .filter_map(|entry| witness(entry))
        .map(|witness| format!("- {}\n", code(&witness)))
        .collect();
    let mut kept = Vec::new();
    for line in &witnesses {
        let size = line.chars().count();
        if length + size + RESERVE > MOST {
            break;
        }
        length += size;
        kept.push(line.as_str());
    }
    if kept.is_empty() {
        return;
    }
    let left = witnesses.len() - kept.len();
    let more = if left > 0 { format!("\n{left} more are left out.\n") } else { String::new() };
    let (count, plural) = (kept.len(), if kept.len() == 1 { "" } else { "s" });
    let _ = write!(
        text,
        "\n<details>\n<summary>{count} connection{plural} that show it</summary>\n\n{}{more}\n</details>\n",
        kept.concat()
    );
}

fn row(zone: &str, entry: &Entry, gained: bool) -> String {
    let sign = if gained { "➕" } else { "➖" };
    let mut what = code(&sentence(entry, gained));
    for remark in remarks(entry, gained) {
        let _ = write!(what, "<br>{}", escaped(&remark));
    }
    let places: Vec<_> = entry.places.iter().map(|one| code(&place(one))).collect();
    let (what, places) = (cell(&what), cell(&places.join("<br>")));
    format!("| {sign} | {} | {what} | {places} |\n", cell(&escaped(zone)))
}

/// A bar ends a cell, inside of code too.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

/// Text in which nothing is markup.
fn escaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for one in text.chars() {
        match one {
            '<' => plain.push_str("&lt;"),
            '>' => plain.push_str("&gt;"),
            '&' => plain.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '@' | '#' | '~' => {
                plain.push('\\');
                plain.push(one);
            }
            '\n' | '\r' => plain.push(' '),
            one => plain.push(one),
        }
    }
    plain
}

/// Code, whatever stands in it.
fn code(text: &str) -> String {
    let text = text.replace(['\n', '\r'], " ");
    let longest = text.split(|one| one != '`').map(str::len).max().unwrap_or(0);
    let ticks = "`".repeat(longest + 1);
    let pad = if longest > 0 { " " } else { "" };
    format!("{ticks}{pad}{text}{pad}{ticks}")
}
