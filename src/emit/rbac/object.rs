//! Roles and bindings as Kubernetes writes them: with a namespace a Role, without one a ClusterRole.

use crate::emit::Object;
use crate::emit::names::GROUP;
use crate::ir::{Policy, Rule, Subject};
use ecow::EcoString;
use k8s_openapi::api::rbac::v1 as rbac;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use std::collections::BTreeSet;

/// The role that a binding binds.
#[derive(Debug, Clone, Copy)]
pub enum Target<'a> {
    /// The one of its own name, in its own place.
    Own,
    /// A ClusterRole.
    ClusterRole(&'a str),
}

/// A Role or a ClusterRole.
pub fn role(metadata: ObjectMeta, rules: &[Rule]) -> Object {
    let rules = Some(rules.iter().map(rule).collect());
    if metadata.namespace.is_some() {
        rbac::Role { metadata, rules }.into()
    } else {
        rbac::ClusterRole { metadata, rules, aggregation_rule: None }.into()
    }
}

/// A RoleBinding or a ClusterRoleBinding.
pub fn binding(metadata: ObjectMeta, target: Target<'_>, subjects: Vec<rbac::Subject>) -> Object {
    let namespaced = metadata.namespace.is_some();
    let (kind, name) = match target {
        Target::Own if namespaced => ("Role", metadata.name.clone().unwrap_or_default()),
        Target::Own => ("ClusterRole", metadata.name.clone().unwrap_or_default()),
        Target::ClusterRole(name) => ("ClusterRole", name.to_owned()),
    };
    let role_ref = rbac::RoleRef { api_group: Some(GROUP.to_owned()), kind: kind.to_owned(), name };
    let subjects = Some(subjects);
    if namespaced {
        rbac::RoleBinding { metadata, role_ref, subjects }.into()
    } else {
        rbac::ClusterRoleBinding { metadata, role_ref, subjects }.into()
    }
}

fn rule(rule: &Rule) -> rbac::PolicyRule {
    let list = |items: &BTreeSet<EcoString>| {
        (!items.is_empty()).then(|| items.iter().map(ToString::to_string).collect())
    };
    rbac::PolicyRule {
        api_groups: list(&rule.groups),
        non_resource_urls: list(&rule.urls),
        resource_names: list(&rule.names),
        resources: list(&rule.resources),
        verbs: rule.verbs.iter().map(ToString::to_string).collect(),
    }
}

/// The subjects of a binding.
pub fn subjects<'a>(
    policy: &Policy,
    subjects: impl IntoIterator<Item = &'a Subject>,
) -> Vec<rbac::Subject> {
    subjects.into_iter().filter_map(|subject| one(policy, *subject)).collect()
}

fn one(policy: &Policy, subject: Subject) -> Option<rbac::Subject> {
    let principal = |kind: &str, identity: &EcoString| rbac::Subject {
        api_group: Some(GROUP.to_owned()),
        kind: kind.to_owned(),
        name: identity.to_string(),
        namespace: None,
    };
    match subject {
        Subject::User(id) => Some(principal("User", &policy.user(id)?.identity)),
        Subject::Group(id) => Some(principal("Group", &policy.group(id)?.identity)),
        Subject::Account(id) => {
            let account = policy.account(id)?;
            Some(rbac::Subject {
                api_group: None,
                kind: "ServiceAccount".to_owned(),
                name: account.name.to_string(),
                namespace: Some(account.namespace.to_string()),
            })
        }
    }
}
