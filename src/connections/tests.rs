//! The connections of random clusters and of cyclonus' cases, from their objects alone.

use super::{Choice, Connections, Ends, HostNetwork, Plugin, text, words};
use crate::diagnostic::{Levels, Sink};
use crate::emit::tests::conformance::{self, Denied, Step, agrees, of_kind};
use crate::emit::tests::dice::Dice;
use crate::emit::tests::world::{End, World};
use crate::k8s::inventory::Inventory;
use crate::set::cidr::AddressSet;
use crate::set::flow::Model;
use crate::set::port::{PortSet, Protocol};
use crate::source::FileId;
use crate::verify::tests::cluster::{Cluster, Reader};
use k8s_openapi::api::core::v1::{Namespace, Pod};
use k8s_openapi::api::networking::v1::NetworkPolicy;
use std::collections::BTreeMap;

fn read(items: &[serde_json::Value]) -> Inventory {
    let list = serde_json::json!({ "apiVersion": "v1", "kind": "List", "items": items });
    let (mut inventory, mut sink) = (Inventory::default(), Sink::default());
    inventory.read(FileId(0), &list.to_string(), &mut sink);
    let said = sink.finish(&Levels::default());
    assert!(said.is_empty(), "{said:#?}");
    inventory
}

fn connections(inventory: &Inventory, blocks: Model) -> Connections {
    let (space, meaning) = inventory.meaning();
    let plugin = Plugin { blocks, host_network: HostNetwork::Ruled };
    Connections::new(inventory, space, meaning, plugin)
}

type Pairs = BTreeMap<(String, String), PortSet>;

fn pairs(of: &Connections) -> Pairs {
    let name = |at: u32| {
        let workload = &of.workloads[at as usize];
        format!("{}/{}", workload.namespace, workload.name)
    };
    let mut pairs = Pairs::new();
    let put = |source: u32, target: u32, ports: &PortSet| {
        let before = pairs.insert((name(source), name(target)), ports.clone());
        before.map_or(Ok(()), |_| Err((source, target)))
    };
    assert_eq!(of.each_pair(put), Ok(()));
    pairs
}

/// What the objects of a step deny, read as one List of JSON.
fn denied(step: &Step) -> Denied {
    let mut items = of_kind::<serde_json::Value>(step, "NetworkPolicy");
    let others = step.manifests.iter().filter(|one| one["kind"].is_string());
    items.extend(others.filter(|one| one["kind"] != "NetworkPolicy").cloned());
    let inventory = read(&items);
    let found = connections(&inventory, Model::Everywhere);
    let (allowed, none) = (pairs(&found), PortSet::default());
    let names: Vec<_> =
        found.workloads.iter().map(|one| format!("{}/{}", one.namespace, one.name)).collect();
    assert!(!names.is_empty());
    let mut denied = Denied::new();
    for one in &names {
        for other in names.iter().filter(|other| one != *other) {
            let allowed = allowed.get(&(one.clone(), other.clone())).unwrap_or(&none);
            for probe in &step.probed {
                let (word, port) = probe.split_once('/').unwrap();
                let protocol = Protocol::ALL.into_iter().find(|one| one.kubernetes() == word);
                if !allowed.contains(protocol.unwrap(), port.parse().unwrap()) {
                    denied.entry(format!("{one}->{other}")).or_default().insert(probe.clone());
                }
            }
        }
    }
    denied
}

#[test]
fn cyclonus_agrees_with_the_reader() {
    agrees(denied);
}

/// Ports about the bounds of those that random policies name.
const PORTS: [u16; 12] = [1, 52, 53, 54, 79, 80, 81, 82, 89, 90, 91, 65535];

fn outside_of(of: &[super::OutsideRow], workload: u32) -> Vec<(&AddressSet, &PortSet)> {
    let own = of.iter().filter(|row| row.workloads.contains(&workload));
    own.map(|row| (&row.addresses, &row.ports)).collect()
}

/// Objects with their kinds, as files say them.
fn items(
    namespaces: &[Namespace],
    pods: &[Pod],
    policies: &[NetworkPolicy],
) -> Vec<serde_json::Value> {
    fn all<T: serde::Serialize>(kind: &str, api: &str, all: &[T]) -> Vec<serde_json::Value> {
        let mut all: Vec<_> = all.iter().map(|one| serde_json::to_value(one).unwrap()).collect();
        for one in &mut all {
            one["kind"] = kind.into();
            one["apiVersion"] = api.into();
        }
        all
    }
    let policies = all("NetworkPolicy", "networking.k8s.io/v1", policies);
    [all("Namespace", "v1", namespaces), all("Pod", "v1", pods), policies].concat()
}

