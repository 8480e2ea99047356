//! `--check`: how the files of a directory differ from what the policy means, as a diff that `patch -p0`
//! takes.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::Path;

use super::index;
use super::layout::Texts;
use super::write::{old, stale};
use crate::cli::Ending;
use crate::cli::failure::{Failure, shown};
use crate::cli::patch::unified;
use crate::cli::terminal::{Color, to_stderr, to_stdout};

/// Prints the difference and says how many files differ.
pub fn compare(
    directory: &Path,
    texts: &Texts,
    left_out: &BTreeSet<String>,
    color: Color,
) -> Result<Ending, Failure> {
    let color = color.on(&io::stdout());
    let mut diffs = Vec::new();
    let (mut missing, mut changed) = (0, 0);
    for (path, text) in texts {
        let file = directory.join(path);
        let name = shown(&file);
        match old(&file)? {
            None => {
                missing += 1;
                diffs.push(unified("/dev/null", &name, "", text, color));
            }
            Some(old) if old == text.as_bytes() => {}
            Some(old) => {
                changed += 1;
                diffs.push(unified(&name, &name, &String::from_utf8_lossy(&old), text, color));
            }
        }
    }
    let stale = stale(directory, &index::ours(directory)?, texts, left_out);
    for path in &stale {
        let file = directory.join(path);
        let text = old(&file)?.unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        diffs.push(unified(&shown(&file), "/dev/null", &text, "", color));
    }
    to_stdout(|out| diffs.iter().try_for_each(|diff| out.write_all(diff.as_bytes())))?;

    let counts = [(changed, "changed"), (missing, "missing"), (stale.len(), "stale")];
    let counts: Vec<_> = counts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    if counts.is_empty() {
        return Ok(Ending::Fine);
    }
    let name = shown(directory);
    let prune = if stale.is_empty() { "" } else { " --prune" };
    to_stderr(|out| {
        writeln!(out, "error: files in `{name}` drifted: {}", counts.join(", "))?;
        writeln!(out, "help: `netz build -o {name}{prune}` puts them right")
    })?;
    Ok(Ending::Faulty)
}
