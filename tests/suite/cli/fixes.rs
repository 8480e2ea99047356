//! `netz check --fix`.

use super::Project;

/// Slips that can mean one thing only.
const SLIPS: &str = "\
zone prod isolates
segment backend tcp/80
segment frontend
frontend → backend
group dev = \"dev\"
dev can read deployment
";

const CURED: &str = "\
zone prod isolates
segment backend tcp/80
segment frontend
frontend -> backend
group dev = \"dev\"
dev can read deployments
";

#[test]
fn safe_fixes_are_applied_until_none_is_left() {
    let project = Project::new(SLIPS);
    let run = project.run(&["check", "--fix", "-A", "assumed-dns"]).ends(0);
    run.says("fixed: 2 findings");
    assert_eq!(project.read("main.netz"), CURED);
    project.run(&["check", "--fix", "-A", "assumed-dns"]).ends(0);
    assert_eq!(project.read("main.netz"), CURED);
}

#[test]
fn a_difference_is_shown_and_nothing_is_written() {
    let project = Project::new(SLIPS);
    let run = project.run(&["check", "--fix", "--diff", "-A", "assumed-dns"]).ends(1);
    run.prints("--- main.netz\n+++ main.netz\n@@ ")
        .prints("\n-frontend → backend\n+frontend -> backend\n");
    assert_eq!(project.read("main.netz"), SLIPS);
    project.write("main.netz", CURED);
    assert_eq!(project.run(&["check", "--fix", "--diff"]).ends(0).stdout, "");
}

#[test]
fn a_diff_needs_a_fix() {
    Project::new(SLIPS).run(&["check", "--diff"]).ends(2).says("--fix");
    Project::new(SLIPS).run(&["check", "--unsafe-fixes"]).ends(2).says("--fix");
}

/// Objects beside a program are read only: what could be written better there is no fix of the program.
#[test]
fn objects_beside_a_program_are_not_touched() {
    let project = Project::new(CURED);
    let object = "apiVersion: v1\nkind: Namespace\nmetadata: {name: lab, labels: {on: \"x\"}}\n";
    project.write("k8s/a.yaml", object);
    let run = project.run(&["check", "--with", "k8s", "-A", "assumed-dns", "--fix"]).ends(0);
    let run = run.says("N0806");
    assert!(!run.stderr.contains("help: `netz check"), "{}", run.stderr);
    assert_eq!(project.read("k8s/a.yaml"), object);
}

/// A slip, and declarations that nothing uses; one of them with a reason.
const LEFTOVERS: &str = "\
zone prod isolates
segment backend tcp/80
segment frontend
segment spare
net old = 10.9.0.0/16
frontend → backend
";

#[test]
fn unsafe_fixes_are_applied_where_they_are_asked_for() {
    let project = Project::new(LEFTOVERS);
    let check = |more: &[&str]| project.run(&[&["check", "-A", "assumed-dns"], more].concat());
    check(&[]).ends(1).says("help: `netz check --fix` applies 1 fix\n");
    let run = check(&["--fix"]).ends(0).says("fixed: 1 finding\n");
    run.says(
        "help: `netz check --fix --unsafe-fixes` applies 2 fixes, which somebody should look at\n",
    );
    assert!(project.read("main.netz").contains("spare"));
    let run = check(&["--fix", "--unsafe-fixes"]).ends(0).says("fixed: 2 findings\n");
    assert!(!run.stderr.contains("help:"), "{}", run.stderr);
    let left =
        "zone prod isolates\nsegment backend tcp/80\nsegment frontend\nfrontend -> backend\n";
    assert_eq!(project.read("main.netz"), left);
}

#[test]
fn standard_input_is_fixed_on_standard_output() {
    let project = Project::new("");
    let run = project.run_with_input(&["check", "--fix", "-", "-A", "assumed-dns"], SLIPS).ends(0);
    assert_eq!(run.stdout, CURED);
}

#[test]
fn a_guess_at_a_name_is_left_to_people() {
    let guess = "zone prod isolates\nsegment redis-a tcp/1\nredis-b -> redis-a\n";
    let project = Project::new(guess);
    project.run(&["check", "--fix"]);
    assert_eq!(project.read("main.netz"), guess);
}

#[test]
fn a_netmask_becomes_the_length_of_its_prefix() {
    let text =
        |block: &str| format!("zone prod isolates egress\nsegment web\nweb -> {block} tcp/443\n");
    let project = Project::new(&text("10.0.0.0/255.0.0.0"));
    project.run(&["check", "--fix", "-A", "warnings"]).ends(0).says("fixed: 1 finding\n");
    assert_eq!(project.read("main.netz"), text("10.0.0.0/8"));
}

#[test]
fn a_field_of_yaml_never_becomes_a_label_without_a_look() {
    let text =
        "zone prod isolates ingress\nsegment web\nsegment cache:\n  port: 6379\nweb -> cache\n";
    let project = Project::new(text);
    project.run(&["check", "--fix"]).ends(1).says("--unsafe-fixes` applies 1 fix");
    assert_eq!(project.read("main.netz"), text);
    project.run(&["check", "--fix", "--unsafe-fixes"]).ends(0).says("fixed: 1 finding\n");
    let cured = "zone prod isolates ingress\nsegment web\nsegment cache tcp/6379\nweb -> cache\n";
    assert_eq!(project.read("main.netz"), cured);
}

/// What a build refuses for the sake of its objects, a check refuses too.
#[test]
fn a_check_says_what_a_build_would_refuse() {
    let long = "x".repeat(300_000);
    let bodies = [
        "quota request.cpu=20".to_owned(),
        "quota pods=1.5".to_owned(),
        "quota requests.cpu=-1".to_owned(),
        "pods restricted@v1.034".to_owned(),
        "segment b-2 tcp/2; segment b tcp/1: x=y | x=z; a -> b, b-2".to_owned(),
        "segment B tcp/2; segment b tcp/1; a -> B, b".to_owned(),
        format!("a -> a tcp/81 because \"{long}\""),
        format!("owner \"{long}\""),
        "user x = \"\"; x can get pods".to_owned(),
        "x has clusterrole \"a/b\"".to_owned(),
        "account o; o can get pods in s, t; s/m can get secrets in t".to_owned(),
    ];
    for body in bodies {
        let zones = "zone t isolates { account k }\nzone s isolates { account m }\n\
                     user \"s:m\" = \"sm\"\nuser x = \"x\"\n\"s:m\" can get secrets in t\n";
        let text = format!("{zones}zone p isolates {{ segment a tcp/80; a -> a; {body} }}\n");
        let project = Project::new(&text);
        for command in ["check", "build"] {
            let run = project.run(&[command, "-A", "warnings", "-q"]).ends(1);
            let said = format!("{}{}", run.stdout, run.stderr);
            assert!(said.contains("error[N0"), "{command}: {said}");
        }
    }
}
