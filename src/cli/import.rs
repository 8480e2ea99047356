//! `netz import`: objects that are there already, as a program that means the same.

use clap::Args;
use netz::Program;
use netz::diagnostic::{Counts, Diagnostic, Levels, Severity};
use netz::import::{self, Gap, Import, Loss, Options, Proof};
use netz::k8s::inventory::Inventory;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use super::Ending;
use super::check::counted;
use super::failure::{Failure, shown};
use super::input::{Beside, kube_version};
use super::progress::Progress;
use super::report::{self, Format, Stream};
use super::stage::Stage;
use super::terminal::{Color, to_stderr, to_stdout};

/// How much of a list is shown.
const SHOWN: usize = 12;

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

Exit status: 0 when the program means what the objects mean, 1 when it differs from them or an object
can't be read, 2 when a file can't be read or written.")]
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

    /// Say nothing but what is wrong
    #[arg(short, long, help_heading = "Messages")]
    quiet: bool,
}

/// Reads, writes and tells.
pub fn run(args: &ImportArgs, color: Color) -> Result<Ending, Failure> {
    if let Some(output) = &args.output {
        refuse(output, args.force)?;
    }
    let (program, inventory, result) = args.import()?;
    let diagnostics = program.sink.clone().finish(&Levels::default());
    report::show(Format::Human, Stream::Stderr, color, &program.sources, &diagnostics)?;
    if inventory.is_empty() {
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
    let errors = diagnostics.iter().any(|one: &Diagnostic| one.severity == Severity::Error);
    args.tell(&inventory, &result, Counts::of(&diagnostics).errors)?;
    let fine = !errors && result.proof == Proof::Equal;
    Ok(if fine { Ending::Fine } else { Ending::Faulty })
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
        let options = Options { kube_version: self.kube_version, heading };
        let result = import::import(&inventory, &program.sources, &options);
        Ok((program, inventory, result))
    }

    /// What was read, what was written, what is missing.
    fn tell(&self, inventory: &Inventory, result: &Import, errors: usize) -> Result<(), Failure> {
        to_stderr(|out| {
            for (loss, head) in [
                (Loss::Meaning, "not said, since netz can't"),
                (Loss::Nothing, "left out, since it allows nothing"),
                (Loss::Beside, "left out"),
            ] {
                let of_kind = result.unsaid.iter().filter(|one| one.loss == loss);
                let all: Vec<_> =
                    of_kind.map(|one| format!("{}: {}", one.what, one.reason)).collect();
                if loss == Loss::Meaning || !self.quiet {
                    list(out, head, &all)?;
                }
            }
            match &result.proof {
                Proof::Equal => {}
                Proof::Unfinished => writeln!(
                    out,
                    "not proved: the comparison takes too long; write selectors with fewer negations"
                )?,
                Proof::Differs(gaps) => {
                    let all: Vec<_> = gaps.iter().map(gap).collect();
                    list(out, "the program differs from the objects", &all)?;
                }
            }
            if self.quiet {
                return Ok(());
            }
            let import::Counts { zones, segments, flows, grants } = result.counts;
            let parts =
                [(zones, "zone"), (segments, "segment"), (flows, "flow"), (grants, "grant")];
            let parts: Vec<_> = parts.into_iter().map(counted).collect();
            let policies = counted((inventory.policies().len(), "network policy"));
            let bindings = counted((inventory.rbac().bindings().len(), "binding"));
            writeln!(out, "imported: {policies}, {bindings} as {}", parts.join(", "))?;
            match (&result.proof, errors) {
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
}

fn list(out: &mut dyn Write, head: &str, all: &[String]) -> io::Result<()> {
    if all.is_empty() {
        return Ok(());
    }
    writeln!(out, "{head}:")?;
    all.iter().take(SHOWN).try_for_each(|one| writeln!(out, "  - {one}"))?;
    match all.len().saturating_sub(SHOWN) {
        0 => Ok(()),
        more => writeln!(out, "  and {more} more, all of them at the top of the program"),
    }
}

fn gap(gap: &Gap) -> String {
    let word = if gap.wider { "it allows more" } else { "it allows less" };
    let witness = gap.witness.as_ref().map(|one| format!(", e.g. {one}")).unwrap_or_default();
    format!("{word}: {}{witness}", gap.what)
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
    vec![format!("Imported from {} of {files}.", kinds.collect::<Vec<_>>().join(", "))]
}
