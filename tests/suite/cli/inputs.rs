//! Which files are read.

use super::{Project, SHOP};

#[test]
fn the_nearest_main_is_found_upwards() {
    let project = Project::new(SHOP);
    project.write("a/b/other.netz", "zone nonsense nonsense");
    project.run_in("a/b", &["check"]).ends(0).says("ok: 2 zones, 3 segments, 2 flows, 1 grant");
    project.write("a/main.netz", "zone a isolates; x -> y");
    project.run_in("a/b", &["check"]).ends(1).says("main.netz:1:");
    project.run_in("a/b", &["check", "--root", "../.."]).ends(0);
}

#[test]
fn without_a_main_the_way_out_is_told() {
    let directory = tempfile::tempdir().expect("a directory");
    let mut command = super::command_in(directory.path());
    let run = super::Run::of(command.arg("check").output().expect("netz runs"));
    run.ends(2).says("netz: error: there is no main.netz here").says("help: `netz init`");
}

#[test]
fn a_directory_means_its_policies_and_nothing_else() {
    let project = Project::new("zone broken broken");
    project
        .write("p/a.netz", "zone a isolates { segment x tcp/1; x -> b/y }\nlint allow assumed-dns");
    project.write("p/sub/b.netz", "zone b isolates { segment y tcp/1 }");
    for skipped in ["p/a.test.netz", "p/.git/x.netz", "p/target/x.netz", "p/node_modules/x.netz"] {
        project.write(skipped, "zone broken broken");
    }
    project.write("p/notes.txt", "no policy");
    project.run(&["check", "p"]).ends(0).says("ok: 2 zones");
    project.run(&["check", "p", "p/a.netz", "./p/sub/../a.netz"]).ends(0).says("ok: 2 zones");
    project.run(&["check", "p/.git"]).ends(1);
}

#[test]
fn a_directory_without_a_policy_is_a_mistake() {
    let project = Project::new(SHOP);
    project.write("empty/readme.txt", "");
    project.run(&["check", "empty"]).ends(2).says("there is no .netz file under `empty`");
}

#[cfg(unix)]
#[test]
fn links_may_go_in_circles_and_lead_nowhere() {
    let project = Project::new(SHOP);
    project.write("p/sub/a.netz", SHOP);
    let link = |to: &str, at: &str| {
        std::os::unix::fs::symlink(to, project.path(at)).expect("a link");
    };
    link("..", "p/sub/up");
    link("nowhere.txt", "p/dangling.txt");
    link("sub/a.netz", "p/again.netz");
    project.run(&["check", "p"]).ends(0).says("ok: 2 zones");
    link("nowhere.netz", "p/dangling.netz");
    project.run(&["check", "p"]).ends(2).says("cannot read `p/dangling.netz`");
}

#[test]
fn standard_input_is_a_file() {
    let project = Project::new("");
    project.run_with_input(&["check", "-"], SHOP).ends(0).says("ok: 2 zones");
    project.run_with_input(&["check", "-", "-"], "zone").ends(1).says("<stdin>:1:");
    project.write("b.netz", "zone b isolates { segment x tcp/1; shop/api -> x }");
    project.run_with_input(&["check", "-", "b.netz"], SHOP).ends(0).says("ok: 3 zones");
}

#[test]
fn what_cannot_be_read_is_told() {
    let project = Project::new(SHOP);
    project.write("x.yaml", "kind: Role");
    let fails = |arguments: &[&str]| project.run(arguments).ends(2);
    fails(&["check", "gone.netz"]).says("cannot read `gone.netz`: there is no such file");
    fails(&["check", "x.yaml"]).says("`x.yaml` is no .netz file").says("use \"crds.yaml\"");
    fails(&["check", "main.netz", "--root", "gone"]).says("cannot use the root `gone`");
    fails(&["check", "main.netz", "--root", "x.yaml"]).says("the root `x.yaml` is no directory");
    fails(&["check", "--root", "gone"]).says("cannot read `gone/main.netz`");
}

#[test]
fn files_elsewhere_make_the_directory_that_holds_them_the_root() {
    let project = Project::new(SHOP);
    project.write("in/here.netz", "use \"../main.netz\"");
    project.write("other/part.netz", "zone other isolates {}");
    project.write("other/main.netz", "use \"part.netz\"");
    project.run_in("in", &["check", "../main.netz"]).ends(0);
    project.run_in("in", &["check", "here.netz", "../other"]).ends(0);
    project.run_in("in", &["check", "../other"]).ends(0);
    let absolute = project.path("other/main.netz");
    project.run_in("in", &["check", &absolute.to_string_lossy()]).ends(0);
    project.write("other/main.netz", "use \"../main.netz\"");
    project.run_in("in", &["check", "../other/main.netz"]).ends(1).says("error[N0103]");
    project.run_in("in", &["check", "../gone.netz"]).ends(2).says("there is no such file");
}

#[test]
fn nothing_outside_the_root_is_read() {
    let project = Project::new(SHOP);
    project.write("in/main.netz", "use \"../main.netz\"");
    project.write("secret.netz", "the secret");
    project.run_in("in", &["check"]).ends(1).says("error[N0103]");
    let outside = project.run_in("in", &["check", "../main.netz", "--root", "."]).ends(2);
    outside.says("outside of the root `.`");
    project.run_in("in", &["check", "--root", ".."]).ends(0);
    project.run(&["check", "in/main.netz"]).ends(0);
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("../secret.netz", project.path("in/link.netz")).expect("a link");
        project.write("in/main.netz", "use \"link.netz\"");
        let run = project.run_in("in", &["check"]).ends(1).says("error[N0103]");
        assert!(!run.stderr.contains("the secret"), "{}", run.stderr);
        project.run_in("in", &["check", "link.netz"]).ends(1).says("error[N0103]");
    }
}

#[test]
fn a_use_of_no_file_is_an_error_of_the_policy() {
    let project = Project::new("use \"gone.netz\"\nuse \"folder.netz\"");
    project.write("folder.netz/x", "");
    project.run(&["check"]).ends(1).says("error[N0101]").says("folder.netz");
}

#[cfg(unix)]
#[test]
fn a_pipe_in_place_of_a_file_does_not_hang() {
    let project = Project::new("use \"pipe.netz\"");
    project.shell("mkfifo pipe.netz").ends(0);
    project.run(&["check"]).ends(1).says("it is no regular file");
}

#[test]
fn text_that_is_no_utf8_is_an_error_of_the_policy() {
    let project = Project::new("");
    project.write("main.netz", b"zone a\xff isolates\n");
    project.run(&["check"]).ends(1).says("error[N0007]");
}

#[test]
fn names_with_blanks_and_marks_are_fine() {
    let project = Project::new("");
    project.write("a b/ä ' $x.netz", "zone");
    project.run(&["check", "a b"]).ends(1).says("a b/ä ' $x.netz:1:");
}
