//! Every program in the documentation compiles, and the YAML that follows is part of what it compiles to.

use netz::diagnostic::{Severity, render};
use netz::{Options, Outcome};
use std::collections::BTreeMap;

const PAGES: &[(&str, &str)] = &[
    ("README.md", include_str!("../../README.md")),
    ("docs/guide.md", include_str!("../../docs/guide.md")),
    ("docs/language.md", include_str!("../../docs/language.md")),
    ("docs/query.md", include_str!("../../docs/query.md")),
    ("docs/cli.md", include_str!("../../docs/cli.md")),
    ("docs/testing.md", include_str!("../../docs/testing.md")),
    ("docs/semantics.md", include_str!("../../docs/semantics.md")),
    ("docs/architecture.md", include_str!("../../docs/architecture.md")),
    ("src/cli/explain/words.md", include_str!("../../src/cli/explain/words.md")),
];

/// A fenced block.
struct Block<'a> {
    language: &'a str,
    text: String,
    line: usize,
}

fn blocks(page: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut open: Option<Block<'_>> = None;
    for (index, line) in page.lines().enumerate() {
        match (&mut open, line.strip_prefix("```")) {
            (Some(_), Some("")) => blocks.extend(open.take()),
            (Some(block), _) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            (None, Some(language)) => {
                open = Some(Block { language, text: String::new(), line: index + 1 });
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block is never closed");
    blocks
}

fn compile(text: &str) -> (netz::Program, Outcome) {
    let mut files = BTreeMap::from([("main.netz".to_owned(), text.to_owned())]);
    let program = netz::load(&["main.netz"], &mut files);
    let options = Options { today: jiff::civil::date(2026, 1, 15), ..Options::default() };
    let outcome = netz::check(&program, &options);
    (program, outcome)
}

/// The documents of a stream, without comments.
fn documents(yaml: &str) -> Vec<String> {
    let bare: Vec<_> = yaml.lines().filter(|line| !line.starts_with('#')).collect();
    let documents = bare.split(|line| *line == "---").map(|lines| lines.join("\n"));
    documents.filter(|document| !document.trim().is_empty()).collect()
}

fn emitted(text: &str) -> String {
    let (program, outcome) = compile(text);
    let checked = outcome.checked.expect("the program is fine");
    let output = netz::compile(&checked, &program.sources);
    let mut yaml = String::new();
    for manifest in &output.manifests {
        yaml.push_str("---\n");
        manifest.write_yaml(&mut yaml);
    }
    yaml
}

#[test]
fn every_program_compiles() {
    let mut faults = Vec::new();
    for (name, page) in PAGES {
        for block in blocks(page) {
            let fine = match block.language {
                "netz" => true,
                "netz-error" => false,
                _ => continue,
            };
            let (_, outcome) = compile(&block.text);
            let of_errors = outcome.diagnostics.iter().filter(|d| d.severity == Severity::Error);
            let errors: Vec<_> = of_errors.map(|d| format!("{} {}", d.code, d.message)).collect();
            if errors.is_empty() != fine {
                faults.push(format!("{name}:{}: {errors:#?}", block.line));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn yaml_is_of_the_program_before_it() {
    let mut compared = 0;
    for (name, page) in PAGES {
        let mut known = Vec::new();
        for block in blocks(page) {
            match block.language {
                "netz" => known = documents(&emitted(&block.text)),
                "yaml" => {
                    let shown = documents(&block.text);
                    assert!(!shown.is_empty(), "{name}:{}: no document", block.line);
                    for document in &shown {
                        let is_emitted = known.contains(document);
                        assert!(is_emitted, "{name}:{}: nothing is\n{document}", block.line);
                    }
                    compared += shown.len();
                }
                _ => {}
            }
        }
    }
    assert!(compared > 0, "no page shows YAML");
}

#[test]
fn messages_are_of_the_program_before_them() {
    let mut compared = 0;
    for (name, page) in PAGES {
        let mut said = String::new();
        for block in blocks(page) {
            match block.language {
                "netz-error" => {
                    let (program, outcome) = compile(&block.text);
                    let mut text = Vec::new();
                    render::human(&mut text, &program.sources, &outcome.diagnostics, false)
                        .unwrap();
                    said = String::from_utf8(text).unwrap();
                }
                "console" => {
                    assert_eq!(said.trim(), block.text.trim(), "{name}:{}", block.line);
                    compared += 1;
                }
                _ => {}
            }
        }
    }
    assert!(compared > 0, "no page shows messages");
}
