//! What is written is proved: through the library, on the examples and on texts that were tampered with, and
//! through the command.

use netz::diagnostic::{Code, Diagnostic, Levels, Sink};
use netz::verify::{Proof, verify};
use netz::{Checked, LoadError, Mode, Options, Program};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const EXAMPLES: [&str; 4] = ["online-boutique", "platform", "rbac", "three-tier"];

/// The files of an example's folder.
struct Folder(PathBuf);

impl netz::Loader for Folder {
    fn load(&mut self, path: &str) -> Result<Vec<u8>, LoadError> {
        std::fs::read(self.0.join(path)).map_err(|_| LoadError::NotFound)
    }
}

fn checked(program: &Program) -> Checked {
    let options = Options { mode: Mode::Build, ..Options::default() };
    netz::check(program, &options).checked.unwrap()
}

fn example(name: &str) -> (Program, Checked) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name);
    let program = netz::load(&["main.netz"], &mut Folder(root));
    let checked = checked(&program);
    (program, checked)
}

fn of_text(text: &str) -> (Program, Checked) {
    let mut files = BTreeMap::from([("main.netz".to_owned(), text.to_owned())]);
    let program = netz::load(&["main.netz"], &mut files);
    let checked = checked(&program);
    (program, checked)
}

/// The text of every object, each a document.
fn documents(program: &Program, checked: &Checked) -> Vec<String> {
    let output = netz::compile(checked, &program.sources);
    let text = |manifest: &netz::emit::Manifest| {
        let mut text = String::new();
        manifest.write_yaml(&mut text);
        text
    };
    output.manifests.iter().map(text).collect()
}

fn prove(checked: &Checked, text: &str) -> Result<Proof, Box<Diagnostic>> {
    let mut sink = Sink::default();
    let proof = verify(checked.policy(), [text], &mut sink);
    proof.ok_or_else(|| Box::new(sink.finish(&Levels::default()).remove(0)))
}

#[test]
fn every_example_is_proved() {
    for name in EXAMPLES {
        let (program, checked) = example(name);
        let documents = documents(&program, &checked);
        let proof = prove(&checked, &documents.join("---\n")).unwrap_or_else(|it| panic!("{it:?}"));
        assert_eq!((proof.objects, proof.models), (documents.len(), 2), "{name}");
        assert_eq!(proof.flows, checked.policy().flows.len());
        // Documents may come in any number of texts, in any order.
        let mut sink = Sink::default();
        let apart = documents.iter().rev().map(String::as_str);
        assert_eq!(
            verify(checked.policy(), apart, &mut sink).map(|it| it.policies),
            Some(proof.policies)
        );
    }
}

const SHOP: &str = "\
extern zone kube-system { segment coredns: k8s-app=kube-dns }
service dns = kube-system/coredns udp/53 tcp/53
net partners = 198.51.100.0/24 except 198.51.100.64/26
zone shop isolates {
  segment web tcp/8080
  segment api tcp/8080-8090: app=api, tier in (core, edge)
  web -> api
  web -> api tcp/metrics
  api -> partners tcp/443
}
zone pay isolates ingress { segment ledger tcp/9000: app=ledger, !canary; shop/api -> ledger }
";

#[test]
fn tampered_text_is_refused() {
    let (program, checked) = of_text(SHOP);
    let text = documents(&program, &checked).join("---\n");
    prove(&checked, &text).unwrap();
    let edits = [
        ("port: 8080", "port: 8081"),
        ("endPort: 8090", "endPort: 8091"),
        ("endPort: 8090", "endPort: 8089"),
        ("    - endPort: 8090\n      port", "    - port"),
        ("port: metrics", "port: metric"),
        ("port: metrics", "port: 9102"),
        ("port: 443\n      protocol: TCP", "port: 443\n      protocol: UDP"),
        ("  - Egress\n", ""),
        ("app: web", "app: wep"),
        ("app: ledger", "app: api"),
        ("operator: DoesNotExist", "operator: Exists"),
        ("      - edge\n", ""),
        ("        except:\n        - 198.51.100.64/26\n", ""),
        ("198.51.100.0/24", "198.51.100.0/23"),
        ("198.51.100.64/26", "198.51.100.64/27"),
        ("namespace: shop", "namespace: pay"),
        (
            "          kubernetes.io/metadata.name: shop",
            "          kubernetes.io/metadata.name: pay",
        ),
        ("podSelector: {}", "podSelector:\n    matchLabels:\n      app: web"),
        (
            "    to:\n    - ipBlock:\n        cidr: 198.51.100.0/24\n        except:\n        - 198.51.100.64/26\n",
            "",
        ),
        ("kind: NetworkPolicy", "kind: CiliumNetworkPolicy"),
        ("networking.k8s.io/v1", "networking.k8s.io/v1beta1"),
        ("  policyTypes:", "  policyType:"),
        ("metadata:", "metadata: ["),
    ];
    for (from, to) in edits {
        assert!(text.contains(from), "{from:?} is not in\n{text}");
        for (at, _) in text.match_indices(from) {
            let mut tampered = text.clone();
            tampered.replace_range(at..at + from.len(), to);
            let refused = prove(&checked, &tampered).err();
            let code = refused.as_ref().map(|diagnostic| diagnostic.code);
            assert_eq!(code, Some(Code::EmittedDiffers), "{from:?} to {to:?} at {at}\n{tampered}");
        }
    }
}

#[test]
fn a_missing_document_and_one_that_stands_twice_are_refused() {
    let (program, checked) = of_text(SHOP);
    let documents = documents(&program, &checked);
    for at in 0..documents.len() {
        let mut fewer = documents.clone();
        fewer.remove(at);
        assert!(prove(&checked, &fewer.join("---\n")).is_err(), "without\n{}", documents[at]);
        let mut twice = documents.clone();
        twice.push(documents[at].clone());
        assert!(prove(&checked, &twice.join("---\n")).is_err(), "twice\n{}", documents[at]);
    }
    assert!(prove(&checked, "").is_err());
}

