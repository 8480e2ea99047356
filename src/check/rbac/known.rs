//! ClusterRoles that exist already and of which the objects of `--with` tell what they say: what they are good
//! for in the wrong hands.

use super::dangers::{is_delivered, phrase};
use super::{advice, level, place, places, worst};
use crate::compile::Options;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::hash::IndexMap;
use crate::ir::{Holding, Policy, RoleRef, Scope};
use crate::k8s::danger::{Danger, Kind, Severity, dangers};
use crate::k8s::inventory::{Collected, Inventory, Role, Rule};
use crate::source::Span;
use std::cmp::Reverse;

/// How many places in the objects a message shows.
const SHOWN: usize = 3;

pub(super) fn check(policy: &Policy, options: &Options, sink: &mut Sink) {
    let mut findings = Vec::new();
    for holding in &policy.holdings {
        let RoleRef::ClusterRole(name) = &holding.role else { continue };
        let mut found: IndexMap<&str, Vec<(&Rule, Danger)>> = IndexMap::default();
        let at = worst(places(policy, &holding.scope));
        for (role, rule) in rules(&options.others, name) {
            if is_everything(rule) {
                findings.push((Severity::Critical, everything(policy, holding, role, rule)));
            }
            for danger in dangers(&rule.rule, at, options.kube_version) {
                let kind = danger.entry.kind;
                let delivered = delivers(policy, holding) && is_delivered(kind);
                if !delivered && (!is_everything(rule) || kind == Kind::SecretsRead) {
                    found.entry(danger.entry.so).or_default().push((rule, danger));
                }
            }
        }
        findings.extend(found.values().filter_map(|places| report(policy, holding, name, places)));
    }
    findings.sort_by_key(|(severity, _)| Reverse(*severity));
    findings.into_iter().for_each(|(_, finding)| sink.push(finding));
}

/// What is known of the rules of a ClusterRole: its own and those that it collects, each with its role. Of
/// those that every cluster has only what widens them.
pub(super) fn rules<'a>(
    others: &'a Inventory,
    name: &str,
) -> impl Iterator<Item = (&'a Role, &'a Rule)> + use<'a> {
    let roles = others.roles();
    let own = roles.iter().position(|role| role.namespace.is_none() && role.name == name);
    let is_own = |role: &Role| {
        role.labels.get("kubernetes.io/bootstrapping").is_some_and(|it| it == "rbac-defaults")
    };
    let numbers = match own {
        // What every cluster has is known by its name.
        Some(at) if roles.get(at).is_some_and(is_own) => Vec::new(),
        Some(at) => Collected::of(roles, is_own).with(at),
        None => Collected::of(roles, is_own).parts_of_built_in(name),
    };
    let known = numbers.into_iter().filter_map(move |at| roles.get(at));
    known.flat_map(|role| role.rules.iter().map(move |rule| (role, rule)))
}

/// Whether a rule is about every resource of a group, or of all.
pub(super) fn is_everything(rule: &Rule) -> bool {
    rule.rule.resources.iter().flatten().any(|resource| resource == "*")
}

/// Whether the role is given to those alone who deliver the zones that it is given in.
fn delivers(policy: &Policy, holding: &Holding) -> bool {
    let Scope::Zones(zones) = &holding.scope else { return false };
    let mut zones = zones.iter().filter_map(|id| policy.zone(*id));
    zones.all(|zone| holding.subjects.iter().all(|subject| zone.delivery.contains(subject)))
}

fn everything(policy: &Policy, holding: &Holding, role: &Role, rule: &Rule) -> Diagnostic {
    let place = place(policy, &holding.scope);
    let every = rule.rule.verbs.iter().any(|verb| verb == "*");
    let how = if every { "do anything to" } else { "ask for" };
    let message = format!("who has ClusterRole `{}` can {how} every resource {place}", role.name);
    Diagnostic::new(Code::WildcardResource, holding.span, message)
        .label(format!("binds `{}`", role.name))
        .also(rule.span, "known or to come, secrets and roles included")
        .help("bind a role with what is needed")
        .answered(holding.clauses.because.as_ref())
}

fn report(
    policy: &Policy,
    holding: &Holding,
    name: &str,
    places: &[(&Rule, Danger)],
) -> Option<(Severity, Diagnostic)> {
    let (_, first) = places.first()?;
    let entry = first.entry;
    let severity = places.iter().map(|(_, danger)| danger.severity).max()?;
    let place = match places.iter().any(|(_, danger)| danger.is_local()) {
        true => format!(" {}", place(policy, &holding.scope)),
        false => String::new(),
    };
    let requests = phrase(places.iter().flat_map(|(_, danger)| &danger.allowed));
    let so = Danger::so(places.iter().map(|(_, danger)| danger))?;
    let message =
        format!("who has ClusterRole `{name}` can {requests}: who can do this can {so}{place}");
    let mut finding = Diagnostic::new(advice::code(entry.kind), holding.span, message)
        .label(format!("binds `{name}`"))
        .help("grant what is needed in a role of its own, or bind it where it does less")
        .at_level(level(severity));
    let mut shown: Vec<Span> = Vec::new();
    for (rule, _) in places {
        if shown.len() < SHOWN && !shown.contains(&rule.span) {
            shown.push(rule.span);
            finding = finding.also(rule.span, "enough for it");
        }
    }
    Some((severity, finding.answered(holding.clauses.because.as_ref())))
}
