//! The emitted roles and bindings that give a right.

use super::answer::Emission;
use super::emitted::Emitted;
use crate::emit::{Manifest, Object, names};
use crate::ir::{self, Policy};
use crate::k8s::authorizer::{Request, rule_allows};
use crate::reach::rights::Statement;
use crate::set::right::{Act, Holder};
use ecow::EcoString;
use k8s_openapi::api::rbac::v1::{PolicyRule, RoleRef, Subject};
use std::collections::BTreeSet;

impl Emitted<'_> {
    /// The rules by which a statement gives somebody rights in a namespace, or everywhere, with their bindings:
    /// of each role that gives all of them.
    pub(super) fn roles(
        &self,
        policy: &Policy,
        statement: Statement,
        holder: &Holder,
        namespace: Option<&EcoString>,
        acts: &BTreeSet<Act>,
    ) -> Vec<Emission> {
        let objects = self.rbac();
        let mut found = Vec::new();
        for manifest in objects {
            let (subjects, role) = match &manifest.object {
                Object::RoleBinding(binding) => (binding.subjects.as_deref(), &binding.role_ref),
                Object::ClusterRoleBinding(binding) => {
                    (binding.subjects.as_deref(), &binding.role_ref)
                }
                _ => continue,
            };
            if !is_of(policy, statement, role) {
                continue;
            }
            let there = manifest.namespace.is_none() || manifest.namespace.as_ref() == namespace;
            if !there || !subjects.unwrap_or_default().iter().any(|one| is_holder(one, holder)) {
                continue;
            }
            let bound = objects.iter().find(|one| is_role(one, role, manifest));
            let rules = bound.map(rules).unwrap_or_default();
            let given = match bound {
                Some(_) => acts.iter().all(|act| rules.iter().any(|rule| allows(rule, act))),
                // A ClusterRole that isn't of the program: what it says was looked up.
                None => true,
            };
            if !given {
                continue;
            }
            for (number, rule) in (1_u32..).zip(rules) {
                if let Some(bound) = bound
                    && acts.iter().any(|act| allows(rule, act))
                {
                    found.push(Emission { object: bound.title(), list: "", rule: Some(number) });
                }
            }
            found.push(Emission { object: manifest.title(), list: "", rule: None });
        }
        found
    }
}

/// Whether what a binding binds is what a statement stands for.
fn is_of(policy: &Policy, statement: Statement, bound: &RoleRef) -> bool {
    match statement {
        Statement::Grant(_) => names::is_of_grants(&bound.name),
        Statement::Holding(at) => match policy.holdings.get(at).map(|holding| &holding.role) {
            Some(ir::RoleRef::ClusterRole(name)) => bound.name == name.as_str(),
            Some(ir::RoleRef::Declared(id)) => {
                policy.role(*id).is_some_and(|role| bound.name == names::role(&role.name).as_str())
            }
            None => false,
        },
    }
}

fn is_holder(subject: &Subject, holder: &Holder) -> bool {
    match holder {
        Holder::Account(namespace, name) => {
            subject.kind == "ServiceAccount"
                && subject.name == name.as_str()
                && subject.namespace.as_deref() == Some(namespace)
        }
        Holder::User(name) => subject.kind == "User" && subject.name == name.as_str(),
        Holder::Group(name) => subject.kind == "Group" && subject.name == name.as_str(),
    }
}

fn is_role(object: &Manifest, role: &RoleRef, binding: &Manifest) -> bool {
    object.kind == role.kind
        && object.name == role.name.as_str()
        && (object.namespace.is_none() || object.namespace == binding.namespace)
}

fn rules(role: &Manifest) -> &[PolicyRule] {
    let rules = match &role.object {
        Object::Role(role) => role.rules.as_deref(),
        Object::ClusterRole(role) => role.rules.as_deref(),
        _ => None,
    };
    rules.unwrap_or_default()
}

fn allows(rule: &PolicyRule, act: &Act) -> bool {
    match act {
        Act::Resource { group, resource, verb, name } => {
            let (resource, subresource) = resource.split_once('/').unwrap_or((resource, ""));
            let name = name.as_deref().unwrap_or_default();
            rule_allows(rule, &Request::Resource { verb, group, resource, subresource, name })
        }
        Act::Url { verb, path } => rule_allows(rule, &Request::Url { verb, path }),
        Act::ClusterRole(_) => false,
    }
}
