//! `netz audit`: the checks of a program, over Kubernetes objects without one.

use clap::Args;
use jiff::civil::Date;
use netz::audit::baseline::{Baseline, Compared};
use netz::audit::{self, Audit, Options};
use netz::diagnostic::{Counts, Sink};
use netz::k8s::inventory::Inventory;
use netz::source::SourceMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::Ending;
use super::check::counted;
use super::failure::{Failure, shown};
use super::input::{Beside, date, kube_version, today};
use super::levels::LevelFlags;
use super::progress::Progress;
use super::report::{self, Format, Stream};
use super::stage::Stage;
use super::terminal::{Color, to_stderr};

/// How many entries of a baseline that nothing matches are listed.
const LISTED: usize = 10;

/// Say what is wrong with Kubernetes objects that exist
///
/// Reads roles, bindings, network policies, namespaces and workloads, and checks them as netz checks a
/// policy, without any .netz file. Nothing is written but a baseline. Findings about an object with the
/// annotation netz/because are recorded exceptions: only json and sarif list them.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  netz audit k8s/                          every .yaml, .yml and .json file under k8s/
  helm template charts/shop | netz audit -
  kubectl get clusterroles,clusterrolebindings,roles,rolebindings,networkpolicies,namespaces,\\
    serviceaccounts,services,pods,deployments -A -o yaml | netz audit -
  netz audit k8s/ --write-baseline netz-baseline.txt
  netz audit k8s/ --baseline netz-baseline.txt        in CI: only new findings fail
  netz audit k8s/ -D warnings -A unused-role          levels, as for netz check
  netz audit k8s/ --message-format sarif > netz.sarif

Exit status: 0 when there are no errors, 1 when there are, 2 when a file can't be read or there is
nothing to audit.")]
pub struct AuditArgs {
    /// Files, directories (all .yaml, .yml and .json files below), or - for standard input
    /// [default: the working directory]
    #[arg(value_name = "FILE|DIR|-")]
    inputs: Vec<PathBuf>,

    /// Findings that are known: only others count
    #[arg(long, value_name = "FILE", help_heading = "Baseline")]
    baseline: Option<PathBuf>,

    /// Write what is found into a baseline, and show nothing
    #[arg(long, value_name = "FILE", help_heading = "Baseline", conflicts_with = "baseline")]
    write_baseline: Option<PathBuf>,

    /// The Kubernetes that the objects are in, from 1.33 to 1.37
    #[arg(long, value_name = "1.N", help_heading = "Target", value_parser = kube_version)]
    #[arg(default_value = "1.33")]
    kube_version: u32,

    /// Today, for `netz/until`: a date such as 2027-06-30 [default: today, UTC]
    #[arg(long, value_name = "DATE", help_heading = "Target", value_parser = date)]
    as_of: Option<Date>,

    #[command(flatten)]
    levels: LevelFlags,

    /// How to show messages: human, short, json, sarif or github
    #[arg(long, value_name = "FORMAT", value_enum, default_value = "human")]
    #[arg(hide_possible_values = true, help_heading = "Messages")]
    message_format: Format,

    /// Show nothing but findings
    #[arg(short, long, help_heading = "Messages")]
    quiet: bool,
}

/// Reads, audits and reports.
pub fn run(mut args: AuditArgs, color: Color) -> Result<Ending, Failure> {
    let options = Options {
        kube_version: args.kube_version,
        today: args.as_of.unwrap_or_else(today),
        levels: args.levels.levels()?,
    };
    let baseline = args.baseline.as_deref().map(read_baseline).transpose()?;
    if args.inputs.is_empty() {
        args.inputs.push(PathBuf::from("."));
    }
    let texts = Beside::read("netz audit", &args.inputs, &|_| false)?.into_texts();
    let mut sources = SourceMap::default();
    let Audit { mut diagnostics, extent } = {
        let _progress = Progress::start(args.quiet, "auditing…".to_owned());
        let (mut inventory, mut sink) = (Inventory::default(), Sink::default());
        for (name, bytes) in texts {
            audit::read(&name, bytes, &mut sources, &mut inventory, &mut sink);
        }
        audit::audit(&inventory, sink, &sources, &options)
    };
    if extent.is_empty() && Counts::of(&diagnostics).errors == 0 {
        let inputs: Vec<_> = args.inputs.iter().map(|path| format!("`{}`", shown(path))).collect();
        let message = format!("there is nothing to audit in {}", inputs.join(", "));
        return Err(Failure::new(message).help(format!("read: {extent}")).help(
            "netz audit judges roles, bindings, network policies, namespaces and workloads",
        ));
    }
    let for_people = matches!(args.message_format, Format::Human | Format::Short) && !args.quiet;
    if let Some(path) = &args.write_baseline {
        let baseline = Baseline::of(&diagnostics);
        let mut stage = Stage::default();
        stage.write(path, baseline.text().as_bytes())?;
        stage.commit()?;
        if !args.quiet {
            let known = counted((baseline.len(), "entry"));
            to_stderr(|out| writeln!(out, "wrote {}: {known}; audited {extent}", shown(path)))?;
        }
        return Ok(Ending::Fine);
    }
    let compared = baseline.map(|baseline| baseline.compare(&mut diagnostics));
    report::show(args.message_format, Stream::Stdout, color, &sources, &diagnostics)?;
    let counts = Counts::of(&diagnostics);
    if let (Some(compared), Some(path)) = (&compared, &args.baseline)
        && for_people
    {
        stale(path, compared)?;
    }
    if for_people {
        let word = if counts.worst().is_none() { "ok" } else { "audited" };
        let known = compared.map_or(0, |compared| compared.known);
        let others = [(counts.accepted - known, "accepted finding"), (known, "known finding")];
        let others = others.into_iter().filter(|(count, _)| *count > 0).map(counted);
        let others: String = others.map(|text| format!("; {text}")).collect();
        to_stderr(|out| writeln!(out, "{word}: {extent}{others}"))?;
    }
    Ok(if counts.errors > 0 { Ending::Faulty } else { Ending::Fine })
}

fn read_baseline(path: &Path) -> Result<Baseline, Failure> {
    let again = "`netz audit … --write-baseline FILE` writes one";
    let text = fs::read_to_string(path)
        .map_err(|error| Failure::io("read the baseline", path, &error).help(again))?;
    Baseline::read(&text).map_err(|wrong| {
        let place = format!("{}:{}", shown(path), wrong.line);
        Failure::new(format!("{place}: this is no baseline: {}", wrong.reason)).help(again)
    })
}

/// Lists the entries of a baseline that nothing matches any more.
fn stale(path: &Path, compared: &Compared) -> Result<(), Failure> {
    let stale = &compared.stale;
    if stale.is_empty() {
        return Ok(());
    }
    to_stderr(|out| {
        let (entries, path) = (counted((stale.len(), "entry")), shown(path));
        let es = if stale.len() == 1 { "es" } else { "" };
        writeln!(out, "stale: {entries} of {path} match{es} nothing any more:")?;
        for (mark, _) in stale.iter().take(LISTED) {
            writeln!(out, "  {mark}")?;
        }
        if stale.len() > LISTED {
            writeln!(out, "  … and {} more", stale.len() - LISTED)?;
        }
        writeln!(out, "help: `--write-baseline {path}` writes it anew")
    })
}
