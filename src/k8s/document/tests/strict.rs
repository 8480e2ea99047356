//! The strict reader against the library.

use super::super::{Contents, Document, Node, Value, contents, documents, read, strict, yaml};
use super::{of_serde, placeless};
use crate::emit::tests::dice::Dice;

/// Texts that the strict reader takes.
const TAKEN: &[&str] = &[
    "a: b\n",
    "a:\n- b\n- c: d\n  e: 1\n- {}\nf:\n  g: 'it''s'\n  h: \"\\n\\x41\\u00e9\\\\\"\n",
    "# c\na: []\nb: {}\nc: 0\nd: 65535\ne: ''\n",
    "a: 10.0.0.0/8\nb: ::/0\nc: 2001:db8::/32\nd: a:b\ne: true\nf: 10Gi/s\n",
    "'on': x\n\"a b\": w\nkubernetes.io/metadata.name: z\n",
    "# é\na:\n  b:\n  - c: \"d\"\n# é\n  e: f\n",
    "a: b # c\r\n\r\nd:\r\n  - 'e' # f\r\n  -   g: h\r\n      i: [j, \"k\"]\r\n",
    "a:\nb: # c\n  d:\ne:\n- f\n-\n  g: h\n- - i\n  - j\n",
    "a: yes\nb: 012\nc: 1.5\nd: -1\ne: ~\nf: Null\ng: é\nh: 2027-06-30\ni: b:\u{a0}c\ny: n\n1: x\n",
    "a: {b: c, \"d\":e, 'f': [g, {h: -1}], i: {}}\nj: [ k, 'l',m ]\nn: [10.0.0.0/8, é, ~]\n",
    "a: [\n  b,\n  {c: d,\n   e: f}\n  ]\ng: {\n    h: 'i\n     j'\n }\n",
    "a: |\n  b\n   c\n\n  d\n\n\ne: |-\n    f\ng: |+\n  h\n\ni: >\n  j\n  k\n\n  l\n    m\n  n\no: >-\n p\n q",
    "a: | # b\n\n  c\td\n  \n  e\r\n  f\n# g\nh: |2-x\n",
    "a: b\n  c\n\n  d # e\nf: 'g\n  h\n\n\n  i''j'\nk: \"l \\\n  m\\\n  \\ n\n  o\"\np:\n- q\n  r\n- 's\n  t'\n",
    "a: b\n  # c\nd: 'e' # f\n  # g\nh: i#j\n",
    "  a: b\n  c:\n      d: e\n",
    "a:\n  {}\nb:\n  [c,\n d]\ne:\n   f\n  g\nh:\n  # i\n  'j\n k'\nl:\n- \n  m\n-\n  |\n  n\no: # p\n  >-\n   q\n",
];

/// Texts of which the library decides.
const LEFT: &[&str] = &[
    "a: &x b",
    "a: *x",
    "a: !t b",
    "a: [b: c]",
    "a: [b, ]",
    "a: {b}",
    "a: {b: }",
    "a: {b: c",
    "a: {b: c} d",
    "a: {b:c}",
    "a: {b: c, b: d}",
    "a: [b\n  c]",
    "a: [b # c\n  ]",
    "a: [\n]",
    "a: {- b: c}",
    "a: [- b]",
    "a: [b -]",
    "a: |\nb: c",
    "a: |2\n  b",
    "a: |\n  b\n  ",
    "a: |\n   \n  b",
    "a: |\n\tb",
    "a: 'b'c",
    "a: 'b'#c",
    "a: 'b': c",
    "a: b: c",
    "a : b",
    "? a\n: b",
    "a: 'b\nc'",
    "a: 'b",
    "a: \"b",
    "a: \"\\q\"",
    "a: \tb",
    "a: b\tc",
    "\ta: b",
    "a: b\rc: d",
    "\u{feff}a: b",
    "a: \u{feff}b",
    "a: b\na: c",
    "<<: b",
    "~: b",
    "null: b",
    "- a\n-\n- b",
    "- a\nb: c",
    "a:\n  b: c\n d: e",
    "a: b\n  c: d",
    "a: b # c\n  d",
    "a: b\n  - c: d",
    "%YAML 1.1",
    "--- a",
    "a: b\n---\n",
    "...",
    "a",
    "'a'",
    "a: b:",
    "a: @b",
    "a: ,b",
    "a: ]",
];

