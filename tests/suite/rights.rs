//! What people are told about rights: paths, their statements, and what was proved.

use netz::diagnostic::{Code, Diagnostic, Level, Severity};
use netz::{Mode, Options, Outcome};
use std::collections::BTreeMap;
use std::fmt::Write as _;

fn check(text: &str, options: &Options) -> (netz::Program, Outcome) {
    let mut files = BTreeMap::from([("main.netz".to_owned(), text.to_owned())]);
    let program = netz::load(&["main.netz"], &mut files);
    let outcome = netz::check(&program, options);
    (program, outcome)
}

fn of_code(text: &str, code: Code) -> (netz::Program, Vec<Diagnostic>) {
    let (program, outcome) = check(text, &Options::default());
    let found = outcome.diagnostics.into_iter().filter(|it| it.code == code).collect();
    (program, found)
}

const PATH: &str = r#"user ci = "ci"
zone prod isolates { account operator }
ci can create deployments in prod because "delivers prod"
prod/operator can escalate, update clusterroles cluster-wide because "installs charts"
never ci can read secrets in prod
"#;

#[test]
fn a_broken_assertion_shows_the_path_and_its_statements() {
    let (program, found) = of_code(PATH, Code::RightsAssertionFails);
    let [diagnostic] = &found[..] else { panic!("{found:?}") };
    assert_eq!(
        diagnostic.message,
        "`never` doesn't hold: `ci` can become `cluster-admin`, which can `get secrets in prod`"
    );
    assert_eq!(
        diagnostic.notes,
        ["path: `ci can create deployments in prod → runs as prod/operator → can escalate \
          clusterroles and update clusterroles → is cluster-admin`"]
    );
    let lines = diagnostic
        .labels
        .iter()
        .map(|label| program.sources.position(label.span.file, label.span.start).line);
    assert_eq!(lines.collect::<Vec<_>>(), [5, 3, 4]);
}

