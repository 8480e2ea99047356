//! Roles and bindings (`pkg/apis/rbac/validation`).

use super::path::Path;
use super::{Violation, Violations, metadata};
use crate::k8s::name;
use k8s_openapi::api::rbac::v1::{
    ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding, RoleRef, Subject,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

const GROUP: &str = "rbac.authorization.k8s.io";

/// `ValidateRole`.
#[must_use]
pub fn role(role: &Role) -> Vec<Violation> {
    rules(&role.metadata, true, role.rules.as_deref())
}

/// `ValidateClusterRole`, without aggregation.
#[must_use]
pub fn cluster_role(role: &ClusterRole) -> Vec<Violation> {
    rules(&role.metadata, false, role.rules.as_deref())
}

/// `ValidateRoleBinding`.
#[must_use]
pub fn role_binding(binding: &RoleBinding) -> Vec<Violation> {
    let subjects = binding.subjects.as_deref();
    self::binding(&binding.metadata, true, &binding.role_ref, subjects)
}

/// `ValidateClusterRoleBinding`.
#[must_use]
pub fn cluster_role_binding(binding: &ClusterRoleBinding) -> Vec<Violation> {
    let subjects = binding.subjects.as_deref();
    self::binding(&binding.metadata, false, &binding.role_ref, subjects)
}

fn rules(meta: &ObjectMeta, namespaced: bool, rules: Option<&[PolicyRule]>) -> Vec<Violation> {
    let mut violations = Violations::default();
    metadata(meta, namespaced, name::path_segment, "name of a role", &mut violations);
    let path = Path::root("rules");
    for (index, entry) in rules.into_iter().flatten().enumerate() {
        rule(entry, namespaced, &path.index(index), &mut violations);
    }
    violations.found
}

/// `ValidatePolicyRule`.
fn rule(rule: &PolicyRule, namespaced: bool, path: &Path<'_>, violations: &mut Violations) {
    let some = |list: &Option<Vec<String>>| list.as_ref().is_some_and(|list| !list.is_empty());
    violations.require(!rule.verbs.is_empty(), &path.field("verbs"), "a rule has verbs");
    let (groups, resources) = (some(&rule.api_groups), some(&rule.resources));
    if some(&rule.non_resource_urls) {
        let at = path.field("nonResourceURLs");
        violations.require(!namespaced, &at, "rules for URLs hold in a ClusterRole only");
        let alone = !groups && !resources && !some(&rule.resource_names);
        violations.require(alone, &at, "a rule is for URLs or for resources, never for both");
        return;
    }
    violations.require(groups, &path.field("apiGroups"), "a rule has API groups");
    violations.require(resources, &path.field("resources"), "a rule has resources");
}

fn binding(
    meta: &ObjectMeta,
    namespaced: bool,
    role_ref: &RoleRef,
    subjects: Option<&[Subject]>,
) -> Vec<Violation> {
    let mut violations = Violations::default();
    metadata(meta, namespaced, name::path_segment, "name of a binding", &mut violations);
    let path = Path::root("roleRef");
    let group = matches!(role_ref.api_group.as_deref(), Some(GROUP));
    violations.require(group, &path.field("apiGroup"), "a role is of rbac.authorization.k8s.io");
    let kind = role_ref.kind == "ClusterRole" || (namespaced && role_ref.kind == "Role");
    violations.require(kind, &path.field("kind"), "no such role can be bound here");
    let name = &role_ref.name;
    violations.name(name, name::path_segment(name), "name of a role", &path.field("name"));
    let path = Path::root("subjects");
    for (index, entry) in subjects.into_iter().flatten().enumerate() {
        subject(entry, namespaced, &path.index(index), &mut violations);
    }
    violations.found
}

/// `ValidateRoleBindingSubject`.
fn subject(subject: &Subject, namespaced: bool, path: &Path<'_>, violations: &mut Violations) {
    let name = &subject.name;
    violations.require(!name.is_empty(), &path.field("name"), "a subject has a name");
    let group = subject.api_group.as_deref().unwrap_or_default();
    let at = path.field("apiGroup");
    match subject.kind.as_str() {
        "ServiceAccount" => {
            if !name.is_empty() {
                let verdict = name::dns_subdomain(name);
                violations.name(name, verdict, "ServiceAccount's name", &path.field("name"));
            }
            violations.require(group.is_empty(), &at, "a ServiceAccount is of the core group");
            let placed = subject.namespace.as_ref().is_some_and(|text| !text.is_empty());
            let at = path.field("namespace");
            violations.require(placed || namespaced, &at, "a ServiceAccount has a namespace");
        }
        "User" | "Group" => {
            let fine = group.is_empty() || group == GROUP;
            violations.require(fine, &at, "users and groups are of rbac.authorization.k8s.io");
        }
        _ => violations.push(&path.field("kind"), "there is no such kind of subject"),
    }
}
