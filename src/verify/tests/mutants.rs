//! The comparison is judged by mutants of what is emitted: what means something else is refused, with a
//! connection that is real; what means the same is proved.

use super::replay;
use crate::diagnostic::Sink;
use crate::emit::Category;
use crate::emit::tests::builder::Builder;
use crate::emit::tests::dice::Dice;
use crate::emit::tests::meaning;
use crate::emit::tests::world::{End, World};
use crate::emit::yaml;
use crate::verify::compare::Failure;
use crate::verify::{BUDGET, Failed, prove, verify};
use k8s_openapi::api::networking::v1::{
    NetworkPolicy, NetworkPolicyEgressRule, NetworkPolicyIngressRule, NetworkPolicyPeer,
    NetworkPolicyPort, NetworkPolicySpec,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, LabelSelectorRequirement};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use std::collections::BTreeMap;

type Policies = Vec<NetworkPolicy>;

/// Changes policies; none where there is nothing of its kind to change.
pub type Mutation = fn(&mut Dice, &mut Policies) -> Option<()>;

fn one<'a, T>(items: &'a mut [T], dice: &mut Dice) -> Option<&'a mut T> {
    let count = items.len();
    (count > 0).then(|| &mut items[dice.roll(count)])
}

/// Takes one of a list.
pub fn drop_one<T>(items: &mut Vec<T>, dice: &mut Dice) -> Option<T> {
    let count = items.len();
    (count > 0).then(|| items.remove(dice.roll(count)))
}

fn spec<'a>(dice: &mut Dice, policies: &'a mut Policies) -> Option<&'a mut NetworkPolicySpec> {
    one(policies, dice)?.spec.as_mut()
}

/// A rule of either direction: its peers and its ports.
pub type RuleParts<'a> =
    (&'a mut Option<Vec<NetworkPolicyPeer>>, &'a mut Option<Vec<NetworkPolicyPort>>);

pub fn rule<'a>(dice: &mut Dice, policies: &'a mut Policies) -> Option<RuleParts<'a>> {
    let mut rules: Vec<RuleParts<'a>> = Vec::new();
    for spec in policies.iter_mut().filter_map(|policy| policy.spec.as_mut()) {
        let ingress = spec.ingress.iter_mut().flatten();
        rules.extend(ingress.map(|rule| (&mut rule.from, &mut rule.ports)));
        let egress = spec.egress.iter_mut().flatten();
        rules.extend(egress.map(|rule| (&mut rule.to, &mut rule.ports)));
    }
    drop_one(&mut rules, dice)
}

fn peer<'a>(dice: &mut Dice, policies: &'a mut Policies) -> Option<&'a mut NetworkPolicyPeer> {
    one(rule(dice, policies)?.0.as_mut()?, dice)
}

fn port<'a>(dice: &mut Dice, policies: &'a mut Policies) -> Option<&'a mut NetworkPolicyPort> {
    one(rule(dice, policies)?.1.as_mut()?, dice)
}

fn selector<'a>(dice: &mut Dice, policies: &'a mut Policies) -> Option<&'a mut LabelSelector> {
    if dice.one_in(3) {
        return spec(dice, policies)?.pod_selector.as_mut();
    }
    let peer = peer(dice, policies)?;
    let selectors = [peer.pod_selector.as_mut(), peer.namespace_selector.as_mut()];
    let mut selectors: Vec<_> = selectors.into_iter().flatten().collect();
    drop_one(&mut selectors, dice)
}

fn expression<'a>(
    dice: &mut Dice,
    policies: &'a mut Policies,
) -> Option<&'a mut LabelSelectorRequirement> {
    one(selector(dice, policies)?.match_expressions.as_mut()?, dice)
}

