//! `netz import` and `netz learn`: programs out of objects and recordings, and what is left out of them.

use super::Project;
use serde_json::Value;

const OBJECTS: &str = "\
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: reader, namespace: shop}
rules:
- apiGroups: [\"\"]
  resources: [pods/log]
  verbs: [get, list]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: read, namespace: shop}
subjects: [{kind: Group, name: dev, apiGroup: rbac.authorization.k8s.io}]
roleRef: {kind: Role, name: reader, apiGroup: rbac.authorization.k8s.io}
";

const POLICY: &str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress: [{to: [{ipBlock: {cidr: 203.0.113.0/24}}], ports: [{port: https}]}]
";

fn project() -> Project {
    let project = Project::new("");
    project.write("k8s/rbac.yaml", OBJECTS);
    project
}

#[test]
fn what_is_left_out_is_told_at_its_line_with_the_way_out() {
    let project = project();
    let run = project.run(&["import", "k8s"]).ends(0);
    assert!(run.stdout.contains("dev can get pods/log"), "{}", run.stdout);
    assert!(
        run.stdout.contains("(k8s/rbac.yaml:7): the API server has no such request"),
        "{}",
        run.stdout
    );
    for text in ["warning[N0837]", "k8s/rbac.yaml:7:16", "help: take it out of the role"] {
        assert!(run.stderr.contains(text), "{text}: {}", run.stderr);
    }
    assert!(run.stderr.ends_with("proved: the program allows and grants what the objects do\n"));
    let run = project.run(&["import", "k8s", "--message-format", "short"]).ends(0);
    let line = "k8s/rbac.yaml:7:16: warning[N0837]: left out, since of no effect: `list pods/log` of Role \
                `shop/reader`: the API server has no such request\nwarning: 1 warning\nimported: ";
    assert!(run.stderr.starts_with(line), "{}", run.stderr);
    project.run(&["explain", "N0837"]).ends(0).prints("dead-right-left-out");
}

#[test]
fn levels_decide_whether_what_is_left_out_fails() {
    let project = project();
    project.run(&["import", "k8s", "-D", "warnings"]).ends(1).says("error[N0837]");
    project.run(&["import", "k8s", "-D", "dead-right-left-out", "-o", "a.netz"]).ends(1);
    assert!(project.read("a.netz").contains("dev can get pods/log"));
    let run = project.run(&["import", "k8s", "-A", "N0837", "-q"]).ends(0);
    assert_eq!(run.stderr, "");
    project.run(&["import", "k8s", "-A", "dead-right"]).ends(2).says("dead-r");
    project.write("k8s/policy.yaml", POLICY);
    let run = project.run(&["import", "k8s", "-A", "warnings"]).ends(1);
    assert!(run.stderr.starts_with("error[N0840]: the program allows less than the objects: "));
    assert!(!run.stderr.contains("proved"), "{}", run.stderr);
}

#[test]
fn machines_read_what_is_left_out() {
    let project = project();
    project.write("k8s/policy.yaml", POLICY);
    let run = project.run(&["import", "k8s", "--message-format", "json"]).ends(1);
    let report: Value = serde_json::from_str(&run.stderr).unwrap();
    let said = report["diagnostics"].as_array().unwrap();
    let codes: Vec<_> = said.iter().map(|one| one["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["N0840", "N0831", "N0837"]);
    assert_eq!(said[1]["labels"][0]["file"], "k8s/policy.yaml");
    assert_eq!(said[1]["labels"][0]["line"], 3);
    let run = project.run(&["import", "k8s", "--message-format", "sarif"]).ends(1);
    let log: Value = serde_json::from_str(&run.stderr).unwrap();
    assert_eq!(log["runs"][0]["results"][2]["ruleId"], "N0837");
    let run = project.run(&["import", "k8s", "--message-format", "github"]).ends(1);
    assert!(run.stderr.contains("::warning file=k8s/rbac.yaml,line=7,"), "{}", run.stderr);
}

const FLOWS: &str = "\
protocol,port,source_namespace,source_labels,destination_namespace,destination_labels
tcp,80,shop,app=web,shop,app=api
icmp,8,shop,app=web,shop,app=api
tcp,80,shop,,shop,app=api
";

#[test]
fn a_line_of_a_recording_is_told_with_its_number() {
    let project = Project::new("");
    project.write("flows.csv", format!("{FLOWS}\n\ntcp,http,shop,app=web,shop,app=api\n"));
    let run = project.run(&["learn", "flows.csv"]).ends(1);
    for text in [
        "error[N0850]: this line is no connection: `http` is no port",
        "flows.csv:7:1",
        "7 │ tcp,http,shop",
        "warning[N0852]: the program doesn't say 1 connection of pods of `shop`",
        "left out: 1 packets of other protocols",
        "learned: 1 flow\n",
    ] {
        assert!(run.stderr.contains(text), "{text}: {}", run.stderr);
    }
    let run = project.run(&["learn", "flows.csv", "--message-format", "json"]).ends(1);
    let report: Value = serde_json::from_str(&run.stderr).unwrap();
    let broken = &report["diagnostics"][1]["labels"][0];
    assert_eq!((&broken["file"], &broken["line"]), (&"flows.csv".into(), &7.into()));
    let text = project.read("flows.csv");
    assert_eq!(broken["start"].as_u64(), text.find("tcp,http").map(|at| at as u64));
    let run = project.run(&["learn", "flows.csv", "--message-format", "short", "-q"]).ends(1);
    assert!(run.stderr.contains("flows.csv:7:1: error[N0850]"), "{}", run.stderr);
}

#[test]
fn levels_decide_what_of_a_recording_is_told() {
    let project = Project::new("");
    project.write("flows.csv", FLOWS);
    let run = project.run(&["learn", "flows.csv", "-o", "a.netz", "-q"]).ends(0);
    assert!(run.stderr.contains("warning[N0852]"), "{}", run.stderr);
    project.run(&["learn", "flows.csv", "-W", "other-protocol"]).ends(0).says("warning[N0854]");
    project.run(&["learn", "flows.csv", "-D", "nameless-pods"]).ends(1);
    let run = project.run(&["learn", "flows.csv", "-A", "warnings", "-q"]).ends(0);
    assert_eq!(run.stderr, "");
    project.write("main.netz", project.read("a.netz"));
    let run = project.run(&["learn", "flows.csv", "--merge", "main.netz"]).ends(1);
    assert!(run.stdout.contains("the policy lacks what was seen"), "{}", run.stdout);
}

#[cfg(unix)]
#[test]
fn a_pipe_that_closes_is_no_panic() {
    let project = project();
    let run = project.shell("$NETZ import k8s | true; $NETZ learn k8s/rbac.yaml 2>&1 | head -1");
    assert!(!run.stderr.contains("panic"), "{}", run.stderr);
}

#[test]
fn a_program_says_what_it_is_not_about() {
    let project = project();
    project.write(
        "k8s/broken.yaml",
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n\
                   metadata: {name: shut, namespace: shop}\nspec: {podSelector: {}, ingres: []}\n",
    );
    let run = project.run(&["import", "k8s"]).ends(1);
    let head = "# Proved of what could be read: it allows and grants what that does, no more and no less.\n#\n\
                # Not read, so that nothing here is about it:\n\
                # - k8s/broken.yaml:4: the API server would not take NetworkPolicy `shop/shut` as it is written\n";
    assert!(run.stdout.contains(head), "{}", run.stdout);
}
