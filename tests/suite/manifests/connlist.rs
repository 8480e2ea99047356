//! What `netz reach` prints is what others found: the verdicts of cyclonus' cases, and the connections that
//! another analyzer lists for folders of manifests. `docs/conformance.md` holds the score.
//!
//! The cases stand beside the project, where `NETZ_CONFORMANCE` says.

use flate2::read::GzDecoder;
use netz::set::cidr::AddressSet;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write as _};
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Who connects to whom, by the text of the ports; with the IPv4 addresses of the end that is outside.
type Table = BTreeMap<(String, String, String), AddressSet>;

const OUTSIDE: &str = "outside";

/// The lines of comma-separated values.
fn cells(line: &str) -> Vec<String> {
    let (mut cells, mut quoted) = (vec![String::new()], false);
    for char in line.chars() {
        match char {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            char => cells.last_mut().unwrap().push(char),
        }
    }
    cells
}

fn range(text: &str) -> AddressSet {
    let (low, high) = text.split_once('-').unwrap();
    let (low, high): (Ipv4Addr, Ipv4Addr) = (low.parse().unwrap(), high.parse().unwrap());
    let nets: Vec<_> = ipnet::Ipv4Subnets::new(low, high, 0).map(Into::into).collect();
    AddressSet::of_cidrs(&nets)
}

fn add(table: &mut Table, source: &str, target: &str, ports: &str) {
    let mut add = |source: &str, target: &str, addresses: AddressSet| {
        let key = (source.to_owned(), target.to_owned(), ports.to_owned());
        let known = table.entry(key).or_default();
        *known = known.union(&addresses);
    };
    match (source.strip_suffix("[External]"), target.strip_suffix("[External]")) {
        (Some(addresses), _) => add(OUTSIDE, target, range(addresses)),
        (_, Some(addresses)) => add(source, OUTSIDE, range(addresses)),
        _ => add(source, target, AddressSet::default()),
    }
}

fn expected(text: &str) -> Table {
    let mut table = Table::new();
    let is_row = |line: &&str| !line.is_empty() && !line.contains("{ingress-controller}");
    for line in text.lines().filter(is_row) {
        let (ends, ports) = line.split_once(" : ").unwrap();
        let (source, target) = ends.split_once(" => ").unwrap();
        add(&mut table, source, target, ports);
    }
    table
}

/// What `netz reach` prints of objects.
fn reach(arguments: &[&str], input: &str) -> Vec<[String; 3]> {
    let mut netz = Command::new(env!("CARGO_BIN_EXE_netz"))
        .args(["reach", "--quiet", "--format", "csv"])
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    netz.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = netz.wait_with_output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("source,destination,connections"), "{:?}", output.stderr);
    lines.map(|line| <[String; 3]>::try_from(cells(line)).unwrap()).collect()
}

fn found(folder: &Path) -> Table {
    let mut table = Table::new();
    for [source, target, ports] in reach(&[folder.to_str().unwrap()], "") {
        // The folders know IPv4 alone.
        if ![&source, &target].iter().any(|end| end.ends_with("[External]") && end.contains(':')) {
            add(&mut table, &source, &target, &ports);
        }
    }
    table
}

/// The score of each folder: its name, how many rows it has, and how many of them and of ours agree.
fn folders(conformance: &Path) -> Vec<(String, usize, usize, usize)> {
    let entries = fs::read_dir(conformance.join("connlist")).unwrap();
    let mut folders: Vec<PathBuf> = entries.map(|it| it.unwrap().path()).collect();
    folders.sort();
    let score = |folder: PathBuf| {
        let expected = expected(&fs::read_to_string(folder.join("expected.txt")).unwrap());
        let found = found(&folder.join("manifests"));
        let agree = expected.iter().filter(|(row, addresses)| found.get(*row) == Some(addresses));
        let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
        (name, expected.len(), found.len(), agree.count())
    };
    folders.into_iter().map(score).collect()
}

/// Ports that a pair of pods may not use.
type Denied = BTreeMap<String, BTreeSet<String>>;

#[derive(serde::Deserialize)]
struct Step {
    case: u32,
    manifests: Vec<serde_json::Value>,
    probed: Vec<String>,
    denied: Denied,
}

