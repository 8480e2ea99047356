//! The connections of random clusters and of cyclonus' cases, from their objects alone.

use super::{Connections, HostNetwork, Plugin, text, words};
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

/// That the tables of a random cluster are what the definition says of every pair, port and address.
fn random(seed: u64) {
    let mut dice = Dice(seed);
    let Cluster { namespaces, pods, policies } = Cluster::random(&mut dice, Reader::Exact);
    let to_json = |kind: &str, api: &str, object: serde_json::Value| {
        let mut object = object;
        object["kind"] = kind.into();
        object["apiVersion"] = api.into();
        object
    };
    let mut items = Vec::new();
    items.extend(
        namespaces.iter().map(|it| to_json("Namespace", "v1", serde_json::to_value(it).unwrap())),
    );
    items.extend(pods.iter().map(|it| to_json("Pod", "v1", serde_json::to_value(it).unwrap())));
    let api = "networking.k8s.io/v1";
    items.extend(
        policies.iter().map(|it| to_json("NetworkPolicy", api, serde_json::to_value(it).unwrap())),
    );
    let inventory = read(&items);
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
