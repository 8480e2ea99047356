//! A difference for people.

use super::words::{group, place, remarks, sentence, summary, witness};
use super::{Difference, Entry, Which};
use std::io::{self, Write};

/// What to show beside the entries.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Style {
    /// Colours.
    pub color: bool,
    /// Whether to say that an end differs although no connection does.
    pub unseen: bool,
}

/// The entries by zone, what is gained first, and the summary.
///
/// # Errors
/// When `out` can't be written.
pub fn write(out: &mut dyn Write, difference: &Difference, style: Style) -> io::Result<()> {
    let (bold, plain) = if style.color { ("\x1b[1m", "\x1b[0m") } else { ("", "") };
    for (zone, entries) in super::groups(difference) {
        writeln!(out, "{bold}{}{plain}", group(zone))?;
        for (entry, gained) in entries {
            write_entry(out, entry, gained, style.color)?;
        }
        writeln!(out)?;
    }
    writeln!(out, "{}", summary(difference))?;
    if style.unseen && difference.unseen {
        writeln!(out, "{UNSEEN}")?;
    }
    Ok(())
}

/// What is said of a difference that no connection shows.
pub const UNSEEN: &str = "note: one end lets through more or less than before, and the other end none of it: \
                          no connection is gained or lost by that";

fn write_entry(out: &mut dyn Write, entry: &Entry, gained: bool, color: bool) -> io::Result<()> {
    let (sign, paint) = if gained { ('+', "\x1b[32m") } else { ('-', "\x1b[31m") };
    let (paint, plain) = if color { (paint, "\x1b[0m") } else { ("", "") };
    writeln!(out, "  {paint}{sign} {}{plain}", sentence(entry, gained))?;
    for remark in remarks(entry, gained) {
        writeln!(out, "      {remark}")?;
    }
    for (at, one) in entry.places.iter().enumerate() {
        let word = match (at, one.side) {
            (0, Which::New) => "says",
            (0, Which::Old) => "said",
            _ => "    ",
        };
        writeln!(out, "      {word} {}", place(one))?;
    }
    match witness(entry) {
        Some(witness) => writeln!(out, "      e.g. {witness}"),
        None => Ok(()),
    }
}
