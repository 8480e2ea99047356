//! The policies that are written mean what the program means: random programs, small random clusters, every
//! connection.

use super::builder::*;
use super::dice::Dice;
use super::intended::Intended;
use super::world::{End, Labels, Namespace, Pod, World};
use crate::ir::*;
use crate::set::cidr::IpBlock;
use crate::set::port::{PortSet, Protocol};
use crate::set::selector::{Requirement, Selector, Test};
use k8s_openapi::api::networking::v1::NetworkPolicy;
use std::collections::BTreeMap;

const NAMESPACES: [&str; 5] = ["a", "b", "c", "d", "kube-system"];
const VALUES: [&str; 3] = ["x", "y", "z"];
const KEYS: [&str; 2] = ["app", "tier"];

impl Dice {
    fn selector(&mut self, least: usize) -> Selector {
        let requirements = (0..least + self.roll(3 - least)).map(|_| {
            let values = self.some(&VALUES, 2).into_iter().map(|value| (*value).into()).collect();
            let test = match self.roll(6) {
                0 => Test::Exists,
                1 => Test::DoesNotExist,
                2 => Test::NotIn(values),
                3 => Test::In(values),
                _ => Test::In(vec![(*self.pick(&VALUES)).into()]),
            };
            Requirement { key: (*self.pick(&KEYS)).into(), test }
        });
        Selector { requirements: requirements.collect() }
    }

    fn ports(&mut self) -> PortSet {
        let of_some = (0..=self.roll(2)).map(|_| match self.roll(10) {
            0 => PortSet::any(),
            1 => PortSet::all_of(Protocol::Tcp),
            2 => PortSet::range(Protocol::Tcp, 80, 90),
            3 => PortSet::named(Protocol::Tcp, "http".into()),
            4 => PortSet::named(Protocol::Udp, "http".into()),
            5 => PortSet::range(Protocol::Udp, 53, 53),
            6 => tcp(81),
            7 => PortSet::default(),
            _ => tcp(80),
        });
        of_some.collect::<Vec<_>>().iter().fold(PortSet::default(), |all, ports| all.union(ports))
    }
}

fn blocks() -> Vec<IpBlock> {
    vec![
        block("10.0.0.0/8", &["10.1.0.0/16"]),
        block("10.1.2.0/24", &[]),
        block("0.0.0.0/0", &["10.0.0.0/8"]),
        block("::/0", &["2001:db8::/32"]),
        block("2001:db8::1/128", &[]),
    ]
}

/// A random program over the namespaces.
pub fn program(dice: &mut Dice) -> Builder {
    let mut program = Builder::default();
    let mut free: Vec<&str> = NAMESPACES.to_vec();
    let mut zones = Vec::new();
    for name in ["one", "two", "three", "four"] {
        if dice.one_in(5) {
            let selector = dice.selector(1);
            zones.push(program.zone(name, Namespaces::Labelled(selector), NONE));
            continue;
        }
        let count = (1 + dice.roll(2)).min(free.len());
        let namespaces: Vec<_> = free.drain(..count).collect();
        if namespaces.is_empty() {
            continue;
        }
        let isolation = *dice.pick(&[BOTH, BOTH, INGRESS, EGRESS, NONE]);
        let zone = program.named(name, &namespaces, isolation);
        program.zone_mut(zone).external = dice.one_in(6);
        program.zone_mut(zone).dns_follows = !dice.one_in(4);
        program.zone_mut(zone).api_follows = !dice.one_in(4);
        zones.push(zone);
    }
    let mut ends = vec![EndpointKind::Cluster, EndpointKind::Anywhere];
    for at in 0..3 {
        let blocks = dice.some(&blocks(), 2).into_iter().cloned().collect();
        ends.push(addresses(AddressesKind::Net(format!("net-{at}").into()), blocks));
    }
    for at in 0..5 {
        let zone = *dice.pick(&zones);
        let alternatives = (0..=dice.roll(2)).map(|_| dice.selector(0)).collect();
        let id = program.segment_of(zone, &format!("segment-{at}"), alternatives);
        // Twice, to be chosen more often.
        ends.extend([EndpointKind::Segment(id), EndpointKind::Segment(id)]);
        if dice.one_in(3) && program.policy.zone(zone).unwrap().is_ours() {
            let subject = program.account(zone, &format!("account-{at}"));
            let Subject::Account(account) = subject else { unreachable!() };
            program.policy.segments[id.0 as usize].account = Some(account);
            if dice.one_in(2) {
                program.grant(&[subject], vec![rule(&["get"], "", &["pods"], &[])], &[zone]);
            }
        }
    }
    ends.extend(zones.iter().map(|zone| EndpointKind::Zone(*zone)));
    for _ in 0..1 + dice.roll(8) {
        let sources = dice.some(&ends, 2);
        let targets: Vec<_> =
            dice.some(&ends, 2).into_iter().map(|end| (end, dice.ports())).collect();
        let only =
            *dice.pick(&[None, None, None, Some(Direction::Egress), Some(Direction::Ingress)]);
        program.flow(&sources, &targets).only = only;
    }
    let of_dns: Vec<_> = dice.some(&ends, 1).into_iter().map(|end| (end, dns_ports())).collect();
    program.dns(&of_dns);
    if dice.one_in(2) {
        program.api(vec![dice.pick(&blocks()).clone()], tcp(81));
    }
    program
}

