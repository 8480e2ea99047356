//! What netz wrote, read back: the program of the objects of a program means that program.

use super::{read, whole};
use crate::laws::program::{Dice, Program};
use netz::{Mode, Options};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// On how many random programs the law is tried.
const PROGRAMS: u64 = 30;

/// The objects of a program.
pub fn built(text: &str) -> String {
    let mut files = BTreeMap::from([("main.netz".to_owned(), text.to_owned())]);
    let loaded = netz::load(&["main.netz"], &mut files);
    let options = Options { mode: Mode::Build, ..Options::default() };
    let checked = netz::check(&loaded, &options).checked.expect("no errors");
    let mut yaml = String::new();
    for manifest in netz::compile(&checked, &loaded.sources).manifests {
        yaml.push_str("---\n");
        manifest.write_yaml(&mut yaml);
    }
    yaml
}

#[test]
fn the_program_of_its_objects_means_the_program() {
    for seed in 0..PROGRAMS {
        let program = Program::random(&mut Dice(seed)).text();
        let objects = built(&program);
        let first = read([objects.as_str()]);
        assert!(first.errors.is_empty(), "{:?}", first.errors);
        let import = whole(&first);
        // And so on: its own objects give a program that is proved again.
        let again = built(&import.text);
        whole(&read([again.as_str()]));
    }
}

#[test]
fn accounts_quotas_and_pod_security_come_back() {
    let program = "\
zone shop = namespaces shop-a, shop-b isolates owner \"team-shop\" {
  pods restricted @v1.34, warn restricted, audit baseline @latest
  quota pods=50, requests.cpu=20, count/deployments.apps=10
  segment web tcp/80
  account deployer in shop-a
  anywhere -> web
  deployer can apply deployments, services
}
";
    let import = whole(&read([built(program).as_str()]));
    insta::assert_snapshot!(import.text);
}

#[test]
fn every_example_comes_back() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    for name in ["online-boutique", "platform", "rbac", "three-tier"] {
        let texts = texts(&examples.join(name).join("k8s"));
        let read = read(texts.iter().map(String::as_str));
        assert!(read.errors.is_empty(), "{name}: {:?}", read.errors);
        insta::assert_snapshot!(format!("example_{name}"), whole(&read).text);
    }
    // Each of these files is a cluster of its own.
    for name in ["articles", "recipes"] {
        for entry in fs::read_dir(examples.join(name).join("k8s")).unwrap() {
            let text = fs::read_to_string(entry.unwrap().path()).unwrap();
            whole(&read([text.as_str()]));
        }
    }
}

/// The texts of a folder, by name.
fn texts(folder: &Path) -> Vec<String> {
    let files = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().map(Result::unwrap);
    let files = files.filter(|file| file.path().extension().is_some_and(|it| it == "yaml"));
    files.map(|file| fs::read_to_string(file.path()).unwrap()).collect()
}
