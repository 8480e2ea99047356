//! `netz query`: pages of questions with their answers, and the command line.
//!
//! `NETZ_BLESS=1 cargo test --test suite query` writes the answers anew.

#[path = "query/hostile.rs"]
mod hostile;

use netz::diagnostic::render;
use netz::query::{self, Verdict};
use netz::{Options, Program};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::{env, fs};

const PAGES: [&str; 3] =
    ["docs/query.md", "tests/suite/query/connections.md", "tests/suite/query/rights.md"];

/// What stands before a question.
const PROMPT: &str = "$ netz query '";

const SHOP: &str = "\
zone shop isolates {
  segment web tcp/8080
  segment api tcp/8080
  web -> api
}
";

fn load(text: &str) -> Program {
    let mut files = BTreeMap::from([("main.netz".to_owned(), text.to_owned())]);
    netz::load(&["main.netz"], &mut files)
}

/// What a question gives, as the command line shows it.
fn transcript(program: &str, question: &str) -> String {
    let mut program = load(program);
    let outcome = query::ask(&mut program, &Options::default(), &[question.to_owned()]);
    let mut text = Vec::new();
    render::human(&mut text, &program.sources, &outcome.diagnostics, false).unwrap();
    for (at, answer) in outcome.answers.iter().flatten().flatten().enumerate() {
        if at > 0 {
            text.push(b'\n');
        }
        query::text::write(&mut text, &program.sources, answer).unwrap();
    }
    String::from_utf8(text).unwrap()
}

/// A page with the answers of today.
fn answered(page: &str) -> (String, usize) {
    let (mut out, mut program, mut questions) = (String::new(), String::new(), 0);
    let mut rest = page;
    while let Some((before, behind)) = rest.split_once("```") {
        let (language, behind) = behind.split_once('\n').unwrap();
        let (block, behind) = behind.split_once("```").expect("a block ends");
        out.push_str(before);
        let question = block.lines().next().and_then(|line| line.strip_prefix(PROMPT));
        let block = match question.map(|line| line.trim_end_matches('\'')) {
            Some(question) => {
                questions += 1;
                let answer = transcript(&program, question);
                format!("{PROMPT}{question}'\n{}\n", answer.trim_end())
            }
            None => block.to_owned(),
        };
        if language == "netz" {
            program.clone_from(&block);
        }
        out.push_str(&format!("```{language}\n{block}```"));
        rest = behind;
    }
    out.push_str(rest);
    (out, questions)
}

#[test]
fn questions_have_the_answers_that_pages_show() {
    for page in PAGES {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(page);
        let shown = fs::read_to_string(&path).unwrap();
        let (today, questions) = answered(&shown);
        assert!(questions > 5, "{page} asks nothing");
        if env::var_os("NETZ_BLESS").is_some() {
            fs::write(&path, today).unwrap();
        } else if shown != today {
            let wrong = shown.lines().zip(today.lines()).find(|(one, other)| one != other);
            panic!("{page}: {wrong:#?}\n`NETZ_BLESS=1` writes it anew");
        }
    }
}

#[test]
fn json_says_what_the_text_says() {
    let mut program = load(SHOP);
    let questions = ["web -> api", "api -> web", "who -> api"].map(str::to_owned);
    let outcome = query::ask(&mut program, &Options::default(), &questions);
    let mut text = Vec::new();
    let answers = outcome.answers.unwrap();
    query::json::write(&mut text, &program.sources, &questions, &answers).unwrap();
    let report: serde_json::Value = serde_json::from_slice(&text).unwrap();
    assert_eq!(report["version"], 1);
    let words: Vec<_> =
        report["answers"].as_array().unwrap().iter().map(|one| &one["answer"]).collect();
    assert_eq!(words, ["yes", "no", "yes"]);
    let ingress = &report["answers"][0]["sides"][1]["reasons"][0];
    assert_eq!(ingress["statement"]["line"], 4);
    assert_eq!(ingress["statement"]["text"], "web -> api");
    assert_eq!(ingress["rules"][0]["object"], "NetworkPolicy shop/netz-api");
    assert_eq!(ingress["rules"][0]["list"], "ingress");
    assert_eq!(ingress["rules"][0]["rule"], 1);
    assert_eq!(report["answers"][1]["suggestion"]["statement"], "api -> web");
    assert_eq!(report["answers"][2]["peers"][0]["names"][0], "shop/web");
}

#[test]
fn a_suggestion_allows_what_was_asked_for() {
    let asks =
        [("api -> web", "shop"), ("web -> api tcp/80", "shop"), ("shop/* -> web tcp/9", "shop")];
    for (question, zone) in asks {
        let mut program = load(SHOP);
        let outcome = query::ask(&mut program, &Options::default(), &[question.to_owned()]);
        let answer = &outcome.answers.as_ref().unwrap()[0][0];
        let query::answer::Body::Flow(flow) = &answer.body else { panic!("{answer:?}") };
        let suggestion = flow.suggestion.as_ref().unwrap();
        assert_eq!(suggestion.zone.as_deref(), Some(zone));
        let cured = format!("{SHOP}in {zone} {{ {} }}\n", suggestion.statement);
        let mut program = load(&cured);
        let outcome = query::ask(&mut program, &Options::default(), &[question.to_owned()]);
        assert_eq!(outcome.answers.unwrap()[0][0].verdict, Verdict::Yes, "{cured}");
    }
}

/// Runs netz beside a program.
fn netz(program: &str, arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("main.netz"), program).unwrap();
    fs::create_dir(folder.path().join("more")).unwrap();
    fs::write(folder.path().join("more/a.netz"), program).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_netz"));
    command.current_dir(folder.path()).stdin(Stdio::null()).arg("query").args(arguments);
    command.output().unwrap()
}

fn words(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn the_exit_status_is_the_answer() {
    for (arguments, code) in [
        (&["web -> api"][..], 0),
        (&["api -> web"], 1),
        (&["web -> api tcp/80,8080"], 1),
        (&["who -> api", "more"], 0),
        (&["-e", "web -> api", "-e", "api -> web"], 1),
        (&["-e", "web -> api", "more", "--format", "json"], 0),
        (&["wbe -> api"], 2),
        (&["web -> api", "nothing.netz"], 2),
        (&["--format", "yaml", "web -> api"], 2),
        (&[], 2),
    ] {
        let (status, out, err) = words(&netz(SHOP, arguments));
        assert_eq!(status, code, "{arguments:?}\n{out}{err}");
        assert_eq!(out.is_empty(), code == 2, "{arguments:?}\n{out}");
        assert_eq!(err.is_empty(), code != 2, "{arguments:?}\n{err}");
    }
    let (status, out, err) = words(&netz(SHOP, &["-q", "api -> web"]));
    assert_eq!((status, out.as_str(), err.as_str()), (1, "", ""));
}

#[test]
fn a_broken_program_answers_nothing_and_a_broken_promise_does() {
    let (status, out, err) = words(&netz("zone shop isolates; web -> \n", &["web -> api"]));
    assert!(status == 2 && out.is_empty() && err.contains("main.netz:1"), "{err}");
    let promise = format!("{SHOP}in shop {{ never web -> api }}\n");
    let (status, out, err) = words(&netz(&promise, &["web -> api"]));
    assert!(status == 0 && err.is_empty() && out.starts_with("yes: "), "{out}{err}");
}
