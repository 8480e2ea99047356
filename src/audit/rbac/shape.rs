//! What words a role uses, in a few bits: enough to see of most pairs of roles that one doesn't give what the
//! other gives, without a look at their rules.

use crate::k8s::inventory::Role;
use std::hash::{DefaultHasher, Hash, Hasher};

/// The words of a role's rules, a bit for each; different words may have the same bit.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Shape {
    groups: u128,
    resources: u128,
    verbs: u128,
}

impl Shape {
    pub(super) fn of(role: &Role) -> Self {
        let mut shape = Self::default();
        for rule in role.rules.iter().map(|rule| &rule.rule) {
            let groups = rule.api_groups.as_deref().unwrap_or_default();
            let resources = rule.resources.as_deref().unwrap_or_default();
            if !groups.is_empty() && !resources.is_empty() {
                shape.groups |= bits(groups);
                shape.resources |= bits(resources);
            }
            shape.verbs |= bits(&rule.verbs);
        }
        shape
    }

    /// Whether a role may give all that another gives; where not, it doesn't.
    pub(super) fn may_cover(&self, other: &Self) -> bool {
        let inside = |own: u128, others: u128| others & !own == 0;
        inside(self.groups, other.groups)
            && inside(self.resources, other.resources)
            && inside(self.verbs, other.verbs)
    }
}

/// A wildcard has the bit of every word.
fn bits(words: &[String]) -> u128 {
    words.iter().fold(0, |bits, word| {
        bits | if word.starts_with('*') { u128::MAX } else { 1 << (hash(word) % 128) }
    })
}

fn hash(word: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    word.hash(&mut hasher);
    hasher.finish()
}
