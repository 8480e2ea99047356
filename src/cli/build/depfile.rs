//! `--depfile`: which files the output depends on, in the syntax of make.
//!
//! Without `-o` the target is the depfile's own name without its extension:
//! `netz build --depfile all.yaml.d > all.yaml`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::layout::Texts;
use crate::cli::failure::{Failure, shown};
use crate::cli::stage::Stage;

/// Writes the depfile.
pub fn write(
    path: &Path,
    output: Option<&Path>,
    texts: &Texts,
    files: &[PathBuf],
) -> Result<(), Failure> {
    let targets: Vec<_> = match output {
        Some(directory) => texts.keys().map(|path| directory.join(path)).collect(),
        None => vec![path.with_extension("")],
    };
    let mut stage = Stage::default();
    stage.write(path, text(&targets, files).as_bytes())?;
    stage.commit()
}

fn text(targets: &[PathBuf], files: &[PathBuf]) -> String {
    let all = |paths: &[PathBuf]| paths.iter().map(|path| escaped(path)).collect::<Vec<_>>();
    let mut text = format!("{}: {}\n", all(targets).join(" "), all(files).join(" "));
    // A file that goes away later is no reason for make to stop.
    for file in all(files) {
        let _ = write!(text, "\n{file}:\n");
    }
    text
}

fn escaped(path: &Path) -> String {
    let mut escaped = String::new();
    for character in shown(path).chars() {
        match character {
            '$' => escaped.push('$'),
            ' ' | '#' | ':' | '\\' => escaped.push('\\'),
            _ => {}
        }
        escaped.push(character);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_hashes_and_dollars_are_escaped() {
        let files = ["main.netz", "a b/$x#1.netz"].map(PathBuf::from);
        assert_eq!(
            text(&[PathBuf::from("all.yaml")], &files),
            "all.yaml: main.netz a\\ b/$$x\\#1.netz\n\nmain.netz:\n\na\\ b/$$x\\#1.netz:\n"
        );
    }
}
