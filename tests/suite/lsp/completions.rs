//! What may come next, while nothing of the program can be read.

use super::client::{Client, Folder, capable, position, slice};
use serde_json::json;

#[test]
fn a_half_typed_file_still_knows_its_names() {
    let whole = "zone shop isolates {\n  segment web tcp/1\n  segment database tcp/2\n  web -> database\n}\n";
    let folder = Folder::new(&[("main.netz", whole)]);
    let uri = folder.uri("main.netz");
    let mut client = Client::open_folder(&folder.path(), &capable(true));
    client.open(&uri, whole);
    client.settle();
    let broken = "zone shop isolates {{\n  segment web tcp/1\n  segment database tcp/2\n  web -> da\n  \" ; }{\n";
    client.replace(&uri, 2, broken);
    let end = broken.find("da\n").expect("it") + 2;
    let params = json!({ "textDocument": { "uri": uri }, "position": position(broken, end, true) });
    let found = client.ask("textDocument/completion", &params);
    let item = found.as_array().expect("a list").iter().find(|one| one["label"] == "database");
    let item = item.unwrap_or_else(|| panic!("{found}"));
    assert_eq!(item["textEdit"]["newText"], "database");
    assert_eq!(slice(broken, &item["textEdit"]["range"], true), "da");
    assert!(item["detail"].as_str().expect("a text").contains("tcp/2"));
}

#[test]
fn a_resource_is_replaced_with_what_stands_before_its_slash() {
    let text = "group g = \"g\"\ng can get pods/lo\n";
    let folder = Folder::new(&[("main.netz", text)]);
    let uri = folder.uri("main.netz");
    let mut client = Client::open_folder(&folder.path(), &capable(true));
    client.open(&uri, text);
    let at = position(text, text.len() - 1, true);
    let found = client
        .ask("textDocument/completion", &json!({ "textDocument": { "uri": uri }, "position": at }));
    let item = found
        .as_array()
        .expect("a list")
        .iter()
        .find(|one| one["label"] == "pods/log")
        .expect("it")
        .clone();
    assert_eq!(slice(text, &item["textEdit"]["range"], true), "pods/lo");
}
