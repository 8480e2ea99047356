//! What `netz test` reads: a policy, its tests, and the objects beside it or in its place.

use netz::k8s::inventory::Inventory;
use netz::verdict::Tested;
use netz::{Mode, Options, Program};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::beside::Beside;
use super::loader::Disk;
use super::roots::{MAIN, Roots, nearest_main};
use super::walk::{files, files_where, is_test};
use super::{InputArgs, is_netz};
use crate::cli::check::counted;
use crate::cli::failure::{Failure, shown};
use crate::cli::progress::Progress;

/// What the command line asks for: which tests of what.
pub struct Trial {
    options: Options,
    roots: Roots,
    disk: Disk,
    others: Beside,
    against: Option<Beside>,
    quiet: bool,
}

/// A program with its tests, and what became of them.
pub struct Tried {
    /// The program.
    pub program: Program,
    /// What testing it gave.
    pub tested: Tested,
    /// What was judged, where it isn't the policy alone: `against 3 network policies`.
    pub judged: Option<String>,
}

impl InputArgs {
    /// Finds a policy, its tests and objects. With `against`, the objects stand in the place of the policy.
    pub fn trial(&self, against: &[PathBuf]) -> Result<Trial, Failure> {
        self.refuse_two_of_stdin(&[&self.with, against])?;
        let (tests, objects) = self.with.iter().cloned().partition(|path| is_netz(path));
        let tests: Vec<PathBuf> = tests;
        let objects: Vec<PathBuf> = objects;
        let (mut named, programs): (Vec<PathBuf>, Vec<PathBuf>) =
            self.inputs.iter().cloned().partition(|path| is_test(&shown(path)));
        named.extend(tests);
        for directory in objects.iter().filter(|path| path.is_dir()) {
            named.extend(files(directory, &is_test)?);
        }
        let roots = roots(&programs, named, self.root.as_deref(), !against.is_empty())?;
        let holds_tests = |path: &Path| files(path, &is_test).is_ok_and(|all| !all.is_empty());
        let others = Beside::read("--with", &objects, &holds_tests)?;
        let against = match against {
            [] => None,
            paths => Some(Beside::read("--against", paths, &|_| false)?),
        };
        let (options, disk) = (self.options(Mode::Check)?, Disk::new(&roots));
        Ok(Trial { options, roots, disk, others, against, quiet: self.quiet })
    }
}

/// The files of the policy and of its tests. Where no test is named, they are looked for beside the policy.
fn roots(
    programs: &[PathBuf],
    named: Vec<PathBuf>,
    root: Option<&Path>,
    against: bool,
) -> Result<Roots, Failure> {
    let main = match (programs, against) {
        ([], true) if !named.is_empty() => None,
        ([], true) => nearest_main(root).ok(),
        ([], false) => Some(nearest_main(root)?),
        _ => None,
    };
    let mut roots = match (&main, programs) {
        (None, []) => Roots::at(root.map_or_else(|| PathBuf::from("."), Path::to_owned))?,
        (Some(_), _) => Roots::find(&[], root)?,
        (None, programs) => Roots::find(programs, root)?,
    };
    let mut tests = named;
    if tests.is_empty() {
        let shown_root = roots.shown_root.clone();
        let directories: Vec<PathBuf> = match (&main, programs) {
            (Some(main), _) => vec![main.clone()],
            (None, []) => vec![shown_root],
            (None, programs) => {
                programs.iter().filter(|path| *path != Path::new("-")).cloned().collect()
            }
        };
        for path in directories {
            if path.is_dir() && main.is_none() {
                tests.extend(files(&path, &is_test)?);
                continue;
            }
            let directory = if path.is_dir() { path } else { folder_of(&path) };
            // A directory with a main.netz of its own is another program's.
            let enter = |inner: &Path| !inner.join(MAIN).is_file();
            tests.extend(files_where(&directory, &is_test, &enter)?);
        }
    }
    roots.add_tests(&tests)?;
    Ok(roots)
}

fn folder_of(file: &Path) -> PathBuf {
    match file.parent() {
        Some(folder) if folder != Path::new("") => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

impl Roots {
    /// Adds tests, each once.
    fn add_tests(&mut self, tests: &[PathBuf]) -> Result<(), Failure> {
        let mut seen = BTreeSet::new();
        for test in tests {
            let canonical =
                std::fs::canonicalize(test).map_err(|error| Failure::io("read", test, &error))?;
            if seen.insert(canonical.clone()) {
                let path = self.path_in_root(test, &canonical)?;
                self.tests.push(path);
            }
        }
        Ok(())
    }
}

fn borrowed(names: &[String]) -> Vec<&str> {
    names.iter().map(String::as_str).collect()
}

impl Trial {
    /// Reads everything and judges every assertion.
    pub fn run(&mut self) -> Tried {
        let (policy, tests) = (borrowed(&self.roots.files), borrowed(&self.roots.tests));
        let _progress = Progress::start(self.quiet, "proving…".to_owned());
        let mut program = netz::load_with_tests(&policy, &tests, &mut self.disk);
        let (others, _) = self.others.add_to(&mut program);
        let against: Option<Inventory> =
            self.against.as_ref().map(|against| against.add_to(&mut program).0);
        let options = Options { others: Arc::new(others), ..self.options.clone() };
        let tested = netz::test(&program, &options, against.as_ref());
        let policies = |of: &Inventory| counted((of.policies().len(), "network policy"));
        let judged = match &against {
            Some(objects) => Some(format!("against {}", policies(objects))),
            None if self.others.is_empty() => None,
            None => Some(format!("beside {}", policies(&options.others))),
        };
        Tried { program, tested, judged }
    }

    /// Whether there is a policy, and how many files of tests.
    pub fn extent(&self) -> (bool, usize) {
        (!self.roots.files.is_empty(), self.roots.tests.len())
    }
}
