//! The files of a program: what `use` brings in, once each.

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::k8s::inventory::Inventory;
use crate::source::{FileId, SourceMap, Span};
use crate::syntax::{self, ast};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Why a file can't be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoadError {
    /// There is none.
    NotFound,
    /// It lies outside the project's root.
    OutsideRoot,
    /// It is a directory.
    Directory,
    /// Anything else, in words.
    Other(String),
}

/// Where texts come from. Paths are relative to the project's root, with `/`, without `.` and `..`.
pub trait Loader {
    /// The bytes of a file.
    ///
    /// # Errors
    /// Why it can't be read.
    fn load(&mut self, path: &str) -> Result<Vec<u8>, LoadError>;
}

impl Loader for BTreeMap<String, String> {
    fn load(&mut self, path: &str) -> Result<Vec<u8>, LoadError> {
        self.get(path).map(|text| text.clone().into_bytes()).ok_or(LoadError::NotFound)
    }
}

/// A program: its files, parsed.
#[derive(Debug, Clone, Default)]
pub struct Program {
    /// Every text that was read.
    pub sources: SourceMap,
    /// The `.netz` files, in the order of their names.
    pub files: Vec<ast::File>,
    /// Files with CustomResourceDefinitions that a `use` named.
    pub definitions: Vec<FileId>,
    /// Those of the files that are tests: no part of the policy.
    pub tests: BTreeSet<FileId>,
    /// Everything to say so far.
    pub sink: Sink,
}

impl Program {
    /// The same without its tests: the policy alone.
    #[must_use]
    pub fn without_tests(&self) -> Self {
        let mut alone = self.clone();
        alone.files.retain(|file| !self.tests.contains(&file.id));
        alone.tests.clear();
        alone
    }
}

/// Reads and parses `roots` and all that they use.
pub fn load(roots: &[&str], loader: &mut dyn Loader) -> Program {
    load_with_tests(roots, &[], loader)
}

/// Reads and parses a program and its tests. What only a test uses is a test too.
pub fn load_with_tests(roots: &[&str], tests: &[&str], loader: &mut dyn Loader) -> Program {
    let mut read = Read::default();
    read.files(roots, false, loader, None);
    read.files(tests, true, loader, None);
    read.finish()
}

/// A program that is being read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Read {
    pub(crate) program: Program,
    /// What was named so far.
    seen: HashSet<String>,
}

impl Read {
    /// Reads files and all that they use; of a program that was read before, what has changed.
    pub(crate) fn files(
        &mut self,
        paths: &[&str],
        testing: bool,
        loader: &mut dyn Loader,
        before: Option<&Program>,
    ) {
        let Self { program, seen } = std::mem::take(self);
        let mut loading = Loading { loader, program, seen, open: Vec::new(), testing, before };
        for path in paths {
            loading.file(path, None);
        }
        let Loading { program, seen, .. } = loading;
        *self = Self { program, seen };
    }

    /// The program, once all is read.
    pub(crate) fn finish(self) -> Program {
        finished(self.program)
    }
}

fn finished(mut program: Program) -> Program {
    // Files may be named in any order: the same files give the same output. What tests declare comes last.
    let Program { files, sources, tests, .. } = &mut program;
    files.sort_by(|left, right| {
        let key = |file: &ast::File| (tests.contains(&file.id), sources.name(file.id));
        key(left).cmp(&key(right))
    });
    let says_nothing = program.files.iter().all(|file| file.statements.is_empty());
    if says_nothing && !program.sink.has_errors() {
        let empty = "the program is empty: there is nothing to compile";
        let diagnostic = match program.files.first() {
            Some(file) => Diagnostic::new(Code::EmptyProgram, Span::new(file.id, 0, 0), empty),
            None => Diagnostic::global(Code::EmptyProgram, empty),
        };
        program
            .sink
            .push(diagnostic.help(
                "say who may talk to whom: `zone prod isolates; frontend -> backend tcp/80`",
            ));
    }
    program
}

/// Adds the text of a file with Kubernetes objects to the sources of a program, and its objects to
/// `inventory`; none where it is no text.
pub fn read_objects(
    program: &mut Program,
    name: &str,
    bytes: Vec<u8>,
    inventory: &mut Inventory,
) -> Option<FileId> {
    let text = match syntax::decode(name, bytes) {
        Ok(text) => text,
        Err(diagnostic) => {
            program.sink.push(*diagnostic);
            return None;
        }
    };
    let Program { sources, sink, .. } = program;
    let id = sources.add(name, text);
    inventory.read(id, sources.text(id), sink);
    Some(id)
}

/// A file that is being read, and where it is used.
struct Open {
    path: String,
    used_at: Option<Span>,
}

struct Loading<'a> {
    loader: &'a mut dyn Loader,
    program: Program,
    seen: HashSet<String>,
    open: Vec<Open>,
    /// Whether what is read now is a test.
    testing: bool,
    /// The program as it was read before.
    before: Option<&'a Program>,
}

