//! The difference is that of evaluators which are written as plainly as the definition.

use super::{Difference, Entry, Side, compare};
use crate::diagnostic::Sink;
use crate::emit::tests::builder::Builder;
use crate::emit::tests::dice::Dice;
use crate::emit::tests::intended::Intended;
use crate::emit::tests::meaning;
use crate::emit::tests::world::{self, Namespace, World};
use crate::ir::Policy;
use crate::k8s::inventory::Inventory;
use crate::k8s::resource::OLDEST;
use crate::set::flow::{Connection, End, Labels, Model};
use crate::set::rule::NAMESPACE_NAME;
use crate::source::{FileId, SourceMap};
use crate::world::way;
use std::collections::BTreeMap;

const PORTS: [(&str, u16); 8] = [
    ("TCP", 79),
    ("TCP", 80),
    ("TCP", 81),
    ("TCP", 90),
    ("TCP", 91),
    ("UDP", 53),
    ("UDP", 80),
    ("SCTP", 80),
];

fn policy<'a>(policy: &'a Policy, sources: &'a SourceMap) -> Side<'a> {
    Side { policy: Some(policy), objects: None, sources }
}

fn between(old: &Builder, new: &Builder) -> Difference {
    let sources = SourceMap::default();
    compare(policy(&old.policy, &sources), policy(&new.policy, &sources), OLDEST).unwrap()
}

/// A program, changed a little.
fn edited(program: &Builder, dice: &mut Dice) -> Builder {
    let mut edited = program.clone();
    let flows = &mut edited.policy.flows;
    for _ in 0..=dice.roll(2) {
        let at = dice.roll(flows.len().max(1));
        match dice.roll(7) {
            0 if flows.len() > 1 => drop(flows.remove(at)),
            1 => {
                let other = flows[dice.roll(flows.len())].sources.clone();
                flows[at].sources = other;
            }
            2 => {
                let other = flows[dice.roll(flows.len())].targets.clone();
                flows[at].targets = other;
            }
            3 => flows[at].only = None,
            4 => {
                let zones = &mut edited.policy.zones;
                let zone = dice.roll(zones.len());
                zones[zone].isolation.ingress ^= true;
            }
            5 => {
                let zones = &mut edited.policy.zones;
                let zone = dice.roll(zones.len());
                zones[zone].isolation.egress ^= true;
            }
            _ => flows.reverse(),
        }
    }
    edited
}

/// The same connection in a cluster of its two ends.
fn replayed(connection: &Connection, model: Model) -> (World, world::End, world::End) {
    let mut namespaces = Vec::new();
    let (source, target) = way::ends(connection);
    let strings = |labels: &Labels| -> world::Labels {
        labels.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect()
    };
    let mut end = |end: &End| match end {
        End::Outside(address) => world::End::Outside(*address),
        End::Pod(pod) => {
            let labels = strings(&pod.namespace);
            let name = labels[NAMESPACE_NAME].clone();
            namespaces.push(Namespace { name, labels });
            let ports = pod.ports.iter();
            let ports = ports.map(|((protocol, name), number)| {
                ((protocol.kubernetes().to_owned(), name.to_string()), *number)
            });
            world::End::Pod(world::Pod {
                namespace: namespaces.len() - 1,
                labels: strings(&pod.labels),
                ports: ports.collect::<BTreeMap<_, _>>(),
                address: pod.address,
            })
        }
    };
    let (source, target) = (end(&source), end(&target));
    let blocks_match_pods = model == Model::Everywhere;
    (World { namespaces, ends: Vec::new(), blocks_match_pods }, source, target)
}

/// That a witness is allowed by one policy and denied by another, in the readings that it is told for.
fn assert_shown(entry: &Entry, wider: &Policy, narrower: &Policy) {
    let Some(connection) = &entry.witness else { return };
    let models = entry.only_where.map_or(Model::ALL.to_vec(), |model| vec![model]);
    let shown = models.iter().filter(|model| {
        let (world, source, target) = replayed(connection, **model);
        let allows = |policy| {
            let intended = Intended { policy, world: &world };
            let protocol = connection.protocol.kubernetes();
            intended.allows(&source, &target, protocol, connection.port)
        };
        allows(wider) && !allows(narrower)
    });
    assert!(shown.count() > 0, "{entry:#?}\n{wider:#?}\n{narrower:#?}");
}

/// How many of the connections of a cluster only the first policy allows.
fn beyond(world: &World, wider: &Policy, narrower: &Policy) -> usize {
    let allows = |policy| Intended { policy, world };
    let (wider, narrower) = (allows(wider), allows(narrower));
    let mut count = 0;
    for source in &world.ends {
        for target in &world.ends {
            for (protocol, port) in PORTS {
                count += usize::from(
                    wider.allows(source, target, protocol, port)
                        && !narrower.allows(source, target, protocol, port),
                );
            }
        }
    }
    count
}

