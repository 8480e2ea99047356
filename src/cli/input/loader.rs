//! Texts from the disk and from standard input. Nothing outside the root is read, symlinks followed.

use netz::{LoadError, Loader};
use std::fs;
use std::io::{self, Read};
use std::path::PathBuf;

use super::roots::Roots;
use crate::cli::failure::reason;

/// The name of standard input.
pub const STDIN: &str = "<stdin>";

/// The files below a root, and standard input where the command line names it.
pub struct Disk {
    root: PathBuf,
    stdin: bool,
}

impl Disk {
    /// The files below the root of `roots`.
    pub fn new(roots: &Roots) -> Self {
        Self { root: roots.root.clone(), stdin: roots.files.iter().any(|name| name == STDIN) }
    }
}

impl Loader for Disk {
    fn load(&mut self, path: &str) -> Result<Vec<u8>, LoadError> {
        if path == STDIN && self.stdin {
            let mut text = Vec::new();
            io::stdin().lock().read_to_end(&mut text).map_err(|error| refusal(&error))?;
            return Ok(text);
        }
        let path = fs::canonicalize(self.root.join(path)).map_err(|error| refusal(&error))?;
        if !path.starts_with(&self.root) {
            return Err(LoadError::OutsideRoot);
        }
        let kind = fs::metadata(&path).map_err(|error| refusal(&error))?.file_type();
        if kind.is_dir() {
            return Err(LoadError::Directory);
        }
        if !kind.is_file() {
            return Err(LoadError::Other("it is no regular file".to_owned()));
        }
        fs::read(&path).map_err(|error| refusal(&error))
    }
}

fn refusal(error: &io::Error) -> LoadError {
    match error.kind() {
        io::ErrorKind::NotFound => LoadError::NotFound,
        io::ErrorKind::IsADirectory => LoadError::Directory,
        _ => LoadError::Other(reason(error)),
    }
}
