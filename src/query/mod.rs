//! Questions that are asked of a program: may this connect to that, who can, and who may do what.
//!
//! A question is a sentence of the language, with `who` or `what` for what is asked for. It is answered
//! over everything that the program allows, every pod that could exist and every address, by the same
//! search that proves assertions ([`crate::world`]); the answer names the statements, the near misses, and
//! the emitted policies with the numbers of their rules, read back from their text.

pub mod answer;
mod around;
mod connection;
mod emitted;
pub mod json;
mod known;
mod misses;
mod parse;
mod peers;
mod reached;
mod resolve;
mod right_misses;
mod right_rows;
mod rights;
mod roles;
#[cfg(test)]
mod tests;
pub mod text;
mod words;

pub use answer::{Answer, Verdict};
pub use around::{Around, around};
pub use known::names;

use crate::check::others;
use crate::compile::Options;
use crate::diagnostic::{Diagnostic, Kind, Levels, Sink, suggest};
use crate::ir::Policy;
use crate::k8s::authority::Authority;
use crate::lower::{Names, Program};
use crate::set::rule::Space;
use crate::source::SourceMap;
use crate::world::prover::Prover;
use crate::world::{Known, World};
use connection::Asked;
use emitted::Emitted;
use peers::Wanted;
use resolve::{End, Question};
use rights::Origin;
use std::cell::OnceCell;
use words::Words;

/// The name of a question's text among the files of the program.
pub const NAME: &str = "<query>";

/// What asking gave.
#[derive(Debug, Default)]
pub struct Outcome {
    /// For each question its answers: several where it names several ends. None where something is wrong.
    pub answers: Option<Vec<Vec<Answer>>>,
    /// What is wrong with the program or with a question.
    pub diagnostics: Vec<Diagnostic>,
}

/// Answers questions. Their texts become files of the program's sources, so that messages can show them.
///
/// Nothing is checked but that the program can be read: a program whose assertion fails is asked why.
pub fn ask(program: &mut Program, options: &Options, questions: &[String]) -> Outcome {
    let world = |policy: &Policy| {
        World::of_policy(policy).with(&others::of_others(policy, &options.others))
    };
    answer(program, options, questions, world)
}

/// The same of objects alone: the program is of their [`names`].
pub fn ask_objects(program: &mut Program, options: &Options, questions: &[String]) -> Outcome {
    answer(program, options, questions, |_| World::of_objects(&options.others))
}

fn answer(
    program: &mut Program,
    options: &Options,
    questions: &[String],
    world: impl FnOnce(&Policy) -> World,
) -> Outcome {
    let files: Vec<_> =
        questions.iter().map(|text| program.sources.add(NAME, text.as_str())).collect();
    let mut of_program = program.sink.clone();
    let mut sentences = Vec::with_capacity(questions.len());
    for (file, text) in files.into_iter().zip(questions) {
        sentences.push(parse::parse(file, text, &mut of_program));
    }
    let parsed: Option<Vec<_>> = sentences.into_iter().collect();
    let mut sink = Sink::default();
    let mut names = Names::new(program, options, &mut sink);
    let asked: Option<Vec<_>> = parsed.and_then(|sentences| {
        let asked: Vec<_> =
            sentences.iter().map(|sentence| resolve::resolve(&mut names, sentence)).collect();
        asked.into_iter().collect()
    });
    let policy = names.into_policy();
    of_program.append(sink);
    let wrong = of_program.has_errors();
    let mut diagnostics = of_program.finish(&Levels::default());
    diagnostics.retain(|diagnostic| diagnostic.code.kind() == Kind::Error);
    let Some(asked) = asked.filter(|_| !wrong) else {
        return Outcome { answers: None, diagnostics };
    };
    let world = world(&policy).knowing(Known::of(&options.others));
    let mut asker = Asker::new(&policy, &world, options, &program.sources);
    let answers = asked
        .iter()
        .map(|questions| questions.iter().map(|question| asker.answer(question)).collect());
    Outcome { answers: Some(answers.collect()), diagnostics }
}

/// What all questions share.
struct Asker<'a> {
    policy: &'a Policy,
    prover: Prover<'a>,
    emitted: Emitted<'a>,
    words: Words<'a>,
    sources: &'a SourceMap,
    options: &'a Options,
    /// Where a question asks for it.
    authority: OnceCell<Authority<Origin>>,
}

impl<'a> Asker<'a> {
    fn new(
        policy: &'a Policy,
        world: &'a World,
        options: &'a Options,
        sources: &'a SourceMap,
    ) -> Self {
        Self::within(&world.space, policy, world, options, sources)
    }

    /// Over a world whose parts stand in a space of others.
    fn within(
        space: &'a Space,
        policy: &'a Policy,
        world: &'a World,
        options: &'a Options,
        sources: &'a SourceMap,
    ) -> Self {
        let prover = Prover::within(space, policy, world);
        let emitted = Emitted::new(policy, sources);
        Self {
            policy,
            prover,
            emitted,
            words: Words::new(policy),
            sources,
            options,
            authority: OnceCell::new(),
        }
    }

    fn answer(&mut self, question: &Question) -> Answer {
        match question {
            Question::Flow { source: Some(source), target: Some(target), ports } => {
                let [source, target] = [source, target].map(|end| self.known(end));
                self.connection(&Asked::new(&source, &target, ports.as_ref()))
            }
            Question::Flow { source, target, ports } => {
                let anything = self.anything();
                let wanted = if source.is_none() { Wanted::Sources } else { Wanted::Targets };
                let [source, target] =
                    [source, target].map(|end| self.known(end.as_ref().unwrap_or(&anything)));
                self.peers(&Asked::new(&source, &target, ports.as_ref()), wanted)
            }
            Question::Right { subject, permission, scope } => {
                self.right(self.authority(), *subject, permission, scope.as_ref())
            }
            Question::Holds { subject, scope } => {
                self.holds(self.authority(), *subject, scope.as_ref())
            }
        }
    }

    /// The same end, namespaces that are known by their names.
    fn known(&self, end: &End) -> End {
        let mut end = end.clone();
        end.peers = self.prover.world.known_ends(end.peers);
        end
    }

    fn authority(&self) -> &Authority<Origin> {
        self.authority.get_or_init(|| rights::authority(self.policy, self.options))
    }

    /// What there is to say of a namespace that the program doesn't know.
    fn unknown(&self, name: &str) -> String {
        let zones = self.policy.zones.iter();
        let names = zones.flat_map(|zone| {
            std::iter::once(zone.name.as_str())
                .chain(zone.names().iter().map(ecow::EcoString::as_str))
        });
        let fact = format!("the program knows no namespace `{name}`, so nothing isolates its pods");
        match suggest::closest(name, names) {
            Some(near) => format!("{fact}; did you mean `{near}`?"),
            None => fact,
        }
    }
}
