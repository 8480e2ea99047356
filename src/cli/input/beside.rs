//! `--with` and `--against`: Kubernetes objects from files, directories and standard input.

use netz::k8s::inventory::Inventory;
use netz::source::FileId;
use netz::{Program, lower};
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::{fmt, fs};

use super::loader::STDIN;
use super::walk;
use crate::cli::check::counted;
use crate::cli::failure::{Failure, shown};

/// How files with objects end.
const ENDINGS: [&str; 3] = ["yaml", "yml", "json"];

/// Texts with objects, in the order of the command line, read once.
#[derive(Debug, Default)]
pub struct Beside(Vec<(String, Vec<u8>)>);

impl Beside {
    /// Reads what `flag` names. `may_be_empty` says of a directory whether it may hold no objects.
    pub fn read(
        flag: &str,
        paths: &[PathBuf],
        may_be_empty: &dyn Fn(&Path) -> bool,
    ) -> Result<Self, Failure> {
        let mut beside = Self::default();
        let mut seen = BTreeSet::new();
        for path in paths {
            if path == Path::new("-") {
                if seen.insert(PathBuf::from(STDIN)) {
                    let mut text = Vec::new();
                    let read = io::stdin().lock().read_to_end(&mut text);
                    read.map_err(|error| Failure::io("read", path, &error))?;
                    beside.0.push((STDIN.to_owned(), text));
                }
                continue;
            }
            let is_dir = fs::metadata(path).map_err(|error| Failure::io("read", path, &error))?;
            if !is_dir.is_dir() {
                beside.file(path, &mut seen)?;
                continue;
            }
            let files = walk::files(path, &is_of_objects)?;
            if files.is_empty() && !may_be_empty(path) {
                let message =
                    format!("there is no .yaml, .yml or .json file under `{}`", shown(path));
                let help = format!("`{flag}` takes files and directories with Kubernetes objects");
                return Err(Failure::new(message).help(help));
            }
            files.iter().try_for_each(|file| beside.file(file, &mut seen))?;
        }
        Ok(beside)
    }

    fn file(&mut self, path: &Path, seen: &mut BTreeSet<PathBuf>) -> Result<(), Failure> {
        let unreadable = |error| Failure::io("read", path, &error);
        if seen.insert(fs::canonicalize(path).map_err(unreadable)?) {
            let name = shown(path);
            let name = name.strip_prefix("./").unwrap_or(&name).to_owned();
            self.0.push((name, fs::read(path).map_err(unreadable)?));
        }
        Ok(())
    }

    /// Adds the texts to the sources of a program: their objects, and which files they are.
    pub fn add_to(&self, program: &mut Program) -> (Inventory, BTreeSet<FileId>) {
        let mut inventory = Inventory::default();
        let files = self.0.iter().filter_map(|(name, text)| {
            lower::files::read_objects(program, name, text.clone(), &mut inventory)
        });
        let files = files.collect();
        (inventory, files)
    }

    /// The same, where the texts aren't asked for again.
    pub fn into_objects(self, program: &mut Program) -> Inventory {
        let mut inventory = Inventory::default();
        for (name, text) in self.0 {
            lower::files::read_objects(program, &name, text, &mut inventory);
        }
        inventory
    }

    /// The texts with their names.
    pub fn into_texts(self) -> Vec<(String, Vec<u8>)> {
        self.0
    }

    /// Whether nothing was named.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether it is standard input that is read.
    pub fn names_stdin(paths: &[PathBuf]) -> bool {
        paths.iter().any(|path| path == Path::new("-"))
    }
}

/// How many policies stand beside a program.
#[derive(Debug, Clone, Copy)]
pub struct Count {
    /// Of others.
    pub others: usize,
    /// What an earlier build of the program wrote.
    pub own: usize,
}

impl fmt::Display for Count {
    /// `beside 3 network policies of others`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "beside {} of others", counted((self.others, "network policy")))?;
        match self.own {
            0 => Ok(()),
            own => write!(formatter, " ({own} of the program's own left out)"),
        }
    }
}

fn is_of_objects(name: &str) -> bool {
    let ending = Path::new(name).extension().and_then(OsStr::to_str);
    ending.is_some_and(|ending| ENDINGS.contains(&ending))
}
