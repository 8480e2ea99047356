//! `netz completions`: what the shell needs to complete a command line.

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Args, Command, CommandFactory};
use clap_complete::Shell;
use netz::diagnostic::{Code, Kind, Level};

use super::failure::Failure;
use super::terminal::to_stdout;
use super::{Cli, Ending, explain};

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
    let mut command = Cli::command().mut_subcommands(with_names);
    clap_complete::generate(args.shell, &mut command, "netz", &mut script);
    to_stdout(|out| std::io::Write::write_all(out, &script))?;
    Ok(Ending::Fine)
}

/// A command that says which lints and words its arguments take. Only scripts ask for it: on the command
/// line codes are taken too, and a mistake is answered with the nearest name.
fn with_names(mut command: Command) -> Command {
    for level in [Level::Allow, Level::Warn, Level::Deny] {
        if command.get_arguments().any(|one| one.get_id() == level.word()) {
            let lints = Code::ALL.iter().filter(|code| matches!(code.kind(), Kind::Lint(_)));
            let lints = lints.map(|code| PossibleValue::new(code.name()).help(code.summary()));
            let every = PossibleValue::new("warnings").help("Every lint that warns");
            let names = PossibleValuesParser::new([every].into_iter().chain(lints));
            command = command.mut_arg(level.word(), |one| one.value_parser(names));
        }
    }
    if command.get_name() == "explain" {
        let codes = Code::ALL.iter().map(|code| code.name());
        let words = explain::words().filter(|word| word.starts_with(char::is_alphabetic));
        let names = PossibleValuesParser::new(codes.chain(words));
        command = command.mut_arg("word", |one| one.value_parser(names));
    }
    command
}
