//! Rights, one by one: a verb on a resource, whose and where, with the wildcards of RBAC.

mod meet;

use ecow::EcoString;
use std::collections::BTreeSet;
use std::fmt;

/// Who holds a right.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Holder {
    /// A ServiceAccount, by namespace and name.
    Account(EcoString, EcoString),
    /// A user, as the API server knows it.
    User(EcoString),
    /// A group, as the API server knows it.
    Group(EcoString),
}

/// What may be done.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Act {
    /// A verb on a resource.
    Resource {
        /// The API group; empty for the core group, `*` for every group.
        group: EcoString,
        /// `pods`, `pods/log`, `*`, `*/scale`.
        resource: EcoString,
        /// The verb, or `*`.
        verb: EcoString,
        /// The object; none for every object. The empty name is that of requests without one: of whatever
        /// is made, but for the parts of objects.
        name: Option<EcoString>,
    },
    /// A verb on a URL path, perhaps with a last `*`.
    Url {
        /// The verb, or `*`.
        verb: EcoString,
        /// The path.
        path: EcoString,
    },
    /// Whatever a ClusterRole says that is known by its name only.
    ClusterRole(EcoString),
}

/// One right.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Right {
    /// Whose.
    pub holder: Holder,
    /// In which namespace; none for all of them and for what is in none.
    pub namespace: Option<EcoString>,
    /// To do what.
    pub act: Act,
}

impl Act {
    /// Everything that lists of groups, resources, verbs and names say together; without names of every
    /// object.
    pub fn product<'a>(
        groups: &'a [EcoString],
        resources: &'a [EcoString],
        verbs: &'a [EcoString],
        names: &'a [EcoString],
    ) -> impl Iterator<Item = Self> + 'a {
        let every = names.is_empty().then_some(None);
        let names: Vec<_> = names.iter().cloned().map(Some).chain(every).collect();
        let one = move |group: &EcoString, resource: &EcoString, verb: &EcoString| {
            let (group, resource, verb) = (group.clone(), resource.clone(), verb.clone());
            let of_name = names.clone().into_iter();
            of_name.map(move |name| Self::Resource {
                group: group.clone(),
                resource: resource.clone(),
                verb: verb.clone(),
                name,
            })
        };
        let pairs = groups.iter().flat_map(|group| resources.iter().map(move |one| (group, one)));
        let triples =
            pairs.flat_map(|(group, one)| verbs.iter().map(move |verb| (group, one, verb)));
        triples.flat_map(move |(group, resource, verb)| one(group, resource, verb))
    }

    /// Whether this gives all that `other` gives.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        let word = |own: &EcoString, others: &EcoString| own == "*" || own == others;
        match (self, other) {
            (
                Self::Resource { group, resource, verb, name },
                Self::Resource { group: of, resource: what, verb: how, name: which },
            ) => {
                word(group, of)
                    && word(verb, how)
                    && covers_resource(resource, what)
                    && (name.is_none() || name == which || (is_empty(name) && is_made(how, what)))
            }
            (Self::Url { verb, path }, Self::Url { verb: how, path: what }) => {
                word(verb, how) && (path == what || covers_path(path, what))
            }
            (Self::ClusterRole(own), Self::ClusterRole(others)) => own == others,
            _ => false,
        }
    }
}

/// Whether it is the name of requests without one.
fn is_empty(name: &Option<EcoString>) -> bool {
    name.as_ref().is_some_and(|name| name.is_empty())
}

/// Whether no request for it has a name, since what it is about is made, or is many objects at once.
fn is_made(verb: &str, resource: &str) -> bool {
    matches!(verb, "create" | "deletecollection") && !resource.contains('/') && resource != "*"
}

/// `*` is every resource with every subresource, `*/s` that subresource of each.
fn covers_resource(own: &str, other: &str) -> bool {
    own == "*"
        || own == other
        || match (own.split_once('/'), other.split_once('/')) {
            (Some(("*", own)), Some((_, other))) => own == other,
            _ => false,
        }
}

/// A last `*` is every end.
fn covers_path(own: &str, other: &str) -> bool {
    own.ends_with('*') && other.starts_with(own.trim_end_matches('*'))
}

impl Right {
    /// Whether this gives all that `other` gives.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        self.holder == other.holder
            && (self.namespace.is_none() || self.namespace == other.namespace)
            && self.act.covers(&other.act)
    }

    /// Whether one of these rights gives all that this gives.
    #[must_use]
    pub fn is_among(&self, rights: &BTreeSet<Self>) -> bool {
        if rights.contains(self) {
            return true;
        }
        let none = EcoString::new;
        let first = Act::Resource { group: none(), resource: none(), verb: none(), name: None };
        let first = Self { holder: self.holder.clone(), namespace: None, act: first };
        let mut own = rights.range(first..).take_while(|right| right.holder == self.holder);
        own.any(|right| right.covers(self))
    }
}

