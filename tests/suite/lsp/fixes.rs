//! Quick fixes: those of the compiler.

use super::client::{Client, Folder, capable, position, slice};
use serde_json::{Value, json};
use std::process::Command;

const TEXT: &str = "zone shop isolates\nsegment web tcp/1\nsegment api tcp/2: app=api\nwep -> api\nlint deny any-prot\n";

fn applied(text: &str, edits: &Value) -> String {
    let mut edits = edits.as_array().expect("edits").clone();
    edits.reverse();
    let mut text = text.to_owned();
    for edit in edits {
        let before =
            json!({ "start": { "line": 0, "character": 0 }, "end": edit["range"]["start"] });
        let start = slice(&text, &before, true).len();
        let length = slice(&text, &edit["range"], true).len();
        text.replace_range(start..start + length, edit["newText"].as_str().expect("a text"));
    }
    text
}

fn actions(client: &mut Client, uri: &str, needle: &str, only: &Value) -> Vec<Value> {
    let at = position(TEXT, TEXT.find(needle).expect("the place"), true);
    let params = json!({
        "textDocument": { "uri": uri },
        "range": { "start": at, "end": at },
        "context": { "diagnostics": [], "only": only },
    });
    client.ask("textDocument/codeAction", &params).as_array().expect("a list").clone()
}

#[test]
fn a_fix_stands_at_its_place_and_cures_it() {
    let folder = Folder::new(&[("main.netz", TEXT)]);
    let uri = folder.uri("main.netz");
    let mut client = Client::open_folder(&folder.path(), &capable(true));
    client.open(&uri, TEXT);
    let found = actions(&mut client, &uri, "wep", &json!(["quickfix"]));
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0]["title"], "write `web`");
    assert_eq!(found[0]["isPreferred"], false);
    assert_eq!(found[0]["diagnostics"][0]["code"], "N0201");
    let fixed = applied(TEXT, &found[0]["edit"]["changes"][&uri]);
    client.replace(&uri, 2, &fixed);
    client.settle();
    let said = client.diagnostics();
    assert!(said[&uri].iter().all(|one| one["code"] != "N0201"), "{said:?}");
    assert_eq!(actions(&mut client, &uri, "segment api", &json!(["quickfix"])), [] as [Value; 0]);
}

#[test]
fn a_declaration_that_nothing_uses_goes_with_its_line_where_somebody_agrees() {
    let text = "zone shop isolates\n  segment old: app=x  # ä\nsegment web tcp/1\nweb -> web\n";
    let folder = Folder::new(&[("main.netz", text)]);
    let uri = folder.uri("main.netz");
    let mut client = Client::open_folder(&folder.path(), &capable(true));
    client.open(&uri, text);
    let at = position(text, text.find("old").expect("the place"), true);
    let params = json!({
        "textDocument": { "uri": uri },
        "range": { "start": at, "end": at },
        "context": { "diagnostics": [], "only": ["quickfix"] },
    });
    let found = client.ask("textDocument/codeAction", &params);
    assert_eq!(found[0]["title"], "remove the segment", "{found}");
    assert_eq!(found[0]["isPreferred"], false);
    let fixed = applied(text, &found[0]["edit"]["changes"][&uri]);
    assert_eq!(fixed, "zone shop isolates\nsegment web tcp/1\nweb -> web\n");
}

#[test]
fn all_safe_fixes_are_those_of_check_fix() {
    let folder = Folder::new(&[("main.netz", TEXT)]);
    let uri = folder.uri("main.netz");
    let mut client = Client::open_folder(&folder.path(), &capable(true));
    client.open(&uri, TEXT);
    let found = actions(&mut client, &uri, "zone", &json!(["source.fixAll"]));
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0]["kind"], "source.fixAll");
    let fixed = applied(TEXT, &found[0]["edit"]["changes"][&uri]);
    let run = Command::new(env!("CARGO_BIN_EXE_netz"))
        .args(["check", "--fix", "-q"])
        .current_dir(folder.path())
        .output();
    run.expect("netz runs");
    assert_eq!(fixed, std::fs::read_to_string(folder.path().join("main.netz")).expect("a text"));
    assert!(fixed.contains("any-port"), "{fixed}");
}

#[test]
fn formatting_is_that_of_netz_fmt_in_as_few_lines_as_it_takes() {
    let folder = Folder::new(&[("main.netz", "")]);
    let uri = folder.uri("main.netz");
    let mut client = Client::open_folder(&folder.path(), &capable(true));
    let messy = "zone  shop   isolates {\n  segment web tcp/1\n      segment api\n  # ä 🦀\n  a -> -> b\n}\n";
    client.open(&uri, messy);
    let params = json!({ "textDocument": { "uri": uri }, "options": { "tabSize": 8, "insertSpaces": false } });
    let edits = client.ask("textDocument/formatting", &params);
    let formatted = netz::syntax::format::format(messy).expect("a text").text;
    assert_eq!(applied(messy, &edits), formatted);
    let touched: u64 = edits
        .as_array()
        .expect("edits")
        .iter()
        .map(|one| {
            one["range"]["end"]["line"].as_u64().expect("a line")
                - one["range"]["start"]["line"].as_u64().expect("a line")
        })
        .sum();
    assert_eq!(touched, 2, "{edits}");
}
