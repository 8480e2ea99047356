//! The index is judged by an authorizer that is written as plainly as RBAC's documentation.

use super::{Authority, Given, Guise};
use crate::emit::tests::dice::Dice;
use crate::k8s::authorizer::Request;
use crate::k8s::document;
use crate::k8s::resource::Table;
use crate::k8s::rights::Objects;
use crate::set::right::{Act, Holder};
use std::fmt::Write as _;

const GROUPS: [&str; 2] = ["", "apps"];
const RESOURCES: [&str; 4] = ["pods", "nodes", "namespaces", "deployments"];
const PARTS: [&str; 2] = ["", "log"];
const VERBS: [&str; 4] = ["get", "list", "create", "delete"];
const NAMES: [&str; 3] = ["", "x", "a"];
const NAMESPACES: [&str; 2] = ["a", "b"];

/// Somebody, as authenticated: a user name and groups.
const PEOPLE: [(&str, &[&str]); 4] = [
    ("alice", &["system:authenticated"]),
    (
        "system:serviceaccount:a:s",
        &["system:serviceaccounts", "system:serviceaccounts:a", "system:authenticated"],
    ),
    (
        "system:serviceaccount:b:s",
        &["system:serviceaccounts", "system:serviceaccounts:b", "system:authenticated"],
    ),
    ("system:anonymous", &["system:unauthenticated"]),
];

const SUBJECTS: [&str; 7] = [
    "{kind: User, name: alice}",
    "{kind: ServiceAccount, name: s, namespace: a}",
    "{kind: User, name: 'system:serviceaccount:b:s'}",
    "{kind: Group, name: 'system:serviceaccounts'}",
    "{kind: Group, name: 'system:serviceaccounts:a'}",
    "{kind: Group, name: 'system:authenticated'}",
    "{kind: Group, name: 'system:unauthenticated'}",
];

struct Rule {
    groups: Vec<&'static str>,
    resources: Vec<&'static str>,
    verbs: Vec<&'static str>,
    names: Vec<&'static str>,
    urls: Vec<&'static str>,
}

/// A role, bound in a namespace or in the cluster.
struct Bound {
    namespace: Option<&'static str>,
    subject: &'static str,
    rules: Vec<Rule>,
    /// Whether the role has no rules of its own, and a controller puts in those of others by their labels.
    aggregated: bool,
}

fn world(dice: &mut Dice) -> Vec<Bound> {
    let patterns = ["pods", "pods/log", "nodes", "namespaces", "deployments", "*", "*/log"];
    let rule = |dice: &mut Dice| {
        let copied = |words: Vec<&&'static str>| words.into_iter().copied().collect::<Vec<_>>();
        let of_urls = dice.one_in(6);
        Rule {
            groups: copied(dice.some(&["", "apps", "*"], 2)),
            resources: if of_urls { Vec::new() } else { copied(dice.some(&patterns, 2)) },
            verbs: copied(dice.some(&["get", "list", "create", "delete", "*"], 2)),
            names: if dice.one_in(3) { copied(dice.some(&["x", "a", ""], 1)) } else { Vec::new() },
            urls: if of_urls { copied(dice.some(&["/m", "/m/*", "*"], 1)) } else { Vec::new() },
        }
    };
    let mut bound = Vec::new();
    for _ in 0..=dice.roll(3) {
        let namespace = (!dice.one_in(3)).then(|| *dice.pick(&NAMESPACES));
        let subject = *dice.pick(&SUBJECTS);
        let rules = (0..=dice.roll(2)).map(|_| rule(dice)).collect();
        bound.push(Bound { namespace, subject, rules, aggregated: dice.one_in(3) });
    }
    bound
}

/// The world as objects: each role a ClusterRole with a binding of its own.
fn authority(world: &[Bound]) -> Authority<usize> {
    let mut objects = Objects::default();
    for (number, bound) in world.iter().enumerate() {
        let api = "apiVersion: rbac.authorization.k8s.io/v1";
        let mut text = format!("{api}\nkind: ClusterRole\nmetadata: {{name: r{number}}}\n");
        text.push_str(&match bound.aggregated {
            true => format!(
                "aggregationRule: {{clusterRoleSelectors: [{{matchLabels: {{in: r{number}}}}}]}}\nrules: []\n"
            ),
            false => "rules:\n".to_owned(),
        });
        for (part, rule) in bound.rules.iter().enumerate() {
            if bound.aggregated {
                write!(text, "---\n{api}\nkind: ClusterRole\nmetadata: {{name: r{number}-{part}, labels: {{in: r{number}}}}}\nrules:\n").unwrap();
            }
            let Rule { groups, resources, verbs, names, urls } = rule;
            let fields = match urls.is_empty() {
                true => format!(
                    "apiGroups: {groups:?}, resources: {resources:?}, resourceNames: {names:?}"
                ),
                false => format!("nonResourceURLs: {urls:?}"),
            };
            writeln!(text, "- {{{fields}, verbs: {verbs:?}}}").unwrap();
        }
        let (kind, place) = match bound.namespace {
            Some(namespace) => ("RoleBinding", format!(", namespace: {namespace}")),
            None => ("ClusterRoleBinding", String::new()),
        };
        let role =
            format!("{{apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: r{number}}}");
        let subject = bound.subject;
        write!(text, "---\n{api}\nkind: {kind}\nmetadata: {{name: b{number}{place}}}\nroleRef: {role}\nsubjects: [{subject}]\n").unwrap();
        document::objects(&text, &mut |object| objects.add(object).map(drop)).unwrap();
    }
    let rights = objects.rights().unwrap();
    Authority::new(Table::new(33), rights.into_iter().enumerate().map(|(at, right)| (right, at)))
}

