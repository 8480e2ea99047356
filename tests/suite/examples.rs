//! The examples compile without a word, and the YAML beside them is what netz writes today.
//!
//! `NETZ_BLESS=1 cargo test examples` writes the YAML anew.

#[path = "examples/boutique.rs"]
mod boutique;

use netz::diagnostic::{Severity, render};
use netz::syntax::ast::{Statement, StatementKind};
use netz::{Options, Program};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// Texts by their paths, with `/`.
type Texts = BTreeMap<String, String>;

/// An example: a folder whose `main.netz` is one program, or one file of a folder of many.
struct Example {
    /// The file that the program begins with, from the project's root.
    main: String,
    /// What `netz build` takes.
    input: String,
    /// Where its YAML lies: a folder, or a file.
    yaml: PathBuf,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every example, found by looking: a new one can't be forgotten.
fn examples() -> Vec<Example> {
    let mut examples = Vec::new();
    for folder in entries("examples").into_iter().filter(|path| root().join(path).is_dir()) {
        if root().join(&folder).join("main.netz").exists() {
            let main = format!("{folder}/main.netz");
            let yaml = root().join(&folder).join("k8s");
            examples.push(Example { main, input: folder, yaml });
            continue;
        }
        let is_policy = |path: &String| path.ends_with(".netz") && !path.ends_with(".test.netz");
        for file in entries(&folder).into_iter().filter(is_policy) {
            let name = Path::new(&file).file_stem().unwrap().to_str().unwrap();
            let yaml = root().join(&folder).join("k8s").join(name).with_extension("yaml");
            examples.push(Example { main: file.clone(), input: file, yaml });
        }
    }
    assert!(examples.len() > 20, "the examples are gone");
    examples
}

/// What is in a folder, as paths from the project's root.
fn entries(folder: &str) -> Vec<String> {
    let names = fs::read_dir(root().join(folder)).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut paths: Vec<_> = names.map(|name| format!("{folder}/{name}")).collect();
    paths.sort();
    paths
}

/// The files below a folder, by their paths in it; none where there is no folder.
fn tree(folder: &Path) -> Texts {
    if !folder.exists() {
        return Texts::new();
    }
    let files = walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap);
    let files = files.filter(|entry| entry.file_type().is_file());
    let text = |entry: walkdir::DirEntry| {
        let path = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
        (path, fs::read_to_string(entry.path()).unwrap())
    };
    files.map(text).collect()
}

fn load(main: &str) -> Program {
    let files = tree(&root().join("examples")).into_iter();
    let mut files: Texts = files.map(|(path, text)| (format!("examples/{path}"), text)).collect();
    netz::load(&[main], &mut files)
}

/// What `netz build` writes: to the standard output, or into `output`.
fn build(input: &str, output: Option<&Path>) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_netz"));
    command.current_dir(root()).args(["build", "--quiet", "--as-of", "2026-01-01", input]);
    if let Some(output) = output {
        command.arg("--prune").arg("-o").arg(output);
    }
    let run = command.output().unwrap();
    assert!(run.status.success(), "{input}: {}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).unwrap()
}

#[test]
fn every_example_checks_without_a_word() {
    let options = Options { today: jiff::civil::date(2026, 1, 1), ..Options::default() };
    let mut said = Vec::new();
    for example in examples() {
        let program = load(&example.main);
        let mut diagnostics = netz::check(&program, &options).diagnostics;
        diagnostics.retain(|diagnostic| diagnostic.severity != Severity::Accepted);
        render::short(&mut said, &program.sources, &diagnostics).unwrap();
    }
    assert!(said.is_empty(), "\n{}", String::from_utf8(said).unwrap());
}

