//! Which files a command line names: files, whole directories, standard input, or the nearest `main.netz`.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};
use std::{env, fs, io};

use super::loader::STDIN;
use super::walk;
use crate::cli::failure::{Failure, shown};

/// The file that a program starts from when none is named.
pub const MAIN: &str = "main.netz";

/// The files that the command line names.
pub struct Roots {
    /// The project's root, canonical.
    pub root: PathBuf,
    /// The project's root, as seen from the working directory.
    pub shown_root: PathBuf,
    /// Paths from the root, with `/`, each once.
    pub files: Vec<String>,
    /// The same of tests, which only `netz test` looks for.
    pub tests: Vec<String>,
}

impl Roots {
    /// Finds the files that `inputs` name.
    pub fn find(inputs: &[PathBuf], root: Option<&Path>) -> Result<Self, Failure> {
        let main;
        let (inputs, shown_root) = match (inputs, root) {
            ([], _) => {
                let directory = nearest_main(root)?;
                let shown_root = root.map_or_else(|| directory.clone(), Path::to_owned);
                main = [directory.join(MAIN)];
                (&main[..], shown_root)
            }
            (_, Some(root)) => (inputs, root.to_owned()),
            (_, None) => (inputs, root_of(inputs)?),
        };
        let mut roots = Self::at(shown_root)?;
        let mut seen = BTreeSet::new();
        for input in inputs {
            roots.add(input, &mut seen)?;
        }
        Ok(roots)
    }

    /// The root, and nothing in it.
    pub fn at(shown_root: PathBuf) -> Result<Self, Failure> {
        let root = fs::canonicalize(&shown_root)
            .map_err(|error| Failure::io("use the root", &shown_root, &error))?;
        if !root.is_dir() {
            let message = format!("the root `{}` is no directory", shown(&shown_root));
            return Err(Failure::new(message));
        }
        Ok(Self { root, shown_root, files: Vec::new(), tests: Vec::new() })
    }

    fn add(&mut self, input: &Path, seen: &mut BTreeSet<PathBuf>) -> Result<(), Failure> {
        if input == Path::new("-") {
            if seen.insert(PathBuf::from(STDIN)) {
                self.files.push(STDIN.to_owned());
            }
            return Ok(());
        }
        let kind = fs::metadata(input).map_err(|error| missing(input, &error))?.file_type();
        if kind.is_dir() {
            let files = walk::files(input, &walk::is_policy)?;
            if files.is_empty() {
                let message = format!("there is no .netz file under `{}`", shown(input));
                return Err(Failure::new(message).help("`netz init` writes one to start from"));
            }
            return files.iter().try_for_each(|file| self.add_file(file, seen));
        }
        if input.extension() != Some(OsStr::new("netz")) {
            let failure = Failure::new(format!("`{}` is no .netz file", shown(input)));
            return Err(failure.help(
                "CustomResourceDefinitions are read by `use \"crds.yaml\"` in a .netz file, \
                 and a policy by any other name from standard input: `netz build - < FILE`",
            ));
        }
        self.add_file(input, seen)
    }

    fn add_file(&mut self, file: &Path, seen: &mut BTreeSet<PathBuf>) -> Result<(), Failure> {
        let canonical = fs::canonicalize(file).map_err(|error| missing(file, &error))?;
        if seen.insert(canonical.clone()) {
            let path = self.path_in_root(file, &canonical)?;
            self.files.push(path);
        }
        Ok(())
    }

    /// The path from the root: as the user wrote it where that lies in the root, else where links lead.
    pub fn path_in_root(&self, file: &Path, canonical: &Path) -> Result<String, Failure> {
        let written = without_dots(&here()?.join(file));
        let inside =
            written.strip_prefix(&self.root).or_else(|_| canonical.strip_prefix(&self.root));
        let inside = inside.map_err(|_| {
            let root = shown(&self.shown_root);
            let message = format!("`{}` lies outside of the root `{root}`", shown(file));
            let parent = canonical.parent().map(shown).unwrap_or_default();
            Failure::new(message).help(format!("`--root {parent}` makes its directory the root"))
        })?;
        let mut parts = Vec::new();
        for part in inside {
            parts.push(part.to_str().ok_or_else(|| {
                Failure::new(format!("the name of `{}` is no valid UTF-8", shown(file)))
            })?);
        }
        Ok(parts.join("/"))
    }
}

/// The directory of the nearest `main.netz`, from `root` or the working directory upwards.
pub fn nearest_main(root: Option<&Path>) -> Result<PathBuf, Failure> {
    if let Some(root) = root {
        let path = root.join(MAIN);
        return fs::metadata(&path)
            .map(|_| root.to_owned())
            .map_err(|error| missing(&path, &error));
    }
    let here = env::current_dir()
        .map_err(|error| Failure::io("find the working directory", Path::new("."), &error))?;
    let above = here.ancestors().zip(0..).find(|(above, _)| above.join(MAIN).is_file());
    match above {
        Some((_, 0)) => Ok(PathBuf::from(".")),
        Some((_, levels)) => Ok(std::iter::repeat_n("..", levels).collect()),
        None => {
            let message = format!("there is no {MAIN} here or in a directory above");
            let failure =
                Failure::new(message).help("name the files or a directory: `netz check k8s/`");
            Err(failure.help("`netz init` writes one to start from"))
        }
    }
}

/// The root where none is named: the working directory, or the directory that holds all inputs where one of
/// them lies elsewhere.
fn root_of(inputs: &[PathBuf]) -> Result<PathBuf, Failure> {
    let here = here()?;
    let (mut common, mut is_here): (Option<PathBuf>, bool) = (None, true);
    for input in inputs.iter().filter(|input| *input != Path::new("-")) {
        let canonical = fs::canonicalize(input).map_err(|error| missing(input, &error))?;
        is_here &=
            canonical.starts_with(&here) || without_dots(&here.join(input)).starts_with(&here);
        let directory = match canonical.parent() {
            Some(parent) if !canonical.is_dir() => parent,
            _ => &canonical,
        };
        common = match common {
            None => Some(directory.to_owned()),
            Some(before) => {
                before.ancestors().find(|above| directory.starts_with(above)).map(Path::to_owned)
            }
        };
    }
    let Some(root) = common.filter(|_| !is_here) else { return Ok(PathBuf::from(".")) };
    match here.ancestors().position(|above| above == root) {
        Some(levels) => Ok(std::iter::repeat_n("..", levels).collect()),
        None => Ok(root),
    }
}

/// The working directory, canonical.
fn here() -> Result<PathBuf, Failure> {
    env::current_dir()
        .and_then(fs::canonicalize)
        .map_err(|error| Failure::io("find the working directory", Path::new("."), &error))
}

fn missing(path: &Path, error: &io::Error) -> Failure {
    Failure::io("read", path, error)
}

/// Takes `.` and `..` out of an absolute path.
fn without_dots(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                clean.pop();
            }
            _ => clean.push(part),
        }
    }
    clean
}
