//! What the editors' grammars are compared on: the examples, the corpus, random programs as people write
//! them, and random programs as the grammar allows them.

use crate::hostile::netz_files;
use crate::laws::program::{Dice, Program};
use netz::diagnostic::{Levels, Severity, Sink};
use netz::source::FileId;
use netz::syntax::parse;

use super::sampler::Sampler;
use std::sync::LazyLock;

/// How many programs of each kind are made.
const COUNT: u64 = 1200;

/// Whether a text has no syntax error.
pub fn is_right(text: &str) -> bool {
    let mut sink = Sink::default();
    let _ = parse(FileId(0), text, &mut sink);
    sink.finish(&Levels::default()).iter().all(|it| it.severity != Severity::Error)
}

/// What people wrote: a name and a text each.
pub fn written() -> Vec<(String, String)> {
    let mut programs = Vec::new();
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/");
    for directory in ["examples", "tests/suite/syntax", "tests/corpus"] {
        for (path, text) in netz_files(directory) {
            let name = path.display().to_string().replace(root, "");
            // A case of the corpus begins with a line that is its title.
            let title = |case: &str| case.split_once('\n').map(|(_, text)| text.to_owned());
            let cases: Vec<_> = match directory {
                "tests/corpus" => text.split("### ").filter_map(title).collect(),
                _ => vec![text],
            };
            let right = cases.into_iter().zip(1..).filter(|(case, _)| is_right(case));
            programs.extend(right.map(|(case, at)| (format!("{name}, {at}"), case)));
        }
    }
    assert!(programs.len() > 200, "{}", programs.len());
    programs
}

/// What is made up: a name that repeats it, and a text each.
pub fn made() -> &'static [(String, String)] {
    static MADE: LazyLock<Vec<(String, String)>> = LazyLock::new(make);
    &MADE
}

fn make() -> Vec<(String, String)> {
    let sampler = Sampler::new();
    let mut programs = Vec::new();
    for seed in 0..COUNT {
        let mut dice = Dice(seed);
        let program = Program::random(&mut dice).shuffled(&mut dice);
        programs.push((format!("program {seed}"), relaid(&program.text(), &mut dice)));
        let mut dice = Dice(seed << 32);
        programs.push((format!("sample {seed}"), sampler.program(&mut dice)));
    }
    let wrong: Vec<_> = programs.iter().filter(|(_, text)| !is_right(text)).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    programs
}

/// The same program with other blanks, comments and line ends.
fn relaid(text: &str, dice: &mut Dice) -> String {
    let mut laid = String::new();
    for line in text.lines() {
        let parts = line.split(", ").collect::<Vec<_>>();
        for (at, part) in parts.iter().enumerate() {
            let part = match dice.roll(6) {
                0 => part.replace(" -> ", "->"),
                1 => part.replace(" -> ", "  -> # to\n\t"),
                2 => part.replace(" because ", "\n\n  # why\n  because "),
                3 => part.replace(" until ", "\r\n until\t"),
                4 => part.replace(" = ", "=\n "),
                _ => (*part).to_owned(),
            };
            laid.push_str(&part);
            if at + 1 < parts.len() {
                laid.push_str([",", ", ", ",\n  ", " , # and\n\n# so on\n"][dice.roll(4)]);
            }
        }
        let block = line.ends_with('{') || line == "}";
        laid.push_str(match dice.roll(5) {
            0 if !block => ";",
            1 => " # done\n",
            2 => "\r\n",
            _ => "\n",
        });
    }
    laid
}
