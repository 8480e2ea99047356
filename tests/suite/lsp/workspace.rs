//! Which programs there are, and which text holds.

use super::client::{Client, Folder, capable, position};
use serde_json::{Value, json};

fn codes(client: &Client, uri: &str) -> Vec<String> {
    let said = client.diagnostics();
    let list = said.get(uri).cloned().unwrap_or_default();
    list.iter().map(|one| one["code"].as_str().expect("a code").to_owned()).collect()
}

fn changed(client: &mut Client, uri: &str) {
    client.tell(
        "workspace/didChangeWatchedFiles",
        &json!({ "changes": [{ "uri": uri, "type": 2 }] }),
    );
    client.settle();
}

#[test]
fn an_open_text_holds_instead_of_the_file_and_the_file_when_it_is_closed() {
    let folder = Folder::new(&[
        (
            "main.netz",
            "use \"pay.netz\"\nzone shop isolates { segment web tcp/1; web -> pay/api }\n",
        ),
        ("pay.netz", "zone pay isolates { segment api tcp/2 }\n"),
    ]);
    let (main, pay) = (folder.uri("main.netz"), folder.uri("pay.netz"));
    let mut client = Client::open_folder(&folder.path(), &capable(true));
    client.settle();
    let clean = codes(&client, &main);
    assert!(!clean.contains(&"N0203".to_owned()), "{clean:?}");
    client.open(&pay, "zone paid isolates { segment api tcp/2 }\n");
    client.settle();
    assert!(codes(&client, &main).contains(&"N0203".to_owned()));
    client.tell("textDocument/didClose", &json!({ "textDocument": { "uri": pay } }));
    client.settle();
    assert_eq!(codes(&client, &main), clean);
    folder.write("pay.netz", "zone paying isolates { segment api tcp/2 }\n");
    changed(&mut client, &pay);
    assert!(codes(&client, &main).contains(&"N0203".to_owned()));
}

#[test]
fn files_belong_to_the_nearest_main_and_others_stand_alone() {
    let folder = Folder::new(&[
        ("a/main.netz", "use \"part.netz\"\nzone a isolates { web -> other/db tcp/1 }\n"),
        ("a/part.netz", "zone other isolates { segment db tcp/1 }\n"),
        ("a/unused.netz", "zone alone isolates { segment db tcp/1 icmp }\n"),
        ("a/deep/main.netz", "zone a isolates { segment x tcp/1 }\n"),
        ("loose/one.netz", "zone one isolates { segment x tcp/1; x -> two/y }\n"),
        ("loose/sub/two.netz", "zone two isolates { segment y tcp/2 }\n"),
        ("target/skipped.netz", "nonsense\n"),
    ]);
    let mut client = Client::open_folder(&folder.path(), &capable(true));
    client.settle();
    let said = client.diagnostics();
    assert!(codes(&client, &folder.uri("a/unused.netz")).contains(&"N0408".to_owned()), "{said:?}");
    assert!(!said.contains_key(&folder.uri("target/skipped.netz")));
    for one in said.values().flatten() {
        assert!(!["N0202", "N0203"].contains(&one["code"].as_str().expect("a code")), "{one}");
    }
    // A `use` takes the file into the program, and its absence gives it back.
    folder.write("a/main.netz", "use \"part.netz\"\nuse \"unused.netz\"\nzone alone isolates\n");
    changed(&mut client, &folder.uri("a/main.netz"));
    let both =
        [codes(&client, &folder.uri("a/main.netz")), codes(&client, &folder.uri("a/unused.netz"))]
            .concat();
    assert!(both.contains(&"N0202".to_owned()), "{both:?}");
}

#[test]
fn tests_say_which_of_their_assertions_fail() {
    let folder = Folder::new(&[
        ("main.netz", "zone shop isolates { segment web tcp/1; segment db tcp/2; web -> db }\n"),
        (
            "shop.test.netz",
            "never shop/web -> shop/db\nalways shop/web -> shop/db\nzone x isolates\n",
        ),
        ("deep/main.netz", "zone y isolates { segment z tcp/1 }\n"),
        ("deep/z.test.netz", "never y/z -> y/z\n"),
    ]);
    let mut client = Client::open_folder(&folder.path(), &capable(true));
    client.settle();
    assert_eq!(codes(&client, &folder.uri("shop.test.netz")), ["N0642"]);
    folder.write("shop.test.netz", "never shop/web -> shop/db\nalways shop/web -> shop/db\n");
    changed(&mut client, &folder.uri("shop.test.netz"));
    assert_eq!(codes(&client, &folder.uri("shop.test.netz")), ["N0903"]);
    let text = "never shop/web -> shop/db\n";
    let at = position(text, text.find("web").expect("it"), true);
    let place = json!({ "textDocument": { "uri": folder.uri("shop.test.netz") }, "position": at });
    let found = client.ask("textDocument/definition", &place);
    assert_eq!(found[0]["uri"], json!(folder.uri("main.netz")));
    assert_eq!(codes(&client, &folder.uri("deep/z.test.netz")), [""; 0]);
}

#[test]
fn the_yaml_of_a_broken_program_is_that_of_before() {
    let text = "zone shop isolates { segment web tcp/1; web -> web }\n";
    let folder = Folder::new(&[("main.netz", text)]);
    let uri = folder.uri("main.netz");
    let mut client = Client::open_folder(&folder.path(), &capable(true));
    client.open(&uri, text);
    let params =
        json!({ "textDocument": { "uri": uri }, "position": { "line": 0, "character": 30 } });
    let whole = client.ask("netz/preview", &params);
    client.replace(&uri, 2, "zone shop isolates { segment web tcp/1; web -> -> web }\n");
    let stale = client.ask("netz/preview", &params);
    assert_eq!((&whole["stale"], &stale["stale"]), (&json!(false), &json!(true)));
    assert_eq!(whole["yaml"], stale["yaml"]);
}

#[test]
fn settings_choose_the_cluster_and_the_kubernetes() {
    let text = "cluster a { nodes 10.0.0.0/8 }\ncluster b { pods 10.9.0.0/16 }\nzone z isolates { segment s tcp/1; nodes -> s }\n";
    let folder = Folder::new(&[("main.netz", text)]);
    let uri = folder.uri("main.netz");
    let mut client = Client::open_folder(&folder.path(), &capable(true));
    client.open(&uri, text);
    client.settle();
    assert!(codes(&client, &uri).contains(&"N0411".to_owned()), "of each cluster");
    let settings = json!({ "settings": { "netz": { "cluster": "a", "kubeVersion": "9.9" } } });
    client.tell("workspace/didChangeConfiguration", &settings);
    client.settle();
    assert!(!codes(&client, &uri).contains(&"N0411".to_owned()));
    let told = client.heard.iter().filter(|one| one["method"] == "window/showMessage");
    let told: Vec<&Value> = told.map(|one| &one["params"]["message"]).collect();
    assert!(told[0].as_str().expect("a text").contains("kubeVersion"), "{told:?}");
}
