//! The pages of diagnostics as files, for editors to open: the ones that `netz explain` prints.

use lsp_types::Uri;
use netz::diagnostic::Code;
use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

/// Files that live as long as the server.
#[derive(Debug, Default)]
pub struct Scratch {
    directory: Option<TempDir>,
    pages: HashMap<Code, Option<Uri>>,
}

impl Scratch {
    /// Where the page of a code is: `base` with the code in it, or a file. None where none can be written.
    pub fn page(&mut self, code: Code, base: Option<&str>) -> Option<Uri> {
        if let Some(base) = base {
            let filled = base.replace("{code}", code.id()).replace("{name}", code.name());
            return Uri::parse(&filled).ok();
        }
        if let Some(known) = self.pages.get(&code) {
            return known.clone();
        }
        let written = self.write(&format!("{}.md", code.id()), code.page());
        self.pages.insert(code, written.clone());
        written
    }

    /// Writes a file and says what to call it.
    pub fn write(&mut self, name: &str, text: &str) -> Option<Uri> {
        if self.directory.is_none() {
            self.directory = tempfile::Builder::new().prefix("netz-lsp-").tempdir().ok();
        }
        let path: PathBuf = self.directory.as_ref()?.path().join(name);
        fs::write(&path, text).ok()?;
        Uri::from_file_path(path).ok()
    }
}
