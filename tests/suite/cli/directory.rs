//! `-o DIR`: what is written, kept, refused and removed.

use super::{Project, Run, SHOP};
use std::fs::{self, File};
use std::time::{Duration, SystemTime};

fn build(project: &Project, more: &[&str]) -> Run {
    project.run(&[&["build", "-o", "k8s"], more].concat())
}

#[test]
fn layouts_differ_in_files_and_not_in_objects() {
    let project = Project::new(SHOP);
    build(&project, &[]).ends(0).says("k8s: 3 written, 0 unchanged");
    let folders = [".netz-index", "pay/network.yaml", "shop/network.yaml", "shop/rbac.yaml"];
    assert_eq!(project.files("k8s"), folders);
    let index = project.read("k8s/.netz-index");
    assert!(index.ends_with("\npay/network.yaml\nshop/network.yaml\nshop/rbac.yaml\n"), "{index}");

    build(&project, &["--layout", "single", "--prune"])
        .ends(0)
        .says("1 written, 0 unchanged, 3 removed");
    assert_eq!(project.files("k8s"), [".netz-index", "netz.yaml"]);
    assert!(!project.path("k8s/shop").exists());
    let printed = project.run(&["build", "-q"]).ends(0).stdout;
    assert!(project.read("k8s/netz.yaml").ends_with(&printed));

    build(&project, &["--layout", "object", "--prune"]).ends(0);
    let files = project.files("k8s");
    for file in ["shop/networkpolicy-netz-web.yaml", "shop/role-netz-deployer.yaml"] {
        assert!(files.iter().any(|name| name == file), "no {file} in {files:?}");
    }
    assert!(files.iter().all(|name| !name.contains(':')), "{files:?}");
}

#[test]
fn json_files_are_lists_or_objects() {
    let project = Project::new(SHOP);
    let parse = |name: &str| -> serde_json::Value {
        serde_json::from_str(&project.read(name)).expect("JSON")
    };
    build(&project, &["--format", "json"]).ends(0);
    assert_eq!(parse("k8s/shop/network.json")["kind"], "List");
    build(&project, &["--format", "json", "--layout", "object", "--prune"]).ends(0);
    assert_eq!(parse("k8s/shop/networkpolicy-netz-web.json")["kind"], "NetworkPolicy");
}

#[test]
fn folders_that_some_disks_take_for_one_are_one() {
    let project = Project::new(
        "zone Shop = namespaces a isolates {}\nzone shop = namespaces b isolates {}\n",
    );
    build(&project, &[]).ends(0);
    assert_eq!(project.files("k8s"), [".netz-index", "Shop/network.yaml"]);
    let text = project.read("k8s/Shop/network.yaml");
    assert!(text.contains("namespace: a") && text.contains("namespace: b"), "{text}");
}

#[test]
fn an_unchanged_file_keeps_its_time() {
    let project = Project::new(SHOP);
    build(&project, &[]).ends(0);
    let past = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000);
    for name in project.files("k8s") {
        let path = project.path("k8s").join(name);
        let file = File::options().append(true).open(path).expect("a file");
        file.set_modified(past).expect("a time");
    }
    let time = |name: &str| {
        let metadata = fs::metadata(project.path("k8s").join(name)).expect("a file");
        metadata.modified().expect("a time")
    };
    project.write("main.netz", SHOP.replace("deployments", "pods"));
    build(&project, &[]).ends(0).says("k8s: 1 written, 2 unchanged");
    assert_ne!(time("shop/rbac.yaml"), past);
    for name in ["pay/network.yaml", "shop/network.yaml", ".netz-index"] {
        assert_eq!(time(name), past, "{name}");
    }
}

#[cfg(unix)]
#[test]
fn a_replaced_file_keeps_its_mode_and_its_link() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let project = Project::new(SHOP);
    let mode = |name: &str| {
        let metadata = fs::metadata(project.path(name)).expect("a file");
        metadata.permissions().mode() & 0o777
    };
    project.shell("umask 027; \"$NETZ\" build -o k8s").ends(0);
    assert_eq!(mode("k8s/pay/network.yaml"), 0o640);
    fs::set_permissions(project.path("k8s/pay/network.yaml"), PermissionsExt::from_mode(0o604))
        .expect("a mode");
    fs::rename(project.path("k8s/shop/network.yaml"), project.path("real.yaml")).expect("moved");
    symlink("../../real.yaml", project.path("k8s/shop/network.yaml")).expect("a link");
    project.write("main.netz", SHOP.replace("tcp/9000", "tcp/9001").replace("8080", "8081"));
    build(&project, &[]).ends(0).says("2 written");
    assert_eq!(mode("k8s/pay/network.yaml"), 0o604);
    assert!(project.path("k8s/shop/network.yaml").is_symlink());
    assert!(project.read("real.yaml").contains("8081"));
}

