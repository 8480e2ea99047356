//! The command line: one file a command, and all IO.
#![allow(
    clippy::disallowed_methods,
    reason = "this is where files, clock and environment are read"
)]

mod audit;
mod build;
mod check;
mod completions;
mod diff;
mod explain;
mod failure;
pub mod fix;
mod fmt;
mod graph;
mod highlight;
mod import;
mod init;
pub mod input;
mod learn;
mod levels;
#[cfg(feature = "lsp")]
mod lsp;
mod man;
mod mdbook;
mod patch;
mod progress;
mod query;
mod reach;
mod read;
mod report;
mod stage;
mod terminal;
mod test;
mod zones;

#[cfg(feature = "lsp")]
pub use explain::words;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

use terminal::Color;

/// A compiler for who may talk to whom and who may do what in a Kubernetes cluster.
#[derive(Debug, Parser)]
#[command(name = "netz", version, about, max_term_width = 100, after_help = EXAMPLES)]
#[command(arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,

    /// When to use colours: auto, always or never
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", value_enum)]
    #[arg(hide_possible_values = true)]
    color: Color,
}

const EXAMPLES: &str = "\
Examples:
  netz init --cluster kind                write a commented main.netz to start from
  netz check                              say what is wrong with the nearest main.netz
  netz fmt                                put it into the one style
  netz build | kubectl apply -f -         apply what it means
  netz build -o k8s --prune               keep the folder k8s as it should be
  netz test                               prove its assertions and those of its tests
  netz diff origin/main                   who may do more than there, and who less
  netz graph -o policy.html               draw it: a page to search and to click through
  netz highlight main.netz                show it in colour
  netz query 'frontend -> db tcp/5432'    ask whether it is allowed, and why
  netz audit k8s/                         the same checks of YAML that exists, without a policy
  netz import k8s/ -o main.netz           write the program that existing objects mean
  netz learn flows.jsonl                  write the program that recorded connections need
  netz reach k8s/                         which workloads its policies let connect to which
  netz explain any-port                   tell what a message means

Exit status: 0 when all is well, 1 when the policy has errors (or files drifted from it),
2 when the command line is wrong or a file can't be read or written.";

#[derive(Debug, Subcommand)]
enum Command {
    Build(build::BuildArgs),
    Check(check::CheckArgs),
    Test(test::TestArgs),
    Fmt(fmt::FmtArgs),
    Graph(graph::GraphArgs),
    Query(query::QueryArgs),
    Audit(audit::AuditArgs),
    Reach(reach::ReachArgs),
    Diff(diff::DiffArgs),
    Import(import::ImportArgs),
    Learn(learn::LearnArgs),
    Explain(explain::ExplainArgs),
    Highlight(highlight::HighlightArgs),
    Init(init::InitArgs),
    #[cfg(feature = "lsp")]
    Lsp(lsp::LspArgs),
    Completions(completions::CompletionsArgs),
    Mdbook(mdbook::MdbookArgs),
    Man(man::ManArgs),
}

/// How a command that did its work ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// All is well.
    Fine,
    /// The policy has errors, or files drifted from it; the answer to a question is no.
    Faulty,
    /// A question, or the program that it is asked of, can't be read.
    Unanswered,
}

/// Runs the command line of the process.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let ending = match cli.command {
        Command::Build(args) => build::run(&args, cli.color),
        Command::Check(args) => check::run(&args, cli.color),
        Command::Test(args) => test::run(&args, cli.color),
        Command::Fmt(args) => fmt::run(&args, cli.color),
        Command::Graph(args) => graph::run(&args, cli.color),
        Command::Query(args) => query::run(args, cli.color),
        Command::Audit(args) => audit::run(args, cli.color),
        Command::Reach(args) => reach::run(&args, cli.color),
        Command::Diff(args) => diff::run(&args, cli.color),
        Command::Import(args) => import::run(&args, cli.color),
        Command::Learn(args) => learn::run(&args, cli.color),
        Command::Explain(args) => explain::run(&args, cli.color),
        Command::Highlight(args) => highlight::run(&args, cli.color),
        Command::Init(args) => init::run(&args),
        #[cfg(feature = "lsp")]
        Command::Lsp(args) => lsp::run(&args),
        Command::Completions(args) => completions::run(&args),
        Command::Mdbook(args) => mdbook::run(&args),
        Command::Man(args) => man::run(&args),
    };
    match ending {
        Ok(Ending::Fine) => ExitCode::SUCCESS,
        Ok(Ending::Faulty) => ExitCode::from(1),
        Ok(Ending::Unanswered) => ExitCode::from(2),
        Err(failure) => {
            // Standard error itself may be gone; the status still tells.
            let _ = failure.report(&mut std::io::stderr().lock());
            ExitCode::from(2)
        }
    }
}
