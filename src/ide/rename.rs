//! A new name for something, wherever it stands, so that the program means what it meant.
//!
//! A segment keeps its pods and a zone its namespaces: where the declaration leaves them to the name, they
//! are written out. The edited program is read once more, and the rename refused where a name then stands
//! for something else.

use super::{Analysis, tree};
use crate::compile::Options;
use crate::diagnostic::apply::rewrite;
use crate::diagnostic::{Code, Diagnostic, Edit, Kind, Levels, Severity};
use crate::ir::{Policy, SegmentId};
use crate::lower::files::load_with_tests;
use crate::lower::{NameTable, Program, Referent, lower_with_names, written};
use crate::source::{FileId, Span};
use crate::syntax::ast::StatementKind;
use std::collections::{BTreeMap, BTreeSet};
use wildmatch::WildMatch;

/// What can be renamed at a place: the name, without the zone before it.
///
/// # Errors
/// Why nothing can, in a sentence.
pub fn prepare(analysis: &Analysis, file: FileId, offset: u32) -> Result<Span, String> {
    let uses = analysis.names_at(file, offset);
    let Some(first) = uses.first() else {
        return Err("there is no name here that a program declares".to_owned());
    };
    let syntax =
        |one: &&Diagnostic| one.severity == Severity::Error && one.code < Code::FileNotFound;
    if let Some(broken) = analysis.diagnostics.iter().chain(&analysis.of_tests).find(syntax) {
        let place = place(analysis, broken.primary());
        return Err(format!("{place}: {}; names behind it can't be seen", broken.message));
    }
    for one in uses {
        let language = match &one.referent {
            Referent::Dns => "dns",
            Referent::ApiServer => "apiserver",
            Referent::Nodes => "nodes",
            Referent::Segment(id) if is_implicit(analysis.policy(), *id) => {
                let name = analysis.sources().slice(one.span);
                return Err(format!(
                    "`{name}` is not declared: declare it first, `segment {name}`"
                ));
            }
            _ => continue,
        };
        return Err(format!("`{language}` is a name of the language"));
    }
    Ok(first.span)
}

/// The edits that give what stands at a place a new name.
///
/// # Errors
/// Why it can't have it, in a sentence.
pub fn rename(
    analysis: &Analysis,
    (file, offset): (FileId, u32),
    new: &str,
    (roots, tests): (&[&str], &[&str]),
    options: &Options,
) -> Result<Vec<Edit>, String> {
    let span = prepare(analysis, file, offset)?;
    let old = unquoted(analysis.sources().slice(span));
    if old.contains(['$', '*']) {
        return Err(format!("`{old}` stands for several names: rename each where it is declared"));
    }
    if new.is_empty() || new.contains(['$', '"', '\\', '\n', '\r']) {
        return Err(format!("`{new}` is no name"));
    }
    let (spans, referents) = together(analysis, file, offset);
    let mut edits = Vec::new();
    for span in &spans {
        let text = unquoted(analysis.sources().slice(*span));
        if text == old {
            edits.push(Edit { span: *span, replacement: written(new) });
        } else if text.contains('$') {
            let place = place(analysis, Some(*span));
            return Err(format!("{place}: `{text}` makes the name in a `for`: rename it there"));
        } else if !WildMatch::new(&text).matches(new) {
            let place = place(analysis, Some(*span));
            return Err(format!("{place}: `{text}` matches `{old}`, and would not match `{new}`"));
        }
    }
    let renamed = edits.iter().map(|edit| edit.span).collect();
    edits.extend(kept(analysis, &referents, (&old, new), &renamed));
    edits.sort_by_key(|edit| edit.span);
    verify(analysis, &edits, (&old, new), (roots, tests), options)?;
    Ok(edits)
}

/// All places that have to change together, and all that is named there.
fn together(
    analysis: &Analysis,
    file: FileId,
    offset: u32,
) -> (BTreeSet<Span>, BTreeSet<Referent>) {
    let mut referents: BTreeSet<_> =
        analysis.names_at(file, offset).iter().map(|one| one.referent.clone()).collect();
    let mut spans = BTreeSet::new();
    loop {
        let before = (spans.len(), referents.len());
        for one in &analysis.names.uses {
            if referents.contains(&one.referent) {
                spans.insert(one.span);
            }
        }
        for one in &analysis.names.uses {
            // A pattern names several zones without binding their names together.
            let pattern = analysis.sources().slice(one.span).contains('*');
            if spans.contains(&one.span) && !pattern {
                referents.insert(one.referent.clone());
            }
        }
        if before == (spans.len(), referents.len()) {
            return (spans, referents);
        }
    }
}

