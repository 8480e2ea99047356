//! `netz build`: a policy to Kubernetes objects, on standard output or in a directory.

mod args;
mod depfile;
mod diff;
mod index;
mod kustomize;
mod layout;
mod select;
pub mod stage;
mod write;

pub use args::BuildArgs;

use netz::Mode;
use netz::diagnostic::{Counts, Levels, Sink};
use netz::emit::{self, Summary};
use std::io::Write;
use std::path::Path;

use super::Ending;
use super::check::counted;
use super::failure::{Failure, shown};
use super::report::{self, Stream};
use super::terminal::{Color, to_stderr, to_stdout};
use layout::Files;
use select::Selection;

/// Checks, emits and writes. Nothing is written when there is an error.
pub fn run(args: &BuildArgs, color: Color) -> Result<Ending, Failure> {
    let mut input = args.input.check(Mode::Build)?;
    let mut diagnostics = std::mem::take(&mut input.outcome.diagnostics);
    let sources = &input.program.sources;
    let mut built = None;
    if let Some(checked) = &input.outcome.checked {
        let selection = Selection::new(&args.zones, &args.only, checked.policy())?;
        let mut files = Files::new(args.layout(), args.format);
        let mut sink = Sink::default();
        let summary = emit::emit(checked, sources, &mut sink, &mut |manifest| {
            if selection.takes(&manifest) {
                files.add(&manifest);
            } else {
                files.leave_out(&manifest);
            }
        });
        diagnostics.extend(sink.finish(&Levels::default()));
        built = Some((summary, files));
    }
    report::show(args.input.message_format, Stream::Stderr, color, sources, &diagnostics)?;
    let fine = Counts::of(&diagnostics).errors == 0;
    let Some((summary, mut files)) = built.filter(|_| fine) else {
        return Ok(Ending::Faulty);
    };

    let objects = files.objects();
    let left_out = files.take_left_out();
    let mut texts = files.into_texts(args.output.is_some());
    if args.kustomization {
        kustomize::add(&mut texts, &left_out);
    }
    let note = match &args.output {
        Some(directory) if args.check => return diff::compare(directory, &texts, &left_out, color),
        Some(directory) => Some(write::write(directory, &texts, &left_out, args.prune)?),
        None => {
            to_stdout(|out| texts.values().try_for_each(|text| out.write_all(text.as_bytes())))?;
            None
        }
    };
    if let Some(path) = &args.depfile {
        depfile::write(path, args.output.as_deref(), &texts, &input.files())?;
    }
    if !args.input.quiet {
        summarize(&summary, objects, args.output.as_deref(), note.as_deref())?;
    }
    Ok(Ending::Fine)
}

/// Says what was built, implied openings included.
fn summarize(
    summary: &Summary,
    objects: usize,
    directory: Option<&Path>,
    note: Option<&str>,
) -> Result<(), Failure> {
    let parts = [
        (summary.zones, "zone"),
        (summary.segments, "segment"),
        (summary.grants, "grant"),
        (summary.policies(), "network policy"),
        (summary.rules, "rule"),
    ];
    let parts = parts.into_iter().filter(|(count, _)| *count > 0).map(counted);
    let parts = parts.collect::<Vec<_>>().join(", ");
    let implied = [
        (summary.implied_dns, "since DNS follows flows"),
        (summary.implied_api, "since the API follows grants"),
    ];
    to_stderr(|out| {
        writeln!(out, "netz: {} ({parts})", counted((objects, "object")))?;
        for (count, reason) in implied.into_iter().filter(|(count, _)| *count > 0) {
            writeln!(out, "  {} {reason}", counted((count, "implied opening")))?;
        }
        match (directory, note) {
            (Some(directory), Some(note)) => writeln!(out, "  {}: {note}", shown(directory)),
            _ => Ok(()),
        }
    })
}
