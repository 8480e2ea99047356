//! The tests of the library, a module an area.

#[path = "suite/syntax.rs"]
mod syntax;
