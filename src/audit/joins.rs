//! Where rights and the network meet: who can undo what the policies of a namespace promise.
//!
//! A NetworkPolicy holds as long as nobody changes it, relabels pods or namespaces, opens a tunnel past it or
//! turns a Service elsewhere. What a role of the files is dangerous for is said of that role; here stands what
//! only both halves together show, and what the roles do that every cluster has.

use super::model::{Gives, Model, Way, is_component, is_own_namespace};
use super::network::Net;
use super::words;
use crate::check::joins::join::Join;
use crate::diagnostic::{Code, Diagnostic, Level, Sink};
use crate::hash::{HashMap, HashSet};
use crate::k8s::authority;
use crate::k8s::danger::{Place, dangers, names};
use crate::k8s::inventory::{Binding, Role, Rule};
use crate::set::right::{Act, Holder};
use crate::source::Span;
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
    let of_roles = OfRoles::of(model, sink);
    let asked: Vec<(Join, Vec<Act>)> =
        Join::ALL.into_iter().map(|join| (join, join.acts(model.minor()))).collect();
    let mut reported: BTreeSet<(Way, Join)> = BTreeSet::new();
    for (at, binding) in model.bindings() {
        let joins: BTreeSet<Join> = match model.gives.get(at) {
            Some(Gives::BuiltIn(name, _)) => of_built_in(model, name, &asked),
            Some(Gives::Roles(roles)) => {
                let own = roles.first().and_then(|at| model.role(*at));
                let own = own.filter(|role| model.is_own_role(role));
                let own = own.map(|role| of_built_in(model, &role.name, &asked));
                let everywhere = binding.namespace.is_none();
                let given = || roles.iter().flat_map(|role| of_roles.joins(*role, everywhere));
                own.unwrap_or_else(|| given().collect())
            }
            _ => BTreeSet::new(),
        };
        let found = found(&net, &isolating, binding, &joins);
        if let Some(finding) = report(&net, binding, &found) {
            reported.extend(found.keys().map(|join| (Way(at), *join)));
            sink.push(finding.answered(model.because(binding.reason.as_ref())));
        }
    }
    sink.take_back(&of_roles.less_grave(&reported));
}

/// What the roles of the files do, but for what is said of them as gravely.
struct OfRoles<'a> {
    model: &'a Model<'a>,
    /// Of each role, bound in a namespace and everywhere.
    joins: Vec<[Vec<Join>; 2]>,
}

impl<'a> OfRoles<'a> {
    fn of(model: &'a Model<'a>, sink: &Sink) -> Self {
        let levels = &model.options.levels;
        let said: HashMap<(Span, Code), Level> = sink
            .levels()
            .map(|(span, code, level)| ((span, code), levels.of_finding(code, Some(level))))
            .collect();
        let of_role = |role: &Role| {
            let rules = role.rules.iter().filter(|rule| !is_everything(rule));
            // What is good for nothing undoes nothing.
            let rules =
                rules.filter(|rule| !dangers(&rule.rule, Place::Cluster, model.minor()).is_empty());
            let rules: Vec<&Rule> = rules.collect();
            let is_said = |join: Join| {
                let places = places(role, join);
                let mut levels = places.filter_map(|place| said.get(&place));
                levels.any(|level| *level >= model.options.levels.of(join.code()))
            };
            [Place::Namespace(""), Place::Cluster].map(|place| {
                let does =
                    |join: &Join| rules.iter().any(|rule| does(*join, rule, place, model.minor()));
                Join::ALL.into_iter().filter(|join| does(join) && !is_said(*join)).collect()
            })
        };
        Self { model, joins: model.inventory.roles().iter().map(of_role).collect() }
    }

    fn joins(&self, role: usize, everywhere: bool) -> impl Iterator<Item = Join> {
        let [inside, outside] = self
            .joins
            .get(role)
            .map_or([&[][..]; 2], |[inside, outside]| [inside.as_slice(), outside.as_slice()]);
        (if everywhere { outside } else { inside }).iter().copied()
    }

    /// What was said of roles less gravely than what was said of each of their bindings.
    fn less_grave(&self, reported: &BTreeSet<(Way, Join)>) -> HashSet<(Span, Code)> {
        let mut less = HashSet::default();
        for (at, role) in self.model.roles() {
            for join in Join::ALL {
                let ways = self.model.ways(at);
                if !ways.is_empty() && ways.iter().all(|way| reported.contains(&(*way, join))) {
                    less.extend(places(role, join));
                }
            }
        }
        less
    }
}

/// Where a role may have been spoken of for the same reason.
fn places(role: &Role, join: Join) -> impl Iterator<Item = (Span, Code)> {
    let spans = role.rules.iter().flat_map(|rule| rule.resources.iter().chain([&rule.span]));
    spans.flat_map(move |span| join.said_by().iter().map(|code| (*span, *code)))
}

/// Whether a rule does it where it is bound.
fn does(join: Join, rule: &Rule, place: Place<'_>, minor: u32) -> bool {
    // Secrets by name are what somebody needs.
    let counts = |allowed| {
        join != Join::SecretCrossing || names(&rule.rule, std::slice::from_ref(&allowed)).is_none()
    };
    join.deeds().any(|deed| deed.allowed(&rule.rule, place, minor).is_some_and(counts))
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

/// The isolating namespaces of each join, and whom it is about.
type Found<'a> = BTreeMap<Join, (BTreeSet<&'a EcoString>, BTreeSet<&'a Holder>)>;

fn found<'a>(
    net: &Net<'_>,
    isolating: &'a BTreeSet<&'a EcoString>,
    binding: &'a Binding,
    joins: &BTreeSet<Join>,
) -> Found<'a> {
    let mut found = Found::new();
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
    found
}

fn report(net: &Net<'_>, binding: &Binding, found: &Found<'_>) -> Option<Diagnostic> {
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
