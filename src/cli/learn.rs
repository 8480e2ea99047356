//! `netz learn`: connections that were seen, as the policy that allows them.

use clap::Args;
use netz::compile;
use netz::diagnostic::{Counts, Levels, Severity, Sink};
use netz::ir::Policy;
use netz::learn::{self, Lacking, Learned, Merged, Place, Tally, Unseen};
use netz::set::rule::Direction;
use netz::source::SourceMap;
use netz::{Mode, Options};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Ending;
use super::check::counted;
use super::failure::{Failure, shown};
use super::import::refuse;
use super::input::Beside;
use super::input::loader::Disk;
use super::input::roots::Roots;
use super::levels::LevelFlags;
use super::progress::Progress;
use super::report::{self, Format, Stream};
use super::stage::Stage;
use super::terminal::{Color, to_stderr, to_stdout};

/// How long a line may be.
const LONGEST: u64 = 1 << 20;
/// How many bytes of a longer one are shown.
const SHOWN: usize = 300;

/// Write the policy that recorded connections need
///
/// Reads flows of Hubble (`hubble observe -o json`) or comma separated values, and writes zones that isolate,
/// segments and the flows that were seen, with how often. Replies, a node's own traffic and repetitions are
/// left out. With --merge it compares with a policy instead: what that lacks, and what it allows that was
/// never seen.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  hubble observe -o json --since 24h > flows.jsonl
  netz learn flows.jsonl -o main.netz
  netz learn flows.jsonl --merge main.netz
  netz learn connections.csv

Columns of comma separated values: protocol, port, source_namespace, source_labels, source_address,
destination_namespace, destination_labels, destination_address, verdict, count.

Exit status: 0 when all is well, 1 when a line can't be read or, with --merge, the policy lacks
something (or -D makes an error of what is left out), 2 when a file can't be read or written.")]
pub struct LearnArgs {
    /// Recordings, or - for standard input
    #[arg(value_name = "FLOWS", required = true)]
    inputs: Vec<PathBuf>,

    /// Compare with this policy: a .netz file or a directory of them
    #[arg(long, value_name = "FILE|DIR", conflicts_with = "output")]
    merge: Option<PathBuf>,

    /// With --merge: Kubernetes objects of the cluster, for policies that name its Services
    #[arg(long, value_name = "FILE|DIR", requires = "merge")]
    with: Vec<PathBuf>,

    /// The file to write [default: standard output]
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,

    /// Replace a file that is there
    #[arg(long, requires = "output", help_heading = "Output")]
    force: bool,

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

/// Reads, and writes or compares.
pub fn run(args: &LearnArgs, color: Color) -> Result<Ending, Failure> {
    if let Some(output) = &args.output {
        refuse(output, args.force)?;
    }
    let levels = args.levels.levels()?;
    let tally = args.read()?;
    let (lines, ..) = tally.totals();
    let (mut sources, mut sink) = (SourceMap::default(), Sink::default());
    tally.report(&mut sources, &mut sink);
    if tally.seen().next().is_none() {
        args.show(sink, &sources, &levels, &tally, color)?;
        let failure = Failure::new("there is no connection in it to learn from");
        return Err(match lines {
            0 => failure.help("record some: `hubble observe -o json --since 1h > flows.jsonl`"),
            _ => {
                failure.help("flows are read as `hubble observe -o json` writes them, a line each")
            }
        });
    }
    let Some(policy) = &args.merge else {
        let learned = args.write(&tally, lines)?;
        learned.report(&mut sink);
        let errors = args.show(sink, &sources, &levels, &tally, color)?;
        if args.is_for_people() {
            to_stderr(|out| writeln!(out, "learned: {}", counted((learned.flows, "flow"))))?;
        }
        return Ok(if errors == 0 { Ending::Fine } else { Ending::Faulty });
    };
    let errors = args.show(sink, &sources, &levels, &tally, color)?;
    let lacking = args.merge(policy, &tally, color)?;
    Ok(if errors == 0 && !lacking { Ending::Fine } else { Ending::Faulty })
}

impl LearnArgs {
    /// Reads every recording, a line at a time.
    fn read(&self) -> Result<Tally, Failure> {
        let _progress = Progress::start(self.quiet, "reading…".to_owned());
        let mut tally = Tally::default();
        for path in &self.inputs {
            if path == Path::new("-") {
                lines(io::stdin().lock(), "<stdin>", path, &mut tally)?;
                continue;
            }
            let opened = File::open(path).and_then(|file| match file.metadata()?.is_dir() {
                true => Err(io::ErrorKind::IsADirectory.into()),
                false => Ok(file),
            });
            let file = opened.map_err(|error| Failure::io("read", path, &error))?;
            lines(BufReader::with_capacity(1 << 16, file), &shown(path), path, &mut tally)?;
        }
        Ok(tally)
    }

