//! The same over objects of all kinds, in the place of the policy and beside it: namespaces are isolated for
//! some of their pods, and selectors are such as netz never writes.

use super::*;
use crate::emit::tests::foreign;

#[test]
fn proofs_over_objects_agree_with_the_definition() {
    let mut counts = [0; 3];
    for seed in 1_000..1_120 {
        let mut dice = Dice(seed);
        let program = program(&mut dice);
        let objects = foreign::policies(&mut dice, 6);
        let meant = crate::world::World::of_objects(&foreign::inventory(&objects));
        agree(&program.policy, &meant, Some(&objects), &mut dice, &mut counts);
    }
    let [holds, fails, unfinished] = counts;
    assert!(holds > 60 && fails > 500 && unfinished < 5, "{counts:?}");
}

#[test]
fn proofs_beside_objects_agree_with_the_definition() {
    let mut counts = [0; 3];
    for seed in 2_000..2_100 {
        let mut dice = Dice(seed);
        let mut program = program(&mut dice);
        // What flows imply is known of a policy, and not of the objects that are emitted for it.
        program.policy.assertions.retain(|one| {
            let hops = matches!(one.claim, Claim::Flow { hops: true, .. });
            one.word != Word::Confine && !hops
        });
        let foreign = foreign::policies(&mut dice, 4);
        let inventory = foreign::inventory(&foreign);
        let meant = crate::world::World::of_policy(&program.policy).with(&inventory);
        let objects = [meaning::policies(&program), foreign].concat();
        agree(&program.policy, &meant, Some(&objects), &mut dice, &mut counts);
    }
    let [holds, fails, unfinished] = counts;
    assert!(holds > 60 && fails > 200 && unfinished < 5, "{counts:?}");
}
