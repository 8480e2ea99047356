//! Lists and ends in the words that editors show.

use std::fmt::Display;

/// The first of some things, and how many more there are.
pub(super) fn some<T: Display>(all: impl ExactSizeIterator<Item = T>, most: usize) -> String {
    let more = all.len().saturating_sub(most);
    let first: Vec<_> = all.take(most).map(|one| one.to_string()).collect();
    match more {
        0 => first.join(", "),
        more => format!("{}, … {more} more", first.join(", ")),
    }
}
