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
fn sublime_knows_every_word_and_no_other() {
    let words = Words::new().all;
    let text = read("editors/sublime/netz.sublime-syntax");
    let mut coloured = BTreeSet::new();
    for line in text.lines().filter(|line| !line.trim_start().starts_with('#')) {
        let Some((_, regex)) = line.split_once(": '") else { continue };
        // What is between `{{` and `}}` is the name of a variable.
        let parts =
            regex.split("{{").map(|part| part.split_once("}}").map_or(part, |(_, rest)| rest));
        parts.for_each(|part| coloured.extend(literals(part)));
    }
    let missing: Vec<_> = words.difference(&coloured).collect();
    assert!(missing.is_empty(), "words that Sublime doesn't know: {missing:?}");
    let unknown = coloured.difference(&words).filter(|word| !ORDINARY.contains(&word.as_str()));
    assert_eq!(unknown.collect::<Vec<_>>(), Vec::<&String>::new(), "words that only Sublime knows");
}

/// The words that Vim is told of: the patterns of its functions for words, and what follows where a word
/// begins.
fn words_of_vim(text: &str) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for line in text.lines().filter(|line| !line.starts_with('"')) {
        for opening in ["s:words('", "s:statement('", "s:behind('", "s:begin . '", "s:reserved = '"]
        {
            for part in line.split(opening).skip(1) {
                words.extend(literals(part.split('\'').next().unwrap_or_default()));
            }
        }
        let more = line.split("s:reserved . '").skip(1);
        more.for_each(|part| words.extend(literals(part.split('\'').next().unwrap_or_default())));
    }
    words
}

/// The words that Emacs is told of: those that a word is compared with, and the heads of lists.
fn words_of_emacs(text: &str) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    let quoted = |part: &str| {
        let texts = part.split('"').skip(1).step_by(2);
        texts.flat_map(literals).collect::<Vec<_>>()
    };
    for part in text.split("(equal word ").skip(1) {
        words.extend(quoted(part.split(')').next().unwrap_or_default()));
    }
    for part in text.split("(member word '(").skip(1) {
        words.extend(quoted(part.split(')').next().unwrap_or_default()));
    }
    for part in text.split("(netz--ahead ").skip(1) {
        words.extend(quoted(part.split(')').next().unwrap_or_default()));
    }
    for (at, _) in text.match_indices("\" . ") {
        let word = text[..at].rsplit('"').next().unwrap_or_default();
        let is_word = word.chars().all(|char| char.is_ascii_lowercase() || char == '-');
        let is_head = text[..at - word.len() - 1].ends_with('(');
        words.extend((is_word && is_head).then(|| word.to_owned()));
    }
    let reserved = text.split("netz:begin reserved").nth(1).unwrap_or_default();
    words.extend(quoted(reserved.split("netz:end").next().unwrap_or_default()));
    words
}

#[test]
fn vim_and_emacs_know_every_word_and_no_other() {
    let (vim, emacs) = ("editors/vim/syntax/netz.vim", "editors/emacs/netz-mode.el");
    let (of_vim, of_emacs) = (words_of_vim(&read(vim)), words_of_emacs(&read(emacs)));
    for (path, coloured) in [(vim, of_vim), (emacs, of_emacs)] {
        let text = read(path);
        let known: BTreeSet<_> =
            text.split(|char: char| !char.is_ascii_lowercase() && char != '-').collect();
        let words = Words::new().all;
        let missing: Vec<_> = words.iter().filter(|word| !known.contains(word.as_str())).collect();
        assert!(missing.is_empty(), "words that {path} doesn't know: {missing:?}");
        assert!(coloured.contains("zone") && coloured.contains("because"), "{coloured:?}");
        let unknown = coloured.difference(&words).filter(|word| !ORDINARY.contains(&word.as_str()));
        assert_eq!(
            unknown.collect::<Vec<_>>(),
            Vec::<&String>::new(),
            "words that only {path} knows"
        );
    }
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
