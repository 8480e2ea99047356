//! Who may do what, by everything that somebody holds (the RBAC authorizer over all bindings).
//!
//! An [`Authority`] is an index over [`Right`]s, whether a program grants them or objects give them. A
//! holder has its own rights and those of the groups that it is in by its kind: every authenticated
//! subject is in `system:authenticated`, and a ServiceAccount is in `system:serviceaccounts` and
//! `system:serviceaccounts:NAMESPACE` too. Who is in any other group is known to the identity provider
//! alone, so a group is a holder of its own.

mod built_in;
mod guise;
#[cfg(test)]
mod tests;

pub use guise::Guise;

use super::authorizer::Request;
use super::danger::subject;
use super::resource::{Resource, Table};
use crate::set::right::{Act, Holder, Right};
use ecow::{EcoString, eco_format};
use std::collections::BTreeMap;

/// The ClusterRole that may do everything.
pub const CLUSTER_ADMIN: &str = "cluster-admin";

/// Rights by who holds them. Each has an origin: the statement or the object that gives it.
#[derive(Debug)]
pub struct Authority<T> {
    table: Table,
    held: BTreeMap<Holder, BTreeMap<Act, Vec<Place<T>>>>,
    /// ClusterRoles of which it is known what they say, besides those of every cluster.
    roles: BTreeMap<EcoString, Vec<Act>>,
}

/// Where a right holds: in a namespace, or in all of them and for what is in none; and what gives it.
type Place<T> = (Option<EcoString>, T);

/// What somebody may do, and where.
#[derive(Debug)]
pub struct Held<'a, T> {
    /// To do what. A ClusterRole stands here only if what it says isn't known.
    pub act: &'a Act,
    places: Places<'a, T>,
}

#[derive(Debug)]
enum Places<'a, T> {
    /// By rights.
    Given(&'a [Place<T>]),
    /// By a ClusterRole that nothing had to bind.
    Bound(Option<&'a EcoString>),
}

/// What a right and a question have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given<T> {
    /// In which namespace; none for all of them and for what is in none.
    pub namespace: Option<EcoString>,
    /// What may be done of what was asked for.
    pub act: Act,
    /// What gives it; none for what every cluster gives by itself.
    pub origin: Option<T>,
}

impl<T: Copy> Authority<T> {
    /// An index over rights, for a cluster with the resources of `table`.
    pub fn new(table: Table, rights: impl IntoIterator<Item = (Right, T)>) -> Self {
        let mut held: BTreeMap<_, BTreeMap<_, Vec<_>>> = BTreeMap::new();
        for (right, origin) in rights {
            let of_holder = held.entry(subject::real(right.holder)).or_default();
            of_holder.entry(right.act).or_default().push((right.namespace, origin));
        }
        Self { table, held, roles: BTreeMap::new() }
    }

    /// The same, with ClusterRoles of which it is known what they say. One that says itself too, as
    /// [`Act::ClusterRole`], says what every cluster says of it, or what nobody knows, and the rest.
    #[must_use]
    pub fn knowing(mut self, roles: impl IntoIterator<Item = (EcoString, Vec<Act>)>) -> Self {
        for (name, acts) in roles {
            self.roles.entry(name).or_default().extend(acts);
        }
        self
    }

    /// The minor version of Kubernetes.
    #[must_use]
    pub const fn minor(&self) -> u32 {
        self.table.minor()
    }

    /// Everybody who holds a right by its own name.
    pub fn holders(&self) -> impl Iterator<Item = &Holder> {
        self.held.keys()
    }

    /// Everything that somebody may do, the ClusterRoles of every cluster by what they say.
    #[must_use]
    pub fn held<'a>(&'a self, guise: &'a Guise) -> Vec<Held<'a, T>> {
        let mut held = Vec::new();
        for holder in guise.holders() {
            for (act, places) in self.held.get(&holder).into_iter().flatten() {
                self.expand(act, || Places::Given(places), &mut held);
            }
        }
        if let Some((role, namespace)) = guise.role() {
            self.expand(role, || Places::Bound(namespace), &mut held);
        }
        held
    }

