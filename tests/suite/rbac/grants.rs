//! Random grants, written as a program, emitted, read back and asked about: the program, the YAML and
//! `netz query` give everybody the same, request by request.

use k8s_openapi::api::rbac::v1::{ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding};
use netz::diagnostic::{Code, Kind, Level};
use netz::k8s::authorizer::{Request, rule_allows};
use netz::k8s::document;
use netz::k8s::rights::Objects;
use netz::query::{self, Verdict};
use netz::{Checked, Options, Program};
use proptest::prelude::*;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

const HEAD: &str = "user ann = \"ann\"\ngroup dev = \"dev\"\nresource boxes.example.com namespaced sub status\n\
    zone a { account run }\nzone b { account run }\n";

/// How a program calls them, and what kind of subject they are in YAML.
const SUBJECTS: [(&str, &str); 4] = [
    ("ann", "User ann"),
    ("dev", "Group dev"),
    ("a/run", "ServiceAccount a/run"),
    ("b/run", "ServiceAccount b/run"),
];
const VERBS: [&str; 5] = ["get", "list", "create", "delete", "\"*\""];

/// What a program writes, and what RBAC calls it.
const RESOURCES: [(&str, &str, &str); 12] = [
    ("pods", "", "pods"),
    ("pods/log", "", "pods/log"),
    ("pods/exec", "", "pods/exec"),
    ("deployments", "apps", "deployments"),
    ("deployments/scale", "apps", "deployments/scale"),
    ("boxes.example.com", "example.com", "boxes"),
    ("boxes.example.com/status", "example.com", "boxes/status"),
    ("\"*\"", "*", "*"),
    ("\"*.apps\"", "apps", "*"),
    ("\"*/status\"", "*", "*/status"),
    ("\"*/scale\"", "*", "*/scale"),
    ("\"deployments.*\"", "*", "deployments"),
];
const NAMES: [&str; 2] = ["x", "y"];

/// In one namespace, in another, everywhere.
const PLACES: [(&str, Option<&str>); 3] =
    [(" in a", Some("a")), (" in b", Some("b")), (" cluster-wide", None)];

/// A statement, by the numbers of its words. It stands in a role of its own if it is `held`.
#[derive(Debug, Clone)]
struct Grant {
    subject: usize,
    verbs: Vec<usize>,
    resources: Vec<usize>,
    names: Vec<usize>,
    place: usize,
    held: bool,
}

fn grant() -> impl Strategy<Value = Grant> {
    let some = |all: usize| prop::sample::subsequence((0..all).collect::<Vec<_>>(), 1..=2);
    let names = prop_oneof![
        2 => Just(Vec::new()),
        1 => prop::sample::subsequence(vec![0, 1], 1..=2)
    ];
    let words = (0..SUBJECTS.len(), some(VERBS.len()), some(RESOURCES.len()), names);
    (words, 0..PLACES.len(), any::<bool>()).prop_map(
        |((subject, verbs, resources, names), place, held)| {
            // A request to create an object bears no name: the compiler refuses it.
            let verbs = match names.is_empty() {
                true => verbs,
                false => verbs.into_iter().map(|verb| if verb == 2 { 0 } else { verb }).collect(),
            };
            Grant { subject, verbs, resources, names, place, held }
        },
    )
}

fn text(grants: &[Grant]) -> String {
    let mut text = HEAD.to_owned();
    for (number, grant) in grants.iter().enumerate() {
        let list = |words: Vec<&str>| words.join(", ");
        // Every verb is asked as it is written, whether it is served or not.
        let verbs = grant.verbs.iter().map(|at| match VERBS[*at] {
            "\"*\"" => "\"*\"".to_owned(),
            verb => format!("verb \"{verb}\""),
        });
        let verbs = verbs.collect::<Vec<_>>().join(", ");
        let resources = list(grant.resources.iter().map(|at| RESOURCES[*at].0).collect());
        let names = match grant.names.as_slice() {
            [] => String::new(),
            names => format!(" named {}", list(names.iter().map(|at| NAMES[*at]).collect())),
        };
        let (subject, place) = (SUBJECTS[grant.subject].0, PLACES[grant.place].0);
        match grant.held {
            true => writeln!(
                text,
                "role r{number} can {verbs} {resources}{names}\n{subject} has r{number}{place}"
            ),
            false => writeln!(text, "{subject} can {verbs} {resources}{names}{place}"),
        }
        .unwrap();
    }
    text
}

/// What somebody asks for.
#[derive(Debug, Clone, Copy)]
struct Ask {
    subject: usize,
    verb: &'static str,
    group: &'static str,
    resource: &'static str,
    part: &'static str,
    /// Empty for a request that names no object.
    name: &'static str,
    namespace: Option<&'static str>,
}