/// What the strict reader takes, the library reads the same, at the same places.
fn agrees(text: &str, start: usize) -> bool {
    let Some(node) = strict::document(text, start) else { return false };
    assert_eq!(Ok(&node), yaml::document(text, start).as_ref(), "{text:?}");
    outline_fits(text, start, &node);
    true
}

/// The outline is a part of the whole, and its items are those of the whole.
fn outline_fits(text: &str, start: usize, whole: &Node<'_>) {
    for levels in [0, 1, 2] {
        let outline = strict::outline(text, start, levels);
        let outline = outline.unwrap_or_else(|| panic!("no outline of {text:?}"));
        assert_eq!(outline.place, whole.place, "{text:?}");
        if levels < 2 {
            continue;
        }
        for (entry, all) in outline.entries().iter().zip(whole.entries()) {
            assert_eq!(
                (&entry.key, entry.place, entry.node.place),
                (&all.key, all.place, all.node.place)
            );
            assert_eq!(entry.node.items().len(), all.node.items().len(), "{text:?}");
            for (item, all) in entry.node.items().iter().zip(all.node.items()) {
                if let Value::Map(_) = item.value {
                    let at = item.place.start as usize - start;
                    assert_eq!(strict::item(text, start, at).as_ref(), Some(all), "{text:?}");
                }
            }
        }
    }
}

#[test]
fn what_is_written_as_usual_is_taken() {
    for text in TAKEN {
        // A text behind another one starts somewhere.
        assert!(agrees(text, 7) || text.contains("|2-x"), "{text:?}");
        if text.is_ascii() {
            let node = strict::document(text, 0);
            let other = serde_yaml::from_str::<serde_yaml::Value>(text);
            if let (Some(node), Ok(other)) = (node, other) {
                assert_eq!(placeless(node), of_serde(other), "{text:?}");
            }
        }
    }
}

#[test]
fn what_is_unusual_is_left_to_the_library() {
    for text in LEFT {
        assert_eq!(strict::document(text, 0), None, "{text:?}");
    }
}

#[test]
fn what_netz_writes_is_taken() {
    use crate::emit::tests::meaning;
    for seed in 0..100 {
        let text = meaning::program(&mut Dice(seed)).yaml();
        for Document { start, text } in documents(&text) {
            assert!(agrees(text, start), "{text}");
            let node = strict::document(text, start).unwrap();
            assert_eq!(placeless(node), of_serde(serde_yaml::from_str(text).unwrap()));
        }
    }
}

/// Pieces of documents: ends of lines, values, marks.
const PIECES: &[&str] = &[
    "a", "b: ", "c:", "- ", "-", "\n", "\n\n", "\n  ", "\n    ", "\n \n", " ", "  ", "\t", "\r\n",
    "\r", ":", ": ", ",", ", ", "[", "]", "{", "}", "[]", "{}", "'", "''", "\"", "\\", "\\\n", "#",
    " #", " # d", "|", ">", "|-\n", "|+\n  ", ">-\n  ", ">\n   ", "&x ", "*x", "!t ", "?", "? ",
    "%", "@", "`", "~", "null", "<<: ", "---", "...", "\n---\n", "é", "\u{feff}", "\u{2028}",
    "\u{85}", "\0", "1", "-1", "yes", "0x1F", "\\x41", "\\u00e9", "a: b\n", "- a: b\n", "'c'",
    "\"d e\"", "f g", "k0:", "k1: x", "|2\n", "\\t",
];

/// A text that was changed in a few places.
fn changed(dice: &mut Dice, text: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..=dice.roll(3) {
        let bounds: Vec<usize> =
            text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let mut bound = || dice.roll(bounds.len());
        let from = bound();
        match dice.roll(6) {
            0 => {
                let to = (from + dice.roll(6)).min(bounds.len() - 1);
                text.replace_range(bounds[from]..bounds[to], "");
            }
            1 => {
                let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
                let (one, other) = (dice.roll(lines.len().max(1)), dice.roll(lines.len().max(1)));
                if one < lines.len() && other < lines.len() {
                    match dice.roll(3) {
                        0 => lines.swap(one, other),
                        1 => drop(lines.remove(one)),
                        _ => lines.insert(one, lines[other]),
                    }
                }
                text = lines.concat();
            }
            2 => {
                let starts: Vec<usize> = text.match_indices('\n').map(|(at, _)| at + 1).collect();
                if !starts.is_empty() {
                    let at = *dice.pick(&starts);
                    match text[at..].starts_with(' ') && dice.one_in(2) {
                        true => text.replace_range(at..=at, ""),
                        false => text.insert_str(at, [" ", "  "][dice.roll(2)]),
                    }
                }
            }
            _ => text.insert_str(bounds[from], PIECES[dice.roll(PIECES.len())]),
        }
    }
    text
}