/// Changes after which policies mostly mean something else.
pub const CHANGES: [(&str, Mutation); 27] = [
    ("drop a policy", |dice, policies| drop_one(policies, dice).map(drop)),
    ("drop a rule", |dice, policies| {
        let spec = spec(dice, policies)?;
        match dice.one_in(2) {
            true => drop_one(spec.ingress.as_mut()?, dice).map(drop),
            false => drop_one(spec.egress.as_mut()?, dice).map(drop),
        }
    }),
    ("drop a peer", |dice, policies| drop_one(rule(dice, policies)?.0.as_mut()?, dice).map(drop)),
    ("empty the peers", |dice, policies| {
        *rule(dice, policies)?.0.as_mut()? = Vec::new();
        Some(())
    }),
    ("drop a port", |dice, policies| drop_one(rule(dice, policies)?.1.as_mut()?, dice).map(drop)),
    ("empty the ports", |dice, policies| {
        *rule(dice, policies)?.1.as_mut()? = Vec::new();
        Some(())
    }),
    ("one port less", |dice, policies| shift(port(dice, policies)?, -1)),
    ("one port more", |dice, policies| shift(port(dice, policies)?, 1)),
    ("widen a port to a range", |dice, policies| {
        let port = port(dice, policies)?;
        let Some(IntOrString::Int(low)) = port.port else { return None };
        port.end_port = Some(port.end_port.unwrap_or(low) + 1);
        Some(())
    }),
    ("a last port less", |dice, policies| {
        *port(dice, policies)?.end_port.as_mut()? -= 1;
        Some(())
    }),
    ("no last port", |dice, policies| port(dice, policies)?.end_port.take().map(drop)),
    ("a number becomes a name", |dice, policies| {
        let port = port(dice, policies)?;
        (port.port, port.end_port) = (Some(IntOrString::String("http".to_owned())), None);
        Some(())
    }),
    ("another name", |dice, policies| {
        let port = port(dice, policies)?;
        let Some(IntOrString::String(name)) = &mut port.port else { return None };
        name.push('s');
        Some(())
    }),
    ("another protocol", |dice, policies| {
        let port = port(dice, policies)?;
        port.protocol = Some((*dice.pick(&["TCP", "UDP", "SCTP"])).to_owned());
        Some(())
    }),
    ("no protocol", |dice, policies| port(dice, policies)?.protocol.take().map(drop)),
    ("another label", |dice, policies| {
        let selector = selector(dice, policies)?;
        let mut values: Vec<_> = selector.match_labels.as_mut()?.values_mut().collect();
        **one(&mut values, dice)? = (*dice.pick(&["x", "y", "z", "a", "b"])).to_owned();
        Some(())
    }),
    ("drop a label", |dice, policies| {
        selector(dice, policies)?.match_labels.as_mut()?.pop_first().map(drop)
    }),
    ("drop an expression", |dice, policies| {
        drop_one(selector(dice, policies)?.match_expressions.as_mut()?, dice).map(drop)
    }),
    ("another operator", |dice, policies| {
        let expression = expression(dice, policies)?;
        expression.operator = match expression.operator.as_str() {
            "In" => "NotIn",
            "NotIn" => "In",
            "Exists" => "DoesNotExist",
            _ => "Exists",
        }
        .to_owned();
        Some(())
    }),
    ("drop a value", |dice, policies| {
        drop_one(expression(dice, policies)?.values.as_mut()?, dice).map(drop)
    }),
    ("other policy types", |dice, policies| {
        let types = spec(dice, policies)?.policy_types.as_mut()?;
        match types.len() {
            1 if types[0] == "Ingress" => types[0] = "Egress".to_owned(),
            1 => types[0] = "Ingress".to_owned(),
            _ => drop_one(types, dice).map(drop)?,
        }
        Some(())
    }),
    ("no policy types", |dice, policies| spec(dice, policies)?.policy_types.take().map(drop)),
    ("drop an exception", |dice, policies| {
        drop_one(peer(dice, policies)?.ip_block.as_mut()?.except.as_mut()?, dice).map(drop)
    }),
    ("another block", |dice, policies| {
        let block = peer(dice, policies)?.ip_block.as_mut()?;
        block.cidr = (*dice.pick(&["10.0.0.0/8", "10.1.2.0/25", "::/0", "0.0.0.0/0"])).to_owned();
        block.except = None;
        Some(())
    }),
    ("another namespace", |dice, policies| {
        let namespace = (*dice.pick(&["a", "b", "c", "z"])).to_owned();
        one(policies, dice)?.metadata.namespace.replace(namespace).map(drop)
    }),
    ("everywhere instead of here", |dice, policies| {
        let peer = peer(dice, policies)?;
        peer.pod_selector.as_ref()?;
        peer.namespace_selector = match peer.namespace_selector {
            Some(_) => None,
            None => Some(LabelSelector::default()),
        };
        Some(())
    }),
    ("allow everything", |dice, policies| {
        let spec = spec(dice, policies)?;
        match dice.one_in(2) {
            true => {
                spec.ingress.get_or_insert_default().push(NetworkPolicyIngressRule::default());
            }
            false => spec.egress.get_or_insert_default().push(NetworkPolicyEgressRule::default()),
        }
        Some(())
    }),
];

