//! Where rights and the network meet: who can undo what the policies of a namespace promise.
//!
//! A NetworkPolicy holds as long as nobody changes it, relabels pods or namespaces, opens a tunnel past it or
//! turns a Service elsewhere. What a role of the files is dangerous for is said of that role; here stands what
//! only both halves together show, and what the roles do that every cluster has.

use super::model::{Gives, Model, is_component, is_own_namespace};
use super::network::Net;
use super::words;
use crate::check::joins::join::Join;
use crate::diagnostic::{Diagnostic, Sink};
use crate::k8s::authority;
use crate::k8s::inventory::{Binding, Rule};
use crate::set::right::{Act, Holder};
use ecow::EcoString;
use std::collections::{BTreeMap, BTreeSet};

/// How many policies a message shows.
const SHOWN: usize = 2;

pub(super) fn check(model: &Model<'_>, sink: &mut Sink) {
    let net = Net::of(model);
    let isolating = net.isolating();
    if isolating.is_empty() {
        return;
    }
    let asked: Vec<(Join, Vec<Act>)> =
        Join::ALL.into_iter().map(|join| (join, join.acts(model.minor()))).collect();
    let of_roles: Vec<Vec<Join>> = model
        .inventory
        .roles()
        .iter()
        .map(|role| {
            let rules = || role.rules.iter().filter(|rule| !is_everything(rule));
            let joins = asked.iter().filter(|(join, acts)| {
                // What the role is dangerous for by itself is said of it.
                join.said_by().is_empty()
                    && rules().any(|rule| acts.iter().any(|act| allows(rule, act)))
            });
            joins.map(|(join, _)| *join).collect()
        })
        .collect();
    for (at, binding) in model.bindings() {
        let joins: BTreeSet<Join> = match model.gives.get(at) {
            Some(Gives::BuiltIn(name, _)) => of_built_in(model, name, &asked),
            Some(Gives::Roles(roles)) => {
                let own = roles.first().and_then(|at| model.role(*at));
                let own = own.filter(|role| model.is_own_role(role));
                let own = own.map(|role| of_built_in(model, &role.name, &asked));
                let of_roles = roles.iter().filter_map(|role| of_roles.get(*role)).flatten();
                own.unwrap_or_else(|| of_roles.copied().collect())
            }
            _ => BTreeSet::new(),
        };
        if !joins.is_empty()
            && let Some(finding) = report(&net, &isolating, binding, &joins)
        {
            sink.push(finding.answered(model.because(binding.reason.as_ref())));
        }
    }
}

/// What a role does that every cluster has; of `cluster-admin` everything is said already.
fn of_built_in(model: &Model<'_>, name: &EcoString, asked: &[(Join, Vec<Act>)]) -> BTreeSet<Join> {
    if name == authority::CLUSTER_ADMIN {
        return BTreeSet::new();
    }
    let act = Act::ClusterRole(name.clone());
    let acts = model.known.stands_for(&act);
    let gives = |asked: &Act| acts.iter().any(|act| act.meet(asked).is_some());
    asked.iter().filter(|(_, acts)| acts.iter().any(gives)).map(|(join, _)| *join).collect()
}

fn is_everything(rule: &Rule) -> bool {
    rule.rule.resources.iter().flatten().any(|resource| resource == "*")
}

/// Whether a rule allows something of an act.
fn allows(rule: &Rule, act: &Act) -> bool {
    let Act::Resource { group, resource, verb, .. } = act else { return false };
    let said = &rule.rule;
    let has = |list: &[String], word: &str| list.iter().any(|own| own == "*" || own == word);
    let named = said.resource_names.as_ref().is_some_and(|names| !names.is_empty());
    has(&said.verbs, verb)
        && has(said.api_groups.as_deref().unwrap_or_default(), group)
        && said.resources.iter().flatten().any(|own| own == resource.as_str())
        && !(named && (verb == "create" || resource == "secrets"))
}

