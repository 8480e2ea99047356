//! Every program in the documentation compiles, and the YAML that follows is part of what it compiles to.

use netz::diagnostic::{Severity, render};
use netz::{Options, Outcome};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Every page but those of the diagnostics, which `pages` compiles: its path and its text.
fn pages() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = ["docs", "editors", "examples"].into_iter().flat_map(|folder| {
        let walk = walkdir::WalkDir::new(root.join(folder)).sort_by_file_name().into_iter();
        let ours = |name: &std::ffi::OsStr| {
            name != "node_modules" && name != "diagnostics" && name != "test"
        };
        walk.filter_entry(move |entry| ours(entry.file_name())).flatten()
    });
    let paths = folders.map(walkdir::DirEntry::into_path);
    let paths = paths.filter(|path| path.extension().is_some_and(|it| it == "md"));
    let pages = [root.join("README.md")].into_iter().chain(paths).map(|path| {
        let name = path.strip_prefix(root).unwrap().display().to_string();
        (name, fs::read_to_string(path).unwrap())
    });
    pages.collect()
}

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
    for (name, page) in &pages() {
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

/// Who copies a program from a page has nothing to format.
#[test]
fn every_program_is_in_the_one_style() {
    let mut faults = Vec::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/diagnostics");
    let of_codes = fs::read_dir(folder).unwrap().map(|entry| {
        let path = entry.unwrap().path();
        (path.display().to_string(), fs::read_to_string(&path).unwrap())
    });
    for (name, page) in pages().into_iter().chain(of_codes) {
        for block in blocks(&page).iter().filter(|block| block.language == "netz") {
            let Some(formatted) = netz::syntax::format::format(&block.text) else { continue };
            if formatted.text != block.text {
                faults.push(format!("{name}:{}:\n{}", block.line, formatted.text));
            }
        }
    }
    assert!(faults.is_empty(), "{} programs:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn yaml_is_of_the_program_before_it() {
    let mut compared = 0;
    for (name, page) in &pages() {
        // A page without a program shows the YAML of something else.
        let mut known = None;
        for block in blocks(page) {
            match block.language {
                "netz" => known = Some(documents(&emitted(&block.text))),
                "yaml" => {
                    let Some(known) = &known else { continue };
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
    for (name, page) in &pages() {
        // A page without a mistake shows a console at something else.
        let mut said = None;
        for block in blocks(page) {
            match block.language {
                "netz-error" => {
                    let (program, outcome) = compile(&block.text);
                    let mut text = Vec::new();
                    render::human(&mut text, &program.sources, &outcome.diagnostics, false)
                        .unwrap();
                    said = Some(String::from_utf8(text).unwrap());
                }
                "console" => {
                    let Some(said) = &said else { continue };
                    assert_eq!(said.trim(), block.text.trim(), "{name}:{}", block.line);
                    compared += 1;
                }
                _ => {}
            }
        }
    }
    assert!(compared > 0, "no page shows messages");
}

/// The page about `netz audit` shows what it says of the objects on it.
#[test]
fn the_audit_is_of_the_objects_before_it() {
    let page = include_str!("../../docs/audit.md");
    let block = |language: &str| {
        let mut found = blocks(page).into_iter().filter(|block| block.language == language);
        found.next().expect("a block").text
    };
    let (mut sources, mut inventory) = Default::default();
    let mut sink = netz::diagnostic::Sink::default();
    let text = block("yaml").into_bytes();
    netz::audit::read("shop.yaml", text, &mut sources, &mut inventory, &mut sink);
    let options = netz::audit::Options::default();
    let audit = netz::audit::audit(&inventory, sink, &sources, &options);
    let mut said = Vec::new();
    render::human(&mut said, &sources, &audit.diagnostics, false).unwrap();
    assert_eq!(String::from_utf8(said).unwrap().trim(), block("console").trim());
}

/// The book has every page once, under its own title.
#[test]
fn the_book_has_every_page() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let summary = fs::read_to_string(root.join("SUMMARY.md")).unwrap();
    let entry = |line: &str| {
        let (title, path) = line.trim().strip_prefix("- [")?.strip_suffix(')')?.split_once("](")?;
        Some((path.to_owned(), title.to_owned()))
    };
    let listed: Vec<_> = summary.lines().filter_map(entry).collect();
    let entries: BTreeMap<_, _> = listed.iter().cloned().collect();
    assert_eq!(entries.len(), listed.len(), "a page is there twice");
    let mut pages = 0;
    for file in walkdir::WalkDir::new(&root).into_iter().flatten() {
        let path = file.path().strip_prefix(&root).unwrap().display().to_string();
        if !path.ends_with(".md") || path == "SUMMARY.md" {
            continue;
        }
        pages += 1;
        let title = entries.get(&path).unwrap_or_else(|| panic!("{path} is not in SUMMARY.md"));
        if !path.starts_with("diagnostics/N") {
            let text = fs::read_to_string(file.path()).unwrap();
            assert_eq!(text.lines().next(), Some(format!("# {title}").as_str()), "{path}");
        }
    }
    assert_eq!(pages, entries.len(), "SUMMARY.md has pages that don't exist");
}
