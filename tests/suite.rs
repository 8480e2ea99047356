//! The tests of the library, a module an area.

#[path = "suite/corpus.rs"]
mod corpus;
#[path = "suite/editors.rs"]
mod editors;
#[path = "suite/examples.rs"]
mod examples;
#[path = "suite/rbac.rs"]
mod rbac;
#[path = "suite/syntax.rs"]
mod syntax;
