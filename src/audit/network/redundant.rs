//! `redundant-flow`, `shadowed-flow`: policies and rules that say nothing that others don't.
//!
//! Judged by meaning, in both readings of `ipBlock`: every connection that a rule allows must be allowed by
//! other rules, each pod that a policy isolates be isolated by another. What is reported no longer counts for
//! others, so that all of it can be removed together.

use super::content::content;
use super::net::Net;
use super::{bare, name, rule_span};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::k8s::inventory::Policy;
use crate::k8s::networkpolicy::Origin;
use crate::set::cover::{Answer, Budget, covered};
use crate::set::flow::{FlowBox, Model};
use crate::set::rule::{Direction, NameId, Rule};
use std::collections::{BTreeMap, BTreeSet};

/// How much is looked at for one rule.
const BUDGET: u64 = 20_000;

/// Namespaces with more rules than this aren't compared rule by rule.
const MOST: usize = 400;

/// A rule of a policy, its direction and its number.
type Key = (Direction, Origin);

pub(super) fn check(net: &Net<'_>, sink: &mut Sink) {
    let mut namespaces: BTreeMap<NameId, Vec<(Direction, &Rule<Origin>)>> = BTreeMap::new();
    for direction in Direction::ALL {
        for rule in &net.meaning.side(direction).rules {
            namespaces.entry(rule.subject.namespace).or_default().push((direction, rule));
        }
    }
    let mut gone: BTreeSet<Key> = BTreeSet::new();
    let mut gone_policies: BTreeSet<u32> = BTreeSet::new();
    let none = Vec::new();
    // The later of two goes.
    for (number, policy) in net.policies().collect::<Vec<_>>().into_iter().rev() {
        let namespace = net.space.find_name(&policy.title.namespace);
        let all = namespace.and_then(|name| namespaces.get(&name)).unwrap_or(&none);
        if all.len() > MOST {
            continue;
        }
        let own: BTreeSet<Key> = all
            .iter()
            .filter(|(_, rule)| rule.origin.policy == number)
            .map(|(direction, rule)| (*direction, rule.origin))
            .collect();
        let (mut by, mut of_rules) = (BTreeSet::new(), BTreeSet::new());
        let isolates = isolated_by_others(net, policy, number, &gone_policies, &mut by);
        let whole = isolates
            && own.iter().all(|key| {
                let others = |other: &Key| other.1.policy != number && !gone.contains(other);
                covers(net, all, *key, &others).is_some_and(|givers| {
                    of_rules.extend(givers.iter().map(|giver| giver.1.policy));
                    true
                })
            });
        if whole {
            gone_policies.insert(number);
            gone.extend(own);
            // One other that allows all of it is enough, whoever isolates the pods.
            let alone = of_rules.len() < 2;
            by.extend(of_rules);
            sink.push(of_policy(net, policy, &by, alone));
            continue;
        }
        for key in own {
            let others = |other: &Key| *other != key && !gone.contains(other);
            if let Some(givers) = covers(net, all, key, &others) {
                gone.insert(key);
                if let Some(finding) = of_rule(net, policy, key, &givers) {
                    sink.push(finding);
                }
            }
        }
    }
}

/// Whether other policies isolate every pod that this one isolates.
fn isolated_by_others(
    net: &Net<'_>,
    policy: &Policy,
    number: u32,
    gone: &BTreeSet<u32>,
    by: &mut BTreeSet<u32>,
) -> bool {
    let namespace = &policy.title.namespace;
    let mut any = false;
    for direction in Direction::ALL {
        let all: Vec<_> = net.isolated(namespace, direction).collect();
        for (pods, _) in all.iter().filter(|(_, policy)| *policy == number) {
            any = true;
            let mut others =
                all.iter().filter(|(_, other)| *other != number && !gone.contains(other));
            let Some((_, other)) = others.find(|(others, _)| pods.is_subset(others)) else {
                return false;
            };
            by.insert(*other);
        }
    }
    any
}

