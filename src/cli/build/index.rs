//! The list of files that netz wrote into a directory: what `--prune` may remove.
//!
//! It has no `.json` or `.yaml` at its end, since `kubectl apply -R -f DIR` takes such files for objects.

use std::collections::BTreeSet;
use std::fs;
use std::io::{ErrorKind, Read};
use std::path::{Component, Path};
use walkdir::{DirEntry, WalkDir};

use super::layout;
use crate::cli::failure::Failure;

/// The name of the index in the output directory.
pub const NAME: &str = ".netz-index";
const HEADER: &str = "# The files here that `netz build` wrote.\n";

/// The files that earlier builds wrote into a directory: those of its index, and those that say so in their
/// first line, so that a lost index hides nothing. A directory below with an index of its own is another's.
pub fn ours(directory: &Path) -> Result<BTreeSet<String>, Failure> {
    let mut paths = read(directory)?;
    let below = WalkDir::new(directory).min_depth(1).into_iter();
    let apart = |entry: &DirEntry| entry.file_type().is_dir() && entry.path().join(NAME).exists();
    for entry in below.filter_entry(|entry| !apart(entry)).flatten() {
        let name = entry.path().strip_prefix(directory).ok().and_then(Path::to_str);
        let Some(name) = name.filter(|name| name.ends_with(".yaml")) else { continue };
        if entry.file_type().is_file() && says_so(entry.path()) {
            paths.insert(name.replace(std::path::MAIN_SEPARATOR, "/"));
        }
    }
    Ok(paths)
}

/// Whether a file starts as netz starts its files.
fn says_so(path: &Path) -> bool {
    let mut start = vec![0; layout::HEADER.len()];
    let read = fs::File::open(path).and_then(|mut file| file.read_exact(&mut start));
    read.is_ok() && start == layout::HEADER.as_bytes()
}

/// Reads the index of a directory; empty where there is none. A path that leads out of the directory is
/// not netz's and left out.
fn read(directory: &Path) -> Result<BTreeSet<String>, Failure> {
    let path = directory.join(NAME);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(BTreeSet::new());
        }
        Err(error) => return Err(Failure::io("read", &path, &error)),
    };
    let paths = text.lines().filter(|line| !line.starts_with('#') && is_inside(line));
    Ok(paths.map(str::to_owned).collect())
}

/// The text of an index.
pub fn text<'a>(paths: impl Iterator<Item = &'a String>) -> String {
    let lines = paths.map(|path| format!("{path}\n"));
    format!("{HEADER}{}", lines.collect::<String>())
}

fn is_inside(path: &str) -> bool {
    let mut parts = Path::new(path).components().peekable();
    parts.peek().is_some() && parts.all(|part| matches!(part, Component::Normal(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_never_leads_out_of_its_directory() {
        let directory = tempfile::tempdir().unwrap();
        let lines = "# x\nprod/network.yaml\n../up.yaml\n/etc/passwd\nprod/../../up\n\n./x\n";
        fs::write(directory.path().join(NAME), lines).unwrap();
        let paths: Vec<_> = read(directory.path()).unwrap().into_iter().collect();
        assert_eq!(paths, ["prod/network.yaml"]);
    }

    #[test]
    fn an_index_reads_back() {
        let directory = tempfile::tempdir().unwrap();
        let paths = BTreeSet::from(["a/b.yaml".to_owned(), "c.yaml".to_owned()]);
        fs::write(directory.path().join(NAME), text(paths.iter())).unwrap();
        assert_eq!(read(directory.path()).unwrap(), paths);
    }
}
