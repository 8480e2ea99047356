//! What `netz audit` says of objects: each check with a case that fires it and one that is nearly the same.

#[path = "audit/baseline.rs"]
mod baseline;
#[path = "audit/cluster.rs"]
mod cluster;
#[path = "audit/dangers.rs"]
mod dangers;
#[path = "audit/network.rs"]
mod network;
#[path = "audit/rights.rs"]
mod rights;

use netz::audit::{self, Audit, Options};
use netz::diagnostic::{Code, Diagnostic, Level, Severity, Sink, render};
use netz::k8s::inventory::Inventory;
use netz::source::SourceMap;

/// Audits files.
fn audit(files: &[(&str, &str)], options: &Options) -> (SourceMap, Audit) {
    let (mut sources, mut inventory) = (SourceMap::default(), Inventory::default());
    let mut sink = Sink::default();
    for (name, text) in files {
        audit::read(name, text.as_bytes().to_vec(), &mut sources, &mut inventory, &mut sink);
    }
    let audit = audit::audit(&inventory, sink, &sources, options);
    (sources, audit)
}

/// What is said of one file, at the levels that findings start with.
fn said(text: &str) -> Vec<Diagnostic> {
    audit(&[("a.yaml", text)], &Options::default()).1.diagnostics
}

/// The names of what is found, without what is answered.
fn names(text: &str) -> Vec<&'static str> {
    let mut names: Vec<_> = said(text)
        .iter()
        .filter(|one| one.severity != Severity::Accepted)
        .map(|one| one.code.name())
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// That something fires, and that it stays silent where one thing is different.
#[track_caller]
fn fires(name: &str, text: &str, from: &str, to: &str) {
    assert!(text.contains(from), "nothing to change: {from}");
    let found = names(text);
    assert!(found.contains(&name), "{name} isn't among {found:?} of\n{text}");
    let near = text.replace(from, to);
    let found = names(&near);
    assert!(!found.contains(&name), "{name} is among {found:?} of\n{near}");
}

/// A Role or, without a namespace, a ClusterRole with one rule.
fn role(name: &str, rule: &str) -> String {
    let (kind, metadata) = match name.split_once('/') {
        Some((namespace, name)) => ("Role", format!("{{name: {name}, namespace: {namespace}}}")),
        None => ("ClusterRole", format!("{{name: {name}}}")),
    };
    format!(
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: {kind}\nmetadata: {metadata}\nrules:\n- {rule}\n---\n"
    )
}

/// A rule on resources.
fn rule(group: &str, resources: &str, verbs: &str) -> String {
    format!("{{apiGroups: [\"{group}\"], resources: [{resources}], verbs: [{verbs}]}}")
}

/// A binding of a role of the same scope, or of a ClusterRole in a namespace: `shop:edit`.
fn binding(name: &str, role: &str, subject: &str) -> String {
    let (kind, metadata) = match name.split_once('/') {
        Some((namespace, name)) => {
            ("RoleBinding", format!("{{name: {name}, namespace: {namespace}}}"))
        }
        None => ("ClusterRoleBinding", format!("{{name: {name}}}")),
    };
    let (of, role) = match role.split_once('/') {
        Some((_, role)) => ("Role", role),
        None => ("ClusterRole", role),
    };
    format!(
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: {kind}\nmetadata: {metadata}\nroleRef: {{apiGroup: \
         rbac.authorization.k8s.io, kind: {of}, name: {role}}}\nsubjects: [{subject}]\n---\n"
    )
}

const DEV: &str = "{kind: Group, name: dev}";

/// A role that somebody holds cluster-wide.
fn held(rule: &str) -> String {
    role("r", rule) + &binding("b", "r", DEV)
}

