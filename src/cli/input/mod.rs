//! What `build`, `check`, `graph` and `test` take alike: which files, beside which objects, for which cluster,
//! day and Kubernetes.

mod beside;
pub mod loader;
pub mod roots;
mod survey;
mod trial;
pub mod walk;

use clap::Args;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use netz::check::others;
use netz::diagnostic::{Diagnostic, Edit};
use netz::k8s::inventory::Inventory;
use netz::k8s::resource::{NEWEST, OLDEST};
use netz::source::FileId;
use netz::{Checked, Mode, Options, Outcome, Program, query};
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::failure::{Failure, shown};
use super::levels::LevelFlags;
use super::progress::Progress;
use super::report::Format;
pub use beside::{Beside, Count};
pub use survey::Survey;

use loader::Disk;
use roots::{Roots, nearest_main};

/// The name of the program that says nothing but the names of objects.
const NAMES: &str = "<objects>";

/// Flags about the program and about messages.
#[derive(Debug, Args)]
pub struct InputArgs {
    /// Files, directories (all .netz files below), or - for standard input [default: the nearest main.netz]
    #[arg(value_name = "FILE|DIR|-")]
    inputs: Vec<PathBuf>,

    /// The directory that no `use` may leave [default: the working directory]
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,

    /// Kubernetes objects of others that every proof counts in: .yaml, .yml and .json files, directories
    /// of them, or - for standard input; may be repeated
    #[arg(long, value_name = "FILE|DIR|-")]
    with: Vec<PathBuf>,

    /// The cluster, of those that the program names
    #[arg(long, value_name = "NAME", help_heading = "Target")]
    cluster: Option<String>,

    /// Today, for `until`: a date such as 2027-06-30 [default: today, UTC]
    #[arg(long, value_name = "DATE", help_heading = "Target", value_parser = date)]
    as_of: Option<Date>,

    /// The Kubernetes that the objects are for, from 1.33 to 1.37
    #[arg(long, value_name = "1.N", help_heading = "Target", value_parser = kube_version)]
    #[arg(default_value = "1.33")]
    kube_version: u32,

    #[command(flatten)]
    levels: LevelFlags,

    /// How to show messages: human, short, json, sarif or github
    #[arg(long, value_name = "FORMAT", value_enum, default_value = "human")]
    #[arg(hide_possible_values = true, help_heading = "Messages")]
    pub message_format: Format,

    /// Show nothing but messages about the policy
    #[arg(short, long, help_heading = "Messages")]
    pub quiet: bool,
}

/// A day, as `until` writes it.
pub fn date(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "a date is written as `until` writes it: 2027-06-30".to_owned())
}

/// A minor version out of `1.35`, `v1.35` or `1.35.2`.
pub fn kube_version(text: &str) -> Result<u32, String> {
    let text = text.strip_prefix('v').unwrap_or(text);
    let minor = text.strip_prefix("1.").and_then(|rest| rest.split('.').next());
    let minor = minor.and_then(|minor| minor.parse().ok());
    minor
        .filter(|minor| (OLDEST..=NEWEST).contains(minor))
        .ok_or_else(|| format!("netz knows Kubernetes 1.{OLDEST} to 1.{NEWEST}"))
}

/// What the command line asks for: which files, and how to check them.
pub struct Request {
    options: Options,
    roots: Roots,
    disk: Disk,
    others: Beside,
    /// Whether the program only names what the objects are called.
    alone: bool,
    quiet: bool,
}

/// A program that was read and checked.
pub struct Input {
    /// The program.
    pub program: Program,
    /// What checking it gave.
    pub outcome: Outcome,
    /// The objects of `--with`.
    pub others: Arc<Inventory>,
    /// The files of `--with`, among the sources of the program.
    pub other_files: BTreeSet<FileId>,
    root: PathBuf,
}

impl InputArgs {
    /// The same with one more input, before all others.
    pub fn and(mut self, input: PathBuf) -> Self {
        self.inputs.insert(0, input);
        self
    }

    /// The same for questions. Where there is no program, and `--with` gives objects, these are asked alone,
    /// by names that are made of theirs.
    pub fn question(&self) -> Result<Request, Failure> {
        let root = self.root.as_deref();
        if self.with.is_empty() || !self.inputs.is_empty() || nearest_main(root).is_ok() {
            return self.request(Mode::Build);
        }
        let options = self.options(Mode::Build)?;
        let mut roots = Roots::at(root.unwrap_or(Path::new(".")).to_owned())?;
        roots.files.push(NAMES.to_owned());
        let mut disk = Disk::new(&roots);
        let others = Beside::read("--with", &self.with, &|_| false)?;
        let (inventory, _) = others.add_to(&mut Program::default());
        disk.replace(NAMES, &query::names(&inventory));
        Ok(Request { options, roots, disk, others, alone: true, quiet: self.quiet })
    }

