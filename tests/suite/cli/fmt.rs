//! `netz fmt`.

use super::{Project, SHOP};

const LOOSE: &str = "zone shop isolates{\nsegment web   tcp/8080\nweb->web\n}\n";
const STYLED: &str = "zone shop isolates {\n  segment web tcp/8080\n  web -> web\n}\n";

#[test]
fn files_are_put_in_style_once() {
    let project = Project::new(LOOSE);
    project.write("teams/pay.netz", LOOSE);
    project.write("teams/pay.test.netz", "never   a -> b\n");
    project.write("teams/other.txt", LOOSE);
    project.run(&["fmt"]).ends(0).says("formatted: 3 of 3 files");
    assert_eq!(project.read("main.netz"), STYLED);
    assert_eq!(project.read("teams/pay.netz"), STYLED);
    assert_eq!(project.read("teams/pay.test.netz"), "never a -> b\n");
    assert_eq!(project.read("teams/other.txt"), LOOSE);
    project.run(&["fmt"]).ends(0).says("ok: 3 files in style");
}

#[test]
fn a_check_names_files_and_writes_nothing() {
    let project = Project::new(SHOP);
    project.write("loose.netz", LOOSE);
    let run = project.run(&["fmt", "--check"]).ends(1).says("would change: 1 of 2 files");
    assert_eq!(run.stdout, "loose.netz\n");
    assert_eq!(project.read("loose.netz"), LOOSE);
    project.run(&["fmt", "--check", "main.netz"]).ends(0);
}

#[test]
fn a_difference_is_shown() {
    let project = Project::new(LOOSE);
    let run = project.run(&["fmt", "--diff"]).ends(1);
    run.prints("--- main.netz\n+++ main.netz\n@@ ")
        .prints("\n-web->web\n")
        .prints("\n+  web -> web\n");
    assert_eq!(project.read("main.netz"), LOOSE);
}

#[test]
fn standard_input_goes_to_standard_output() {
    let project = Project::new("");
    let run = project.run_with_input(&["fmt", "-"], LOOSE).ends(0);
    assert_eq!((run.stdout.as_str(), run.stderr.as_str()), (STYLED, ""));
    assert_eq!(project.run_with_input(&["fmt", "-"], STYLED).ends(0).stdout, STYLED);
    let run = project.run_with_input(&["fmt", "--check", "-"], LOOSE).ends(1);
    assert_eq!(run.stdout, "<stdin>\n");
}

#[test]
fn what_cannot_be_read_is_left_and_told() {
    let project = Project::new("a->b tcp/1\nc ->  -> d\ne->f tcp/1\n");
    project.run(&["fmt"]).ends(1).says("`main.netz` can't be read").says("netz check");
    assert_eq!(project.read("main.netz"), "a -> b tcp/1\nc ->  -> d\ne -> f tcp/1\n");
}

#[test]
fn mistakes_of_the_command_line_have_a_way_out() {
    let project = Project::new(LOOSE);
    project.run(&["fmt", "none.netz"]).ends(2).says("there is no such file");
    project.write("empty/x.txt", "");
    project.run(&["fmt", "empty"]).ends(2).says("name the files or a directory");
    project.write("latin.netz", b"# caf\xE9\n");
    project.run(&["fmt"]).ends(2).says("not UTF-8").says("save the file as UTF-8");
    assert_eq!(project.read("main.netz"), LOOSE, "all files or none");
}