/// What the grants say, word for word.
fn granted(grants: &[Grant], ask: &Ask) -> bool {
    grants.iter().any(|grant| {
        let verb = |at: &usize| VERBS[*at] == "\"*\"" || VERBS[*at] == ask.verb;
        let resource = |at: &usize| {
            let (_, group, resource) = RESOURCES[*at];
            let full = match ask.part {
                "" => ask.resource.to_owned(),
                part => format!("{}/{part}", ask.resource),
            };
            (group == "*" || group == ask.group)
                && (resource == "*"
                    || resource == full
                    || (!ask.part.is_empty() && resource == format!("*/{}", ask.part)))
        };
        let place = PLACES[grant.place].1;
        grant.subject == ask.subject
            && (place.is_none() || place == ask.namespace)
            && grant.verbs.iter().any(verb)
            && grant.resources.iter().any(resource)
            && (grant.names.is_empty() || grant.names.iter().any(|at| NAMES[*at] == ask.name))
    })
}

fn compiled(text: &str) -> (Program, Checked, String) {
    let mut files = BTreeMap::from([("main.netz".to_owned(), text.to_owned())]);
    let program = netz::load(&["main.netz"], &mut files);
    let mut options = Options::default();
    for code in Code::ALL.iter().filter(|code| code.kind() != Kind::Error) {
        options.levels.set_on_command_line(*code, Level::Allow);
    }
    let outcome = netz::check(&program, &options);
    let checked = outcome.checked.unwrap_or_else(|| panic!("{text}\n{:?}", outcome.diagnostics));
    let mut yaml = String::new();
    for manifest in netz::compile(&checked, &program.sources).manifests {
        yaml.push_str("---\n");
        manifest.write_yaml(&mut yaml);
    }
    (program, checked, yaml)
}

/// A role's namespace, none for a ClusterRole, and its name.
type RoleName = (Option<String>, String);

/// Roles and bindings as the API server takes them.
#[derive(Default)]
struct Cluster {
    roles: BTreeMap<RoleName, Vec<PolicyRule>>,
    /// Each with its namespace, the role that it binds, and its subjects.
    bindings: Vec<(Option<String>, RoleName, Vec<String>)>,
}

fn cluster(yaml: &str) -> Cluster {
    let mut cluster = Cluster::default();
    for document in serde_yaml::Deserializer::from_str(yaml) {
        let value = serde_json::Value::deserialize(document).unwrap();
        let subjects = |subjects: Option<Vec<k8s_openapi::api::rbac::v1::Subject>>| {
            let name = |one: k8s_openapi::api::rbac::v1::Subject| match one.namespace {
                Some(namespace) => format!("{} {namespace}/{}", one.kind, one.name),
                None => format!("{} {}", one.kind, one.name),
            };
            subjects.into_iter().flatten().map(name).collect()
        };
        match value["kind"].as_str() {
            Some("Role") => {
                let role: Role = serde_json::from_value(value).unwrap();
                let key = (role.metadata.namespace, role.metadata.name.unwrap());
                cluster.roles.insert(key, role.rules.unwrap());
            }
            Some("ClusterRole") => {
                let role: ClusterRole = serde_json::from_value(value).unwrap();
                cluster.roles.insert((None, role.metadata.name.unwrap()), role.rules.unwrap());
            }
            Some("RoleBinding") => {
                let binding: RoleBinding = serde_json::from_value(value).unwrap();
                let namespace = binding.metadata.namespace;
                let of = namespace.clone().filter(|_| binding.role_ref.kind == "Role");
                let role = (of, binding.role_ref.name);
                cluster.bindings.push((namespace, role, subjects(binding.subjects)));
            }
            Some("ClusterRoleBinding") => {
                let binding: ClusterRoleBinding = serde_json::from_value(value).unwrap();
                let role = (None, binding.role_ref.name);
                cluster.bindings.push((None, role, subjects(binding.subjects)));
            }
            _ => {}
        }
    }
    cluster
}

impl Cluster {
    fn allows(&self, ask: &Ask) -> bool {
        let Ask { verb, group, resource, part: subresource, name, .. } = *ask;
        let request = Request::Resource { verb, group, resource, subresource, name };
        self.bindings.iter().any(|(namespace, role, subjects)| {
            (namespace.is_none() || namespace.as_deref() == ask.namespace)
                && subjects.iter().any(|one| one == SUBJECTS[ask.subject].1)
                && self.roles[role].iter().any(|rule| rule_allows(rule, &request))
        })
    }
}

/// Every request of the small world.
fn asks() -> Vec<Ask> {
    let mut asks = Vec::new();
    let resources = [
        ("", "pods", ""),
        ("", "pods", "log"),
        ("apps", "deployments", ""),
        ("apps", "deployments", "scale"),
        ("", "deployments", ""),
        ("apps", "statefulsets", "status"),
        ("example.com", "boxes", ""),
        ("example.com", "boxes", "status"),
    ];
    for subject in 0..SUBJECTS.len() {
        for verb in ["get", "list", "create", "delete", "patch"] {
            for (group, resource, part) in resources {
                for name in ["", "x", "z"] {
                    for namespace in [Some("a"), Some("b"), Some("else"), None] {
                        asks.push(Ask { subject, verb, group, resource, part, name, namespace });
                    }
                }
            }
        }
    }
    asks
}

