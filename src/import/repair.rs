//! A program that `netz check` passes: what it refuses is taken out again and listed, and findings that are
//! errors by default become warnings, which one line says.

use super::Unsaid;
use super::write::Statement;
use crate::compile::{Mode, Options};
use crate::diagnostic::{Code, Diagnostic, Kind, Severity};
use ecow::EcoString;
use std::collections::{BTreeMap, BTreeSet};

/// How often something may be taken out.
const ROUNDS: usize = 20;

/// What is left.
#[derive(Debug, Default)]
pub struct Repaired {
    /// The statements, a line end behind each.
    pub text: String,
    /// Findings that are errors by default.
    pub softened: Vec<&'static str>,
}

/// Checks the statements until there are no errors; those that are taken out are told by `code`.
pub fn repair(
    mut statements: Vec<Statement>,
    kube_version: u32,
    code: Code,
    unsaid: &mut Vec<Unsaid>,
) -> Repaired {
    let mut softened: BTreeSet<Code> = BTreeSet::new();
    for _ in 0..ROUNDS {
        let (text, lines) = text(&statements);
        let errors = errors(&text, kube_version, &softened);
        let (lints, faults): (Vec<_>, Vec<_>) =
            errors.iter().partition(|one| matches!(one.code.kind(), Kind::Lint(_)));
        softened.extend(lints.iter().map(|one| one.code));
        let mut out: BTreeMap<usize, &Diagnostic> = BTreeMap::new();
        for fault in faults {
            let at = fault.primary().map_or(0, |span| span.start as usize);
            let statement = lines.partition_point(|start| *start <= at).saturating_sub(1);
            out.entry(statement).or_insert(fault);
        }
        if out.is_empty() {
            if lints.is_empty() {
                let softened = softened.into_iter().map(Code::name).collect();
                return Repaired { text, softened };
            }
            continue;
        }
        for (at, fault) in out.into_iter().rev() {
            let Some(statement) = statements.get(at) else { continue };
            let said = statement.text.split("  #").next().unwrap_or_default().replace('\n', " ");
            let what = EcoString::from(format!("`{}`", said.trim()));
            unsaid.push(Unsaid::new(code, what, fault.message.clone()));
            statements.remove(at);
        }
    }
    let (text, _) = text(&statements);
    let softened = softened.into_iter().map(Code::name).collect();
    Repaired { text, softened }
}

/// The statements as one text, and where each starts.
fn text(statements: &[Statement]) -> (String, Vec<usize>) {
    let (mut text, mut starts) = (String::new(), Vec::with_capacity(statements.len()));
    for statement in statements {
        starts.push(text.len());
        text.push_str(&statement.text);
        text.push('\n');
    }
    (text, starts)
}

fn errors(text: &str, kube_version: u32, softened: &BTreeSet<Code>) -> Vec<Diagnostic> {
    let mut files = BTreeMap::from([("main.netz".to_owned(), text.to_owned())]);
    let program = crate::load(&["main.netz"], &mut files);
    let mut options = Options { kube_version, mode: Mode::Check, ..Options::default() };
    for code in softened {
        options.levels.set_in_program(*code, crate::diagnostic::Level::Warn);
    }
    let outcome = crate::check(&program, &options);
    let mut errors = outcome.diagnostics;
    if let Some(checked) = &outcome.checked {
        errors.extend(crate::compile(checked, &program.sources).diagnostics);
    }
    errors.retain(|one| one.severity == Severity::Error && one.code != Code::EmptyProgram);
    errors
}
