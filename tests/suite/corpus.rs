//! `tests/corpus/*.netz`: small programs with the finding that each line gives written beside it.
//!
//! A case starts with `### title`. `#~ N0203 part of the message` at the end of a line says that the line
//! gives this code, with this text in the message; several are separated by `#~`. Lines without give
//! nothing. Lints that most cases would give are off in the header of a file: `#! allow assumed-dns`.

use netz::diagnostic::{Code, Diagnostic, Level, Severity};
use netz::{Mode, Options};
use std::collections::BTreeMap;
use std::fmt::Write as _;

struct Case<'a> {
    title: &'a str,
    text: String,
    expected: Vec<(u32, Code, &'a str)>,
}

fn options(header: &str) -> Options {
    let mut options =
        Options { today: "2026-11-20".parse().unwrap(), mode: Mode::Check, ..Options::default() };
    for line in header.lines().filter_map(|line| line.strip_prefix("#! ")) {
        let (level, names) = line.split_once(' ').unwrap();
        for name in names.split_whitespace() {
            let code = Code::find(name).unwrap_or_else(|| panic!("no lint {name}"));
            options.levels.set_on_command_line(code, Level::from_word(level).unwrap());
        }
    }
    options
}

fn case(text: &str) -> Case<'_> {
    let (title, body) = text.split_once('\n').unwrap();
    let mut expected = Vec::new();
    let mut program = String::new();
    for (line, number) in body.lines().zip(1..) {
        let mut parts = line.split("#~");
        writeln!(program, "{}", parts.next().unwrap().trim_end()).unwrap();
        for wanted in parts {
            let (code, message) = wanted.trim().split_once(' ').unwrap_or((wanted.trim(), ""));
            let code = Code::find(code).unwrap_or_else(|| panic!("{title}: no code {code}"));
            expected.push((number, code, message.trim()));
        }
    }
    Case { title, text: program, expected }
}

/// The lines and codes that a program gives.
fn findings(text: &str, options: &Options) -> Vec<(u32, Diagnostic)> {
    let mut files = BTreeMap::from([("main.netz".to_owned(), text.to_owned())]);
    let program = netz::load(&["main.netz"], &mut files);
    let outcome = netz::check(&program, options);
    let shown = outcome.diagnostics.into_iter().filter(|it| it.severity != Severity::Accepted);
    shown
        .map(|diagnostic| {
            let line = diagnostic
                .primary()
                .map_or(0, |span| program.sources.position(span.file, span.start).line);
            (line, diagnostic)
        })
        .collect()
}

fn compare(case: &Case<'_>, options: &Options) -> Result<(), String> {
    let found = findings(&case.text, options);
    let mut left = case.expected.clone();
    let mut problems = String::new();
    for (line, diagnostic) in &found {
        let fits = |(at, code, text): &(u32, Code, &str)| {
            at == line && *code == diagnostic.code && diagnostic.message.contains(text)
        };
        match left.iter().position(fits) {
            Some(index) => drop(left.remove(index)),
            None => {
                let (id, message) = (diagnostic.code.id(), &diagnostic.message);
                writeln!(problems, "  line {line}: unexpected {id} {message}").unwrap();
            }
        }
    }
    for (line, code, text) in left {
        writeln!(problems, "  line {line}: missing {} {text}", code.id()).unwrap();
    }
    if problems.is_empty() { Ok(()) } else { Err(format!("{}\n{problems}", case.title)) }
}

/// Applies a fix; the diagnostic must be gone and no new error come in.
fn fix_cures(case: &Case<'_>, options: &Options) -> Result<(), String> {
    let before = findings(&case.text, options);
    for (line, diagnostic) in &before {
        let Some(fix) = &diagnostic.fix else { continue };
        let mut edits = fix.edits.clone();
        edits.sort_by_key(|edit| std::cmp::Reverse(edit.span.start));
        let mut text = case.text.clone();
        for edit in edits {
            text.replace_range(edit.span.range(), &edit.replacement);
        }
        let after = findings(&text, options);
        let count = |list: &[(u32, Diagnostic)]| {
            list.iter().filter(|(_, it)| it.code == diagnostic.code).count()
        };
        let errors = |list: &[(u32, Diagnostic)]| {
            list.iter().filter(|(_, it)| it.severity == Severity::Error).count()
        };
        let cured = count(&after) < count(&before) && errors(&after) <= errors(&before);
        if !cured {
            let id = diagnostic.code.id();
            return Err(format!(
                "{}: the fix of {id} on line {line} doesn't cure it:\n{text}",
                case.title
            ));
        }
    }
    Ok(())
}

#[test]
fn every_line_gives_what_stands_beside_it() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/corpus");
    let mut problems = Vec::new();
    let mut cases = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let (header, body) = text.split_once("### ").unwrap_or((&text, ""));
        let options = options(header);
        for case in body.split("\n### ").map(case) {
            cases += 1;
            problems.extend(compare(&case, &options).err());
            problems.extend(fix_cures(&case, &options).err());
        }
    }
    assert!(cases > 50, "{cases} cases");
    assert!(problems.is_empty(), "{} of {cases} cases:\n{}", problems.len(), problems.join("\n"));
}
