//! Whatever a file holds, the reader ends, says the same twice, and says it of places in the file.

use netz::diagnostic::Sink;
use netz::k8s::inventory::Inventory;
use netz::source::SourceMap;
use proptest::prelude::*;
use proptest::test_runner::{Config, FileFailurePersistence};

const TEXTS: &[&str] = &[
    "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: a\n  namespace: b\nspec:\n  podSelector:\n    matchLabels: {app: web}\n  ingress:\n  - from:\n    - ipBlock:\n        cidr: 10.0.0.0/8\n        except:\n        - 10.1.0.0/16\n    ports:\n    - port: 80\n      endPort: 90\n---\n# é\nkind: Role\napiVersion: rbac.authorization.k8s.io/v1\nmetadata: &m {name: r, namespace: n}\nrules:\n- apiGroups: ['']\n  resources: [\"pods\"]\n  verbs: [get]\n",
    "{\"kind\":\"PodList\",\"apiVersion\":\"v1\",\"items\":[{\"metadata\":{\"name\":\"p\",\"ownerReferences\":[{\"controller\":true,\"kind\":\"Job\",\"name\":\"j\"}]},\"spec\":{\"containers\":[{\"ports\":[{\"name\":\"x\",\"containerPort\":80}]}]},\"status\":{\"podIP\":\"10.0.0.1\"}}]}",
    "kind: Deployment\napiVersion: apps/v1\nmetadata: {name: d}\nspec:\n  template:\n    metadata:\n      labels:\n        a: |\n          b\n          ---\n    spec:\n      hostNetwork: yes\n...\n--- # x\n<<: [*a, {}]\n? k\n: v\n",
];

/// Runs the reader, and looks at all that it gives.
fn holds(text: &str) {
    let run = || {
        let (mut inventory, mut sink, mut sources) =
            (Inventory::default(), Sink::default(), SourceMap::default());
        let file = sources.add("a.yaml", text);
        inventory.read(file, text, &mut sink);
        let workloads = inventory.workloads();
        let said = sink.finish(&netz::diagnostic::Levels::default());
        for label in said.iter().flat_map(|one| &one.labels) {
            assert!(text.get(label.span.range()).is_some(), "{label:?} in {text:?}");
        }
        format!("{said:?} {workloads:?} {:?}", inventory.policies())
    };
    assert_eq!(run(), run());
}

fn config(cases: u32) -> Config {
    let failure_persistence = Some(Box::new(FileFailurePersistence::Off) as _);
    Config { cases, failure_persistence, ..Config::default() }
}

const PIECES: &str = "[-:{}\\[\\],&*!|>'\"#%@`?~<=. \\t\\n\\r0a\u{feff}é😀\\\\]{0,12}";

proptest! {
    #![proptest_config(config(3000))]

    #[test]
    fn marks_in_any_order_are_answered(text in PIECES) {
        holds(&text);
    }

    #[test]
    fn changed_texts_are_answered(
        number in 0..TEXTS.len(),
        cuts in prop::collection::vec((any::<prop::sample::Index>(), 0..6_usize, PIECES), 1..5),
    ) {
        let mut text = TEXTS[number].to_owned();
        for (at, length, piece) in cuts {
            let bounds: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let from = at.index(bounds.len());
            let to = (from + length).min(bounds.len() - 1);
            text.replace_range(bounds[from]..bounds[to], &piece);
        }
        holds(&text);
    }

    #[test]
    fn any_text_is_answered(text in any::<String>()) {
        holds(&text);
    }
}

#[test]
fn every_prefix_is_answered() {
    for text in TEXTS {
        for (at, _) in text.char_indices() {
            holds(&text[..at]);
        }
    }
}

#[test]
fn large_inputs_end() {
    let wide: String = (0..20_000).map(|number| format!("key-{number}: a\n")).collect();
    let flow: String = (0..20_000).map(|number| format!("k{number}: [a, {{b: c}}], ")).collect();
    let texts = [
        "- ".repeat(20_000),
        "[".repeat(20_000),
        "{\"a\":".repeat(20_000),
        "? ".repeat(20_000),
        "---\n".repeat(50_000),
        "...\n%a\n".repeat(20_000),
        "a: ".to_owned() + &"é".repeat(200_000),
        "'".to_owned() + &"\n".repeat(100_000),
        "a".repeat(1_000_000),
        format!("{{{flow}}}"),
        format!("é: a\n{wide}"),
        wide,
    ];
    for text in texts {
        // What grows with the square of its input would take hours of this.
        holds(&text);
    }
}
