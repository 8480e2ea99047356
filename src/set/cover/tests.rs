//! Searches against every connection of a small world.

use super::*;
use crate::emit::tests::dice::Dice;
use crate::set::cidr::IpBlock;
use crate::set::flow::Ports;
use crate::set::port::PortSet;
use crate::set::selector::{Requirement, Selector, Test};

const PLENTY: Budget = Budget(1_000_000);
const ADDRESSES: [&str; 3] = ["10.1.0.1", "10.2.0.1", "2001:db8::1"];
const PORTS: [(Protocol, u16); 4] =
    [(Protocol::Tcp, 80), (Protocol::Tcp, 81), (Protocol::Tcp, 90), (Protocol::Udp, 80)];

impl Dice {
    fn labels(&mut self, key: &str, values: &[&str]) -> LabelBox {
        let some = self.some(values, 2).into_iter().map(|value| (*value).into()).collect();
        let test = match self.roll(7) {
            0 => Test::Exists,
            1 => Test::DoesNotExist,
            2 => Test::NotIn(some),
            3 | 4 => Test::In(some),
            _ => return LabelBox::default(),
        };
        Selector { requirements: vec![Requirement { key: key.into(), test }] }.labels()
    }

    fn namespaces(&mut self) -> LabelBox {
        let named = self.labels(NAMESPACE_NAME, &["a", "b"]);
        named.intersect(&self.labels("team", &["x"]))
    }

    fn addresses(&mut self) -> AddressSet {
        let blocks = ["0.0.0.0/0", "10.1.0.0/16", "10.0.0.0/8", "2001:db8::/32"];
        match self.roll(4) {
            0 => {
                let cidr = self.pick(&blocks).parse().unwrap();
                AddressSet::of_blocks([&IpBlock::whole(cidr)])
            }
            _ => AddressSet::all(),
        }
    }

    fn box_ports(&mut self) -> Ports {
        let ports = match self.roll(6) {
            0 => PortSet::named(Protocol::Tcp, "http".into()),
            1 => PortSet::named(Protocol::Tcp, "web".into()),
            2 => PortSet::range(Protocol::Tcp, 80, 89),
            3 => PortSet::range(Protocol::Tcp, 81, 90),
            4 => PortSet::all_of(Protocol::Tcp),
            _ => PortSet::any(),
        };
        Ports::of(&ports).remove(0)
    }

    fn flow(&mut self, direction: Direction) -> FlowBox {
        let peers = match self.roll(4) {
            0 => Peers::Outside(self.addresses()),
            _ => Peers::Pods {
                namespaces: self.namespaces(),
                pods: self.labels("app", &["x", "y"]),
                addresses: self.addresses(),
            },
        };
        let ports = self.box_ports();
        let outside = matches!(peers, Peers::Outside(_)) && direction == Direction::Egress;
        let ports = if outside && !ports.names.is_empty() { any_port() } else { ports };
        FlowBox {
            addresses: AddressSet::all(),
            namespaces: self.namespaces(),
            pods: self.labels("app", &["x", "y"]),
            peers,
            ports,
        }
    }
}

/// Every set of labels of one key, a fresh value included.
fn of_key(key: &str, values: &[&str]) -> Vec<Labels> {
    let one = |value: &&str| Labels::from([(key.into(), (*value).into())]);
    values.iter().map(one).chain([Labels::new()]).collect()
}

fn every_namespace() -> Vec<Labels> {
    let mut all = Vec::new();
    for name in ["a", "b", "c", "d"] {
        for mut labels in of_key("team", &["x", "z"]) {
            labels.insert(NAMESPACE_NAME.into(), name.into());
            all.push(labels);
        }
    }
    all
}

fn every_pod(address: IpAddr) -> Vec<Pod> {
    let mut all = Vec::new();
    for namespace in every_namespace() {
        for labels in of_key("app", &["x", "y", "z"]) {
            let namespace = namespace.clone();
            all.push(Pod { namespace, labels, ports: Default::default(), address });
        }
    }
    all
}

/// Whether the one relation between the ends holds.
fn possible(subject: &Pod, peer: &End) -> bool {
    let End::Pod(peer) = peer else { return true };
    let name = |pod: &Pod| pod.namespace.get(NAMESPACE_NAME).cloned();
    name(subject) != name(peer) || subject.namespace == peer.namespace
}