/// That the tables of a random cluster are what the definition says of every pair, port and address.
fn random(seed: u64) {
    let mut dice = Dice(seed);
    let Cluster { namespaces, pods, policies } = Cluster::random(&mut dice, Reader::Exact);
    let inventory = read(&items(&namespaces, &pods, &policies));
    for model in Model::ALL {
        let (world, names) = conformance::world(namespaces.clone(), pods.clone());
        let world = World { blocks_match_pods: model == Model::Everywhere, ..world };
        let found = connections(&inventory, model);
        let (allowed, none) = (pairs(&found), PortSet::default());
        let allows = |source: &End, target: &End, protocol: Protocol, port: u16| {
            world.allows(&policies as &[NetworkPolicy], source, target, protocol.kubernetes(), port)
        };
        let addresses: Vec<std::net::IpAddr> = [
            "10.1.1.1",
            "10.1.2.200",
            "10.2.1.9",
            "10.255.255.255",
            "9.255.255.255",
            "192.0.2.1",
            "2001:db8::9",
            "2001:db8:1::1",
            "::1",
        ]
        .map(|text| text.parse().unwrap())
        .into();
        for (end, name) in world.ends.iter().zip(&names) {
            let workload = found
                .workloads
                .iter()
                .position(|one| format!("{}/{}", one.namespace, one.name) == *name);
            let workload = u32::try_from(workload.unwrap()).unwrap();
            for protocol in Protocol::ALL {
                for port in PORTS {
                    for (other, other_name) in world.ends.iter().zip(&names) {
                        if name == other_name {
                            continue;
                        }
                        let known = allowed.get(&(name.clone(), other_name.clone()));
                        let known = known.unwrap_or(&none).contains(protocol, port);
                        let wanted = allows(end, other, protocol, port);
                        assert_eq!(
                            known, wanted,
                            "seed {seed}: {name} -> {other_name} {protocol:?}/{port}"
                        );
                    }
                    for address in &addresses {
                        let outside = End::Outside(*address);
                        for (rows, wanted) in [
                            (&found.to_outside, allows(end, &outside, protocol, port)),
                            (&found.from_outside, allows(&outside, end, protocol, port)),
                        ] {
                            let own = outside_of(rows, workload);
                            let of: Vec<_> =
                                own.iter().filter(|(set, _)| set.contains(*address)).collect();
                            assert!(of.len() < 2, "seed {seed}: {address} twice");
                            let known = of.iter().any(|(_, ports)| ports.contains(protocol, port));
                            assert_eq!(known, wanted, "seed {seed}: {name} {address} {port}");
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn random_clusters_are_what_the_definition_says() {
    (0..400).for_each(random);
}

/// Random ends: some workloads, with all ports or some, and a block of addresses.
fn ends(dice: &mut Dice, count: usize) -> Option<Ends> {
    if dice.one_in(3) {
        return None;
    }
    let mut ends = Ends::default();
    for at in 0..u32::try_from(count).unwrap() {
        if dice.one_in(2) {
            continue;
        }
        let some = PortSet::range(Protocol::Tcp, 53, *dice.pick(&PORTS).max(&53));
        ends.workloads.insert(at, if dice.one_in(2) { PortSet::any() } else { some });
    }
    if dice.one_in(2) {
        let blocks = ["10.1.0.0/16", "192.0.2.0/24", "2001:db8::/32", "0.0.0.0/0"];
        ends.addresses = AddressSet::of_cidrs([&dice.pick(&blocks).parse().unwrap()]);
    }
    Some(ends)
}

/// That a choice of a table is of its rows what the ends and ports say of each.
fn chosen(seed: u64) {
    let mut dice = Dice(seed);
    let Cluster { namespaces, pods, policies } = Cluster::random(&mut dice, Reader::Exact);
    let inventory = read(&items(&namespaces, &pods, &policies));
    let all = connections(&inventory, Model::Outside);
    let (from, to) = (ends(&mut dice, all.workloads.len()), ends(&mut dice, all.workloads.len()));
    let ports = dice.one_in(2).then(|| PortSet::range(Protocol::Tcp, 1, *dice.pick(&PORTS)));
    let choice = Choice { from: from.clone(), to: to.clone(), ports: ports.clone() };
    let found = all.clone().chosen(&choice);
    let wanted = |ports_of: &PortSet, own: Option<&PortSet>| {
        let own = own.cloned().unwrap_or_default();
        ports_of.intersect(&own).intersect(ports.as_ref().unwrap_or(&PortSet::any()))
    };
    let target = |at: u32| match &to {
        None => Some(PortSet::any()),
        Some(to) => to.workloads.get(&at).cloned(),
    };
    let is_source = |at: u32| from.as_ref().is_none_or(|from| from.workloads.contains_key(&at));
    let mut pairs = BTreeMap::new();
    let mut put = |source: u32, at: u32, ports: &PortSet| {
        let ports = wanted(ports, target(at).as_ref().filter(|_| is_source(source)));
        if !ports.is_empty() {
            pairs.insert((source, at), ports);
        }
        Ok::<(), ()>(())
    };
    all.each_pair(&mut put).unwrap();
    let mut told = BTreeMap::new();
    let put = |source: u32, at: u32, ports: &PortSet| {
        told.insert((source, at), ports.clone());
        Ok::<(), ()>(())
    };
    found.each_pair(put).unwrap();
    assert_eq!(told, pairs, "seed {seed}");
    for address in ["10.1.1.1", "192.0.2.1", "203.0.113.9", "2001:db8::9"] {
        let address = address.parse().unwrap();
        let is_in =
            |ends: &Option<Ends>| ends.as_ref().is_none_or(|ends| ends.addresses.contains(address));
        for at in 0..u32::try_from(all.workloads.len()).unwrap() {
            let open = |rows: &[super::OutsideRow]| {
                let own = outside_of(rows, at);
                let own = own.into_iter().filter(|(set, _)| set.contains(address));
                own.fold(PortSet::default(), |open, (_, ports)| open.union(ports))
            };
            let into = target(at).filter(|_| is_in(&from));
            assert_eq!(open(&found.from_outside), wanted(&open(&all.from_outside), into.as_ref()));
            let any = (is_source(at) && is_in(&to)).then(PortSet::any);
            assert_eq!(open(&found.to_outside), wanted(&open(&all.to_outside), any.as_ref()));
        }
    }
}

#[test]
fn a_choice_is_of_each_pair_and_address_what_it_says() {
    (0..200).for_each(chosen);
}

/// What leads to which workloads, for whom.
fn entrances(text: &str) -> Vec<String> {
    let mut inventory = Inventory::default();
    inventory.read(FileId(0), text, &mut Sink::default());
    let (space, meaning) = inventory.meaning();
    let connections = Connections::new(&inventory, space, meaning, Plugin::default());
    let words = words::Words::new(&connections.workloads);
    let rows = connections.entrances(&inventory);
    rows.iter().map(|row| text::entrance(&words, row).join(" | ")).collect()
}

#[test]
fn an_entrance_tells_who_may_come_through_it() {
    let objects = "\
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: main, ports: [{name: http, containerPort: 8080}]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: controller, namespace: ingress, labels: {app: controller}}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {type: LoadBalancer, selector: {app: web}, ports: [{name: http, port: 80, targetPort: http}], loadBalancerSourceRanges: [203.0.113.0/24]}
---
apiVersion: v1
kind: Service
metadata: {name: node, namespace: shop}
spec: {type: NodePort, selector: {app: web}, ports: [{port: 9090}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: front, namespace: shop}
spec: {defaultBackend: {service: {name: web, port: {name: http}}}}
---
";
    assert_eq!(
        entrances(objects),
        [
            "Ingress shop/front | shop/web | tcp/8080 from any pod, any address",
            "LoadBalancer shop/web | shop/web | tcp/8080 from 203.0.113.0/24",
            "NodePort shop/node | shop/web | tcp/9090 from any address",
        ]
    );
    let policy = |from: &str| {
        format!(
            "{objects}apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: a, namespace: shop}}\nspec:\n  \
             podSelector: {{}}\n  ingress:\n  - ports: [{{port: http}}]\n    from: [{from}]\n"
        )
    };
    let controller = "{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ingress}}, podSelector: {matchLabels: {app: controller}}}";
    assert_eq!(
        entrances(&policy(controller)),
        [
            "Ingress shop/front | shop/web | tcp/8080 from ingress/controller",
            "LoadBalancer shop/web | shop/web | tcp/8080, shut: no policy lets it in",
            "NodePort shop/node | shop/web | tcp/9090, shut: no policy lets it in",
        ]
    );
    let block = "{ipBlock: {cidr: 203.0.113.128/25}}";
    assert_eq!(
        entrances(&policy(block))[..2],
        [
            "Ingress shop/front | shop/web | tcp/8080 from 203.0.113.128/25",
            "LoadBalancer shop/web | shop/web | tcp/8080 from 203.0.113.128/25",
        ]
    );
}