    /// Whether somebody reads along.
    const fn is_for_people(&self) -> bool {
        matches!(self.message_format, Format::Human | Format::Short) && !self.quiet
    }

    /// What was left out, and what can't be read. How many errors there are.
    fn show(
        &self,
        sink: Sink,
        sources: &SourceMap,
        levels: &Levels,
        tally: &Tally,
        color: Color,
    ) -> Result<usize, Failure> {
        let diagnostics = sink.finish(levels);
        report::show(self.message_format, Stream::Stderr, color, sources, &diagnostics)?;
        if self.is_for_people() {
            let told = |code| diagnostics.iter().any(|one| one.code == code);
            let left = tally.left().iter().filter(|(noise, _)| !told(noise.code()));
            let (lines, ..) = tally.totals();
            let connections = counted((tally.seen().count(), "connection"));
            to_stderr(|out| {
                for (noise, count) in left {
                    writeln!(out, "left out: {count} {}", noise.words())?;
                }
                let lines = counted((usize::try_from(lines).unwrap_or(usize::MAX), "line"));
                writeln!(out, "read: {lines}, {connections}")
            })?;
        }
        Ok(Counts::of(&diagnostics).errors)
    }

    fn write(&self, tally: &Tally, lines: u64) -> Result<Learned, Failure> {
        let heading = [
            format!(
                "Learned from {}: it allows what was seen, and denies all else.",
                counted((usize::try_from(lines).unwrap_or(usize::MAX), "line"))
            ),
            "What happens seldom may be missing: read it, and record for long enough.".to_owned(),
        ];
        let learned = learn::program(tally, &heading);
        match &self.output {
            None => to_stdout(|out| out.write_all(learned.text.as_bytes()))?,
            Some(path) => {
                let mut stage = Stage::default();
                stage.write(path, learned.text.as_bytes())?;
                stage.commit()?;
            }
        }
        Ok(learned)
    }

