//! explain, init, completions, man, help.

use super::{Project, SHOP};
use netz::diagnostic::Code;
use serde_json::Value;

#[test]
fn explain_prints_the_page_of_a_code_or_name() {
    let project = Project::new("");
    let page = Code::AnyPort.page().trim_end();
    for word in ["N0601", "n0601", "any-port"] {
        assert_eq!(project.run(&["explain", word]).ends(0).stdout.trim_end(), page);
    }
}

#[test]
fn explain_lists_every_code_with_its_level() {
    let run = Project::new("").run(&["explain"]).ends(0);
    for code in Code::ALL {
        let line = run.stdout.lines().find(|line| line.starts_with(code.id()));
        let line = line.unwrap_or_else(|| panic!("no {code} in\n{}", run.stdout));
        assert!(line.contains(code.name()), "{line}");
    }
    run.prints("N0001  error  syntax").prints("N0601  warn   any-port").prints("internet");
}

#[test]
fn explain_knows_words_and_guesses() {
    let project = Project::new("");
    project.run(&["explain", "internet"]).ends(0).prints("100.64.0.0/10");
    project.run(&["explain", "exec"]).ends(0).prints("create on pods/exec");
    project.run(&["explain", "any-prot"]).ends(2).says("did you mean `any-port`?");
    project.run(&["explain", "isolate"]).ends(2).says("did you mean `isolates`?");
    project.run(&["explain", "zzzzzz"]).ends(2).says("`netz explain` lists");
}

/// All strings under `key`, anywhere in a value.
fn strings(value: &Value, key: &str, found: &mut Vec<String>) {
    let children: Vec<_> = match value {
        Value::Array(items) => items.iter().map(|item| ("", item)).collect(),
        Value::Object(fields) => fields.iter().map(|(name, item)| (name.as_str(), item)).collect(),
        _ => return,
    };
    for (name, child) in children {
        let listed = child.as_array().into_iter().flatten();
        let here = [child].into_iter().chain(listed).filter(|_| name == key);
        found.extend(here.filter_map(|text| text.as_str().map(str::to_owned)));
        strings(child, key, found);
    }
}

/// What a statement of a zone compiles to: the strings under some keys.
fn compiled(statement: &str, keys: &[&str]) -> Vec<String> {
    let text = SHOP.replace("  web -> api\n", &format!("  web -> api\n  {statement}\n"));
    let arguments = ["build", "-A", "warnings", "-A", "secrets-read", "--format", "json"];
    let run = Project::new(&text).run(&arguments).ends(0);
    let list: Value = serde_json::from_str(&run.stdout).expect("JSON");
    let mut found = Vec::new();
    keys.iter().for_each(|key| strings(&list, key, &mut found));
    found
}

#[test]
fn explain_says_of_words_what_they_compile_to() {
    let page = |word: &str| Project::new("").run(&["explain", word]).ends(0).stdout;
    let blocks = compiled("web -> internet tcp/443", &["cidr", "except"]);
    assert!(blocks.len() > 10, "{blocks:?}");
    let internet = page("internet");
    for block in blocks {
        assert!(internet.contains(&block), "no {block} in\n{internet}");
    }
    let plain = compiled("", &["verbs"]);
    assert_eq!(plain, ["get", "list", "watch"]);
    for (word, statement) in [
        ("read", "deployer can read pods"),
        ("write", "deployer can write pods"),
        ("apply", "deployer can apply pods"),
        ("exec", "deployer can exec pods because \"x\""),
        ("forward", "deployer can forward pods because \"x\""),
    ] {
        let page = page(word);
        let words: Vec<_> = page.split(|it: char| !it.is_ascii_lowercase() && it != '/').collect();
        let compiled = compiled(statement, &["verbs", "resources"]);
        for wanted in compiled.iter().filter(|it| *it != "deployments" && *it != "pods") {
            let known = words.contains(&wanted.as_str()) || plain.contains(wanted);
            assert!(known, "no {wanted} in\n{page}");
        }
    }
}

#[test]
fn explain_renders_for_eyes_on_request() {
    let run = Project::new("").run(&["explain", "internet", "--color", "always"]).ends(0);
    assert!(run.stdout.starts_with("\u{1b}[1minternet\u{1b}[0m\n"), "{:?}", run.stdout);
    assert!(!run.stdout.contains("```"), "{}", run.stdout);
}

