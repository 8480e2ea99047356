//! Answers against the plain definition: random programs, random clusters, every pair of their ends.

use super::connection::{Asked, verdict};
use super::peers::{Row, Wanted, rows};
use super::reached::{parts, reached};
use super::resolve::End;
use super::{Asker, Verdict};
use crate::compile::Options;
use crate::emit::tests::dice::Dice;
use crate::emit::tests::intended::Intended;
use crate::emit::tests::meaning;
use crate::emit::tests::world::{self, World as Cluster};
use crate::ir::EndpointKind;
use crate::set::cidr::AddressSet;
use crate::set::flow::{Model, Peers};
use crate::set::labels::{LabelBox, ValueSet};
use crate::set::port::{PortSet, Protocol};
use crate::source::SourceMap;
use crate::world::World;
use ipnet::IpNet;

const PORTS: [(Protocol, u16); 6] = [
    (Protocol::Tcp, 80),
    (Protocol::Tcp, 81),
    (Protocol::Tcp, 91),
    (Protocol::Udp, 53),
    (Protocol::Tcp, 53),
    (Protocol::Sctp, 80),
];

/// The keys that labels of random clusters have, and programs speak of.
const KEYS: [&str; 2] = ["app", "tier"];

/// The box of exactly these labels.
fn exactly(labels: &world::Labels) -> LabelBox {
    let values = |value: Option<&String>| ValueSet {
        absent: value.is_none(),
        negated: false,
        values: value.map(|value| value.as_str().into()).into_iter().collect(),
    };
    let keys = KEYS.into_iter().chain(["kubernetes.io/metadata.name"]);
    keys.fold(LabelBox::default(), |all, key| {
        let named = key != KEYS[0] && key != KEYS[1];
        if named && !labels.contains_key(key) {
            return all;
        }
        all.with(&key.into(), &values(labels.get(key)))
    })
}

/// One end of a cluster as the end of a question.
fn end(cluster: &Cluster, one: &world::End) -> End {
    let only = |address| AddressSet::of_cidrs([&IpNet::from(address)]);
    let peers = match one {
        world::End::Outside(address) => Peers::Outside(only(*address)),
        world::End::Pod(pod) => Peers::Pods {
            namespaces: exactly(&cluster.namespaces[pod.namespace].labels),
            pods: exactly(&pod.labels),
            addresses: only(pod.address),
        },
    };
    End::of_peers("it", vec![peers])
}

fn any() -> End {
    let pods = Peers::Pods {
        namespaces: LabelBox::default(),
        pods: LabelBox::default(),
        addresses: AddressSet::all(),
    };
    End::of_peers("anything", vec![Peers::Outside(AddressSet::all()), pods])
}

fn model(cluster: &Cluster) -> Model {
    if cluster.blocks_match_pods { Model::Everywhere } else { Model::Outside }
}

#[test]
fn a_connection_is_allowed_exactly_when_the_definition_says_so() {
    let mut seen = [0_usize; 3];
    for seed in 0..100 {
        let mut dice = Dice(seed);
        let program = meaning::program(&mut dice);
        let cluster = meaning::world(&mut dice);
        let intended = Intended { policy: &program.policy, world: &cluster };
        let (world, sources) = (World::of_policy(&program.policy), SourceMap::default());
        let options = Options::default();
        let mut asker = Asker::new(&program.policy, &world, &options, &sources);
        for source in &cluster.ends {
            for target in &cluster.ends {
                if matches!((source, target), (world::End::Outside(_), world::End::Outside(_))) {
                    continue;
                }
                let (from, to) = (end(&cluster, source), end(&cluster, target));
                let (protocol, port) = *dice.pick(&PORTS);
                let ports = PortSet::range(protocol, port, port);
                let asked = Asked::new(&from, &to, Some(&ports));
                asker.prover.start(model(&cluster));
                let reached = reached(&asker.prover, &asked.ways, &asked.ports, asked.open);
                let answer = verdict(&asked, &reached);
                let allowed = intended.allows(source, target, protocol.kubernetes(), port);
                // A port by its name is a fact about the pod that the question leaves open.
                let fits = match answer {
                    Verdict::Yes => allowed,
                    Verdict::No => !allowed,
                    Verdict::Partly => has_names(&program.policy),
                    Verdict::Undecided => false,
                };
                assert!(
                    fits,
                    "seed {seed}: {answer:?}, {allowed}, {protocol:?} {port}\n{from:?}\n{to:?}"
                );
                seen[answer as usize] += 1;
            }
        }
    }
    assert!(seen[Verdict::Yes as usize] > 500 && seen[Verdict::No as usize] > 500, "{seen:?}");
}

