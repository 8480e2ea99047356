//! `netz diff`: who may do more than before, and who less.

mod disk;
mod git;
mod given;
mod read;
mod revision;

use clap::{Args, ValueEnum};
use netz::difference::{self, Difference, Unfinished, text};
use netz::{Mode, Options};
use std::io::{self, Write};
use std::path::PathBuf;

use super::Ending;
use super::failure::Failure;
use super::input::kube_version;
use super::progress::Progress;
use super::report::{self, Format as Messages, Stream};
use super::terminal::{Color, to_stderr, to_stdout};
use given::Given;
use read::Loaded;

/// Compare what two policies allow
///
/// Tells the connections and the rights that NEW allows and OLD doesn't, and the reverse. Meanings are
/// compared, not texts: a program and the objects that it compiles to have no difference.
#[derive(Debug, Args)]
#[command(after_help = "\
A side is a .netz file, YAML or JSON objects, a directory of either (its .netz files where it has any),
- for standard input, or a git revision. Of a revision the files are read that the working tree would
give, without a checkout.

Examples:
  netz diff                                HEAD and the working tree
  netz diff origin/main                    that revision and the working tree
  netz diff v1 v2                          two revisions
  netz diff HEAD~1 -- policies/            only this program
  netz diff old.netz new.netz              two files
  netz diff k8s/ main.netz                 what applying the program would change
  kubectl get networkpolicies -A -o yaml | netz diff -
                                           the cluster and the nearest main.netz
  netz diff origin/main --fail-on widen    exit status 1 when somebody may do more: for CI
  netz diff origin/main --format markdown  for a comment on a pull request

Exit status: 0 when the sides were compared, 1 when one has errors or --fail-on found a difference,
2 when something can't be read.")]
pub struct DiffArgs {
    /// A file, a directory, - or a revision [default: HEAD]
    #[arg(value_name = "OLD")]
    old: Option<PathBuf>,

    /// The same [default: the working tree]
    #[arg(value_name = "NEW")]
    new: Option<PathBuf>,

    /// What to read of revisions and of the working tree [default: the nearest main.netz]
    #[arg(value_name = "PATH", last = true)]
    paths: Vec<PathBuf>,

    /// The directory that no `use` may leave [default: the working directory]
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,

    /// The cluster, of those that the programs name
    #[arg(long, value_name = "NAME", help_heading = "Target")]
    cluster: Option<String>,

    /// The Kubernetes that the objects are for, from 1.33 to 1.37
    #[arg(long, value_name = "1.N", help_heading = "Target", value_parser = kube_version)]
    #[arg(default_value = "1.33")]
    kube_version: u32,

    /// text, json or markdown
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "text")]
    #[arg(hide_possible_values = true, help_heading = "Output")]
    format: Format,

    /// Exit with 1 when something is gained (widen), or gained or lost (any)
    #[arg(long, value_enum, value_name = "WHAT", hide_possible_values = true)]
    #[arg(help_heading = "Output")]
    fail_on: Option<FailOn>,

    /// Also tell when one end lets through more and the other none of it
    #[arg(short, long, help_heading = "Output")]
    verbose: bool,
}

/// How the difference is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// One JSON object.
    Json,
    /// A comment on a pull request.
    Markdown,
}

/// What fails the command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// Somebody may do more.
    #[value(alias = "widened")]
    Widen,
    /// Somebody may do more, or less.
    Any,
}

/// Reads both sides and compares them.
pub fn run(args: &DiffArgs, color: Color) -> Result<Ending, Failure> {
    let givens = given::sides(args.old.as_deref(), args.new.as_deref(), &args.paths)?;
    let _progress = Progress::start(false, "comparing…".to_owned());
    let old = args.read(&givens[0], &givens[1])?;
    let new = args.read(&givens[1], &givens[0])?;
    let [old_name, new_name] = [givens[0].name(), givens[1].name()];
    let names = [&*old_name, &*new_name];
    if old.missing && new.missing {
        let failure =
            Failure::new(format!("there is no program in `{old_name}`, nor in {new_name}"));
        return Err(failure.help("name the files after `--`: `netz diff HEAD~1 -- policies/`"));
    }
    let mut faulty = false;
    for (side, loaded, name) in [("old", &old, names[0]), ("new", &new, names[1])] {
        faulty |= show_errors(side, name, loaded, color)?;
    }
    if faulty {
        return Ok(Ending::Faulty);
    }
    notes(&old, &new, names)?;
    let compared = difference::compare(old.side(), new.side(), args.kube_version);
    let difference = compared.map_err(not_finished)?;
    args.write(&difference, (names[0], names[1]), color)?;
    let fails = match args.fail_on {
        Some(FailOn::Widen) => !difference.gained.is_empty(),
        Some(FailOn::Any) => !difference.is_empty(),
        None => false,
    };
    Ok(if fails { Ending::Faulty } else { Ending::Fine })
}

impl DiffArgs {
    fn read(&self, given: &Given, other: &Given) -> Result<Loaded, Failure> {
        let options = Options {
            cluster: self.cluster.as_deref().map(Into::into),
            mode: Mode::Build,
            kube_version: self.kube_version,
            ..Options::default()
        };
        let root = self.root.as_deref();
        match given {
            Given::Files(paths) => disk::read(paths, root, &options),
            Given::Revision { commit, .. } => {
                // The same files as those of the other side, where it names some.
                let paths = match other {
                    Given::Files(named) if self.paths.is_empty() => named.as_slice(),
                    _ => &self.paths,
                };
                let paths = if paths == [PathBuf::from("-")] { &[] } else { paths };
                revision::read(commit, paths, root, &options)
            }
        }
    }

    fn write(
        &self,
        difference: &Difference,
        names: (&str, &str),
        color: Color,
    ) -> Result<(), Failure> {
        match self.format {
            Format::Text => {
                let style = text::Style { color: color.on(&io::stdout()), unseen: self.verbose };
                to_stdout(|out| text::write(out, difference, style))
            }
            Format::Json => to_stdout(|out| difference::json::write(out, difference, names)),
            Format::Markdown => {
                let comment = difference::markdown::write(difference, names);
                to_stdout(|out| out.write_all(comment.as_bytes()))
            }
        }
    }
}

/// Shows what is wrong with a side. Whether anything is.
fn show_errors(side: &str, name: &str, loaded: &Loaded, color: Color) -> Result<bool, Failure> {
    if loaded.errors.is_empty() {
        return Ok(false);
    }
    to_stderr(|out| writeln!(out, "netz: the {side} side, {name}, has errors"))?;
    report::show(Messages::Human, Stream::Stderr, color, &loaded.sources, &loaded.errors)?;
    Ok(true)
}

/// Says what may surprise: a side of which there is nothing.
fn notes(old: &Loaded, new: &Loaded, [old_name, new_name]: [&str; 2]) -> Result<(), Failure> {
    to_stderr(|out| {
        if old.missing {
            writeln!(out, "note: {old_name} has no such program: all of it is new")?;
        }
        if new.missing {
            writeln!(out, "note: {new_name} has no such program: all of it is gone")?;
        }
        for (loaded, name) in [(old, old_name), (new, new_name)] {
            if loaded.says_nothing() {
                writeln!(out, "note: {name} holds no NetworkPolicy, role or binding")?;
            }
        }
        Ok(())
    })
}

fn not_finished(_: Unfinished) -> Failure {
    Failure::new("the comparison was not finished: it takes too long")
        .help("write selectors with fewer `!=`, `notin` and `!key` on different keys of one zone")
}
