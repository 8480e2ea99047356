//! What two acts have in common.

use super::{Act, covers_path, covers_resource, is_empty, is_made};
use ecow::EcoString;

impl Act {
    /// What both give, which is one act again; none where they have nothing in common.
    #[must_use]
    pub fn meet(&self, other: &Self) -> Option<Self> {
        match (self, other) {
            (
                Self::Resource { group, resource, verb, name },
                Self::Resource { group: of, resource: what, verb: how, name: which },
            ) => {
                let group = word(group, of)?;
                let resource = narrower(resource, what, covers_resource)?;
                let verb = word(verb, how)?;
                let made = is_made(&verb, &resource);
                let name = match (name, which) {
                    (own, other) if made && is_empty(own) => other.clone(),
                    (own, other) if made && is_empty(other) => own.clone(),
                    (own, other)
                        if resource.contains('/') && (is_empty(own) || is_empty(other)) =>
                    {
                        return None;
                    }
                    (None, either) | (either, None) => either.clone(),
                    (Some(name), Some(which)) => (name == which).then(|| Some(name.clone()))?,
                };
                Some(Self::Resource { group, resource, verb, name })
            }
            (Self::Url { verb, path }, Self::Url { verb: how, path: what }) => {
                let inside = |own: &str, other: &str| own == other || covers_path(own, other);
                Some(Self::Url { verb: word(verb, how)?, path: narrower(path, what, inside)? })
            }
            (Self::ClusterRole(own), Self::ClusterRole(others)) => {
                (own == others).then(|| self.clone())
            }
            _ => None,
        }
    }

    /// Whether it says something of a resource: with an act on all of that it has something in common.
    #[must_use]
    pub fn is_about(&self, group: &str, resource: &str) -> bool {
        matches!(self, Self::Resource { group: own, resource: what, .. }
            if (own == "*" || own == group) && covers_resource(what, resource))
    }
}

/// `*` is every word.
fn word(own: &EcoString, other: &EcoString) -> Option<EcoString> {
    narrower(own, other, |own, other| own == "*" || own == other)
}

/// The one of two that the other covers.
fn narrower(
    own: &EcoString,
    other: &EcoString,
    covers: impl Fn(&str, &str) -> bool,
) -> Option<EcoString> {
    match (covers(own, other), covers(other, own)) {
        (true, _) => Some(other.clone()),
        (_, true) => Some(own.clone()),
        _ => None,
    }
}
