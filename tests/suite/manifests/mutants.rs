//! Whatever becomes of one document, what is said of it is said of places that exist, and others are read.

use crate::mutant::{mutant, tries};
use netz::diagnostic::{Levels, Sink, render};
use netz::k8s::inventory::Inventory;
use netz::source::SourceMap;

/// An object behind the mutant, of a name that nothing else has.
const LAST: &str = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: behind-the-mutant\n  namespace: zz\nspec:\n  podSelector: {}\n";

#[test]
fn other_documents_are_read_and_lines_exist() {
    let (mut refused, count) = (0, tries(2_000));
    for seed in 0..count {
        let mutant = mutant(seed);
        let text = format!("{mutant}\n---\n{LAST}");
        let (mut inventory, mut sink, mut sources) =
            (Inventory::default(), Sink::default(), SourceMap::default());
        let file = sources.add("a.yaml", text.as_str());
        inventory.read(file, &text, &mut sink);
        let is_last = inventory.policies().last().is_some_and(|last| {
            last.title.namespace == "zz" && last.title.name == "behind-the-mutant"
        });
        // A text that was cut in a quoted JSON or directive takes no other document with it.
        assert!(is_last, "seed {seed}\n{text}");
        let said = sink.finish(&Levels::default());
        refused += u64::from(!said.is_empty());
        for label in said.iter().flat_map(|one| &one.labels) {
            assert!(text.get(label.span.range()).is_some(), "seed {seed}: {label:?}\n{text}");
        }
        let lines = u32::try_from(text.lines().count()).unwrap();
        for one in &said {
            let place = one.primary().map(|span| sources.position(span.file, span.start));
            let place = place.unwrap_or_else(|| panic!("seed {seed}: no place: {one:?}"));
            assert!((1..=lines).contains(&place.line), "seed {seed}: {one:?}\n{text}");
        }
        render::short(&mut Vec::new(), &sources, &said).unwrap();
    }
    assert!(refused > count / 4, "{refused}");
}
