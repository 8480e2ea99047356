//! What `build` and `check` take alike: which files, for which cluster, day and Kubernetes.

mod loader;
mod roots;

use clap::Args;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use netz::k8s::resource::{NEWEST, OLDEST};
use netz::{Mode, Options, Outcome, Program};
use std::path::{Path, PathBuf};

use super::failure::Failure;
use super::levels::LevelFlags;
use super::progress::Progress;
use super::report::Format;
use loader::Disk;
use roots::Roots;

/// Flags about the program and about messages.
#[derive(Debug, Args)]
pub struct InputArgs {
    /// Files, directories (all .netz files below), or - for standard input [default: the nearest main.netz]
    #[arg(value_name = "FILE|DIR|-")]
    inputs: Vec<PathBuf>,

    /// The directory that no `use` may leave [default: the working directory]
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,

    /// The cluster, of those that the program names
    #[arg(long, value_name = "NAME", help_heading = "Target")]
    cluster: Option<String>,

    /// Today, for `until`: a date such as 2027-06-30 [default: today, UTC]
    #[arg(long, value_name = "DATE", help_heading = "Target")]
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

/// A minor version out of `1.35`, `v1.35` or `1.35.2`.
fn kube_version(text: &str) -> Result<u32, String> {
    let text = text.strip_prefix('v').unwrap_or(text);
    let minor = text.strip_prefix("1.").and_then(|rest| rest.split('.').next());
    let minor = minor.and_then(|minor| minor.parse().ok());
    minor
        .filter(|minor| (OLDEST..=NEWEST).contains(minor))
        .ok_or_else(|| format!("netz knows Kubernetes 1.{OLDEST} to 1.{NEWEST}"))
}

/// A program that was read and checked.
pub struct Input {
    /// The program.
    pub program: Program,
    /// What checking it gave.
    pub outcome: Outcome,
    root: PathBuf,
}

impl InputArgs {
    /// Reads the program and checks it.
    pub fn check(&self, mode: Mode) -> Result<Input, Failure> {
        let options = Options {
            cluster: self.cluster.as_deref().map(Into::into),
            today: self.as_of.unwrap_or_else(today),
            mode,
            levels: self.levels.levels()?,
            kube_version: self.kube_version,
        };
        let roots = Roots::find(&self.inputs, self.root.as_deref())?;
        let named: Vec<_> = roots.files.iter().map(String::as_str).collect();
        let what = match *named {
            [only] => only.to_owned(),
            _ => format!("{} files", named.len()),
        };
        let _progress = Progress::start(self.quiet, format!("checking {what}…"));
        let program = netz::load(&named, &mut Disk::new(&roots));
        let outcome = netz::check(&program, &options);
        Ok(Input { program, outcome, root: roots.shown_root })
    }
}

impl Input {
    /// The files that were read, as paths from the working directory. Standard input is none.
    pub fn files(&self) -> Vec<PathBuf> {
        let names = self.program.sources.iter().map(|(_, source)| source.name.as_str());
        names.filter(|name| *name != loader::STDIN).map(|name| self.path_of(name)).collect()
    }

    fn path_of(&self, name: &str) -> PathBuf {
        if self.root == Path::new(".") { PathBuf::from(name) } else { self.root.join(name) }
    }
}

fn today() -> Date {
    jiff::Timestamp::now().to_zoned(TimeZone::UTC).date()
}
