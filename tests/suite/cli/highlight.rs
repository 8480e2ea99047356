//! `netz highlight` and `netz mdbook`.

use super::{Project, SHOP};
use serde_json::{Value, json};
use std::process::{Command, Stdio};

#[test]
fn colours_are_for_terminals_unless_they_are_asked_for() {
    let project = Project::new(SHOP);
    assert_eq!(project.run(&["highlight", "main.netz"]).ends(0).stdout, SHOP);
    let run = project.run(&["highlight", "--color", "always", "main.netz"]).ends(0);
    run.prints("\x1b[35mzone\x1b[0m \x1b[36mshop\x1b[0m \x1b[35misolates\x1b[0m {");
    let run = project.run_with_input(&["highlight", "--color=always", "-"], "exclusive").ends(0);
    assert_eq!(run.stdout, "\x1b[35mexclusive\x1b[0m");
    project.run(&["highlight", "-o", "plain", "main.netz"]).ends(0);
    assert_eq!(project.read("plain"), SHOP);
}

#[test]
fn html_is_a_page_or_a_piece() {
    let project = Project::new(SHOP);
    let piece = project.run(&["highlight", "--format", "fragment", "main.netz"]).ends(0).stdout;
    assert!(piece.starts_with("<pre class=\"netz\"><code><span class=\"netz-keyword\">extern"));
    project.run(&["highlight", "--format", "html", "-o", "main.html", "main.netz"]).ends(0);
    let page = project.read("main.html");
    assert!(page.contains(&piece) && page.contains("<title>main.netz</title>"));
    assert!(page.contains("prefers-color-scheme: dark") && !page.contains("http"));
    let style = project.run(&["highlight", "--format", "css"]).ends(0).stdout;
    assert!(page.contains(&style));
}

#[test]
fn what_is_broken_has_colours_and_what_is_no_text_has_a_reason() {
    let project = Project::new("zone prod isolates {\n  web -> \"x\n  alice can");
    let run = project.run(&["highlight", "--format", "fragment", "main.netz"]).ends(0);
    run.prints("<span class=\"netz-keyword\">can</span>");
    project.write("latin.netz", [b'z', 0xE4]);
    project.run(&["highlight", "latin.netz"]).ends(2).says("not UTF-8");
    project.run(&["highlight", "none.netz"]).ends(2).says("there is no such file");
    project.run(&["highlight", "."]).ends(2).says("is a directory").says("name the files in it");
    project.run(&["highlight"]).ends(2).says("<FILE|->");
    project.run(&["highlight", "--format", "html"]).ends(2).says("no file is named");
    project.run(&["highlight", "--format", "css", "main.netz"]).ends(2).says("leave the files out");
    project.run(&["highlight", "--format", "pdf", "main.netz"]).ends(2).says("fragment");
    project.write("empty.netz", "");
    assert_eq!(project.run(&["highlight", "empty.netz"]).ends(0).stdout, "");
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let project = Project::new(&SHOP.repeat(2000));
    let mut command = Command::new(env!("CARGO_BIN_EXE_netz"));
    command.current_dir(project.path(".")).args(["highlight", "--color=always", "main.netz"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0));
}

/// What mdBook sends: its context, and a book of two chapters, one in the other.
fn book(parts: &str) -> Value {
    let chapter = |content: &str, below: Value| json!({ "Chapter": { "name": "x", "content": content, "sub_items": below, "path": null } });
    let inner = chapter("b\n```netz\nexclusive\n```\n", json!([]));
    let outer = chapter("```yaml\na: b\n```\n", json!([inner]));
    json!([{ "root": "." }, { parts: [outer, "Separator"] }])
}

#[test]
fn mdbook_gets_its_book_back_in_colour() {
    let project = Project::new("");
    project.run(&["mdbook", "supports", "html"]).ends(0);
    project.run(&["mdbook", "supports", "epub"]).ends(1);
    for parts in ["items", "sections"] {
        let sent = book(parts);
        let run = project.run_with_input(&["mdbook"], &sent.to_string()).ends(0);
        let got: Value = serde_json::from_str(&run.stdout).unwrap();
        let mut wanted = sent[1].clone();
        wanted[parts][0]["Chapter"]["sub_items"][0]["Chapter"]["content"] = json!(
            "b\n<pre><code class=\"netz nohighlight\"><span class=\"netz-keyword\">exclusive</span>\n</code></pre>\n"
        );
        assert_eq!(got, wanted);
    }
    project.run_with_input(&["mdbook"], "").ends(2).says("is no book").says("book.toml");
    project.run_with_input(&["mdbook"], "[1, {}]").ends(2).says("neither `items`");
    project.run(&["mdbook", "likes", "html"]).ends(2).says("is no question");
}
