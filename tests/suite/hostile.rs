//! Input that nobody would write, and input that everybody does at two in the morning.

#[path = "hostile/files.rs"]
mod files;
#[path = "hostile/garbage.rs"]
pub mod garbage;
#[path = "hostile/mistakes.rs"]
mod mistakes;
#[path = "hostile/prefixes.rs"]
mod prefixes;
#[path = "hostile/sizes.rs"]
mod sizes;

use netz::diagnostic::{Diagnostic, Levels, Sink, machine, render};
use netz::source::{SourceMap, Span};
use netz::{Mode, Options};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// A directory in which netz runs.
struct Place(TempDir);

/// What a run of `netz build -o out` gave.
struct Refusal {
    code: Option<i32>,
    stderr: String,
    /// The errors, from the json report; none when it isn't one.
    errors: Vec<Value>,
    wrote: bool,
}

impl Place {
    /// A directory whose `main.netz` is `text`.
    fn of(text: impl AsRef<[u8]>) -> Self {
        let place = Self(tempfile::tempdir().expect("a directory"));
        fs::write(place.path("main.netz"), text).expect("a file");
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn with(self, name: &str, text: &str) -> Self {
        fs::create_dir_all(self.path(name).parent().expect("a parent")).expect("directories");
        fs::write(self.path(name), text).expect("a file");
        self
    }

    /// Runs `netz build -o out` on some files.
    fn build(&self, files: &[&str]) -> Refusal {
        let mut command = Command::new(env!("CARGO_BIN_EXE_netz"));
        command.current_dir(self.0.path()).stdin(Stdio::null());
        command.args(["build", "-q", "-o", "out", "--message-format", "json"]).args(files);
        let output = command.output().expect("netz runs");
        assert!(output.stdout.is_empty(), "objects go to the directory");
        let stderr = String::from_utf8(output.stderr).expect("UTF-8");
        let report: Value = serde_json::from_str(&stderr).unwrap_or_default();
        let all = report["diagnostics"].as_array().cloned().unwrap_or_default();
        let errors = all.into_iter().filter(|it| it["severity"] == "error").collect();
        Refusal { code: output.status.code(), stderr, errors, wrote: self.path("out").exists() }
    }
}

impl Refusal {
    /// Checks that the policy was refused for one error alone, with nothing written. `way_out` stands in
    /// its message, help, notes or the title of its fix. `place` is a line and a column, or nothing.
    #[track_caller]
    fn is(&self, code: &str, place: &str, way_out: &str) {
        let fault = self.fault(code, place, way_out);
        assert!(fault.is_none(), "{}", fault.unwrap_or_default());
    }

    /// In what it isn't as [`Self::is`] wants it.
    fn fault(&self, code: &str, place: &str, way_out: &str) -> Option<String> {
        let mut told = self.errors.iter().map(told).collect::<String>();
        if told.is_empty() {
            told.clone_from(&self.stderr);
        }
        if self.code != Some(1) || self.wrote {
            return Some(format!("{:?}, wrote {}\n{told}", self.code, self.wrote));
        }
        let [error] = self.errors.as_slice() else {
            return Some(format!("not one error:\n{told}"));
        };
        let helps = error["help"] != Value::Array(Vec::new()) || !error["fix"].is_null();
        let found = (error["code"].as_str(), shown_place(error));
        let fine = found == (Some(code), place.to_owned()) && told.contains(way_out) && helps;
        (!fine).then(|| format!("wanted {code} at {place} with `{way_out}`\n{told}"))
    }

    /// Checks that the command line was refused, with nothing written.
    #[track_caller]
    fn is_wrong_input(&self, message: &str) {
        assert_eq!(self.code, Some(2), "{}", self.stderr);
        assert!(!self.wrote, "something was written");
        assert!(self.stderr.contains(message), "{}", self.stderr);
    }
}

/// The line and the column of an error.
fn shown_place(error: &Value) -> String {
    let label = &error["labels"][0];
    match label["line"].as_u64() {
        Some(line) => format!("{line}:{}", label["column"]),
        None => String::new(),
    }
}

/// An error as a person reads it.
fn told(error: &Value) -> String {
    let texts = |key: &str| error[key].as_array().cloned().unwrap_or_default();
    let lines = texts("notes").into_iter().chain(texts("help"));
    let mut told = format!("{} {} {}\n", error["code"], shown_place(error), error["message"]);
    for line in lines.chain([error["fix"]["title"].clone()]) {
        told.push_str(&format!("  {line}\n"));
    }
    told.replace("\\\"", "\"")
}

/// Compiles a text end to end, and gives everything that the compiler says and writes.
fn compile(text: &str) -> (SourceMap, Vec<Diagnostic>, String) {
    let mut files = BTreeMap::from([("main.netz".to_owned(), text.to_owned())]);
    let program = netz::load(&["main.netz"], &mut files);
    let options = Options { mode: Mode::Check, ..Options::default() };
    let outcome = netz::check(&program, &options);
    let mut diagnostics = outcome.diagnostics;
    let mut yaml = String::new();
    if let Some(checked) = &outcome.checked {
        let output = netz::compile(checked, &program.sources);
        diagnostics.extend(output.diagnostics);
        output.manifests.iter().for_each(|manifest| manifest.write_yaml(&mut yaml));
    }
    (program.sources, diagnostics, yaml)
}

/// Every form in which diagnostics are shown, one after the other.
fn shown(sources: &SourceMap, diagnostics: &[Diagnostic]) -> Vec<u8> {
    let mut out = Vec::new();
    render::human(&mut out, sources, diagnostics, true).expect("human");
    render::short(&mut out, sources, diagnostics).expect("short");
    machine::json::write(&mut out, sources, diagnostics).expect("json");
    machine::sarif::write(&mut out, sources, diagnostics).expect("sarif");
    machine::github::write(&mut out, sources, diagnostics).expect("github");
    out
}

/// Every place that a diagnostic names.
fn places(diagnostic: &Diagnostic) -> impl Iterator<Item = Span> {
    let edits = diagnostic.fix.iter().flat_map(|fix| &fix.edits).map(|edit| edit.span);
    diagnostic.labels.iter().map(|label| label.span).chain(edits)
}

/// Checks that the places of diagnostics lie in the text, between characters, and that the edits of a fix
/// don't overlap.
#[track_caller]
fn places_fit(sources: &SourceMap, diagnostics: &[Diagnostic]) {
    for diagnostic in diagnostics {
        for span in places(diagnostic) {
            let text = sources.text(span.file);
            assert!(text.get(span.range()).is_some(), "{diagnostic:?} in\n{text}");
        }
        let mut edits: Vec<_> = diagnostic.fix.iter().flat_map(|fix| &fix.edits).collect();
        edits.sort_by_key(|edit| edit.span);
        let apart = edits.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start);
        assert!(apart, "{diagnostic:?}");
    }
}

/// Every `.netz` file below a directory of the repository, by its path.
pub fn netz_files(directory: &str) -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(directory);
    let walk = walkdir::WalkDir::new(root).sort_by_file_name().into_iter().flatten();
    let paths = walk.map(walkdir::DirEntry::into_path);
    let paths = paths.filter(|path| path.extension().is_some_and(|it| it == "netz"));
    paths.map(|path| (path.clone(), fs::read_to_string(path).expect("a text"))).collect()
}

/// What is said when nothing is set on the command line.
fn finished(sink: Sink) -> Vec<Diagnostic> {
    sink.finish(&Levels::default())
}
