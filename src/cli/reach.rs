//! `netz reach`: which workloads may connect to which, to what addresses, and who may come from outside.

use clap::{Args, ValueEnum};
use netz::connections::{
    self, Choice, Connections, Ends, HostNetwork, Plugin, Report, Side, Unknown, csv, json,
    markdown, text,
};
use netz::graph::{Graph, dot, html};
use netz::set::flow::Model;
use std::cmp::Reverse;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::Ending;
use super::check::counted;
use super::failure::{Failure, shown};
use super::input::{InputArgs, Survey};
use super::report::{self, Stream};
use super::stage::Stage;
use super::terminal::{Color, to_stderr, to_stdout};

/// Tell which workloads may connect to which
///
/// Reads Kubernetes objects and tells the connections between workloads, Services and addresses that the
/// NetworkPolicies allow: those of the objects, and with --with those of a program as well. What is alike
/// stands on one line: a group of workloads, whom they may all connect to, on which ports.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  netz reach k8s/                                  all connections
  netz reach main.netz --with k8s/                 those that the program would allow
  netz reach k8s/ --from shop/web                  where it may connect to
  netz reach k8s/ --to 'service shop/db'           who may connect to a Service
  netz reach k8s/ --to 10.0.0.0/8 --port tcp/443   who may connect to addresses
  netz reach k8s/ --from outside                   what addresses outside may connect to
  netz reach k8s/ --exposed                        what any unknown pod or address may connect to
  netz reach k8s/ --format csv > connections.csv   each pair on a line of its own
  netz reach k8s/ -o connections.html              a page to search and to click through
  kubectl get deploy,sts,ds,pods,ns,svc,netpol -A -o yaml | netz reach -

Exit status: 0 when all is well, 1 when some objects or the program can't be read, which the table then
leaves out, 2 when the command line is wrong or a file can't be read or written.")]
pub struct ReachArgs {
    #[command(flatten)]
    input: InputArgs,

    /// Only from these: `namespace/name`, `name`, `namespace/*`, an address, a block, `internet`, `outside`,
    /// or an entrance as the table calls it, `ingress namespace/name`
    #[arg(long, value_name = "END", value_delimiter = ',', help_heading = "Choice")]
    #[arg(conflicts_with = "exposed")]
    from: Vec<String>,

    /// Only to these, or to what stands behind `service namespace/name` or an entrance
    #[arg(long, value_name = "END", value_delimiter = ',', help_heading = "Choice")]
    to: Vec<String>,

    /// Only on these ports: `80`, `tcp/80`, `udp/53`, `tcp/8000-8100`
    #[arg(long, value_name = "PORT", value_delimiter = ',', help_heading = "Choice")]
    port: Vec<String>,

    /// What pods and addresses that no file knows may connect to
    #[arg(long, help_heading = "Choice")]
    exposed: bool,

    /// Read `ipBlock` as matching the addresses of pods too, as Calico and kube-network-policies do
    #[arg(long, help_heading = "Network plugin")]
    pod_addresses: bool,

    /// Take pods on the network of their node out of what policies rule, as most plugins do
    #[arg(long, help_heading = "Network plugin")]
    open_host_network: bool,

    /// text, json, csv, markdown, dot or html [default: by the ending of -o, else text]
    #[arg(long, value_enum, value_name = "FORMAT", hide_possible_values = true)]
    #[arg(help_heading = "Output")]
    format: Option<Format>,

    /// `groups` tells what is alike once, `pairs` each pair of workloads [default: pairs for csv, else groups]
    #[arg(long, value_enum, value_name = "ROWS", hide_possible_values = true)]
    #[arg(help_heading = "Output")]
    rows: Option<Rows>,

    /// With csv: Services as destinations too
    #[arg(long, help_heading = "Output")]
    services: bool,

    /// With csv: Ingresses, load balancers and node ports as sources too
    #[arg(long, help_heading = "Output")]
    entrances: bool,

    /// Write this file instead of printing
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,
}

/// How connections are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// One JSON object.
    Json,
    /// Comma-separated values.
    Csv,
    /// Tables.
    #[value(alias = "md")]
    Markdown,
    /// Graphviz.
    Dot,
    /// A page.
    Html,
}

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Rows {
    /// Of groups of workloads.
    Groups,
    /// Of two workloads.
    Pairs,
}

