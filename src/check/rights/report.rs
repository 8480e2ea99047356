//! What the proof of an assertion about rights found, as a message.

use super::{Origin, Rights};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::ir::Assertion;
use crate::ir::assertion::Word;
use crate::k8s::authority::{Given, Guise};
use crate::k8s::escalation::{Stop, can, path, way};
use crate::set::right::{Act, Holder};
use ecow::EcoString;
use std::collections::BTreeSet;

/// What became of a claim.
pub(super) enum Outcome {
    Holds,
    /// Somebody holds this, and must not.
    Held(Witness),
    /// A subject doesn't hold this, and must.
    Missing(Holder, Given<Origin>),
    /// Somebody holds a ClusterRole of which nothing is known.
    Unknown(Witness),
}

/// A right that somebody holds or can come to hold.
pub(super) struct Witness {
    holder: EcoString,
    /// Who it becomes, and the way there.
    becomes: Option<(EcoString, String)>,
    /// The statements along the way.
    steps: Vec<Origin>,
    given: Given<Origin>,
}

impl Witness {
    /// What is held at a stop of a holder.
    pub(super) fn new(
        rights: &Rights<'_>,
        holder: &Holder,
        stops: &[Stop<'_, Origin>],
        at: usize,
        given: &Given<Origin>,
    ) -> Self {
        let name = rights.name(holder);
        let way = way(stops, at);
        let becomes = way.last().map(|(_, guise)| {
            let last = (!guise.is_cluster_admin()).then_some(given);
            let path = path(&rights.authority, &name, &way, last, |holder| rights.name(holder));
            (guise_name(rights, guise), path)
        });
        let steps = way.iter().flat_map(|(gate, _)| &gate.by).filter_map(|given| given.origin);
        Self { holder: name, becomes, steps: steps.collect(), given: given.clone() }
    }
}

fn guise_name(rights: &Rights<'_>, guise: &Guise) -> EcoString {
    match guise {
        Guise::Holder(holder) => rights.name(holder),
        Guise::Role(Act::ClusterRole(name), _) => name.clone(),
        Guise::Role(..) => EcoString::new(),
    }
}

/// Says what was found.
pub(super) fn report(
    rights: &Rights<'_>,
    assertion: &Assertion,
    outcome: &Outcome,
    sink: &mut Sink,
) {
    match outcome {
        Outcome::Holds => {}
        Outcome::Held(witness) => sink.push(held(rights, assertion, witness)),
        Outcome::Missing(holder, given) => {
            let claim = format!("{} can {}", rights.name(holder), can(&rights.authority, given));
            let message = format!("`always` doesn't hold: nothing says `{claim}`");
            let diagnostic = Diagnostic::new(Code::RightsAssertionFails, assertion.span, message)
                .label("not granted")
                .help(format!("grant it: `{claim}`; or claim less"));
            let diagnostic = match given.namespace {
                None if !rights.authority.is_of_cluster(&given.act) => diagnostic.note(
                    "without a scope the claim is about every namespace: `in ZONE` says which",
                ),
                _ => diagnostic,
            };
            sink.push(diagnostic);
        }
        Outcome::Unknown(witness) => sink.push(unknown(rights, assertion, witness)),
    }
}

fn held(rights: &Rights<'_>, assertion: &Assertion, witness: &Witness) -> Diagnostic {
    let Witness { holder, becomes, given, .. } = witness;
    let (word, what) = (word(assertion.word), can(&rights.authority, given));
    let message = match becomes {
        None => format!("`{word}` doesn't hold: `{holder} can {what}`"),
        Some((whom, _)) => {
            format!("`{word}` doesn't hold: `{holder}` can become `{whom}`, which can `{what}`")
        }
    };
    let diagnostic = Diagnostic::new(Code::RightsAssertionFails, assertion.span, message);
    let help = match (assertion.word, becomes) {
        (_, Some(_)) => "cut the path at one of its steps, or claim less",
        (Word::Only, None) => "take it away, or list this subject too: each `only` holds alone",
        (Word::Confine, None) => {
            "take it away, or add a `confine` that permits it: those of one file add up"
        }
        (_, None) => "take it away, or claim less",
    };
    places(rights, diagnostic, witness, "gives it").help(help)
}

/// The path, and the statements along it.
fn places(
    rights: &Rights<'_>,
    mut diagnostic: Diagnostic,
    witness: &Witness,
    last: &str,
) -> Diagnostic {
    if let Some((_, path)) = &witness.becomes {
        diagnostic = diagnostic.note(format!("path: `{path}`"));
    }
    let mut said = BTreeSet::new();
    let steps = witness.steps.iter().map(|step| (*step, "a step of the path"));
    let all: Vec<_> = steps.chain(witness.given.origin.map(|origin| (origin, last))).collect();
    for (origin, text) in &all {
        if let Some(span) = origin.span(rights.policy)
            && said.insert(span)
        {
            diagnostic = diagnostic.also(span, *text);
        }
    }
    if all.iter().any(|(origin, _)| *origin == Origin::Other) {
        diagnostic = diagnostic.note("objects beside the program give a part of it");
    }
    diagnostic
}

fn unknown(rights: &Rights<'_>, assertion: &Assertion, witness: &Witness) -> Diagnostic {
    let role = match &witness.given.act {
        Act::ClusterRole(name) => name.as_str(),
        Act::Resource { .. } | Act::Url { .. } => "",
    };
    let word = word(assertion.word);
    let message = format!(
        "`{word}` isn't proved: the program doesn't say what the ClusterRole `{role}` permits"
    );
    let diagnostic = Diagnostic::new(Code::NotProved, assertion.span, message);
    places(rights, diagnostic, witness, "held here").help(format!(
        "write its rules as a role, `role {role} can …`, or take the claim for a comment: `lint warn not-proved`"
    ))
}

const fn word(word: Word) -> &'static str {
    match word {
        Word::Never => "never",
        Word::Always => "always",
        Word::Only => "only",
        Word::Confine => "confine",
    }
}
