//! The diagnostics are those of `netz check`: the same files, places, levels and order.

use super::client::{Client, Folder, capable, slice, uri};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

/// What `netz check` shows to people of each file: severity, code, place and first sentence.
fn checked(directory: &Path, arguments: &[&str]) -> BTreeMap<String, Vec<String>> {
    let run = Command::new(env!("CARGO_BIN_EXE_netz"))
        .args(["check", "--message-format", "json"])
        .args(arguments)
        .current_dir(directory)
        .output()
        .expect("netz runs");
    let report: Value = serde_json::from_slice(&run.stdout).expect("a report");
    let mut files: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for one in report["diagnostics"].as_array().expect("a list") {
        if one["severity"] == "accepted" {
            continue;
        }
        let label = one["labels"][0].clone();
        let (file, line) =
            (label["file"].as_str().unwrap_or("main.netz"), label["line"].as_u64().unwrap_or(1));
        let text = format!(
            "{} {} {line}:{} {}",
            one["severity"].as_str().expect("a word"),
            one["code"].as_str().expect("a code"),
            label["column"].as_u64().unwrap_or(1),
            one["message"].as_str().expect("a text")
        );
        files.entry(file.to_owned()).or_default().push(text);
    }
    files
}

/// What the server says of each file, in the same form.
fn served(directory: &Path, settings: &Value) -> BTreeMap<String, Vec<String>> {
    let mut client = Client::open_folder(directory, &capable(true));
    if !settings.is_null() {
        let settings = json!({ "settings": { "netz": settings } });
        client.tell("workspace/didChangeConfiguration", &settings);
    }
    client.settle();
    let mut files = BTreeMap::new();
    for (name, list) in client.diagnostics() {
        let name = decoded(&name);
        let name =
            name.strip_prefix(&format!("{}/", uri(directory))).expect("a file here").to_owned();
        let text = std::fs::read_to_string(directory.join(&name)).expect("a text");
        let lines = list.iter().map(|one| {
            let start = &one["range"]["start"];
            let line = start["line"].as_u64().expect("a line");
            let before = json!({ "start": { "line": line, "character": 0 }, "end": start });
            let severity = if one["severity"] == 1 { "error" } else { "warning" };
            let message = one["message"].as_str().expect("a text");
            let (code, column) = (
                &one["code"].as_str().expect("a code"),
                slice(&text, &before, true).chars().count() + 1,
            );
            (format!("{severity} {code} {}:{column}", line + 1), message.to_owned())
        });
        files.insert(name, lines.collect::<Vec<_>>());
    }
    let plain = files.into_iter().filter(|(_, list)| !list.is_empty());
    plain
        .map(|(name, list)| {
            (name, list.into_iter().map(|(head, message)| format!("{head} {message}")).collect())
        })
        .collect()
}

/// A text without `%C3%A4` and the like.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let code = behind.get(..2).filter(|_| *first == b'%');
        let code =
            code.and_then(|code| u8::from_str_radix(std::str::from_utf8(code).ok()?, 16).ok());
        bytes.push(code.unwrap_or(*first));
        rest = if code.is_some() { &behind[2..] } else { behind };
    }
    String::from_utf8(bytes).expect("a name")
}

#[track_caller]
fn same(directory: &Path, arguments: &[&str]) {
    same_with(directory, arguments, &Value::Null);
}

#[track_caller]
fn same_with(directory: &Path, arguments: &[&str], settings: &Value) {
    let directory = directory.canonicalize().expect("a directory");
    let (checked, served) = (checked(&directory, arguments), served(&directory, settings));
    let names = |all: &BTreeMap<String, Vec<String>>| all.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&checked), names(&served));
    for (name, wanted) in &checked {
        let said = &served[name];
        assert_eq!(wanted.len(), said.len(), "{name}: {wanted:#?} {said:#?}");
        for (wanted, said) in wanted.iter().zip(said) {
            assert!(said.starts_with(wanted.as_str()), "{name}: {wanted} is not {said}");
        }
    }
}

#[test]
fn of_programs_with_a_main() {
    for name in ["online-boutique", "platform", "rbac", "three-tier"] {
        same(&Path::new("examples").join(name), &[]);
    }
}

/// A policy of somebody else that lets everybody reach the database.
const WIDE: &str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: wide, namespace: shop }
spec:
  podSelector: { matchLabels: { app: db } }
  ingress: [{}]
";

#[test]
fn of_programs_beside_objects_of_others() {
    let folder = Folder::new(&[
        (
            "main.netz",
            "zone shop isolates { segment web tcp/1; segment db tcp/2; web -> db }\nnever * -> shop/web\n",
        ),
        ("a.test.netz", "never shop/db -> shop/web\nonly shop/web -> shop/db\n"),
        ("charts/wide.yaml", WIDE),
        ("charts/broken.yml", "kind: NetworkPolicy\nspec: [\n"),
    ]);
    for with in [&["charts"][..], &["charts/wide.yaml"]] {
        let arguments: Vec<&str> = with.iter().flat_map(|one| ["--with", one]).collect();
        same_with(&folder.path(), &arguments, &json!({ "with": with }));
    }
    let mut client = Client::open_folder(&folder.path(), &capable(true));
    let about = |client: &mut Client| {
        client.settle();
        let said = client.diagnostics();
        let all = said.values().flatten().filter(|one| one["code"] != "N0902");
        all.filter(|one| one["message"].as_str().is_some_and(|it| it.contains("shop/wide"))).count()
    };
    assert_eq!(about(&mut client), 0);
    let settings = json!({ "settings": { "netz": { "with": ["charts", "absent"] } } });
    client.tell("workspace/didChangeConfiguration", &settings);
    assert!(about(&mut client) > 0, "{:?}", client.diagnostics());
    let absent = |one: &Value| one.to_string().contains("the setting `with` names `absent`");
    assert!(client.heard.iter().any(absent));
    // The editor tells of a file with objects that changes.
    folder.write("charts/wide.yaml", &WIDE.replace("shop }", "other }"));
    let uri = folder.uri("charts/wide.yaml");
    let changes = json!({ "changes": [{ "uri": uri, "type": 2 }] });
    client.tell("workspace/didChangeWatchedFiles", &changes);
    assert_eq!(about(&mut client), 0);
}

