//! Text to tree: what is parsed, what is reported, and that neither ever fails.

use netz::diagnostic::{Diagnostic, Levels, Sink};
use netz::source::{FileId, SourceMap, Span};
use netz::syntax::{ast::File, parse};
use std::fmt::Write as _;

/// Parses, and gives what there is to say by place.
pub fn read(text: &str) -> (File, Vec<Diagnostic>) {
    let mut sink = Sink::default();
    let file = parse(FileId(0), text, &mut sink);
    (file, sink.finish(&Levels::default()))
}

/// A diagnostic with its places, plainly.
pub fn render(text: &str, diagnostic: &Diagnostic) -> String {
    let mut sources = SourceMap::default();
    let id = sources.add("test.netz", text);
    let place = |span: Span| {
        let at = sources.position(id, span.start);
        format!("{}:{} {:?}", at.line, at.column, sources.slice(span))
    };
    let mut out = format!("{} {}\n", diagnostic.code, diagnostic.message);
    for label in &diagnostic.labels {
        let mark = if label.primary { '^' } else { '-' };
        writeln!(out, "  {mark} {}: {}", place(label.span), label.text).unwrap();
    }
    for note in &diagnostic.notes {
        writeln!(out, "  note: {note}").unwrap();
    }
    for help in &diagnostic.help {
        writeln!(out, "  help: {help}").unwrap();
    }
    if let Some(fix) = &diagnostic.fix {
        let fixed = apply(text, diagnostic);
        writeln!(out, "  fix ({:?}): {}", fix.applicability, fix.title).unwrap();
        for line in fixed.lines() {
            writeln!(out, "    {line}").unwrap();
        }
    }
    out
}

/// The text with the fix of a diagnostic applied.
pub fn apply(text: &str, diagnostic: &Diagnostic) -> String {
    let mut edits = diagnostic.fix.clone().map(|fix| fix.edits).unwrap_or_default();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span));
    let mut text = text.to_owned();
    for edit in edits {
        text.replace_range(edit.span.range(), &edit.replacement);
    }
    text
}

/// The cases of a file of `tests/suite/mistakes`, separated by lines of dashes, with what is said of each.
fn explain(cases: &str) -> String {
    let mut out = String::new();
    for case in cases.split("\n---\n") {
        let case = case.trim_matches('\n');
        let (_, diagnostics) = read(case);
        for line in case.lines() {
            writeln!(out, "| {line}").unwrap();
        }
        for diagnostic in &diagnostics {
            out.push_str(&render(case, diagnostic));
        }
        out.push('\n');
    }
    out
}

#[test]
fn mistakes() {
    insta::glob!("mistakes/*.netz", |path| {
        let cases = std::fs::read_to_string(path).unwrap();
        insta::assert_snapshot!(explain(&cases));
    });
}

#[test]
fn fixes_cure_what_they_are_for() {
    for file in std::fs::read_dir("tests/suite/mistakes").unwrap() {
        let cases = std::fs::read_to_string(file.unwrap().path()).unwrap();
        for case in cases.split("\n---\n") {
            let (_, before) = read(case);
            for diagnostic in before.iter().filter(|diagnostic| diagnostic.fix.is_some()) {
                let fixed = apply(case, diagnostic);
                let (_, after) = read(&fixed);
                let same = |other: &&Diagnostic| {
                    other.message == diagnostic.message && other.primary() == diagnostic.primary()
                };
                assert!(!after.iter().any(|other| same(&other)), "{case}\nbecame\n{fixed}");
            }
        }
    }
}

/// A program with every form of the language.
const WHOLE: &str = include_str!("syntax/whole.netz");

#[test]
fn every_form_has_its_tree() {
    let (file, diagnostics) = read(WHOLE);
    assert!(diagnostics.is_empty(), "{diagnostics:#?}");
    let mut out = String::new();
    for statement in &file.statements {
        for line in WHOLE[statement.span.range()].lines() {
            writeln!(out, "| {line}").unwrap();
        }
        writeln!(out, "{}\n", without_spans(&format!("{:?}", statement.kind))).unwrap();
    }
    insta::assert_snapshot!(out);
}

/// Debug text without the places in it.
fn without_spans(debug: &str) -> String {
    let mut out = String::new();
    let mut rest = debug;
    while let Some((before, behind)) = rest.split_once("Span {") {
        out.push_str(before);
        rest = behind.split_once('}').unwrap().1;
    }
    out.push_str(rest);
    ["arrow_span: , ", "span: , ", ", span: ", ", header: "]
        .iter()
        .fold(out, |out, place| out.replace(place, ""))
}

/// Every place in a tree or a diagnostic.
fn spans(debug: &str) -> Vec<(usize, usize)> {
    let parts = debug.split("Span { file: FileId(0), start: ").skip(1);
    let numbers = |part: &str| {
        let (start, rest) = part.split_once(", end: ").unwrap();
        let (end, _) = rest.split_once(' ').unwrap();
        (start.parse().unwrap(), end.parse().unwrap())
    };
    parts.map(numbers).collect()
}