#[test]
fn every_test_of_an_example_passes() {
    let tests = tree(&root().join("examples")).into_keys();
    let mut count = 0;
    for test in tests.filter(|path| path.ends_with(".test.netz")) {
        let (folder, _) = test.rsplit_once('/').unwrap();
        let yaml = format!("examples/{folder}/k8s");
        // The policy and the YAML beside it pass alike.
        for against in [&[][..], &["--against", &yaml]] {
            let mut command = Command::new(env!("CARGO_BIN_EXE_netz"));
            command.current_dir(root()).args(["test", &format!("examples/{folder}")]).args(against);
            let run = command.output().unwrap();
            assert!(run.status.success(), "{test}: {}", String::from_utf8_lossy(&run.stdout));
        }
        count += 1;
    }
    assert!(count > 0, "no example has a test");
}

#[test]
fn the_yaml_of_every_example_is_what_netz_writes() {
    let bless = env::var_os("NETZ_BLESS").is_some();
    for Example { input, yaml, .. } in examples() {
        if yaml.extension().is_none() {
            if bless {
                build(&input, Some(&yaml));
                continue;
            }
            let fresh = tempfile::tempdir().unwrap();
            build(&input, Some(fresh.path()));
            same(&input, &tree(&yaml), &tree(fresh.path()));
            continue;
        }
        let fresh = build(&input, None);
        if bless {
            fs::create_dir_all(yaml.parent().unwrap()).unwrap();
            fs::write(&yaml, fresh).unwrap();
            continue;
        }
        let committed = fs::read_to_string(&yaml).unwrap_or_default();
        let file = |text| BTreeMap::from([(yaml.display().to_string(), text)]);
        same(&input, &file(committed), &file(fresh));
    }
}

/// Fails with what differs.
fn same(input: &str, committed: &Texts, fresh: &Texts) {
    let mut paths: Vec<_> = committed.keys().chain(fresh.keys()).collect();
    paths.sort();
    paths.dedup();
    for path in paths {
        let text = |texts: &Texts| texts.get(path).cloned().unwrap_or_default();
        let (old, new) = (text(committed), text(fresh));
        let diff = similar::TextDiff::from_lines(&old, &new);
        let diff = diff.unified_diff().header(path, "what netz writes now").to_string();
        assert!(old == new, "{input} changed; `NETZ_BLESS=1 cargo test examples` accepts:\n{diff}");
        assert!(fresh.contains_key(path), "{input}: {path} is written no more");
    }
}

#[test]
fn no_yaml_outlives_its_example() {
    let known: Vec<_> = examples().into_iter().map(|example| example.yaml).collect();
    for folder in entries("examples").into_iter().map(|folder| root().join(folder).join("k8s")) {
        for file in tree(&folder).into_keys().map(|path| folder.join(path)) {
            assert!(known.contains(&folder) || known.contains(&file), "{}", file.display());
        }
    }
}

#[test]
fn a_recipe_has_at_most_three_statements() {
    for path in entries("examples/recipes").into_iter().filter(|path| path.ends_with(".netz")) {
        let program = load(&path);
        let count: usize = program.files.iter().map(|file| counted(&file.statements)).sum();
        assert!((1..=3).contains(&count), "{path} has {count} statements");
    }
}

/// Statements at top level, and the sentences in their blocks: what else stands in a zone's braces
/// describes the zone.
fn counted(statements: &[Statement]) -> usize {
    statements.len() + statements.iter().map(|statement| sentences(&statement.kind)).sum::<usize>()
}

fn sentences(kind: &StatementKind) -> usize {
    let body: &[Statement] = match kind {
        StatementKind::Zone(zone) => zone.body.as_deref().unwrap_or_default(),
        StatementKind::In(block) => block.body.as_deref().unwrap_or_default(),
        StatementKind::For(block) => &block.body,
        _ => &[],
    };
    let here = body.iter().filter(|statement| {
        matches!(
            statement.kind,
            StatementKind::Flow(_) | StatementKind::Grant(_) | StatementKind::Has(_)
        )
    });
    here.count() + body.iter().map(|statement| sentences(&statement.kind)).sum::<usize>()
}
