//! `netz lsp`: the language server.

use clap::Args;

use super::Ending;
use super::failure::Failure;
use crate::lsp::{End, serve};

/// Serve an editor over standard input and output
///
/// The language server of netz: an editor starts it, and speaks the Language Server Protocol with it. It
/// checks the programs of the open folders as they are typed, and tells what names mean, who reaches whom
/// and what YAML comes out.
#[derive(Debug, Args)]
#[command(after_help = "\
How an editor starts it:
  Neovim 0.11   vim.lsp.config('netz', { cmd = { 'netz', 'lsp' }, filetypes = { 'netz' },
                                         root_markers = { 'main.netz', '.git' } })
                vim.lsp.enable('netz')
  Emacs         (add-to-list 'eglot-server-programs '(netz-mode . (\"netz\" \"lsp\")))
  Helix         [language-server.netz] command = \"netz\", args = [\"lsp\"]

Exit status: 0 when the editor asked for the end, 1 when it left without asking, 2 when standard input or
output fails.")]
pub struct LspArgs {
    /// Taken and ignored: standard input and output are all that there is
    #[arg(long, hide = true)]
    stdio: bool,
}

/// Serves.
pub fn run(args: &LspArgs) -> Result<Ending, Failure> {
    let LspArgs { stdio: _ } = args;
    match serve() {
        Ok(End::Asked) => Ok(Ending::Fine),
        Ok(End::Left) => Ok(Ending::Faulty),
        Err(error) => Err(Failure::new(format!("cannot serve the editor: {error}"))),
    }
}
