//! Random programs beside random policies, against the plain definition: every witness is a connection that
//! the others allow or deny, and where nothing is said nothing is widened.

use super::*;
use crate::diagnostic::Level;
use crate::diagnostic::Levels;
use crate::emit::tests::builder::Builder;
use crate::emit::tests::dice::Dice;
use crate::emit::tests::{foreign, meaning, world as plain};
use crate::set::flow::{End, Labels};
use crate::set::rule::NAMESPACE_NAME;
use crate::world::way;
use k8s_openapi::api::networking::v1::NetworkPolicy;

const PORTS: [(&str, u16); 6] =
    [("TCP", 80), ("TCP", 81), ("TCP", 90), ("UDP", 53), ("TCP", 53), ("SCTP", 80)];

/// A program, its objects, and those of others.
struct Case {
    program: Builder,
    own: Vec<NetworkPolicy>,
    all: Vec<NetworkPolicy>,
    inventory: Inventory,
}

impl Case {
    fn new(dice: &mut Dice) -> Self {
        let program = meaning::program(dice);
        let own = meaning::policies(&program);
        let foreign = foreign::policies(dice, 2);
        let inventory = foreign::inventory(&foreign);
        let all = [own.clone(), foreign].concat();
        Self { program, own, all, inventory }
    }
}

/// Whether two sets of policies allow a connection, in the cluster that it describes.
fn replayed(connection: &Connection, model: Model, sets: [&[NetworkPolicy]; 2]) -> [bool; 2] {
    let blocks_match_pods = model == Model::Everywhere;
    let mut world = plain::World { namespaces: Vec::new(), ends: Vec::new(), blocks_match_pods };
    let strings = |labels: &Labels| -> plain::Labels {
        labels.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect()
    };
    let (source, target) = way::ends(connection);
    for end in [&source, &target] {
        let end = match end {
            End::Outside(address) => plain::End::Outside(*address),
            End::Pod(pod) => {
                let name = pod.namespace[NAMESPACE_NAME].to_string();
                let namespace = world.namespaces.iter().position(|one| one.name == name);
                let namespace = namespace.unwrap_or_else(|| {
                    let labels = strings(&pod.namespace);
                    world.namespaces.push(plain::Namespace { name, labels });
                    world.namespaces.len() - 1
                });
                let ports = pod.ports.iter().map(|((protocol, name), port)| {
                    ((protocol.kubernetes().to_owned(), name.to_string()), *port)
                });
                plain::End::Pod(plain::Pod {
                    namespace,
                    labels: strings(&pod.labels),
                    ports: ports.collect(),
                    address: pod.address,
                })
            }
        };
        world.ends.push(end);
    }
    let (protocol, port) = (connection.protocol.kubernetes(), connection.port);
    sets.map(|set| world.allows(set, &world.ends[0], &world.ends[1], protocol, port))
}

#[test]
fn what_is_widened_is_exactly_what_others_allow_beyond_the_program() {
    let (mut widening, mut silent) = (0, 0);
    for seed in 0..150 {
        let mut dice = Dice(seed);
        let case = Case::new(&mut dice);
        let policy = &case.program.policy;
        let alone = World::of_policy(policy);
        let world = World::of_policy(policy).with(&case.inventory);
        let mut asking = Asking::new(policy, &alone, &world);
        let mut said = [false; 2];
        for direction in Direction::ALL {
            for rule in &world.meaning.side(direction).rules {
                if !matches!(rule.origin, Origin::Object(_)) {
                    continue;
                }
                for (at, model) in Model::ALL.into_iter().enumerate() {
                    asking.start(model);
                    let found = widened::in_model(&asking, direction, *rule, model);
                    let Ok(found) = found else { panic!("seed {seed}: given up") };
                    let Some(connection) = found else { continue };
                    let allowed = replayed(&connection, model, [&case.all, &case.own]);
                    assert_eq!(allowed, [true, false], "seed {seed} {connection}");
                    said[at] = true;
                    widening += 1;
                }
            }
        }
        for _ in 0..4 {
            let cluster = meaning::world(&mut dice);
            if said[usize::from(cluster.blocks_match_pods)] {
                continue;
            }
            silent += 1;
            for source in &cluster.ends {
                for target in &cluster.ends {
                    for (protocol, port) in PORTS {
                        let allows = |set| cluster.allows(set, source, target, protocol, port);
                        assert!(!allows(&case.all) || allows(&case.own), "seed {seed}");
                    }
                }
            }
        }
    }
    assert!(widening > 50 && silent > 50, "{widening} {silent}");
}

#[test]
fn what_is_narrowed_is_allowed_by_the_program_and_denied_by_others() {
    let mut narrowing = 0;
    for seed in 0..150 {
        let case = Case::new(&mut Dice(seed));
        let policy = &case.program.policy;
        let alone = World::of_policy(policy);
        let world = World::of_policy(policy).with(&case.inventory);
        let mut asking = Asking::new(policy, &alone, &world);
        for direction in Direction::ALL {
            for (subject, origin) in &world.meaning.side(direction).isolated {
                for flow in policy.flows.iter().filter(|_| matches!(origin, Origin::Object(_))) {
                    let found = narrowed::of_flow(&mut asking, flow, direction, *subject);
                    let Ok(found) = found else { panic!("seed {seed}: given up") };
                    let Some((model, connection, _)) = found else { continue };
                    let allowed = replayed(&connection, model, [&case.own, &case.all]);
                    assert_eq!(allowed, [true, false], "seed {seed} {connection}");
                    narrowing += 1;
                }
            }
        }
    }
    assert!(narrowing > 10, "{narrowing}");
}

#[test]
fn what_the_program_wrote_itself_is_not_of_others() {
    for seed in 0..50 {
        let program = meaning::program(&mut Dice(seed));
        let (mut inventory, mut sink) = (Inventory::default(), Sink::default());
        inventory.read(crate::source::FileId(0), &program.yaml(), &mut sink);
        assert!(of_others(&program.policy, &inventory).policies().is_empty(), "seed {seed}");
        // The same objects under other names, or without the label, are of others.
        let strange = program.yaml().replace("managed-by: netz", "managed-by: helm");
        let mut inventory = Inventory::default();
        inventory.read(crate::source::FileId(0), &strange, &mut sink);
        let others = of_others(&program.policy, &inventory);
        assert_eq!(others.policies().len(), inventory.policies().len());
        // They say what the program says, so nothing is said of them.
        let alone = World::of_policy(&program.policy);
        let world = World::of_policy(&program.policy).with(&others);
        let mut sink = Sink::default();
        check(&program.policy, &alone, &world, &mut sink);
        let mut levels = Levels::default();
        levels.set_on_command_line(Code::Widened, Level::Warn);
        assert!(sink.finish(&levels).is_empty(), "seed {seed}");
    }
}