#[test]
fn a_file_that_is_not_ours_is_never_overwritten() {
    let project = Project::new(SHOP);
    project.write("k8s/shop/network.yaml", "kind: NetworkPolicy # by hand\n");
    let run = build(&project, &[]).ends(2);
    run.says("netz did not write `k8s/shop/network.yaml`").says("choose another directory");
    assert_eq!(project.files("k8s"), ["shop/network.yaml"]);
    fs::remove_file(project.path("k8s/shop/network.yaml")).expect("removed");
    build(&project, &[]).ends(0);

    // What netz wrote is netz's, whoever edited it and whether or not the index is there.
    let edited = project.read("k8s/shop/network.yaml") + "# edited\n";
    project.write("k8s/shop/network.yaml", &edited);
    fs::remove_file(project.path("k8s/.netz-index")).expect("removed");
    build(&project, &[]).ends(0).says("1 written, 2 unchanged");
    project.write("k8s/shop/network.yaml", "kind: NetworkPolicy # by hand\n");
    build(&project, &[]).ends(0).says("1 written, 2 unchanged");

    project.write("k8s/shop/network.json", "{}\n");
    build(&project, &["--format", "json"]).ends(2).says("`k8s/shop/network.json`");
}

#[test]
fn prune_removes_what_netz_wrote_and_nothing_else() {
    let project = Project::new(SHOP);
    build(&project, &[]).ends(0);
    project.write("k8s/pay/mine.yaml", "mine");
    project.write("k8s/other/mine.yaml", "mine");
    project.write("victim.yaml", "victim");
    let one = SHOP.split("zone pay").next().expect("the first zone");
    project.write("main.netz", one.replace("deployer can read deployments", ""));
    build(&project, &[]).ends(0).says("1 of earlier builds left").says("`--prune` removes them");
    // What is left is not forgotten.
    let index = project.read("k8s/.netz-index") + "../victim.yaml\n/etc/hostname\n";
    project.write("k8s/.netz-index", &index);
    build(&project, &["--prune"]).ends(0).says("1 removed");
    assert_eq!(
        project.files("k8s"),
        [".netz-index", "other/mine.yaml", "pay/mine.yaml", "shop/network.yaml", "shop/rbac.yaml"]
    );
    assert_eq!(project.read("victim.yaml"), "victim");
    build(&project, &["--prune"]).ends(0).says("0 written, 2 unchanged");
}

#[cfg(unix)]
#[test]
fn prune_does_not_follow_links_out_of_the_directory() {
    let project = Project::new(SHOP);
    build(&project, &[]).ends(0);
    project.write("elsewhere/network.yaml", "victim");
    fs::remove_dir_all(project.path("k8s/pay")).expect("removed");
    std::os::unix::fs::symlink("../elsewhere", project.path("k8s/pay")).expect("a link");
    project.write("main.netz", SHOP.split("zone pay").next().expect("the first zone"));
    build(&project, &["--prune"]).ends(2).says("outside of the directory");
    assert_eq!(project.read("elsewhere/network.yaml"), "victim");
}

#[test]
fn check_shows_the_difference_and_writes_nothing() {
    let project = Project::new(SHOP);
    let run = build(&project, &["--check"]).ends(1).says("drifted: 3 missing");
    run.prints("--- /dev/null\n+++ k8s/pay/network.yaml\n@@ -0,0 ");
    assert!(!project.path("k8s").exists());
    build(&project, &[]).ends(0);
    assert_eq!(build(&project, &["--check"]).ends(0).stdout, "");

    project.write("main.netz", SHOP.replace("deployments", "replicasets"));
    let run = build(&project, &["--check"]).ends(1).says("drifted: 1 changed");
    let run = run.prints("--- k8s/shop/rbac.yaml\n+++ k8s/shop/rbac.yaml\n@@ ");
    let run = run.prints("\n-  - deployments\n+  - replicasets\n");
    let run = run.says("`netz build -o k8s` puts them right");
    assert!(!run.stdout.contains('\u{1b}'), "{}", run.stdout);
    assert!(project.read("k8s/shop/rbac.yaml").contains("deployments"));
    build(&project, &["--check", "--color", "always"]).ends(1).prints("\u{1b}[31m-");

    project.write("main.netz", SHOP.split("zone pay").next().expect("the first zone"));
    let run = build(&project, &["--check"]).ends(1).says("1 stale").says("-o k8s --prune`");
    run.prints("--- k8s/pay/network.yaml\n+++ /dev/null\n");
}