    /// An act, or what it stands for.
    fn expand<'a>(
        &'a self,
        act: &'a Act,
        places: impl Fn() -> Places<'a, T>,
        held: &mut Vec<Held<'a, T>>,
    ) {
        held.extend(self.stands_for(act).into_iter().map(|act| Held { act, places: places() }));
    }

    /// What an act stands for: a ClusterRole for what it says, as far as that is known.
    #[must_use]
    pub fn stands_for<'a>(&'a self, act: &'a Act) -> Vec<&'a Act> {
        let said = match act {
            Act::ClusterRole(name) => self.roles.get(name),
            Act::Resource { .. } | Act::Url { .. } => None,
        };
        let by_itself = || match built_in::acts(act, self.minor()) {
            Some(acts) => acts.collect(),
            None => vec![act],
        };
        let each = said.into_iter().flatten().flat_map(|one| match one {
            Act::ClusterRole(_) if one == act => by_itself(),
            Act::ClusterRole(_) => self.stands_for(one),
            Act::Resource { .. } | Act::Url { .. } => vec![one],
        });
        if said.is_some() { each.collect() } else { by_itself() }
    }

    /// Where an act that is held isn't dead.
    pub fn places<'a>(
        &self,
        held: &'a Held<'_, T>,
        act: &Act,
    ) -> impl Iterator<Item = (Option<&'a EcoString>, Option<T>)> + use<'a, T> {
        let (inside, everywhere) = (self.is_alive(act, true), self.is_alive(act, false));
        held.places().filter(move |(namespace, _)| match namespace {
            Some(_) => inside,
            None => everywhere,
        })
    }

    /// Whether some request asks for an act, where a binding in a namespace gives it or one of the cluster.
    #[must_use]
    pub fn is_alive(&self, act: &Act, in_namespace: bool) -> bool {
        !is_nameless(act) && (!in_namespace || !self.is_of_cluster(act))
    }

    /// What allows a request, where it is a request in a namespace; nothing denies it.
    pub fn allowed_by(
        &self,
        holder: &Holder,
        request: &Request<'_>,
        namespace: Option<&str>,
    ) -> Vec<Option<T>> {
        let guise = Guise::Holder(holder.clone());
        let (asked, namespace) = asked(request, namespace);
        let held = self.held(&guise);
        let covering = held.iter().filter(|held| held.act.covers(&asked));
        let places = covering.flat_map(Held::places);
        let there = places.filter(|(own, _)| own.is_none_or(|own| namespace == Some(own.as_str())));
        there.map(|(_, origin)| origin).collect()
    }

    /// What of `asked` somebody holds, in some namespaces or anywhere.
    ///
    /// What is in no namespace counts for namespaces too if it is all that is asked for: a question about
    /// nodes is the same everywhere.
    pub fn meet(
        &self,
        held: &[Held<'_, T>],
        asked: &Act,
        within: Option<&[EcoString]>,
    ) -> impl Iterator<Item = Given<T>> {
        let of_cluster = within.is_none() || self.is_of_cluster(asked);
        let met = held.iter().filter_map(|held| held.act.meet(asked).map(|act| (held, act)));
        let met = met.filter(move |(_, act)| of_cluster || !self.is_of_cluster(act));
        met.flat_map(move |(held, act)| {
            let inside = move |(own, _): &(Option<&EcoString>, _)| match (within, *own) {
                (Some(within), Some(own)) => within.contains(own),
                _ => true,
            };
            let places = self.places(held, &act).filter(inside);
            places.map(move |(namespace, origin)| Given {
                namespace: namespace.cloned(),
                act: act.clone(),
                origin,
            })
        })
    }

    /// Whether somebody holds all of `asked` in a namespace, or everywhere.
    #[must_use]
    pub fn covers(&self, held: &[Held<'_, T>], asked: &Act, namespace: Option<&EcoString>) -> bool {
        let mut covering = held.iter().filter(|held| held.act.covers(asked));
        covering.any(|held| {
            let mut places = self.places(held, asked);
            places.any(|(own, _)| own.is_none_or(|own| Some(own) == namespace))
        })
    }

    /// What kubectl calls a resource, perhaps with a subresource: a built-in one needs no group.
    #[must_use]
    pub fn name(&self, group: &str, resource: &str) -> EcoString {
        let (plural, part) = resource.split_at(resource.find('/').unwrap_or(resource.len()));
        let known = self.table.find(group, plural).is_some_and(|resource| resource.built_in);
        match group.is_empty() || known {
            true => resource.into(),
            false => eco_format!("{plural}.{group}{part}"),
        }
    }

    /// Whether an act is about nothing that is in a namespace.
    #[must_use]
    pub fn is_of_cluster(&self, act: &Act) -> bool {
        let (group, resource, verb) = match act {
            Act::Url { .. } => return true,
            Act::ClusterRole(_) => return false,
            Act::Resource { group, resource, verb, .. } => (group, resource, verb),
        };
        let plural = resource.split('/').next().unwrap_or_default();
        // A namespace is a namespaced object of itself, and a RoleBinding asks for `bind` where it stands.
        let in_itself = match plural {
            "namespaces" => ["get", "update", "patch", "delete", "*"].as_slice(),
            "clusterroles" => ["bind", "*"].as_slice(),
            _ => &[],
        };
        let of_cluster = |resource: &Resource| !resource.namespaced;
        !in_itself.contains(&verb.as_str())
            && match (group.as_str(), plural) {
                // Another group may have a resource of that name in namespaces.
                ("*", _) => false,
                (group, "*") => {
                    let mut resources = self.table.of_group(group).peekable();
                    resources.peek().is_some() && resources.all(of_cluster)
                }
                (group, plural) => self.table.find(group, plural).is_some_and(of_cluster),
            }
    }
}

impl<T: Copy> Held<'_, T> {
    /// In which namespaces, or everywhere.
    fn places(&self) -> impl Iterator<Item = (Option<&EcoString>, Option<T>)> {
        let (given, bound) = match self.places {
            Places::Given(places) => (places, None),
            Places::Bound(namespace) => (&[][..], Some((namespace, None))),
        };
        let given = given.iter().map(|(namespace, origin)| (namespace.as_ref(), Some(*origin)));
        given.chain(bound)
    }
}

/// Whether an act names an object that doesn't exist yet, so that no request asks for it.
fn is_nameless(act: &Act) -> bool {
    match act {
        Act::Resource { resource, verb, name: Some(_), .. } => {
            matches!(verb.as_str(), "create" | "deletecollection")
                && resource != "*"
                && !resource.contains('/')
        }
        Act::Resource { .. } | Act::Url { .. } | Act::ClusterRole(_) => false,
    }
}

/// A request as an act, and the namespace that it is in: a namespace itself is in itself.
fn asked<'a>(request: &Request<'a>, namespace: Option<&'a str>) -> (Act, Option<&'a str>) {
    match *request {
        Request::Url { verb, path } => (Act::Url { verb: verb.into(), path: path.into() }, None),
        Request::Resource { verb, group, resource, subresource, name } => {
            let itself = group.is_empty() && resource == "namespaces" && !name.is_empty();
            let resource = match subresource {
                "" => resource.into(),
                part => eco_format!("{resource}/{part}"),
            };
            let named = (!name.is_empty()).then(|| name.into());
            let (group, verb) = (group.into(), verb.into());
            let namespace = if itself { Some(name) } else { namespace };
            (Act::Resource { group, resource, verb, name: named }, namespace)
        }
    }
}
