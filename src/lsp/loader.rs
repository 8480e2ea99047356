//! Texts for the compiler: those that are open, else those on the disk.

use netz::{LoadError, Loader};
use std::path::PathBuf;

use super::document::Documents;
use super::place;
use crate::cli::input::loader::Disk;

/// The files below a root as the editor sees them.
pub struct Buffers<'a> {
    documents: &'a Documents,
    root: PathBuf,
    disk: Disk,
}

impl<'a> Buffers<'a> {
    /// The files below a canonical root.
    pub fn new(documents: &'a Documents, root: PathBuf) -> Self {
        Self { documents, disk: Disk::below(root.clone()), root }
    }
}

impl Loader for Buffers<'_> {
    fn load(&mut self, path: &str) -> Result<Vec<u8>, LoadError> {
        // A text that no file holds is a program by itself, and its name no path.
        if let Some(document) = self.documents.get(path.as_ref()) {
            return Ok(document.text.clone().into_bytes());
        }
        if self.root.as_os_str().is_empty() {
            return Err(LoadError::NotFound);
        }
        let key = place::canonical(&self.root.join(path));
        match self.documents.get(&key) {
            Some(_) if !key.starts_with(&self.root) => Err(LoadError::OutsideRoot),
            Some(document) => Ok(document.text.clone().into_bytes()),
            None => self.disk.load(path),
        }
    }
}