struct Ask {
    verb: &'static str,
    group: &'static str,
    resource: &'static str,
    part: &'static str,
    name: &'static str,
    /// None for a request about the cluster, or about every namespace.
    namespace: Option<&'static str>,
}

/// The requests that an API server could make of it.
fn asks() -> Vec<Ask> {
    let mut asks = Vec::new();
    for verb in VERBS {
        for group in GROUPS {
            for resource in RESOURCES {
                for part in PARTS {
                    for name in NAMES {
                        for namespace in [None, Some("a"), Some("b")] {
                            let of_cluster = group.is_empty() && resource == "nodes";
                            let itself = group.is_empty() && resource == "namespaces";
                            let namespace = match (of_cluster, itself) {
                                (true, _) => None,
                                // `/api/v1/namespaces/NAME` is in the namespace NAME.
                                (_, true) if name.is_empty() => None,
                                (_, true) if verb == "list" || verb == "create" => continue,
                                (_, true) => Some(name),
                                _ => namespace,
                            };
                            // Only who lists and makes objects names none, and who lists can.
                            let is_asked = match (verb, part) {
                                ("list", part) => part.is_empty(),
                                ("create", "") => name.is_empty(),
                                _ => !name.is_empty(),
                            };
                            if is_asked {
                                asks.push(Ask { verb, group, resource, part, name, namespace });
                            }
                        }
                    }
                }
            }
        }
    }
    asks
}

fn is_somebody(subject: &str, (user, groups): (&str, &[&str])) -> bool {
    match subject {
        "{kind: User, name: alice}" => user == "alice",
        "{kind: ServiceAccount, name: s, namespace: a}" => user == "system:serviceaccount:a:s",
        "{kind: User, name: 'system:serviceaccount:b:s'}" => user == "system:serviceaccount:b:s",
        group => groups.iter().any(|own| group == format!("{{kind: Group, name: '{own}'}}")),
    }
}

fn judge(world: &[Bound], person: (&str, &[&str]), ask: &Ask) -> bool {
    world.iter().any(|bound| {
        let there = bound.namespace.is_none() || bound.namespace == ask.namespace;
        there
            && is_somebody(bound.subject, person)
            && bound.rules.iter().any(|rule| permits(rule, ask))
    })
}

fn permits(rule: &Rule, ask: &Ask) -> bool {
    let full = match ask.part {
        "" => ask.resource.to_owned(),
        part => format!("{}/{part}", ask.resource),
    };
    let of_every = format!("*/{}", ask.part);
    rule.urls.is_empty()
        && (rule.verbs.contains(&"*") || rule.verbs.contains(&ask.verb))
        && (rule.groups.contains(&"*") || rule.groups.contains(&ask.group))
        && rule.resources.iter().any(|own| *own == "*" || *own == full || *own == of_every)
        && (rule.names.is_empty()
            || rule.names.contains(&ask.name)
            // Who lists all objects sees each of them.
            || (ask.verb == "list" && rule.names.contains(&"")))
}

fn holder(user: &str) -> Holder {
    Holder::User(user.into())
}

#[test]
fn the_index_allows_what_rbac_allows() {
    let mut dice = Dice(7);
    let asks = asks();
    let mut allowed = 0;
    for round in 0..80 {
        let world = world(&mut dice);
        let authority = authority(&world);
        for person in PEOPLE {
            let holder = holder(person.0);
            for ask in &asks {
                let (verb, group, resource) = (ask.verb, ask.group, ask.resource);
                let (subresource, name) = (ask.part, ask.name);
                let request = Request::Resource { verb, group, resource, subresource, name };
                let found = !authority.allowed_by(&holder, &request, ask.namespace).is_empty();
                let (user, in_namespace) = (person.0, ask.namespace);
                assert_eq!(
                    found,
                    judge(&world, person, ask),
                    "{round} {user} {request:?} {in_namespace:?}"
                );
                allowed += usize::from(found);
            }
            for path in ["/m", "/m/x", "/n"] {
                let request = Request::Url { verb: "get", path };
                let found = !authority.allowed_by(&holder, &request, None).is_empty();
                let judged = world.iter().any(|bound| {
                    let matches = |own: &&str| match *own {
                        "*" => true,
                        "/m/*" => path.starts_with("/m/"),
                        own => own == path,
                    };
                    bound.namespace.is_none()
                        && is_somebody(bound.subject, person)
                        && bound.rules.iter().any(|rule| {
                            let verb = rule.verbs.contains(&"*") || rule.verbs.contains(&"get");
                            verb && rule.urls.iter().any(&matches)
                        })
                });
                assert_eq!(found, judged, "{round} {} {path}", person.0);
            }
        }
    }
    assert!(allowed > 4_000, "{allowed}");
}