#[test]
fn a_folder_is_told_as_a_reviewer_would() {
    let files = ["namespaces", "network", "rbac", "workloads"];
    let texts = files.map(|name| {
        let name = format!("{name}.yaml");
        let path = format!("{}/tests/suite/audit/shop/{name}", env!("CARGO_MANIFEST_DIR"));
        (name, std::fs::read_to_string(path).unwrap())
    });
    let texts: Vec<_> = texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let (sources, audit) = audit(&texts, &Options::default());
    let mut text = Vec::new();
    render::human(&mut text, &sources, &audit.diagnostics, false).unwrap();
    let text = String::from_utf8(text).unwrap() + &audit.extent.to_string();
    insta::with_settings!({ snapshot_path => "audit/snapshots", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("shop", text);
    });
    let marks: Vec<_> = audit.diagnostics.iter().flat_map(|one| one.marks.clone()).collect();
    insta::with_settings!({ snapshot_path => "audit/snapshots", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("shop-marks", marks.join("\n"));
    });
}

/// Whoever changes the order of files or of documents changes no mark.
#[test]
fn marks_know_no_place() {
    let one = held(&rule("", "secrets", "get"));
    let two = role("x/a", &rule("", "\"pods/*\"", "get")) + &binding("x/b", "x/a", DEV);
    let marks = |text: &str| {
        let mut marks: Vec<_> = said(text).into_iter().flat_map(|it| it.marks).collect();
        marks.sort_unstable();
        marks
    };
    let forth = marks(&(one.clone() + &two));
    assert_eq!(forth, marks(&(format!("# moved\n\n\n{two}") + &one)));
    assert_eq!(forth.len(), 2, "{forth:?}");
}

#[test]
fn a_reason_answers_and_an_old_one_doesnt() {
    let text = held(&rule("", "pods/exec", "create"));
    let with = |annotations: &str| {
        text.replacen("{name: r}", &format!("{{name: r, annotations: {{{annotations}}}}}"), 1)
    };
    let today = jiff::civil::date(2026, 6, 1);
    let options = Options { today, ..Options::default() };
    let accepted = |text: &str| {
        let (_, audit) = audit(&[("a.yaml", text)], &options);
        let found = audit.diagnostics.into_iter().find(|one| one.code == Code::PodsExec).unwrap();
        found.accepted.is_some()
    };
    assert!(!accepted(&text));
    assert!(accepted(&with("netz/because: OPS-12")));
    assert!(!accepted(&with("netz/because: ' '")));
    assert!(accepted(&with("netz/because: OPS-12, netz/until: '2026-06-01'")));
    assert!(!accepted(&with("netz/because: OPS-12, netz/until: '2026-05-31'")));
    assert!(!accepted(&with("netz/because: OPS-12, netz/until: soon")));
    // On every binding it does, too; on one of two it doesn't.
    let on_binding = text.replace("{name: b}", "{name: b, annotations: {netz/because: OPS-12}}");
    assert!(accepted(&on_binding));
    assert!(!accepted(&(on_binding + &binding("c", "r", "{kind: Group, name: ops}"))));
}

#[test]
fn what_is_no_object_is_passed_over() {
    let text = "services: {web: {image: x}}\n---\n- a\n---\n{{ if x }}\nkind: Role\n{{ end }}\n---\na: [1\n";
    let (_, audit) = audit(&[("a.yaml", text)], &Options::default());
    assert!(audit.extent.is_empty());
    assert_eq!(audit.diagnostics, []);
    let said = audit.extent.to_string();
    assert_eq!(said, "nothing; passed over: 3 documents without a kind, 1 template");
    // What looks like an object and can't be read hides something.
    assert_eq!(names("kind: Role\nmetadata: {name: \"x\n"), ["unreadable-manifest"]);
}

#[test]
fn levels_are_those_of_the_command_line() {
    let text = held(&rule("", "pods", "get")) + &role("unused", &rule("", "pods", "list"));
    assert_eq!(names(&text), ["unused-role"]);
    let mut options = Options::default();
    options.levels.set_on_command_line(Code::UnusedRole, Level::Allow);
    assert_eq!(audit(&[("a.yaml", &text)], &options).1.diagnostics, []);
}
