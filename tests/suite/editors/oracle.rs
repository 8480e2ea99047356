//! The oracle for the tests of editors' grammars that aren't written in Rust: `target/tmp/editors.json`,
//! programs with the class of each of their pieces.

use netz::source::FileId;
use netz::syntax::classify;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

use super::programs::{made, written};

/// Every program with its name, its text, and its pieces: start, end, class. Places are in UTF-16, as
/// JavaScript counts, and in characters, as Python does; no program has a character beyond those that are
/// the same in both.
fn oracle() -> Vec<Value> {
    let programs = written();
    let programs = programs.iter().chain(made()).map(|(name, text)| {
        assert!(text.chars().all(|char| char.len_utf16() == 1), "{name}");
        let mut places = vec![0; text.len() + 1];
        for (count, (at, _)) in text.char_indices().enumerate() {
            places[at] = count;
        }
        places[text.len()] = text.chars().count();
        let piece = |(span, class): (netz::source::Span, netz::syntax::Class)| {
            json!([places[span.range().start], places[span.range().end], class.name()])
        };
        let pieces: Vec<_> = classify(FileId(0), text).into_iter().map(piece).collect();
        json!({ "name": name, "text": text, "pieces": pieces })
    });
    programs.collect()
}

#[test]
fn the_oracle_is_written_for_other_languages() {
    let oracle = oracle();
    assert!(oracle.len() > 2200, "{}", oracle.len());
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("editors.json");
    fs::write(path, serde_json::to_string(&oracle).unwrap()).unwrap();
}
