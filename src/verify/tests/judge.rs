//! Both meanings, connection by connection, are what the plain evaluators of the tests say.

use crate::emit::tests::builder::Builder;
use crate::emit::tests::dice::Dice;
use crate::emit::tests::intended::Intended;
use crate::emit::tests::meaning as programs;
use crate::emit::tests::world::{self, World};
use crate::k8s::document::{Node, Refusal, objects};
use crate::k8s::networkpolicy;
use crate::reach::reach;
use crate::set::flow::{Connection, End, FlowBox, Labels, Model, Pod};
use crate::set::port::Protocol;
use crate::set::rule::{Direction, Meaning, Rule, Side, Space};
use k8s_openapi::api::networking::v1::NetworkPolicy;

/// A meaning whose boxes are ready to be asked.
pub struct Asked {
    sides: [Boxes; 2],
}

struct Boxes {
    isolated: Vec<FlowBox>,
    rules: Vec<FlowBox>,
}

impl Asked {
    pub fn new<O: Copy>(space: &Space, meaning: &Meaning<O>, model: Model) -> Self {
        let boxes = |direction: Direction| {
            let side: &Side<O> = meaning.side(direction);
            let isolated = side.isolated.iter();
            let rule = |rule: &Rule<O>| {
                let Rule { subject, peer, ports, .. } = *rule;
                FlowBox::of_rule(space, direction, model, subject, peer, ports)
            };
            Boxes {
                isolated: isolated
                    .filter_map(|(subject, _)| FlowBox::of_isolation(space, *subject))
                    .collect(),
                rules: side.rules.iter().flat_map(rule).collect(),
            }
        };
        Self { sides: Direction::ALL.map(boxes) }
    }

    /// Whether both directions allow a connection.
    pub fn allows(&self, source: &End, destination: &End, protocol: Protocol, port: u16) -> bool {
        let open = |direction: Direction, subject: &End, peer: &End| {
            let End::Pod(subject) = subject else { return true };
            let boxes = &self.sides[direction as usize];
            let (subject, peer) = (subject.clone(), peer.clone());
            let connection = Connection { direction, subject, peer, protocol, port };
            let isolated = boxes.isolated.iter().any(|one| {
                one.namespaces.contains(&connection.subject.namespace)
                    && one.pods.contains(&connection.subject.labels)
            });
            !isolated || boxes.rules.iter().any(|one| one.contains(&connection))
        };
        open(Direction::Egress, source, destination)
            && open(Direction::Ingress, destination, source)
    }
}

/// An end of the plain evaluators, as sets see it.
pub fn end(world: &World, end: &world::End) -> End {
    let labels = |labels: &world::Labels| -> Labels {
        labels.iter().map(|(key, value)| (key.into(), value.into())).collect()
    };
    match end {
        world::End::Outside(address) => End::Outside(*address),
        world::End::Pod(pod) => End::Pod(Pod {
            namespace: labels(&world.namespaces[pod.namespace].labels),
            labels: labels(&pod.labels),
            ports: pod
                .ports
                .iter()
                .map(|((of, name), port)| ((protocol(of), name.into()), *port))
                .collect(),
            address: pod.address,
        }),
    }
}

pub fn protocol(word: &str) -> Protocol {
    Protocol::ALL.into_iter().find(|protocol| protocol.kubernetes() == word).unwrap()
}

/// What the policies of a text mean.
pub fn read(text: &str, space: &mut Space) -> Result<Meaning<networkpolicy::Origin>, Refusal> {
    let mut meaning = Meaning::default();
    objects(text, &mut |object: &Node<'_>| {
        if object.get("kind").text() == Some("NetworkPolicy") {
            networkpolicy::add(object, 0, space, &mut meaning)?;
        }
        Ok(())
    })?;
    Ok(meaning)
}

/// What policies mean, as they are read from their text.
pub fn meaning(
    policies: &[NetworkPolicy],
    space: &mut Space,
) -> Result<Meaning<networkpolicy::Origin>, Refusal> {
    let list = serde_json::json!({ "apiVersion": "v1", "kind": "List", "items": policies });
    read(&list.to_string(), space)
}

pub const PROBES: [(&str, u16); 6] =
    [("TCP", 80), ("TCP", 81), ("TCP", 90), ("TCP", 91), ("UDP", 53), ("SCTP", 80)];

pub const fn model(world: &World) -> Model {
    if world.blocks_match_pods { Model::Everywhere } else { Model::Outside }
}

#[test]
fn both_meanings_are_what_the_plain_evaluators_say() {
    let mut seen = [0_usize; 2];
    for seed in 0..400 {
        let mut dice = Dice(seed);
        let program: Builder = programs::program(&mut dice);
        let policies = programs::policies(&program);
        let world = programs::world(&mut dice);
        let intended = Intended { policy: &program.policy, world: &world };
        let mut space = Space::default();
        let meant = reach(&program.policy, &mut space);
        let meant = Asked::new(&space, &meant, model(&world));
        let written = read(&program.yaml(), &mut space).unwrap();
        let written = Asked::new(&space, &written, model(&world));
        let ends: Vec<_> = world.ends.iter().map(|one| end(&world, one)).collect();
        for (source, from) in world.ends.iter().zip(&ends) {
            for (destination, to) in world.ends.iter().zip(&ends) {
                for (word, port) in PROBES {
                    let of = protocol(word);
                    let expected = intended.allows(source, destination, word, port);
                    let told = || format!("seed {seed}: {word} {port} from {from} to {to}");
                    assert_eq!(meant.allows(from, to, of, port), expected, "{}", told());
                    let expected = world.allows(&policies, source, destination, word, port);
                    assert_eq!(written.allows(from, to, of, port), expected, "{}", told());
                    seen[usize::from(expected)] += 1;
                }
            }
        }
    }
    assert!(seen.iter().all(|count| *count > 100_000), "{seen:?}");
}

#[test]
fn what_is_emitted_is_proved() {
    for seed in 0..800 {
        let program = programs::program(&mut Dice(seed));
        let mut sink = crate::diagnostic::Sink::default();
        let text = program.yaml();
        let proof = crate::verify::verify(&program.policy, [text.as_str()], &mut sink);
        assert!(proof.is_some(), "seed {seed}: {sink:#?}\n{text}");
    }
}
