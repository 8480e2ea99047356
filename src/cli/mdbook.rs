//! `netz mdbook`: what mdBook runs on the pages of a book before it renders them.

use clap::Args;
use netz::highlight::markdown;
use serde_json::Value;
use std::io::Write;

use super::Ending;
use super::failure::Failure;
use super::read::stdin;
use super::terminal::to_stdout;

/// Colour the netz blocks of an mdBook
///
/// A preprocessor: mdBook runs it when its book.toml says so. Blocks of ```netz become HTML with the classes
/// of `netz highlight`, whose stylesheet the book names.
#[derive(Debug, Args)]
#[command(after_help = "\
In book.toml:
  [preprocessor.netz]
  command = \"netz mdbook\"

  [output.html]
  additional-css = [\"netz.css\"]    # netz highlight --format css > netz.css

Examples:
  netz mdbook supports html         how mdBook asks whether a renderer gets colours: status 0 or 1
  netz mdbook < context-and-book    how mdBook runs it: JSON from standard input to standard output

Exit status: 0 when all is well, 1 for a renderer that gets no colours, 2 when the input is no book.")]
pub struct MdbookArgs {
    /// `supports`, and the name of a renderer
    #[arg(value_names = ["supports", "RENDERER"], num_args = 2)]
    question: Option<Vec<String>>,
}

/// Colours the book, or answers what is asked.
pub fn run(args: &MdbookArgs) -> Result<Ending, Failure> {
    match args.question.as_deref() {
        None => colored(),
        Some([word, renderer]) if word == "supports" => {
            Ok(if renderer == "html" { Ending::Fine } else { Ending::Faulty })
        }
        Some(words) => {
            let failure = Failure::new(format!("`{}` is no question of mdBook", words.join(" ")));
            Err(failure.help("it asks `netz mdbook supports html`"))
        }
    }
}

fn colored() -> Result<Ending, Failure> {
    let no_book = |reason: String| {
        Failure::new(format!("standard input is no book: {reason}"))
            .help("mdBook runs this command; `netz mdbook --help` shows what book.toml says")
    };
    let read: Result<(Value, Value), _> = serde_json::from_slice(&stdin()?);
    let (_, mut book) = read.map_err(|error| no_book(error.to_string()))?;
    let parts = ["items", "sections"].into_iter().find(|name| book.get(name).is_some());
    let Some(parts) = parts.and_then(|name| book.get_mut(name)) else {
        return Err(no_book("it has neither `items` nor `sections`".to_owned()));
    };
    chapters(parts);
    let text = book.to_string();
    to_stdout(|out| out.write_all(text.as_bytes()))?;
    Ok(Ending::Fine)
}

/// Colours the chapters of a list and those below them.
fn chapters(parts: &mut Value) {
    let parts = parts.as_array_mut().into_iter().flatten();
    for chapter in parts.filter_map(|part| part.get_mut("Chapter")) {
        if let Some(Value::String(content)) = chapter.get_mut("content") {
            *content = markdown::colored(content);
        }
        if let Some(below) = chapter.get_mut("sub_items") {
            chapters(below);
        }
    }
}
