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
    rules(&role.metadata, true, role.rules.as_deref().unwrap_or_default())
}

/// `ValidateClusterRole`, without aggregation.
#[must_use]
pub fn cluster_role(role: &ClusterRole) -> Vec<Violation> {
    rules(&role.metadata, false, role.rules.as_deref().unwrap_or_default())
}

/// `ValidateRoleBinding`.
#[must_use]
pub fn role_binding(binding: &RoleBinding) -> Vec<Violation> {
    let subjects = binding.subjects.as_deref().unwrap_or_default();
    self::binding(&binding.metadata, true, &binding.role_ref, subjects)
}

/// `ValidateClusterRoleBinding`.
#[must_use]
pub fn cluster_role_binding(binding: &ClusterRoleBinding) -> Vec<Violation> {
    let subjects = binding.subjects.as_deref().unwrap_or_default();
    self::binding(&binding.metadata, false, &binding.role_ref, subjects)
}

/// The metadata and the rules of a Role or, where it isn't namespaced, of a ClusterRole.
#[must_use]
pub fn rules(meta: &ObjectMeta, namespaced: bool, rules: &[PolicyRule]) -> Vec<Violation> {
    let mut violations = Violations::default();
    metadata(meta, namespaced, name::path_segment, "name of a role", &mut violations);
    let path = Path::root("rules");
    for (index, entry) in rules.iter().enumerate() {
        rule(entry, namespaced, &path.index(index), &mut violations);
    }
    violations.found
}

/// `ValidatePolicyRule`.
fn rule(rule: &PolicyRule, namespaced: bool, path: &Path<'_>, violations: &mut Violations) {
    let some = |list: &Option<Vec<String>>| list.as_ref().is_some_and(|list| !list.is_empty());
    violations.require(!rule.verbs.is_empty(), &path.field("verbs"), "a rule needs verbs");
    let (groups, resources) = (some(&rule.api_groups), some(&rule.resources));
    if some(&rule.non_resource_urls) {
        let at = path.field("nonResourceURLs");
        violations.require(!namespaced, &at, "rules for URLs hold in a ClusterRole only");
        let alone = !groups && !resources && !some(&rule.resource_names);
        violations.require(alone, &at, "a rule is for URLs or for resources, never for both");
        return;
    }
    violations.require(
        groups,
        &path.field("apiGroups"),
        "a rule for resources needs API groups; the core group is `\"\"`",
    );
    violations.require(resources, &path.field("resources"), "a rule needs resources, or URLs");
}

/// The metadata, the role and the subjects of a RoleBinding or, where it isn't namespaced, of a
/// ClusterRoleBinding. No API group is that of the kind (`SetDefaults_RoleBinding`, `SetDefaults_Subject`).
#[must_use]
pub fn binding(
    meta: &ObjectMeta,
    namespaced: bool,
    role_ref: &RoleRef,
    subjects: &[Subject],
) -> Vec<Violation> {
    let mut violations = Violations::default();
    metadata(meta, namespaced, name::path_segment, "name of a binding", &mut violations);
    let path = Path::root("roleRef");
    let group = matches!(role_ref.api_group.as_deref(), None | Some("" | GROUP));
    violations.require(group, &path.field("apiGroup"), "a role is of rbac.authorization.k8s.io");
    match role_ref.kind.as_str() {
        "ClusterRole" => {}
        "Role" if namespaced => {}
        "Role" => {
            violations.push(&path.field("kind"), "a ClusterRoleBinding binds a ClusterRole alone");
        }
        _ => violations.push(&path.field("kind"), "is neither `Role` nor `ClusterRole`"),
    }
    let name = &role_ref.name;
    violations.name(name, name::path_segment(name), "name of a role", &path.field("name"));
    let path = Path::root("subjects");
    for (index, entry) in subjects.iter().enumerate() {
        subject(entry, namespaced, &path.index(index), &mut violations);
    }
    violations.found
}

/// `ValidateRoleBindingSubject`.
fn subject(subject: &Subject, namespaced: bool, path: &Path<'_>, violations: &mut Violations) {
    let name = &subject.name;
    violations.require(!name.is_empty(), &path.field("name"), "a subject needs a name");
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
            violations.require(
                placed || namespaced,
                &at,
                "a ServiceAccount needs a namespace in a ClusterRoleBinding",
            );
        }
        "User" | "Group" => {
            let fine = group.is_empty() || group == GROUP;
            violations.require(fine, &at, "users and groups are of rbac.authorization.k8s.io");
        }
        _ => {
            violations.push(&path.field("kind"), "is neither `ServiceAccount`, `User` nor `Group`")
        }
    }
}
