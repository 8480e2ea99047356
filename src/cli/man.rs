//! `netz man`: manual pages, from the same text as `--help`.

use clap::{Args, CommandFactory};
use std::fs;
use std::io::Write;
use std::path::PathBuf;

use super::failure::Failure;
use super::terminal::to_stdout;
use super::{Cli, Ending};

/// Print the manual page, or write one for each command
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  netz man | man -l -
  netz man --out ~/.local/share/man/man1")]
pub struct ManArgs {
    /// Write netz.1, netz-build.1 and so on into this directory
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Prints or writes the pages.
pub fn run(args: &ManArgs) -> Result<Ending, Failure> {
    let mut command = Cli::command();
    command.build();
    let Some(directory) = &args.out else {
        let page = page(&clap_mangen::Man::new(command));
        to_stdout(|out| out.write_all(page.as_bytes()))?;
        return Ok(Ending::Fine);
    };
    fs::create_dir_all(directory).map_err(|error| Failure::io("write to", directory, &error))?;
    let commands = command.get_subcommands().filter(|page| page.get_name() != "help");
    let pages = commands.map(|page| (format!("netz-{}", page.get_name()), page));
    for (name, page) in pages.chain([("netz".to_owned(), &command)]) {
        let path = directory.join(format!("{name}.1"));
        let text = self::page(&clap_mangen::Man::new(page.clone()).title(name.to_uppercase()));
        let written = fs::File::create(&path).and_then(|mut file| file.write_all(text.as_bytes()));
        written.map_err(|error| Failure::io("write", &path, &error))?;
    }
    Ok(Ending::Fine)
}

/// A page whose examples stay as they are: `man` would fill their lines.
fn page(man: &clap_mangen::Man) -> String {
    let mut text = Vec::new();
    // INVARIANT: writing to memory never fails.
    let _ = man.render(&mut text);
    let text = String::from_utf8_lossy(&text);
    let Some((before, extra)) = text.split_once(EXTRA) else { return text.into_owned() };
    let (examples, after) = match extra.find("\n.SH ") {
        Some(at) => extra.split_at(at + 1),
        None => (extra, ""),
    };
    let examples = examples.strip_prefix("Examples:\n").unwrap_or(examples);
    format!("{before}.SH EXAMPLES\n.nf\n{examples}.fi\n{after}")
}

/// What `clap_mangen` calls the text after the options.
const EXTRA: &str = ".SH EXTRA\n";