    /// Finds the files.
    pub fn request(&self, mode: Mode) -> Result<Request, Failure> {
        let options = self.options(mode)?;
        if let Some(test) = self.with.iter().find(|path| is_netz(path)) {
            let message =
                format!("`--with` takes Kubernetes objects, and `{}` is a .netz file", shown(test));
            let help = "name a policy as an argument; tests are for `netz test`";
            return Err(Failure::new(message).help(help));
        }
        self.refuse_two_of_stdin(&[&self.with])?;
        let roots = Roots::find(&self.inputs, self.root.as_deref())?;
        let disk = Disk::new(&roots);
        let others = Beside::read("--with", &self.with, &|_| false)?;
        Ok(Request { options, roots, disk, others, alone: false, quiet: self.quiet })
    }

    /// What to compile for.
    fn options(&self, mode: Mode) -> Result<Options, Failure> {
        Ok(Options {
            cluster: self.cluster.as_deref().map(Into::into),
            today: self.as_of.unwrap_or_else(today),
            mode,
            levels: self.levels.levels()?,
            kube_version: self.kube_version,
            ..Options::default()
        })
    }

    /// Standard input can be read once.
    fn refuse_two_of_stdin(&self, beside: &[&[PathBuf]]) -> Result<(), Failure> {
        let lists = [self.inputs.as_slice()].into_iter().chain(beside.iter().copied());
        if lists.filter(|paths| Beside::names_stdin(paths)).count() < 2 {
            return Ok(());
        }
        let failure = Failure::new("standard input can't be the policy and the objects beside it");
        Err(failure.help("write one of the two into a file"))
    }

    /// Reads the program and checks it.
    pub fn check(&self, mode: Mode) -> Result<Input, Failure> {
        Ok(self.request(mode)?.check())
    }
}

impl Request {
    /// Reads the program and asks it.
    pub fn ask(&mut self, questions: &[String]) -> (Program, query::Outcome) {
        let named: Vec<_> = self.roots.files.iter().map(String::as_str).collect();
        let _progress = Progress::start(self.quiet, "asking…".to_owned());
        let mut program = netz::load(&named, &mut self.disk);
        let others = Arc::new(self.others.add_to(&mut program).0);
        let options = Options { others, ..self.options.clone() };
        let ask = if self.alone { query::ask_objects } else { query::ask };
        let outcome = ask(&mut program, &options, questions);
        (program, outcome)
    }

    /// Reads the program and checks it.
    pub fn check(&mut self) -> Input {
        let named: Vec<_> = self.roots.files.iter().map(String::as_str).collect();
        let what = match *named {
            [only] => only.to_owned(),
            _ => format!("{} files", named.len()),
        };
        let _progress = Progress::start(self.quiet, format!("checking {what}…"));
        let mut program = netz::load(&named, &mut self.disk);
        let (others, other_files) = self.others.add_to(&mut program);
        let others = Arc::new(others);
        let options = Options { others: Arc::clone(&others), ..self.options.clone() };
        let outcome = netz::check(&program, &options);
        let root = self.roots.shown_root.clone();
        Input { program, outcome, others, other_files, root }
    }

    /// From now on, a file has this text.
    pub fn replace(&mut self, name: &str, text: &str) {
        self.disk.replace(name, text);
    }
}

impl Input {
    /// The files that were read, as paths from the working directory. Standard input is none.
    pub fn files(&self) -> Vec<PathBuf> {
        let sources = self.program.sources.iter();
        let paths = sources.filter_map(|(id, source)| match self.other_files.contains(&id) {
            true => (source.name != loader::STDIN).then(|| PathBuf::from(&source.name)),
            false => self.path_of(&source.name),
        });
        paths.collect()
    }

    /// What was said whose fix, where it has one, is about the program: the objects beside it are read only.
    pub fn fixable(&self) -> impl Iterator<Item = &Diagnostic> {
        let is_own = |edit: &Edit| !self.other_files.contains(&edit.span.file);
        let is_fixable = move |said: &&Diagnostic| {
            said.fix.as_ref().is_none_or(|fix| fix.edits.iter().all(is_own))
        };
        self.outcome.diagnostics.iter().filter(is_fixable)
    }

    /// How many policies stand beside the program; none where `--with` gives no file.
    pub fn beside(&self, checked: &Checked) -> Option<Count> {
        let all = self.others.policies().len();
        let others = others::of_others(checked.policy(), &self.others).policies().len();
        (!self.other_files.is_empty()).then_some(Count { others, own: all - others })
    }

    /// The path of a file from the working directory; none for standard input.
    pub fn path_of(&self, name: &str) -> Option<PathBuf> {
        match name {
            loader::STDIN => None,
            name if self.root == Path::new(".") => Some(PathBuf::from(name)),
            name => Some(self.root.join(name)),
        }
    }
}

fn is_netz(path: &Path) -> bool {
    path.extension() == Some(OsStr::new("netz"))
}

/// Today, in UTC.
pub fn today() -> Date {
    jiff::Timestamp::now().to_zoned(TimeZone::UTC).date()
}
