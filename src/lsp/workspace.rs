//! Which programs there are, found as `netz check` finds them, and what is known of each.
//!
//! A file belongs to the nearest `main.netz`, in its directory or above. Where there is none, all files of
//! its directory and below are one program. A file that its `main.netz` doesn't use is a program by itself.

use netz::Options;
use netz::diagnostic::Code;
use netz::ide::{Analysis, Parts};
use netz::source::FileId;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use walkdir::WalkDir;

use super::beside::Others;
use super::document::Documents;
use super::loader::Buffers;
use super::place;
use super::position::Lines;
use crate::cli::input::roots::MAIN;
use crate::cli::input::walk::{is_entered, is_netz, is_policy, is_test};

/// How many entries of a folder are looked at: who opens a whole disk gets the programs of what is open.
const MOST: usize = 100_000;

/// Which files a program starts from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Start {
    /// The directory that no `use` leaves, canonical.
    pub root: PathBuf,
    /// Its files, from the root.
    pub files: Vec<String>,
    /// Its tests, from the root.
    pub tests: Vec<String>,
}

/// A program.
#[derive(Debug)]
pub struct Unit {
    /// Where it starts.
    pub start: Start,
    /// Whether it is a file by itself, which the program that it lies in doesn't use.
    is_alone: bool,
    /// Whether a text has changed since it was read.
    pub is_stale: bool,
    /// What is known of it.
    pub analysis: Option<Arc<Analysis>>,
    /// What was known when it last had no syntax error.
    pub good: Option<Arc<Analysis>>,
    /// What was known when it last compiled.
    pub compiled: Option<Arc<Analysis>>,
    /// Its files.
    pub files: HashMap<PathBuf, FileId>,
    /// The same, by id.
    pub paths: HashMap<FileId, PathBuf>,
    /// Where the lines of the files start, once somebody asks.
    pub lines: HashMap<FileId, OnceLock<Lines>>,
}

/// All programs of the folders and of the open texts.
#[derive(Debug, Default)]
pub struct Workspace {
    /// The open folders: as the editor names them, and canonical.
    pub folders: Vec<(PathBuf, PathBuf)>,
    /// The programs, in the order of their directories; files by themselves come last.
    pub units: Vec<Unit>,
    /// The files below a `main.netz`, and the programs that they are where that doesn't use them.
    candidates: Vec<(PathBuf, Start)>,
    /// The objects that they are checked beside.
    others: Others,
}

impl Start {
    /// The paths of its files.
    pub fn roots(&self) -> Vec<&str> {
        self.files.iter().map(String::as_str).collect()
    }

    /// The paths of its tests.
    pub fn test_roots(&self) -> Vec<&str> {
        self.tests.iter().map(String::as_str).collect()
    }
}

impl Unit {
    fn new(start: Start, is_alone: bool) -> Self {
        let (files, paths, lines) = (HashMap::new(), HashMap::new(), HashMap::new());
        Self {
            start,
            is_alone,
            is_stale: true,
            analysis: None,
            good: None,
            compiled: None,
            files,
            paths,
            lines,
        }
    }

    /// Reads and checks it.
    fn refresh(&mut self, documents: &Documents, others: &Others, options: &Options) {
        self.is_stale = false;
        let mut loader = Buffers::new(documents, self.start.root.clone());
        let (roots, tests) = (self.start.roots(), self.start.test_roots());
        let beside = others.of(&self.start.root);
        let others = beside.map(|(texts, _)| texts);
        let parts = Parts { roots: &roots, tests: &tests, others };
        let before = self.analysis.as_deref();
        let analysis = Arc::new(Analysis::again(parts, &mut loader, options, before));
        let mut known: HashMap<PathBuf, PathBuf> = HashMap::new();
        for (path, id) in self.files.drain() {
            if let Some(name) = self.analysis.as_ref().map(|old| old.sources().name(id)) {
                known.insert(PathBuf::from(name), path);
            }
        }
        let lies = beside.into_iter().flat_map(|(_, paths)| paths);
        known.extend(lies.map(|(name, path)| (PathBuf::from(name), path.clone())));
        self.paths.clear();
        self.lines.clear();
        for (id, source) in analysis.sources().iter() {
            let name = Path::new(&source.name);
            let path = match known.remove(name) {
                Some(path) => path,
                None if documents.get(name).is_some() => name.to_owned(),
                None => place::canonical(&self.start.root.join(name)),
            };
            self.paths.insert(id, path.clone());
            self.lines.insert(id, OnceLock::new());
            self.files.entry(path).or_insert(id);
        }
        let mut said = analysis.diagnostics.iter().chain(&analysis.of_tests);
        if !said.any(|one| one.code < Code::FileNotFound) {
            self.good = Some(Arc::clone(&analysis));
        }
        if analysis.checked().is_some() {
            self.compiled = Some(Arc::clone(&analysis));
        }
        self.analysis = Some(analysis);
    }
}