fn report(
    net: &Net<'_>,
    isolating: &BTreeSet<&EcoString>,
    binding: &Binding,
    joins: &BTreeSet<Join>,
) -> Option<Diagnostic> {
    let mut found: BTreeMap<Join, (BTreeSet<&EcoString>, BTreeSet<&Holder>)> = BTreeMap::new();
    for join in joins {
        for (holder, _) in binding.subjects.iter().filter(|(holder, _)| !is_component(holder)) {
            for namespace in namespaces(isolating, binding, *join) {
                if concerns(net, *join, namespace, holder, binding) {
                    let (namespaces, holders) = found.entry(*join).or_default();
                    namespaces.insert(namespace);
                    holders.insert(holder);
                }
            }
        }
    }
    let (gravest, _) = found.first_key_value()?;
    let all: BTreeSet<_> = found.values().flat_map(|(namespaces, _)| namespaces).copied().collect();
    let holders: BTreeSet<_> = found.values().flat_map(|(_, holders)| holders).copied().collect();
    let who = words::listed(&holders.iter().map(|one| words::holder(one)).collect::<Vec<_>>());
    let names: Vec<_> = all.iter().map(|name| name.as_str()).collect();
    let s = if names.len() == 1 { "" } else { "s" };
    let (of, place) = (words::few(&names), format!("namespace{s} {}", words::few(&names)));
    let can: Vec<_> = found.keys().map(|join| words_of(*join).to_owned()).collect();
    let can = match can.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, init)) => format!("{} and {last}", init.join(", ")),
        None => return None,
    };
    let object = words::binding(binding);
    let message = match gravest {
        Join::PolicyWriter => {
            format!("{object}: the isolation of {place} is void: {who} can {can}")
        }
        Join::SecretCrossing if found.len() == 1 => {
            format!("{object}: {who} can {can} of {of}, where its packets can't go")
        }
        _ => format!("{object}: in {place} {who} can {can}"),
    };
    let mut finding = Diagnostic::new(gravest.code(), binding.role_span, message)
        .label(label(*gravest))
        .help("bind a role with what is needed and no more")
        .help("if it delivers what is in the namespace, say so on the binding, with the annotation `netz/because`");
    for policy in all.iter().filter_map(|name| net.first_policy(name)).take(SHOWN) {
        finding = finding.also(policy.span, "isolates");
    }
    let place = match &binding.namespace {
        Some(namespace) => format!("in {namespace}"),
        None => "cluster-wide".to_owned(),
    };
    let marks = found.iter().flat_map(|(join, (_, holders))| {
        let place = &place;
        holders
            .iter()
            .map(move |one| format!("{} {place}: {}", words_of(*join), words::bare_holder(one)))
    });
    Some(finding.marked(words::bare(&object), marks.collect::<Vec<_>>()))
}

/// The isolating namespaces in which a binding holds.
fn namespaces<'a>(
    isolating: &'a BTreeSet<&'a EcoString>,
    binding: &'a Binding,
    join: Join,
) -> impl Iterator<Item = &'a EcoString> {
    let everywhere = binding.namespace.is_none();
    let alive = everywhere || !join.needs_cluster();
    isolating.iter().copied().filter(move |name| {
        alive
            && !is_own_namespace(name)
            && (everywhere || binding.namespace.as_ref() == Some(*name))
    })
}

/// Whether a way says something of a namespace.
fn concerns(
    net: &Net<'_>,
    join: Join,
    namespace: &EcoString,
    holder: &Holder,
    binding: &Binding,
) -> bool {
    match join {
        Join::PolicyWriter | Join::GuardWriter | Join::Tunnel => true,
        Join::NamespaceRelabel => net.lets_in_by_label(namespace),
        Join::LabelSpoof => net.tells_pods_apart(namespace),
        Join::ServiceHijack => net.has_services(namespace),
        Join::SecretCrossing => match holder {
            // Secrets of the whole cluster are a finding of their own.
            Holder::Account(home, _) if binding.namespace.is_some() => {
                home != namespace && net.is_closed(namespace) && !net.lets_in(namespace, home)
            }
            _ => false,
        },
    }
}

/// What somebody can do: the end of a sentence.
const fn words_of(join: Join) -> &'static str {
    match join {
        Join::PolicyWriter => "write its network policies",
        Join::NamespaceRelabel => "relabel namespaces that its policies let in",
        Join::GuardWriter => "change the webhooks and policies that guard what comes in",
        Join::Tunnel => "open tunnels into its pods",
        Join::LabelSpoof => "give a pod any labels that its policies select",
        Join::ServiceHijack => "turn its Services to other pods",
        Join::SecretCrossing => "read secrets",
    }
}

const fn label(join: Join) -> &'static str {
    match join {
        Join::NamespaceRelabel => "a label is all that a policy asks of them",
        Join::LabelSpoof => "policies know a pod by its labels alone",
        _ => join.label(),
    }
}
