//! The editors' grammars know every word of the language and no other, and see what netz sees.

#[path = "editors/compare.rs"]
mod compare;
#[path = "../editors/lists.rs"]
mod lists;
#[path = "editors/oracle.rs"]
mod oracle;
#[path = "editors/programs.rs"]
mod programs;
#[path = "editors/sampler.rs"]
mod sampler;
#[path = "editors/scopes.rs"]
mod scopes;
#[path = "../editors/states.rs"]
mod states;
#[path = "editors/sublime.rs"]
mod sublime;
#[path = "editors/tree_sitter.rs"]
mod tree_sitter;
#[path = "../editors/words.rs"]
mod words;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use words::Words;

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
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
const ORDINARY: [&str; 14] = [
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
    "allow",
    "deny",
    "warn",
    "dns",
];

#[test]
fn visual_studio_code_knows_every_word_and_no_other() {
    let words = Words::new().all;
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

#[test]
fn what_is_generated_is_fresh() {
    let stale = lists::stale(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
    let stale: Vec<_> = stale.iter().map(|file| (&file.path, file.text.len())).collect();
    assert!(stale.is_empty(), "{stale:?}: `cargo run --example editors` writes them");
}

#[test]
fn words_are_sorted_by_where_they_stand() {
    let words = Words::new();
    let has = |set: &BTreeSet<String>, word: &str| set.contains(word);
    assert!(
        has(&words.all, "source-ip") && has(&words.all, "anywhere") && has(&words.all, "because")
    );
    assert!(has(&words.reserved, "in") && !has(&words.reserved, "zone"));
    assert!(has(&words.contextual(), "zone") && !has(&words.contextual(), "in"));
    let protocols: Vec<_> = words.protocols.iter().map(String::as_str).collect();
    assert_eq!(protocols, ["any", "icmp", "sctp", "tcp", "udp"]);
}