fn shift(port: &mut NetworkPolicyPort, by: i32) -> Option<()> {
    let Some(IntOrString::Int(low)) = &mut port.port else { return None };
    *low += by;
    Some(())
}

/// Changes after which policies mean the same.
pub const SAME: [(&str, Mutation); 7] = [
    ("a rule twice", |dice, policies| {
        let rules = spec(dice, policies)?.ingress.as_mut()?;
        let again = one(rules, dice)?.clone();
        rules.push(again);
        Some(())
    }),
    ("another order", |_, policies| {
        policies.reverse();
        for spec in policies.iter_mut().filter_map(|policy| policy.spec.as_mut()) {
            spec.ingress.iter_mut().for_each(|rules| rules.reverse());
            spec.egress.iter_mut().for_each(|rules| rules.reverse());
        }
        Some(())
    }),
    ("peers apart", |dice, policies| {
        let rules = spec(dice, policies)?.egress.as_mut()?;
        let rule = one(rules, dice)?;
        let peer = rule.to.as_mut().filter(|peers| peers.len() > 1)?.pop()?;
        let apart = NetworkPolicyEgressRule { to: Some(vec![peer]), ports: rule.ports.clone() };
        rules.push(apart);
        Some(())
    }),
    ("ports apart", |dice, policies| {
        let rules = spec(dice, policies)?.ingress.as_mut()?;
        let rule = one(rules, dice)?;
        let port = rule.ports.as_mut().filter(|ports| ports.len() > 1)?.pop()?;
        let apart = NetworkPolicyIngressRule { from: rule.from.clone(), ports: Some(vec![port]) };
        rules.push(apart);
        Some(())
    }),
    ("a range in two", |dice, policies| {
        let ports = rule(dice, policies)?.1.as_mut()?;
        let range = ports.iter_mut().find(|port| port.end_port.is_some())?;
        let Some(IntOrString::Int(low)) = range.port else { return None };
        range.end_port.filter(|high| *high > low + 3)?;
        let mut rest = range.clone();
        range.end_port = Some(low + 3);
        rest.port = Some(IntOrString::Int(low + 2));
        ports.push(rest);
        Some(())
    }),
    ("labels as expressions", |dice, policies| {
        let selector = selector(dice, policies)?;
        let (key, value) = selector.match_labels.as_mut()?.pop_first()?;
        let (operator, values) = ("In".to_owned(), Some(vec![value]));
        let requirement = LabelSelectorRequirement { key, operator, values };
        selector.match_expressions.get_or_insert_default().push(requirement);
        Some(())
    }),
    ("a policy for each direction", |dice, policies| {
        let policy = one(policies, dice)?;
        let spec = policy.spec.as_mut()?;
        let types = spec.policy_types.as_mut().filter(|types| types.len() == 2)?;
        types.retain(|name| name == "Ingress");
        let mut other = policy.clone();
        policy.spec.as_mut()?.egress = None;
        other.metadata.name.as_mut()?.push_str("-egress");
        let spec = other.spec.as_mut()?;
        (spec.ingress, spec.policy_types) = (None, Some(vec!["Egress".to_owned()]));
        policies.push(other);
        Some(())
    }),
];

