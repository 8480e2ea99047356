//! Everything that rules the traffic of a cluster: what a policy means, what objects mean that somebody
//! wrote by hand, or both at once. Policies only add, so two meanings add up by standing together.

mod exclusive;
mod index;
mod known;
pub(crate) mod prover;
pub(crate) mod way;
pub(crate) mod witness;

pub use known::Known;

use crate::ir::Policy;
use crate::k8s::inventory::Inventory;
use crate::k8s::networkpolicy::{self, Title};
use crate::reach;
use crate::set::rule::{Direction, Meaning, Rule, Space};
use crate::source::Span;

/// Why something is isolated or allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// The policy says so.
    Policy(reach::Origin),
    /// A NetworkPolicy that was read says so.
    Object(networkpolicy::Origin),
}

/// What is isolated and allowed, and what says so.
#[derive(Debug, Default)]
pub struct World {
    /// The parts of rules.
    pub space: Space,
    /// What is isolated and allowed.
    pub meaning: Meaning<Origin>,
    /// The NetworkPolicies that were read, by the numbers of their origins, with their places.
    pub objects: Vec<(Title, Span)>,
    /// Whether no policy of the cluster is missing, so that nothing is taken on trust.
    pub is_whole: bool,
    /// The namespaces that are known, as [`World::knowing`] was told.
    pub known: Known,
}

impl World {
    /// What a policy means where there is nothing else.
    #[must_use]
    pub fn of_policy(policy: &Policy) -> Self {
        Self::in_space(Space::default()).with_policy(policy)
    }

    /// A world of nothing yet, whose parts join those of a space.
    #[must_use]
    pub fn in_space(space: Space) -> Self {
        Self { space, ..Self::default() }
    }

    /// This world with what a policy means in it.
    #[must_use]
    pub fn with_policy(mut self, policy: &Policy) -> Self {
        let meaning = reach::reach(policy, &mut self.space);
        self.take(meaning, Origin::Policy);
        self
    }

    /// What objects mean where there is nothing else.
    #[must_use]
    pub fn of_objects(inventory: &Inventory) -> Self {
        Self { is_whole: true, ..Self::default() }.with(inventory)
    }

    /// The same, in half the memory: what the policies mean is taken out of the inventory.
    #[must_use]
    pub fn taken_from(inventory: &mut Inventory) -> Self {
        let (space, meaning) = inventory.take_meaning();
        let mut world = Self { is_whole: true, ..Self::in_space(space) };
        world.take(meaning, Origin::Object);
        world.objects = placed(inventory);
        world
    }

    /// This world with more objects in it.
    #[must_use]
    pub fn with(mut self, inventory: &Inventory) -> Self {
        let before = u32::try_from(self.objects.len()).unwrap_or(u32::MAX);
        let (space, meaning) = inventory.meaning();
        let meaning = self.space.adopt(space, meaning);
        self.take(meaning, |origin| {
            let policy = origin.policy.saturating_add(before);
            Origin::Object(networkpolicy::Origin { policy, ..origin })
        });
        self.objects.extend(placed(inventory));
        self
    }

    /// The NetworkPolicy that an origin is of, and its place.
    #[must_use]
    pub fn object(&self, origin: networkpolicy::Origin) -> Option<&(Title, Span)> {
        self.objects.get(origin.policy as usize)
    }

    fn take<O: Copy>(&mut self, meaning: Meaning<O>, origin: impl Fn(O) -> Origin) {
        for direction in Direction::ALL {
            let (from, to) = (meaning.side(direction), self.meaning.side_mut(direction));
            let isolated = from.isolated.iter();
            to.isolated.extend(isolated.map(|(subject, of)| (*subject, origin(*of))));
            to.rules.extend(from.rules.iter().map(|rule| {
                let Rule { subject, peer, ports, origin: of } = *rule;
                Rule { subject, peer, ports, origin: origin(of) }
            }));
        }
    }
}

/// The NetworkPolicies of an inventory, with their places.
fn placed(inventory: &Inventory) -> Vec<(Title, Span)> {
    inventory.policies().iter().map(|one| (one.title.clone(), one.span)).collect()
}