/// What a program can be asked: whether a subject can do something, perhaps to one object, in a place.
#[derive(Debug, Clone)]
struct Question {
    text: String,
    subject: usize,
    verb: &'static str,
    /// Group, resource and subresource.
    what: (&'static str, &'static str, &'static str),
    name: Option<&'static str>,
    namespace: Option<&'static str>,
}

/// Every question but for those that ask a resource for what it doesn't serve, or give a name to a request
/// that bears none.
fn questions() -> &'static [Question] {
    static ALL: LazyLock<Vec<Question>> = LazyLock::new(|| {
        let mut all = Vec::new();
        for (subject, (who, _)) in SUBJECTS.iter().enumerate() {
            for verb in &VERBS[..4] {
                for (word, group, full) in &RESOURCES[..7] {
                    let (resource, part) = full.split_once('/').unwrap_or((full, ""));
                    for name in [None, Some("x")] {
                        for (scope, namespace) in PLACES {
                            let named = name.map(|name| format!(" named {name}"));
                            let named = named.unwrap_or_default();
                            let text = format!("{who} can {verb} {word}{named}{scope}");
                            let what = (*group, resource, part);
                            all.push(Question { text, subject, verb, what, name, namespace });
                        }
                    }
                }
            }
        }
        let mut files = BTreeMap::from([("main.netz".to_owned(), HEAD.to_owned())]);
        let mut program = netz::load(&["main.netz"], &mut files);
        all.retain(|question| verdicts(&mut program, std::slice::from_ref(question)).is_some());
        assert!(all.len() > 250, "{}", all.len());
        all
    });
    &ALL
}

fn verdicts(program: &mut Program, questions: &[Question]) -> Option<Vec<Verdict>> {
    let texts: Vec<_> = questions.iter().map(|question| question.text.clone()).collect();
    let answers = query::ask(program, &Options::default(), &texts).answers?;
    Some(answers.iter().map(|answers| answers[0].verdict).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn what_is_granted_is_what_is_emitted(grants in prop::collection::vec(grant(), 0..6)) {
        let text = text(&grants);
        let (_, _, yaml) = compiled(&text);
        let cluster = cluster(&yaml);
        for ask in asks() {
            prop_assert_eq!(cluster.allows(&ask), granted(&grants, &ask), "{:?}\n{}\n{}", ask, text, yaml);
        }
    }

    /// Both directions of `covers`: nothing is lost on the way through the text, and nothing is added.
    #[test]
    fn what_is_read_back_covers_what_is_granted_and_is_covered(grants in prop::collection::vec(grant(), 0..6)) {
        let text = text(&grants);
        let (_, checked, yaml) = compiled(&text);
        let mut objects = Objects::default();
        document::objects(&yaml, &mut |object| objects.add(object).map(drop)).unwrap();
        let read = objects.rights().unwrap();
        let given: std::collections::BTreeSet<_> =
            netz::reach::rights::given(checked.policy()).into_iter().map(|(right, _)| right).collect();
        for right in &given {
            prop_assert!(right.is_among(&read), "{} is lost\n{}\n{}", right, text, yaml);
        }
        for right in &read {
            prop_assert!(right.is_among(&given), "{} is added\n{}\n{}", right, text, yaml);
        }
    }

    /// Yes is what the authorizer allows whatever the object is called, no is what it allows for none.
    #[test]
    fn a_question_is_answered_as_the_authorizer_answers(grants in prop::collection::vec(grant(), 0..8)) {
        let text = text(&grants);
        let (mut program, _, yaml) = compiled(&text);
        let cluster = cluster(&yaml);
        let found = verdicts(&mut program, questions()).unwrap();
        for (question, found) in questions().iter().zip(found) {
            let Question { subject, verb, what: (group, resource, part), namespace, .. } = *question;
            // Whatever else an object is called, some name of it is in no list.
            let names: &[&'static str] = match question.name {
                Some(_) => &["x"],
                None if verb == "create" && part.is_empty() => &[""],
                None => &["", "x", "y", "z"],
            };
            let allows = |name, namespace| {
                cluster.allows(&Ask { subject, verb, group, resource, part, name, namespace })
            };
            // A question about the whole cluster asks for some part of it too.
            let anywhere = [Some("a"), Some("b"), None];
            let places: &[_] = if namespace.is_none() { &anywhere } else { &[namespace] };
            let all = names.iter().all(|name| allows(name, namespace));
            let some = names.iter().any(|name| places.iter().any(|place| allows(name, *place)));
            let expected = match (all, some) {
                (true, _) => Verdict::Yes,
                (false, true) => Verdict::Partly,
                (false, false) => Verdict::No,
            };
            prop_assert_eq!(found, expected, "{:?}\n{}\n{}", question, text, yaml);
        }
    }
}

#[test]
fn the_small_world_allows_and_denies() {
    let all = Grant {
        subject: 0,
        verbs: vec![0],
        resources: vec![0],
        names: vec![0],
        place: 0,
        held: true,
    };
    let allowed = asks().iter().filter(|ask| granted(std::slice::from_ref(&all), ask)).count();
    assert_eq!(allowed, 1);
}
