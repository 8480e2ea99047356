//! What the server advertises, it answers.

use super::client::{Client, Folder, capable, position};
use serde_json::{Value, json};

const MAIN: &str = "\
use \"shop.netz\"
extern zone kube-system { segment dns-pods: k8s-app=kube-dns }
service dns = kube-system/dns-pods udp/53 tcp/53
";
const SHOP: &str = "\
zone shop isolates {
  segment web
  segment db tcp/5432
  web -> db
}
";

/// A request for each capability, and whether its answer holds something.
fn requests(uri: &str, main: &str) -> Vec<(&'static str, &'static str, Value)> {
    let at = |needle: &str| position(SHOP, SHOP.find(needle).expect("the place"), false);
    let place = json!({ "textDocument": { "uri": uri }, "position": at("db\n}") });
    let document = json!({ "textDocument": { "uri": uri } });
    let whole =
        json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 5, "character": 0 } });
    let with = |base: &Value, key: &str, value: Value| {
        let mut params = base.clone();
        params[key] = value;
        params
    };
    vec![
        ("hoverProvider", "textDocument/hover", place.clone()),
        ("completionProvider", "textDocument/completion", place.clone()),
        ("definitionProvider", "textDocument/definition", place.clone()),
        (
            "referencesProvider",
            "textDocument/references",
            with(&place, "context", json!({ "includeDeclaration": true })),
        ),
        ("documentHighlightProvider", "textDocument/documentHighlight", place.clone()),
        ("documentSymbolProvider", "textDocument/documentSymbol", document.clone()),
        ("workspaceSymbolProvider", "workspace/symbol", json!({ "query": "web" })),
        (
            "codeActionProvider",
            "textDocument/codeAction",
            with(&with(&document, "range", whole.clone()), "context", json!({ "diagnostics": [] })),
        ),
        ("codeLensProvider", "textDocument/codeLens", document.clone()),
        (
            "documentLinkProvider",
            "textDocument/documentLink",
            json!({ "textDocument": { "uri": main } }),
        ),
        (
            "documentFormattingProvider",
            "textDocument/formatting",
            with(&document, "options", json!({ "tabSize": 4, "insertSpaces": true })),
        ),
        ("renameProvider", "textDocument/prepareRename", place.clone()),
        ("renameProvider", "textDocument/rename", with(&place, "newName", json!("store"))),
        ("foldingRangeProvider", "textDocument/foldingRange", document.clone()),
        (
            "selectionRangeProvider",
            "textDocument/selectionRange",
            with(&document, "positions", json!([at("db\n}")])),
        ),
        ("inlayHintProvider", "textDocument/inlayHint", with(&document, "range", whole)),
        ("semanticTokensProvider", "textDocument/semanticTokens/full", document),
        (
            "executeCommandProvider",
            "workspace/executeCommand",
            json!({ "command": "netz.preview", "arguments": [{ "uri": uri, "zones": ["shop"] }] }),
        ),
    ]
}

