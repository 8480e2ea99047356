//! What roles and bindings give (`rbac.authorization.k8s.io/v1`): objects to rights.

mod aggregation;
#[cfg(test)]
mod tests;

use super::document::{Node, Refusal, Value, fields};
use crate::set::right::{Act, Holder, Right};
use aggregation::Aggregation;
use ecow::EcoString;
use std::collections::{BTreeMap, BTreeSet};

const API: &str = "rbac.authorization.k8s.io/v1";
const GROUP: &str = "rbac.authorization.k8s.io";

/// Roles and bindings, until all are known.
#[derive(Debug, Clone, Default)]
pub struct Objects {
    /// By namespace, none for ClusterRoles, and name.
    roles: BTreeMap<(Option<EcoString>, EcoString), Vec<Act>>,
    bindings: Vec<Binding>,
    aggregation: Aggregation,
}

#[derive(Debug, Clone)]
struct Binding {
    /// None for a ClusterRoleBinding.
    namespace: Option<EcoString>,
    /// The namespace of a Role, none of a ClusterRole, and its name.
    role: (Option<EcoString>, EcoString),
    holders: Vec<Holder>,
}

impl Objects {
    /// Takes an object of one of the four kinds; false for any other.
    ///
    /// # Errors
    /// When the API server would refuse it or drop a part of it.
    pub fn add(&mut self, object: &Node<'_>) -> Result<bool, Refusal> {
        let kind = object.get("kind").text().unwrap_or_default();
        let (is_role, namespaced) = match kind {
            "Role" => (true, true),
            "ClusterRole" => (true, false),
            "RoleBinding" => (false, true),
            "ClusterRoleBinding" => (false, false),
            _ => return Ok(false),
        };
        if object.get("apiVersion").text() != Some(API) {
            return Err(Refusal::new(format!("is not `{API}`")).within("apiVersion"));
        }
        let metadata = object.get("metadata");
        let said = |field| text(metadata, field).map_err(|refusal| refusal.within("metadata"));
        let name = said("name")?;
        let namespace = match namespaced {
            true => Some(said("namespace")?),
            false => None,
        };
        if is_role {
            let known = ["apiVersion", "kind", "metadata", "rules", "aggregationRule"];
            fields(object, known.get(..if namespaced { 4 } else { 5 }).unwrap_or_default())?;
            let mut acts = Vec::new();
            for (at, rule) in list(object, "rules")?.iter().enumerate() {
                of_rule(rule, &mut acts).map_err(|refusal| refusal.at(at).within("rules"))?;
            }
            if !namespaced {
                self.aggregation.add(&name, object)?;
            }
            // A role that collects others has no rules of its own until a cluster has put them in.
            if object.get("aggregationRule").is_null() || !acts.is_empty() {
                self.roles.insert((namespace, name), acts);
            }
        } else {
            fields(object, &["apiVersion", "kind", "metadata", "roleRef", "subjects"])?;
            let role = role(object.get("roleRef"), namespace.as_ref())
                .map_err(|refusal| refusal.within("roleRef"))?;
            let subjects = list(object, "subjects")?.iter().enumerate();
            let holders = subjects.map(|(at, subject)| {
                holder(subject, namespace.as_ref())
                    .map_err(|refusal| refusal.at(at).within("subjects"))
            });
            let holders = holders.collect::<Result<_, _>>()?;
            self.bindings.push(Binding { namespace, role, holders });
        }
        Ok(true)
    }

    /// The rights that all bindings give. A ClusterRole that is none of the objects is taken by its name.
    ///
    /// # Errors
    /// When the Role of a binding is missing.
    pub fn rights(&self) -> Result<BTreeSet<Right>, Refusal> {
        let mut missing = self.bindings.iter().filter(|binding| self.is_missing(&binding.role));
        match missing.next() {
            Some(binding) => Err(Refusal::new(format!("there is no Role `{}`", binding.role.1))),
            None => Ok(self.given()),
        }
    }

    /// The rights that all bindings give, where one to a missing Role gives none.
    #[must_use]
    pub fn given(&self) -> BTreeSet<Right> {
        let mut rights = BTreeSet::new();
        let collected = self.aggregation.collected(&self.said());
        for Binding { namespace, role, holders } in &self.bindings {
            let more = collected.get(&role.1).filter(|_| role.0.is_none());
            let acts: Vec<Act> = match (self.roles.get(role), more) {
                (Some(_), Some(all)) => all.iter().cloned().collect(),
                (Some(acts), None) => acts.clone(),
                (None, _) if role.0.is_none() => vec![Act::ClusterRole(role.1.clone())],
                (None, _) => continue,
            };
            // URLs are of no namespace: a RoleBinding gives none.
            let given = |act: &&Act| namespace.is_none() || !matches!(act, Act::Url { .. });
            for holder in holders {
                rights.extend(acts.iter().filter(given).map(|act| Right {
                    holder: holder.clone(),
                    namespace: namespace.clone(),
                    act: act.clone(),
                }));
            }
        }
        rights
    }

