//! Least privilege: what a policy says that it should not, one file a lint.

pub mod rbac;

use crate::compile::Options;
use crate::diagnostic::Sink;
use crate::ir::Policy;

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

/// Says everything that there is to say of a policy.
pub fn check(_policy: &Policy, _options: &Options, _sink: &mut Sink) {}
