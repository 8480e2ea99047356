//! `netz build`: a policy to Kubernetes objects, on standard output or in a directory.

mod args;
mod depfile;
mod diff;
mod evidence;
mod index;
mod kustomize;
mod layout;
mod select;
mod write;

pub use args::BuildArgs;

use netz::diagnostic::{Counts, Diagnostic, Levels, Sink};
use netz::emit::{self, Summary};
use netz::verify::{self, Proof};
use netz::{Checked, Mode};
use std::collections::BTreeSet;
use std::io::Write;
use std::mem::ManuallyDrop;
use std::path::Path;

use super::Ending;
use super::check::counted;
use super::failure::{Failure, shown};
use super::input::{Count, Input};
use super::report::{self, Stream};
use super::terminal::{Color, to_stderr, to_stdout};
use layout::{Files, Texts};
use select::Selection;

/// Checks, emits, proves and writes. Nothing is written when there is an error.
pub fn run(args: &BuildArgs, color: Color) -> Result<Ending, Failure> {
    // The process ends when this does: to take the program apart first would be a fiftieth of the time.
    let mut input = ManuallyDrop::new(args.input.check(Mode::Build)?);
    let mut diagnostics = std::mem::take(&mut input.outcome.diagnostics);
    let sources = &input.program.sources;
    let built = match &input.outcome.checked {
        Some(checked) => build(args, checked, &input, &mut diagnostics)?,
        None => None,
    };
    report::show(args.input.message_format, Stream::Stderr, color, sources, &diagnostics)?;
    let fine = Counts::of(&diagnostics).errors == 0;
    let Some(mut built) = built.filter(|_| fine) else {
        return Ok(Ending::Faulty);
    };

    let (texts, left_out) = (&mut built.texts, &built.left_out);
    if args.kustomization {
        let is_there = |path: &&String| {
            args.output.as_ref().is_some_and(|directory| directory.join(path).exists())
        };
        kustomize::add(texts, left_out.iter().filter(is_there));
    }
    let note = match &args.output {
        Some(directory) if args.check => return diff::compare(directory, texts, left_out, color),
        Some(directory) => Some(write::write(directory, texts, left_out, args.prune)?),
        None => {
            to_stdout(|out| texts.values().try_for_each(|text| out.write_all(text.as_bytes())))?;
            None
        }
    };
    if let Some(path) = &args.depfile {
        depfile::write(path, args.output.as_deref(), texts, &input.files())?;
    }
    if let Some(path) = &args.evidence {
        evidence::write(path, &built, &input)?;
    }
    if !args.input.quiet {
        summarize(&built, args.output.as_deref(), note.as_deref())?;
    }
    Ok(Ending::Fine)
}

/// Objects as text, and what was proved of them.
struct Built {
    summary: Summary,
    proof: Proof,
    objects: usize,
    texts: Texts,
    left_out: BTreeSet<String>,
    beside: Option<Count>,
}

/// Emits and proves; none when that gives an error, which `diagnostics` has then.
fn build(
    args: &BuildArgs,
    checked: &Checked,
    input: &Input,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Option<Built>, Failure> {
    let sources = &input.program.sources;
    let selection = Selection::new(&args.zones, &args.only, checked.policy())?;
    let mut files = Files::new(args.layout(), args.format);
    let mut sink = Sink::default();
    let style = emit::Style { share_roles: args.share_roles };
    let summary = emit::emit(checked, style, sources, &mut sink, &mut |manifest| {
        if selection.takes(&manifest) {
            files.add(&manifest);
        } else {
            files.leave_out(&manifest);
        }
    });
    let objects = files.objects();
    let (left_out, left_out_text) = files.take_left_out();
    let texts = files.into_texts(args.output.is_some());
    let mut proof = None;
    if !sink.has_errors() {
        let all = texts.values().chain([&left_out_text]).map(String::as_str);
        proof = verify::verify(checked.policy(), all, &mut sink);
    }
    diagnostics.extend(sink.finish(&Levels::default()));
    let beside = input.beside(checked);
    Ok(proof.map(|proof| Built { summary, proof, objects, texts, left_out, beside }))
}

/// `3 network policies mean what 2 flows say`.
fn proved(proof: &Proof) -> String {
    let policies = counted((proof.policies, "network policy"));
    let mean = if proof.policies == 1 { "means" } else { "mean" };
    match proof.flows {
        0 => format!("{policies} {mean} what the program says"),
        1 => format!("{policies} {mean} what 1 flow says"),
        flows => format!("{policies} {mean} what {} say", counted((flows, "flow"))),
    }
}

/// Says what was built, implied openings included.
fn summarize(built: &Built, directory: Option<&Path>, note: Option<&str>) -> Result<(), Failure> {
    let Built { summary, proof, objects, .. } = built;
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
        writeln!(out, "netz: {} ({parts})", counted((*objects, "object")))?;
        for (count, reason) in implied.into_iter().filter(|(count, _)| *count > 0) {
            writeln!(out, "  {} {reason}", counted((count, "implied opening")))?;
        }
        if proof.policies > 0 {
            writeln!(out, "  proved: {}, in both readings of ipBlock", proved(proof))?;
        }
        if proof.rights > 0 {
            let (rights, grants) = (proof.rights, counted((summary.grants, "grant")));
            let say = if summary.grants == 1 { "says" } else { "say" };
            writeln!(
                out,
                "  proved: roles and bindings give the {} that {grants} {say}",
                counted((rights, "right"))
            )?;
        }
        if let Some(beside) = built.beside {
            writeln!(out, "  {beside}")?;
        }
        match (directory, note) {
            (Some(directory), Some(note)) => writeln!(out, "  {}: {note}", shown(directory)),
            _ => Ok(()),
        }
    })
}
