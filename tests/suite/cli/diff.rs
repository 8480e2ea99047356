//! `netz diff`: files, standard input, and revisions of git.

use super::{Project, Run, SHOP};
use std::process::{Command, Stdio};

const WIDER: &str = "in shop { web -> pay/ledger }\n";
const SAME: &str = "no difference: both allow and grant the same\n";

/// A project in a git repository.
fn repository(text: &str) -> Project {
    let project = Project::new(text);
    git(&project, &["init", "--quiet", "--initial-branch", "main"]);
    commit(&project, "first");
    project
}

fn commit(project: &Project, message: &str) {
    git(project, &["add", "--all"]);
    git(project, &["commit", "--quiet", "--allow-empty", "--message", message]);
}

fn git(project: &Project, arguments: &[&str]) {
    let mut command = Command::new("git");
    command.current_dir(project.path("")).args(["-c", "user.name=a", "-c", "user.email=a@b"]);
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
    let status = command.args(arguments).stdout(Stdio::null()).status().expect("git runs");
    assert!(status.success(), "{arguments:?}");
}

fn assert_same(run: &Run) {
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (Some(0), SAME, ""));
}

#[track_caller]
fn assert_refused(run: &Run, message: &str, help: &str) {
    assert_eq!(run.code, Some(2), "{}", run.stderr);
    assert!(run.stderr.contains(message), "{}", run.stderr);
    assert!(run.stderr.contains(help), "{}", run.stderr);
    assert_eq!(run.stdout, "");
}

#[test]
fn a_program_and_its_objects_are_the_same() {
    let project = Project::new(SHOP);
    assert_eq!(project.run(&["build", "-q", "-o", "k8s"]).code, Some(0));
    assert_same(&project.run(&["diff", "main.netz", "k8s/"]));
    assert_same(&project.run(&["diff", "k8s", "main.netz"]));
    assert_same(&project.run(&["diff", "k8s/"]));
    let json = project.run(&["build", "-q", "--format", "json"]).stdout;
    assert_same(&project.run_with_input(&["diff", "-"], &json));
    let yaml = project.run(&["build", "-q"]).stdout;
    assert_same(&project.run_with_input(&["diff", "main.netz", "-"], &yaml));
    assert_same(&project.run_with_input(&["diff", "k8s", "-"], SHOP));
    // The program of a directory wins over objects beside it.
    assert_same(&project.run(&["diff", ".", "k8s"]));
}

