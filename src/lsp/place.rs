//! What the editor calls a file, and where it lies.

use lsp_types::Uri;
use std::fs;
use std::path::{Path, PathBuf};

/// The path of a file, links followed; for what is no file, the name of a text that only the editor has.
pub fn key(uri: &Uri) -> PathBuf {
    match uri.to_file_path() {
        Ok(path) => canonical(&path),
        Err(()) => PathBuf::from(uri.as_str()),
    }
}

/// Whether a key is that of a text that no file holds.
pub fn is_virtual(key: &Path) -> bool {
    !key.is_absolute()
}

/// A path with its links followed, as far as it exists.
pub fn canonical(path: &Path) -> PathBuf {
    if let Ok(path) = fs::canonicalize(path) {
        return path;
    }
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) if parent != path => canonical(parent).join(name),
        _ => path.to_owned(),
    }
}

/// What to call the file at a path.
pub fn uri(path: &Path) -> Option<Uri> {
    Uri::from_file_path(path).ok()
}
