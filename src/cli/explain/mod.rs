//! `netz explain`: the page of a code, or what a word of the language means.

mod markdown;
mod words;

use clap::Args;
use netz::diagnostic::suggest::closest;
use netz::diagnostic::{Code, Kind};
use std::io::{self, IsTerminal, Write};

use super::Ending;
use super::failure::Failure;
use super::terminal::{Color, to_stdout};
pub use words::all as words;

/// Tell what a message or a word of the language means
///
/// Takes a code (N0601), the name of a lint (any-port) or a word (internet, read, isolates). Without one
/// it lists them all.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  netz explain N0601
  netz explain any-port
  netz explain internet       which addresses that is
  netz explain exec           which verbs on which resources that is
  netz explain                all codes, with their levels")]
pub struct ExplainArgs {
    /// A code, a lint's name, or a word of the language
    #[arg(value_name = "CODE|NAME|WORD", allow_hyphen_values = true)]
    word: Option<String>,
}

/// Prints a page or the list.
pub fn run(args: &ExplainArgs, color: Color) -> Result<Ending, Failure> {
    let stdout = io::stdout();
    let color = color.on(&stdout);
    let Some(word) = &args.word else {
        to_stdout(|out| list(out, color))?;
        return Ok(Ending::Fine);
    };
    let page = match (Code::find(word), words::find(word)) {
        (Some(code), _) => code.page().to_owned(),
        (None, Some(page)) => page,
        (None, None) => return Err(unknown(word)),
    };
    let rendered =
        if color || stdout.is_terminal() { markdown::render(&page, color) } else { page };
    to_stdout(|out| writeln!(out, "{}", rendered.trim_end()))?;
    Ok(Ending::Fine)
}

/// All codes with their levels, then all words.
fn list(out: &mut dyn Write, color: bool) -> io::Result<()> {
    let (bold, plain) = if color { ("\x1b[1m", "\x1b[0m") } else { ("", "") };
    for code in Code::ALL {
        let level = match code.kind() {
            Kind::Error => "error",
            Kind::Lint(level) => level.word(),
        };
        let line =
            format!("{bold}{code}{plain}  {level:5}  {:26}  {}", code.name(), code.summary());
        writeln!(out, "{}", line.trim_end())?;
    }
    writeln!(out, "\nWords: {}", words::all().collect::<Vec<_>>().join(", "))
}

fn unknown(word: &str) -> Failure {
    let candidates = Code::ALL.iter().map(|code| code.name()).chain(words::all());
    let codes = Code::ALL.iter().map(|code| code.id());
    let failure = Failure::new(format!("there is nothing to tell about `{word}`"));
    let failure = match closest(word, candidates.chain(codes)) {
        Some(name) => failure.help(format!("did you mean `{name}`?")),
        None => failure,
    };
    failure.help("`netz explain` lists all codes and words")
}
