//! A fix is text that parses, cures what it is for, and breaks nothing.

use netz::diagnostic::{Applicability, Code, Diagnostic, Fix, Kind, Severity, apply};
use netz::source::SourceMap;
use netz::{Mode, Options};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What a text gives, seen on a day on which nothing has expired.
fn findings(text: &str) -> Vec<Diagnostic> {
    let mut files = BTreeMap::from([("main.netz".to_owned(), text.to_owned())]);
    let program = netz::load(&["main.netz"], &mut files);
    netz::check(&program, &Options { mode: Mode::Check, ..Options::default() }).diagnostics
}

fn applied(text: &str, fix: &Fix) -> String {
    let mut edits = fix.edits.clone();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span));
    let mut text = text.to_owned();
    for edit in edits {
        text.replace_range(edit.span.range(), &edit.replacement);
    }
    text
}

/// What is wrong with the fixes of a text.
fn faults(text: &str) -> (usize, Vec<String>) {
    let before = findings(text);
    let mut tried = 0;
    let mut faults = Vec::new();
    for diagnostic in &before {
        let Some(fix) = &diagnostic.fix else { continue };
        tried += 1;
        let fixed = applied(text, fix);
        let after = findings(&fixed);
        let count = |all: &[Diagnostic], code| all.iter().filter(|it| it.code == code).count();
        // Where a person has to agree, what they decide may be what a lint denies: a zone that isolates has
        // rights that void its isolation.
        let safe = fix.applicability == Applicability::Safe;
        let is_error = |it: &&Diagnostic| match safe {
            true => it.severity == Severity::Error,
            false => it.code.kind() == Kind::Error,
        };
        let errors = |all: &[Diagnostic]| all.iter().filter(is_error).count();
        let cured = count(&after, diagnostic.code) < count(&before, diagnostic.code);
        let parses = count(&after, Code::Syntax) <= count(&before, Code::Syntax);
        if !cured || !parses || errors(&after) > errors(&before) {
            faults.push(format!("{} {}\n{fixed}", diagnostic.code, diagnostic.message));
        }
    }
    (tried, faults)
}

/// Programs with something wrong: the examples of the pages, the corpus, and the language's own pages.
fn wrong_programs() -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    for code in Code::ALL {
        let blocks = code.page().split("```netz\n").skip(1);
        texts.extend(blocks.filter_map(|block| Some(block.split_once("```")?.0.to_owned())));
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for entry in std::fs::read_dir(root.join("tests/corpus")).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let cases = text.split("\n### ").skip(1).filter_map(|case| case.split_once('\n'));
        texts.extend(cases.map(|(_, body)| body.to_owned()));
    }
    for page in ["language.md", "guide.md"] {
        let text = std::fs::read_to_string(root.join("docs").join(page)).unwrap();
        let blocks = text.split("```netz\n").skip(1);
        texts.extend(blocks.filter_map(|block| Some(block.split_once("```")?.0.to_owned())));
    }
    texts
}

#[test]
fn every_fix_cures() {
    let results: Vec<_> = wrong_programs().iter().map(|text| faults(text)).collect();
    let tried: usize = results.iter().map(|(tried, _)| tried).sum();
    let faults: Vec<_> = results.into_iter().flat_map(|(_, faults)| faults).collect();
    assert!(tried > 50, "{tried} fixes");
    assert!(faults.is_empty(), "{} of {tried} fixes:\n{}", faults.len(), faults.join("\n---\n"));
}

/// How often fixes are applied one after the other.
const STEPS: usize = 30;

/// Applies fixes one after the other, each time the first. What goes wrong on the way.
fn walk(text: &str, at_most: Applicability) -> Result<usize, String> {
    let mut text = text.to_owned();
    let mut seen = BTreeSet::from([text.clone()]);
    for step in 0..STEPS {
        let before = findings(&text);
        let open = before.iter().filter(|it| it.severity != Severity::Accepted);
        let mut fixable =
            open.filter(|it| it.fix.as_ref().is_some_and(|fix| fix.applicability <= at_most));
        let Some(first) = fixable.next() else { return Ok(step) };
        let mut sources = SourceMap::default();
        sources.add("main.netz", text.as_str());
        let one = std::slice::from_ref(first);
        let fixed = apply::fixes(&sources, one, at_most, &BTreeSet::new());
        let Some(new) = fixed.texts.values().next().cloned() else {
            return Err(format!("{} {}: no edit\n{text}", first.code, first.message));
        };
        let after = findings(&new);
        let what = || format!("{} {}\n{text}\nbecame\n{new}", first.code, first.message);
        if !fixed.not_cured(&after).is_empty() {
            return Err(format!("not cured: {}", what()));
        }
        if !seen.insert(new.clone()) {
            return Err(format!("a circle: {}", what()));
        }
        text = new;
    }
    Err(format!("no end: {text}"))
}

/// No fix leads in a circle, none leaves its finding, whatever else is wrong with the program.
#[test]
fn fixes_lead_to_an_end() {
    let mut walks: Vec<_> =
        wrong_programs().into_iter().map(|text| (text, Applicability::Safe)).collect();
    for file in std::fs::read_dir("tests/suite/mistakes").unwrap() {
        let cases = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let cases = cases.split("\n---\n").map(str::to_owned);
        let both = [Applicability::Safe, Applicability::Unsafe];
        walks.extend(cases.flat_map(|case| both.map(|at_most| (case.clone(), at_most))));
    }
    let (mut faults, mut steps) = (Vec::new(), 0);
    for (text, at_most) in walks {
        match walk(&text, at_most) {
            Ok(taken) => steps += taken,
            Err(fault) => faults.push(fault),
        }
    }
    assert!(steps > 300, "{steps} fixes");
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n---\n"));
}
