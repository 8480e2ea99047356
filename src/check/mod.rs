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
use crate::diagnostic::Sink;
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
}

/// Says everything that there is to say of a policy.
pub fn check(policy: &Policy, options: &Options, sink: &mut Sink) {
    let halves = half::halves(policy);
    let context = Context { policy, halves: &halves };
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
