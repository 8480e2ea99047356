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
