//! Findings that are known.

use super::{DEV, audit, binding, held, role, rule, said};
use netz::audit::Options;
use netz::audit::baseline::Baseline;
use netz::diagnostic::{Counts, Diagnostic};
use proptest::prelude::*;

fn counts(diagnostics: &[Diagnostic]) -> (usize, usize) {
    let counts = Counts::of(diagnostics);
    (counts.errors + counts.warnings, counts.accepted)
}

#[test]
fn only_what_is_new_counts() {
    let old = held(&rule("", "secrets", "list"));
    let baseline = Baseline::of(&said(&old));
    let text = baseline.text();
    assert_eq!(Baseline::read(&text).unwrap(), baseline);
    assert!(
        text.ends_with(
            "\nN0707 secrets-read ClusterRole r: list secrets: Group dev cluster-wide\n"
        ),
        "{text}"
    );
    let mut same = said(&format!("# a line more\n{old}"));
    assert_eq!(baseline.compare(&mut same).stale, []);
    assert_eq!(counts(&same), (0, 1));
    let mut more =
        said(&(old + &role("s", &rule("", "pods/exec", "create")) + &binding("c", "s", DEV)));
    assert_eq!(baseline.compare(&mut more).known, 1);
    assert_eq!(counts(&more), (1, 1));
    let mut none = Vec::new();
    assert_eq!(baseline.compare(&mut none).stale.len(), 1);
}

/// Somebody more who holds a dangerous role is news, though the role is known.
#[test]
fn another_holder_is_new() {
    let old = held(&rule("", "secrets", "list"));
    let baseline = Baseline::of(&said(&old));
    let mut new = said(&(old + &binding("c", "r", "{kind: User, name: eve}")));
    let compared = baseline.compare(&mut new);
    assert_eq!((compared.known, counts(&new)), (0, (1, 0)));
    assert_eq!(new[0].notes, ["new since the baseline: User eve cluster-wide"]);
    assert_eq!(compared.stale, []);
}

#[test]
fn equal_findings_are_counted() {
    let twice = "kind: Role\napiVersion: v1\nmetadata: {name: \"x\n";
    let files = [("a.yaml", twice)];
    let (_, one) = audit(&files, &Options::default());
    let both = format!("{twice}---\n{twice}");
    let (_, two) = audit(&[("a.yaml", &both)], &Options::default());
    let text = Baseline::of(&two.diagnostics).text();
    assert!(text.ends_with(" ×2\n"), "{text}");
    let baseline = Baseline::of(&one.diagnostics);
    let mut found = two.diagnostics.clone();
    assert_eq!(baseline.compare(&mut found).known, 1);
    assert_eq!(counts(&found), (1, 1));
    let mut found = one.diagnostics;
    let stale = Baseline::of(&two.diagnostics).compare(&mut found).stale;
    assert_eq!(stale.iter().map(|(_, count)| *count).collect::<Vec<_>>(), [1]);
}

#[test]
fn what_is_no_baseline_is_refused() {
    let read = |text: &str| Baseline::read(text).map_err(|wrong| (wrong.line, wrong.reason));
    let head = "# netz audit baseline 1\n";
    assert!(read("").is_err() && read("hello").is_err());
    let wrong = |text: &str| read(&format!("{head}{text}")).unwrap_err();
    assert_eq!(wrong("\nhello").0, 3);
    assert_eq!(wrong("N9999 what x: y").0, 2);
    assert_eq!(wrong("N0707 secrets-read x ×0").1, "no number stands after the `×`");
    assert_eq!(wrong("<<<<<<< HEAD").1, "a merge is left half done");
    // What an editor does to a file is no harm.
    let text = format!("\u{feff}{head}# a remark\r\n\r\nN0707 secrets-read x\r\n");
    assert_eq!(read(&text).unwrap().len(), 1);
}

proptest! {
    #[test]
    fn a_text_reads_back(marks in proptest::collection::vec("[ -~×]{0,30}", 0..8)) {
        let finding = |mark: &String| {
            let mut finding = Diagnostic::global(netz::diagnostic::Code::SecretsRead, "x");
            finding.marks.push(format!("N0707 secrets-read {mark}").into());
            finding
        };
        let mut findings: Vec<_> = marks.iter().map(finding).collect();
        let baseline = Baseline::of(&findings);
        prop_assert_eq!(&Baseline::read(&baseline.text()).unwrap(), &baseline);
        let compared = baseline.compare(&mut findings);
        prop_assert_eq!(compared.known, findings.len());
        prop_assert_eq!(compared.stale, []);
    }

    /// No text of objects is too much.
    #[test]
    fn nothing_panics(parts in proptest::collection::vec(0..40_usize, 1..12)) {
        let pieces: Vec<String> = vec![
            "---\n".into(), "kind: ".into(), "Role\n".into(), "ClusterRole\n".into(), "RoleBinding\n".into(),
            "NetworkPolicy\n".into(), "metadata: {name: a}\n".into(), "rules: [{}]\n".into(), "rules:\n".into(),
            "- apiGroups: [\"\"]\n".into(), "  resources: [\"*\", pods/*]\n".into(), "  verbs: [\"*\"]\n".into(),
            "apiVersion: rbac.authorization.k8s.io/v1\n".into(), "subjects: [{kind: User, name: x}]\n".into(),
            "roleRef: {kind: Role, name: a, apiGroup: rbac.authorization.k8s.io}\n".into(), "spec: {}\n".into(),
            "apiVersion: networking.k8s.io/v1\n".into(), "spec: {podSelector: {}}\n".into(), "{{ x }}\n".into(),
            held(&rule("", "secrets", "get")), role("x/y", &rule("apps", "pods", "x")), binding("a/b", "edit", DEV),
        ];
        let text: String = parts.iter().map(|at| pieces[at % pieces.len()].as_str()).collect();
        said(&text);
    }
}

/// A rule that somebody inserts before another makes what is known of that no news.
#[test]
fn a_rule_is_known_by_what_it_says() {
    let policy = |rules: &[&str]| {
        format!(
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: web, namespace: shop}}\nspec: \
             {{podSelector: {{}}, policyTypes: [Ingress], ingress: [{}]}}\n",
            rules.join(", ")
        )
    };
    let from = |app: &str, port: &str| {
        format!("{{from: [{{podSelector: {{matchLabels: {{app: {app}}}}}}}], ports: [{port}]}}")
    };
    let (wide, narrow) = (from("a", "{port: 1, endPort: 9}"), from("a", "{port: 5}"));
    let old = policy(&[&wide, &narrow]);
    let found = said(&old);
    assert_eq!(found.len(), 1, "{found:?}");
    let mark = "N0624 redundant-flow NetworkPolicy shop/web: ingress rule \
                {from=[{podSelector={matchLabels={app=a}}}],ports=[{port=5}]}";
    assert_eq!(found[0].marks, [mark]);
    let baseline = Baseline::of(&found);
    assert_eq!(Baseline::read(&baseline.text()).unwrap(), baseline);
    // Written otherwise, after others.
    let other = from("b", "{port: 80}");
    let same = narrow.replace("{port: 5}", "{protocol: TCP, port: 5}");
    let mut new = said(&policy(&[&other, &wide, &same]));
    assert_eq!(baseline.compare(&mut new).known, 1);
    assert_eq!(counts(&new), (0, 1));
    // Another one is news.
    let mut new = said(&policy(&[&wide, &narrow.replace("port: 5", "port: 6")]));
    assert_eq!(baseline.compare(&mut new).known, 0);
}