fn has_names(policy: &crate::ir::Policy) -> bool {
    policy.flows.iter().flat_map(|flow| &flow.targets).any(|target| target.ports.has_names())
}

#[test]
fn who_and_what_find_everybody_and_nobody_else() {
    let mut seen = [0_usize; 2];
    for seed in 0..60 {
        let mut dice = Dice(seed);
        let program = meaning::program(&mut dice);
        if has_names(&program.policy) {
            continue;
        }
        let cluster = meaning::world(&mut dice);
        let intended = Intended { policy: &program.policy, world: &cluster };
        let (world, sources) = (World::of_policy(&program.policy), SourceMap::default());
        let options = Options::default();
        let mut asker = Asker::new(&program.policy, &world, &options, &sources);
        asker.prover.start(model(&cluster));
        let anything = any();
        for one in &cluster.ends {
            let own = end(&cluster, one);
            for wanted in [Wanted::Sources, Wanted::Targets] {
                let asked = match wanted {
                    Wanted::Sources => Asked::new(&anything, &own, None),
                    Wanted::Targets => Asked::new(&own, &anything, None),
                };
                let (found, many) = parts(&asker.prover, &asked.ways, usize::MAX).unwrap();
                assert!(!many);
                let found = rows(&asked, found, wanted);
                for other in &cluster.ends {
                    let (source, target) = match wanted {
                        Wanted::Sources => (other, one),
                        Wanted::Targets => (one, other),
                    };
                    if matches!((source, target), (world::End::Outside(_), world::End::Outside(_)))
                    {
                        continue;
                    }
                    let other = end(&cluster, other);
                    for (protocol, port) in PORTS {
                        let allowed = intended.allows(source, target, protocol.kubernetes(), port);
                        let holds = found.iter().any(|(_, _, row)| {
                            row.ports.contains(protocol, port) && row.holds(&other.peers[0])
                        });
                        assert_eq!(
                            holds, allowed,
                            "seed {seed}: {wanted:?} {protocol:?} {port}\n{own:?}\n{other:?}"
                        );
                        seen[usize::from(allowed)] += 1;
                    }
                }
            }
        }
    }
    assert!(seen.iter().all(|count| *count > 2_000), "{seen:?}");
}

impl Row {
    fn holds(&self, peer: &Peers) -> bool {
        assert!(!self.partly);
        self.peers.iter().any(|all| crate::world::way::is_inside(peer, all))
    }
}

#[test]
fn anything_is_what_the_language_calls_anywhere() {
    let policy = crate::ir::Policy::default();
    assert_eq!(End::of(&policy, EndpointKind::Anywhere).peers, any().peers);
}

/// Who may do it to every object is told so, though a rule of the same role names some.
#[test]
fn a_name_confines_nothing_beside_every_object() {
    use crate::set::right::Act;
    let authority = crate::k8s::authority::Authority::new(
        crate::k8s::resource::Table::new(crate::k8s::resource::OLDEST),
        [],
    );
    let told = |names: &[Option<&str>]| {
        let act = |name: &Option<&str>| Act::Resource {
            group: "".into(),
            resource: "secrets".into(),
            verb: "list".into(),
            name: name.map(Into::into),
        };
        super::right_rows::words(&authority, &names.iter().map(act).collect())
    };
    assert_eq!(told(&[None, Some("a")]), ["list secrets"]);
    assert_eq!(told(&[Some("b"), Some("a")]), ["list secrets named a, b"]);
}

/// What is looked at for one segment says the same as everything does.
#[test]
fn what_is_around_a_segment_is_what_the_whole_world_says() {
    let mut rows = 0;
    for seed in 0..60 {
        let program = meaning::program(&mut Dice(seed));
        let policy = &program.policy;
        let (world, sources) = (World::of_policy(policy), SourceMap::default());
        let options = Options::default();
        let mut asker = Asker::new(policy, &world, &options, &sources);
        let anything = any();
        for id in (0..policy.segments.len()).map(crate::ir::SegmentId::at) {
            let own = End::of(policy, EndpointKind::Segment(id));
            let (targets, _) = asker.found(&Asked::new(&own, &anything, None), Wanted::Targets);
            let (from, _) = asker.found(&Asked::new(&anything, &own, None), Wanted::Sources);
            let around = super::around(policy, &world, &sources, id).unwrap();
            rows += targets.len() + from.len();
            assert_eq!(format!("{:?}", around.targets), format!("{targets:?}"), "{seed}");
            assert_eq!(format!("{:?}", around.sources), format!("{from:?}"), "{seed}");
        }
    }
    assert!(rows > 500, "{rows}");
}