#[test]
fn what_a_selection_leaves_out_is_not_stale() {
    let project = Project::new(SHOP);
    build(&project, &["--kustomization"]).ends(0);
    let kustomization = project.read("k8s/kustomization.yaml");
    build(&project, &["--zone", "pay", "--kustomization", "--check"]).ends(0);
    build(&project, &["--zone", "pay", "--kustomization", "--prune"]).ends(0);
    build(&project, &["--only", "rbac", "--kustomization", "--prune"]).ends(0);
    assert!(project.path("k8s/shop/network.yaml").exists());
    assert!(project.path("k8s/pay/network.yaml").exists());
    assert_eq!(project.read("k8s/kustomization.yaml"), kustomization);
    build(&project, &["--kustomization", "--check"]).ends(0);

    project.write("main.netz", SHOP.split("zone pay").next().expect("the first zone"));
    build(&project, &["--zone", "shop", "--kustomization", "--prune"]).ends(0).says("1 removed");
    assert!(!project.path("k8s/pay").exists());
}

#[test]
fn a_kustomization_lists_every_file() {
    let project = Project::new(SHOP);
    build(&project, &["--kustomization"]).ends(0);
    let text = project.read("k8s/kustomization.yaml");
    let value: serde_json::Value = serde_yaml::from_str(&text).expect("YAML");
    assert_eq!(value["kind"], "Kustomization");
    let files = ["pay/network.yaml", "shop/network.yaml", "shop/rbac.yaml"];
    assert_eq!(value["resources"], serde_json::json!(files));
    build(&project, &["--prune"]).ends(0).says("1 removed");
    assert!(!project.path("k8s/kustomization.yaml").exists());
}

#[test]
fn what_is_in_the_way_is_told_and_nothing_is_changed() {
    let project = Project::new(SHOP);
    project.write("k8s", "a file");
    build(&project, &[]).ends(2).says("cannot write to `k8s`: it is a file");
    project.run(&["build", "-o", "k8s/deeper"]).ends(2).says("not a directory");
    assert_eq!(project.read("k8s"), "a file");
    fs::remove_file(project.path("k8s")).expect("removed");

    project.write("k8s/shop", "a file where a folder belongs");
    build(&project, &[]).ends(2).says("`k8s/shop/network.yaml`");
    assert_eq!(project.files("k8s"), ["shop"]);
    fs::remove_file(project.path("k8s/shop")).expect("removed");

    project.write("k8s/shop/rbac.yaml/keep", "a folder where a file belongs");
    build(&project, &[]).ends(2).says("`k8s/shop/rbac.yaml`: it is a directory");
    assert_eq!(project.files("k8s"), ["shop/rbac.yaml/keep"]);
}

#[cfg(unix)]
#[test]
fn a_disk_that_fills_up_half_way_changes_nothing() {
    let project = Project::new(SHOP);
    build(&project, &[]).ends(0);
    let before: Vec<_> = project
        .files("k8s")
        .into_iter()
        .map(|name| (project.read(&format!("k8s/{name}")), name))
        .collect();
    project.write("main.netz", SHOP.replace("8080", "8081").replace("tcp/9000", "tcp/9001"));
    let run = project.shell("trap '' XFSZ; ulimit -f 1; \"$NETZ\" build -o k8s").ends(2);
    run.says("netz: error: cannot write `").says("too large");
    let after: Vec<_> = project
        .files("k8s")
        .into_iter()
        .map(|name| (project.read(&format!("k8s/{name}")), name))
        .collect();
    assert_eq!(before, after);

    // Killed in the middle: the old files stand, whatever else lies beside them.
    project.shell("ulimit -f 1; \"$NETZ\" build -o k8s");
    for (text, name) in before {
        assert_eq!(project.read(&format!("k8s/{name}")), text);
    }
}
