//! The files under a directory.

use std::io;
use std::path::{Path, PathBuf};
use walkdir::{DirEntry, WalkDir};

use crate::cli::failure::Failure;

/// Directories that hold what other tools made.
const SKIPPED: [&str; 2] = ["target", "node_modules"];

/// Whether a file of this name is a policy; tests of policies are none.
pub fn is_policy(name: &str) -> bool {
    is_netz(name) && !is_test(name)
}

/// Whether a file of this name is a test of a policy.
pub fn is_test(name: &str) -> bool {
    name.ends_with(".test.netz")
}

/// Whether a file of this name is in the language.
pub fn is_netz(name: &str) -> bool {
    name.ends_with(".netz")
}

/// Whether a directory of this name below a named one is entered.
pub fn is_entered(name: &str) -> bool {
    !(name.starts_with('.') || SKIPPED.contains(&name))
}

/// The files with these names under a directory, sorted. Hidden directories are passed over.
pub fn files(directory: &Path, wanted: &dyn Fn(&str) -> bool) -> Result<Vec<PathBuf>, Failure> {
    files_where(directory, wanted, &|_| true)
}

/// The same without the directories below that `enter` refuses.
pub fn files_where(
    directory: &Path,
    wanted: &dyn Fn(&str) -> bool,
    enter: &dyn Fn(&Path) -> bool,
) -> Result<Vec<PathBuf>, Failure> {
    let kept = |entry: &DirEntry| {
        let name = entry.file_name().to_string_lossy();
        let entered = || is_entered(&name) && enter(entry.path());
        entry.depth() == 0 || !entry.file_type().is_dir() || entered()
    };
    let walk = WalkDir::new(directory).follow_links(true).sort_by_file_name();
    let mut files = Vec::new();
    for entry in walk.into_iter().filter_entry(kept) {
        match entry {
            Ok(entry) => {
                let name = entry.file_name().to_string_lossy();
                if wanted(&name) && entry.file_type().is_file() {
                    files.push(entry.into_path());
                }
            }
            Err(error) if error.loop_ancestor().is_some() || leads_nowhere(&error, wanted) => {}
            Err(error) => {
                let path = error.path().unwrap_or(directory).to_owned();
                return Err(Failure::io("read", &path, &error.into()));
            }
        }
    }
    files.sort();
    Ok(files)
}

/// Whether it is about a dangling link that nobody wants.
fn leads_nowhere(error: &walkdir::Error, wanted: &dyn Fn(&str) -> bool) -> bool {
    let gone = error.io_error().is_some_and(|error| error.kind() == io::ErrorKind::NotFound);
    let name = error.path().and_then(Path::file_name);
    gone && name.is_some_and(|name| !wanted(&name.to_string_lossy()))
}
