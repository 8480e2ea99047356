//! How messages are shown, and what the exit status is.

use super::{Project, SHOP};
use serde_json::Value;

/// One warning: a port that is too wide.
fn wide() -> String {
    SHOP.replace("web -> api", "web -> api any")
}

#[test]
fn exit_status_tells_errors_from_warnings() {
    Project::new(SHOP).run(&["check"]).ends(0);
    let project = Project::new(&wide());
    project.run(&["check"]).ends(0).says("warning[N0601]").says("warning: 1 warning\nok: 2 zones");
    project.run(&["check", "-D", "warnings"]).ends(1).says("error[N0601]").says("error: 1 error\n");
    project.run(&["build", "-D", "any-port"]).ends(1).says("error: 1 error");
    assert_eq!(project.run(&["build", "-D", "N0601"]).stdout, "");
}

#[test]
fn levels_take_names_codes_and_lists_and_the_last_wins() {
    let project = Project::new(&wide());
    project.run(&["check", "-D", "warnings", "-A", "any-port"]).ends(0);
    project.run(&["check", "-A", "n0601,any-peer"]).ends(0);
    project.run(&["check", "-A", "any-port", "-D", "any-port"]).ends(1);
    project.run(&["check", "-D", "any-port", "-A", "any-port"]).ends(0);
    project.run(&["check", "--deny=any-port"]).ends(1);
    project.write("main.netz", wide() + "lint deny any-port\n");
    project.run(&["check"]).ends(1);
    project.run(&["check", "-W", "any-port"]).ends(0).says("warning[N0601]");
}

#[test]
fn an_unknown_level_is_a_mistake_on_the_command_line() {
    let project = Project::new(SHOP);
    project.run(&["check", "-D", "any-prot"]).ends(2).says("did you mean `any-port`?");
    project.run(&["check", "-D", "zzz"]).ends(2).says("`netz explain` lists them all");
    project.run(&["check", "-A", "unknown-zone"]).ends(2).says("is an error, not a lint");
    project.run(&["check", "-D", "unknown-zone"]).ends(0);
}

#[test]
fn machine_formats_of_check_go_to_standard_output() {
    let project = Project::new(&wide());
    let json = project.run(&["check", "--message-format", "json"]).ends(0);
    assert_eq!(json.stderr, "");
    let value: Value = serde_json::from_str(&json.stdout).expect("JSON");
    assert_eq!(value["diagnostics"][0]["name"], "any-port");
    assert_eq!(value["counts"]["warnings"], 1);

    let sarif = project.run(&["check", "--message-format", "sarif"]).ends(0);
    let value: Value = serde_json::from_str(&sarif.stdout).expect("JSON");
    assert_eq!(value["runs"][0]["results"][0]["ruleId"], "N0601");

    let github = project.run(&["check", "--message-format", "github", "-D", "warnings"]).ends(1);
    assert!(github.stdout.starts_with("::error file=main.netz,line=6,"), "{}", github.stdout);
}

#[test]
fn machine_formats_of_build_leave_standard_output_to_objects() {
    let project = Project::new(&wide());
    let run = project.run(&["build", "-q", "--message-format", "json"]).ends(0);
    let value: Value = serde_json::from_str(&run.stderr).expect("JSON");
    assert_eq!(value["counts"]["warnings"], 1);
    assert!(run.stdout.contains("kind: NetworkPolicy"), "{}", run.stdout);
}

#[test]
fn short_is_one_line_a_message() {
    let run = Project::new(&wide()).run(&["check", "-q", "--message-format", "short"]).ends(0);
    let lines: Vec<_> = run.stderr.lines().collect();
    assert_eq!(lines.len(), 2, "{}", run.stderr);
    assert!(lines[0].starts_with("main.netz:6:3: warning[N0601]: "), "{}", run.stderr);
    assert_eq!(lines[1], "warning: 1 warning");
}

#[test]
fn accepted_findings_are_listed_for_machines_only() {
    let text = wide().replace("any\n", "any because \"PCI-1\"\n");
    let project = Project::new(&text);
    let run = project.run(&["check", "-D", "warnings"]).ends(0).says("1 accepted finding");
    assert!(!run.stderr.contains("N0601"), "{}", run.stderr);
    let run = project.run(&["check", "--message-format", "json"]).ends(0);
    let value: Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(value["diagnostics"][0]["accepted"], "PCI-1");
}

#[test]
fn quiet_leaves_messages_about_the_policy() {
    assert_eq!(Project::new(SHOP).run(&["check", "-q"]).ends(0).stderr, "");
    assert_eq!(Project::new(SHOP).run(&["build", "-q"]).ends(0).stderr, "");
    Project::new(&wide()).run(&["check", "-q"]).ends(0).says("warning[N0601]");
}

#[test]
fn colours_follow_the_flag_and_the_environment() {
    let project = Project::new(&wide());
    let colored = |arguments: &[&str], environment: &[(&str, &str)]| {
        let mut command = project.command();
        command.args(arguments).envs(environment.iter().copied());
        super::Run::of(command.output().expect("netz runs")).stderr.contains('\u{1b}')
    };
    assert!(!colored(&["check"], &[]));
    assert!(colored(&["check", "--color", "always"], &[]));
    assert!(colored(&["--color=always", "check"], &[("NO_COLOR", "1")]));
    assert!(colored(&["check"], &[("CLICOLOR_FORCE", "1")]));
    assert!(!colored(&["check"], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    assert!(colored(&["check"], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "")]));
    assert!(!colored(&["check", "--color", "never"], &[("CLICOLOR_FORCE", "1")]));
}

#[test]
fn the_day_decides_what_has_expired() {
    let text = SHOP.replace("web -> api", "web -> api until 2027-06-30");
    let project = Project::new(&text);
    project.run(&["check", "--as-of", "2027-06-30"]).ends(0);
    project.run(&["check", "--as-of", "2027-07-01"]).ends(1).says("error[N0612]");
    let run = project.run(&["build", "--as-of", "2027-07-01"]).ends(0).says("warning[N0612]");
    assert_eq!(run.stdout, project.run(&["build", "--as-of", "2027-06-30"]).stdout);
    project.run(&["check", "--as-of", "tomorrow"]).ends(2);
}

#[test]
fn clusters_and_versions_are_chosen() {
    let text =
        format!("{SHOP}cluster eu {{ pods 10.1.0.0/16 }}\ncluster us {{ pods 10.2.0.0/16 }}\n");
    let project = Project::new(&text);
    project.run(&["check"]).ends(0);
    project.run(&["build"]).ends(1).says("error[N0310]");
    project.run(&["build", "--cluster", "eu"]).ends(0);
    project.run(&["build", "--cluster", "mars"]).ends(1).says("error[N0311]");
    for version in ["1.33", "v1.37", "1.35.2"] {
        project.run(&["check", "--kube-version", version]).ends(0);
    }
    for version in ["1.32", "1.38", "35", "one"] {
        let run = project.run(&["check", "--kube-version", version]).ends(2);
        assert!(run.stderr.contains("netz knows Kubernetes 1.33 to 1.37"), "{}", run.stderr);
    }
}

#[test]
fn a_wrong_command_line_is_status_2() {
    let project = Project::new(SHOP);
    for arguments in [
        &["build", "--nonsense"][..],
        &["nonsense"],
        &[],
        &["build", "--check"],
        &["build", "--prune"],
        &["build", "--layout", "folder"],
        &["build", "-o", "k8s", "--check", "--prune"],
        &["build", "--format", "toml"],
        &["check", "--message-format", "xml"],
    ] {
        project.run(arguments).ends(2);
    }
}
