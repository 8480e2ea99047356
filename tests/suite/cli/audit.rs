//! `netz audit`: objects without a program, and baselines.

use super::Project;
use serde_json::Value;

const ADMIN: &str = "\
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: everything}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
subjects: [{kind: Group, name: dev}]
";

fn project() -> Project {
    let project = Project::new("");
    project.write("k8s/rbac.yaml", ADMIN);
    project
}

#[test]
fn findings_stand_at_their_lines_and_fail() {
    let project = project();
    let run = project.run(&["audit", "k8s", "--message-format", "short"]).ends(1);
    let line = "k8s/rbac.yaml:4:73: error[N0721]: ClusterRoleBinding `everything` gives group `dev` ClusterRole `cluster-admin`";
    assert!(run.stderr.starts_with(line), "{}", run.stderr);
    assert!(run.stderr.ends_with("error: 1 error\naudited: 1 binding\n"), "{}", run.stderr);
    // The working directory is the default.
    project.run(&["audit"]).ends(1);
    project.run(&["audit", "k8s", "-W", "admin-role", "-q"]).ends(0);
    project.run(&["audit", "k8s", "-A", "admin-role"]).ends(0);
}

#[test]
fn machines_read_it_too() {
    let project = project();
    let run = project.run(&["audit", "k8s", "--message-format", "json"]).ends(1);
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(report["diagnostics"][0]["name"], "admin-role");
    let run = project.run(&["audit", "k8s", "--message-format", "github"]).ends(1);
    assert!(run.stdout.starts_with("::error file=k8s/rbac.yaml,line=4"), "{}", run.stdout);
    project.run(&["audit", "k8s", "--write-baseline", "known.txt"]).ends(0);
    let sarif = ["audit", "k8s", "--baseline", "known.txt", "--message-format", "sarif"];
    let run = project.run(&sarif).ends(0);
    let log: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(log["runs"][0]["results"][0]["suppressions"][0]["kind"], "external");
}

#[test]
fn a_baseline_lets_through_what_is_known() {
    let project = project();
    let run = project.run(&["audit", "k8s", "--write-baseline", "known.txt"]).ends(0);
    assert_eq!(run.stderr, "wrote known.txt: 1 entry; audited 1 binding\n");
    let run = project.run(&["audit", "k8s", "--baseline", "known.txt"]).ends(0);
    assert_eq!(run.stderr, "ok: 1 binding; 1 known finding\n");
    project.write("k8s/rbac.yaml", ADMIN.replace("name: dev", "name: ops"));
    let run = project.run(&["audit", "k8s", "--baseline", "known.txt"]).ends(1);
    let stale = "stale: 1 entry of known.txt matches nothing any more:\n  N0721 admin-role";
    assert!(run.stderr.contains(stale), "{}", run.stderr);
    project.write("known.txt", "something else\n");
    let run = project.run(&["audit", "k8s", "--baseline", "known.txt"]).ends(2);
    assert!(run.stderr.contains("known.txt:1: this is no baseline"), "{}", run.stderr);
    project.run(&["audit", "k8s", "--baseline", "none.txt"]).ends(2);
    project.run(&["audit", "k8s", "--baseline", "a", "--write-baseline", "b"]).ends(2);
}

#[test]
fn nothing_to_audit_is_said() {
    let project = project();
    project.write("other/compose.yaml", "services: {}\n");
    let run = project.run(&["audit", "other"]).ends(2);
    assert!(run.stderr.contains("there is nothing to audit in `other`"), "{}", run.stderr);
    assert!(run.stderr.contains("1 document without a kind"), "{}", run.stderr);
    project.write("empty/readme.md", "");
    project.run(&["audit", "empty"]).ends(2);
    project.run(&["audit", "nowhere"]).ends(2);
}
