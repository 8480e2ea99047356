//! `netz import`: objects that are there already, as a program that means the same.

use clap::Args;
use netz::Program;
use netz::diagnostic::{Counts, Diagnostic, Levels, Severity};
use netz::import::{self, Import, Options, Proof};
use netz::k8s::inventory::Inventory;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use super::Ending;
use super::check::counted;
use super::failure::{Failure, shown};
use super::input::{Beside, kube_version};
use super::levels::LevelFlags;
use super::progress::Progress;
use super::report::{self, Format, Stream};
use super::stage::Stage;
use super::terminal::{Color, to_stderr, to_stdout};

/// Write the program that existing objects mean
///
/// Reads NetworkPolicies, roles and bindings, Namespaces and quotas, and writes zones, segments, flows and
/// grants. Proves that the program allows and grants what the objects do, in both readings of ipBlock; what
/// it can't say is listed with the reason, in the program and here.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  netz import k8s/ -o main.netz            the manifests of a folder
  helm template shop ./shop | netz import -
  kubectl get networkpolicies,roles,rolebindings,clusterroles,clusterrolebindings -A -o yaml \\
    | netz import - -o main.netz           a cluster
  netz import k8s/ -o main.netz -A role-left-out    levels, as for netz check

Exit status: 0 when the program means what the objects mean, 1 when it differs from them or an object
can't be read (or -D makes an error of what it leaves out), 2 when a file can't be read or written.")]
pub struct ImportArgs {
    /// Files, directories (all .yaml, .yml and .json files below), or - for standard input
    #[arg(value_name = "FILE|DIR|-")]
    inputs: Vec<PathBuf>,

    /// The file to write [default: standard output]
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,

    /// Replace a file that is there
    #[arg(long, requires = "output", help_heading = "Output")]
    force: bool,

    /// The Kubernetes that the objects are for, from 1.33 to 1.37
    #[arg(long, value_name = "1.N", help_heading = "Target", value_parser = kube_version)]
    #[arg(default_value = "1.33")]
    kube_version: u32,

    #[command(flatten)]
    levels: LevelFlags,

    /// How to show messages: human, short, json, sarif or github
    #[arg(long, value_name = "FORMAT", value_enum, default_value = "human")]
    #[arg(hide_possible_values = true, help_heading = "Messages")]
    message_format: Format,

    /// Say nothing but what is wrong
    #[arg(short, long, help_heading = "Messages")]
    quiet: bool,
}

/// Reads, writes and tells.
pub fn run(args: &ImportArgs, color: Color) -> Result<Ending, Failure> {
    if let Some(output) = &args.output {
        refuse(output, args.force)?;
    }
    let levels = args.levels.levels()?;
    let (program, inventory, result) = args.import()?;
    let unread = unread(&program).len();
    let Program { sources, mut sink, .. } = program;
    if inventory.is_empty() {
        let diagnostics = sink.finish(&levels);
        report::show(args.message_format, Stream::Stderr, color, &sources, &diagnostics)?;
        let failure =
            Failure::new("there is nothing to import: no policy, role, binding or Namespace");
        return Err(failure.help("name files with NetworkPolicies, roles and bindings"));
    }
    match &args.output {
        None => to_stdout(|out| out.write_all(result.text.as_bytes()))?,
        Some(path) => {
            let mut stage = Stage::default();
            stage.write(path, result.text.as_bytes())?;
            stage.commit()?;
        }
    }
    result.report(&mut sink);
    let diagnostics = sink.finish(&levels);
    report::show(args.message_format, Stream::Stderr, color, &sources, &diagnostics)?;
    if matches!(args.message_format, Format::Human | Format::Short) && !args.quiet {
        tell(&inventory, &result, unread)?;
    }
    Ok(if Counts::of(&diagnostics).errors > 0 { Ending::Faulty } else { Ending::Fine })
}