#[test]
fn init_writes_a_policy_without_a_finding_for_every_cluster() {
    for cluster in ["kind", "gke", "eks", "aks", "openshift"] {
        let project = Project::new("");
        project.run(&["init", "new", "--cluster", cluster]).ends(0).says("wrote `new/main.netz`");
        assert_eq!(
            project.files("new"),
            [".gitattributes", ".github/workflows/netz.yml", "Makefile", "main.netz"]
        );
        project.run_in("new", &["check", "-D", "warnings"]).ends(0);
        project.run_in("new", &["fmt", "--check"]).ends(0).says("ok: 1 file in style");
        project.run_in("new", &["build", "-o", "k8s", "--prune"]).ends(0);
        project.run_in("new", &["build", "-o", "k8s", "--check"]).ends(0);
    }
}

/// The words that the reference lists, and the arrows.
#[test]
fn explain_knows_every_word_of_the_language() {
    let reference = include_str!("../../../docs/language.md");
    let lists = reference.lines().filter_map(|line| line.strip_prefix("> `"));
    let listed = lists.flat_map(|list| list.split(['`', ' '])).filter(|word| !word.is_empty());
    let words: Vec<_> = listed.chain(["->", "<->", "->>", "*", "isolates", "dns", "all"]).collect();
    assert!(words.len() > 50, "{words:?}");
    let project = Project::new("");
    // What only stands in the forms of other words.
    let parts = ["from"];
    for word in words.into_iter().filter(|word| !parts.contains(word)) {
        project.run(&["explain", word]).ends(0).prints("# ").prints(word);
    }
    for page in ["egress", "ingress"] {
        project.run(&["explain", page]).ends(0).prints("# egress, ingress\n\n");
    }
}

#[test]
fn init_leaves_what_is_there() {
    let project = Project::new(SHOP);
    project.run(&["init"]).ends(2).says("`main.netz` is there already").says("`--force`");
    assert_eq!(project.files("."), ["main.netz"]);

    project.write("Makefile", "all:\n");
    project.write(".gitattributes", "*.png binary");
    project.write(".github/workflows/netz.yml", "mine");
    project.run(&["init", "--force"]).ends(0).says("Makefile was left alone; a rule for it:");
    assert_ne!(project.read("main.netz"), SHOP);
    assert_eq!(project.read("Makefile"), "all:\n");
    assert_eq!(project.read(".github/workflows/netz.yml"), "mine");
    let attributes = "*.png binary\nk8s/** linguist-generated=true\n";
    assert_eq!(project.read(".gitattributes"), attributes);
    project.run(&["init", "--force"]).ends(0);
    assert_eq!(project.read(".gitattributes"), attributes);
}

#[test]
fn completions_are_there_for_every_shell() {
    let project = Project::new("");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        project.run(&["completions", shell]).ends(0).prints("kube-version");
    }
    project.run(&["completions", "ksh"]).ends(2);
}

#[test]
fn completions_know_lints_and_words() {
    let project = Project::new("");
    for shell in ["bash", "zsh", "fish"] {
        let script = project.run(&["completions", shell]).ends(0).stdout;
        for word in ["wide-cidr", "secrets-read", "warnings", "isolates"] {
            assert!(script.contains(word), "no {word} for {shell}");
        }
    }
    // What completes is a help: codes are still taken, and a mistake is answered.
    project.run(&["explain", "N0601"]).ends(0);
    project.run(&["explain", "isolate"]).ends(2).says("did you mean `isolates`?");
}

#[test]
fn man_pages_are_printed_and_written() {
    let project = Project::new("");
    project.run(&["man"]).ends(0).prints(".TH netz 1");
    project.run(&["man", "--out", "man1"]).ends(0);
    let pages = project.files("man1");
    for page in ["netz.1", "netz-build.1", "netz-check.1", "netz-explain.1", "netz-init.1"] {
        assert!(pages.iter().any(|name| name == page), "no {page} in {pages:?}");
    }
    assert!(!project.path("man1/netz-help.1").exists());
    let page = project.read("man1/netz-build.1");
    assert!(page.contains("\\-\\-prune"));
    assert!(page.contains(".SH EXAMPLES\n.nf\n  netz build "), "{page}");
    project.run(&["man", "--out", "main.netz"]).ends(2).says("cannot write to `main.netz`");
}

#[test]
fn help_teaches_by_examples() {
    let project = Project::new("");
    project.run(&["--help"]).ends(0).prints("Examples:").prints("Exit status:");
    for command in
        ["build", "check", "explain", "highlight", "init", "completions", "man", "mdbook"]
    {
        let help = project.run(&[command, "--help"]).ends(0).prints("Examples:");
        assert_eq!(project.run(&["help", command]).ends(0).stdout, help.stdout);
    }
    project.run(&["--version"]).ends(0).prints(concat!("netz ", env!("CARGO_PKG_VERSION")));
}
