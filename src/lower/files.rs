//! The files of a program: what `use` brings in, once each.

use crate::diagnostic::Sink;
use crate::source::{FileId, SourceMap};
use crate::syntax::ast;
use std::collections::BTreeMap;

/// Why a file can't be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoadError {
    /// There is none.
    NotFound,
    /// It lies outside the project's root.
    OutsideRoot,
    /// It is a directory.
    Directory,
    /// Anything else, in words.
    Other(String),
}

/// Where texts come from. Paths are relative to the project's root, with `/`, without `.` and `..`.
pub trait Loader {
    /// The bytes of a file.
    ///
    /// # Errors
    /// Why it can't be read.
    fn load(&mut self, path: &str) -> Result<Vec<u8>, LoadError>;
}

impl Loader for BTreeMap<String, String> {
    fn load(&mut self, path: &str) -> Result<Vec<u8>, LoadError> {
        self.get(path).map(|text| text.clone().into_bytes()).ok_or(LoadError::NotFound)
    }
}

/// A program: its files, parsed.
#[derive(Debug, Clone, Default)]
pub struct Program {
    /// Every text that was read.
    pub sources: SourceMap,
    /// The `.netz` files, in the order in which they were read.
    pub files: Vec<ast::File>,
    /// Files with CustomResourceDefinitions that a `use` named.
    pub definitions: Vec<FileId>,
    /// Everything to say so far.
    pub sink: Sink,
}

/// Reads and parses `roots` and all that they use.
pub fn load(roots: &[&str], loader: &mut dyn Loader) -> Program {
    let mut program = Program::default();
    for root in roots {
        let text = loader.load(root).unwrap_or_default();
        let text = String::from_utf8_lossy(&text).into_owned();
        let id = program.sources.add(*root, text);
        let file = crate::syntax::parse(id, program.sources.text(id), &mut program.sink);
        program.files.push(file);
    }
    program
}