/// A random cluster.
pub fn world(dice: &mut Dice) -> World {
    let labels = |dice: &mut Dice| -> Labels {
        let pair = |key: &&str| (key.to_string(), (*dice.pick(&VALUES)).to_owned());
        let all: Vec<_> = KEYS.iter().map(pair).collect();
        all.into_iter().filter(|_| !dice.one_in(3)).collect()
    };
    let namespaces = NAMESPACES.map(|name| {
        let mut labels = labels(dice);
        labels.insert("kubernetes.io/metadata.name".to_owned(), name.to_owned());
        Namespace { name: name.to_owned(), labels }
    });
    let addresses = ["10.1.2.3", "10.2.0.1", "10.1.9.9", "8.8.8.8", "2001:db8::1", "2001:db8::2"];
    let mut ends: Vec<_> =
        addresses.iter().map(|address| End::Outside(address.parse().unwrap())).collect();
    for _ in 0..9 {
        let mut ports = BTreeMap::new();
        for protocol in ["TCP", "UDP"] {
            if dice.one_in(2) {
                let number = *dice.pick(&[80, 81, 53]);
                ports.insert((protocol.to_owned(), "http".to_owned()), number);
            }
        }
        ends.push(End::Pod(Pod {
            namespace: dice.roll(NAMESPACES.len()),
            labels: labels(dice),
            ports,
            address: dice.pick(&addresses[..3]).parse().unwrap(),
        }));
    }
    World { namespaces: namespaces.into(), ends, blocks_match_pods: dice.one_in(2) }
}

/// The policies, read back from the text.
pub fn policies(program: &Builder) -> Vec<NetworkPolicy> {
    let yaml = program.yaml();
    let documents = yaml.split("---\n").filter(|text| text.contains("kind: NetworkPolicy\n"));
    documents.map(|text| serde_yaml::from_str(text).unwrap()).collect()
}

#[test]
fn what_is_emitted_means_what_is_intended() {
    let mut seen = [0_usize; 2];
    for seed in 0..1000 {
        let mut dice = Dice(seed);
        let program = program(&mut dice);
        let policies = policies(&program);
        let world = world(&mut dice);
        let intended = Intended { policy: &program.policy, world: &world };
        for source in &world.ends {
            for destination in &world.ends {
                for (protocol, port) in
                    [("TCP", 80), ("TCP", 81), ("TCP", 90), ("TCP", 91), ("UDP", 53), ("SCTP", 80)]
                {
                    let expected = intended.allows(source, destination, protocol, port);
                    let emitted = world.allows(&policies, source, destination, protocol, port);
                    assert_eq!(
                        emitted,
                        expected,
                        "seed {seed}, {protocol} {port}\n{:#?}\n{}",
                        program.policy,
                        program.yaml()
                    );
                    seen[usize::from(expected)] += 1;
                }
            }
        }
    }
    // The clusters are worth something: much is allowed, and much is denied.
    assert!(seen.iter().all(|count| *count > 100_000), "{seen:?}");
}
