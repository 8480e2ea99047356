//! Least privilege: what a policy says that it should not. One file a lint, or a few that ask the same
//! question.
//!
//! Checks see the policy and a sink: they can't change what is emitted.

pub(crate) mod assertion;
mod clauses;
mod deployed;
mod edit;
pub(crate) mod joins;
mod network;
mod objects;
pub mod others;
pub(crate) mod proofs;
pub(crate) mod rbac;
pub(crate) mod rights;

use crate::compile::Options;
use crate::diagnostic::{Code, Level, Levels, Sink};
use crate::ir::{Assertion, Half, Policy, half};
use crate::source::{SourceMap, Span};
use crate::world::{Known, World};
use std::collections::BTreeSet;

/// A policy without errors: the only thing that can be emitted.
#[derive(Debug)]
pub struct Checked {
    policy: Policy,
    /// The assertions that no proof was found of, whatever the level of `not-proved`.
    unproved: BTreeSet<Span>,
}

impl Checked {
    pub(crate) const fn new(policy: Policy) -> Self {
        Self { policy, unproved: BTreeSet::new() }
    }

    /// The same, where these assertions aren't proved.
    pub(crate) fn without(mut self, unproved: BTreeSet<Span>) -> Self {
        self.unproved = unproved;
        self
    }

    /// How many assertions are proved.
    #[must_use]
    pub fn proved(&self) -> usize {
        let proved = |assertion: &&Assertion| !self.unproved.contains(&assertion.span);
        self.policy.assertions.iter().filter(proved).count()
    }

    /// The policy.
    #[must_use]
    pub const fn policy(&self) -> &Policy {
        &self.policy
    }
}

/// What a check looks at.
struct Context<'a> {
    policy: &'a Policy,
    /// Every half, in the order of [`half::halves`].
    halves: &'a [Half],
    levels: &'a Levels,
    /// The texts that the policy's places are in, for edits.
    sources: &'a SourceMap,
}

impl Context<'_> {
    /// Whether somebody wants to hear of one of these: what nobody hears of need not be looked for.
    fn wants(&self, codes: &[Code]) -> bool {
        codes.iter().any(|code| self.levels.of(*code) > Level::Allow)
    }
}

/// Says everything that there is to say of a policy; of lints that `options.levels` allows perhaps not.
pub fn check(policy: &Policy, options: &Options, sources: &SourceMap, sink: &mut Sink) {
    let halves = half::halves(policy);
    let context = Context { policy, halves: &halves, levels: &options.levels, sources };
    network::check(&context, sink);
    objects::check(&context, sink);
    rbac::check(policy, options, sink);
    clauses::expired(policy, options, sources, sink);
    proofs::not_proved(policy, sink);
    let others = others::of_others(policy, &options.others);
    if !policy.assertions.is_empty() || !others.policies().is_empty() {
        let known = Known::of(&others);
        let alone = World::of_policy(policy).knowing(known.clone());
        let world = World::of_policy(policy).with(&others).knowing(known);
        others::check(policy, &alone, &world, sink);
        assertion::check(policy, &world, sink);
    }
    deployed::check(policy, options, sink);
    rights::check(policy, options, sink);
    joins::check(policy, options, sink);
}
