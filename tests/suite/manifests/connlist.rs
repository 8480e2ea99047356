//! The connections that the reader and the sets find in folders of manifests are those that another tool
//! found there.
//!
//! The folders stand beside the project, where `NETZ_CONFORMANCE` says.

use netz::connections::{self, Connections};
use netz::diagnostic::{Levels, Severity, Sink};
use netz::k8s::inventory::{Inventory, Workload};
use netz::set::cidr::AddressSet;
use netz::set::flow::Model;
use netz::set::port::{PortPart, PortSet};
use netz::source::SourceMap;
use std::collections::BTreeMap;
use std::fs;
use std::net::Ipv4Addr;
use std::path::Path;

/// Who connects to whom, by the text of the ports; with the IPv4 addresses of the end that is outside.
type Table = BTreeMap<(String, String, String), AddressSet>;

const OUTSIDE: &str = "outside";

fn add(table: &mut Table, source: &str, target: &str, ports: &str, addresses: &AddressSet) {
    let key = (source.to_owned(), target.to_owned(), ports.to_owned());
    let known = table.entry(key).or_default();
    *known = known.union(addresses);
}

/// `All Connections`, or `TCP 80,443-445,UDP 53`.
fn text(ports: &PortSet) -> String {
    if ports.is_any() {
        return "All Connections".to_owned();
    }
    let mut by_protocol: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for part in ports.parts() {
        let (protocol, range) = match part {
            PortPart::All(protocol) => (protocol, "1-65535".to_owned()),
            PortPart::Range(protocol, low, high) if low == high => (protocol, low.to_string()),
            PortPart::Range(protocol, low, high) => (protocol, format!("{low}-{high}")),
            PortPart::Named(_, name) => panic!("{name} has no number"),
        };
        by_protocol.entry(protocol.kubernetes()).or_default().push(range);
    }
    let parts: Vec<_> = by_protocol
        .iter()
        .map(|(protocol, ports)| format!("{protocol} {}", ports.join(",")))
        .collect();
    parts.join(",")
}

fn range(text: &str) -> AddressSet {
    let (low, high) = text.split_once('-').unwrap();
    let (low, high): (Ipv4Addr, Ipv4Addr) = (low.parse().unwrap(), high.parse().unwrap());
    let nets: Vec<_> = ipnet::Ipv4Subnets::new(low, high, 0).map(Into::into).collect();
    AddressSet::of_cidrs(&nets)
}

fn expected(text: &str) -> Table {
    let mut table = Table::new();
    for line in
        text.lines().filter(|line| !line.is_empty() && !line.contains("{ingress-controller}"))
    {
        let (ends, ports) = line.split_once(" : ").unwrap();
        let (source, target) = ends.split_once(" => ").unwrap();
        match (source.strip_suffix("[External]"), target.strip_suffix("[External]")) {
            (Some(addresses), _) => add(&mut table, OUTSIDE, target, ports, &range(addresses)),
            (_, Some(addresses)) => add(&mut table, source, OUTSIDE, ports, &range(addresses)),
            _ => add(&mut table, source, target, ports, &AddressSet::default()),
        }
    }
    table
}

fn name(workload: &Workload) -> String {
    format!("{}/{}[{}]", workload.namespace, workload.name, workload.kind)
}

fn found(inventory: &Inventory) -> Table {
    let connections = Connections::new(inventory, Model::Outside);
    let workloads = inventory.workloads();
    let v4 = AddressSet::of_cidrs(&["0.0.0.0/0".parse().unwrap()]);
    let mut table = Table::new();
    for one in &workloads {
        let pods = connections::pods(inventory, one);
        for pod in &pods {
            for (addresses, ports) in connections.to_outside(pod) {
                add(&mut table, &name(one), OUTSIDE, &text(&ports), &addresses.intersect(&v4));
            }
            for (addresses, ports) in connections.from_outside(pod) {
                add(&mut table, OUTSIDE, &name(one), &text(&ports), &addresses.intersect(&v4));
            }
        }
        for other in workloads.iter().filter(|other| name(other) != name(one)) {
            let targets = connections::pods(inventory, other);
            let pairs = pods.iter().flat_map(|pod| targets.iter().map(move |target| (pod, target)));
            let ports = pairs.fold(PortSet::default(), |ports, (pod, target)| {
                ports.union(&connections.between(pod, target))
            });
            if !ports.is_empty() {
                add(&mut table, &name(one), &name(other), &text(&ports), &AddressSet::default());
            }
        }
    }
    table
}

fn inventory(folder: &Path) -> Inventory {
    let (mut inventory, mut sink, mut sources) =
        (Inventory::default(), Sink::default(), SourceMap::default());
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        let text = fs::read_to_string(&path).unwrap();
        let file = sources.add(path.display().to_string(), text.as_str());
        inventory.read(file, &text, &mut sink);
    }
    let said = sink.finish(&Levels::default());
    let errors = said.iter().filter(|one| one.severity == Severity::Error);
    let slips: Vec<_> = errors.flat_map(|one| one.help.clone()).collect();
    // One of the folders has a container port that Kubernetes would refuse; nothing reaches its pods.
    let known: &[&str] = match folder.parent().and_then(Path::file_name) {
        Some(name) if name == "netpol_named_port_test" => &["did you mean `containerPort`?"],
        _ => &[],
    };
    assert_eq!(slips, known, "{folder:?}: {said:#?}");
    inventory
}

#[test]
fn the_connections_of_every_folder_are_found() {
    let Some(conformance) = std::env::var_os("NETZ_CONFORMANCE") else {
        eprintln!("skipped: NETZ_CONFORMANCE is not set");
        return;
    };
    let mut folders: Vec<_> = fs::read_dir(Path::new(&conformance).join("connlist"))
        .unwrap()
        .map(|it| it.unwrap().path())
        .collect();
    folders.sort();
    assert_eq!(folders.len(), 15);
    for folder in folders {
        let expected = expected(&fs::read_to_string(folder.join("expected.txt")).unwrap());
        let found = found(&inventory(&folder.join("manifests")));
        for (row, addresses) in &expected {
            assert_eq!(found.get(row), Some(addresses), "{folder:?} misses {row:?}");
        }
        for row in found.keys() {
            assert!(expected.contains_key(row), "{folder:?} also has {row:?}");
        }
    }
}
