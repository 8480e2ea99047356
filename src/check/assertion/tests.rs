//! Random programs and claims against the plain definition: what holds is broken in no random cluster, and
//! every witness breaks the claim in the cluster that it describes.

mod judge;
mod objects;

use super::*;
use crate::diagnostic::{Code, Sink};
use crate::emit::tests::builder::Builder;
use crate::emit::tests::dice::Dice;
use crate::emit::tests::intended::Intended;
use crate::emit::tests::meaning;
use crate::emit::tests::world::World;
use crate::ir::{Exclusive, Target};
use crate::k8s::inventory::Inventory;
use crate::source::FileId;
use judge::{Judge, described, possible};
use k8s_openapi::api::networking::v1::NetworkPolicy;

/// A random program with random claims.
fn program(dice: &mut Dice) -> Builder {
    let mut program = meaning::program(dice);
    for zone in &mut program.policy.zones {
        if zone.is_ours() && dice.one_in(4) {
            zone.exclusive = Exclusive::Assumed;
        }
    }
    let flows = program.policy.flows.clone();
    let targets: Vec<&Target> = flows.iter().flat_map(|flow| &flow.targets).collect();
    let ends: Vec<&Endpoint> = flows
        .iter()
        .flat_map(|flow| &flow.sources)
        .chain(targets.iter().map(|target| &target.endpoint))
        .collect();
    for _ in 0..6 {
        let span = program.span();
        let word = *dice.pick(&[Word::Never, Word::Only, Word::Confine, Word::Always]);
        let (sources, targets, ports) = if dice.one_in(2) {
            let flow = dice.pick(&flows);
            let ends = flow.targets.iter().map(|target| target.endpoint.clone()).collect();
            let ports = flow.targets.iter().map(|target| target.ports.clone()).collect();
            (flow.sources.clone(), ends, ports)
        } else {
            let some =
                |dice: &mut Dice| dice.some(&ends, 2).into_iter().copied().cloned().collect();
            let (sources, ends): (Vec<_>, Vec<_>) = (some(dice), some(dice));
            let any = dice.one_in(2);
            let ports = ends.iter().map(|_| match any {
                true => PortSet::any(),
                false => dice.pick(&targets).ports.clone(),
            });
            let ports = ports.collect();
            (sources, ends, ports)
        };
        let hops = word == Word::Never && dice.one_in(2);
        let claim = Claim::Flow { sources, targets, ports, hops };
        program.policy.assertions.push(Assertion { span, zone: None, word, claim });
    }
    program
}

/// Random clusters without pods that are assumed not to exist.
fn clusters(policy: &Policy, dice: &mut Dice) -> Vec<World> {
    let mut worlds: Vec<World> = (0..6).map(|_| meaning::world(dice)).collect();
    for world in &mut worlds {
        let ends = std::mem::take(&mut world.ends);
        let intended = Intended { policy, world };
        let kept = ends.into_iter().filter(|end| possible(policy, &intended, end)).collect();
        world.ends = kept;
    }
    worlds
}

/// How often claims held, failed, and were left open.
type Counts = [usize; 3];

/// Proves every claim of a policy over what `meant` says and judges the outcomes plainly, over what the
/// policy means or what `objects` do.
fn agree(
    policy: &Policy,
    meant: &crate::world::World,
    objects: Option<&[NetworkPolicy]>,
    dice: &mut Dice,
    counts: &mut Counts,
) {
    let mut dnsless = policy.clone();
    dnsless.cluster.dns.targets.clear();
    let worlds = clusters(policy, dice);
    let mut seen = Vec::new();
    let show = |_: &Prover<'_>, claim, model, outcome: &Outcome| {
        seen.push((claim, model, outcome.clone()));
    };
    check_with(policy, meant, show, |_, _| {});
    for (claim, model, outcome) in seen {
        let about = || {
            let claim = claim.assertion;
            format!("{dice:?} {model:?} {claim:#?} {outcome:#?}\n{policy:#?}\n{objects:#?}")
        };
        let broken: Vec<Connection> = match &outcome {
            Outcome::Holds => {
                counts[0] += 1;
                for world in worlds.iter().filter(|world| {
                    first_confine(policy, &claim)
                        && world.blocks_match_pods == (model == Model::Everywhere)
                }) {
                    assert!(
                        !Judge::new(policy, &dnsless, objects, world).broken(&claim),
                        "{}",
                        about()
                    );
                }
                continue;
            }
            Outcome::Unfinished => {
                counts[2] += 1;
                continue;
            }
            Outcome::Allowed(chain) => chain.clone(),
            Outcome::Denied(connection, _) => vec![(**connection).clone()],
        };
        counts[1] += 1;
        let (world, hops) = described(&broken, model);
        let judge = Judge::new(policy, &dnsless, objects, &world);
        let fine = world.ends.iter().all(|end| possible(policy, &judge.intended, end));
        assert!(fine, "an impossible pod: {}", about());
        let steps: Vec<_> = hops.iter().zip(&broken).collect();
        for (index, ((from, to), connection)) in steps.iter().enumerate() {
            let on_port = (connection.protocol.kubernetes(), connection.port);
            let (from, to) = (&world.ends[*from], &world.ends[*to]);
            if index + 1 < steps.len() {
                assert!(judge.allows_hop(from, to, on_port), "{}", about());
            } else if claim.hops {
                let last = judge.allows(from, to, on_port) && judge.names(&claim, to, on_port);
                assert!(last, "{}", about());
            } else {
                assert!(judge.breaks(&claim, from, to, on_port), "{}", about());
            }
        }
        let first = steps.first().map(|((from, _), _)| &world.ends[*from]);
        assert!(!claim.hops || first.is_some_and(|end| judge.is_source(&claim, end)));
    }
}