#[test]
fn a_reason_on_the_first_step_answers_for_the_path() {
    let (_, found) = of_code(PATH, Code::EscalationPath);
    assert!(found.iter().all(|it| it.severity == Severity::Accepted), "{found:?}");
    assert_eq!(found.len(), 1);
    let (_, found) =
        of_code(&PATH.replace(r#" because "delivers prod""#, ""), Code::EscalationPath);
    assert_eq!(found[0].severity, Severity::Error);
}

#[test]
fn one_binding_to_edit_is_spoken_of_in_one_sentence() {
    let text = r#"group dev = "dev"
zone prod isolates {
  segment web
  segment api tcp/80
  web -> api
  without dns
}
dev has clusterrole edit in prod
"#;
    let (_, outcome) = check(text, &Options::default());
    let about: Vec<_> =
        outcome.diagnostics.iter().filter(|it| it.message.contains("`dev`")).collect();
    let [one] = &about[..] else { panic!("{about:?}") };
    assert_eq!(one.code, Code::PolicyWriter);
    assert_eq!(
        one.help,
        [
            "grant what is needed and no more, as in `can read pods`",
            "if `dev` delivers the zone, say so in it: `delivered by dev`"
        ]
    );
    let delivered = text.replace("without dns", "without dns\n  delivered by dev");
    let (_, outcome) = check(&delivered, &Options::default());
    assert!(!outcome.diagnostics.iter().any(|it| it.message.contains("`dev`")));
}

#[test]
fn what_hangs_on_an_unknown_role_is_not_counted_as_proved() {
    let text = r#"group dev = "dev"
zone prod isolates { }
dev has clusterrole theirs in prod
never dev can get secrets in prod
never dev can get nodes
"#;
    for level in [Level::Allow, Level::Warn] {
        let mut options = Options { mode: Mode::Check, ..Options::default() };
        options.levels.set_on_command_line(Code::NotProved, level);
        let (_, outcome) = check(text, &options);
        assert_eq!(outcome.checked.expect("no errors").proved(), 1, "{level:?}");
    }
}

/// The objects of others, as `Options` takes them.
fn beside(yaml: &str) -> Options {
    let mut others = netz::k8s::inventory::Inventory::default();
    let mut sink = netz::diagnostic::Sink::default();
    others.read(netz::source::FileId(7), yaml, &mut sink);
    assert_eq!(sink.finish(&netz::diagnostic::Levels::default()), []);
    Options { others: others.into(), ..Options::default() }
}

const OTHERS: &str = "apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: theirs}
rules: [{apiGroups: [''], resources: [secrets], verbs: [get]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: theirs}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: theirs}
subjects: [{kind: Group, apiGroup: rbac.authorization.k8s.io, name: dev}]
";

#[test]
fn objects_beside_the_program_count() {
    let claim = r#"group dev = "dev"
group ops = "ops"
zone prod isolates { }
never dev can get secrets in prod
ops has clusterrole theirs in prod
never ops can list secrets in prod
never ops can get secrets in prod
"#;
    let codes = |options: &Options| {
        let (program, outcome) = check(claim, options);
        let about = outcome
            .diagnostics
            .into_iter()
            .filter(|it| [Code::RightsAssertionFails, Code::NotProved].contains(&it.code));
        let line = |it: &Diagnostic| {
            let span = it.primary().unwrap();
            program.sources.position(span.file, span.start).line
        };
        about.map(|it| (line(&it), it.code)).collect::<Vec<_>>()
    };
    assert_eq!(codes(&Options::default()), [(6, Code::NotProved), (7, Code::NotProved)]);
    assert_eq!(
        codes(&beside(OTHERS)),
        [(4, Code::RightsAssertionFails), (7, Code::RightsAssertionFails)]
    );
}

/// An administrator's ClusterRole with a label that puts its rules into `view`.
const AGGREGATED: &str = "apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: theirs
  labels: {rbac.authorization.k8s.io/aggregate-to-view: 'true'}
rules:
- {apiGroups: [''], resources: [secrets], verbs: [get]}
- {apiGroups: [networking.k8s.io], resources: [networkpolicies], verbs: [patch]}
";

#[test]
fn a_role_beside_the_program_that_widens_view_widens_everybody_who_has_it() {
    let claim = r#"group dev = "dev"
zone prod isolates { }
dev has clusterrole view in prod
never dev can get secrets in prod
never dev can list secrets in prod
"#;
    let codes = |options: &Options| {
        let (_, outcome) = check(claim, options);
        let codes = outcome.diagnostics.into_iter().map(|it| it.code);
        let wanted = [Code::RightsAssertionFails, Code::NotProved, Code::PolicyWriter];
        codes.filter(|code| wanted.contains(code)).collect::<Vec<_>>()
    };
    assert_eq!(codes(&Options::default()), []);
    assert_eq!(codes(&beside(AGGREGATED)), [Code::PolicyWriter, Code::RightsAssertionFails]);
    let other = AGGREGATED.replace("aggregate-to-view", "aggregate-to-edit");
    assert_eq!(codes(&beside(&other)), []);
}

/// What is said of a program beside objects: codes with lines.
fn said_beside(text: &str, options: &Options) -> Vec<(u32, Code)> {
    let (program, outcome) = check(text, options);
    let said = outcome.diagnostics.iter().map(|it| {
        let span = it.primary().unwrap();
        (program.sources.position(span.file, span.start).line, it.code)
    });
    said.collect()
}

/// A ClusterRole that is bound by its name is judged by what the objects say that it says.
#[test]
fn a_role_that_is_known_beside_the_program_is_judged() {
    let yaml = |rules: &str| {
        format!(
            "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {{name: theirs}}\nrules: [{rules}]\n"
        )
    };
    let rule = |group: &str, resource: &str, verbs: &str| {
        format!("{{apiGroups: ['{group}'], resources: ['{resource}'], verbs: [{verbs}]}}")
    };
    let claim = "group dev = \"dev\"\nextern zone prod\ndev has clusterrole theirs in prod\n";
    let said = |rules: &str| said_beside(claim, &beside(&yaml(rules)));
    // Nobody knows what it says.
    assert_eq!(said_beside(claim, &Options::default()), []);
    assert_eq!(said(&rule("", "pods", "get")), []);
    assert_eq!(said(&rule("", "pods/exec", "create")), [(3, Code::PodsExec)]);
    assert_eq!(
        said(&rule("", "pods/exec", "create").replace('}', ", resourceNames: [a]}")),
        [(3, Code::PodsExec)]
    );
    assert_eq!(said(&rule("", "secrets", "list")), [(3, Code::SecretsRead)]);
    assert_eq!(said(&rule("", "*", "get")), [(3, Code::WildcardResource), (3, Code::SecretsRead)]);
    // In a namespace it is dead.
    assert_eq!(said(&rule("", "nodes/proxy", "get")), []);
    let everywhere = claim.replace("in prod", "cluster-wide");
    let proxy = beside(&yaml(&rule("", "nodes/proxy", "get")));
    let codes: Vec<_> =
        said_beside(&everywhere, &proxy).into_iter().map(|(_, code)| code).collect();
    assert!(codes.contains(&Code::NodesProxy), "{codes:?}");
    // With what the program grants besides.
    let rbac = "rbac.authorization.k8s.io";
    let escalates = yaml(&rule(rbac, "roles", "escalate"));
    let writes = "group dev = \"dev\"\nextern zone prod\ndev has clusterrole theirs in prod\ndev can update roles in prod\n";
    let (_, outcome) = check(writes, &beside(&escalates));
    let both = outcome.diagnostics.iter().find(|it| it.message.contains("who can do both"));
    assert!(both.is_some_and(|it| it.code == Code::Escalate), "{:?}", outcome.diagnostics);
    // A reason answers.
    let reason = claim.replace("in prod", "in prod because \"OPS-1\"");
    let exec = beside(&yaml(&rule("", "pods/exec", "create")));
    let (_, outcome) = check(&reason, &exec);
    assert!(
        outcome.diagnostics.iter().all(|it| it.accepted.is_some()),
        "{:?}",
        outcome.diagnostics
    );
    // One that stands in the objects needs no other name.
    let near = "group dev = \"dev\"\nextern zone prod\ndev has clusterrole viewer in prod\n";
    assert_eq!(said_beside(near, &Options::default()), [(3, Code::UnknownClusterRole)]);
    let made = yaml(&rule("", "pods", "get")).replace("theirs", "viewer");
    assert_eq!(said_beside(near, &beside(&made)), []);
}

#[test]
fn get_alone_opens_no_connection_since_1_35() {
    let options = |kube_version| Options { kube_version, ..Options::default() };
    let said = |grants: &str, kube_version| {
        let text = format!("group dev = \"dev\"\nuser ann = \"ann\"\nextern zone prod\n{grants}\n");
        let codes = said_beside(&text, &options(kube_version)).into_iter();
        codes
            .filter(|(_, code)| {
                [Code::ConnectWithoutCreate, Code::PodsExec, Code::PodsConnect].contains(code)
            })
            .collect::<Vec<_>>()
    };
    let get = "dev can get pods/exec in prod";
    assert_eq!(said(get, 34), [(4, Code::PodsExec)]);
    assert_eq!(said(get, 35), [(4, Code::ConnectWithoutCreate)]);
    let forward = "dev can get pods/portforward in prod";
    assert_eq!(said(forward, 34), [(4, Code::PodsConnect)]);
    assert_eq!(said(forward, 35), [(4, Code::ConnectWithoutCreate)]);
    assert_eq!(said("dev can get, create pods/exec in prod", 35), [(4, Code::PodsExec)]);
    assert_eq!(said("dev can get pods/log in prod", 35), []);
    // By another statement, for everybody and everywhere.
    let both = format!("{get}\ndev can create pods/exec in prod");
    assert_eq!(said(&both, 35), [(5, Code::PodsExec)]);
    let some = "dev, ann can get pods/exec in prod\ndev can create pods/exec in prod";
    assert_eq!(said(some, 35), [(4, Code::ConnectWithoutCreate), (5, Code::PodsExec)]);
    // In a role, for whom it is.
    let role = "role debug can get pods/exec\ndev has debug in prod";
    assert_eq!(said(role, 35), [(4, Code::ConnectWithoutCreate)]);
    let completed = format!("{role}\ndev can create pods/exec cluster-wide");
    assert_eq!(said(&completed, 35), [(6, Code::PodsExec)]);
    // What netz spells out nobody wrote.
    assert_eq!(said("dev can read pods/* in prod", 35), []);
}

const SUBJECTS: [&str; 4] = ["ann", "dev", "prod/run", "test/run"];
const VERBS: [&str; 3] = ["get", "list", "delete"];
const RESOURCES: [&str; 3] = ["pods", "configmaps", "services"];
const PLACES: [&str; 3] = [" in prod", " in test", " cluster-wide"];

/// Grants that give nobody anybody else's rights: each a subject, verb, resource and place.
fn grants() -> impl proptest::strategy::Strategy<Value = Vec<[usize; 4]>> {
    use proptest::prelude::*;
    let grant = (0..SUBJECTS.len(), 0..VERBS.len(), 0..RESOURCES.len(), 0..PLACES.len());
    let grant = grant.prop_map(|(subject, verb, resource, place)| [subject, verb, resource, place]);
    proptest::collection::vec(grant, 0..6)
}

fn holds(grants: &[[usize; 4]], [subject, verb, resource, place]: [usize; 4]) -> bool {
    let whole = PLACES.len() - 1;
    grants
        .iter()
        .any(|own| own[..3] == [subject, verb, resource] && (own[3] == place || own[3] == whole))
}

/// Whether it holds anywhere in the place: that is what `never` forbids.
fn touches(grants: &[[usize; 4]], [subject, verb, resource, place]: [usize; 4]) -> bool {
    let whole = PLACES.len() - 1;
    let meets = |own: usize| own == place || own == whole || place == whole;
    grants.iter().any(|own| own[..3] == [subject, verb, resource] && meets(own[3]))
}

fn expected(word: &str, grants: &[[usize; 4]], claim: [usize; 4]) -> bool {
    let [subject, verb, resource, place] = claim;
    let others = (0..SUBJECTS.len()).filter(|other| *other != subject);
    let whole = PLACES.len() - 1;
    match word {
        "always" => holds(grants, claim),
        "never" => !touches(grants, claim),
        "only" => others.into_iter().all(|other| !touches(grants, [other, verb, resource, place])),
        _ => grants
            .iter()
            .filter(|own| own[0] == subject)
            .all(|own| own[1..3] == [verb, resource] && (own[3] == place || place == whole)),
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(60))]

    /// Assertions say what their definition says, in one line for each word.
    #[test]
    fn assertions_mean_their_definition(
        grants in grants(),
        claims in proptest::collection::vec((0..4_usize, 0..3_usize, 0..3_usize, 0..3_usize), 1..6),
    ) {
        let mut text = "user ann = \"ann\"\ngroup dev = \"dev\"\nzone prod isolates { account run }\nzone test isolates { account run }\n".to_owned();
        for [subject, verb, resource, place] in &grants {
            let (subject, verb) = (SUBJECTS[*subject], VERBS[*verb]);
            writeln!(text, "{subject} can {verb} {}{}", RESOURCES[*resource], PLACES[*place]).unwrap();
        }
        for word in ["always", "never", "only", "confine"] {
            for (subject, verb, resource, place) in &claims {
                let claim = [*subject, *verb, *resource, *place];
                // The `confine`s of one subject add up, so each is tried alone.
                let (name, verb) = (SUBJECTS[*subject], VERBS[*verb]);
                let claimed = format!("{text}{word} {name} can {verb} {}{}\n", RESOURCES[*resource], PLACES[*place]);
                let (_, found) = of_code(&claimed, Code::RightsAssertionFails);
                proptest::prop_assert_eq!(found.is_empty(), expected(word, &grants, claim), "{}", claimed);
            }
        }
    }
}
