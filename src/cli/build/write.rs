//! `-o DIR`: keeps the files of a directory as they should be, and leaves everybody else's alone.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use super::index;
use super::layout::{HEADER, Texts};
use crate::cli::failure::{Failure, shown};
use crate::cli::stage::Stage;

/// Writes texts into a directory and says what was done.
pub fn write(
    directory: &Path,
    texts: &Texts,
    left_out: &BTreeSet<String>,
    prune: bool,
) -> Result<String, Failure> {
    if fs::metadata(directory).is_ok_and(|found| !found.is_dir()) {
        let message = format!("cannot write to `{}`: it is a file", shown(directory));
        return Err(Failure::new(message).help("`-o` takes a directory"));
    }
    let ours = index::read(directory)?;
    let mut stage = Stage::default();
    let mut unchanged = 0;
    let mut foreign = Vec::new();
    for (path, text) in texts {
        let file = directory.join(path);
        match old(&file)? {
            Some(old) if old == text.as_bytes() => unchanged += 1,
            Some(old) if !ours.contains(path) && !old.starts_with(HEADER.as_bytes()) => {
                foreign.push(shown(&file));
            }
            _ => stage.write(&file, text.as_bytes())?,
        }
    }
    if !foreign.is_empty() {
        let message =
            format!("netz did not write `{}` and won't overwrite it", foreign.join("`, `"));
        return Err(
            Failure::new(message).help("move it away, or choose another directory with `-o`")
        );
    }

    let stale: BTreeSet<_> = stale(directory, &ours, texts, left_out);
    let kept = ours
        .iter()
        .filter(|path| if stale.contains(*path) { !prune } else { left_out.contains(*path) });
    let listed: BTreeSet<_> = texts.keys().chain(kept).cloned().collect();
    let index_path = directory.join(index::NAME);
    let index_text = index::text(listed.iter());
    if old(&index_path)?.as_deref() != Some(index_text.as_bytes()) {
        stage.write(&index_path, index_text.as_bytes())?;
    }
    stage.commit()?;
    if prune {
        stale.iter().try_for_each(|path| remove(directory, path))?;
    }
    Ok(note(texts.len() - unchanged, unchanged, stale.len(), prune))
}

/// Files of earlier builds that are still there and that the policy has no objects for.
pub fn stale(
    directory: &Path,
    ours: &BTreeSet<String>,
    texts: &Texts,
    left_out: &BTreeSet<String>,
) -> BTreeSet<String> {
    let stale = ours.iter().filter(|path| !texts.contains_key(*path) && !left_out.contains(*path));
    stale.filter(|path| directory.join(path).symlink_metadata().is_ok()).cloned().collect()
}

/// The text of a file, where there is one.
pub fn old(path: &Path) -> Result<Option<Vec<u8>>, Failure> {
    match fs::read(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::io("write", path, &error)),
    }
}

/// Removes a file, and directories that are empty then. Through a link that leads out of the directory
/// nothing is removed.
fn remove(directory: &Path, path: &str) -> Result<(), Failure> {
    let file = directory.join(path);
    let inside = |parent: &Path| {
        let root = fs::canonicalize(directory)?;
        Ok::<_, std::io::Error>(fs::canonicalize(parent)?.starts_with(root))
    };
    let Some(parent) = file.parent() else { return Ok(()) };
    if !inside(parent).map_err(|error| Failure::io("remove", &file, &error))? {
        let message = format!("cannot remove `{}`: it lies outside of the directory", shown(&file));
        return Err(Failure::new(message));
    }
    fs::remove_file(&file).map_err(|error| Failure::io("remove", &file, &error))?;
    let folders = parent.ancestors().take_while(|above| *above != directory);
    // A folder with something else in it stays.
    let _ = folders.map(fs::remove_dir).take_while(Result::is_ok).count();
    Ok(())
}

fn note(written: usize, unchanged: usize, stale: usize, prune: bool) -> String {
    let mut parts = vec![format!("{written} written"), format!("{unchanged} unchanged")];
    match (stale, prune) {
        (0, _) => {}
        (_, true) => parts.push(format!("{stale} removed")),
        (_, false) => {
            parts.push(format!("{stale} of earlier builds left (`--prune` removes them)"))
        }
    }
    parts.join(", ")
}
