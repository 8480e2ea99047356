//! What an edit of a program may do to the connections that it allows.

use super::dice::Dice;
use super::meaning::{policies, program, world};

/// Which connections of a small cluster random programs allow, before and after an edit.
fn compare(
    edit: impl Fn(&mut super::builder::Builder, &mut Dice),
    law: impl Fn(bool, bool) -> bool,
) {
    let mut changed = 0;
    for seed in 0..400 {
        let mut dice = Dice(seed);
        let mut program = program(&mut dice);
        let world = world(&mut dice);
        let before = policies(&program);
        edit(&mut program, &mut dice);
        let after = policies(&program);
        for source in &world.ends {
            for destination in &world.ends {
                for (protocol, port) in [("TCP", 80), ("TCP", 81), ("UDP", 53), ("SCTP", 80)] {
                    let before = world.allows(&before, source, destination, protocol, port);
                    let after = world.allows(&after, source, destination, protocol, port);
                    assert!(
                        law(before, after),
                        "seed {seed}, {protocol} {port}\n{:#?}\n{}",
                        program.policy,
                        program.yaml()
                    );
                    changed += usize::from(before != after);
                }
            }
        }
    }
    assert!(changed > 1_000, "the edit changed {changed} verdicts");
}

#[test]
fn a_flow_less_never_allows_more() {
    compare(
        |program, dice| {
            let flows = &mut program.policy.flows;
            let at = dice.roll(flows.len());
            flows.remove(at);
        },
        |before, after| before || !after,
    );
}

#[test]
fn a_zone_that_isolates_more_never_allows_more() {
    compare(
        |program, dice| {
            let at = dice.roll(program.policy.zones.len());
            let zone = &mut program.policy.zones[at];
            if zone.is_ours() && !zone.names().is_empty() {
                zone.isolation = super::builder::BOTH;
            }
        },
        |before, after| before || !after,
    );
}
