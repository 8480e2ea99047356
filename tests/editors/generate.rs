//! `cargo run --example editors` writes what is generated in the editors' grammars: the lists of words, from
//! `grammar/netz.pest`, and the parser of tree-sitter, from its `grammar.js`. With `--check` it writes
//! nothing, names what isn't as it should be, and fails.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a tool for the people who change netz"
)]

mod lists;
mod words;

use std::path::Path;
use std::process::{Command, ExitCode};
use std::{env, fs, io};

fn main() -> ExitCode {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let check = match arguments.as_slice() {
        [] => false,
        [flag] if flag == "--check" => true,
        _ => {
            eprintln!("usage: cargo run --example editors [-- --check]");
            return ExitCode::from(2);
        }
    };
    match run(check) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

fn run(check: bool) -> io::Result<ExitCode> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let stale = lists::stale(root)?;
    for file in &stale {
        println!("{} {}", if check { "stale:" } else { "written:" }, file.path);
        if !check {
            fs::write(root.join(&file.path), &file.text)?;
        }
    }
    if check && !stale.is_empty() {
        println!("`cargo run --example editors` writes what they should be");
        return Ok(ExitCode::FAILURE);
    }
    // The parser in this program was generated from the grammar before it was written.
    if stale.iter().any(|file| file.path.ends_with("grammar.js")) {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let again =
            Command::new(cargo).args(["run", "--quiet", "--example", "editors"]).status()?;
        return Ok(if again.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    Ok(ExitCode::SUCCESS)
}
