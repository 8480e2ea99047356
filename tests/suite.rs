//! The tests of the library, a module an area.

#[path = "suite/corpus.rs"]
mod corpus;
#[path = "suite/docs.rs"]
mod docs;
#[path = "suite/pages.rs"]
mod pages;
#[path = "suite/syntax.rs"]
mod syntax;
