//! Findings about zones, segments and flows.

mod breadth;
mod cidr;
mod ends;
mod implied;
mod lateral;
mod overlap;
mod portability;
mod reasons;
mod redundant;
mod segments;
mod selectors;
mod unused;
mod zones;

use super::Context;
use crate::diagnostic::Sink;

pub(super) fn check(context: &Context<'_>, sink: &mut Sink) {
    breadth::check(context.policy, sink);
    cidr::check(context, sink);
    ends::check(context.policy, sink);
    implied::check(context, sink);
    lateral::check(context, sink);
    portability::check(context, sink);
    reasons::check(context.policy, sink);
    redundant::check(context, sink);
    segments::check(context, sink);
    selectors::check(context.policy, sink);
    unused::check(context, sink);
    zones::check(context, sink);
}