#[test]
fn every_capability_is_answered() {
    let messy = SHOP.replace("  segment web", "segment   web");
    let folder = Folder::new(&[("main.netz", MAIN), ("shop.netz", SHOP)]);
    let (uri, main) = (folder.uri("shop.netz"), folder.uri("main.netz"));
    let mut client = Client::open_folder(&folder.path(), &capable(false));
    client.open(&main, MAIN);
    client.open(&uri, SHOP);
    let mut advertised: Vec<String> =
        client.capabilities.as_object().expect("an object").keys().cloned().collect();
    advertised.retain(|one| {
        !["positionEncoding", "textDocumentSync", "workspace"].contains(&one.as_str())
    });
    let requests = requests(&uri, &main);
    for one in &advertised {
        assert!(requests.iter().any(|(of, ..)| of == one), "nothing asks for {one}");
    }
    for (of, method, params) in &requests {
        assert!(advertised.iter().any(|one| one == of), "{of} is not advertised");
        if *method == "textDocument/formatting" {
            client.replace(&uri, 2, &messy);
        }
        let answer = client.ask(method, params);
        if *method == "textDocument/formatting" {
            client.replace(&uri, 3, SHOP);
        }
        let empty_list =
            answer.as_array().is_some_and(Vec::is_empty) && *method != "textDocument/codeAction";
        assert!(!answer.is_null() && !empty_list, "{method}: {answer}");
    }
    let lens = client.ask("textDocument/codeLens", &json!({ "textDocument": { "uri": uri } }));
    let lens = client.ask("codeLens/resolve", &lens[0]);
    assert_eq!(lens["command"]["title"], "3 policies · 3 rules");
    let shown = client.ask(
        "workspace/executeCommand",
        &json!({ "command": lens["command"]["command"], "arguments": lens["command"]["arguments"] }),
    );
    assert!(shown["yaml"].as_str().expect("yaml").contains("kind: NetworkPolicy"));
    let at = position(SHOP, SHOP.find("web ->").expect("the place"), false);
    let followed =
        client.ask("netz/preview", &json!({ "textDocument": { "uri": uri }, "position": at }));
    assert_eq!((&followed["zones"], &followed["stale"]), (&json!(["shop"]), &json!(false)));
    assert_eq!(client.end(), Some(0));
}

#[test]
fn what_it_does_not_know_it_refuses_and_goes_on() {
    let folder = Folder::new(&[("main.netz", SHOP)]);
    let mut client = Client::open_folder(&folder.path(), &json!({}));
    let uri = folder.uri("main.netz");
    client.open(&uri, SHOP);
    assert_eq!(client.refusal("textDocument/moniker", &json!({})).0, -32601);
    assert_eq!(client.refusal("textDocument/hover", &json!({ "position": 3 })).0, -32602);
    let elsewhere = json!({ "textDocument": { "uri": "file:///nowhere/x.netz" }, "position": { "line": 0, "character": 0 } });
    assert!(client.refusal("textDocument/hover", &elsewhere).1.contains("in no program"));
    let command = json!({ "command": "rm", "arguments": [] });
    assert!(client.refusal("workspace/executeCommand", &command).1.contains("no command `rm`"));
    let command = json!({ "command": "netz.preview", "arguments": [3] });
    assert!(client.refusal("workspace/executeCommand", &command).1.contains("\"zones\""));
    client.tell("textDocument/didChange", &json!({ "nonsense": true }));
    client.tell("$/setTrace", &json!({ "value": "off" }));
    let far = json!({ "textDocument": { "uri": uri }, "position": { "line": 4_000_000_000_u32, "character": 4_000_000_000_u32 } });
    assert!(client.ask("textDocument/hover", &far).is_null());
    assert!(client.heard.iter().any(|one| one["method"] == "window/showMessage"));
    assert_eq!(client.end(), Some(0));
}

#[test]
fn a_plain_client_gets_plain_answers() {
    let folder =
        Folder::new(&[("main.netz", "zone shop isolates\nsegment web\nwep -> web tcp/1\n")]);
    let mut client = Client::open_folder(&folder.path(), &json!({}));
    assert_eq!(client.capabilities["positionEncoding"], "utf-16");
    client.settle();
    let said = client.diagnostics();
    let one = &said[&folder.uri("main.netz")][0];
    assert_eq!(one["code"], "N0201");
    assert!(one.get("codeDescription").is_none() && one.get("relatedInformation").is_none());
    let symbols = client.ask(
        "textDocument/documentSymbol",
        &json!({ "textDocument": { "uri": folder.uri("main.netz") } }),
    );
    assert!(symbols[0].get("location").is_some(), "{symbols}");
    let asked = client.heard.iter().filter(|one| one.get("id").is_some());
    assert_eq!(asked.count(), 0, "nothing was allowed to be asked");
}
