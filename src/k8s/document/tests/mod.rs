//! The readers against other readers of the same texts.

mod json;
mod strict;

use super::*;
use crate::emit::tests::dice::Dice;

/// What a library makes of a text that has no tags, merges or odd keys.
fn of_serde(value: serde_yaml::Value) -> Node<'static> {
    use serde_yaml::Value as Other;
    let value = match value {
        Other::Null => Value::Null,
        Other::Bool(value) => Value::Bool(value),
        Other::Number(number) => match number.as_i64() {
            Some(number) => Value::Int(number),
            None => Value::Number(String::new().into()),
        },
        Other::String(text) => Value::Text(text.into()),
        Other::Sequence(items) => Value::List(items.into_iter().map(of_serde).collect()),
        Other::Mapping(entries) => {
            let entry = |(key, value): (Other, Other)| Entry {
                place: Place::default(),
                key: key.as_str().unwrap().to_owned().into(),
                node: of_serde(value),
            };
            Value::Map(entries.into_iter().map(entry).collect())
        }
        Other::Tagged(_) => panic!("a tag"),
    };
    Node { place: Place::default(), value }
}

/// The same without places, and without the digits of numbers that aren't whole.
fn placeless(mut node: Node<'_>) -> Node<'static> {
    fn clear(node: &mut Node<'_>) {
        node.place = Place::default();
        match &mut node.value {
            Value::Number(text) => *text = "".into(),
            Value::List(items) => items.iter_mut().for_each(clear),
            Value::Map(entries) => entries.iter_mut().for_each(|entry| {
                entry.place = Place::default();
                clear(&mut entry.node);
            }),
            _ => {}
        }
    }
    clear(&mut node);
    owned(node)
}

/// The same, apart from the text that it was read from.
fn owned(node: Node<'_>) -> Node<'static> {
    let value = match node.value {
        Value::Null => Value::Null,
        Value::Bool(value) => Value::Bool(value),
        Value::Int(value) => Value::Int(value),
        Value::Number(text) => Value::Number(text.into_owned().into()),
        Value::Text(text) => Value::Text(text.into_owned().into()),
        Value::List(items) => Value::List(items.into_iter().map(owned).collect()),
        Value::Map(entries) => {
            let entry = |Entry { place, key, node }: Entry<'_>| Entry {
                place,
                key: key.into_owned().into(),
                node: owned(node),
            };
            Value::Map(entries.into_iter().map(entry).collect())
        }
    };
    Node { place: node.place, value }
}

fn kinds(text: &str) -> Vec<String> {
    let mut kinds = Vec::new();
    objects(text, &mut |node| {
        kinds.push(node.get("kind").text().unwrap_or("?").to_owned());
        Ok(())
    })
    .unwrap();
    kinds
}

#[test]
fn documents_and_lists_are_taken_apart() {
    assert_eq!(kinds("# top\n\nkind: A\n---\n# next\nkind: B\n"), ["A", "B"]);
    assert_eq!(kinds("---\nkind: A\n---\n---\nkind: B"), ["A", "B"]);
    assert_eq!(kinds("kind: List\nitems:\n- kind: A\n- kind: B\n"), ["A", "B"]);
    assert_eq!(kinds(r#"{"kind": "List", "items": [{"kind": "A"}]}"#), ["A"]);
    assert_eq!(kinds("\n {\"kind\":\n\t\"A\"}\n---\n{kind: B}\n--- {kind: C}"), ["A", "B", "C"]);
    assert_eq!(kinds("\u{feff}kind: A\r\n--- # why\r\nkind: B\r\n...\r\n"), ["A", "B"]);
    assert_eq!(kinds(""), [""; 0]);
}

#[test]
fn a_refusal_says_where() {
    let refusal = Refusal::new("no").within("port").at(2).within("ports").within("spec");
    assert_eq!(refusal.to_string(), "`spec.ports[2].port`: no");
    let text = "spec:\n  ports:\n  - a: 1\n  - b: 2\n  - port: x\n";
    let node = read(Document { start: 0, text }).unwrap();
    let at = |refusal: &Refusal| {
        let Place { start, end } = refusal.place(&node);
        &text[start as usize..end as usize]
    };
    assert_eq!(at(&refusal), "x");
    let missing = Refusal::new("is missing").within("port").at(0).within("ports").within("spec");
    assert_eq!(at(&missing), "a: 1");
    let unknown = Refusal::unknown_field("b", &["port"]).at(1).within("ports").within("spec");
    assert_eq!(at(&unknown), "b");
}

/// Words that some reader takes for something else than text, and some that none does.
const WORDS: &[&str] = &[
    "a",
    "web-1",
    "10.0.0.0/8",
    "2001:db8::/32",
    "yes",
    "no",
    "on",
    "y",
    "true",
    "True",
    "null",
    "~",
    "Null",
    "0",
    "-1",
    "+1",
    "007",
    "0x1F",
    "0o17",
    "0b11",
    "1_000",
    "1.5",
    "-.5",
    "1e3",
    ".inf",
    "-.inf",
    ".nan",
    "+.nan",
    "1.",
    "1:30",
    "2027-06-30",
    "99999999999999999999",
    "0.",
    "00",
    "-0",
    "-",
    "- a",
    "é",
    "a b",
    "''",
    "\"\"",
    "'it''s'",
    "\"\\u00e9\\n\"",
    "'on'",
    "a#b",
    "a:b",
    "0x",
    "0xg",
    "_1",
    "1e",
    "e1",
    "+",
    ".",
    "1.2.3",
    "0x-1",
    "-0x1F",
    "0o8",
    "inf",
    "nan",
    "0.5",
    "00.5",
    "-9223372036854775808",
    "9223372036854775808",
    "=",
    "[]",
    "{}",
    "[a, 'b']",
    "{a: b}",
    "|\n    x\n    ---\n    y",
    ">-\n    x\n    y",
];

/// A random document in blocks, with comments, odd indents and markers of lines.
fn document(dice: &mut Dice, depth: usize, column: usize, text: &mut String) {
    let indent = " ".repeat(column);
    let is_list = dice.roll(3) == 0;
    for number in 0..=dice.roll(4) {
        if dice.roll(6) == 0 {
            text.push_str(&format!("{indent}# é comment\n"));
        }
        text.push_str(&indent);
        match is_list {
            true => text.push('-'),
            false => text.push_str(&format!("k{number}:")),
        }
        if depth > 0 && dice.roll(3) == 0 {
            text.push('\n');
            let deeper = column + 1 + dice.roll(3);
            document(dice, depth - 1, deeper, text);
            continue;
        }
        text.push(' ');
        text.push_str(WORDS[dice.roll(WORDS.len())]);
        if dice.roll(8) == 0 {
            text.push_str("  ");
        }
        text.push('\n');
    }
}

#[test]
fn any_yaml_is_read_as_another_library_reads_it() {
    let mut read = 0;
    for seed in 0..4000 {
        let mut text = String::new();
        document(&mut Dice(seed), 3, 0, &mut text);
        let Ok(other) = serde_yaml::from_str::<serde_yaml::Value>(&text) else { continue };
        let ours = super::read(Document { start: 0, text: &text });
        let ours = ours.unwrap_or_else(|error| panic!("{error:?}\n{text}"));
        places_fit(&ours, &text);
        assert_eq!(Packed::new(&ours).node(), ours, "{text}");
        assert_eq!(placeless(ours), of_serde(other), "{text}");
        let windows = text.replace('\n', "\r\n");
        let ours = super::read(Document { start: 0, text: &windows }).unwrap();
        places_fit(&ours, &windows);
        read += 1;
    }
    assert!(read > 2000, "{read}");
}

/// That every key and every bare word stands where it is said to stand, and values in their maps.
fn places_fit(node: &Node<'_>, text: &str) {
    let at = |place: Place| &text[place.start as usize..place.end as usize];
    for entry in node.entries() {
        assert_eq!(at(entry.place), entry.key);
        assert!(entry.place.end <= entry.node.place.start, "{text}");
        assert!(entry.node.place.end <= node.place.end, "{text}");
        places_fit(&entry.node, text);
    }
    for item in node.items() {
        assert!(node.place.start <= item.place.start && item.place.end <= node.place.end, "{text}");
        places_fit(item, text);
    }
    if let Value::Text(said) = &node.value {
        let written = at(node.place);
        let is_block = said.ends_with('\n') || written.contains('\n');
        let begins_alike = || {
            said.lines().next().is_some_and(|line| {
                line.starts_with(written.lines().next().unwrap_or_default().trim_end())
            })
        };
        let fits = written == said
            || written.starts_with(['\'', '"'])
            || is_block && begins_alike() && written.trim() == written;
        assert!(fits, "{written:?} is {said:?} in\n{text}");
    }
}

fn refused(text: &str) -> (u32, String) {
    let error = read(Document { start: 0, text }).expect_err(text);
    (error.at, error.reason)
}

#[test]
fn aliases_and_merges_are_resolved() {
    let text = "a: &x {b: c, d: e}\nf: *x\ng:\n  <<: *x\n  d: own\nh:\n  <<: [{b: 1}, *x]\n";
    let node = read(Document { start: 0, text }).unwrap();
    assert_eq!(node.get("f").get("b").text(), Some("c"));
    assert_eq!(node.get("g").get("b").text(), Some("c"));
    assert_eq!(node.get("g").get("d").text(), Some("own"));
    assert_eq!(node.get("h").get("b").value, Value::Int(1));
    assert_eq!(node.get("h").get("d").text(), Some("e"));
}

#[test]
fn what_no_object_has_is_refused_at_its_place() {
    assert_eq!(refused("a: b\nc: !t d\n").1, "a tag, `!t`");
    assert_eq!(refused("a: b\nc: d\na: e\n"), (10, "the key `a` twice".into()));
    assert_eq!(refused("{\"a\": 1, \"a\": 2}"), (9, "the key `a` twice".into()));
    assert_eq!(refused("a: 1\n? [b]\n: c\n").1, "a key that is no text");
    assert_eq!(refused("a: 1\n~: c\n").1, "a key that is no text");
    assert_eq!(refused("a: &x [*x]").1, "an alias of what it stands in");
    assert_eq!(refused("a: 1\n<<: b\n").1, "a merge of what is no map");
    let (at, _) = refused("a: é\nb: [c\nd: e\n");
    assert!((6..18).contains(&at), "{at}");
    assert_eq!(refused(&"[".repeat(300)).1, "values stand too deep in each other");
    let deep = format!("{{\"a\":{}", "[".repeat(300));
    assert_eq!(refused(&deep).1, "values stand too deep in each other");
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..20 {
        let many = vec![format!("*a{}", level - 1); 10].join(", ");
        bomb.push_str(&format!("a{level}: &a{level} [{many}]\n"));
    }
    assert_eq!(refused(&bomb).1, "its aliases stand for more than 100,000 values");
}

#[test]
fn what_versions_of_yaml_read_differently_is_known() {
    for word in ["yes", "on", "n", "Off", "012", "1_000", "0x1_F", "1:30", "2027-06-30", "<<", "="]
    {
        assert!(in_yaml_1_1(word).is_some(), "{word}");
    }
    for word in
        ["web", "", "1", "0x1F", "08a", "yess", "v1:30", "1.2.3", "_", "2027-6", "10.0.0.0/8"]
    {
        assert_eq!(in_yaml_1_1(word), None, "{word}");
    }
}