#[test]
fn of_programs_that_use_definitions_which_change() {
    const DEFINITION: &str = "\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: widgets.example.org }
spec:
  group: example.org
  scope: Namespaced
  names: { plural: widgets, kind: Widget }
  versions: [{ name: v1, served: true, storage: true }]
";
    let program = "use \"crds.yaml\"\nuser ann = \"ann\"\nzone z isolates { ann can get widgets.example.org, gadgets.example.org }\n";
    let folder = Folder::new(&[("main.netz", program)]);
    let mut client = Client::open_folder(&folder.path(), &capable(true));
    let mut after = |text: Option<&str>, kind: u8| {
        match text {
            Some(text) => folder.write("crds.yaml", text),
            None => std::fs::remove_file(folder.path().join("crds.yaml")).expect("a file"),
        }
        let uri = folder.uri("crds.yaml");
        let changes = json!({ "changes": [{ "uri": uri, "type": kind }] });
        client.tell("workspace/didChangeWatchedFiles", &changes);
        client.settle();
        let said = client.diagnostics().remove(&folder.uri("main.netz")).unwrap_or_default();
        let said = said.iter().map(|one| one["message"].as_str().expect("a text"));
        let said: String =
            said.map(|one| one.lines().next().expect("a line").to_owned() + "\n").collect();
        (said.contains("resource `widgets"), said.contains("resource `gadgets"))
    };
    assert_eq!(after(Some(DEFINITION), 1), (false, true));
    assert_eq!(after(Some(&DEFINITION.replace("widgets", "gadgets")), 2), (true, false));
    assert_eq!(after(Some(DEFINITION), 2), (false, true));
    after(None, 3);
    same(&folder.path(), &[]);
}

#[test]
fn of_directories_without_one() {
    same(Path::new("examples/articles"), &["."]);
    same(Path::new("examples/recipes"), &["."]);
    same(Path::new("tests/corpus"), &["."]);
}

#[test]
fn of_each_program_of_the_corpus_by_itself() {
    for entry in std::fs::read_dir("tests/corpus").expect("the corpus") {
        let path = entry.expect("a file").path();
        if path.extension().is_some_and(|ending| ending == "netz") {
            let text = std::fs::read_to_string(&path).expect("a text");
            let folder = Folder::new(&[("main.netz", &text)]);
            same(&folder.path(), &[]);
        }
    }
}

#[test]
fn of_broken_programs_in_several_files() {
    let folder = Folder::new(&[
        (
            "main.netz",
            "use \"ä/b.netz\"\nuse \"gone.netz\"\nzone shop isolates { segment web; wep -> web icmp }\n",
        ),
        (
            "ä/b.netz",
            "# 🦀\nzone pay isolates { segment ü\u{301}; a -> -> b\n  x -> shop/web # ä\n  \"🦀\" -> y }\nlint deny nothing\n",
        ),
    ]);
    same(&folder.path(), &[]);
    same(&Folder::new(&[("main.netz", "")]).path(), &[]);
    same(&Folder::new(&[("main.netz", "zone a isolates\r\nb -> c\r\n}\r\n")]).path(), &[]);
}

#[test]
fn each_links_to_its_page_and_names_other_places() {
    let folder = Folder::new(&[("main.netz", "zone a isolates\nzone a isolates\n")]);
    let mut client = Client::open_folder(&folder.path(), &capable(true));
    client.settle();
    let said = client.diagnostics();
    let one = said[&folder.uri("main.netz")].iter().find(|one| one["code"] == "N0202").expect("it");
    let page = one["codeDescription"]["href"]
        .as_str()
        .expect("a link")
        .strip_prefix("file://")
        .expect("a file");
    let page = std::fs::read_to_string(page).expect("the page");
    assert!(page.contains("N0202"), "{page}");
    let related = &one["relatedInformation"][0];
    assert_eq!(related["message"], "first declared here");
    assert_eq!(
        slice("zone a isolates\nzone a isolates\n", &related["location"]["range"], true),
        "a"
    );
}

#[test]
fn what_is_left_over_is_faded() {
    let folder = Folder::new(&[("main.netz", "zone a isolates\nsegment b\nnet n = 10.0.0.0/8\n")]);
    let mut client = Client::open_folder(&folder.path(), &capable(true));
    client.settle();
    let said = client.diagnostics();
    let tags: Vec<_> = said[&folder.uri("main.netz")]
        .iter()
        .map(|one| (one["code"].as_str().expect("a code"), one["tags"] == json!([1])))
        .collect();
    assert!(tags.contains(&("N0613", true)) && tags.contains(&("N0614", true)), "{tags:?}");
}
