//! Texts from the disk and from standard input. Nothing outside the root is read, symlinks followed.

use netz::{LoadError, Loader};
use std::collections::BTreeMap;
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
    /// What stands in the place of files, and what standard input said.
    texts: BTreeMap<String, Vec<u8>>,
}

impl Disk {
    /// The files below the root of `roots`.
    pub fn new(roots: &Roots) -> Self {
        let stdin = roots.files.iter().any(|name| name == STDIN);
        Self { root: roots.root.clone(), stdin, texts: BTreeMap::new() }
    }

    /// The files below a canonical root.
    #[cfg(feature = "lsp")]
    pub const fn below(root: PathBuf) -> Self {
        Self { root, stdin: false, texts: BTreeMap::new() }
    }

    /// From now on, a file has this text.
    pub fn replace(&mut self, path: &str, text: &str) {
        self.texts.insert(path.to_owned(), text.as_bytes().to_vec());
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, LoadError> {
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

impl Loader for Disk {
    fn load(&mut self, path: &str) -> Result<Vec<u8>, LoadError> {
        if let Some(text) = self.texts.get(path) {
            return Ok(text.clone());
        }
        let text = self.read(path)?;
        if path == STDIN {
            // It can be read only once.
            self.texts.insert(path.to_owned(), text.clone());
        }
        Ok(text)
    }
}

fn refusal(error: &io::Error) -> LoadError {
    match error.kind() {
        io::ErrorKind::NotFound => LoadError::NotFound,
        io::ErrorKind::IsADirectory => LoadError::Directory,
        _ => LoadError::Other(reason(error)),
    }
}