/// How often a test of random texts is repeated: `NETZ_FUZZ` times as often where that is said.
fn rounds(usual: u64) -> u64 {
    #[allow(clippy::disallowed_methods)]
    let more = std::env::var("NETZ_FUZZ").ok().and_then(|it| it.parse::<u64>().ok());
    usual * more.unwrap_or(1)
}

#[test]
fn no_change_of_a_text_makes_the_readers_differ() {
    let mut taken = 0;
    for seed in 0..rounds(20_000) {
        let dice = &mut Dice(seed);
        let text = dice.pick(TAKEN);
        let text = changed(dice, text);
        taken += u64::from(agrees(&text, 0));
    }
    assert!(taken > rounds(5_000), "{taken}");
}

#[test]
fn no_order_of_pieces_makes_the_readers_differ() {
    let mut taken = 0;
    for seed in 0..rounds(20_000) {
        let dice = &mut Dice(seed);
        let mut text = [
            "a: ",
            "- ",
            "a:\n",
            "a:\n- b: ",
            "a: [",
            "a: {b: ",
            "a: '",
            "a: \"",
            "a: |\n  ",
            "a: >\n  ",
        ][dice.roll(10)]
        .to_owned();
        for _ in 0..dice.roll(8) {
            text.push_str(PIECES[dice.roll(PIECES.len())]);
        }
        taken += u64::from(agrees(&text, 0));
    }
    assert!(taken > rounds(1_000), "{taken}");
}

#[test]
fn random_documents_are_read_alike() {
    let mut taken = 0;
    for seed in 0..rounds(5_000) {
        let mut text = String::new();
        super::document(&mut Dice(seed), 3, 0, &mut text);
        taken += u64::from(agrees(&text, 0));
        agrees(&text.replace('\n', "\r\n"), 3);
    }
    assert!(taken > rounds(1_000), "{taken}");
}

#[test]
fn a_large_list_is_read_item_by_item() {
    let item =
        "- apiVersion: v1\n  kind: Pod\n  metadata: {name: a}\n- {kind: Pod}\n-\n  kind: Pod\n";
    for eol in ["\n", "\r\n"] {
        let yaml =
            format!("apiVersion: v1\nitems:\n{}kind: List\n", item.repeat(2000)).replace('\n', eol);
        let json = format!(
            "{{\"items\": [{}], \"kind\": \"List\"}}",
            vec!["{\"kind\": \"Pod\", \"a\": [{\"b\": 1}]}"; 4000].join(",\n")
        );
        for text in [yaml, json] {
            let document = Document { start: 9, text: &text };
            let Ok(Contents::Listed { outline, items }) = contents(document) else {
                panic!("a list")
            };
            assert_eq!(outline.get("kind").text(), Some("List"));
            let whole = read(document).unwrap();
            assert_eq!(items.iter().collect::<Vec<_>>(), whole.get("items").items());
        }
    }
}

#[test]
fn a_large_document_that_is_no_list_of_maps_is_read_whole() {
    let wide: String = (0..20_000).map(|number| format!("k{number}: [a]\n")).collect();
    let scalars = format!("items:\n{}", "- a\n".repeat(20_000));
    let lists = format!("items:\n{}", "- - a\n".repeat(20_000));
    for text in [wide, scalars, lists] {
        let document = Document { start: 0, text: &text };
        let Ok(Contents::Whole(node)) = contents(document) else { panic!("a whole") };
        assert_eq!(node, read(document).unwrap());
    }
    let twice =
        format!("{}k1: b\n", (0..20_000).map(|at| format!("k{at}: a\n")).collect::<String>());
    let error = contents(Document { start: 0, text: &twice }).unwrap_err();
    assert_eq!(error.reason, "the key `k1` twice");
}
