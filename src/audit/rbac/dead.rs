//! `dead-rule`: rules, and words of rules, that no request matches.
//!
//! Only API groups of Kubernetes itself are judged: which resources another group has is known to the cluster
//! alone.

use crate::audit::model::Model;
use crate::audit::words;
use crate::diagnostic::{Code, Diagnostic, Sink, listed, suggest};
use crate::k8s::authorizer::{can_be_named, can_be_unnamed};
use crate::k8s::inventory::{Role, Rule};
use crate::k8s::resource::{Resource, STANDARD, Table};
use crate::source::Span;

/// What is wrong: where, as the end of a sentence, why, and the way out.
struct Dead {
    span: Span,
    what: String,
    label: String,
    help: String,
}

pub(super) fn check(model: &Model<'_>, sink: &mut Sink) {
    for (at, role) in model.roles() {
        let scope = Scope::of(model, at, role);
        for rule in &role.rules {
            for dead in of_rule(&model.table, rule, scope) {
                let name = words::role(role);
                sink.push(
                    Diagnostic::new(Code::DeadRule, dead.span, format!("{name}: {}", dead.what))
                        .label(dead.label)
                        .help(dead.help)
                        .marked(words::bare(&name), [words::bare(&dead.what)])
                        .answered(model.because_of(at)),
                );
            }
        }
    }
}

/// How far a role reaches.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    /// It is a Role.
    Role,
    /// It is a ClusterRole that is bound in namespaces only.
    BoundInNamespaces,
    Cluster,
}

impl Scope {
    fn of(model: &Model<'_>, at: usize, role: &Role) -> Self {
        let ways = model.ways(at);
        let mut bindings = ways.iter().filter_map(|way| model.binding(*way));
        match role.namespace {
            Some(_) => Self::Role,
            None if ways.is_empty() || model.is_collected(at) => Self::Cluster,
            None if bindings.all(|binding| binding.namespace.is_some()) => Self::BoundInNamespaces,
            None => Self::Cluster,
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Role => "a Role holds in its namespace alone",
            _ => "the ClusterRole is bound in namespaces alone",
        }
    }
}

fn of_rule(table: &Table, rule: &Rule, scope: Scope) -> Vec<Dead> {
    let mut found = Vec::new();
    let said = &rule.rule;
    let groups = said.api_groups.as_deref().unwrap_or_default();
    let resources = said.resources.as_deref().unwrap_or_default();
    let names = said.resource_names.as_deref().unwrap_or_default();
    let urls = said.non_resource_urls.as_deref().unwrap_or_default();
    if scope != Scope::Cluster
        && let Some(span) = rule.urls.first()
    {
        found.push(Dead {
            span: *span,
            what: format!("{} can't be given in a namespace", listed(urls.iter().take(3))),
            label: "paths are of no namespace".to_owned(),
            help: "give it by a ClusterRole with a ClusterRoleBinding".to_owned(),
        });
    }
    for (group, span) in groups.iter().zip(&rule.groups) {
        if let Some((bare, _)) = group.split_once('/') {
            found.push(Dead {
                span: *span,
                what: format!("`{group}` is a version, not an API group"),
                label: "no request is of such a group".to_owned(),
                help: format!("write `{bare}`"),
            });
        }
    }
    let mut live = Vec::new();
    let own = |group: &str| group != "*" && table.of_group(group).next().is_some();
    let are_own = groups.iter().all(|group| own(group));
    let mut unknown = false;
    for (resource, span) in resources.iter().zip(&rule.resources) {
        match meaning(table, groups, are_own, resource) {
            Meaning::Unknown => unknown = true,
            Meaning::Pattern => found.push(Dead {
                span: *span,
                what: format!("`{resource}` matches nothing"),
                label: "RBAC has no such pattern".to_owned(),
                help: "name the subresources, such as `pods/log`".to_owned(),
            }),
            Meaning::Nothing(near) => found.push(Dead {
                span: *span,
                what: format!("there is no resource `{resource}` in {}", group_words(groups)),
                label: "no request is about it".to_owned(),
                help: near.unwrap_or_else(|| {
                    "`kubectl api-resources` lists the resources of a cluster".to_owned()
                }),
            }),
            Meaning::Resources(all) => {
                let of_cluster = |one: &&Resource| !one.namespaced && one.plural != "namespaces";
                let guarded = said.verbs.iter().all(|verb| verb == "bind");
                if scope != Scope::Cluster && all.iter().all(of_cluster) && !guarded {
                    found.push(Dead {
                        span: *span,
                        what: format!("`{resource}` are in no namespace"),
                        label: scope.words().to_owned(),
                        help: "bind a ClusterRole cluster-wide, or take it out".to_owned(),
                    });
                } else {
                    let part = resource.split_once('/').map(|(_, part)| part);
                    live.extend(all.into_iter().map(|one| (one, part)));
                }
            }
        }
    }
    if !unknown && !live.is_empty() {
        verbs(rule, &live, &mut found);
    }
    if !names.is_empty() {
        with_names(rule, names, resources, &mut found);
    }
    found
}

fn group_words(groups: &[String]) -> String {
    let names: Vec<_> = groups.iter().map(|it| if it.is_empty() { "core" } else { it }).collect();
    match names.as_slice() {
        [one] => format!("API group `{one}`"),
        _ => format!("API groups {}", listed(names)),
    }
}

