//! `netz graph`: a policy as a picture.

use clap::{Args, ValueEnum};
use netz::Mode;
use netz::diagnostic::Counts;
use netz::graph::{Graph, View, dot, html, mermaid, svg};
use netz::ir::{Policy, ZoneId};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::failure::{Failure, shown};
use super::input::InputArgs;
use super::report::{self, Stream};
use super::stage::Stage;
use super::terminal::{Color, to_stderr, to_stdout};
use super::zones::Zones;
use super::{Ending, input};

/// Draw a policy
///
/// Zones, their segments and the flows between them, as text for Graphviz or Mermaid, as a picture, or as a
/// page to search and to click through. With an error in the policy nothing is drawn.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  netz graph -o policy.html                a page: search, click, fold; needs no network
  netz graph -o policy.svg                 a picture, light and dark
  netz graph --format mermaid              for a Markdown page on GitHub
  netz graph | dot -Tpng > policy.png      for Graphviz
  netz graph --zone 'shop-*' -o shop.svg   some zones, and their peers as outlines
  netz graph --implied                     with what flows and grants imply: DNS, the API server

Exit status: 0 when all is well, 1 when the policy has errors, 2 when a file can't be read or written.")]
pub struct GraphArgs {
    #[command(flatten)]
    input: InputArgs,

    /// dot, mermaid, svg or html [default: by the ending of -o, else dot]
    #[arg(long, value_enum, value_name = "FORMAT", hide_possible_values = true)]
    #[arg(help_heading = "Output")]
    format: Option<Format>,

    /// Write this file instead of printing
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,

    /// Only zones that match, and their peers; may be repeated
    #[arg(long = "zone", value_name = "GLOB", value_delimiter = ',', help_heading = "Output")]
    zones: Vec<String>,

    /// Also what nobody wrote as a flow: openings to DNS and to the API server
    #[arg(long, help_heading = "Output")]
    implied: bool,
}

/// How the picture is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Graphviz.
    Dot,
    /// Mermaid.
    Mermaid,
    /// A picture.
    Svg,
    /// A page.
    Html,
}

/// Checks and draws.
pub fn run(args: &GraphArgs, color: Color) -> Result<Ending, Failure> {
    let format = args.format()?;
    let input::Input { program, outcome, .. } = args.input.check(Mode::Build)?;
    let messages = args.input.message_format;
    report::show(messages, Stream::Stderr, color, &program.sources, &outcome.diagnostics)?;
    let fine = Counts::of(&outcome.diagnostics).errors == 0;
    let Some(checked) = outcome.checked.filter(|_| fine) else {
        return Ok(Ending::Faulty);
    };
    let view = View { zones: args.zones(checked.policy())?, implied: args.implied };
    let graph = Graph::new(&checked, &program.sources, &view);
    let text = match format {
        Format::Dot => dot::write(&graph),
        Format::Mermaid => mermaid::write(&graph),
        Format::Svg => svg::write(&graph),
        Format::Html => html::write(&graph),
    };
    match &args.output {
        None => to_stdout(|out| out.write_all(text.as_bytes()))?,
        Some(path) => {
            let mut stage = Stage::default();
            stage.write(path, text.as_bytes())?;
            stage.commit()?;
        }
    }
    if format == Format::Mermaid && graph.edges.len() > mermaid::MOST_EDGES && !args.input.quiet {
        let (edges, most) = (graph.edges.len(), mermaid::MOST_EDGES);
        to_stderr(|out| {
            writeln!(out, "netz: {edges} edges, and GitHub draws no more than {most}")?;
            writeln!(out, "help: choose some zones with `--zone`, or another `--format`")
        })?;
    }
    Ok(Ending::Fine)
}

impl GraphArgs {
    fn format(&self) -> Result<Format, Failure> {
        match (self.format, &self.output) {
            (Some(format), _) => Ok(format),
            (None, None) => Ok(Format::Dot),
            (None, Some(path)) => by_ending(path).ok_or_else(|| {
                let message = format!("the ending of `{}` is of no format", shown(path));
                Failure::new(message)
                    .help("name the file *.dot, *.mmd, *.svg or *.html, or give `--format`")
            }),
        }
    }

    fn zones(
        &self,
        policy: &Policy,
    ) -> Result<Option<std::collections::BTreeSet<ZoneId>>, Failure> {
        let zones = Zones::new(&self.zones, policy)?;
        let held = policy.zones.iter().enumerate().filter(|(_, zone)| zones.hold(&zone.name));
        Ok((!zones.all()).then(|| held.map(|(index, _)| ZoneId::at(index)).collect()))
    }
}

/// The format that a file name asks for.
fn by_ending(path: &Path) -> Option<Format> {
    match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "dot" | "gv" => Some(Format::Dot),
        "mmd" | "mermaid" => Some(Format::Mermaid),
        "svg" => Some(Format::Svg),
        "html" | "htm" => Some(Format::Html),
        _ => None,
    }
}