#[test]
fn a_refusal_shows_a_connection_and_the_statement() {
    let (program, checked) = of_text(SHOP);
    let text = documents(&program, &checked).join("---\n");
    let refused = prove(&checked, &text.replace("port: 443", "port: 444")).unwrap_err();
    assert!(refused.message.starts_with("internal error, please report: the program allows egress on tcp/443 from a pod of the namespace `shop` with `app=api,tier=core` to the address 198.51.100.0"), "{}", refused.message);
    let span = refused.primary().unwrap();
    assert_eq!(&program.sources.text(span.file)[span.range()], "api -> partners tcp/443");
    let wider =
        prove(&checked, &text.replace("    ports:\n    - port: 443\n      protocol: TCP\n", ""));
    let refused = wider.err();
    assert!(refused.is_none() || refused.is_some_and(|it| it.code == Code::EmittedDiffers));
}

/// A directory with a program in it.
struct Project(tempfile::TempDir);

impl Project {
    fn new() -> Self {
        let project = Self(tempfile::tempdir().unwrap());
        std::fs::write(project.path("main.netz"), SHOP).unwrap();
        project
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn build(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_netz"));
        command.arg("build").args(arguments).current_dir(self.0.path()).output().unwrap()
    }

    fn evidence(&self) -> serde_json::Value {
        serde_json::from_slice(&std::fs::read(self.path("evidence.json")).unwrap()).unwrap()
    }
}

const PROVED: &str =
    "  proved: 5 network policies mean what 4 flows say, in both readings of ipBlock\n";

#[test]
fn a_build_says_what_is_proved_of_all_objects() {
    let project = Project::new();
    let selections: [&[&str]; 4] =
        [&[], &["--zone", "pay"], &["--only", "rbac"], &["--format", "json"]];
    for selection in selections {
        let run = project.build(selection);
        let told = String::from_utf8(run.stderr).unwrap();
        assert!(run.status.success() && told.contains(PROVED), "{selection:?}: {told}");
    }
}

#[test]
fn evidence_is_about_the_bytes_that_are_written() {
    let project = Project::new();
    let run = project.build(&["-o", "k8s", "--evidence", "evidence.json"]);
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let evidence = project.evidence();
    assert_eq!(evidence["counts"]["policies"], 5);
    assert_eq!(evidence["counts"]["flows"], 4);
    assert_eq!(evidence["tool"]["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(evidence["models"].as_array().unwrap().len(), 2);
    let outputs: Vec<_> = evidence["outputs"].as_object().unwrap().keys().collect();
    assert_eq!(outputs, ["pay/network.yaml", "shop/network.yaml"]);
    let hash = |path: &str| {
        let run = Command::new("sha256sum").arg(project.path(path)).output().ok()?;
        let line = String::from_utf8(run.stdout).ok()?;
        Some(format!("sha256:{}", line.split_whitespace().next()?))
    };
    // Where there is no sha256sum there is nothing to compare with.
    if let Some(expected) = hash("k8s/pay/network.yaml") {
        assert_eq!(evidence["outputs"]["pay/network.yaml"], expected);
        assert_eq!(evidence["inputs"]["main.netz"], hash("main.netz").unwrap());
    }
    let first = std::fs::read(project.path("evidence.json")).unwrap();
    project.build(&["-o", "k8s", "--evidence", "evidence.json"]);
    assert_eq!(std::fs::read(project.path("evidence.json")).unwrap(), first);
}

#[test]
fn there_is_no_evidence_of_a_build_with_errors() {
    let project = Project::new();
    std::fs::write(project.path("main.netz"), format!("{SHOP}\nnonsense")).unwrap();
    let run = project.build(&["--evidence", "evidence.json"]);
    assert!(!run.status.success() && !project.path("evidence.json").exists());
}

/// Every block of netz in the documentation and every file of the examples, where it compiles alone.
#[test]
fn every_program_in_sight_is_proved() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut proved, mut searched) = (0, 0);
    for folder in ["docs", "examples", "tests/corpus"] {
        let walk = walkdir::WalkDir::new(root.join(folder)).sort_by_file_name();
        for entry in walk.into_iter().flatten().filter(|entry| entry.file_type().is_file()) {
            let Ok(text) = std::fs::read_to_string(entry.path()) else { continue };
            let programs: Vec<String> = match entry.path().extension().and_then(|it| it.to_str()) {
                Some("md") => {
                    let blocks = text.split("```netz\n").skip(1);
                    blocks
                        .filter_map(|block| block.split("```").next().map(str::to_owned))
                        .collect()
                }
                Some("netz") => text.split("\n### ").map(|case| format!("# {case}")).collect(),
                _ => continue,
            };
            for text in programs {
                let mut files = BTreeMap::from([("main.netz".to_owned(), text.clone())]);
                let program = netz::load(&["main.netz"], &mut files);
                let options = Options { mode: Mode::Build, ..Options::default() };
                let Some(checked) = netz::check(&program, &options).checked else { continue };
                let output = netz::compile(&checked, &program.sources);
                if !output.diagnostics.is_empty() {
                    continue;
                }
                let proof = prove(&checked, &documents(&program, &checked).join("---\n"));
                let proof = proof
                    .unwrap_or_else(|it| panic!("{}: {it:#?}\n{text}", entry.path().display()));
                proved += 1;
                searched += proof.searched;
            }
        }
    }
    assert!(proved > 150 && searched > 0, "{proved} programs, {searched} searches");
}