/// What a word of a rule stands for.
enum Meaning<'a> {
    /// What the table can't know, or everything.
    Unknown,
    /// `pods/*`.
    Pattern,
    /// Nothing, perhaps with what was meant.
    Nothing(Option<String>),
    /// Resources of Kubernetes.
    Resources(Vec<&'a Resource>),
}

/// `are_own`: whether all groups are of Kubernetes itself.
fn meaning<'a>(table: &'a Table, groups: &[String], are_own: bool, word: &str) -> Meaning<'a> {
    let (plural, part) = match word.split_once('/') {
        Some((_, "*")) if !word.starts_with("userextras") => return Meaning::Pattern,
        Some((plural, part)) => (plural, Some(part)),
        None => (word, None),
    };
    if plural == "*" || !are_own {
        return Meaning::Unknown;
    }
    let named = groups.iter().filter_map(|group| table.find(group, plural));
    let has = |one: &&Resource| {
        part.is_none_or(|part| {
            one.subresource(part).is_some() || part == "status" || part == "scale"
        })
    };
    let resources: Vec<_> = named.filter(has).collect();
    if !resources.is_empty() {
        return Meaning::Resources(resources);
    }
    let elsewhere = table
        .of_plural(plural)
        .find(|one| part.is_none() && !groups.iter().any(|group| one.group == *group));
    if let Some(one) = elsewhere {
        return Meaning::Nothing(Some(format!(
            "it is in the API group `{}`",
            if one.group.is_empty() { "\"\"" } else { &one.group }
        )));
    }
    let of_groups = || groups.iter().flat_map(|group| table.of_group(group));
    let word = plural.to_lowercase();
    let said = |one: &&Resource| {
        one.singular == word
            || one.short_names.iter().any(|short| *short == word)
            || one.plural == word
    };
    let near = of_groups()
        .find(said)
        .map(|one| one.plural.as_str())
        .or_else(|| suggest::closest(plural, of_groups().map(|one| one.plural.as_str())));
    Meaning::Nothing(
        near.map(|near| match part {
            Some(part) => format!("did you mean `{near}/{part}`?"),
            None => format!("did you mean `{near}`?"),
        })
        .filter(|_| part.is_none() || near != Some(plural)),
    )
}

/// Verbs that none of the resources serves.
fn verbs(rule: &Rule, live: &[(&Resource, Option<&str>)], found: &mut Vec<Dead>) {
    let serves = |verb: &str| {
        live.iter().any(|(one, part)| match part.map(|part| one.subresource(part)) {
            None => one.verbs.iter().chain(&one.guarded).any(|own| own == verb),
            Some(Some(sub)) => sub.verbs.iter().chain(&sub.guarded).any(|own| own == verb),
            Some(None) => true,
        })
    };
    for (verb, span) in rule.rule.verbs.iter().zip(&rule.verbs) {
        if verb == "*" || serves(verb) {
            continue;
        }
        let what: Vec<_> = live
            .iter()
            .take(3)
            .map(|(one, part)| match part {
                Some(part) => format!("{}/{part}", one.plural),
                None => one.plural.to_string(),
            })
            .collect();
        let near = suggest::closest(verb, STANDARD);
        found.push(Dead {
            span: *span,
            what: format!("{} don't answer to `{verb}`", listed(what)),
            label: "no request asks for it".to_owned(),
            help: match near.filter(|near| !STANDARD.contains(&verb.as_str()) && near != verb) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "take it out".to_owned(),
            },
        });
    }
}

/// Names that no request can say.
fn with_names(rule: &Rule, names: &[String], resources: &[String], found: &mut Vec<Dead>) {
    let of_whole = resources.iter().all(|resource| !resource.contains('/') && resource != "*");
    let (unnamed, named) =
        (names.iter().any(String::is_empty), names.iter().any(|name| !name.is_empty()));
    for (verb, span) in rule.rule.verbs.iter().zip(&rule.verbs) {
        if of_whole && !unnamed && !can_be_named(verb, "") {
            found.push(Dead {
                span: *span,
                what: format!("`{verb}` with `resourceNames` allows nothing"),
                label: "such a request names no object".to_owned(),
                help: "give it in a rule of its own, without names".to_owned(),
            });
        }
        let parts = |resource: &String| resource.split_once('/').map(|(_, part)| part.to_owned());
        let listed = |resource: &String| {
            resource != "*" && can_be_unnamed(verb, &parts(resource).unwrap_or_default())
        };
        if !named && verb != "*" && !resources.iter().any(|it| it == "*" || listed(it)) {
            found.push(Dead {
                span: *span,
                what: format!("`{verb}` with an empty name alone allows nothing"),
                label: "such a request names its object".to_owned(),
                help: "write the names in `resourceNames`, or leave it out to mean every object"
                    .to_owned(),
            });
        }
    }
    for (name, span) in names.iter().zip(&rule.names) {
        let signers = resources.iter().any(|resource| resource == "signers");
        if name.contains('*') && !signers {
            found.push(Dead {
                span: *span,
                what: format!("`{name}` in `resourceNames` is a name, not a pattern"),
                label: "no object is called like this".to_owned(),
                help: "write the whole names".to_owned(),
            });
        }
    }
}
