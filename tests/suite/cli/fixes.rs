//! `netz check --fix`.

use super::Project;

const SLIPS: &str = "\
zone prod isolates
segment backend tcp/80
frontend -> backned
frontend -> 10.0.0.1/8 tcp/443 because \"legacy\"
";

const CURED: &str = "\
zone prod isolates
segment backend tcp/80
segment frontend; frontend -> backend
frontend -> 10.0.0.0/8 tcp/443 because \"legacy\"
";

#[test]
fn safe_fixes_are_applied_until_none_is_left() {
    let project = Project::new(SLIPS);
    let run = project.run(&["check", "--fix", "-A", "assumed-dns"]).ends(0);
    run.says("fixed: 3 findings");
    assert_eq!(project.read("main.netz"), CURED);
    project.run(&["check", "--fix", "-A", "assumed-dns"]).ends(0);
    assert_eq!(project.read("main.netz"), CURED);
}

#[test]
fn a_difference_is_shown_and_nothing_is_written() {
    let project = Project::new(SLIPS);
    let run = project.run(&["check", "--fix", "--diff", "-A", "assumed-dns"]).ends(1);
    run.prints("--- main.netz\n+++ main.netz\n@@ ").prints("\n-frontend -> backned\n");
    assert_eq!(project.read("main.netz"), SLIPS);
    project.write("main.netz", CURED);
    assert_eq!(project.run(&["check", "--fix", "--diff"]).ends(0).stdout, "");
}

#[test]
fn a_diff_needs_a_fix() {
    Project::new(SLIPS).run(&["check", "--diff"]).ends(2).says("--fix");
}

#[test]
fn standard_input_is_fixed_on_standard_output() {
    let project = Project::new("");
    let run = project.run_with_input(&["check", "--fix", "-", "-A", "assumed-dns"], SLIPS).ends(0);
    assert_eq!(run.stdout, CURED);
}