    /// Compares with a policy; whether that lacks something.
    fn merge(&self, path: &Path, tally: &Tally, color: Color) -> Result<bool, Failure> {
        let roots = Roots::find(&[path.to_owned()], None)?;
        let mut disk = Disk::new(&roots);
        let named: Vec<_> = roots.files.iter().map(String::as_str).collect();
        let mut program = netz::load(&named, &mut disk);
        let others = Beside::read("--with", &self.with, &|_| false)?;
        let others = Arc::new(others.into_objects(&mut program));
        let options = Options { mode: Mode::Build, others, ..Options::default() };
        let (policy, mut said) = compile::lower(&program, &options);
        said.retain(|one| one.severity == Severity::Error);
        report::show(self.message_format, Stream::Stderr, color, &program.sources, &said)?;
        let Some(policy) = policy else {
            return Err(Failure::new(format!("the policy `{}` has errors", shown(path))));
        };
        let merged = learn::merge(&policy, tally);
        to_stdout(|out| write(out, &merged, &policy, &program.sources))?;
        Ok(!merged.lacking.is_empty())
    }
}

/// Gives each line of a text to the tally.
fn lines(
    mut text: impl BufRead,
    name: &str,
    path: &Path,
    tally: &mut Tally,
) -> Result<(), Failure> {
    tally.start();
    let mut line = Vec::new();
    let mut bytes = 0;
    for number in 1.. {
        line.clear();
        let read = text.by_ref().take(LONGEST).read_until(b'\n', &mut line);
        let read = read.map_err(|error| Failure::io("read", path, &error))?;
        if read == 0 {
            break;
        }
        let place = Place { file: name, number, bytes };
        bytes += read as u64;
        if read as u64 == LONGEST && !line.ends_with(b"\n") {
            let start = String::from_utf8_lossy(line.get(..SHOWN).unwrap_or_default());
            tally.fault(place, &start, "it is longer than a megabyte");
            let rest = skip_line(&mut text);
            bytes += rest.map_err(|error| Failure::io("read", path, &error))?;
            continue;
        }
        match std::str::from_utf8(&line) {
            Ok(line) => tally.line(place, line.trim_end_matches(['\n', '\r'])),
            Err(_) => {
                let shown = String::from_utf8_lossy(&line);
                tally.fault(place, shown.trim_end(), "it is no valid UTF-8");
            }
        }
    }
    Ok(())
}

/// Passes over the rest of a line. How many bytes that are.
fn skip_line(text: &mut impl BufRead) -> io::Result<u64> {
    let mut bytes = 0;
    loop {
        let (length, ends) = {
            let buffer = text.fill_buf()?;
            match buffer.iter().position(|byte| *byte == b'\n') {
                Some(at) => (at + 1, true),
                None => (buffer.len(), buffer.is_empty()),
            }
        };
        text.consume(length);
        bytes += length as u64;
        if ends {
            return Ok(bytes);
        }
    }
}

/// How the policy and the recording differ.
fn write(
    out: &mut dyn Write,
    merged: &Merged,
    policy: &Policy,
    sources: &SourceMap,
) -> io::Result<()> {
    let Merged { lacking, opened, unseen, allowed, unknown } = merged;
    section(out, "the policy lacks what was seen", lacking, "+")?;
    section(out, "the policy allows what was dropped", opened, "-")?;
    if !unseen.is_empty() {
        writeln!(out, "the policy allows what was never seen:")?;
    }
    for Unseen { span, pairs } in unseen {
        let line = sources.get(span.file).map_or(0, |source| source.lines.line(span.start) + 1);
        let name = sources.name(span.file);
        let text = sources.slice(*span).lines().map(str::trim).collect::<Vec<_>>().join(" ");
        writeln!(out, "  - {text}  # {name}:{line}")?;
        for (source, target) in pairs {
            writeln!(
                out,
                "      only {} -> {} was not",
                sources.slice(*source),
                sources.slice(*target)
            )?;
        }
    }
    if lacking.is_empty() && opened.is_empty() && unseen.is_empty() {
        writeln!(out, "the policy allows what was seen, and all that it allows was seen")?;
    }
    let flows = counted((policy.flows.len(), "flow"));
    writeln!(out, "{allowed} connections are allowed by {flows}")?;
    match unknown {
        0 => Ok(()),
        unknown => {
            writeln!(out, "{unknown} connections to nodes or the API server have no address")
        }
    }
}

fn section(out: &mut dyn Write, head: &str, all: &[Lacking], sign: &str) -> io::Result<()> {
    if all.is_empty() {
        return Ok(());
    }
    writeln!(out, "{head}:")?;
    for Lacking { source, target, ports, count, only } in all {
        let only = match only {
            Some(Direction::Egress) => " egress only",
            Some(Direction::Ingress) => " ingress only",
            None => "",
        };
        let seen = match (count.allowed, count.dropped) {
            (allowed, 0) => format!("{allowed} seen"),
            (0, dropped) => format!("{dropped} dropped"),
            (allowed, dropped) => format!("{allowed} seen, {dropped} dropped"),
        };
        writeln!(out, "  {sign} {source} -> {target} {ports}{only}  # {seen}")?;
    }
    Ok(())
}
