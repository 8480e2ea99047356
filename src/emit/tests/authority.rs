//! Roles and bindings give exactly what grants say: random programs, every request.

use super::builder::*;
use super::dice::Dice;
use crate::emit::{Manifest, Object};
use crate::ir::*;
use k8s_openapi::api::rbac::v1 as rbac;

const ZONES: [&[&str]; 3] = [&["a"], &["b", "c"], &["d"]];
const VERBS: [&str; 3] = ["get", "list", "*"];
pub const RESOURCES: [&str; 3] = ["pods", "pods/log", "secrets"];

/// Whether a subject may do this in a namespace, or to a cluster-scoped object.
pub struct Request<'a> {
    pub subject: Subject,
    pub verb: &'a str,
    pub resource: &'a str,
    pub name: &'a str,
    pub namespace: Option<&'a str>,
}

fn rules(dice: &mut Dice) -> Vec<Rule> {
    let mut rule = |_| {
        let names: &[&str] = if dice.one_in(3) { &["one"] } else { &[] };
        let verbs: Vec<_> = dice.some(&VERBS, 2).into_iter().copied().collect();
        let resources: Vec<_> = dice.some(&RESOURCES, 2).into_iter().copied().collect();
        rule(&verbs, "", &resources, names)
    };
    (0..2).map(&mut rule).collect()
}

pub fn program(dice: &mut Dice) -> (Builder, Vec<Subject>) {
    let mut program = Builder::default();
    let zones: Vec<_> = ["one", "two", "three"]
        .into_iter()
        .zip(ZONES)
        .map(|(name, namespaces)| program.named(name, namespaces, NONE))
        .collect();
    // The same names everywhere: nobody may get what another is granted.
    let mut subjects: Vec<_> = zones.iter().map(|zone| program.account(*zone, "web")).collect();
    subjects.push(program.account(zones[1], "api"));
    subjects.extend([program.user("alice", "web"), program.group("dev", "web")]);
    let roles: Vec<_> = ["web", "api"].map(|name| program.role(name, rules(dice))).into();
    for _ in 0..1 + dice.roll(6) {
        let whom: Vec<_> = dice.some(&subjects, 2).into_iter().copied().collect();
        let mut scope: Vec<_> = dice.some(&zones, 1).into_iter().copied().collect();
        if dice.one_in(4) {
            scope.clear();
        }
        if dice.one_in(2) {
            let rules = rules(dice);
            program.grant(&whom, rules, &scope);
        } else {
            program.hold(&whom, dice.pick(&roles), &scope);
        }
    }
    (program, subjects)
}

/// By the program.
pub fn intended(policy: &Policy, request: &Request<'_>) -> bool {
    let here = |scope: &Scope| match scope {
        Scope::ClusterWide(_) => true,
        Scope::Zones(zones) => request.namespace.is_some_and(|namespace| {
            let zones = zones.iter().map(|id| policy.zone(*id).unwrap());
            zones.into_iter().any(|zone| zone.names().iter().any(|name| name == namespace))
        }),
    };
    let has = |set: &std::collections::BTreeSet<ecow::EcoString>, item: &str| {
        set.iter().any(|one| one == item || one == "*")
    };
    let allows = |permission: &Permission| {
        permission.rules.iter().any(|rule| {
            has(&rule.verbs, request.verb)
                && has(&rule.resources, request.resource)
                && (rule.names.is_empty() || has(&rule.names, request.name))
        })
    };
    policy.grants.iter().any(|grant| {
        grant.subjects.contains(&request.subject) && here(&grant.scope) && allows(&grant.permission)
    }) || policy.holdings.iter().any(|holding| {
        let RoleRef::Declared(role) = &holding.role else { return false };
        holding.subjects.contains(&request.subject)
            && here(&holding.scope)
            && policy.role(*role).unwrap().permissions.iter().any(allows)
    })
}

/// By the objects, as the authorizer reads them.
pub fn emitted(policy: &Policy, objects: &[Manifest], request: &Request<'_>) -> bool {
    objects.iter().any(|manifest| {
        let (role_ref, subjects) = match &manifest.object {
            Object::RoleBinding(binding) if manifest.namespace.as_deref() == request.namespace => {
                (&binding.role_ref, &binding.subjects)
            }
            Object::ClusterRoleBinding(binding) => (&binding.role_ref, &binding.subjects),
            _ => return false,
        };
        let bound = |manifest: &&Manifest| {
            let same_place = role_ref.kind == "ClusterRole"
                || manifest.namespace.as_deref() == request.namespace;
            manifest.kind == role_ref.kind && manifest.name == role_ref.name && same_place
        };
        let role = objects.iter().find(bound).expect("the role of a binding");
        let rules = match &role.object {
            Object::Role(role) => &role.rules,
            Object::ClusterRole(role) => &role.rules,
            other => panic!("{other:?}"),
        };
        subjects.iter().flatten().any(|subject| is(policy, request.subject, subject))
            && rules.iter().flatten().any(|rule| allows(rule, request))
    })
}

fn is(policy: &Policy, subject: Subject, found: &rbac::Subject) -> bool {
    let (kind, name, namespace) = match subject {
        Subject::Account(id) => {
            let account = policy.account(id).unwrap();
            ("ServiceAccount", &account.name, Some(account.namespace.as_str()))
        }
        Subject::User(id) => ("User", &policy.user(id).unwrap().identity, None),
        Subject::Group(id) => ("Group", &policy.group(id).unwrap().identity, None),
    };
    found.kind == kind && *name == found.name && found.namespace.as_deref() == namespace
}

fn allows(rule: &rbac::PolicyRule, request: &Request<'_>) -> bool {
    let has = |list: &Option<Vec<String>>, item: &str| {
        list.iter().flatten().any(|one| one == item || one == "*")
    };
    let names = rule.resource_names.as_deref().unwrap_or_default();
    rule.verbs.iter().any(|verb| verb == request.verb || verb == "*")
        && has(&rule.api_groups, "")
        && has(&rule.resources, request.resource)
        && (names.is_empty() || names.iter().any(|name| name == request.name))
}

#[test]
fn what_is_emitted_gives_what_is_granted() {
    let mut seen = [0_usize; 2];
    for seed in 0..200 {
        let (program, subjects) = program(&mut Dice(seed));
        let output = program.compile();
        assert_eq!(output.diagnostics, []);
        for subject in subjects {
            for namespace in [Some("a"), Some("b"), Some("c"), Some("d"), Some("else"), None] {
                for verb in ["get", "list", "delete"] {
                    for resource in RESOURCES {
                        for name in ["one", "two"] {
                            let request = Request { subject, verb, resource, name, namespace };
                            let expected = intended(&program.policy, &request);
                            let found = emitted(&program.policy, &output.manifests, &request);
                            assert_eq!(
                                found,
                                expected,
                                "seed {seed}, {subject:?} {verb} {resource} {name} {namespace:?}\n{}",
                                program.yaml()
                            );
                            seen[usize::from(expected)] += 1;
                        }
                    }
                }
            }
        }
    }
    assert!(seen.iter().all(|count| *count > 10_000), "{seen:?}");
}