impl Workspace {
    /// Looks for programs anew. What is known of those that stay is kept.
    pub fn discover(&mut self, documents: &Documents) {
        let mut search = Search { documents, mains: HashMap::new() };
        let mut found = BTreeSet::new();
        for (_, folder) in &self.folders {
            found.extend(below(folder, &|_| true));
        }
        found.extend(documents.paths().filter(|path| !place::is_virtual(path)).cloned());
        let mut of_main: BTreeMap<PathBuf, BTreeSet<PathBuf>> = BTreeMap::new();
        let mut others: BTreeSet<PathBuf> = BTreeSet::new();
        for file in found {
            match file.parent().and_then(|home| search.main(home)) {
                Some(main) => _ = of_main.entry(main).or_default().insert(file),
                None => _ = others.insert(file),
            }
        }
        let mut starts = BTreeSet::new();
        self.candidates.clear();
        for (main, mut files) in of_main {
            for file in &files {
                let Some(name) = relative(file, &main) else { continue };
                if is_policy(&name) && name != MAIN {
                    let alone = Start { root: main.clone(), files: vec![name], tests: Vec::new() };
                    self.candidates.push((file.clone(), alone));
                }
            }
            files.extend(search.below(&main));
            let names: Vec<_> = files.iter().filter_map(|file| relative(file, &main)).collect();
            let tests = picked(&names, &is_test);
            starts.insert(Start { root: main, files: vec![MAIN.to_owned()], tests });
        }
        let mut of_top: BTreeMap<PathBuf, BTreeSet<PathBuf>> = BTreeMap::new();
        for file in &others {
            of_top.entry(self.top(file, &others)).or_default().insert(file.clone());
        }
        for (top, mut files) in of_top {
            let root = self.folder(&top).unwrap_or(&top).to_owned();
            files.extend(search.below(&top));
            let names: Vec<_> = files.iter().filter_map(|file| relative(file, &root)).collect();
            let (files, tests) = (picked(&names, &is_policy), picked(&names, &is_test));
            starts.insert(Start { root, files, tests });
        }
        for text in documents.paths().filter(|path| place::is_virtual(path)) {
            let files = vec![text.to_string_lossy().into_owned()];
            starts.insert(Start { root: PathBuf::new(), files, tests: Vec::new() });
        }
        self.keep(starts, false);
    }

    /// The canonical folder that a path lies in, the innermost.
    fn folder(&self, path: &Path) -> Option<&Path> {
        let folders = self.folders.iter().map(|(_, folder)| folder.as_path());
        folders.filter(|it| path.starts_with(it)).max_by_key(|it| it.components().count())
    }

    /// The directory whose files are one program with a file that no `main.netz` stands above: the topmost
    /// of its folder that has such files.
    fn top(&self, file: &Path, files: &BTreeSet<PathBuf>) -> PathBuf {
        let home = file.parent().unwrap_or(file);
        let Some(folder) = self.folder(home) else { return home.to_owned() };
        let inside = home.ancestors().take_while(|it| it.starts_with(folder));
        let holds = |it: &&Path| files.iter().any(|file| file.parent() == Some(*it));
        inside.filter(holds).last().unwrap_or(home).to_owned()
    }

    /// Keeps the programs that start as these do, adds those that are new, drops the others. Files by
    /// themselves are kept apart.
    fn keep(&mut self, starts: BTreeSet<Start>, alone: bool) {
        let (of_kind, mut rest): (Vec<_>, Vec<_>) =
            self.units.drain(..).partition(|unit| unit.is_alone == alone);
        let mut old: BTreeMap<Start, Unit> =
            of_kind.into_iter().map(|unit| (unit.start.clone(), unit)).collect();
        let units = starts.into_iter();
        let units =
            units.map(|start| old.remove(&start).unwrap_or_else(|| Unit::new(start, alone)));
        rest.extend(units);
        rest.sort_by(|left, right| {
            (left.is_alone, &left.start).cmp(&(right.is_alone, &right.start))
        });
        self.units = rest;
    }

    /// Reads every program that isn't up to date. Whether there was one.
    pub fn refresh(&mut self, documents: &Documents, options: &Options) -> bool {
        let mut changed = false;
        let others = std::mem::take(&mut self.others);
        for unit in self.units.iter_mut().filter(|unit| unit.is_stale && !unit.is_alone) {
            unit.refresh(documents, &others, options);
            changed = true;
        }
        if changed || self.units.iter().any(|unit| unit.is_stale) {
            let used: BTreeSet<&PathBuf> = self
                .units
                .iter()
                .filter(|it| !it.is_alone)
                .flat_map(|it| it.files.keys())
                .collect();
            let unused = self.candidates.iter().filter(|(file, _)| !used.contains(file));
            let starts = unused.map(|(_, start)| start.clone()).collect();
            self.keep(starts, true);
        }
        for unit in self.units.iter_mut().filter(|unit| unit.is_stale) {
            unit.refresh(documents, &others, options);
            changed = true;
        }
        self.others = others;
        changed
    }