/// What the objects of a step deny, asked of `netz reach`; and how many verdicts that are.
fn denied(step: &Step) -> (Denied, usize) {
    let object = |object: &serde_json::Value| {
        let mut object = object.clone();
        // Some policies of the cases don't say their kind.
        if object["kind"].is_null() {
            object["kind"] = "NetworkPolicy".into();
        }
        let is_policy = object["kind"] == "NetworkPolicy";
        object["apiVersion"] = if is_policy { "networking.k8s.io/v1" } else { "v1" }.into();
        object
    };
    let items: Vec<_> = step.manifests.iter().map(object).collect();
    let list = serde_json::json!({ "apiVersion": "v1", "kind": "List", "items": items });
    let mut allowed: BTreeMap<(String, String), String> = BTreeMap::new();
    for [source, target, ports] in reach(&["--pod-addresses", "-"], &list.to_string()) {
        let name = |end: &str| end.strip_suffix("[Pod]").map(str::to_owned);
        if let (Some(source), Some(target)) = (name(&source), name(&target)) {
            allowed.insert((source, target), ports);
        }
    }
    let pods = items.iter().filter(|item| item["kind"] == "Pod").map(|item| {
        let [namespace, name] = ["namespace", "name"].map(|field| &item["metadata"][field]);
        format!("{}/{}", namespace.as_str().unwrap(), name.as_str().unwrap())
    });
    let pods: Vec<String> = pods.collect();
    let (mut denied, mut verdicts) = (Denied::new(), 0);
    for one in &pods {
        for other in pods.iter().filter(|other| one != *other) {
            let open = allowed.get(&(one.clone(), other.clone())).map_or("", String::as_str);
            for probe in &step.probed {
                verdicts += 1;
                if !holds(open, probe) {
                    let pair = format!("{one}->{other}");
                    denied.entry(pair).or_default().insert(probe.clone());
                }
            }
        }
    }
    (denied, verdicts)
}

/// Whether `TCP 80,443-445,UDP 53` holds `TCP/80`.
fn holds(open: &str, probe: &str) -> bool {
    if open == "All Connections" {
        return true;
    }
    let (protocol, port) = probe.split_once('/').unwrap();
    let port: u16 = port.parse().unwrap();
    let mut now = "";
    open.split(',').filter(|part| !part.is_empty()).any(|part| {
        let (of, range) = part.split_once(' ').unwrap_or((now, part));
        now = of;
        let (low, high) = range.split_once('-').unwrap_or((range, range));
        of == protocol && (low.parse().unwrap()..=high.parse().unwrap()).contains(&port)
    })
}

/// How many cases, steps and verdicts there are, and how many verdicts agree.
fn cyclonus(conformance: &Path) -> [usize; 4] {
    let file = File::open(conformance.join("cyclonus/truth.jsonl.gz")).unwrap();
    // Two cases have steps with the same manifests and other verdicts, and either is right there.
    let mut same: BTreeMap<(u32, String), Vec<Step>> = BTreeMap::new();
    for line in BufReader::new(GzDecoder::new(file)).lines() {
        let mut step: Step = serde_json::from_str(&line.unwrap()).unwrap();
        step.denied.retain(|pair, _| pair.split_once("->").is_some_and(|(from, to)| from != to));
        let manifests = serde_json::to_string(&step.manifests).unwrap();
        same.entry((step.case, manifests)).or_default().push(step);
    }
    let cases = same.keys().map(|(case, _)| case).collect::<BTreeSet<_>>().len();
    let (mut steps, mut all, mut agree) = (0, 0, 0);
    for group in same.values() {
        let (found, verdicts) = denied(&group[0]);
        let wrong = group.iter().map(|step| {
            let pairs: BTreeSet<_> = step.denied.keys().chain(found.keys()).collect();
            let none = BTreeSet::new();
            let differ = |pair: &&String| {
                let [theirs, ours] =
                    [&step.denied, &found].map(|denied| denied.get(*pair).unwrap_or(&none));
                theirs.symmetric_difference(ours).count()
            };
            pairs.iter().map(differ).sum::<usize>()
        });
        let wrong = wrong.min().unwrap();
        steps += group.len();
        all += verdicts * group.len();
        agree += (verdicts - wrong) * group.len();
    }
    [cases, steps, all, agree]
}

/// `123,669`.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[test]
fn others_agree_and_the_scoreboard_is_true() {
    let Some(conformance) = std::env::var_os("NETZ_CONFORMANCE") else {
        eprintln!("skipped: NETZ_CONFORMANCE is not set");
        return;
    };
    let conformance = Path::new(&conformance);
    let mut table = String::from("| set | what is compared | agree |\n|---|---|---|\n");
    let [cases, steps, all, agree] = cyclonus(conformance);
    let verdicts = [all, agree].map(grouped);
    writeln!(
        table,
        "| cyclonus | {} verdicts in {steps} steps of {cases} cases | {} |",
        verdicts[0], verdicts[1]
    )
    .unwrap();
    let mut faults = Vec::new();
    if agree < all {
        faults.push("cyclonus".to_owned());
    }
    let folders = folders(conformance);
    assert_eq!(folders.len(), 15);
    for (name, expected, found, agree) in folders {
        writeln!(table, "| {name} | {expected} connections | {agree} |").unwrap();
        if (expected, found) != (agree, agree) {
            faults.push(format!("{name}: {expected} there, {found} here, {agree} agree"));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/conformance.md");
    let page = fs::read_to_string(path).unwrap();
    let (head, _) = page.split_once("| set |").unwrap();
    let wanted = format!("{head}{table}");
    if std::env::var_os("NETZ_BLESS").is_some() {
        fs::write(path, wanted).unwrap();
    } else {
        let command = "NETZ_BLESS=1 NETZ_CONFORMANCE=… cargo test --test suite scoreboard";
        assert!(page == wanted, "docs/conformance.md is old: {command}");
    }
}