/// A question may ask for several things at once; its answers are what some request shows.
#[test]
fn a_question_is_answered_exactly_when_a_request_shows_it() {
    let mut dice = Dice(11);
    let asks = asks();
    let (mut some, mut none) = (0, 0);
    for round in 0..400 {
        let world = world(&mut dice);
        let authority = authority(&world);
        let asked = Act::Resource {
            group: (*dice.pick(&["", "apps"])).into(),
            resource: (*dice.pick(&["pods", "pods/log", "nodes", "deployments"])).into(),
            verb: (*dice.pick(&["get", "list", "create", "delete"])).into(),
            name: dice.one_in(3).then(|| "x".into()),
        };
        let within = dice.one_in(2).then(|| vec!["a".into()]);
        if matches!(&asked, Act::Resource { resource, verb, .. } if resource == "pods/log" && verb == "list")
        {
            // Parts of objects aren't listed.
            continue;
        }
        for person in PEOPLE {
            let guise = Guise::Holder(holder(person.0));
            let held = authority.held(&guise);
            let met: Vec<Given<_>> = authority.meet(&held, &asked, within.as_deref()).collect();
            let shown = asks.iter().any(|ask| {
                let Act::Resource { group, resource, verb, name } = &asked else { unreachable!() };
                let full = [ask.resource, ask.part].join("/");
                let within = within.is_none() || ask.namespace != Some("b");
                // Asked within a namespace, a list of all namespaces counts for that namespace.
                within
                    && *group == ask.group
                    && *resource == full.trim_end_matches('/')
                    && *verb == ask.verb
                    && name.as_ref().is_none_or(|name| name == ask.name)
                    && judge(&world, person, ask)
            });
            assert_eq!(!met.is_empty(), shown, "{round} {} {asked:?} {within:?} {met:?}", person.0);
            if shown { some += 1 } else { none += 1 }
        }
    }
    assert!(some > 100 && none > 100, "{some} {none}");
}

fn known(role: &str, minor: u32, namespace: &str) -> (Authority<()>, Guise) {
    let guise = Guise::of_role(role.into(), Some(namespace.into()));
    (Authority::new(Table::new(minor), []), guise)
}

fn gives(role: &str, minor: u32, verb: &str, group: &str, resource: &str) -> bool {
    let (authority, guise) = known(role, minor, "a");
    let (group, resource, verb) = (group.into(), resource.into(), verb.into());
    let asked = Act::Resource { group, resource, verb, name: None };
    let held = authority.held(&guise);
    let covers = authority.covers(&held, &asked, Some(&"a".into()));
    assert_eq!(covers, authority.meet(&held, &asked, None).next().is_some());
    covers
}

#[test]
fn the_roles_of_every_cluster_are_known_by_what_they_say() {
    assert!(gives("view", 33, "list", "", "pods") && !gives("view", 33, "get", "", "secrets"));
    assert!(!gives("view", 33, "create", "", "pods"));
    assert!(gives("edit", 33, "get", "", "secrets"));
    assert!(gives("edit", 33, "patch", "networking.k8s.io", "networkpolicies"));
    assert!(gives("edit", 33, "create", "", "serviceaccounts/token"));
    assert!(gives("edit", 33, "impersonate", "", "serviceaccounts"));
    assert!(!gives("edit", 33, "create", "rbac.authorization.k8s.io", "rolebindings"));
    assert!(!gives("edit", 33, "create", "", "endpoints"));
    assert!(gives("admin", 33, "create", "rbac.authorization.k8s.io", "rolebindings"));
    assert!(!gives("admin", 33, "escalate", "rbac.authorization.k8s.io", "roles"));
    assert!(gives("cluster-admin", 33, "frobnicate", "example.com", "boxes"));
    assert!(!gives("view", 33, "get", "resource.k8s.io", "resourceclaims"));
    assert!(gives("view", 34, "get", "resource.k8s.io", "resourceclaims"));
    // In a namespace the whole cluster's objects are out of reach, but for the namespace itself.
    assert!(!gives("cluster-admin", 33, "get", "", "nodes"));
    assert!(
        gives("view", 33, "get", "", "namespaces") && !gives("view", 33, "list", "", "namespaces")
    );
}

#[test]
fn masters_need_no_binding() {
    let authority: Authority<()> = Authority::new(Table::new(33), []);
    let guise = Guise::Holder(Holder::Group("system:masters".into()));
    assert!(guise.is_cluster_admin());
    let asked = Act::Url { verb: "get".into(), path: "/metrics".into() };
    let held = authority.held(&guise);
    assert_eq!(authority.meet(&held, &asked, None).count(), 1);
}
