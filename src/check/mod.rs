//! Least privilege: what a policy says that it should not. One file a lint, or a few that ask the same
//! question.
//!
//! Checks see the policy and a sink: they can't change what is emitted.

pub(crate) mod assertion;
mod clauses;
mod joins;
mod network;
mod proofs;
mod rbac;
mod rights;

use crate::compile::Options;
use crate::diagnostic::{Code, Level, Levels, Sink};
use crate::ir::{Half, Policy, half};
use crate::world::World;

/// A policy without errors: the only thing that can be emitted.
#[derive(Debug)]
pub struct Checked {
    policy: Policy,
}

impl Checked {
    pub(crate) const fn new(policy: Policy) -> Self {
        Self { policy }
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
}

impl Context<'_> {
    /// Whether somebody wants to hear of one of these: what nobody hears of need not be looked for.
    fn wants(&self, codes: &[Code]) -> bool {
        codes.iter().any(|code| self.levels.of(*code) > Level::Allow)
    }
}

/// Says everything that there is to say of a policy; of lints that `options.levels` allows perhaps not.
pub fn check(policy: &Policy, options: &Options, sink: &mut Sink) {
    let halves = half::halves(policy);
    let context = Context { policy, halves: &halves, levels: &options.levels };
    network::check(&context, sink);
    rbac::check(policy, options, sink);
    clauses::expired(policy, options, sink);
    proofs::not_proved(policy, sink);
    if !policy.assertions.is_empty() {
        let world = World::of_policy(policy).with(&options.others);
        assertion::check(policy, &world, sink);
    }
    rights::check(policy, options, sink);
    joins::check(policy, options, sink);
}
