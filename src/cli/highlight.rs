//! `netz highlight`: a program in colour.

use clap::{Args, ValueEnum};
use netz::highlight::{ansi, html};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::Ending;
use super::failure::{Failure, shown};
use super::read::read;
use super::stage::Stage;
use super::terminal::{Color, to_stdout};

/// Print a program in colour
///
/// For a terminal, or as HTML: a page of its own, or a piece of one with the stylesheet apart. A file with
/// mistakes in it has its colours too.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  netz highlight main.netz                        on the terminal
  netz highlight --color always main.netz | less -R
  netz highlight --format html -o main.html main.netz
  netz highlight --format fragment - < main.netz  the <pre> alone, for a page that you have
  netz highlight --format css > netz.css          the colours for such a page, light and dark

Exit status: 0 when all is well, 2 when a file can't be read or written.")]
pub struct HighlightArgs {
    /// Files, or - for standard input
    #[arg(value_name = "FILE|-", required_unless_present = "format")]
    inputs: Vec<PathBuf>,

    /// ansi, html, fragment or css
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "ansi")]
    #[arg(hide_possible_values = true)]
    format: Format,

    /// Write this file instead of printing
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// How colours are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a terminal.
    Ansi,
    /// A page of its own.
    Html,
    /// A `<pre>`.
    Fragment,
    /// The stylesheet that a fragment needs.
    Css,
}

/// Reads and colours.
pub fn run(args: &HighlightArgs, color: Color) -> Result<Ending, Failure> {
    let text = args.text(color)?;
    match &args.output {
        None => to_stdout(|out| out.write_all(text.as_bytes()))?,
        Some(path) => {
            let mut stage = Stage::default();
            stage.write(path, text.as_bytes())?;
            stage.commit()?;
        }
    }
    Ok(Ending::Fine)
}

impl HighlightArgs {
    fn text(&self, color: Color) -> Result<String, Failure> {
        match (self.format, self.inputs.as_slice()) {
            (Format::Css, []) => return Ok(html::STYLE.to_owned()),
            (Format::Css, _) => {
                let failure = Failure::new("the stylesheet is the same for every file");
                return Err(failure.help("leave the files out: `netz highlight --format css`"));
            }
            (_, []) => {
                let failure = Failure::new("no file is named");
                return Err(failure.help("name one, or - for standard input"));
            }
            _ => {}
        }
        let texts = self.inputs.iter().map(|path| source(path));
        let texts = texts.collect::<Result<Vec<_>, _>>()?;
        let all = |write: fn(&str) -> String| -> String {
            texts.iter().map(|(_, text)| write(text)).collect()
        };
        Ok(match self.format {
            Format::Ansi if self.output.is_none() && color.on(&io::stdout()) => all(ansi::write),
            Format::Ansi if color == Color::Always => all(ansi::write),
            Format::Ansi => all(str::to_owned),
            Format::Html => {
                let names: Vec<_> = texts.iter().map(|(name, _)| name.as_str()).collect();
                html::page(&names.join(", "), &all(html::fragment))
            }
            Format::Fragment | Format::Css => all(html::fragment),
        })
    }
}

/// The name and the text of an input.
fn source(path: &Path) -> Result<(String, String), Failure> {
    if path == Path::new("-") {
        return read(None);
    }
    if path.is_dir() {
        let failure = Failure::new(format!("`{}` is a directory", shown(path)));
        return Err(failure.help("name the files in it"));
    }
    read(Some(path))
}
