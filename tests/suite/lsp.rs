//! The language server, spoken to as editors do.

#[path = "lsp/capabilities.rs"]
mod capabilities;
#[path = "lsp/check.rs"]
mod check;
#[path = "lsp/client.rs"]
mod client;
#[path = "lsp/completions.rs"]
mod completions;
#[path = "lsp/edits.rs"]
mod edits;
#[path = "lsp/fixes.rs"]
mod fixes;
#[path = "lsp/life.rs"]
mod life;
#[path = "lsp/prefixes.rs"]
mod prefixes;
#[path = "lsp/ranges.rs"]
mod ranges;
#[path = "lsp/renames.rs"]
mod renames;
#[path = "lsp/workspace.rs"]
mod workspace;