/// Edits that write out what declarations leave to the name that goes.
fn kept(
    analysis: &Analysis,
    referents: &BTreeSet<Referent>,
    (old, new): (&str, &str),
    renamed: &BTreeSet<Span>,
) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut write = |at: Span, replacement: String| edits.push(Edit { span: at, replacement });
    for file in &analysis.program.files {
        tree::each(&file.statements, &mut |statement| match &statement.kind {
            StatementKind::Zone(zone)
                if zone.namespaces.is_none() && renamed.contains(&zone.name.span) =>
            {
                write(zone.name.span.after(), format!(" = namespaces {}", written(old)));
            }
            StatementKind::Segment(segment) => {
                let name = segment.name.span;
                let of_text = analysis.policy().segments.iter().find(|one| one.span == name);
                let Some(lowered) = of_text else { return };
                let account = lowered.account.filter(|_| segment.account.is_none());
                let other_account =
                    account.is_some_and(|id| referents.contains(&Referent::Account(id)));
                if !renamed.contains(&name) {
                    if other_account {
                        write(name.after(), format!(" as {}", written(new)));
                    }
                    return;
                }
                if account.is_some() && !other_account {
                    write(name.after(), format!(" as {}", written(old)));
                }
                let selector = lowered.alternatives.first();
                let key = selector.and_then(|selector| selector.requirements.first());
                if let (None, Some(key)) = (&segment.selector, key) {
                    write(statement.span.after(), format!(": {}={}", key.key, written(old)));
                }
            }
            _ => {}
        });
    }
    edits
}

/// Reads the program with the edits made: every name must stand for what it stood for.
fn verify(
    analysis: &Analysis,
    edits: &[Edit],
    (old, new): (&str, &str),
    (roots, tests): (&[&str], &[&str]),
    options: &Options,
) -> Result<(), String> {
    let sources = analysis.sources();
    let mut texts: BTreeMap<String, String> =
        sources.iter().map(|(_, it)| (it.name.clone(), it.text.clone())).collect();
    let files: BTreeSet<_> = edits.iter().map(|edit| edit.span.file).collect();
    for file in files {
        let of_file: Vec<_> = edits.iter().filter(|edit| edit.span.file == file).collect();
        texts.insert(sources.name(file).to_owned(), rewrite(sources.text(file), &of_file));
    }
    let edited = load_with_tests(roots, tests, &mut texts);
    let (before, _) = named(&analysis.program, options);
    let (after, errors) = named(&edited, options);
    if let Some(error) = errors.iter().find(|error| !analysis.diagnostics.contains(error)) {
        let known = analysis.diagnostics.iter().filter(|one| one.code == error.code).count();
        if errors.iter().filter(|one| one.code == error.code).count() > known {
            return Err(format!("`{old}` can't be called `{new}`: {}", error.message));
        }
    }
    let renamed = |referent: &Referent| match referent {
        Referent::Port(segment, name) if name == old => Referent::Port(*segment, new.into()),
        other => other.clone(),
    };
    let moved = |one: &Referent, other: &Referent| one != other && renamed(one) != *other;
    // What the edits write out is no name that was there before.
    let added = insertions(edits);
    let inside = |span: Span| {
        added.iter().any(|it| it.file == span.file && it.start <= span.start && span.end <= it.end)
    };
    let after: Vec<_> = after.uses.iter().filter(|one| !inside(one.span)).collect();
    let same_count = before.uses.len() == after.len();
    let mut pairs = before.uses.iter().zip(after);
    match pairs.find(|(one, other)| moved(&one.referent, &other.referent)) {
        Some((one, _)) => {
            let place = place(analysis, Some(one.span));
            let name = sources.slice(one.span);
            Err(format!("{place}: with `{new}` for `{old}`, `{name}` would mean something else"))
        }
        None if same_count => Ok(()),
        None => Err(format!("with `{new}` for `{old}` the program would mean something else")),
    }
}

/// Where the texts that edits insert are when all are made.
fn insertions(edits: &[Edit]) -> Vec<Span> {
    let mut places = Vec::new();
    let mut moved: BTreeMap<FileId, i64> = BTreeMap::new();
    for edit in edits {
        let by = moved.entry(edit.span.file).or_default();
        let length = i64::try_from(edit.replacement.len()).unwrap_or_default();
        let at = |offset: i64| u32::try_from(offset).unwrap_or_default();
        let start = i64::from(edit.span.start) + *by;
        if edit.span.start == edit.span.end {
            places.push(Span::new(edit.span.file, at(start), at(start + length)));
        }
        *by += length - i64::from(edit.span.end - edit.span.start);
    }
    places
}

/// The names of a program, and what is wrong with it.
fn named(program: &Program, options: &Options) -> (NameTable, Vec<Diagnostic>) {
    let (mut levels, mut sink) = (Levels::default(), program.sink.clone());
    let (_, names) = lower_with_names(program, options, &mut levels, &mut sink);
    let mut errors = sink.finish(&levels);
    errors.retain(|one| one.code.kind() == Kind::Error);
    (names, errors)
}

/// `main.netz:4`.
fn place(analysis: &Analysis, span: Option<Span>) -> String {
    let Some(span) = span else { return "the program".to_owned() };
    let sources = analysis.sources();
    let line = sources.position(span.file, span.start).line;
    format!("{}:{line}", sources.name(span.file))
}

fn is_implicit(policy: &Policy, id: SegmentId) -> bool {
    policy.segment(id).is_some_and(|segment| segment.implicit)
}

/// The text of a name as written, without quotes.
fn unquoted(text: &str) -> String {
    match text.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
        Some(inner) => inner.replace("\\\"", "\"").replace("\\\\", "\\"),
        None => text.to_owned(),
    }
}