impl fmt::Display for Right {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.holder {
            Holder::Account(namespace, name) => {
                write!(formatter, "ServiceAccount `{namespace}/{name}`")?
            }
            Holder::User(name) => write!(formatter, "user `{name}`")?,
            Holder::Group(name) => write!(formatter, "group `{name}`")?,
        }
        match &self.act {
            Act::Resource { group, resource, verb, name } => {
                let dot = if group.is_empty() { "" } else { "." };
                write!(formatter, " `{verb}` on `{resource}{dot}{group}`")?;
                match name.as_deref() {
                    None => {}
                    Some("") => formatter.write_str(" without a name")?,
                    Some(name) => write!(formatter, " named `{name}`")?,
                }
            }
            Act::Url { verb, path } => write!(formatter, " `{verb}` on `{path}`")?,
            Act::ClusterRole(name) => write!(formatter, " the ClusterRole `{name}`")?,
        }
        match &self.namespace {
            Some(namespace) => write!(formatter, " in the namespace `{namespace}`"),
            None => write!(formatter, " in the whole cluster"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::k8s::authorizer::{Request, rule_allows};
    use k8s_openapi::api::rbac::v1::PolicyRule;

    const GROUPS: [&str; 3] = ["", "apps", "*"];
    const RESOURCES: [&str; 6] = ["pods", "pods/log", "nodes", "*", "*/log", "*/scale"];
    const VERBS: [&str; 3] = ["get", "list", "*"];
    const NAMES: [Option<&str>; 3] = [None, Some("a"), Some("b")];

    fn every_act() -> Vec<(Act, PolicyRule)> {
        let mut acts = Vec::new();
        for group in GROUPS {
            for resource in RESOURCES {
                for verb in VERBS {
                    for name in NAMES {
                        let (group, resource, verb) = (group.into(), resource.into(), verb.into());
                        let act =
                            Act::Resource { group, resource, verb, name: name.map(Into::into) };
                        acts.push((act.clone(), rule(&act)));
                    }
                }
            }
        }
        acts
    }

    fn rule(act: &Act) -> PolicyRule {
        let Act::Resource { group, resource, verb, name } = act else { unreachable!() };
        PolicyRule {
            api_groups: Some(vec![group.to_string()]),
            resources: Some(vec![resource.to_string()]),
            verbs: vec![verb.to_string()],
            resource_names: name.as_ref().map(|name| vec![name.to_string()]),
            non_resource_urls: None,
        }
    }

    #[test]
    fn an_act_covers_what_the_authorizer_allows_by_it() {
        let acts = every_act();
        let mut requests = Vec::new();
        for group in ["", "apps", "batch"] {
            for (resource, subresource) in [
                ("pods", ""),
                ("pods", "log"),
                ("nodes", ""),
                ("else", ""),
                ("else", "log"),
                ("else", "scale"),
                ("pods", "else"),
            ] {
                for verb in ["get", "list", "else"] {
                    for name in ["", "a", "b", "c"] {
                        requests.push(Request::Resource {
                            verb,
                            group,
                            resource,
                            subresource,
                            name,
                        });
                    }
                }
            }
        }
        for (own, own_rule) in &acts {
            for (other, other_rule) in &acts {
                let inside = requests.iter().all(|request| {
                    !rule_allows(other_rule, request) || rule_allows(own_rule, request)
                });
                assert_eq!(own.covers(other), inside, "{own:?} {other:?}");
            }
        }
    }

    #[test]
    fn two_acts_meet_in_what_both_give() {
        let made = |resource: &str, name: Option<&str>| {
            let (group, resource, verb) = ("".into(), resource.into(), "create".into());
            Act::Resource { group, resource, verb, name: name.map(Into::into) }
        };
        let mut acts: Vec<_> = every_act().into_iter().map(|(act, _)| act).collect();
        // What is made has no name, but for the parts of objects, which `*` means too.
        let named = |resource: &str| resource == "*" || resource.contains('/');
        for resource in RESOURCES {
            let names = NAMES.into_iter().filter(|name| name.is_none() || named(resource));
            acts.extend(names.map(|name| made(resource, name)));
        }
        acts.push(made("*", Some("")));
        for own in &acts {
            for other in &acts {
                let meet = own.meet(other);
                assert_eq!(meet, other.meet(own));
                for third in &acts {
                    let both = own.covers(third) && other.covers(third);
                    let inside = meet.as_ref().is_some_and(|meet| meet.covers(third));
                    assert_eq!(both, inside, "{own:?} {other:?} {third:?}");
                }
            }
        }
        let url = |path: &str| Act::Url { verb: "get".into(), path: path.into() };
        assert_eq!(url("/a*").meet(&url("/a/*")), Some(url("/a/*")));
        assert_eq!(url("/a/b").meet(&url("/a/*")), Some(url("/a/b")));
        assert_eq!(url("/a/*").meet(&url("/b")), None);
    }

    #[test]
    fn paths_cover_by_their_beginnings() {
        let url = |path: &str| Act::Url { verb: "get".into(), path: path.into() };
        assert!(url("/a/*").covers(&url("/a/b")) && url("*").covers(&url("/a/*")));
        assert!(!url("/a/b").covers(&url("/a/*")) && !url("/a/*").covers(&url("/a")));
    }

    #[test]
    fn a_place_covers_itself_and_the_cluster_every_place() {
        let right = |namespace: Option<&str>| Right {
            holder: Holder::User("alice".into()),
            namespace: namespace.map(Into::into),
            act: Act::ClusterRole("view".into()),
        };
        assert!(right(None).covers(&right(Some("a"))) && !right(Some("a")).covers(&right(None)));
        assert!(!right(Some("a")).covers(&right(Some("b"))));
    }
}