impl<'a> Loading<'a> {
    /// Reads a file and what it uses. `used_at` is the string of the `use`, none for a root.
    fn file(&mut self, path: &str, used_at: Option<Span>) {
        if self.is_cycle(path, used_at) || !self.seen.insert(path.to_owned()) {
            return;
        }
        let Some(text) = self.text(path, used_at) else { return };
        let id = self.program.sources.add(path, text);
        if used_at.is_some() && is_yaml(path) {
            self.program.definitions.push(id);
            return;
        }
        if self.testing {
            self.program.tests.insert(id);
        }
        let before = self.before(path, id);
        let Program { sources, sink, .. } = &mut self.program;
        let file = match before {
            Some(before) => syntax::parse_again(id, sources.text(id), before, sink),
            None => syntax::parse(id, sources.text(id), sink),
        };
        let uses = used_paths(&file);
        self.program.files.push(file);
        self.open.push(Open { path: path.to_owned(), used_at });
        for used in uses {
            if let Some(target) = self.resolve(path, &used) {
                self.file(&target, Some(used.span));
            }
        }
        self.open.pop();
    }

    /// A file as it was read before, by the same name and id.
    fn before(&self, path: &str, id: FileId) -> Option<syntax::Before<'a>> {
        let before = self.before?;
        let source = before.sources.get(id).filter(|source| source.name == path)?;
        let file = before.files.iter().find(|file| file.id == id)?;
        Some(syntax::Before { text: &source.text, file })
    }

    fn text(&mut self, path: &str, used_at: Option<Span>) -> Option<String> {
        let problem = match self.loader.load(path) {
            Ok(bytes) => match syntax::decode(path, bytes) {
                Ok(text) => return Some(text),
                Err(diagnostic) => *diagnostic,
            },
            Err(error) => unreadable(path, &error),
        };
        let placed = match used_at {
            Some(span) => {
                Diagnostic { labels: Diagnostic::new(problem.code, span, "").labels, ..problem }
                    .label("used here")
            }
            None => problem,
        };
        self.program.sink.push(placed);
        None
    }

    fn is_cycle(&mut self, path: &str, used_at: Option<Span>) -> bool {
        let Some(first) = self.open.iter().position(|open| open.path == path) else { return false };
        let Some(span) = used_at else { return true };
        let ring: Vec<_> = self.open.iter().skip(first).map(|open| open.path.as_str()).collect();
        let chain = format!("{} → {path}", ring.join(" → "));
        let mut diagnostic =
            Diagnostic::new(Code::IncludeCycle, span, format!("`{path}` uses itself"))
                .label("closes the circle")
                .note(chain)
                .help(
                    "move what both files need into a third, or name all files on the command line",
                );
        for open in self.open.iter().skip(first + 1) {
            if let Some(at) = open.used_at {
                diagnostic = diagnostic.also(at, format!("brings in `{}`", open.path));
            }
        }
        self.program.sink.push(diagnostic);
        true
    }

    /// The path of `used`, which stands in the file `from`, relative to the root.
    fn resolve(&mut self, from: &str, used: &ast::Text) -> Option<String> {
        let text = used.text.as_str();
        let refusal = match target(from, text) {
            Ok(path) => return Some(path),
            Err(refusal) => refusal,
        };
        if refusal == NoTarget::Absolute {
            let message = format!("`{text}` is an absolute path");
            self.program.sink.push(
                Diagnostic::new(Code::AbsolutePath, used.span, message)
                    .label("must be relative to this file")
                    .help("a program must mean the same on every machine: write a relative path"),
            );
        } else {
            self.program.sink.push(outside_root(text, used.span));
        }
        None
    }
}

/// Why a path of a `use` leads nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoTarget {
    /// It is absolute.
    Absolute,
    /// It leaves the root.
    Outside,
}

/// The path, from the root, of what a `use` in the file `from` names.
pub(crate) fn target(from: &str, used: &str) -> Result<String, NoTarget> {
    if used.starts_with('/') || used.starts_with('\\') || used.get(1..2) == Some(":") {
        return Err(NoTarget::Absolute);
    }
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in used.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.pop().is_none() => return Err(NoTarget::Outside),
            ".." => {}
            name => parts.push(name),
        }
    }
    Ok(parts.join("/"))
}

fn used_paths(file: &ast::File) -> Vec<ast::Text> {
    let uses = file.statements.iter().filter_map(|statement| match &statement.kind {
        ast::StatementKind::Use(path) => Some(path.clone()),
        _ => None,
    });
    uses.collect()
}

fn is_yaml(path: &str) -> bool {
    [".yaml", ".yml", ".json"].iter().any(|ending| path.ends_with(ending))
}

fn outside_root(path: &str, span: Span) -> Diagnostic {
    Diagnostic::new(Code::OutsideRoot, span, format!("`{path}` lies outside the project"))
        .label("leaves the root")
        .help("name a directory above both files with `--root DIR`")
}

fn unreadable(path: &str, error: &LoadError) -> Diagnostic {
    match error {
        LoadError::NotFound => {
            Diagnostic::global(Code::FileNotFound, format!("there is no file `{path}`"))
                .help("paths in `use` are relative to the file that they stand in")
        }
        LoadError::OutsideRoot => {
            Diagnostic::global(Code::OutsideRoot, format!("`{path}` lies outside the project"))
                .help("name a directory above both files with `--root DIR`")
        }
        LoadError::Directory => {
            Diagnostic::global(Code::Unreadable, format!("`{path}` is a directory, not a file"))
                .help("name a file; a directory can be given on the command line")
        }
        LoadError::Other(reason) => {
            Diagnostic::global(Code::Unreadable, format!("can't read `{path}`: {reason}"))
                .help("check who may read it, and where its links lead")
        }
    }
}