    /// Notes that a text has changed. Whether some program knows it.
    pub fn touch(&mut self, file: &Path) -> bool {
        let mut known = false;
        for unit in &mut self.units {
            if unit.files.contains_key(file) {
                unit.is_stale = true;
                known = true;
            }
        }
        known
    }

    /// Whether a file was read, and with this text wherever it was.
    pub fn has_read(&self, file: &Path, text: &str) -> bool {
        let texts = self.units.iter().filter_map(|unit| {
            let id = unit.files.get(file)?;
            unit.analysis.as_ref().map(|analysis| analysis.sources().text(*id))
        });
        let mut texts = texts.peekable();
        texts.peek().is_some() && texts.all(|one| one == text)
    }

    /// Reads what the setting `with` names once more. What can't be read is told.
    pub fn read_others(&mut self, names: &[String]) -> Vec<String> {
        let folders = self.folders.iter().map(|(_, folder)| folder.as_path());
        let (mut others, wrong) = Others::read(names, folders);
        if !others.keep(&self.others) {
            self.touch_all();
        }
        self.others = others;
        wrong
    }

    /// Notes that anything may have changed.
    pub fn touch_all(&mut self) {
        self.units.iter_mut().for_each(|unit| unit.is_stale = true);
    }

    /// The program that a file belongs to, and the file in it: of several that use it, the one whose
    /// directory is nearest.
    pub fn unit_of(&self, file: &Path) -> Option<(&Unit, FileId)> {
        let units = self.units.iter().filter_map(|unit| Some((unit, *unit.files.get(file)?)));
        units.min_by_key(|(unit, _)| {
            let depth = unit.start.root.components().count();
            (unit.is_alone, usize::MAX - depth)
        })
    }

    /// A path as the editor names it: below the folder that it opened.
    pub fn shown(&self, path: &Path) -> PathBuf {
        let folders = self.folders.iter();
        let mut given =
            folders.filter_map(|(given, folder)| Some(given.join(path.strip_prefix(folder).ok()?)));
        given.next().unwrap_or_else(|| path.to_owned())
    }
}

/// A search for programs.
struct Search<'a> {
    documents: &'a Documents,
    /// The directory of the nearest `main.netz`, by directory.
    mains: HashMap<PathBuf, Option<PathBuf>>,
}

impl Search<'_> {
    /// The directory of the nearest `main.netz`, here or above.
    fn main(&mut self, directory: &Path) -> Option<PathBuf> {
        if let Some(known) = self.mains.get(directory) {
            return known.clone();
        }
        let main = match is_main(&directory.join(MAIN), self.documents) {
            true => Some(directory.to_owned()),
            false => directory.parent().and_then(|above| self.main(above)),
        };
        self.mains.insert(directory.to_owned(), main.clone());
        main
    }

    /// The files of a directory that no `main.netz` below takes.
    fn below(&self, directory: &Path) -> Vec<PathBuf> {
        below(directory, &|inner| !is_main(&inner.join(MAIN), self.documents))
    }
}

fn is_main(path: &Path, documents: &Documents) -> bool {
    documents.get(path).is_some() || path.is_file()
}

/// The files in the language under a directory, without the directories below that `enter` refuses. What
/// can't be read is passed over, as are links that leave the directory.
fn below(directory: &Path, enter: &dyn Fn(&Path) -> bool) -> Vec<PathBuf> {
    let walk = WalkDir::new(directory).follow_links(true).sort_by_file_name().into_iter();
    let walk = walk.filter_entry(|entry| {
        let name = entry.file_name().to_string_lossy();
        let is_dir = entry.file_type().is_dir() && entry.depth() > 0;
        !is_dir || is_entered(&name) && enter(entry.path())
    });
    let files = walk.take(MOST).flatten().filter(|entry| {
        entry.file_type().is_file() && is_netz(&entry.file_name().to_string_lossy())
    });
    let files = files.map(|entry| place::canonical(entry.path()));
    files.filter(|file| file.starts_with(directory)).collect()
}

/// A path from a root, as programs write it.
fn relative(file: &Path, root: &Path) -> Option<String> {
    let inside = file.strip_prefix(root).ok()?;
    let parts: Option<Vec<_>> = inside.iter().map(|part| part.to_str()).collect();
    Some(parts?.join("/"))
}

fn picked(names: &[String], wanted: &dyn Fn(&str) -> bool) -> Vec<String> {
    names.iter().filter(|name| wanted(name)).cloned().collect()
}
