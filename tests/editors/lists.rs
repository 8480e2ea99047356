//! What is generated in the editors' grammars and in the book: lists of words and of codes, the states of those that follow the Sublime
//! grammar, and the parser of tree-sitter.

use super::states::States;
use super::words::Words;
use netz::diagnostic::Code;
use netz::highlight::html::STYLE;
use std::collections::BTreeSet;
use std::path::Path;
use std::{fs, io};

/// Where a file has a list.
enum Place {
    /// Between a line that ends in `netz:begin NAME` and one that ends in `netz:end`.
    Marked(&'static str),
    /// In JSON no comment can stand: the alternatives of a regular expression, known by how they begin.
    Alternatives(&'static str),
}

/// A list of a file.
struct List {
    path: &'static str,
    place: Place,
    write: fn(&Words) -> String,
}

const LISTS: &[List] = &[
    List {
        path: "editors/tree-sitter-netz/grammar.js",
        place: Place::Marked("contextual"),
        write: |words| {
            format!(
                "const CONTEXTUAL = [\n{}];\n",
                lines(&words.contextual(), |word| format!("  '{word}',"))
            )
        },
    },
    List {
        path: "editors/tree-sitter-netz/queries/highlights.scm",
        place: Place::Marked("keywords"),
        write: |words| {
            format!("[\n{}] @keyword\n", lines(&words.keywords(), |word| format!("  \"{word}\"")))
        },
    },
    List {
        path: "editors/sublime/netz.sublime-syntax",
        place: Place::Marked("reserved"),
        write: |words| format!("  reserved: '(?:{})'\n", alternatives(&words.reserved)),
    },
    List {
        path: "editors/vim/syntax/netz.vim",
        place: Place::Marked("reserved"),
        write: |words| format!("let s:reserved = '{}'\n", alternatives(&words.reserved)),
    },
    List {
        path: "editors/emacs/netz-mode.el",
        place: Place::Marked("reserved"),
        write: |words| {
            let words: Vec<_> = words.reserved.iter().map(|word| format!("\"{word}\"")).collect();
            format!("(defconst netz--reserved\n  '({}))\n", words.join("\n    "))
        },
    },
    List {
        path: "docs/SUMMARY.md",
        place: Place::Marked("diagnostics"),
        write: |_| {
            let page = |code: &Code| {
                format!("  - [{} `{}`](diagnostics/{}.md)\n", code.id(), code.name(), code.id())
            };
            let pages: String = Code::ALL.iter().map(page).collect();
            format!("\n- [Diagnostics](diagnostics/README.md)\n{pages}\n")
        },
    },
    List { path: "docs/book.css", place: Place::Marked("style"), write: |_| STYLE.to_owned() },
    List {
        path: "editors/vscode/syntaxes/netz.tmLanguage.json",
        place: Place::Alternatives("(?:all|any|anywhere|"),
        write: |words| alternatives(&words.reserved),
    },
];

/// How states are written in another language.
type WriteStates = fn(&States) -> String;

/// Files whose states are those of the Sublime grammar.
const STATES: [(&str, WriteStates); 2] = [
    ("editors/pygments/netz_pygments.py", States::python),
    ("editors/highlightjs/netz.js", States::javascript),
];

fn lines(words: &BTreeSet<String>, line: impl Fn(&str) -> String) -> String {
    words.iter().map(|word| line(word) + "\n").collect()
}

fn alternatives(words: &BTreeSet<String>) -> String {
    words.iter().map(String::as_str).collect::<Vec<_>>().join("|")
}

/// A file that isn't as it is generated: its path and what it should be.
pub struct Stale {
    /// Its path in the checkout.
    pub path: String,
    /// What it should be.
    pub text: String,
}

/// The stale files of a checkout.
pub fn stale(root: &Path) -> io::Result<Vec<Stale>> {
    let words = Words::new();
    let mut stale: Vec<Stale> = Vec::new();
    let paths: BTreeSet<_> = LISTS.iter().map(|list| list.path).collect();
    for path in paths {
        let old = fs::read_to_string(root.join(path))?;
        let of_file = LISTS.iter().filter(|list| list.path == path);
        let text = of_file.fold(old.clone(), |text, list| list.put(&text, &words));
        if text != old {
            stale.push(Stale { path: path.to_owned(), text });
        }
    }
    let of_grammar = |path: &str, write: WriteStates, stale: &[Stale]| {
        let path_of_grammar = "editors/sublime/netz.sublime-syntax";
        let written = stale.iter().find(|file| file.path == path_of_grammar);
        let grammar = written.map_or_else(
            || fs::read_to_string(root.join(path_of_grammar)),
            |file| Ok(file.text.clone()),
        )?;
        let old = fs::read_to_string(root.join(path))?;
        let text = marked(path, &old, "states", &write(&States::new(&grammar)));
        Ok::<_, io::Error>((text != old).then(|| Stale { path: path.to_owned(), text }))
    };
    for (path, write) in STATES {
        stale.extend(of_grammar(path, write, &stale)?);
    }
    for (path, text) in tree_sitter_netz_generate::FILES {
        let path = format!("editors/tree-sitter-netz/{path}");
        if fs::read_to_string(root.join(&path)).ok().as_deref() != Some(text) {
            stale.push(Stale { path, text: text.to_owned() });
        }
    }
    Ok(stale)
}

impl List {
    /// The text with the list that it should have.
    fn put(&self, text: &str, words: &Words) -> String {
        let list = (self.write)(words);
        match self.place {
            Place::Marked(name) => marked(self.path, text, name, &list),
            Place::Alternatives(begin) => {
                let mut parts = text.split(begin);
                let mut new = parts.next().unwrap_or_default().to_owned();
                let mut found = false;
                for part in parts {
                    let (_, rest) = part.split_once(')').expect("an end");
                    new.push_str(&format!("(?:{list}){rest}"));
                    found = true;
                }
                assert!(found, "{}: no list begins with {begin}", self.path);
                new
            }
        }
    }
}

/// The text with a list between two marks.
fn marked(path: &str, text: &str, name: &str, list: &str) -> String {
    let mut new = String::new();
    let (mut inside, mut found) = (false, false);
    for line in text.split_inclusive('\n') {
        let mark = line.trim_end().trim_end_matches(['*', '/', ' ', '-', '>']);
        inside &= !mark.ends_with("netz:end");
        if !inside {
            new.push_str(line);
        }
        if mark.ends_with(&format!("netz:begin {name}")) {
            new.push_str(list);
            (inside, found) = (true, true);
        }
    }
    assert!(found && !inside, "{path}: no place for `{name}`");
    new
}