#[test]
fn the_difference_is_that_of_the_evaluator() {
    let (mut gained, mut kept) = (0, 0);
    for seed in 0..200 {
        let mut dice = Dice(seed);
        let old = meaning::program(&mut dice);
        let new = edited(&old, &mut dice);
        let difference = between(&old, &new);
        for (entries, wider, narrower) in
            [(&difference.gained, &new, &old), (&difference.lost, &old, &new)]
        {
            entries.iter().for_each(|entry| assert_shown(entry, &wider.policy, &narrower.policy));
            let flows = entries.iter().filter(|entry| entry.witness.is_some()).count();
            for _ in 0..3 {
                let world = meaning::world(&mut dice);
                let beyond = beyond(&world, &wider.policy, &narrower.policy);
                assert!(
                    beyond == 0 || flows > 0,
                    "seed {seed}: {beyond} connections\n{:#?}\n{:#?}",
                    wider.policy,
                    narrower.policy
                );
                gained += usize::from(beyond > 0);
                kept += usize::from(beyond == 0);
            }
        }
    }
    assert!(gained > 150 && kept > 150, "{gained} {kept}");
}

#[test]
fn objects_mean_what_their_program_means() {
    for seed in 0..100 {
        let mut dice = Dice(seed);
        let program = meaning::program(&mut dice);
        let text = program.yaml();
        let mut sources = SourceMap::default();
        let file = sources.add("netz.yaml", text.clone());
        let (mut objects, mut sink) = (Inventory::default(), Sink::default());
        objects.read(file, &text, &mut sink);
        assert!(!sink.has_errors());
        assert_eq!(file, FileId(0));
        let written = Side { policy: None, objects: Some(&objects), sources: &sources };
        let said = policy(&program.policy, &sources);
        for (old, new) in [(said, written), (written, said)] {
            let difference = compare(old, new, OLDEST).unwrap();
            assert!(
                difference.is_empty() && !difference.unseen,
                "seed {seed}\n{difference:#?}\n{text}"
            );
        }
        let other = edited(&program, &mut dice);
        let by_program = between(&program, &other);
        let other = policy(&other.policy, &sources);
        let by_objects = compare(written, other, OLDEST).unwrap();
        assert_eq!(by_program.gained.is_empty(), by_objects.gained.is_empty(), "seed {seed}");
        assert_eq!(by_program.lost.is_empty(), by_objects.lost.is_empty(), "seed {seed}");
    }
}

#[test]
fn a_program_differs_from_itself_in_nothing_and_both_ways_are_one() {
    for seed in 0..200 {
        let mut dice = Dice(seed);
        let old = meaning::program(&mut dice);
        assert_eq!(between(&old, &old), Difference::default());
        let mut shuffled = old.clone();
        shuffled.policy.flows.reverse();
        assert!(between(&old, &shuffled).is_empty(), "seed {seed}");
        let new = edited(&old, &mut dice);
        let (there, back) = (between(&old, &new), between(&new, &old));
        let told = |entries: &[Entry]| -> Vec<_> {
            entries.iter().map(|entry| (entry.what.clone(), entry.witness.clone())).collect()
        };
        assert_eq!(told(&there.gained), told(&back.lost));
        assert_eq!(told(&there.lost), told(&back.gained));
    }
}

/// A policy that lets in the namespaces of a team, and a namespace.
fn of_team(namespace: &str) -> Inventory {
    let policy = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n\
                  metadata: {name: web, namespace: shop}\n\
                  spec: {podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: ops}}}]}]}\n";
    let mut inventory = Inventory::default();
    inventory.read(FileId(0), &format!("{policy}{namespace}"), &mut Sink::default());
    inventory
}

#[test]
fn the_labels_of_namespaces_that_change_are_connections_that_change() {
    let namespace = |team| {
        of_team(&format!(
            "---\napiVersion: v1\nkind: Namespace\nmetadata: {{name: mon, labels: {{team: {team}}}}}\n"
        ))
    };
    let sources = SourceMap::default();
    let side = |objects| Side { policy: None, objects: Some(objects), sources: &sources };
    let (ops, shop, unknown) = (namespace("ops"), namespace("shop"), of_team(""));
    let gained = compare(side(&shop), side(&ops), OLDEST).unwrap();
    assert_eq!((gained.gained.len(), gained.lost.len()), (1, 0));
    let lost = compare(side(&ops), side(&shop), OLDEST).unwrap();
    assert_eq!((lost.gained.len(), lost.lost.len()), (0, 1));
    for known in [&ops, &shop] {
        assert!(compare(side(known), side(&unknown), OLDEST).unwrap().is_empty());
        assert!(compare(side(&unknown), side(known), OLDEST).unwrap().is_empty());
    }
}
