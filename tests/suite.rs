//! The tests of the library, a module an area.

#[path = "suite/editors.rs"]
mod editors;
#[path = "suite/examples.rs"]
mod examples;
#[path = "suite/syntax.rs"]
mod syntax;
