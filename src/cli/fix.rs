//! `netz check --fix`: applies fixes, round by round, until none is left.

use netz::diagnostic::{Applicability, Counts, Severity, apply};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use super::failure::{Failure, shown};
use super::input::{Input, Request};
use super::patch::unified;
use super::stage::Stage;
use super::terminal::{Color, to_stdout};

/// How often fixes are applied at the most: a fix may lay open another, not without end.
pub const ROUNDS: usize = 10;

/// A program with its fixes applied, not yet written.
pub struct Repair {
    /// The program, checked as it is after the fixes.
    pub input: Input,
    /// Old and new texts by file name.
    texts: BTreeMap<String, (String, String)>,
    /// How many findings were cured.
    pub applied: usize,
}

/// Applies the fixes of a program that are `at_most` so far from safe. A round that leaves more errors than
/// there were is undone, and the last; one with a fix that doesn't cure is tried again without it.
pub fn repair(mut request: Request, at_most: Applicability) -> Repair {
    let mut repair = Repair { input: request.check(), texts: BTreeMap::new(), applied: 0 };
    let mut without = BTreeSet::new();
    for _ in 0..ROUNDS {
        let program = &repair.input.program;
        let fixed = apply::fixes(&program.sources, repair.input.fixable(), at_most, &without);
        if fixed.applied == 0 {
            break;
        }
        for (file, new) in &fixed.texts {
            request.replace(program.sources.name(*file), new);
        }
        let input = request.check();
        let idle = fixed.not_cured(&input.outcome.diagnostics);
        if !idle.is_empty() {
            for file in fixed.texts.keys() {
                request.replace(program.sources.name(*file), program.sources.text(*file));
            }
            without.extend(idle);
            continue;
        }
        let errors = |input: &Input| Counts::of(&input.outcome.diagnostics).errors;
        if errors(&input) > errors(&repair.input) {
            break;
        }
        without.clear();
        repair.applied += fixed.applied;
        for (file, new) in fixed.texts {
            let old = || (program.sources.text(file).to_owned(), String::new());
            let name = program.sources.name(file).to_owned();
            repair.texts.entry(name).or_insert_with(old).1 = new;
        }
        repair.input = input;
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

/// How to apply the fixes that a program has; none where it has none.
pub fn advice(input: &Input) -> Option<String> {
    let fixes = input.fixable().filter(|diagnostic| diagnostic.severity != Severity::Accepted);
    let fixes = fixes.filter_map(|diagnostic| diagnostic.fix.as_ref());
    let (safe, others): (Vec<_>, Vec<_>) =
        fixes.partition(|fix| fix.applicability == Applicability::Safe);
    let counted = |fixes: &[_]| match fixes.len() {
        1 => "1 fix".to_owned(),
        count => format!("{count} fixes"),
    };
    let (fix, all) = ("`netz check --fix`", "`netz check --fix --unsafe-fixes`");
    match (&safe[..], &others[..]) {
        ([], []) => None,
        (safe, []) => Some(format!("help: {fix} applies {}", counted(safe))),
        ([], others) => {
            Some(format!("help: {all} applies {}, which somebody should look at", counted(others)))
        }
        (safe, others) => Some(format!(
            "help: {fix} applies {}, {all} {} more, which somebody should look at",
            counted(safe),
            others.len()
        )),
    }
}
