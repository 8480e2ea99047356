//! `netz check --fix`: applies safe fixes, round by round, until none is left.

use netz::diagnostic::apply;
use std::collections::BTreeMap;
use std::io::{self, Write};

use super::failure::{Failure, shown};
use super::input::{Input, Request};
use super::patch::unified;
use super::stage::Stage;
use super::terminal::{Color, to_stdout};

/// How often fixes are applied at the most: a fix may lay open another, not without end.
pub const ROUNDS: usize = 10;

/// A program with its safe fixes applied, not yet written.
pub struct Repair {
    /// The program, checked as it is after the fixes.
    pub input: Input,
    /// Old and new texts by file name.
    texts: BTreeMap<String, (String, String)>,
    /// How many findings were cured.
    pub applied: usize,
}

/// Applies the safe fixes of a program.
pub fn repair(mut request: Request) -> Repair {
    let mut repair = Repair { input: request.check(), texts: BTreeMap::new(), applied: 0 };
    for _ in 0..ROUNDS {
        let Input { program, outcome, .. } = &repair.input;
        let fixed = apply::safe(&program.sources, &outcome.diagnostics);
        if fixed.applied == 0 {
            break;
        }
        repair.applied += fixed.applied;
        for (file, new) in fixed.texts {
            let name = program.sources.name(file);
            request.replace(name, &new);
            let old = || (program.sources.text(file).to_owned(), String::new());
            repair.texts.entry(name.to_owned()).or_insert_with(old).1 = new;
        }
        repair.input = request.check();
    }
    repair
}

impl Repair {
    /// Writes every file that changes, all or none. What came from standard input goes to standard output.
    pub fn write(&self) -> Result<(), Failure> {
        let mut stage = Stage::default();
        for (name, (_, new)) in &self.texts {
            match self.input.path_of(name) {
                Some(path) => stage.write(&path, new.as_bytes())?,
                None => to_stdout(|out| out.write_all(new.as_bytes()))?,
            }
        }
        stage.commit()
    }

    /// Prints what would change. Whether anything would.
    pub fn diff(&self, color: Color) -> Result<bool, Failure> {
        let color = color.on(&io::stdout());
        for (name, (old, new)) in &self.texts {
            let path = self.input.path_of(name).map_or_else(|| name.clone(), |path| shown(&path));
            let diff = unified(&path, &path, old, new, color);
            to_stdout(|out| out.write_all(diff.as_bytes()))?;
        }
        Ok(!self.texts.is_empty())
    }
}
