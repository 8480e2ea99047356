//! The words of the language in the editors' grammars: all of them, and no others.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// The words of `grammar/netz.pest`: what stands in quotes and is made of letters.
fn words() -> BTreeSet<String> {
    let grammar = read("grammar/netz.pest");
    let rules = grammar.lines().filter(|line| !line.starts_with("//"));
    let quoted = rules.flat_map(|line| line.split('"').skip(1).step_by(2));
    let letters = |it: char| it.is_ascii_lowercase() || it == '-';
    let words = quoted.filter(|word| word.len() > 1 && word.chars().all(letters));
    words.filter(|word| word.starts_with(char::is_alphabetic)).map(str::to_owned).collect()
}

/// The words in the regular expressions of a TextMate grammar.
fn words_of_textmate(path: &str) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    collect(&serde_json::from_str(&read(path)).unwrap(), &mut words);
    words
}

fn collect(value: &serde_json::Value, words: &mut BTreeSet<String>) {
    for (key, value) in value.as_object().into_iter().flatten() {
        match value.as_str() {
            Some(regex) if matches!(key.as_str(), "match" | "begin" | "end") => {
                words.extend(literals(regex));
            }
            Some(_) => {}
            None => collect(value, words),
        }
    }
    value.as_array().into_iter().flatten().for_each(|value| collect(value, words));
}

/// The literal words of a regular expression: what is left without escapes and classes.
fn literals(regex: &str) -> Vec<String> {
    let mut plain = String::new();
    let mut class = false;
    let mut characters = regex.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => {
                characters.next();
                plain.push(' ');
            }
            '[' => class = true,
            ']' => class = false,
            _ if class => {}
            'a'..='z' | '-' => plain.push(character),
            _ => plain.push(' '),
        }
    }
    let words = plain.split(' ').map(|word| word.trim_matches('-'));
    // A single letter is a part of something else: `v` of a version.
    words.filter(|word| word.len() > 1).map(str::to_owned).collect()
}

/// Words that are no keywords and have a colour of their own: intents, endpoints, levels.
const ORDINARY: [&str; 15] = [
    "read",
    "write",
    "apply",
    "exec",
    "forward",
    "apiserver",
    "nodes",
    "restricted",
    "baseline",
    "privileged",
    "latest",
    "allow",
    "deny",
    "warn",
    "dns",
];

#[test]
fn visual_studio_code_knows_every_word_and_no_other() {
    let words = words();
    assert!(words.contains("zone") && words.contains("source-ip") && words.contains("anywhere"));
    let coloured = words_of_textmate("editors/vscode/syntaxes/netz.tmLanguage.json");
    let missing: Vec<_> = words.difference(&coloured).collect();
    assert!(missing.is_empty(), "words that the editor doesn't know: {missing:?}");
    let known = |word: &&String| words.contains(*word) || ORDINARY.contains(&word.as_str());
    let unknown: Vec<_> = coloured.iter().filter(|word| !known(word)).collect();
    assert!(unknown.is_empty(), "words that only the editor knows: {unknown:?}");
    let gone: Vec<_> = ORDINARY.iter().filter(|word| !coloured.contains(**word)).collect();
    assert!(gone.is_empty(), "words without a colour: {gone:?}");
}
