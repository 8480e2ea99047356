//! The command line of netz; everything else is in the library.

mod cli;
#[cfg(feature = "lsp")]
mod lsp;

use std::process::ExitCode;

/// Much of the time goes into making and dropping small parts of trees and sets. With the allocator of glibc a
/// change in the language server takes half as long again.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::main()
}
