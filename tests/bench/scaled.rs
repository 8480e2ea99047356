//! Programs of any size that are harder to check than real ones.

use super::program;
use std::fmt::Write;

/// A program of about `flows` flows with a zone of `count` more segments, of which each is the subject of a claim that holds. For
/// `->>` the claim is one: from a segment that leads to nearly all others to one that nothing leads to.
pub fn with_claims(flows: usize, count: usize, word: &str) -> String {
    let mut text = program::generate(flows);
    text.push_str("\nzone vault isolates {\n  segment reader\n");
    for at in 0..count {
        let _ = writeln!(text, "  segment box-{at} tcp/9000\n  reader -> box-{at}");
        let _ = match word {
            "only" => writeln!(text, "  only reader -> box-{at}"),
            "never" => writeln!(text, "  never team-0/app-1 -> box-{at}"),
            "confine" => writeln!(
                text,
                "  segment user-{at}\n  user-{at} -> box-{at}\n  confine user-{at} -> box-{at} tcp/9000"
            ),
            _ => Ok(()),
        };
    }
    if word == "->>" {
        text.push_str("  reader -> team-0/app-0\n  never team-0/app-1 ->> reader\n");
    }
    text.push_str("}\n");
    text
}

/// One zone of so many segments with ten flows each, told apart by this many label keys in turn.
pub fn one_zone(segments: usize, keys: usize) -> String {
    let mut text = "zone prod isolates {\n".to_owned();
    for at in 0..segments {
        let _ = writeln!(text, "  segment s{at} tcp/{}: key-{}=s{at}", 8000 + at % 1000, at % keys);
    }
    for at in 0..segments * 10 {
        let to = (at * 7 + at / segments + 1) % segments;
        let _ = writeln!(text, "  s{} -> s{to}", at % segments);
    }
    text.push_str("}\n");
    text
}
