//! `netz query`: may this connect to that, who can, and who may do what.

use clap::{Args, ValueEnum};
use netz::query::{Verdict, json, text};
use std::io::Write;
use std::path::PathBuf;

use super::Ending;
use super::failure::Failure;
use super::input::InputArgs;
use super::report::{self, Stream};
use super::terminal::{Color, to_stdout};

/// Ask what a policy allows, and why
///
/// Says whether something can connect to something, who can, or who may do what: with the statements that
/// say so, the emitted objects and rules, and the near misses when the answer is no. Nothing is written.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  netz query 'frontend -> db tcp/5432'          can it, and what says so at both ends
  netz query 'frontend -> db'                   on which ports
  netz query 'who -> db'                        who can connect to it
  netz query 'frontend -> what'                 where it can connect to
  netz query 'prod{app=web,tier=x} -> db'       pods by their labels, of any zone or namespace
  netz query '10.1.2.3 -> frontend tcp/443'     addresses, internet, dns, apiserver, a net
  netz query 'who can list secrets in prod'     who holds it
  netz query 'why alice can get pods in prod'   what gives it
  netz query 'what can prod/deployer'           everything that it may do
  netz query -e 'a -> b' -e 'b -> c' policies/  several questions about one program
  netz query 'shop/web -> shop/db' --with k8s/  objects alone, where there is no program

Quote the question: a shell takes > for a redirection.

Exit status: 0 when the answer is yes, to each question; 1 when one is no, or only in part yes;
2 when a question or the program can't be read.")]
pub struct QueryArgs {
    /// The question; with -e the first FILE
    #[arg(value_name = "QUESTION", required_unless_present = "questions")]
    first: Option<String>,

    #[command(flatten)]
    input: InputArgs,

    /// A question; may be repeated
    #[arg(short = 'e', long = "question", value_name = "QUESTION", help_heading = "Output")]
    questions: Vec<String>,

    /// text or json
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "text")]
    #[arg(hide_possible_values = true, help_heading = "Output")]
    format: Format,
}

/// How answers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// One JSON object.
    Json,
}

/// Reads the program and answers.
pub fn run(args: QueryArgs, color: Color) -> Result<Ending, Failure> {
    let QueryArgs { first, mut input, mut questions, format } = args;
    match first {
        Some(first) if questions.is_empty() => questions.push(first),
        Some(first) => input = input.and(PathBuf::from(first)),
        None => {}
    }
    let (program, outcome) = input.question()?.ask(&questions);
    let messages = input.message_format;
    report::show(messages, Stream::Stderr, color, &program.sources, &outcome.diagnostics)?;
    let Some(answers) = outcome.answers else {
        return Ok(Ending::Unanswered);
    };
    if !input.quiet {
        to_stdout(|out| match format {
            Format::Json => json::write(out, &program.sources, &questions, &answers),
            Format::Text => {
                let several = answers.iter().map(Vec::len).sum::<usize>() > 1;
                for (at, answer) in answers.iter().flatten().enumerate() {
                    if several && at > 0 {
                        writeln!(out)?;
                    }
                    text::write(out, &program.sources, answer)?;
                }
                Ok(())
            }
        })?;
    }
    let yes = answers.iter().flatten().all(|answer| answer.verdict == Verdict::Yes);
    Ok(if yes { Ending::Fine } else { Ending::Faulty })
}