/// From how many pairs on the user is told of a shorter form.
const MANY: usize = 1_000_000;

/// How many entrances that lead nowhere are named.
const DEAD_ENDS: usize = 4;

/// How many kinds of objects that were passed over are named.
const KINDS: usize = 6;

/// Reads and tells.
pub fn run(args: &ReachArgs, color: Color) -> Result<Ending, Failure> {
    let format = args.format()?;
    let ports = (!args.port.is_empty()).then(|| connections::ports(&args.port)).transpose();
    let ports = ports.map_err(unknown)?;
    let survey = args.input.survey()?;
    let messages = args.input.message_format;
    report::show(messages, Stream::Stderr, color, &survey.sources, &survey.diagnostics)?;
    let Some(world) = &survey.world else { return Ok(Ending::Faulty) };
    let plugin = Plugin {
        blocks: if args.pod_addresses { Model::Everywhere } else { Model::Outside },
        host_network: match args.open_host_network {
            true => HostNetwork::Unseen,
            false => HostNetwork::Ruled,
        },
    };
    let inventory = &survey.inventory;
    let all = Connections::new(inventory, &world.space, &world.meaning, plugin);
    if all.workloads.is_empty() && survey.is_faulty() {
        to_stderr(|out| writeln!(out, "note: what could be read has no workload to tell of"))?;
        return Ok(Ending::Faulty);
    }
    if all.workloads.is_empty() {
        let failure = Failure::new("there is no workload in these objects");
        return Err(failure.help("name what runs pods: Deployments, StatefulSets, Pods, …"));
    }
    let entrances = all.entrances(inventory);
    let ends = |words: &[String], side| match words {
        [] => Ok(None),
        words => {
            let ends = Ends::parse(words, side, &all, inventory, &entrances);
            ends.map(Some).map_err(unknown)
        }
    };
    let choice =
        Choice { from: ends(&args.from, Side::From)?, to: ends(&args.to, Side::To)?, ports };
    let dead_ends = all.dead_ends(inventory, &entrances);
    let mut entrances = match format {
        Format::Csv if !args.entrances => Vec::new(),
        _ => choice.entrances(&entrances),
    };
    if args.exposed {
        entrances.retain(|row| !row.comers.is_empty());
    }
    let chosen = all.chosen(&choice);
    let services = match format {
        Format::Csv if !args.services => Vec::new(),
        Format::Dot | Format::Html => Vec::new(),
        _ => chosen.to_services(inventory),
    };
    let default = if format == Format::Csv { Rows::Pairs } else { Rows::Groups };
    let pairs = args.rows.unwrap_or(default) == Rows::Pairs;
    let report = Report {
        connections: &chosen,
        services: &services,
        entrances: &entrances,
        exposed: args.exposed,
        pairs,
    };
    if !args.input.quiet {
        notes(args, &survey, &report, &dead_ends)?;
    }
    let write = |out: &mut dyn Write| write(out, format, &survey, &report);
    match &args.output {
        None => to_stdout(|out| write(out))?,
        Some(path) => {
            let mut bytes = Vec::new();
            write(&mut bytes).map_err(|error| Failure::io("write", path, &error))?;
            let mut stage = Stage::default();
            stage.write(path, &bytes)?;
            stage.commit()?;
        }
    }
    Ok(if survey.is_faulty() { Ending::Faulty } else { Ending::Fine })
}

fn write(
    out: &mut dyn Write,
    format: Format,
    survey: &Survey,
    report: &Report<'_>,
) -> io::Result<()> {
    match format {
        Format::Text => text::write(out, report),
        Format::Json => json::write(out, &survey.sources, report),
        Format::Csv => csv::write(out, report),
        Format::Markdown => markdown::write(out, report),
        Format::Dot | Format::Html => {
            let graph = Graph::of_connections(report, &survey.sources);
            let text = if format == Format::Dot { dot::write(&graph) } else { html::write(&graph) };
            out.write_all(text.as_bytes())
        }
    }
}