/// The rules that together allow all that a rule allows; none where they don't, or it isn't known.
fn covers(
    net: &Net<'_>,
    all: &[(Direction, &Rule<Origin>)],
    key: Key,
    counts: &dyn Fn(&Key) -> bool,
) -> Option<BTreeSet<Key>> {
    let of = |rule: &Rule<Origin>, model| {
        FlowBox::of_rule(net.space, key.0, model, rule.subject, rule.peer, rule.ports)
    };
    let mut budget = Budget(BUDGET);
    let mut givers = BTreeSet::new();
    for model in Model::ALL {
        let others = all.iter().filter(|(direction, rule)| {
            *direction == key.0 && rule.origin != key.1 && counts(&(*direction, rule.origin))
        });
        let others: Vec<(Key, Vec<FlowBox>)> =
            others.map(|(direction, rule)| ((*direction, rule.origin), of(rule, model))).collect();
        let own = all.iter().filter(|(direction, rule)| (*direction, rule.origin) == key);
        for wanted in own.flat_map(|(_, rule)| of(rule, model)) {
            let inside = |boxes: &[FlowBox], budget: &mut Budget| {
                covered(key.0, &wanted, boxes, budget) == Answer::Inside
            };
            if let Some((giver, _)) = others.iter().find(|(_, boxes)| inside(boxes, &mut budget)) {
                givers.insert(*giver);
                continue;
            }
            let union: Vec<FlowBox> = others.iter().flat_map(|(_, boxes)| boxes.clone()).collect();
            if union.is_empty() || !inside(&union, &mut budget) {
                return None;
            }
            givers.extend(others.iter().map(|(giver, _)| *giver));
        }
    }
    (!givers.is_empty()).then_some(givers)
}

fn of_policy(net: &Net<'_>, policy: &Policy, by: &BTreeSet<u32>, alone: bool) -> Diagnostic {
    let others =
        by.iter().filter_map(|number| net.model.inventory.policies().get(*number as usize));
    let others: Vec<_> = others.collect();
    let code = if alone { Code::RedundantFlow } else { Code::ShadowedFlow };
    let names: Vec<_> = others.iter().map(|other| other.title.to_string()).collect();
    let message =
        format!("{} says nothing that {} doesn't", name(policy), crate::audit::words::few(&names));
    let mut finding = Diagnostic::new(code, policy.span, message)
        .label("allows and isolates nothing new")
        .help("remove it, or let it say what it was meant to add");
    for other in others.iter().take(3) {
        finding = finding.also(other.span, "says it");
    }
    let reason = policy.reason();
    finding
        .marked(bare(policy), ["all"])
        .answered(net.model.because_owned(reason.as_ref()).as_ref())
}

fn of_rule(net: &Net<'_>, policy: &Policy, key: Key, givers: &BTreeSet<Key>) -> Option<Diagnostic> {
    let (direction, number) = (key.0, key.1.rule?);
    let code = if givers.len() == 1 { Code::RedundantFlow } else { Code::ShadowedFlow };
    let message = format!(
        "{}: {} rule {} allows nothing that others don't",
        name(policy),
        direction.word(),
        number + 1
    );
    let mut finding = Diagnostic::new(code, rule_span(policy, direction, number)?, message)
        .label("allows nothing new")
        .help("remove it, or let it say what it was meant to add");
    for (direction, origin) in givers.iter().take(3) {
        let other = net.model.inventory.policies().get(origin.policy as usize)?;
        finding = finding.also(
            rule_span(other, *direction, origin.rule?)?,
            format!("{} allows it", name(other)),
        );
    }
    let reason = policy.reason();
    let spec = policy.spec();
    let rule = spec.get(direction.word()).items().get(number as usize)?;
    let mark = format!("{} rule {}", direction.word(), content(rule));
    Some(
        finding
            .marked(bare(policy), [mark])
            .answered(net.model.because_owned(reason.as_ref()).as_ref()),
    )
}
