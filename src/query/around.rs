//! Everybody that a segment may connect to, and everybody that may connect to it.

use super::Asker;
use super::answer::Peer;
use super::connection::Asked;
use super::peers::Wanted;
use super::resolve::End;
use crate::compile::Options;
use crate::ir::{EndpointKind, Policy, SegmentId};
use crate::source::SourceMap;
use crate::world::World;

/// The other ends of a segment's connections.
#[derive(Debug, Clone)]
pub struct Around {
    /// Those that it may connect to.
    pub targets: Vec<Peer>,
    /// Those that may connect to it.
    pub sources: Vec<Peer>,
}

/// The other ends of a segment's connections in a world, which is that of the policy; none where the search
/// for them takes too long.
#[must_use]
pub fn around(
    policy: &Policy,
    world: &World,
    sources: &SourceMap,
    segment: SegmentId,
) -> Option<Around> {
    let options = Options::default();
    let mut asker = Asker::new(policy, world, &options, sources);
    let (own, anything) = (End::of(policy, EndpointKind::Segment(segment)), asker.anything());
    let (targets, left) = asker.found(&Asked::new(&own, &anything, None), Wanted::Targets);
    let (sources, more) = asker.found(&Asked::new(&anything, &own, None), Wanted::Sources);
    (left.is_empty() && more.is_empty()).then_some(Around { targets, sources })
}
