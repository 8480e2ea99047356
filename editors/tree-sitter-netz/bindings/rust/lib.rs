//! The grammar of netz for [tree-sitter](https://tree-sitter.github.io).

use tree_sitter_language::LanguageFn;

extern "C" {
    fn tree_sitter_netz() -> *const ();
}

/// The language.
pub const LANGUAGE: LanguageFn = unsafe { LanguageFn::from_raw(tree_sitter_netz) };

/// Which nodes have which colour.
pub const HIGHLIGHTS: &str = include_str!("../../queries/highlights.scm");
/// Where names are declared and used.
pub const LOCALS: &str = include_str!("../../queries/locals.scm");
/// What folds.
pub const FOLDS: &str = include_str!("../../queries/folds.scm");
/// What is indented.
pub const INDENTS: &str = include_str!("../../queries/indents.scm");
/// What an outline shows.
pub const TAGS: &str = include_str!("../../queries/tags.scm");