/// Every connection of the box in a small world that no other box holds.
fn counterexample(direction: Direction, wanted: &FlowBox, by: &[FlowBox]) -> bool {
    let addresses = ADDRESSES.map(|address| address.parse::<IpAddr>().unwrap());
    let pods = every_pod(addresses[0]);
    let subjects = pods.iter().filter(|pod| {
        wanted.namespaces.contains(&pod.namespace) && wanted.pods.contains(&pod.labels)
    });
    let subjects: Vec<_> = subjects.collect();
    let mut peers: Vec<_> = addresses.iter().map(|address| End::Outside(*address)).collect();
    peers.extend(addresses.iter().flat_map(|address| every_pod(*address)).map(End::Pod));
    for peer in &peers {
        for subject in subjects.iter().filter(|subject| possible(subject, peer)) {
            for (protocol, port) in PORTS {
                for named in [None, Some("http"), Some("web")] {
                    let (mut subject, mut peer) = ((*subject).clone(), peer.clone());
                    if let Some(name) = named {
                        let key = (protocol, name.into());
                        match (direction, &mut peer) {
                            (Direction::Ingress, _) => subject.ports.insert(key, port),
                            (Direction::Egress, End::Pod(pod)) => pod.ports.insert(key, port),
                            (Direction::Egress, End::Outside(_)) => continue,
                        };
                    }
                    let one = Connection { direction, subject, peer, protocol, port };
                    if wanted.contains(&one) && !by.iter().any(|other| other.contains(&one)) {
                        return true;
                    }
                }
            }
        }
    }
    false
}

#[test]
fn searches_agree_with_every_connection_of_a_small_world() {
    let mut seen = [0; 2];
    for seed in 0..1500 {
        let mut dice = Dice(seed);
        let direction = *dice.pick(&Direction::ALL);
        let wanted = dice.flow(direction);
        let by: Vec<_> = (0..1 + dice.roll(12)).map(|_| dice.flow(direction)).collect();
        let inside = match covered(direction, &wanted, &by, &mut PLENTY.clone()) {
            Answer::Inside => true,
            Answer::Outside(found) => {
                assert!(possible(&found.subject, &found.peer), "seed {seed}: {found}");
                assert!(wanted.contains(&found), "seed {seed}: {found}");
                assert!(!by.iter().any(|other| other.contains(&found)), "seed {seed}: {found}");
                false
            }
            Answer::Undecided => panic!("seed {seed}"),
        };
        assert_eq!(
            inside,
            !counterexample(direction, &wanted, &by),
            "seed {seed}\n{wanted:#?}\n{by:#?}"
        );
        seen[usize::from(inside)] += 1;
    }
    assert!(seen.iter().all(|count| *count > 200), "{seen:?}");
}

fn pods(namespaces: LabelBox, pods: LabelBox) -> Peers {
    Peers::Pods { namespaces, pods, addresses: AddressSet::all() }
}

fn any_port() -> Ports {
    Ports::of(&PortSet::any()).remove(0)
}

#[test]
fn two_pods_of_one_namespace_share_its_labels() {
    let team = |value: &str| Selector::equals("team", value).labels();
    let named = |value: &str| Selector::equals(NAMESPACE_NAME, value).labels();
    let all = LabelBox::default;
    let flow = |namespaces: LabelBox, peers: LabelBox| FlowBox {
        addresses: AddressSet::all(),
        namespaces,
        pods: all(),
        peers: pods(peers, all()),
        ports: any_port(),
    };
    let wanted = flow(team("x").intersect(&named("a")), named("a"));
    let by = [flow(named("a"), team("x"))];
    let answer = covered(Direction::Egress, &wanted, &by, &mut PLENTY.clone());
    assert_eq!(answer, Answer::Inside);
    let elsewhere = flow(team("x").intersect(&named("a")), all());
    let answer = covered(Direction::Egress, &elsewhere, &by, &mut PLENTY.clone());
    assert!(matches!(answer, Answer::Outside(_)));
}

#[test]
fn a_puzzle_is_given_up_and_never_passed() {
    // Each box wants two of thirty keys absent or other: together a formula of clauses.
    let mut dice = Dice(7);
    let clause = |dice: &mut Dice| {
        let requirements = (0..3).map(|_| {
            let key = format!("k{}", dice.roll(60)).into();
            let test = match dice.one_in(2) {
                true => Test::NotIn(vec!["v".into()]),
                false => Test::In(vec!["v".into()]),
            };
            Requirement { key, test }
        });
        let requirements = requirements.collect();
        FlowBox {
            addresses: AddressSet::all(),
            namespaces: LabelBox::default(),
            pods: Selector { requirements }.labels(),
            peers: Peers::Outside(AddressSet::all()),
            ports: any_port(),
        }
    };
    let by: Vec<_> = (0..270).map(|_| clause(&mut dice)).collect();
    let wanted = FlowBox { pods: LabelBox::default(), ..by[0].clone() };
    let answer = covered(Direction::Egress, &wanted, &by, &mut Budget(20_000));
    assert_eq!(answer, Answer::Undecided);
}
