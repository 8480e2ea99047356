//! What becomes of each assertion of a program and of its tests: `netz test`.
//!
//! A test is a file with assertions beside the policy. It may declare names, but nothing that changes what
//! the policy means: `statements` refuses what can't stand there, `change` what turns out to change it.

mod change;
mod statements;

use crate::check::{assertion, others, proofs, rights};
use crate::compile::{self, Options};
use crate::diagnostic::{Code, Diagnostic, Kind, Levels, Severity, Sink};
use crate::ir::{Assertion, Policy};
use crate::k8s::inventory::Inventory;
use crate::lower::{self, Program};
use crate::source::{FileId, SourceMap, Span};
use crate::world::{Known, World};
use ecow::EcoString;
use std::collections::HashMap;

/// What became of an assertion.
#[derive(Debug, Clone)]
pub struct Verdict {
    /// The assertion in one line.
    pub sentence: String,
    /// Where it stands.
    pub span: Span,
    /// The cluster that it was proved for, where the program names several.
    pub cluster: Option<EcoString>,
    /// What became of it.
    pub outcome: Outcome,
    /// Why it doesn't hold, and what else there is to say of it.
    pub diagnostics: Vec<Diagnostic>,
}

/// What became of an assertion, in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is proved.
    Holds,
    /// It doesn't hold, or isn't proved where `not-proved` is an error.
    Fails,
    /// It isn't proved, and the program says that it need not be.
    NotProved,
}

impl Outcome {
    /// `holds`, `fails`, `not-proved`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Fails => "fails",
            Self::NotProved => "not-proved",
        }
    }
}

/// What testing a program gave.
#[derive(Debug, Clone, Default)]
pub struct Tested {
    /// One for each assertion, in the order of files and places. Empty when there are errors.
    pub verdicts: Vec<Verdict>,
    /// Errors, which kept the assertions from being judged.
    pub errors: Vec<Diagnostic>,
}

/// Judges every assertion of a program and of its tests: by what the program means beside the objects of
/// [`Options::others`] or, where there is something to test in its place, by what the objects of `against`
/// mean.
#[must_use]
pub fn test(program: &Program, options: &Options, against: Option<&Inventory>) -> Tested {
    judge(program, options, against, &|_| true)
}

/// The same for the assertions of some files.
fn judge(
    program: &Program,
    options: &Options,
    against: Option<&Inventory>,
    judged: &dyn Fn(FileId) -> bool,
) -> Tested {
    let mut sink: Sink = program.sink.clone();
    statements::check(program, &mut sink);
    let mut levels = options.levels.clone();
    let mut verdicts = Vec::new();
    let mut said = Vec::new();
    let clusters = compile::clusters(program, options);
    let several = clusters.len() > 1;
    for cluster in clusters {
        let options = Options { cluster: cluster.clone(), ..options.clone() };
        let mut of_cluster = sink.next();
        let mut policy = lower::lower(program, &options, &mut levels, &mut of_cluster);
        if against.is_none() && !of_cluster.has_errors() {
            change::check(program, &policy, &options, &mut of_cluster);
        }
        policy.assertions.retain(|one| judged(one.span.file));
        if !of_cluster.has_errors() {
            let world = world(&policy, &options, against);
            let of = cluster.clone().filter(|_| several);
            let of = of.as_ref();
            let judge = Judge { policy: &policy, options: &options, against, levels: &levels };
            verdicts.extend(judge.verdicts(&world, of, &program.sources));
        }
        said.push((cluster, of_cluster));
    }
    sink.append_of_clusters(said);
    let failed = sink.has_errors();
    let mut errors = sink.finish(&levels);
    // What is more than an error is for `netz check`, which judges the policy.
    errors.retain(|one| one.code.kind() == Kind::Error);
    if failed {
        verdicts.clear();
    }
    Tested { verdicts, errors }
}

/// Judges the assertions of a program's tests, and not those of the policy itself.
#[must_use]
pub fn test_files(program: &Program, options: &Options) -> Tested {
    judge(program, options, None, &|file| program.tests.contains(&file))
}

fn world(policy: &Policy, options: &Options, against: Option<&Inventory>) -> World {
    let others = Known::of(&options.others);
    match against {
        Some(inventory) => World::of_objects(inventory)
            .with(&options.others)
            .knowing(Known::of(inventory).or(&others)),
        None => {
            let world = World::of_policy(policy);
            world.with(&others::of_others(policy, &options.others)).knowing(others)
        }
    }
}

/// What assertions are judged by.
struct Judge<'a> {
    policy: &'a Policy,
    options: &'a Options,
    against: Option<&'a Inventory>,
    levels: &'a Levels,
}

impl Judge<'_> {
    /// The verdicts of the policy's assertions, in their order.
    fn verdicts(
        &self,
        world: &World,
        cluster: Option<&EcoString>,
        sources: &SourceMap,
    ) -> Vec<Verdict> {
        let policy = self.policy;
        let mut told: HashMap<*const Assertion, (Option<String>, Sink)> = HashMap::new();
        assertion::each(policy, world, |one, sentence, said| {
            told.insert(one, (Some(sentence), said));
        });
        rights::each(policy, self.options, self.against, |one, said| {
            told.insert(one, (None, said));
        });
        let verdicts = policy.assertions.iter().map(|one| {
            let (sentence, sink) = told.remove(&std::ptr::from_ref(one)).unwrap_or_else(|| {
                let mut sink = Sink::default();
                proofs::of_assertion(one).into_iter().for_each(|said| sink.push(said));
                (None, sink)
            });
            let sentence = sentence.unwrap_or_else(|| words(sources.slice(one.span)));
            let sentence = match one.zone.and_then(|id| policy.zone(id)) {
                Some(zone) => format!("{}: {sentence}", zone.name),
                None => sentence,
            };
            let (span, cluster) = (one.span, cluster.cloned());
            let unproved = !sink.places(Code::NotProved).is_empty();
            let diagnostics = sink.finish(self.levels);
            let is_error = |one: &Diagnostic| one.severity == Severity::Error;
            let outcome = match diagnostics.iter().any(is_error) {
                true => Outcome::Fails,
                false if unproved => Outcome::NotProved,
                false => Outcome::Holds,
            };
            Verdict { sentence, span, cluster, outcome, diagnostics }
        });
        verdicts.collect()
    }
}

/// A statement as it is written, in one line.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
