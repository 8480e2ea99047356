//! `netz completions`: what the shell needs to complete a command line.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::failure::Failure;
use super::terminal::to_stdout;
use super::{Cli, Ending};

/// Print a completion script for a shell
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  netz completions bash > ~/.local/share/bash-completion/completions/netz
  netz completions zsh > ~/.zfunc/_netz
  netz completions fish > ~/.config/fish/completions/netz.fish")]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Prints the script.
pub fn run(args: &CompletionsArgs) -> Result<Ending, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "netz", &mut script);
    to_stdout(|out| std::io::Write::write_all(out, &script))?;
    Ok(Ending::Fine)
}
