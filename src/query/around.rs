//! Everybody that a segment may connect to, and everybody that may connect to it.

use super::Asker;
use super::answer::Peer;
use super::connection::Asked;
use super::peers::Wanted;
use super::resolve::End;
use crate::compile::Options;
use crate::hash::HashMap;
use crate::ir::{EndpointKind, Policy, SegmentId};
use crate::set::flow::Peers;
use crate::set::labels::LabelBox;
use crate::set::rule::{self, Direction, LabelsId, Meaning, NameId, PeerId, of_namespaces};
use crate::source::SourceMap;
use crate::world::{Origin, World};

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
    let mut own = End::of(policy, EndpointKind::Segment(segment));
    own.peers = world.known_ends(own.peers);
    let near = World {
        meaning: near(world, &own.peers),
        objects: world.objects.clone(),
        known: world.known.clone(),
        is_whole: world.is_whole,
        ..World::default()
    };
    let mut asker = Asker::within(&world.space, policy, &near, &options, sources);
    let anything = asker.anything();
    let (targets, left) = asker.found(&Asked::new(&own, &anything, None), Wanted::Targets);
    let (sources, more) = asker.found(&Asked::new(&anything, &own, None), Wanted::Sources);
    (left.is_empty() && more.is_empty()).then_some(Around { targets, sources })
}

/// What a world says of some pods: who is isolated, and the rules one end of which may be among them.
fn near(world: &World, ends: &[Peers]) -> Meaning<Origin> {
    let space = &world.space;
    let pods: Vec<(&LabelBox, &LabelBox)> = ends
        .iter()
        .filter_map(|end| match end {
            Peers::Pods { namespaces, pods, .. } => Some((namespaces, pods)),
            Peers::Outside(_) => None,
        })
        .collect();
    let mut subjects: HashMap<(NameId, LabelsId), bool> = HashMap::default();
    let mut peers: HashMap<PeerId, bool> = HashMap::default();
    let meets = |namespaces: Option<&LabelBox>, labels: Option<&LabelBox>| {
        let (Some(namespaces), Some(labels)) = (namespaces, labels) else { return false };
        pods.iter().any(|(own, pods)| !own.is_disjoint(namespaces) && !pods.is_disjoint(labels))
    };
    let mut near = Meaning::default();
    for direction in Direction::ALL {
        let (all, kept) = (world.meaning.side(direction), near.side_mut(direction));
        kept.isolated.clone_from(&all.isolated);
        for rule in &all.rules {
            let subject = (rule.subject.namespace, rule.subject.pods);
            let is_of = *subjects.entry(subject).or_insert_with(|| {
                let name = space.name_of(subject.0).map(|name| of_namespaces([name.clone()]));
                meets(name.as_ref(), space.labels_of(subject.1))
            });
            let mut is_with = || {
                *peers.entry(rule.peer).or_insert_with(|| match space.peer_of(rule.peer) {
                    Some(rule::Peer::Pods(of, labels)) => {
                        meets(space.labels_of(*of), space.labels_of(*labels))
                    }
                    _ => true,
                })
            };
            if is_of || is_with() {
                kept.rules.push(*rule);
            }
        }
    }
    near
}
