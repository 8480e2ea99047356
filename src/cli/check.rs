//! `netz check`: everything there is to say of a policy, and nothing written.

use clap::Args;
use netz::diagnostic::{Applicability, Counts};
use netz::ir::Zone;
use netz::{Checked, Mode};
use std::mem::ManuallyDrop;

use super::failure::Failure;
use super::input::InputArgs;
use super::report::{self, Format, Stream};
use super::terminal::{Color, to_stderr};
use super::{Ending, fix};

/// Say what is wrong with a policy
///
/// Reads the whole program, checks it and writes nothing. Findings with a `because` are recorded
/// exceptions: only json and sarif list them.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  netz check                               the nearest main.netz, here or above
  netz check policies/                     every .netz file under policies/
  netz check - < policy.netz               standard input
  netz check -D warnings                   warnings fail too: for CI
  netz check -A implicit-segment           without one lint
  netz check --fix                         apply the fixes that are safe
  netz check --fix --diff                  show what they would change
  netz check --fix --unsafe-fixes          apply those too that somebody should look at
  netz check --as-of 2027-07-01            as if it were that day
  netz check --with charts/                beside policies of others: what do they widen?
  netz check --message-format sarif > netz.sarif

Exit status: 0 when there are no errors, 1 when there are, 2 when a file can't be read.")]
pub struct CheckArgs {
    #[command(flatten)]
    input: InputArgs,

    /// Apply the fixes that are safe, in the files themselves
    #[arg(long, help_heading = "Fixes")]
    fix: bool,

    /// With --fix: print the difference and write nothing
    #[arg(long, requires = "fix", help_heading = "Fixes")]
    diff: bool,

    /// With --fix: apply the fixes too that change what the policy means, or take a statement out
    #[arg(long, requires = "fix", help_heading = "Fixes")]
    unsafe_fixes: bool,
}

/// Checks and reports.
pub fn run(args: &CheckArgs, color: Color) -> Result<Ending, Failure> {
    let mut request = args.input.request(Mode::Check)?;
    let input = if args.fix {
        let at_most = match args.unsafe_fixes {
            true => Applicability::Unsafe,
            false => Applicability::Safe,
        };
        let repair = fix::repair(request, at_most);
        if args.diff {
            let changes = repair.diff(color)?;
            return Ok(if changes { Ending::Faulty } else { Ending::Fine });
        }
        repair.write()?;
        if repair.applied > 0 && !args.input.quiet {
            let cured = counted((repair.applied, "finding"));
            to_stderr(|out| writeln!(out, "fixed: {cured}"))?;
        }
        repair.input
    } else {
        request.check()
    };
    // The process ends when this does: to take the program apart first is not worth the time.
    let input = ManuallyDrop::new(input);
    let format = args.input.message_format;
    let diagnostics = &input.outcome.diagnostics;
    report::show(format, Stream::Stdout, color, &input.program.sources, diagnostics)?;
    let for_people = !args.input.quiet && matches!(format, Format::Human | Format::Short);
    if let Some(advice) = fix::advice(&input).filter(|_| for_people && !args.unsafe_fixes) {
        to_stderr(|out| writeln!(out, "{advice}"))?;
    }
    let counts = Counts::of(diagnostics);
    let Some(checked) = input.outcome.checked.as_ref().filter(|_| counts.errors == 0) else {
        return Ok(Ending::Faulty);
    };
    if for_people {
        let beside = input.beside(checked).map_or_else(String::new, |text| format!(", {text}"));
        to_stderr(|out| writeln!(out, "ok: {}{beside}", extent(checked, counts)))?;
    }
    Ok(Ending::Fine)
}

/// What was checked, in numbers.
fn extent(checked: &Checked, counts: Counts) -> String {
    let policy = checked.policy();
    let ours = |id| policy.zone(id).is_some_and(Zone::is_ours);
    let always = [
        (policy.zones.iter().filter(|zone| zone.is_ours()).count(), "zone"),
        (policy.segments.iter().filter(|segment| ours(segment.zone)).count(), "segment"),
        (policy.flows.len(), "flow"),
    ];
    let present = [
        (policy.grants.len() + policy.holdings.len(), "grant"),
        (counts.accepted, "accepted finding"),
    ];
    let present = present.into_iter().filter(|(count, _)| *count > 0);
    let mut parts: Vec<_> = always.into_iter().chain(present).map(counted).collect();
    let proved = checked.proved();
    let left = policy.assertions.len() - proved;
    for (count, word) in [(proved, "proved"), (left, "not proved")] {
        if count > 0 {
            parts.push(format!("{} {word}", counted((count, "assertion"))));
        }
    }
    parts.join(", ")
}

/// `3 zones`, `1 zone`.
pub fn counted((count, noun): (usize, &str)) -> String {
    match (count, noun.strip_suffix('y')) {
        (1, _) => format!("1 {noun}"),
        (_, Some(stem)) => format!("{count} {stem}ies"),
        (_, None) => format!("{count} {noun}s"),
    }
}
