//! A side, read: a program or objects, from the disk, from standard input, or from a revision.

use netz::diagnostic::{Diagnostic, Severity, Sink};
use netz::difference::Side;
use netz::ir::Policy;
use netz::k8s::inventory::Inventory;
use netz::source::SourceMap;
use netz::{LoadError, Loader, Options};

use crate::cli::failure::Failure;

/// A side that was read.
#[derive(Default)]
pub struct Loaded {
    policy: Option<Policy>,
    objects: Option<Inventory>,
    /// Its files.
    pub sources: SourceMap,
    /// What is wrong with it.
    pub errors: Vec<Diagnostic>,
    /// Whether there is nothing to read: a program that isn't written yet, or not any more.
    pub missing: bool,
}

impl Loaded {
    /// What to compare.
    pub const fn side(&self) -> Side<'_> {
        Side {
            policy: self.policy.as_ref(),
            objects: self.objects.as_ref(),
            sources: &self.sources,
        }
    }

    /// A side of which there is nothing.
    pub fn nothing() -> Self {
        Self { missing: true, ..Self::default() }
    }

    /// Whether files were read, and none of their objects rules anything.
    pub fn says_nothing(&self) -> bool {
        self.errors.is_empty() && self.objects.as_ref().is_some_and(Inventory::is_empty)
    }

    /// A program from its first files.
    pub fn program(files: &[String], loader: &mut dyn Loader, options: &Options) -> Self {
        let files: Vec<_> = files.iter().map(String::as_str).collect();
        let program = netz::load(&files, loader);
        let (policy, diagnostics) = netz::compile::lower(&program, options);
        let errors = only_errors(diagnostics);
        Self { policy, sources: program.sources, errors, ..Self::default() }
    }

    /// Objects from files.
    pub fn objects(files: &[String], loader: &mut dyn Loader) -> Result<Self, Failure> {
        let mut loaded = Self::default();
        let (mut objects, mut sink) = (Inventory::default(), Sink::default());
        for name in files {
            let bytes = loader.load(name).map_err(|error| unreadable(name, error))?;
            let text = String::from_utf8(bytes)
                .map_err(|_| Failure::new(format!("`{name}` is no valid UTF-8")))?;
            let id = loaded.sources.add(name, text);
            objects.read(id, loaded.sources.text(id), &mut sink);
        }
        loaded.errors = only_errors(sink.finish(&netz::diagnostic::Levels::default()));
        loaded.objects = Some(objects);
        Ok(loaded)
    }
}

fn only_errors(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diagnostics.retain(|diagnostic| diagnostic.severity == Severity::Error);
    diagnostics
}

fn unreadable(name: &str, error: LoadError) -> Failure {
    let reason = match error {
        LoadError::NotFound => "there is no such file".to_owned(),
        LoadError::OutsideRoot => "it lies outside of the project".to_owned(),
        LoadError::Directory => "it is a directory".to_owned(),
        LoadError::Other(reason) => reason,
    };
    Failure::new(format!("cannot read `{name}`: {reason}"))
}

/// What a side is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// A program.
    Netz,
    /// Objects.
    Manifests,
}

impl Language {
    /// By the ending of a file's name.
    pub fn of_name(name: &str) -> Option<Self> {
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
        match ending.as_deref() {
            Some("netz") => Some(Self::Netz),
            Some("yaml" | "yml" | "json") => Some(Self::Manifests),
            _ => None,
        }
    }

    /// By the first line that says something: no statement of a program starts like a document.
    pub fn of_text(text: &str) -> Self {
        let text = text.trim_start_matches('\u{feff}');
        let mut lines = text.lines().map(str::trim_end);
        let said = lines.find(|line| !line.trim().is_empty() && !line.trim().starts_with('#'));
        let Some(line) = said else { return Self::Netz };
        let key = line.split_once(':').map(|(key, _)| key.trim_matches('"'));
        let is_key = key.is_some_and(|key| {
            !key.is_empty() && key.chars().all(|one| one.is_ascii_alphanumeric())
        });
        match line.starts_with("---") || line.starts_with(['{', '[', '%']) || is_key {
            true => Self::Manifests,
            false => Self::Netz,
        }
    }

    /// The files of one directory that are read: the program's where there is one, else objects.
    pub fn choose(files: Vec<String>) -> Option<(Self, Vec<String>)> {
        let (policies, others): (Vec<_>, Vec<_>) = files
            .into_iter()
            .filter(|name| !name.ends_with(".test.netz"))
            .partition(|name| Self::of_name(name) == Some(Self::Netz));
        if !policies.is_empty() {
            return Some((Self::Netz, policies));
        }
        let manifests: Vec<_> = others
            .into_iter()
            .filter(|name| Self::of_name(name) == Some(Self::Manifests))
            .collect();
        (!manifests.is_empty()).then_some((Self::Manifests, manifests))
    }

    /// One language for all the paths of a side.
    pub fn only(of_each: impl IntoIterator<Item = Self>) -> Result<Option<Self>, Failure> {
        let mut languages = of_each.into_iter();
        let first = languages.next();
        match languages.find(|other| Some(*other) != first) {
            None => Ok(first),
            Some(_) => Err(Failure::new("one side names a program and objects")
                .help("a side is either: .netz files, or .yaml and .json files")),
        }
    }
}