/// A file that is there is not replaced unasked.
pub fn refuse(output: &Path, force: bool) -> Result<(), Failure> {
    if output.is_dir() {
        let failure = Failure::new(format!("`{}` is a directory", shown(output)));
        return Err(failure.help("name the file: `-o main.netz`"));
    }
    if output.exists() && !force {
        let failure = Failure::new(format!("`{}` is there already", shown(output)));
        return Err(failure.help("`--force` replaces it"));
    }
    Ok(())
}

impl ImportArgs {
    fn import(&self) -> Result<(Program, Inventory, Import), Failure> {
        let stdin = [PathBuf::from("-")];
        let inputs = match self.inputs.as_slice() {
            [] if io::stdin().is_terminal() => {
                let failure = Failure::new("which objects? no file and no directory is named");
                return Err(failure.help("`netz import k8s/ -o main.netz`"));
            }
            [] => &stdin,
            inputs => inputs,
        };
        if let Some(netz) = inputs.iter().find(|one| one.extension().is_some_and(|it| it == "netz"))
        {
            let failure = Failure::new(format!("`{}` is a program already", shown(netz)));
            return Err(failure.help("`netz import` takes Kubernetes objects: YAML or JSON"));
        }
        let beside = Beside::read("netz import", inputs, &|_| false)?;
        let _progress = Progress::start(self.quiet, "importing…".to_owned());
        let mut program = Program::default();
        let inventory = beside.into_objects(&mut program);
        let heading = heading(&program, &inventory);
        let unread = unread(&program);
        let options = Options { kube_version: self.kube_version, heading, unread };
        let result = import::import(&inventory, &program.sources, &options);
        Ok((program, inventory, result))
    }
}

/// What was read and what was written; `unread` objects are errors.
fn tell(inventory: &Inventory, result: &Import, unread: usize) -> Result<(), Failure> {
    let import::Counts { zones, segments, flows, grants } = result.counts;
    let parts = [(zones, "zone"), (segments, "segment"), (flows, "flow"), (grants, "grant")];
    let parts: Vec<_> = parts.into_iter().map(counted).collect();
    let policies = counted((inventory.policies().len(), "network policy"));
    let bindings = counted((inventory.rbac().bindings().len(), "binding"));
    to_stderr(|out| {
        writeln!(out, "imported: {policies}, {bindings} as {}", parts.join(", "))?;
        match (&result.proof, unread) {
            (Proof::Equal, 0) => {
                writeln!(out, "proved: the program allows and grants what the objects do")
            }
            (Proof::Equal, errors) => writeln!(
                out,
                "proved: the program allows and grants what the objects do that could be read ({})",
                counted((errors, "error"))
            ),
            _ => Ok(()),
        }
    })
}

/// What of the files could not be read, by the place and the message.
fn unread(program: &Program) -> Vec<String> {
    let said = program.sink.clone().finish(&Levels::default());
    let errors = said.iter().filter(|one| one.severity == Severity::Error);
    let line = |one: &Diagnostic| match one.primary() {
        Some(span) => {
            let line = program.sources.position(span.file, span.start).line;
            format!("{}:{line}: {}", program.sources.name(span.file), one.message)
        }
        None => one.message.clone(),
    };
    errors.map(line).collect()
}

/// What stands above the program.
fn heading(program: &Program, inventory: &Inventory) -> Vec<String> {
    let kinds = [
        (inventory.policies().len(), "network policy"),
        (inventory.rbac().roles().len(), "role"),
        (inventory.rbac().bindings().len(), "binding"),
        (inventory.namespaces().len(), "namespace"),
        (inventory.quotas().len(), "quota"),
    ];
    let kinds = kinds.into_iter().filter(|(count, _)| *count > 0).map(counted);
    let files = program.sources.iter().count();
    let files = if files == 1 { "1 file".to_owned() } else { format!("{files} files") };
    let kinds: Vec<_> = kinds.collect();
    let kinds = if kinds.is_empty() { "nothing".to_owned() } else { kinds.join(", ") };
    vec![format!("Imported from {kinds} of {files}.")]
}