/// Parses, and demands that every place lies in the text, between characters.
fn check_places(text: &str) {
    let (file, diagnostics) = read(text);
    for (start, end) in spans(&format!("{file:?} {diagnostics:?}")) {
        assert!(start <= end && text.get(start..end).is_some(), "{start}..{end} in {text:?}");
    }
}

#[test]
fn every_prefix_is_parsed() {
    assert!(spans(&format!("{:?}", read(WHOLE).0)).len() > 500);
    let lines: Vec<&str> = WHOLE.lines().collect();
    for lines in lines.chunks(6) {
        let text = lines.join("\n");
        for (end, _) in text.char_indices() {
            check_places(&text[..end]);
        }
    }
}

/// What is inserted into programs to break them.
const CRUMBS: [&str; 44] = [
    " ", "\n", "\r\n", "\r", "\t", ";", "{", "}", "(", ")", "[", "]", ",", "|", ":", "=", "!=",
    "->", "<->", "->>", "-", "_", "*", "/", "\"", "\\", "'", "#", "$", "${x}", "“", "–", "é", "а",
    "\u{a0}", "\u{feff}", "\0", "0", "80/tcp", "tcp/", "because", "until", "in", "zone",
];

#[test]
fn broken_programs_are_parsed() {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut random = |below: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below.max(1)
    };
    let lines: Vec<&str> = WHOLE.lines().collect();
    for _ in 0..3_000 {
        let first = random(lines.len());
        let mut text = lines[first..(first + 1 + random(8)).min(lines.len())].join("\n");
        for _ in 0..=random(4) {
            let places: Vec<_> =
                text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let at = places[random(places.len())];
            match random(3) {
                0 => text.insert_str(at, CRUMBS[random(CRUMBS.len())]),
                1 => text.truncate(at),
                _ => {
                    let end = places[random(places.len())].max(at).min(at + 6);
                    let end = (at..=end).rev().find(|end| text.is_char_boundary(*end)).unwrap();
                    text.replace_range(at..end, "");
                }
            }
        }
        check_places(&text);
    }
}

#[test]
fn a_statement_alone_is_the_statement_in_its_file() {
    let (file, _) = read(WHOLE);
    for statement in &file.statements {
        let blank = |part: &str| -> String {
            part.chars().map(|char| if char == '\n' { '\n' } else { ' ' }).collect()
        };
        let range = statement.span.range();
        let before = blank(&WHOLE[..range.start]);
        let text = format!("{before}{}{}", &WHOLE[range.clone()], blank(&WHOLE[range.end..]));
        let (alone, diagnostics) = read(&text);
        assert!(diagnostics.is_empty(), "{diagnostics:#?}");
        assert_eq!(alone.statements, std::slice::from_ref(statement));
    }
}

#[test]
fn mistakes_leave_the_statements_around_them_alone() {
    let (whole, _) = read(WHOLE);
    let statements = whole.statements.iter().map(|statement| &WHOLE[statement.span.range()]);
    let broken: Vec<_> = statements.flat_map(|statement| ["=> x", statement]).collect();
    let (file, diagnostics) = read(&broken.join("\n"));
    assert_eq!(diagnostics.len(), whole.statements.len());
    let plain = |file: &File| without_spans(&format!("{:?}", file.statements));
    assert_eq!(plain(&file), plain(&whole));
}

#[test]
fn line_ends_and_the_byte_order_mark_mean_nothing() {
    let (whole, _) = read(WHOLE);
    let windows = format!("\u{feff}{}", WHOLE.replace('\n', "\r\n"));
    let (file, diagnostics) = read(&windows);
    assert!(diagnostics.is_empty(), "{diagnostics:#?}");
    let plain = |file: &File| without_spans(&format!("{:?}", file.statements));
    assert_eq!(plain(&file), plain(&whole));
    for comment in &file.comments {
        let text = &windows[comment.span.range()];
        assert!(text.starts_with('#') && !text.ends_with('\r'));
    }
    assert_eq!(file.comments.len(), whole.comments.len());
}

#[test]
fn comments_are_kept_with_their_places() {
    let (file, _) = read("# one\na -> b tcp/80 # two\nzone \"#no\" { # three\n}");
    let comments: Vec<_> = file.comments.iter().map(|comment| comment.own_line).collect();
    assert_eq!(comments, [true, false, false]);
}

#[test]
fn nesting_ends_at_64() {
    let nested = |depth: usize| format!("{}{}", "in a {\n".repeat(depth), "}\n".repeat(depth));
    assert!(read(&nested(64)).1.is_empty());
    let (_, diagnostics) = read(&nested(65));
    let codes: Vec<_> = diagnostics.iter().map(|diagnostic| diagnostic.code.id()).collect();
    assert_eq!(codes, ["N0005"]);
    assert_eq!(read(&"zone a {".repeat(100_000)).1.len(), 1);
}
