//! The tests of the library, a module an area.

#[path = "suite/cli.rs"]
mod cli;
#[path = "suite/diagnostic.rs"]
mod diagnostic;
#[path = "suite/syntax.rs"]
mod syntax;
