//! Least privilege in grants and roles.

use crate::compile::Options;
use crate::diagnostic::Sink;
use crate::ir::Policy;

/// Says everything that there is to say of who may do what.
pub fn check(_policy: &Policy, _options: &Options, _sink: &mut Sink) {}
