//! What `netz build` prints: documents, formats, selections, dependencies.

use super::{Project, SHOP};
use serde_json::Value;
use std::io::Read;
use std::process::Stdio;

#[test]
fn documents_are_separated_and_the_summary_tells_what_is_implied() {
    let run = Project::new(SHOP).run(&["build"]).ends(0).says("since DNS follows flows");
    let documents: Vec<_> = run.stdout.split("\n---\n").collect();
    assert!(documents.len() > 5, "{}", run.stdout);
    for document in documents {
        assert!(document.contains("\napiVersion: "), "{document}");
    }
    assert!(run.stderr.contains("2 zones, 3 segments, 1 grant"), "{}", run.stderr);
}

#[test]
fn with_an_error_nothing_is_printed_or_written() {
    let project = Project::new(&SHOP.replace("shop/api", "shpo/api"));
    assert_eq!(project.run(&["build"]).ends(1).stdout, "");
    project.run(&["build", "-o", "k8s", "--depfile", "d"]).ends(1);
    assert_eq!(project.files("."), ["main.netz"]);
}

#[test]
fn json_is_one_list_of_the_same_objects() {
    let project = Project::new(SHOP);
    let list = project.run(&["build", "--format", "json"]).ends(0).stdout;
    let list: Value = serde_json::from_str(&list).expect("JSON");
    let yaml = project.run(&["build"]).ends(0).stdout;
    let documents: Vec<Value> =
        yaml.split("\n---\n").map(|text| serde_yaml::from_str(text).expect("YAML")).collect();
    assert_eq!((&list["apiVersion"], &list["kind"]), (&"v1".into(), &"List".into()));
    assert_eq!(list["items"].as_array().expect("items"), &documents);
}

#[test]
fn a_selection_prints_less_of_the_same_bytes() {
    let project = Project::new(SHOP);
    let all = project.run(&["build", "-q"]).ends(0).stdout;
    let objects = |arguments: &[&str]| {
        let run = project.run(&[&["build", "-q"], arguments].concat()).ends(0);
        let documents: Vec<_> = run.stdout.split("\n---\n").map(str::to_owned).collect();
        assert!(documents.iter().all(|document| all.contains(document.trim_end())));
        documents
    };
    assert!(objects(&["--zone", "pay"]).iter().all(|text| text.contains("namespace: pay")));
    assert_eq!(objects(&["--zone", "pay,shop"]), objects(&["--zone", "*"]));
    assert_eq!(objects(&["--zone", "p?y", "--zone", "sh*"]), objects(&[]));
    assert!(objects(&["--only", "network"]).iter().all(|text| text.contains("NetworkPolicy")));
    let rbac = objects(&["--only", "rbac"]);
    assert!(!rbac.is_empty() && rbac.iter().all(|text| !text.contains("NetworkPolicy")));
    assert_eq!(objects(&["--only", "rbac,network"]).len(), objects(&[]).len());
}

#[test]
fn a_glob_that_matches_no_zone_is_a_mistake() {
    let project = Project::new(SHOP);
    project.run(&["build", "--zone", "shpo"]).ends(2).says("did you mean `shop`?");
    project.run(&["build", "--zone", "prod-*"]).ends(2).says("the zones are:");
}

#[test]
fn check_flags_never_change_the_output() {
    let project = Project::new(&SHOP.replace("web -> api", "web -> api any"));
    let plain = project.run(&["build"]).ends(0).stdout;
    for flags in [&["-A", "warnings"][..], &["--message-format", "sarif"], &["-q"]] {
        assert_eq!(project.run(&[&["build"], flags].concat()).ends(0).stdout, plain);
    }
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let zones = (0..400).map(|n| format!("zone z{n} isolates {{ segment a tcp/1; a -> a }}\n"));
    let project = Project::new(&(zones.collect::<String>() + "lint allow assumed-dns\n"));
    let mut command = project.command();
    command.args(["build", "-q"]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("netz runs");
    let mut first = [0; 10];
    child.stdout.take().expect("a pipe").read_exact(&mut first).expect("some output");
    let output = child.wait_with_output().expect("netz ends");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_a_failure() {
    let project = Project::new(SHOP);
    let run = project.shell("\"$NETZ\" build -q > /dev/full").ends(2);
    run.says("netz: error: cannot write to standard output: the disk is full");
    project.shell("\"$NETZ\" explain > /dev/full").ends(2);
    project.shell("\"$NETZ\" check --message-format json > /dev/full").ends(2);
}

#[test]
fn a_depfile_lists_what_was_read() {
    let project = Project::new("use \"a b/$x#1.netz\"");
    project.write("a b/$x#1.netz", SHOP);
    project.run(&["build", "--depfile", "all.yaml.d"]).ends(0);
    let rule = "all.yaml: main.netz a\\ b/$$x\\#1.netz\n";
    assert!(project.read("all.yaml.d").starts_with(rule), "{}", project.read("all.yaml.d"));

    project.run(&["build", "-o", "k8s", "--layout", "single", "--depfile", "d"]).ends(0);
    assert!(project.read("d").starts_with("k8s/netz.yaml: main.netz "), "{}", project.read("d"));

    project.run_in("a b", &["build", "--depfile", "../up", "--root", ".."]).ends(0);
    assert!(project.read("up").starts_with("../up: ../main.netz "), "{}", project.read("up"));
    project.run(&["build", "--depfile", "gone/d"]).ends(0);
    project.run(&["build", "--depfile", "main.netz/d"]).ends(2).says("cannot write `main.netz/d`");
}

#[cfg(unix)]
#[test]
fn make_understands_a_depfile() {
    let project = Project::new("use \"a b.netz\"");
    project.write("a b.netz", SHOP);
    project.write(
        "Makefile",
        "all.yaml:\n\t\"$(NETZ)\" build -q --depfile all.yaml.d > all.yaml\n-include all.yaml.d\n",
    );
    if project.shell("make --version").code != Some(0) {
        return;
    }
    let built = |project: &Project| project.shell("make").ends(0).stdout.contains("build -q");
    assert!(built(&project) && !built(&project));
    let later = std::time::SystemTime::now() + std::time::Duration::from_secs(60);
    let file =
        std::fs::File::options().append(true).open(project.path("a b.netz")).expect("a file");
    file.set_modified(later).expect("a time");
    assert!(built(&project));
}
