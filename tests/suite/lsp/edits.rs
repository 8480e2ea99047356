//! Random edits end where a fresh open of the same text begins. `NETZ_EDITS` sets how many there are.

use super::client::{Client, Folder, capable, position};
use netz::diagnostic::{Levels, Sink};
use netz::source::FileId;
use netz::syntax::{Before, parse, parse_again};
use serde_json::{Value, json};

/// How many edits lie between two looks.
const STRIDE: usize = 25;

/// Words and signs that netz knows, and what it doesn't.
const PIECES: [&str; 34] = [
    "zone ",
    "segment ",
    "a",
    "-> ",
    "->",
    "{",
    "}",
    "\n",
    "\n  ",
    ";",
    "\"",
    "# ",
    "tcp/80",
    ", ",
    "(",
    ")",
    "=",
    ": app=x",
    " can get pods",
    "in ",
    "for x in a, b {",
    "$x",
    "use \"x.netz\"\n",
    "because \"y\"",
    "*",
    "/",
    "never ",
    "ä",
    "🦀",
    "\r\n",
    "isolates",
    "lint allow any-port\n",
    "\u{301}",
    "10.0.0.0/8",
];

/// A generator without state elsewhere: the same seed gives the same edits.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end.max(1) as u64).expect("small")
    }

    /// A place between two characters that no `\r\n` is cut at.
    fn place(&mut self, text: &str) -> usize {
        let mut at = self.below(text.len() + 1);
        while !text.is_char_boundary(at)
            || text[..at].ends_with('\r') && text[at..].starts_with('\n')
        {
            at -= 1;
        }
        at
    }
}

/// What an editor sees of a text.
fn seen(client: &mut Client, uri: &str) -> Value {
    let document = json!({ "textDocument": { "uri": uri } });
    let whole = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 1_000_000, "character": 0 } });
    let hints = json!({ "textDocument": { "uri": uri }, "range": whole });
    client.settle();
    let said = client.diagnostics().remove(uri).unwrap_or_default();
    let messages = said.into_iter().map(|mut one| {
        one["codeDescription"] = Value::Null;
        one["relatedInformation"] = Value::Null;
        one
    });
    json!({
        "diagnostics": messages.collect::<Vec<_>>(),
        "symbols": client.ask("textDocument/documentSymbol", &document),
        "tokens": client.ask("textDocument/semanticTokens/full", &document),
        "folds": client.ask("textDocument/foldingRange", &document),
        "hints": client.ask("textDocument/inlayHint", &hints),
        "formatted": client.ask("textDocument/formatting", &json!({ "textDocument": { "uri": uri }, "options": { "tabSize": 2, "insertSpaces": true } })),
    })
}

fn fuzz(name: &str, start: &str, edits: usize, utf8: bool, seed: u64) {
    let folder = Folder::new(&[("main.netz", start)]);
    let uri = folder.uri("main.netz");
    let mut client = Client::open_folder(&folder.path(), &capable(utf8));
    client.open(&uri, start);
    let (mut text, mut dice) = (start.to_owned(), Dice(seed));
    for count in 1..=edits {
        let mut changes = Vec::new();
        for _ in 0..1 + dice.below(3) {
            let (first, second) = (dice.place(&text), dice.place(&text));
            let near = (first + 1 + dice.below(12)).min(text.len());
            let second = if text.is_char_boundary(near) && !text[..near].ends_with('\r') {
                near
            } else {
                second
            };
            let (from, to) = if dice.below(3) == 0 {
                (first, first)
            } else {
                (first.min(second), first.max(second))
            };
            let to = if to - from > 200 { from } else { to };
            let piece = if dice.below(4) == 0 { "" } else { PIECES[dice.below(PIECES.len())] };
            let range =
                json!({ "start": position(&text, from, utf8), "end": position(&text, to, utf8) });
            changes.push(json!({ "range": range, "text": piece }));
            text.replace_range(from..to, piece);
            // A lone `\r` would end a line for the server and for nobody here.
            if text.replace("\r\n", "").contains('\r') {
                text = text.replace("\r\n", "\n").replace('\r', "");
                changes.push(json!({ "text": text }));
            }
        }
        let params = json!({ "textDocument": { "uri": uri, "version": count + 1 }, "contentChanges": changes });
        client.tell("textDocument/didChange", &params);
        let at = json!({ "textDocument": { "uri": uri }, "position": position(&text, dice.place(&text), utf8) });
        if count % 5 == 0 {
            client.ask("textDocument/completion", &at);
            client.ask("textDocument/hover", &at);
            let mut params = at.clone();
            params["newName"] = json!("renamed");
            let id = client.send("textDocument/rename", &params);
            let answer = client.answer_to(id);
            assert!(
                answer["error"]["code"] != json!(-32603),
                "{name}, edit {count}: {answer} in {text:?}"
            );
        }
        if count % STRIDE == 0 || count == edits {
            let now = seen(&mut client, &uri);
            let again = Folder::new(&[("main.netz", &text)]);
            let mut fresh = Client::open_folder(&again.path(), &capable(utf8));
            fresh.open(&again.uri("main.netz"), &text);
            let wanted = seen(&mut fresh, &again.uri("main.netz"));
            assert_eq!(now, wanted, "{name}, edit {count}: {text:?}");
            let mistake = |one: &Value| {
                one["params"]["message"].as_str().is_some_and(|it| it.contains("made a mistake"))
            };
            assert!(!client.heard.iter().any(mistake), "{name}, edit {count}: {text:?}");
            client.heard.retain(|one| one["method"] == "textDocument/publishDiagnostics");
            let last = client.heard.len().saturating_sub(3);
            client.heard.drain(..last);
        }
        if text.len() > 3 * start.len() + 4000 {
            text = start.to_owned();
            client.replace(&uri, i64::try_from(count + 1).expect("small"), &text);
        }
    }
    assert_eq!(client.end(), Some(0));
}

