//! Objects to programs: what comes out means what went in, and is what a person would write.

#[path = "import/accounts.rs"]
mod accounts;
#[path = "import/charts.rs"]
mod charts;
#[path = "import/conformance.rs"]
mod conformance;
#[path = "import/hostile.rs"]
mod hostile;
#[path = "import/mutants.rs"]
mod mutants;
#[path = "import/random.rs"]
mod random;
#[path = "import/reasons.rs"]
mod reasons;
#[path = "import/recipes.rs"]
mod recipes;
#[path = "import/round.rs"]
mod round;

use netz::diagnostic::{Levels, Severity, Sink};
use netz::import::{self, Import, Loss, Options, Proof};
use netz::k8s::inventory::Inventory;
use netz::source::SourceMap;
use netz::syntax::format;
use std::collections::BTreeMap;

/// What is read of some texts.
struct Read {
    inventory: Inventory,
    sources: SourceMap,
    /// The messages of all that is refused.
    errors: Vec<String>,
}

fn read<'a>(texts: impl IntoIterator<Item = &'a str>) -> Read {
    let (mut inventory, mut sink, mut sources) =
        (Inventory::default(), Sink::default(), SourceMap::default());
    for (at, text) in texts.into_iter().enumerate() {
        let file = sources.add(format!("k8s/{at}.yaml"), text);
        inventory.read(file, text, &mut sink);
    }
    let said = sink.finish(&Levels::default());
    let errors = said.iter().filter(|one| one.severity == Severity::Error);
    let errors = errors.map(|one| one.message.clone()).collect();
    Read { inventory, sources, errors }
}

/// The program of some objects, whose text must be a sound one.
#[track_caller]
fn imported(read: &Read) -> Import {
    let options =
        Options { kube_version: 33, heading: vec!["Imported.".to_owned()], ..Options::default() };
    let import = import::import(&read.inventory, &read.sources, &options);
    let text = &import.text;
    let formatted = format::format(text).expect("it is formatted");
    assert!(!formatted.broken, "{text}");
    assert_eq!(formatted.text, *text, "not in style");
    assert_eq!(errors(text), [""; 0], "{text}");
    import
}

/// What `netz check` says against a program, apart from that it may be empty.
fn errors(text: &str) -> Vec<String> {
    let mut files = BTreeMap::from([("main.netz".to_owned(), text.to_owned())]);
    let program = netz::load(&["main.netz"], &mut files);
    let said = netz::check(&program, &netz::Options::default()).diagnostics;
    let errors = said.into_iter().filter(|one| one.severity == Severity::Error);
    errors.filter(|one| one.code.name() != "empty-program").map(|one| one.message).collect()
}

/// The same, which must say all of them.
#[track_caller]
fn whole(read: &Read) -> Import {
    let import = imported(read);
    assert_eq!(import.proof, Proof::Equal, "{}", import.text);
    let lost: Vec<_> = import.unsaid.iter().filter(|one| one.loss == Loss::Meaning).collect();
    assert!(lost.is_empty(), "{lost:#?}\n{}", import.text);
    import
}

/// The first block of a language on a page.
fn block<'a>(page: &'a str, language: &str) -> &'a str {
    let (_, rest) =
        page.split_once(&format!("```{language}\n")).expect("the page has such a block");
    rest.split_once("```").expect("the block has an end").0
}

#[test]
fn the_example_of_the_page_is_what_comes_out() {
    let page = include_str!("../../docs/import.md");
    let read = read([block(page, "yaml")]);
    assert_eq!(read.errors, [""; 0]);
    let heading = vec!["Imported from 2 network policies, 1 role, 1 binding of 1 file.".to_owned()];
    let options = Options { kube_version: 33, heading, ..Options::default() };
    let import = import::import(&read.inventory, &read.sources, &options);
    assert_eq!(import.proof, Proof::Equal);
    assert_eq!(import.text, block(page, "netz"));
}

/// What a controller puts into a role counts on both sides, and the role goes on collecting it.
#[test]
fn what_is_aggregated_is_imported() {
    let head = "apiVersion: rbac.authorization.k8s.io/v1\nkind: ";
    let bound = |name: &str| {
        format!(
            "{head}ClusterRoleBinding\nmetadata: {{name: b}}\nroleRef: {{kind: ClusterRole, name: {name}}}\nsubjects: [{{kind: Group, name: dev}}]\n---\n"
        )
    };
    let part = |label: &str| {
        format!(
            "{head}ClusterRole\nmetadata: {{name: part, labels: {{{label}: 'true'}}}}\nrules: [{{apiGroups: [''], resources: [nodes], verbs: [get]}}]\n---\n"
        )
    };
    let whole = format!(
        "{head}ClusterRole\nmetadata: {{name: mon}}\nrules: []\naggregationRule: {{clusterRoleSelectors: [{{matchLabels: {{into: 'true'}}}}]}}\n---\n"
    );
    let own = bound("mon") + &whole + &part("into");
    let of_cluster = bound("edit") + &part("rbac.authorization.k8s.io/aggregate-to-view");
    for (text, name) in [(own, "mon"), (of_cluster, "edit")] {
        let import = self::whole(&read([text.as_str()]));
        assert!(import.text.contains(&format!("dev has clusterrole {name} cluster-wide")));
        assert_eq!(import.text.matches("clusterrole").count(), 1, "{}", import.text);
    }
}

/// The empty name has no words, and needs none but where parts of objects must be left out.
#[test]
fn an_empty_name_is_no_name() {
    let head = "apiVersion: rbac.authorization.k8s.io/v1\nkind: ";
    let of = |resource: &str| {
        format!(
            "{head}ClusterRole\nmetadata: {{name: r}}\nrules: [{{apiGroups: [''], resources: ['{resource}'], resourceNames: [''], verbs: ['*']}}]\n---\n{head}ClusterRoleBinding\nmetadata: {{name: b}}\nroleRef: {{kind: ClusterRole, name: r}}\nsubjects: [{{kind: Group, name: dev}}]\n"
        )
    };
    let import = whole(&read([of("secrets").as_str()]));
    assert!(
        import.text.contains("dev can list, watch, create, deletecollection secrets cluster-wide"),
        "{}",
        import.text
    );
    let import = imported(&read([of("*").as_str()]));
    let Proof::Differs(gaps) = &import.proof else { panic!("{:?}", import.proof) };
    assert_eq!(gaps.len(), 1, "{gaps:?}");
    assert_eq!(gaps[0].what, "group `dev` `create` on `*` without a name in the whole cluster");
    assert!(!gaps[0].wider && import.unsaid.iter().any(|one| one.loss == Loss::Meaning));
}
