//! explain, init, completions, man, help.

use super::{Project, SHOP};
use netz::diagnostic::Code;

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
        project.run_in("new", &["build", "-o", "k8s", "--prune"]).ends(0);
        project.run_in("new", &["build", "-o", "k8s", "--check"]).ends(0);
    }
}

#[test]
fn init_leaves_what_is_there() {
    let project = Project::new(SHOP);
    project.run(&["init"]).ends(2).says("`./main.netz` is there already").says("`--force`");
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
fn man_pages_are_printed_and_written() {
    let project = Project::new("");
    project.run(&["man"]).ends(0).prints(".TH netz 1");
    project.run(&["man", "--out", "man1"]).ends(0);
    let pages = project.files("man1");
    for page in ["netz.1", "netz-build.1", "netz-check.1", "netz-explain.1", "netz-init.1"] {
        assert!(pages.iter().any(|name| name == page), "no {page} in {pages:?}");
    }
    assert!(project.read("man1/netz-build.1").contains("\\-\\-prune"));
    project.run(&["man", "--out", "main.netz"]).ends(2).says("cannot write to `main.netz`");
}

#[test]
fn help_teaches_by_examples() {
    let project = Project::new("");
    project.run(&["--help"]).ends(0).prints("Examples:").prints("Exit status:");
    for command in ["build", "check", "explain", "init", "completions", "man"] {
        project.run(&[command, "--help"]).ends(0).prints("Examples:");
    }
    project.run(&["--version"]).ends(0).prints(concat!("netz ", env!("CARGO_PKG_VERSION")));
}
