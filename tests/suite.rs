//! The tests of the library and of the command, a module an area.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a test may stop at a mistake, and reads files"
)]

#[path = "suite/audit.rs"]
mod audit;
#[path = "suite/classify.rs"]
mod classify;
#[path = "suite/cli.rs"]
mod cli;
#[path = "suite/corpus.rs"]
mod corpus;
#[path = "suite/diagnostic.rs"]
mod diagnostic;
#[path = "suite/difference.rs"]
mod difference;
#[path = "suite/docs.rs"]
mod docs;
#[path = "suite/editors.rs"]
mod editors;
#[path = "suite/emit.rs"]
mod emit;
#[path = "suite/examples.rs"]
mod examples;
#[path = "suite/format.rs"]
mod format;
#[path = "suite/graph.rs"]
mod graph;
#[path = "suite/hostile.rs"]
mod hostile;
#[path = "suite/import.rs"]
mod import;
#[path = "suite/laws.rs"]
mod laws;
#[path = "suite/learn.rs"]
mod learn;
#[path = "suite/lsp.rs"]
#[cfg(feature = "lsp")]
mod lsp;
#[path = "suite/manifests.rs"]
mod manifests;
#[path = "suite/mutant.rs"]
mod mutant;
#[path = "suite/pages.rs"]
mod pages;
#[path = "suite/query.rs"]
mod query;
#[path = "suite/rbac.rs"]
mod rbac;
#[path = "suite/rights.rs"]
mod rights;
#[path = "suite/shared_roles.rs"]
mod shared_roles;
#[path = "suite/syntax.rs"]
mod syntax;
#[path = "suite/verify.rs"]
mod verify;
#[path = "suite/yaml.rs"]
mod yaml;