    /// What each ClusterRole says, with those that it collects by their labels. One that says itself too, as
    /// [`Act::ClusterRole`], says more than the objects tell.
    #[must_use]
    pub fn cluster_roles(&self) -> BTreeMap<EcoString, Vec<Act>> {
        let said = self.said();
        let own = said.iter().map(|(name, acts)| ((*name).clone(), acts.to_vec()));
        let mut all: BTreeMap<_, _> = own.collect();
        let collected = self.aggregation.collected(&said).into_iter();
        all.extend(collected.map(|(name, acts)| (name, acts.into_iter().collect())));
        all
    }

    /// What each ClusterRole says by itself.
    fn said(&self) -> BTreeMap<&EcoString, &[Act]> {
        let of_cluster = self.roles.iter().filter(|((namespace, _), _)| namespace.is_none());
        of_cluster.map(|((_, name), acts)| (name, acts.as_slice())).collect()
    }

    fn is_missing(&self, role: &(Option<EcoString>, EcoString)) -> bool {
        role.0.is_some() && !self.roles.contains_key(role)
    }
}

fn of_rule(rule: &Node<'_>, acts: &mut Vec<Act>) -> Result<(), Refusal> {
    fields(rule, &["apiGroups", "resources", "verbs", "resourceNames", "nonResourceURLs"])?;
    let words = |field: &str| -> Result<Vec<EcoString>, Refusal> {
        let word = |(at, item): (usize, &Node<'_>)| {
            let text = item.text().map(EcoString::from);
            text.ok_or_else(|| Refusal::new("no text").at(at).within(field))
        };
        list(rule, field)?.iter().enumerate().map(word).collect()
    };
    let (groups, resources, verbs) = (words("apiGroups")?, words("resources")?, words("verbs")?);
    let (names, paths) = (words("resourceNames")?, words("nonResourceURLs")?);
    acts.extend(Act::product(&groups, &resources, &verbs, &names));
    for path in &paths {
        let url = |verb: &EcoString| Act::Url { verb: verb.clone(), path: path.clone() };
        acts.extend(verbs.iter().map(url));
    }
    Ok(())
}

/// The namespace of a Role, none of a ClusterRole, and the name of what a binding of a namespace names.
///
/// # Errors
/// When it is no role that can be bound there.
pub(super) fn role(
    role: &Node<'_>,
    namespace: Option<&EcoString>,
) -> Result<(Option<EcoString>, EcoString), Refusal> {
    fields(role, &["apiGroup", "kind", "name"])?;
    if role.get("apiGroup").text() != Some(GROUP) {
        return Err(Refusal::new(format!("is not `{GROUP}`")).within("apiGroup"));
    }
    let name = text(role, "name")?;
    match (role.get("kind").text(), namespace) {
        (Some("ClusterRole"), _) => Ok((None, name)),
        (Some("Role"), Some(namespace)) => Ok((Some(namespace.clone()), name)),
        _ => Err(Refusal::new("is no role that can be bound here").within("kind")),
    }
}

/// A subject of a binding. A ServiceAccount without a namespace is of that of the binding.
///
/// # Errors
/// When it is no subject.
pub(super) fn holder(subject: &Node<'_>, namespace: Option<&EcoString>) -> Result<Holder, Refusal> {
    fields(subject, &["apiGroup", "kind", "name", "namespace"])?;
    let (kind, group) = (subject.get("kind").text(), subject.get("apiGroup").text());
    let name = text(subject, "name")?;
    match (kind, group) {
        (Some("ServiceAccount"), None | Some("")) => {
            let own = text(subject, "namespace");
            let own = own.or_else(|refusal| namespace.cloned().ok_or(refusal))?;
            Ok(Holder::Account(own, name))
        }
        (Some("User"), None | Some("" | GROUP)) => Ok(Holder::User(name)),
        (Some("Group"), None | Some("" | GROUP)) => Ok(Holder::Group(name)),
        _ => Err(Refusal::new("no kind of subject").within("kind")),
    }
}

fn text(node: &Node<'_>, field: &str) -> Result<EcoString, Refusal> {
    let text = node.get(field).text().filter(|text| !text.is_empty());
    text.map(EcoString::from).ok_or_else(|| Refusal::new("is missing").within(field))
}

fn list<'a, 'b>(node: &'a Node<'b>, field: &str) -> Result<&'a [Node<'b>], Refusal> {
    match &node.get(field).value {
        Value::Null => Ok(&[]),
        Value::List(items) => Ok(items),
        _ => Err(Refusal::new("no list").within(field)),
    }
}
