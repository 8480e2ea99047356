//! `netz test`: every assertion, one by one.

mod junit;
mod show;

use clap::Args;
use netz::verdict::{Outcome, Verdict};
use std::path::PathBuf;

use super::Ending;
use super::failure::Failure;
use super::input::InputArgs;
use super::report::{self, Format, Stream};
use super::stage::Stage;
use super::terminal::Color;
use show::Results;

/// Prove the assertions of a policy and of its tests
///
/// Assertions stand in the policy itself and in files called *.test.netz beside it, in its directory and
/// below, which are never part of a build. Each is proved for every pod that could exist; one that fails
/// shows a connection that breaks it. With --against, Kubernetes YAML stands in the place of the policy.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  netz test                                the nearest main.netz and the tests beside it
  netz test policies/                      the policy and the tests under policies/
  netz test tests/db.test.netz             these tests alone, of the nearest main.netz
  netz test --filter db                    assertions whose line holds `db`
  netz test --with charts/                 beside policies of others
  netz test shop.test.netz --against k8s/  does this YAML do what it should?
  kubectl get netpol -A -o yaml | netz test shop.test.netz --against -
  netz test --junit report.xml             for CI, beside what is printed

Exit status: 0 when every assertion holds, 1 when one doesn't or the policy has errors, 2 when a file
can't be read or there is no assertion at all.")]
pub struct TestArgs {
    #[command(flatten)]
    input: InputArgs,

    /// Test these Kubernetes objects in place of the policy: files, directories, or - for standard input;
    /// may be repeated
    #[arg(long, value_name = "FILE|DIR|-", help_heading = "Tests")]
    against: Vec<PathBuf>,

    /// Only assertions whose sentence, file or cluster holds this text
    #[arg(long, value_name = "TEXT", help_heading = "Tests")]
    filter: Option<String>,

    /// Also write a JUnit report
    #[arg(long, value_name = "FILE", help_heading = "Tests")]
    junit: Option<PathBuf>,
}

/// Proves and reports.
pub fn run(args: &TestArgs, color: Color) -> Result<Ending, Failure> {
    let mut trial = args.input.trial(&args.against)?;
    let tried = trial.run();
    let (program, tested) = (&tried.program, &tried.tested);
    let format = args.input.message_format;
    if !tested.errors.is_empty() {
        report::show(format, Stream::Stdout, color, &program.sources, &tested.errors)?;
        return Ok(Ending::Faulty);
    }
    let all = &tested.verdicts;
    let verdicts: Vec<&Verdict> = match &args.filter {
        None => all.iter().collect(),
        Some(filter) => {
            let kept = |verdict: &&Verdict| {
                let file = program.sources.name(verdict.span.file);
                let cluster = verdict.cluster.as_deref().unwrap_or_default();
                [&verdict.sentence, file, cluster].iter().any(|text| text.contains(filter.as_str()))
            };
            all.iter().filter(kept).collect()
        }
    };
    if verdicts.is_empty() {
        return Err(nothing(args, all.len(), trial.extent()));
    }
    let left_out = all.len() - verdicts.len();
    let judged = tried.judged.as_deref();
    let results = Results { sources: &program.sources, verdicts, left_out, judged };
    results.show(format, args.input.quiet, color)?;
    if let Some(path) = &args.junit {
        let mut stage = Stage::default();
        stage.write(path, junit::report(&results).as_bytes())?;
        stage.commit()?;
    }
    Ok(if results.count(Outcome::Fails) == 0 { Ending::Fine } else { Ending::Faulty })
}

/// A run that tests nothing is no success.
fn nothing(args: &TestArgs, all: usize, (has_policy, tests): (bool, usize)) -> Failure {
    match &args.filter {
        Some(filter) if all > 0 => {
            Failure::new(format!("no assertion holds the text `{filter}` of `--filter`"))
                .help("`netz test` without it lists them all")
        }
        _ => {
            let message = match (has_policy, tests) {
                (true, 0) => "there is no assertion in the policy, and no *.test.netz beside it",
                (true, _) => "there is no assertion in the policy or in its tests",
                (false, 0) => "there is no *.test.netz here or below, and no policy",
                (false, _) => "there is no assertion in the tests",
            };
            let help = "write one: `never internet -> db` in a file such as tests/db.test.netz";
            Failure::new(message).help(help)
        }
    }
}

/// Whether people read a format.
const fn for_people(format: Format) -> bool {
    matches!(format, Format::Human | Format::Short)
}