#[test]
fn a_transcript() {
    let project = Project::new(SHOP);
    project
        .write("new.netz", SHOP.replace("web -> api", "web -> pay/ledger").replace("read", "list"));
    let run = project.run(&["diff", "main.netz", "new.netz"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    insta::assert_snapshot!("transcript_text", run.stdout);
    let run = project.run(&["diff", "main.netz", "new.netz", "--format", "markdown"]);
    insta::assert_snapshot!("transcript_markdown", run.stdout);
    let run = project.run(&["diff", "main.netz", "new.netz", "--format", "json"]);
    insta::assert_snapshot!("transcript_json", run.stdout);
    let run = project.run(&["diff", "main.netz", "new.netz", "--color", "always"]);
    assert!(run.stdout.contains("\x1b[32m+ shop/web -> pay/ledger tcp/9000\x1b[0m"));
}

#[test]
fn the_status_tells_what_was_asked_for() {
    let project = Project::new(SHOP);
    project.write("wider.netz", format!("{SHOP}{WIDER}"));
    let code = |arguments: &[&str]| project.run(&[&["diff"], arguments].concat()).code;
    assert_eq!(code(&["main.netz", "wider.netz"]), Some(0));
    assert_eq!(code(&["main.netz", "wider.netz", "--fail-on", "widen"]), Some(1));
    assert_eq!(code(&["wider.netz", "main.netz", "--fail-on", "widen"]), Some(0));
    assert_eq!(code(&["wider.netz", "main.netz", "--fail-on", "any"]), Some(1));
    assert_eq!(code(&["main.netz", "main.netz", "--fail-on", "any"]), Some(0));
}

#[test]
fn errors_are_those_of_a_side() {
    let project = Project::new(SHOP);
    project.write("bad.netz", "zone shop isolates { web -> nowhere/x tcp/80 }");
    for (arguments, side) in [
        (["diff", "bad.netz", "main.netz"], "the old side, bad.netz, has errors"),
        (["diff", "main.netz", "bad.netz"], "the new side, bad.netz, has errors"),
    ] {
        let run = project.run(&arguments);
        assert_eq!(run.code, Some(1));
        assert!(run.stderr.contains(side) && run.stderr.contains("nowhere"), "{}", run.stderr);
    }
    project.write("half.yaml", "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n");
    let run = project.run(&["diff", "half.yaml", "main.netz"]);
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    assert!(run.stderr.contains("the old side, half.yaml, has errors"), "{}", run.stderr);
}

#[test]
fn lints_and_proofs_are_no_matter_here() {
    let project = Project::new(&format!("lint deny any-port\n{SHOP}never cluster -> shop/api\n"));
    project.write("new.netz", format!("{SHOP}in shop {{ web -> api any }}\n"));
    let run = project.run(&["diff", "main.netz", "new.netz"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(run.stdout.contains("less what was allowed before"), "{}", run.stdout);
}

#[test]
fn what_is_no_side_is_refused_with_a_way_out() {
    let project = Project::new(SHOP);
    project.write("notes.txt", "hello");
    project.write("empty/readme.md", "");
    let run = |arguments: &[&str]| project.run(&[&["diff"], arguments].concat());
    assert_refused(
        &run(&["notes.txt", "main.netz"]),
        "is no .netz, .yaml or .json file",
        "netz diff - <",
    );
    assert_refused(
        &run(&["empty", "main.netz"]),
        "there is no .netz, .yaml or .json file under",
        "init",
    );
    assert_refused(&run(&["-", "-"]), "standard input can be only one", "");
    assert_refused(&run(&["main.netz", "main.netz", "--", "x"]), "paths after `--`", "HEAD~1 --");
    let help = run(&["--fail-on", "wider"]);
    assert_eq!(help.code, Some(2));
    assert!(help.stderr.contains("widen"), "{}", help.stderr);
}

#[test]
fn without_a_repository_a_revision_is_no_side() {
    let project = Project::new(SHOP);
    let run = |arguments: &[&str]| {
        let mut command = project.command();
        // No repository above the temporary directory counts.
        command.env("GIT_CEILING_DIRECTORIES", project.path("").parent().expect("a parent"));
        Run::of(command.args(arguments).output().expect("netz runs"))
    };
    assert_refused(
        &run(&["diff"]),
        "needs a git repository, and this is none",
        "old.netz new.netz",
    );
    assert_refused(&run(&["diff", "v1"]), "`v1` is no file or directory, and no revision", "");
    let mut command = project.command();
    let without = Run::of(command.env("PATH", "").args(["diff"]).output().expect("netz runs"));
    assert_refused(&without, "there is no `git` in the PATH", "old.netz new.netz");
}

#[test]
fn a_revision_is_compared_with_the_working_tree() {
    let project = repository(&format!(
        "use \"lib/pay.netz\"\n{}",
        SHOP.split("zone pay").next().expect("a part")
    ));
    let pay = "zone pay isolates { segment ledger tcp/9000; shop/api -> ledger }\n";
    project.write("lib/pay.netz", pay);
    commit(&project, "second");
    assert_same(&project.run(&["diff"]));
    assert_same(&project.run(&["diff", "HEAD"]));
    assert_same(&project.run(&["diff", "main"]));
    project.write("lib/pay.netz", format!("{pay}{WIDER}"));
    let expected = "+ shop/web -> pay/ledger tcp/9000\n      says lib/pay.netz:2\n";
    for arguments in [&["diff"][..], &["diff", "HEAD"], &["diff", "main", "main.netz"]] {
        let run = project.run(arguments);
        assert!(run.stdout.contains(expected), "{}{}", run.stdout, run.stderr);
    }
    // From below, and of the revision before, which has no such file.
    let run = project.run_in("lib", &["diff"]);
    assert!(
        run.stdout.contains("says ../lib/pay.netz:2") || run.stdout.contains("says lib/pay.netz:2")
    );
    let run = project.run(&["diff", "HEAD~1"]);
    assert_eq!(run.code, Some(1));
    assert!(run.stderr.contains("the old side, HEAD~1, has errors"), "{}", run.stderr);
    commit(&project, "third");
    assert_same(&project.run(&["diff"]));
    let run = project.run(&["diff", "HEAD~1", "HEAD"]);
    assert!(run.stdout.contains("+ shop/web -> pay/ledger"), "{}", run.stdout);
    let run = project.run(&["diff", "HEAD", "HEAD~1"]);
    assert!(run.stdout.contains("- shop/web -> pay/ledger"), "{}", run.stdout);
}

#[test]
fn a_program_may_be_new_or_gone() {
    let project = repository("");
    git(&project, &["rm", "--quiet", "main.netz"]);
    commit(&project, "nothing");
    project.write("main.netz", SHOP);
    let run = project.run(&["diff"]);
    assert_eq!(
        (run.code, &*run.stderr),
        (Some(0), "note: HEAD has no such program: all of it is new\n")
    );
    assert!(run.stdout.contains("- shop/* is isolated now (ingress and egress)"), "{}", run.stdout);
    assert!(run.stdout.contains("+ shop/deployer can"), "{}", run.stdout);
    commit(&project, "written");
    let run = project.run(&["diff", "HEAD", "HEAD~1"]);
    assert_eq!(run.stderr, "note: HEAD~1 has no such program: all of it is gone\n");
    assert!(run.stdout.contains("+ shop/* is no longer isolated"), "{}", run.stdout);
    let run = project.run(&["diff", "HEAD", "--", "nowhere.netz"]);
    assert_refused(&run, "there is no program in `HEAD`", "--");
}

#[test]
fn paths_choose_what_is_read_of_both_sides() {
    let project = repository(SHOP);
    project.write("policies/a.netz", "zone a isolates { without dns; segment x }");
    project.write("k8s/a.yaml", project.run(&["build", "-q", "policies"]).stdout);
    commit(&project, "more");
    project.write("policies/b.netz", "in a { x -> x tcp/80 }");
    project.write("main.netz", "");
    let run = project.run(&["diff", "HEAD", "--", "policies/"]);
    assert!(
        run.stdout.contains("+ a/x -> a/x tcp/80\n      says policies/b.netz:1"),
        "{}",
        run.stdout
    );
    assert_same(&project.run(&["diff", "HEAD", "--", "policies/a.netz"]));
    // Objects of a revision, and a path that only one side is asked for.
    assert_same(&project.run(&["diff", "HEAD", "--", "k8s"]));
    project.write("k8s/a.yaml", project.run(&["build", "-q", "policies"]).stdout);
    let run = project.run(&["diff", "HEAD", "k8s"]);
    assert!(run.stdout.contains("says k8s/a.yaml:"), "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("NetworkPolicy a/netz-x, rule 1"), "{}", run.stdout);
    let run = project.run_in("policies", &["diff", "HEAD", "--", "../k8s/a.yaml"]);
    assert!(run.stdout.contains("+ a/{app=x} -> a/{app=x} tcp/80"), "{}{}", run.stdout, run.stderr);
}

#[test]
fn what_is_no_revision_is_refused_with_a_way_out() {
    let project = repository(SHOP);
    git(&project, &["branch", "policies"]);
    project.write("policies/a.netz", "zone a");
    let run = |argument: &str| project.run(&["diff", argument]);
    assert_refused(&run("nowhere"), "is no file, no directory and no revision", "git fetch");
    assert_refused(&run("main..policies"), "is no file", "`netz diff main policies`");
    assert_refused(
        &run("main...policies"),
        "is no file",
        "`netz diff $(git merge-base main policies) policies`",
    );
    assert_refused(&run("main:main.netz"), "is no file", "`netz diff main -- main.netz`");
    assert_refused(
        &run("policies"),
        "`policies` is a path and a revision",
        "`./policies` is the path",
    );
    assert_eq!(run("./policies").code, Some(0));
    assert_same(&run("policies^0"));
}

#[cfg(unix)]
#[test]
fn links_of_a_revision_lead_where_they_lead() {
    let project = repository("");
    project.write("real/main.netz", SHOP);
    git(&project, &["rm", "--quiet", "--force", "main.netz"]);
    std::os::unix::fs::symlink("real/main.netz", project.path("main.netz")).expect("a link");
    commit(&project, "linked");
    let run = project.run(&["diff"]);
    assert_eq!(run.stdout, SAME, "{}", run.stderr);
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let project = Project::new(SHOP);
    project.write("wider.netz", format!("{SHOP}{WIDER}"));
    let run = project.shell("\"$NETZ\" diff main.netz wider.netz | true; echo done");
    assert_eq!((run.stdout.as_str(), run.stderr.as_str()), ("done\n", ""));
    let run = project.shell("cat main.netz | \"$NETZ\" diff /dev/stdin main.netz");
    assert_eq!(run.stdout, SAME, "{}", run.stderr);
}
