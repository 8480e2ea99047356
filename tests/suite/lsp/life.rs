//! How a server begins and ends.

use super::client::{Client, Folder, capable, uri};
use serde_json::{Value, json};

#[test]
fn it_ends_as_it_is_asked_to() {
    let folder = Folder::new(&[("main.netz", "zone a isolates\n")]);
    let open = || Client::open_folder(&folder.path(), &capable(true));
    assert_eq!(open().end(), Some(0));
    assert_eq!(open().hang_up(), Some(1));
    let mut rude = open();
    rude.tell("exit", &Value::Null);
    assert!(std::iter::from_fn(|| rude.hear()).count() < 9);
    assert_eq!(rude.hang_up(), Some(1));
    let mut late = open();
    late.ask("shutdown", &Value::Null);
    assert_eq!(late.refusal("workspace/symbol", &json!({ "query": "" })).0, -32600);
    assert_eq!(late.hang_up(), Some(0));
}

#[test]
fn nothing_is_answered_before_the_beginning() {
    let mut client = Client::silent();
    assert_eq!(client.refusal("workspace/symbol", &json!({ "query": "" })).0, -32002);
    assert_eq!(client.hang_up(), Some(1));
    let mut garbage = Client::silent();
    garbage.say(&json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": { "capabilities": 3, "rootUri": 7 } }));
    assert!(garbage.hear().expect("an answer").get("result").is_some());
}

#[test]
fn a_cancelled_request_says_so() {
    let folder = Folder::new(&[("main.netz", "zone a isolates\n")]);
    let mut client = Client::open_folder(&folder.path(), &capable(true));
    client.settle();
    // Both arrive while the server is busy with the first.
    let text = "zone a isolates\n".to_owned() + &"s -> t tcp/1 # x\n".repeat(2_000);
    client.open(&folder.uri("main.netz"), &text);
    let busy = client.send("workspace/symbol", &json!({ "query": "" }));
    let id = client.send("workspace/symbol", &json!({ "query": "" }));
    client.tell("$/cancelRequest", &json!({ "id": id }));
    client.answer_to(busy);
    let answer = client.answer_to(id);
    let cancelled = answer["error"]["code"] == json!(-32800);
    assert!(cancelled || answer.get("result").is_some(), "{answer}");
    assert_eq!(client.end(), Some(0));
}

#[test]
fn a_client_without_folders_has_the_files_that_it_opens() {
    let folder = Folder::new(&[("main.netz", "zone a isolates\nuse \"b.netz\"\n"), ("b.netz", "")]);
    let mut client = Client::silent();
    client.ask("initialize", &json!({ "processId": null, "rootUri": null, "capabilities": {} }));
    client.tell("initialized", &json!({}));
    client.open(&uri(&folder.path().join("b.netz")), "in a { x -> y tcp/1 }\n");
    client.open("untitled:Untitled-1", "zone z isolates; p -> q\n");
    client.settle();
    let said = client.diagnostics();
    let codes = |uri: &str| -> Vec<String> {
        said[uri].iter().map(|one| one["code"].as_str().expect("a code").to_owned()).collect()
    };
    assert!(codes("untitled:Untitled-1").contains(&"N0407".to_owned()), "{said:?}");
    assert!(codes(&folder.uri("b.netz")).contains(&"N0606".to_owned()), "{said:?}");
}
