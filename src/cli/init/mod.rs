//! `netz init`: a commented policy to start from, and what a repository with one wants.

mod flavor;

use clap::Args;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::Ending;
use super::failure::{Failure, shown};
use super::terminal::to_stderr;
use flavor::Flavor;

/// Write a commented main.netz to start from
///
/// Also writes a Makefile, a CI workflow and .gitattributes where there are none. A file that is there
/// already is left alone; --force replaces main.netz only.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  netz init --cluster kind
  netz init policies --cluster eks")]
pub struct InitArgs {
    /// The directory [default: the working directory]
    #[arg(value_name = "DIR")]
    directory: Option<PathBuf>,

    /// The cluster that the policy is for: kind, gke, eks, aks or openshift
    #[arg(long, value_enum, value_name = "FLAVOR", default_value = "kind")]
    #[arg(hide_possible_values = true)]
    cluster: Flavor,

    /// Replace a main.netz that is there
    #[arg(long)]
    force: bool,
}

const MAKEFILE: &str = include_str!("Makefile.txt");
const WORKFLOW: &str = include_str!("workflow.txt");
const ATTRIBUTE: &str = "k8s/** linguist-generated=true";

/// Writes what isn't there.
pub fn run(args: &InitArgs) -> Result<Ending, Failure> {
    let directory = args.directory.as_deref().unwrap_or_else(|| Path::new(""));
    if directory.is_file() {
        let message = format!("`{}` is a file", shown(directory));
        return Err(Failure::new(message).help("name the directory that main.netz shall stand in"));
    }
    let main = directory.join("main.netz");
    if main.exists() && !args.force {
        let message = format!("`{}` is there already", shown(&main));
        return Err(Failure::new(message).help("`--force` replaces it"));
    }
    let mut said = Vec::new();
    write(&main, &args.cluster.policy(), &mut said)?;
    if directory.join("Makefile").exists() {
        said.push(format!("your Makefile was left alone; a rule for it:\n\n{MAKEFILE}"));
    } else {
        write(&directory.join("Makefile"), MAKEFILE, &mut said)?;
    }
    let workflow = directory.join(".github/workflows/netz.yml");
    if workflow.exists() {
        said.push(format!("`{}` was left alone", shown(&workflow)));
    } else {
        write(&workflow, WORKFLOW, &mut said)?;
    }
    attributes(&directory.join(".gitattributes"), &mut said)?;
    to_stderr(|out| {
        said.iter().try_for_each(|line| writeln!(out, "{line}"))?;
        writeln!(out, "next: edit `{}`, then `netz check` and `netz build`", shown(&main))
    })?;
    Ok(Ending::Fine)
}

fn write(path: &Path, text: &str, said: &mut Vec<String>) -> Result<(), Failure> {
    let parent = path.parent().map_or(Ok(()), fs::create_dir_all);
    let written = parent.and_then(|()| fs::write(path, text));
    written.map_err(|error| Failure::io("write", path, &error))?;
    said.push(format!("wrote `{}`", shown(path)));
    Ok(())
}

/// Adds the attribute of generated files where it is missing.
fn attributes(path: &Path, said: &mut Vec<String>) -> Result<(), Failure> {
    let old = match fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        read => read.map_err(|error| Failure::io("read", path, &error))?,
    };
    if old.lines().any(|line| line.trim() == ATTRIBUTE) {
        return Ok(());
    }
    let gap = if old.is_empty() || old.ends_with('\n') { "" } else { "\n" };
    write(path, &format!("{old}{gap}{ATTRIBUTE}\n"), said)
}