/// The text of policies, beside the other objects of a program.
fn text(program: &Builder, policies: &[NetworkPolicy]) -> String {
    let mut text = String::new();
    for manifest in program.compile().manifests {
        if manifest.category != Category::Network {
            text.push_str("---\n");
            manifest.write_yaml(&mut text);
        }
    }
    for policy in policies {
        text.push_str("---\n");
        yaml::write(policy, &mut text).unwrap();
    }
    text
}

/// Whether some connection of a cluster tells two sets of policies apart, in one direction.
pub fn told_apart(world: &World, left: &[NetworkPolicy], right: &[NetworkPolicy]) -> bool {
    let differ = |direction, end: &End, other: &End, destination: &End| {
        super::judge::PROBES.iter().any(|(protocol, port)| {
            let opens = |policies| {
                world.opens(policies, direction, end, other, destination, protocol, *port)
            };
            opens(left) != opens(right)
        })
    };
    world.ends.iter().any(|end| {
        world
            .ends
            .iter()
            .any(|other| differ("Egress", end, other, other) || differ("Ingress", end, other, end))
    })
}

#[derive(Default, Debug)]
struct Tally {
    refused: usize,
    proved: usize,
    unreadable: usize,
    told_apart: usize,
}

#[test]
fn mutants_that_mean_something_else_are_refused_and_others_proved() {
    let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
    for seed in 0..1350_u64 {
        let mut dice = Dice(seed * 31 + 5);
        let program = meaning::program(&mut dice);
        let original = meaning::policies(&program);
        let (name, mutation) = CHANGES[seed as usize % CHANGES.len()];
        let mut mutant = original.clone();
        let applied = (0..40).any(|_| mutation(&mut dice, &mut mutant).is_some());
        if !applied {
            continue;
        }
        let world = meaning::world(&mut dice);
        let told_apart = told_apart(&world, &original, &mutant);
        let tally = tallies.entry(name).or_default();
        tally.told_apart += usize::from(told_apart);
        let text = text(&program, &mutant);
        match prove(&program.policy, [text.as_str()], BUDGET) {
            Ok(_) => {
                tally.proved += 1;
                assert!(!told_apart, "seed {seed}, {name}: proved\n{}\n{text}", program.yaml());
            }
            Err(Failed::Unreadable(_)) => tally.unreadable += 1,
            Err(Failed::Compared(_, Failure::Missing(gap, _) | Failure::Extra(gap, _))) => {
                tally.refused += 1;
                let real = replay::differs(&program.policy, &mutant, &original, &gap);
                assert!(
                    real,
                    "seed {seed}, {name}: {}\n{}\n{text}",
                    gap.connection,
                    program.yaml()
                );
            }
            Err(failed) => panic!("seed {seed}, {name}: {failed:?}"),
        }
    }
    let sum = |count: fn(&Tally) -> usize| tallies.values().map(count).sum::<usize>();
    let mutants = sum(|tally| tally.refused + tally.proved + tally.unreadable);
    assert!(tallies.len() == CHANGES.len() && tallies.len() >= 10, "{tallies:#?}");
    assert!(mutants >= 950 && sum(|tally| tally.refused) >= 500, "{tallies:#?}");
    // Each kind is worth something: some mutant of it means something else.
    let worth = |tally: &Tally| tally.refused + tally.unreadable > 0;
    assert!(tallies.values().all(worth), "{tallies:#?}");
}

#[test]
fn what_means_the_same_is_proved_however_it_is_written() {
    let mut applied = BTreeMap::new();
    for seed in 0..560_u64 {
        let mut dice = Dice(seed * 17 + 3);
        let program = meaning::program(&mut dice);
        let mut policies = meaning::policies(&program);
        let (name, mutation) = SAME[seed as usize % SAME.len()];
        if (0..40).any(|_| mutation(&mut dice, &mut policies).is_some()) {
            *applied.entry(name).or_insert(0) += 1;
            let text = text(&program, &policies);
            let mut sink = Sink::default();
            let proof = verify(&program.policy, [text.as_str()], &mut sink);
            assert!(proof.is_some(), "seed {seed}, {name}: {sink:#?}\n{}\n{text}", program.yaml());
        }
    }
    assert!(applied.len() == SAME.len() && applied.values().all(|count| *count > 3), "{applied:?}");
}