fn unknown(unknown: Unknown) -> Failure {
    Failure::new(unknown.message).help(unknown.help)
}

/// What a reader of the table must know.
fn notes(
    args: &ReachArgs,
    survey: &Survey,
    report: &Report<'_>,
    dead_ends: &[String],
) -> Result<(), Failure> {
    let inventory = &survey.inventory;
    let pairs = || {
        let rows = report.connections.rows.iter();
        rows.map(|row| row.sources.len().saturating_mul(row.targets.len())).sum::<usize>()
    };
    to_stderr(|out| {
        if survey.is_faulty() {
            writeln!(out, "note: what can't be read is left out of the table")?;
        }
        let is_policy = |kind: &str| kind.ends_with("NetworkPolicy");
        for (kind, count) in inventory.skipped().iter().filter(|(kind, _)| is_policy(kind)) {
            writeln!(
                out,
                "note: {count} {kind} left out: netz reads NetworkPolicy of networking.k8s.io"
            )?;
        }
        let mut others: Vec<_> =
            inventory.skipped().iter().filter(|(kind, _)| !is_policy(kind)).collect();
        if !others.is_empty() {
            let count: usize = others.iter().map(|(_, count)| **count).sum();
            others.sort_by_key(|(kind, count)| (Reverse(**count), kind.as_str()));
            let shown = others.iter().take(KINDS).map(|(kind, count)| format!("{count} {kind}"));
            let more = if others.len() > KINDS { ", …" } else { "" };
            let shown = shown.collect::<Vec<_>>().join(", ");
            let objects = counted((count, "object"));
            writeln!(out, "note: {objects} of kinds that netz doesn't read: {shown}{more}")?;
        }
        let others = inventory.strange().others;
        if others > 0 {
            let documents = counted((others, "document"));
            writeln!(out, "note: {documents} passed over, with neither a kind nor metadata")?;
        }
        for end in dead_ends.iter().take(DEAD_ENDS) {
            writeln!(out, "note: {end}")?;
        }
        if let Some(more) = dead_ends.len().checked_sub(DEAD_ENDS).filter(|more| *more > 0) {
            writeln!(out, "note: {} more lead nowhere", counted((more, "entrance")))?;
        }
        let on_node: Vec<_> = report
            .connections
            .workloads
            .iter()
            .filter(|one| one.pods.iter().any(|pod| pod.host_network))
            .map(|one| format!("{}/{}", one.namespace, one.name))
            .collect();
        if let Some((first, others)) = on_node.split_first().filter(|_| !args.open_host_network) {
            let more = match others.len() {
                0 => String::new(),
                count => format!(" and {count} more"),
            };
            writeln!(
                out,
                "note: {first}{more} on the network of the node, where most plugins apply no policy (--open-host-network)"
            )?;
        }
        if inventory.policies().is_empty() && args.input.is_objects() {
            writeln!(
                out,
                "note: there is no NetworkPolicy in these objects, so everything is open"
            )?;
        }
        if report.pairs && pairs() > MANY {
            let count = counted((report.connections.rows.len(), "row"));
            writeln!(
                out,
                "note: about {} pairs; `--rows groups` says the same in {count}",
                pairs()
            )?;
        }
        Ok(())
    })
}

impl ReachArgs {
    fn format(&self) -> Result<Format, Failure> {
        match (self.format, &self.output) {
            (Some(format), _) => Ok(format),
            (None, None) => Ok(Format::Text),
            (None, Some(path)) => by_ending(path).ok_or_else(|| {
                let message = format!("the ending of `{}` is of no format", shown(path));
                Failure::new(message).help(
                    "name the file *.txt, *.json, *.csv, *.md, *.dot or *.html, or give `--format`",
                )
            }),
        }
    }
}

/// The format that a file name asks for.
fn by_ending(path: &Path) -> Option<Format> {
    match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "txt" => Some(Format::Text),
        "json" => Some(Format::Json),
        "csv" => Some(Format::Csv),
        "md" => Some(Format::Markdown),
        "dot" | "gv" => Some(Format::Dot),
        "html" | "htm" => Some(Format::Html),
        _ => None,
    }
}
