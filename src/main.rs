//! The command line of netz; everything else is in the library.

mod cli;
#[cfg(feature = "lsp")]
mod lsp;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}
