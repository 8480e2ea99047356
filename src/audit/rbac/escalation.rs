//! `escalation-path`: a subject that can come to do everything, by a path that no single binding shows.

use super::Risky;
use crate::audit::model::{Gives, Model, Way, is_component};
use crate::audit::words;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::hash::IndexMap;
use crate::k8s::authority::{Authority, Guise};
use crate::k8s::escalation::{self, Accounts, Closure, path};
use crate::k8s::inventory::Role;
use crate::k8s::resource::Table;
use crate::k8s::rights;
use crate::set::right::{Act, Holder, Right};
use ecow::{EcoString, eco_format};
use std::collections::BTreeSet;

pub(super) fn check(model: &Model<'_>, risky: &Risky, sink: &mut Sink) {
    let (rights, accounts) = rights(model, risky);
    let authority = Authority::new(Table::new(model.minor()), rights);
    let closure = Closure::new(&authority, accounts);
    let ways = closure.to_cluster_admin();
    let mut said: IndexMap<String, Vec<&Holder>> = IndexMap::default();
    let mut steps: IndexMap<String, Vec<usize>> = IndexMap::default();
    for holder in model.holders.keys().filter(|holder| !is_component(holder)) {
        let way = ways.way(&Guise::Holder(holder.clone()));
        let bindings: Vec<usize> = {
            let given = way.iter().flat_map(|(gate, _)| &gate.by);
            given.filter_map(|given| given.origin).collect()
        };
        let different: BTreeSet<_> = bindings.iter().collect();
        // What a subject holds itself is said of its role.
        if way.len() < 2 || different.len() < 2 {
            continue;
        }
        let told = path(&authority, "", &way, None, name);
        steps.entry(told.clone()).or_insert(bindings);
        said.entry(told).or_default().push(holder);
    }
    for (told, holders) in &said {
        let Some(bindings) = steps.get(told) else { continue };
        if let Some(finding) = report(model, told, holders, bindings) {
            sink.push(finding);
        }
    }
}

fn report(
    model: &Model<'_>,
    told: &str,
    holders: &[&Holder],
    bindings: &[usize],
) -> Option<Diagnostic> {
    let first = model.binding(Way(*bindings.first()?))?;
    let span_of = |binding: &crate::k8s::inventory::Binding, holder: Option<&Holder>| {
        let own = binding.subjects.iter().find(|(one, _)| Some(one) == holder);
        own.or_else(|| binding.subjects.first()).map_or(binding.span, |(_, span)| *span)
    };
    let names: Vec<_> = holders.iter().map(|holder| words::holder(holder)).collect();
    let start = holders.first().map(|holder| name(holder)).unwrap_or_default();
    let message = format!("{} can become cluster-admin, step by step", words::listed(&names));
    let mut finding =
        Diagnostic::new(Code::EscalationPath, span_of(first, holders.first().copied()), message)
            .label(format!("the first step: {}", words::binding(first)))
            .note(format!("path: `{start}{told}`"))
            .help("cut the path at one of its steps");
    let mut seen = BTreeSet::from([first.span]);
    for binding in bindings.iter().skip(1).filter_map(|at| model.binding(Way(*at))) {
        if seen.insert(binding.span) {
            let text = format!("a later step: {}", words::binding(binding));
            finding = finding.also(span_of(binding, None), text);
        }
    }
    let object = words::bare(&words::binding(first));
    let marks = holders.iter().map(|holder| eco_format!("{}:{told}", words::bare_holder(holder)));
    let because = model.because(first.reason.as_ref());
    Some(finding.marked(object, marks.collect::<Vec<_>>()).answered(because))
}

fn name(holder: &Holder) -> EcoString {
    match holder {
        Holder::Account(namespace, name) => eco_format!("{namespace}/{name}"),
        Holder::User(name) | Holder::Group(name) => name.clone(),
    }
}

/// The accounts of the files, and whether pods run as them.
fn accounts(model: &Model<'_>) -> Accounts {
    let mut accounts = Accounts::default();
    for account in model.inventory.accounts() {
        accounts.add(account.namespace.clone(), account.name.clone(), false);
    }
    for workload in model.inventory.workloads() {
        for pods in &workload.pods {
            accounts.add(workload.namespace.clone(), pods.account.clone(), true);
        }
    }
    accounts
}

/// The rights that lead somewhere, each with the binding that gives it, and the accounts.
fn rights(model: &Model<'_>, risky: &Risky) -> (Vec<(Right, usize)>, Accounts) {
    let mut accounts = accounts(model);
    let mut acts: Vec<Vec<Act>> = Vec::new();
    for (at, role) in model.inventory.roles().iter().enumerate() {
        acts.push(of_role(role, risky.of_role(at)));
    }
    let mut rights = Vec::new();
    for (at, binding) in model.bindings() {
        let Some(gives) = model.gives.get(at) else { continue };
        let named = match gives {
            Gives::BuiltIn(name, _) => vec![Act::ClusterRole(name.clone())],
            // One of the roles that every cluster has, exported with all the others.
            Gives::Roles(roles) => {
                roles.first().and_then(|at| model.role(*at)).map_or_else(Vec::new, |role| {
                    match model.is_own_role(role) {
                        true => vec![Act::ClusterRole(role.name.clone())],
                        false => Vec::new(),
                    }
                })
            }
            Gives::Missing => Vec::new(),
        };
        let of_roles = gives.roles().iter().filter_map(|role| acts.get(*role)).flatten();
        let of_roles: Vec<&Act> = of_roles.chain(&named).collect();
        if of_roles.is_empty() {
            continue;
        }
        for (holder, _) in &binding.subjects {
            if let Holder::Account(namespace, name) = holder {
                accounts.add(namespace.clone(), name.clone(), false);
            }
            for act in &of_roles {
                let right = Right {
                    holder: holder.clone(),
                    namespace: binding.namespace.clone(),
                    act: (*act).clone(),
                };
                rights.push((right, at));
            }
        }
    }
    (rights, accounts)
}

/// What a role allows that opens a way to somebody else.
fn of_role(role: &Role, risky: &[usize]) -> Vec<Act> {
    let rules = risky.iter().filter_map(|number| role.rules.get(*number));
    rules.flat_map(|rule| rights::of_rule(&rule.rule)).filter(escalation::leads).collect()
}
