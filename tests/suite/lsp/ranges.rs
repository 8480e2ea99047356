//! Every range is the place that it should be, in bytes and in units of UTF-16.

use super::client::{Client, Folder, capable, position, slice};
use serde_json::{Value, json};

const TEXT: &str = "\
/* 🦀 */
group \"gä🦀\" = \"x\"; zone shop isolates owner \"🦀\" { # ä🦀
  segment web tcp/1; segment db tcp/2: app in (\"ä\", b) # 🦀
  \"gä🦀\" can get pods because \"🦀\"; web -> db because \"ä🦀\"; db -> web
}
";

/// The text without what is no netz.
fn text() -> String {
    TEXT.replace("/* 🦀 */\n", "# ä 🦀\r\n")
}

fn each_encoding(check: impl Fn(&mut Client, &str, &str, bool)) {
    for utf8 in [true, false] {
        let text = text();
        let folder = Folder::new(&[("main.netz", &text)]);
        let mut client = Client::open_folder(&folder.path(), &capable(utf8));
        let uri = folder.uri("main.netz");
        client.open(&uri, &text);
        check(&mut client, &uri, &text, utf8);
        assert_eq!(client.end(), Some(0));
    }
}

fn at(uri: &str, text: &str, needle: &str, utf8: bool) -> Value {
    let offset = text.find(needle).expect("the place");
    json!({ "textDocument": { "uri": uri }, "position": position(text, offset, utf8) })
}

#[test]
fn names_are_found_where_they_stand() {
    each_encoding(|client, uri, text, utf8| {
        let place = at(uri, text, "db because", utf8);
        let found = client.ask("textDocument/definition", &place);
        assert_eq!(slice(text, &found[0]["range"], utf8), "db");
        let mut params = place.clone();
        params["context"] = json!({ "includeDeclaration": true });
        let found = client.ask("textDocument/references", &params);
        let found = found.as_array().expect("a list");
        assert_eq!(found.len(), 3);
        for one in found {
            assert_eq!(slice(text, &one["range"], utf8), "db");
        }
        let marked = client.ask("textDocument/documentHighlight", &place);
        assert_eq!(marked.as_array().map(Vec::len), Some(3));
        let hover = client.ask("textDocument/hover", &at(uri, text, "\"gä🦀\" can", utf8));
        assert_eq!(slice(text, &hover["range"], utf8), "\"gä🦀\"");
    });
}

#[test]
fn symbols_tokens_and_folds_are_parts_of_the_text() {
    each_encoding(|client, uri, text, utf8| {
        let document = json!({ "textDocument": { "uri": uri } });
        let symbols = client.ask("textDocument/documentSymbol", &document);
        let mut names = Vec::new();
        let mut rest: Vec<Value> = symbols.as_array().expect("a list").clone();
        while let Some(one) = rest.pop() {
            let name = slice(text, &one["selectionRange"], utf8);
            assert_eq!(name.trim_matches('"'), one["name"].as_str().expect("a name"));
            let whole = slice(text, &one["range"], utf8);
            assert!(whole.contains(&name));
            rest.extend(one["children"].as_array().into_iter().flatten().cloned());
            names.push(name);
        }
        names.sort();
        assert_eq!(names, ["\"gä🦀\"", "db", "shop", "web"]);
        let tokens = client.ask("textDocument/semanticTokens/full", &document);
        let data: Vec<u64> = tokens["data"]
            .as_array()
            .expect("numbers")
            .iter()
            .map(|it| it.as_u64().expect("a number"))
            .collect();
        let (mut line, mut start) = (0, 0);
        let mut words = Vec::new();
        for token in data.chunks(5) {
            start = if token[0] == 0 { start + token[1] } else { token[1] };
            line += token[0];
            let range = json!({ "start": { "line": line, "character": start }, "end": { "line": line, "character": start + token[2] } });
            words.push(slice(text, &range, utf8));
        }
        let known: Vec<&str> = [
            "# ä 🦀",
            "group",
            "\"gä🦀\"",
            "zone",
            "shop",
            "isolates",
            "# ä🦀",
            "web",
            "\"ä\"",
            "->",
        ]
        .to_vec();
        for word in known {
            assert!(words.iter().any(|one| one == word), "{word}: {words:?}");
        }
    });
}

#[test]
fn selections_grow_and_edits_meet_their_words() {
    each_encoding(|client, uri, text, utf8| {
        let place = at(uri, text, "db because", utf8);
        let params = json!({ "textDocument": { "uri": uri }, "positions": [place["position"]] });
        let mut grown = client.ask("textDocument/selectionRange", &params)[0].clone();
        let mut parts = Vec::new();
        while grown.is_object() {
            parts.push(slice(text, &grown["range"], utf8));
            grown = grown["parent"].clone();
        }
        assert_eq!(parts.first().map(String::as_str), Some("db"));
        assert!(parts.contains(&"web -> db because \"ä🦀\"".to_owned()), "{parts:?}");
        assert_eq!(parts.last().map(String::as_str), Some(text));
        assert!(parts.windows(2).all(|pair| pair[1].contains(&pair[0]) && pair[0] != pair[1]));
        let mut params = place.clone();
        params["newName"] = json!("store 🦀");
        let edit = client.ask("textDocument/rename", &params);
        let edits = edit["changes"][uri].as_array().expect("edits");
        let replaced: Vec<_> = edits.iter().map(|one| slice(text, &one["range"], utf8)).collect();
        assert_eq!(replaced, ["db", "db", "db"]);
        assert!(edits.iter().all(|one| one["newText"] == "\"store 🦀\""));
    });
}

#[test]
fn changes_are_made_where_they_are_meant() {
    each_encoding(|client, uri, text, utf8| {
        let place = |needle: &str| position(text, text.find(needle).expect("the place"), utf8);
        let params = json!({
            "textDocument": { "uri": uri, "version": 2 },
            "contentChanges": [{ "range": { "start": place("web -> db because"), "end": place("db because") }, "text": "db -> 🦀, " }],
        });
        client.tell("textDocument/didChange", &params);
        let changed = text.replace("web -> db because", "db -> 🦀, db because");
        client.settle();
        let said = client.diagnostics();
        let marked: Vec<_> =
            said[uri].iter().map(|one| slice(&changed, &one["range"], utf8)).collect();
        assert!(marked.iter().any(|one| one.contains('🦀')), "{marked:?}");
    });
}
