//! Objects that other people wrote, changed in a few places as people and broken pipes change them.

use crate::laws::program::Dice;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

/// How many mutants a test tries; `NETZ_MUTANTS` says another number.
pub fn tries(usual: u64) -> u64 {
    std::env::var("NETZ_MUTANTS").ok().and_then(|it| it.parse().ok()).unwrap_or(usual)
}

/// The files of the examples, of the documentation's recipes, and of the folder of `NETZ_CONFORMANCE`.
static TEXTS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("examples")];
    let conformance = std::env::var_os("NETZ_CONFORMANCE");
    folders.extend(conformance.map(|folder| Path::new(&folder).join("connlist")));
    let mut texts = Vec::new();
    for folder in folders {
        let files = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter();
        for file in files.map(|file| file.unwrap().into_path()) {
            let ending = file.extension().and_then(|it| it.to_str()).unwrap_or_default();
            if ["yaml", "yml", "json"].contains(&ending) {
                texts.push(fs::read_to_string(file).unwrap());
            }
        }
    }
    // A longer text has the same kinds of mistakes, and takes longer.
    texts.retain(|text| text.len() < 8_000);
    texts
});

/// A text of somebody else's, changed.
pub fn mutant(seed: u64) -> String {
    let dice = &mut Dice(seed);
    let mut text = TEXTS[dice.roll(TEXTS.len())].clone();
    for _ in 0..=dice.roll(2) {
        text = changed(dice, &text);
    }
    text
}

const PIECES: [&str; 24] = [
    "\t", " ", ":", ": ", "- ", "#", "'", "\"", "{", "}", "[", "]", ",", "|", ">", "&a ", "*a",
    "!x ", "<<: ", "\u{feff}", "é", "\r", "~", "null",
];

fn changed(dice: &mut Dice, text: &str) -> String {
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    if lines.is_empty() {
        return PIECES[dice.roll(PIECES.len())].to_owned();
    }
    let at = dice.roll(lines.len());
    let bounds: Vec<usize> = lines[at].char_indices().map(|(at, _)| at).collect();
    let column = bounds[dice.roll(bounds.len())];
    match dice.roll(14) {
        0 => {
            lines[at].truncate(column);
            lines.truncate(at + 1);
        }
        1 => drop(lines.remove(at)),
        2 => {
            let end = (at + 1 + dice.roll(6)).min(lines.len());
            lines.drain(at..end);
        }
        3 => lines[at].insert(0, ' '),
        4 => lines[at].insert_str(0, "  "),
        5 => lines[at] = lines[at].strip_prefix(' ').unwrap_or(&lines[at]).to_owned(),
        6 => lines[at] = lines[at].strip_prefix("  ").unwrap_or(&lines[at]).to_owned(),
        7 => lines[at].insert(0, '\t'),
        8 => lines.insert(at, lines[at].clone()),
        9 => {
            let other = dice.roll(lines.len());
            lines.swap(at, other);
        }
        10 => lines[at] = lines[at].replace(": ", ": &a "),
        11 => lines[at] = lines[at].replace(":\n", ": *a\n"),
        12 => {
            let end = bounds.iter().copied().find(|end| *end > column);
            lines[at].replace_range(column..end.unwrap_or(column), "");
        }
        _ => lines[at].insert_str(column, PIECES[dice.roll(PIECES.len())]),
    }
    lines.concat()
}
