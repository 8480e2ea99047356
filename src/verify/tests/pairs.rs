//! Pairs of policies of every form, one a change of the other: the comparison says that they mean the same
//! exactly when no connection of a cluster tells them apart, and shows a real one where they don't.

use super::cluster::{Cluster, Reader};
use super::dice::Dice;
use super::judge::meaning;
use super::mutants::{CHANGES, Mutation, SAME, drop_one, rule, told_apart};
use super::replay::Replay;
use crate::emit::tests::conformance::world;
use crate::emit::tests::world::End;
use crate::k8s::networkpolicy::Origin;
use crate::set::cover::Budget;
use crate::set::flow::Model;
use crate::set::rule::{Direction, Space};
use crate::verify::BUDGET;
use crate::verify::compare::{Counts, Failure, Gap, compare};
use k8s_openapi::api::networking::v1::{NetworkPolicy, NetworkPolicyPeer, NetworkPolicySpec};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, LabelSelectorRequirement};

/// Compares two sets of policies, both directions; none where one can't be read.
fn compared(
    left: &[NetworkPolicy],
    right: &[NetworkPolicy],
    budget: Budget,
) -> Option<Result<usize, Failure<Origin, Origin>>> {
    let mut space = Space::default();
    let left = meaning(left, &mut space).ok()?;
    let right = meaning(right, &mut space).ok()?;
    let mut searched = 0;
    for direction in Direction::ALL {
        let (left, right) = (left.side(direction), right.side(direction));
        match compare(&mut space, direction, left, right, &mut budget.clone()) {
            Ok(Counts { searched: more, .. }) => searched += more,
            Err(failure) => return Some(Err(failure)),
        }
    }
    Some(Ok(searched))
}

fn gap(failure: &Failure<Origin, Origin>) -> &Gap {
    match failure {
        Failure::Missing(gap, _) | Failure::Extra(gap, _) => gap,
        Failure::Undecided(direction) => panic!("{direction:?} isn't decided"),
    }
}

#[test]
fn changed_policies_are_told_apart_exactly_where_a_connection_does() {
    let (mut same, mut differing) = (0, 0);
    for seed in 0..1350 {
        let mut dice = Dice(seed * 13 + 1);
        let cluster = Cluster::random(&mut dice, Reader::Exact);
        let (name, change) = CHANGES[seed as usize % CHANGES.len()];
        let mut changed = cluster.policies.clone();
        if !(0..40).any(|_| change(&mut dice, &mut changed).is_some()) {
            continue;
        }
        // Either may be the one that allows more.
        let (left, right) = match dice.one_in(2) {
            true => (cluster.policies, changed),
            false => (changed, cluster.policies),
        };
        let (mut world, _) = world(cluster.namespaces, cluster.pods);
        let addresses = ["10.1.2.3", "8.8.8.8", "2001:db8::9", "2001:db8::1"];
        world.ends.extend(addresses.map(|address| End::Outside(address.parse().unwrap())));
        world.blocks_match_pods = dice.one_in(2);
        let told = || format!("seed {seed}, {name}\n{}", serde_json::json!([left, right]));
        match compared(&left, &right, BUDGET) {
            None => {}
            Some(Ok(_)) => {
                assert!(!told_apart(&world, &left, &right), "{}", told());
                same += 1;
            }
            Some(Err(failure)) => {
                let gap = gap(&failure);
                let replay = Replay::new(gap);
                assert!(replay.opens(&left) != replay.opens(&right), "{gap:?}, {}", told());
                for less in [0, 3, 30] {
                    let passed = compared(&left, &right, Budget(less)).unwrap().is_ok();
                    assert!(!passed, "passed with {less}, {}", told());
                }
                differing += 1;
            }
        }
    }
    assert!(same > 150 && differing > 500, "{same} mean the same, {differing} don't");
}

#[test]
fn policies_of_every_form_mean_the_same_however_they_are_written() {
    let mut searched = 0;
    for seed in 0..900 {
        let mut dice = Dice(seed * 19 + 7);
        let policies = Cluster::random(&mut dice, Reader::Exact).policies;
        let ways = SAME.len() + CASES.len();
        let (name, change) = *SAME.iter().chain(&CASES).nth(seed as usize % ways).unwrap();
        let mut changed = policies.clone();
        if (0..40).any(|_| change(&mut dice, &mut changed).is_some()) {
            let told =
                || format!("seed {seed}, {name}\n{}", serde_json::json!([policies, changed]));
            let found = compared(&policies, &changed, BUDGET).unwrap();
            searched += found.unwrap_or_else(|failure| panic!("{failure:?}, {}", told()));
        }
    }
    assert!(searched > 300, "{searched} searched");
}