fn corpus() -> Vec<std::path::PathBuf> {
    let mut files: Vec<_> = std::fs::read_dir("tests/corpus")
        .expect("the corpus")
        .map(|entry| entry.expect("a file").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "netz"))
        .collect();
    files.sort();
    files
}

/// How many edits there are of each file.
fn each(files: usize, most: usize) -> usize {
    let edits = std::env::var("NETZ_EDITS").ok().and_then(|it| it.parse().ok());
    edits.unwrap_or(most).div_ceil(files)
}

/// Parses what an edit makes of a text with what is known of the text before, again and again.
#[test]
fn a_text_that_is_parsed_again_is_as_parsed_afresh() {
    let files = corpus();
    let each = each(files.len(), 1_000);
    for (at, path) in files.iter().enumerate() {
        let start = std::fs::read_to_string(path).expect("a text");
        let (mut text, mut dice) = (start.clone(), Dice(0x2545_f491 + at as u64));
        let mut file = parse(FileId(0), &text, &mut Sink::default());
        for count in 0..each {
            let before = text.clone();
            let from = dice.place(&text);
            let mut to = (from + dice.below(20)).min(text.len());
            while !text.is_char_boundary(to) {
                to += 1;
            }
            match dice.below(6) {
                // A line elsewhere, so that much is moved.
                0 => {
                    let line = text[from..].find('\n').map_or(from, |end| from + end + 1);
                    let part = text[from..line].to_owned();
                    text.replace_range(from..line, "");
                    let mut place = dice.below(text.len() + 1);
                    while !text.is_char_boundary(place) {
                        place -= 1;
                    }
                    text.insert_str(place, &part);
                }
                1 => text.replace_range(from..to, ""),
                _ => text.insert_str(from, PIECES[dice.below(PIECES.len())]),
            }
            let (mut first, mut second) = (Sink::default(), Sink::default());
            let fresh = parse(FileId(0), &text, &mut first);
            let known = Before { text: &before, file: &file };
            let again = parse_again(FileId(0), &text, known, &mut second);
            let said = |sink: Sink| format!("{:?}", sink.finish(&Levels::default()));
            assert!(
                again == fresh && said(second) == said(first),
                "{}, edit {count}: {before:?} to {text:?}",
                path.display()
            );
            file = again;
            if text.len() > 2 * start.len() + 2000 || count % 50 == 49 {
                text = start.clone();
                file = parse(FileId(0), &text, &mut Sink::default());
            }
        }
    }
}

#[test]
fn the_state_is_that_of_a_fresh_open() {
    let files = corpus();
    let each = each(files.len(), 300);
    for (at, path) in files.iter().enumerate() {
        let text = std::fs::read_to_string(path).expect("a text");
        fuzz(&path.display().to_string(), &text, each, at % 2 == 0, 0x9e37_79b9 + at as u64);
    }
}
