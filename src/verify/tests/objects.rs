//! What policies of every form mean is what the definition says, connection by connection.

use super::cluster::{Cluster, Reader};
use super::dice::Dice;
use super::judge::{Asked, PROBES, end, meaning, model, protocol};
use crate::emit::tests::conformance::world;
use crate::emit::tests::world::End;
use crate::set::rule::Space;

#[test]
fn policies_of_every_form_mean_what_the_definition_says() {
    let outside = ["10.1.2.3", "10.2.1.1", "10.2.2.1", "8.8.8.8", "2001:db8::9", "2001:db8::1"];
    let mut seen = [0_usize; 2];
    for seed in 0..150 {
        let cluster = Cluster::random(&mut Dice(seed), Reader::Exact);
        let (mut world, _) = world(cluster.namespaces, cluster.pods);
        world.ends.extend(outside.map(|address| End::Outside(address.parse().unwrap())));
        let ends: Vec<_> = world.ends.iter().map(|one| end(&world, one)).collect();
        for blocks_match_pods in [false, true] {
            world.blocks_match_pods = blocks_match_pods;
            let mut space = Space::default();
            let meaning = meaning(&cluster.policies, &mut space).unwrap();
            let asked = Asked::new(&space, &meaning, model(&world));
            for (source, from) in world.ends.iter().zip(&ends) {
                for (destination, to) in world.ends.iter().zip(&ends) {
                    for (word, port) in PROBES {
                        let policies = &cluster.policies;
                        let expected = world.allows(policies, source, destination, word, port);
                        let found = asked.allows(from, to, protocol(word), port);
                        assert_eq!(
                            found, expected,
                            "seed {seed}, {blocks_match_pods}: {word} {port} from {from} to {to}\n{policies:#?}"
                        );
                        seen[usize::from(expected)] += 1;
                    }
                }
            }
        }
    }
    assert!(seen.iter().all(|count| *count > 50_000), "{seen:?}");
}