/// Whether it is no `confine` of a subject that an earlier one speaks for.
fn first_confine(policy: &Policy, claim: &Flows<'_>) -> bool {
    let file = policy.assertions.iter().filter_map(Flows::of);
    let mut earlier = file.take_while(|other| !std::ptr::eq(other.assertion, claim.assertion));
    claim.assertion.word != Word::Confine
        || !earlier.any(|other| {
            let same = |one: &Endpoint| claim.sources.iter().any(|own| own.kind == one.kind);
            other.assertion.word == Word::Confine && other.sources.iter().any(same)
        })
}

#[test]
fn proofs_and_witnesses_agree_with_the_definition() {
    let mut counts = [0; 3];
    for seed in 0..150 {
        let mut dice = Dice(seed);
        let program = program(&mut dice);
        let meant = crate::world::World::of_policy(&program.policy);
        agree(&program.policy, &meant, None, &mut dice, &mut counts);
    }
    // Much holds, much fails, and next to nothing is left open.
    let [holds, fails, unfinished] = counts;
    assert!(holds > 200 && fails > 400 && unfinished < 5, "{counts:?}");
}

#[test]
fn a_search_that_is_given_up_is_no_proof() {
    let (mut holding, mut unfinished) = (0, 0);
    for seed in 0..50 {
        let policy = program(&mut Dice(seed)).policy;
        let meant = crate::world::World::of_policy(&policy);
        let mut prover = Prover::new(&policy, &meant);
        for claim in policy.assertions.iter().filter_map(Flows::of) {
            let confined = Confined::default();
            prover.start(Model::Outside);
            let whole = outcome(&prover, claim, &confined);
            prover.limit(1);
            let hurried = outcome(&prover, claim, &confined);
            assert!(hurried != Outcome::Holds || whole == Outcome::Holds);
            holding += usize::from(whole == Outcome::Holds);
            if hurried != Outcome::Unfinished {
                continue;
            }
            unfinished += 1;
            let outcomes = [(Model::Outside, Outcome::Holds), (Model::Everywhere, hurried)];
            let mut sink = Sink::default();
            report::report(&mut prover, claim, outcomes, &BTreeSet::new(), &mut sink);
            let said = sink.finish(&Default::default());
            assert_eq!(said.first().map(|one| one.code), Some(Code::NotFinished));
        }
    }
    assert!(holding > 20 && unfinished > 20, "{holding} {unfinished}");
}

/// Objects mean what the policy means that they were emitted from, so the same claims hold.
#[test]
fn the_objects_of_a_policy_prove_what_it_proves() {
    let (mut holding, mut failing) = (0, 0);
    for seed in 0..100 {
        let program = program(&mut Dice(seed));
        let policy = &program.policy;
        let (mut inventory, mut sink) = (Inventory::default(), Sink::default());
        inventory.read(FileId(0), &program.yaml(), &mut sink);
        assert!(!sink.has_errors());
        let mut outcomes = [Vec::new(), Vec::new()];
        let worlds =
            [crate::world::World::of_policy(policy), crate::world::World::of_objects(&inventory)];
        for (world, outcomes) in worlds.iter().zip(&mut outcomes) {
            let show = |_: &Prover<'_>, claim: Flows<'_>, model, outcome: &Outcome| {
                // Objects don't say which of their rules flows implied.
                let implied = claim.assertion.word == Word::Confine || claim.hops;
                if !implied && *outcome != Outcome::Unfinished {
                    let holds = *outcome == Outcome::Holds;
                    outcomes.push((claim.assertion.span, model, holds));
                }
            };
            check_with(policy, world, show, |_, _| {});
        }
        let [meant, said] = outcomes;
        assert_eq!(meant, said, "seed {seed}");
        holding += meant.iter().filter(|(.., holds)| *holds).count();
        failing += meant.iter().filter(|(.., holds)| !holds).count();
    }
    assert!(holding > 100 && failing > 200, "{holding} {failing}");
}
