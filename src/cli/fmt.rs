//! `netz fmt`: the one style.

use clap::Args;
use netz::syntax::format;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::Ending;
use super::check::counted;
use super::failure::Failure;
use super::input::walk;
use super::patch::unified;
use super::read::read;
use super::stage::Stage;
use super::terminal::{Color, to_stderr, to_stdout};

/// Format .netz files
///
/// There is one style and no option for it. Comments, groups between empty lines and the line breaks of
/// long statements stay. A statement that can't be read is left as it is.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  netz fmt                       every .netz file here and below
  netz fmt policies/ main.netz   these
  netz fmt --check               name the files that are not in style; exit status 1: for CI
  netz fmt --diff                show what would change
  netz fmt - < policy.netz       standard input to standard output

Exit status: 0 when all is well, 1 when --check or --diff found something to change or a file has
statements that can't be read, 2 when a file can't be read or written.")]
pub struct FmtArgs {
    /// Files, directories (all .netz files below), or - for standard input [default: .]
    #[arg(value_name = "FILE|DIR|-")]
    inputs: Vec<PathBuf>,

    /// Write nothing; name the files that are not in style
    #[arg(long)]
    check: bool,

    /// Write nothing; show what would change
    #[arg(long)]
    diff: bool,

    /// Say nothing about files that are written
    #[arg(short, long)]
    quiet: bool,
}

/// A text that is not in style, or that can't be read whole.
struct Change {
    name: String,
    /// None for standard input.
    path: Option<PathBuf>,
    old: String,
    new: String,
}

/// Formats and writes.
pub fn run(args: &FmtArgs, color: Color) -> Result<Ending, Failure> {
    let mut changes = Vec::new();
    let mut broken = Vec::new();
    let mut count = 0;
    for path in files(&args.inputs)? {
        let (name, old) = read(path.as_deref())?;
        let Some(formatted) = format::format(&old) else {
            let message = format!("`{name}` would say something else when formatted");
            return Err(Failure::new(message).help("it is left as it is; please report it"));
        };
        count += 1;
        if formatted.broken {
            broken.push(name.clone());
        }
        let to_stdout = path.is_none() && !args.check && !args.diff;
        if formatted.text != old || to_stdout {
            changes.push(Change { name, path, old, new: formatted.text });
        }
    }
    if args.diff {
        let color = color.on(&io::stdout());
        let diffs =
            changes.iter().map(|one| unified(&one.name, &one.name, &one.old, &one.new, color));
        let text: String = diffs.collect();
        to_stdout(|out| out.write_all(text.as_bytes()))?;
    } else if args.check {
        to_stdout(|out| changes.iter().try_for_each(|one| writeln!(out, "{}", one.name)))?;
    } else {
        write(&changes)?;
    }
    say(args, &changes, &broken, count)?;
    let found = (args.check || args.diff) && !changes.is_empty();
    Ok(if found || !broken.is_empty() { Ending::Faulty } else { Ending::Fine })
}

/// The files that the command line names; none is standard input.
fn files(inputs: &[PathBuf]) -> Result<Vec<Option<PathBuf>>, Failure> {
    let here = [PathBuf::from(".")];
    let inputs = if inputs.is_empty() { &here } else { inputs };
    let mut files = Vec::new();
    for input in inputs {
        if input == Path::new("-") {
            files.push(None);
        } else if input.is_dir() {
            files.extend(walk::files(input, &walk::is_netz)?.into_iter().map(Some));
        } else {
            files.push(Some(input.clone()));
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    files.retain(|file| seen.insert(file.clone()));
    if files.is_empty() {
        return Err(Failure::new("there is no .netz file here")
            .help("name the files or a directory: `netz fmt policies/`"));
    }
    Ok(files)
}

/// Writes every file that changes, all or none.
fn write(changes: &[Change]) -> Result<(), Failure> {
    let mut stage = Stage::default();
    for change in changes {
        match &change.path {
            Some(path) => stage.write(path, change.new.as_bytes())?,
            None => to_stdout(|out| out.write_all(change.new.as_bytes()))?,
        }
    }
    stage.commit()
}

fn say(args: &FmtArgs, changes: &[Change], broken: &[String], count: usize) -> Result<(), Failure> {
    to_stderr(|out| {
        for name in broken {
            writeln!(
                out,
                "warning: statements of `{name}` can't be read and are left as they are; `netz check` says why"
            )?;
        }
        let files = changes.iter().filter(|change| change.path.is_some()).count();
        if args.quiet || changes.iter().any(|change| change.path.is_none()) {
            return Ok(());
        }
        let word = if args.check || args.diff { "would change" } else { "formatted" };
        match files {
            0 => writeln!(out, "ok: {} in style", counted((count, "file"))),
            _ => writeln!(out, "{word}: {} of {}", files, counted((count, "file"))),
        }
    })
}