/// Changes after which policies mean the same, which only a search can tell.
const CASES: [(&str, Mutation); 3] = [
    ("a policy by cases", |dice, policies| {
        let policy = drop_one(policies, dice)?;
        let selector = policy.spec.as_ref()?.pod_selector.clone()?;
        policies.extend(by_cases(dice, &selector).into_iter().enumerate().map(|(at, selector)| {
            let mut policy = policy.clone();
            policy.metadata.name = policy.metadata.name.map(|name| format!("{name}-{at}"));
            policy.spec.iter_mut().for_each(|spec| spec.pod_selector = Some(selector.clone()));
            policy
        }));
        Some(())
    }),
    ("a peer's pods by cases", |dice, policies| {
        let peers = rule(dice, policies)?.0.as_mut().filter(|peers| !peers.is_empty())?;
        let peer = drop_one(peers, dice)?;
        let Some(selector) = &peer.pod_selector else {
            peers.push(peer);
            return None;
        };
        let case = |selector| NetworkPolicyPeer { pod_selector: Some(selector), ..peer.clone() };
        peers.extend(by_cases(dice, selector).map(case));
        Some(())
    }),
    ("a peer's namespaces by cases", |dice, policies| {
        let peers = rule(dice, policies)?.0.as_mut().filter(|peers| !peers.is_empty())?;
        let peer = drop_one(peers, dice)?;
        let Some(selector) = &peer.namespace_selector else {
            peers.push(peer);
            return None;
        };
        let case =
            |selector| NetworkPolicyPeer { namespace_selector: Some(selector), ..peer.clone() };
        peers.extend(by_cases(dice, selector).map(case));
        Some(())
    }),
];

/// A selector, split by the value of a label: some values, others, and none.
fn by_cases(dice: &mut Dice, selector: &LabelSelector) -> [LabelSelector; 3] {
    let key = *dice.pick(&["app", "tier", "team"]);
    let some = Some(vec!["x".to_owned(), String::new()]);
    let cases = [
        vec![("In", some.clone())],
        vec![("NotIn", some), ("Exists", None)],
        vec![("DoesNotExist", None)],
    ];
    cases.map(|case| {
        let mut selector = selector.clone();
        let expressions = case.into_iter().map(|(operator, values)| LabelSelectorRequirement {
            key: key.to_owned(),
            operator: operator.to_owned(),
            values,
        });
        selector.match_expressions.get_or_insert_default().extend(expressions);
        selector
    })
}

/// A policy of the namespace `a` that isolates every pod and has these egress rules.
fn egress(rules: serde_json::Value) -> Vec<NetworkPolicy> {
    let spec = serde_json::json!({ "podSelector": {}, "policyTypes": ["Egress"], "egress": rules });
    let spec: NetworkPolicySpec = serde_json::from_value(spec).unwrap();
    let mut policy = NetworkPolicy { spec: Some(spec), ..NetworkPolicy::default() };
    (policy.metadata.namespace, policy.metadata.name) = (Some("a".into()), Some("a".into()));
    vec![policy]
}

#[test]
fn each_reading_of_blocks_is_proved() {
    let differ = |left: serde_json::Value, right: serde_json::Value| {
        let failure = compared(&egress(left), &egress(right), BUDGET).unwrap().unwrap_err();
        gap(&failure).model
    };
    let all = serde_json::json!([
        { "ipBlock": { "cidr": "0.0.0.0/0" } },
        { "ipBlock": { "cidr": "::/0" } },
    ]);
    // Where blocks match pods, these hold every pod already.
    let and_pods = serde_json::json!([all[0], all[1], { "namespaceSelector": {} }]);
    let (left, right) =
        (serde_json::json!([{ "to": all }]), serde_json::json!([{ "to": and_pods }]));
    assert_eq!(differ(left, right), Model::Outside);
    // An address outside has no names of ports, a pod at that address may have.
    let named = serde_json::json!([{ "to": all, "ports": [{ "port": "http" }] }]);
    assert_eq!(differ(named, serde_json::json!([])), Model::Everywhere);
}

#[test]
fn what_is_given_up_is_never_proved() {
    let rule = serde_json::json!([{ "to": [{ "podSelector": {} }] }]);
    let isolated = egress(serde_json::json!([]));
    // This differs in the last search alone: nothing after it finds the budget gone.
    let block = serde_json::json!({ "ipBlock": { "cidr": "::/0" } });
    let last = serde_json::json!([{ "to": [block], "ports": [{ "port": "http" }] }]);
    let pairs = [(&egress(rule), &isolated), (&egress(last), &isolated), (&isolated, &Vec::new())];
    for (left, right) in pairs {
        for less in 0..20 {
            let either = [compared(left, right, Budget(less)), compared(right, left, Budget(less))];
            assert!(either.iter().flatten().all(Result::is_err), "passed with {less}");
        }
        assert!(matches!(compared(left, right, Budget(0)), Some(Err(Failure::Undecided(_)))));
    }
}
