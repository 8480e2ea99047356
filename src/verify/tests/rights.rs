//! The comparison of rights is judged by mutants of roles and bindings.

use crate::emit::tests::authority::{RESOURCES, Request, emitted, intended, program};
use crate::emit::tests::dice::Dice;
use crate::emit::{Manifest, Object};
use crate::ir::{Policy, Subject};
use crate::verify::{BUDGET, Failed, prove};
use k8s_openapi::api::rbac::v1 as rbac;
use std::collections::BTreeMap;

fn text(manifests: &[Manifest]) -> String {
    let mut text = String::new();
    for manifest in manifests {
        text.push_str("---\n");
        manifest.write_yaml(&mut text);
    }
    text
}

fn rules(object: &mut Object) -> Option<&mut Vec<rbac::PolicyRule>> {
    match object {
        Object::Role(role) => role.rules.as_mut(),
        Object::ClusterRole(role) => role.rules.as_mut(),
        _ => None,
    }
}

fn subjects(object: &mut Object) -> Option<&mut Vec<rbac::Subject>> {
    match object {
        Object::RoleBinding(binding) => binding.subjects.as_mut(),
        Object::ClusterRoleBinding(binding) => binding.subjects.as_mut(),
        _ => None,
    }
}

const CHANGES: [&str; 10] = [
    "drop a rule",
    "another verb",
    "every verb",
    "drop a resource",
    "another resource",
    "every name",
    "another name",
    "drop a subject",
    "another namespace",
    "another kind of subject",
];

/// Changes one object; none where there is nothing of its kind to change.
fn change(dice: &mut Dice, kind: &str, object: &mut Object) -> Option<()> {
    let mut rule = |object| {
        let rules: &mut Vec<rbac::PolicyRule> = rules(object)?;
        let at = dice.roll(rules.len());
        Some((rules, at))
    };
    match kind {
        "drop a rule" => rule(object).map(|(rules, at)| drop(rules.remove(at)))?,
        "another verb" => {
            rule(object).map(|(rules, at)| rules[at].verbs[0] = "delete".to_owned())?
        }
        "every verb" => rule(object).map(|(rules, at)| rules[at].verbs[0] = "*".to_owned())?,
        "drop a resource" => {
            let (rules, at) = rule(object)?;
            // A rule without any is refused before it is compared.
            rules[at].resources.as_mut().filter(|list| list.len() > 1)?.pop();
        }
        "another resource" => {
            let (rules, at) = rule(object)?;
            rules[at].resources.as_mut()?[0] = "pods/*".to_owned();
        }
        "every name" => {
            let (rules, at) = rule(object)?;
            rules[at].resource_names.take()?;
        }
        "another name" => {
            let (rules, at) = rule(object)?;
            rules[at].resource_names = Some(vec!["two".to_owned()]);
        }
        "drop a subject" => drop(subjects(object)?.pop()),
        "another namespace" => {
            *subjects(object)?[0].namespace.as_mut()? = "c".to_owned();
        }
        _ => {
            let subject = &mut subjects(object)?[0];
            let user = subject.kind == "User";
            (subject.kind, subject.namespace) =
                (if user { "Group" } else { "User" }.to_owned(), None);
            subject.api_group = Some("rbac.authorization.k8s.io".to_owned());
        }
    }
    Some(())
}

/// Whether some request tells what objects give from what the program grants.
fn told_apart(policy: &Policy, manifests: &[Manifest], subjects: &[Subject]) -> bool {
    let mut all = Vec::new();
    for subject in subjects.iter().copied() {
        for namespace in [Some("a"), Some("b"), Some("c"), Some("d"), None] {
            for verb in ["get", "list", "delete"] {
                for resource in RESOURCES {
                    for name in ["one", "two"] {
                        all.push(Request { subject, verb, resource, name, namespace });
                    }
                }
            }
        }
    }
    let differ = |one: &Request<'_>| intended(policy, one) != emitted(policy, manifests, one);
    all.iter().any(differ)
}

#[test]
fn mutants_that_give_something_else_are_refused() {
    let mut refused: BTreeMap<&str, usize> = BTreeMap::new();
    let mut proved = 0;
    for seed in 0..600_u64 {
        let mut dice = Dice(seed);
        let (program, subjects) = program(&mut dice);
        let original = program.compile().manifests;
        assert!(prove(&program.policy, [text(&original).as_str()], BUDGET).is_ok(), "seed {seed}");
        let kind = CHANGES[seed as usize % CHANGES.len()];
        let mut mutant = original.clone();
        let changed = (0..30).any(|_| {
            let at = dice.roll(mutant.len());
            change(&mut dice, kind, &mut mutant[at].object).is_some()
        });
        if !changed {
            continue;
        }
        match prove(&program.policy, [text(&mutant).as_str()], BUDGET) {
            Ok(_) => {
                proved += 1;
                let differs = told_apart(&program.policy, &mutant, &subjects);
                assert!(!differs, "seed {seed}, {kind}\n{}", text(&mutant));
            }
            Err(Failed::RightMissing(..) | Failed::RightExtra(_)) => {
                *refused.entry(kind).or_default() += 1
            }
            Err(failed) => panic!("seed {seed}, {kind}: {failed:?}"),
        }
    }
    let enough = refused.len() == CHANGES.len() && refused.values().sum::<usize>() > 300;
    assert!(enough, "{refused:#?}, {proved} proved");
}
