//! What roles and bindings give (`rbac.authorization.k8s.io/v1`): objects to rights.

mod aggregation;
pub(super) mod read;
#[cfg(test)]
mod tests;

use super::authorizer::UNNAMED;
use super::document::{Node, Refusal};
use crate::set::flow::Labels;
use crate::set::labels::LabelBox;
use crate::set::right::{Act, Holder, Right};
use aggregation::Aggregation;
use ecow::EcoString;
use k8s_openapi::api::rbac::v1::PolicyRule;
use read::Read;
use std::collections::{BTreeMap, BTreeSet};

/// Roles and bindings, until all are known.
#[derive(Debug, Clone, Default)]
pub struct Objects {
    /// By namespace, none for ClusterRoles, and name.
    roles: BTreeMap<RoleName, Vec<Act>>,
    bindings: Vec<Binding>,
    aggregation: Aggregation,
}

/// A RoleBinding or ClusterRoleBinding.
#[derive(Debug, Clone)]
pub struct Binding {
    /// Its name.
    pub name: EcoString,
    /// Its namespace; none for a ClusterRoleBinding.
    pub namespace: Option<EcoString>,
    /// The namespace of a Role, none of a ClusterRole, and its name.
    pub role: RoleName,
    /// Who is bound.
    pub holders: Vec<Holder>,
}

/// The namespace of a Role, none of a ClusterRole, and its name.
pub type RoleName = (Option<EcoString>, EcoString);

impl Objects {
    /// Takes an object of one of the four kinds; false for any other.
    ///
    /// # Errors
    /// When the API server would refuse it or drop a part of it.
    pub fn add(&mut self, object: &Node<'_>) -> Result<bool, Refusal> {
        match read::object(object)? {
            None => return Ok(false),
            Some(Read::Role(role)) => {
                let read::Role { namespace, name, labels, rules, collects } = role;
                let rules = rules.iter().map(|(_, rule)| rule);
                self.add_role((namespace, name), rules, &labels, &collects);
            }
            Some(Read::Binding(binding)) => {
                let read::Binding { namespace, name, role, subjects, .. } = binding;
                let holders = subjects.into_iter().map(|(_, holder)| holder).collect();
                self.add_binding(Binding { name, namespace, role, holders });
            }
        }
        Ok(true)
    }

    /// Takes a role, with its labels and those of the ClusterRoles that it collects.
    pub(super) fn add_role<'a>(
        &mut self,
        name: RoleName,
        rules: impl Iterator<Item = &'a PolicyRule>,
        labels: &Labels,
        collects: &[LabelBox],
    ) {
        let acts: Vec<Act> = rules.flat_map(of_rule).collect();
        if name.0.is_none() {
            self.aggregation.add(&name.1, labels, collects);
        }
        // A role that collects others has no rules of its own until a cluster has put them in.
        if collects.is_empty() || !acts.is_empty() {
            self.roles.insert(name, acts);
        }
    }

    /// Takes a binding.
    pub(super) fn add_binding(&mut self, binding: Binding) {
        self.bindings.push(binding);
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
        for Binding { namespace, role, holders, .. } in &self.bindings {
            let more = collected.get(&role.1).filter(|_| role.0.is_none());
            let acts: Vec<Act> = match (more, self.roles.get(role)) {
                (Some(all), _) => all.iter().cloned().collect(),
                (None, Some(acts)) => acts.clone(),
                (None, None) if role.0.is_none() => vec![Act::ClusterRole(role.1.clone())],
                (None, None) => continue,
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

    /// The bindings, in the order of files and places.
    #[must_use]
    pub fn bindings(&self) -> &[Binding] {
        &self.bindings
    }

    /// What each role says, by its namespace, none for ClusterRoles, and its name.
    #[must_use]
    pub const fn roles(&self) -> &BTreeMap<RoleName, Vec<Act>> {
        &self.roles
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

    fn is_missing(&self, role: &RoleName) -> bool {
        role.0.is_some() && !self.roles.contains_key(role)
    }
}

/// What a rule allows, one by one.
#[must_use]
pub fn of_rule(rule: &PolicyRule) -> Vec<Act> {
    let words = |list: &[String]| list.iter().map(EcoString::from).collect::<Vec<_>>();
    let list = |list: &Option<Vec<String>>| words(list.as_deref().unwrap_or_default());
    let (groups, resources) = (list(&rule.api_groups), list(&rule.resources));
    let verbs = words(&rule.verbs);
    let (names, unnamed): (Vec<_>, Vec<_>) =
        list(&rule.resource_names).into_iter().partition(|name| !name.is_empty());
    let mut acts = Vec::new();
    if unnamed.is_empty() || !names.is_empty() {
        acts.extend(Act::product(&groups, &resources, &verbs, &names));
    }
    if !unnamed.is_empty() {
        acts.extend(Act::product(&groups, &resources, &verbs, &[]).flat_map(without_name));
    }
    for path in rule.non_resource_urls.iter().flatten() {
        let url = |verb: &EcoString| Act::Url { verb: verb.clone(), path: path.into() };
        acts.extend(verbs.iter().map(url));
    }
    acts
}

/// What of an act are requests without a name, which the empty name of a rule gives: whoever lists objects sees
/// each of them, and an object that is made has no name yet.
fn without_name(act: Act) -> Vec<Act> {
    let Act::Resource { group, resource, verb, .. } = &act else { return Vec::new() };
    if resource.contains('/') {
        return Vec::new();
    }
    let may_be = |asked: &&str| {
        let of_roles = matches!(resource.as_str(), "roles" | "clusterroles" | "*");
        verb == asked || (verb == "*" && (of_roles || *asked != "escalate"))
    };
    let one = |asked: &str| Act::Resource {
        group: group.clone(),
        resource: resource.clone(),
        verb: asked.into(),
        // A part of an object is made under the name of that.
        name: (asked == "create" && resource == "*").then(EcoString::new),
    };
    UNNAMED.into_iter().filter(may_be).map(one).collect()
}
