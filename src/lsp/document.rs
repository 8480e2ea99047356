//! The texts that are open in the editor. They hold instead of those on the disk.

use lsp_types::{TextDocumentContentChangeEvent as Change, Uri};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::place;
use super::position::{Encoding, Lines};

/// An open text.
#[derive(Debug)]
pub struct Document {
    /// What the editor calls it.
    pub uri: Uri,
    /// The text.
    pub text: String,
    /// Which state of it, as the editor counts.
    pub version: i32,
    /// Where its lines start.
    pub lines: Lines,
}

/// All of them, by their paths.
#[derive(Debug, Default)]
pub struct Documents {
    open: HashMap<PathBuf, Document>,
    encoding: Encoding,
}

impl Documents {
    /// None yet.
    pub fn new(encoding: Encoding) -> Self {
        Self { open: HashMap::new(), encoding }
    }

    /// Opens a text.
    pub fn open(&mut self, uri: Uri, text: String, version: i32) -> PathBuf {
        let key = place::key(&uri);
        let lines = Lines::new(&text, self.encoding);
        self.open.insert(key.clone(), Document { uri, text, version, lines });
        key
    }

    /// Makes changes in their order. Whether the text was open.
    pub fn change(&mut self, key: &Path, changes: Vec<Change>, version: i32) -> bool {
        let Some(document) = self.open.get_mut(key) else { return false };
        document.version = version;
        for change in changes {
            match change {
                Change::TextDocumentContentChangeWholeDocument(whole) => document.text = whole.text,
                Change::TextDocumentContentChangePartial(part) => {
                    let at = |position| document.lines.offset(&document.text, position) as usize;
                    let (start, end) = (at(part.range.start), at(part.range.end));
                    document.text.replace_range(start.min(end)..end.max(start), &part.text);
                }
            }
            document.lines = Lines::new(&document.text, self.encoding);
        }
        true
    }

    /// Closes a text. Whether it was open.
    pub fn close(&mut self, key: &Path) -> bool {
        self.open.remove(key).is_some()
    }

    /// The text at a path, where it is open.
    pub fn get(&self, key: &Path) -> Option<&Document> {
        self.open.get(key)
    }

    /// The paths of all.
    pub fn paths(&self) -> impl Iterator<Item = &PathBuf> {
        self.open.keys()
    }

    /// What columns count.
    pub const fn encoding(&self) -> Encoding {
        self.encoding
    }
}
