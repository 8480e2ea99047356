//! Random programs: each hop is a connection that the proof of an assertion finds too.

use super::*;
use crate::compile::Options;
use crate::diagnostic::Levels;
use crate::emit::tests::builder::{addresses, block};
use crate::emit::tests::dice::Dice;
use crate::emit::tests::meaning;
use crate::ir::assertion::Word;
use crate::ir::{Assertion, Claim, Direction, Endpoint};
use crate::set::port::PortSet;
use crate::source::SourceMap;

/// Makes two flows of some, each of one half.
fn split(dice: &mut Dice, policy: &mut Policy) {
    let mut others = Vec::new();
    for flow in policy.flows.iter_mut().filter(|flow| flow.only.is_none()) {
        if dice.one_in(2) {
            flow.only = Some(Direction::Egress);
            others.push(Flow { only: Some(Direction::Ingress), ..flow.clone() });
        }
    }
    policy.flows.extend(others);
}

#[test]
fn every_hop_is_allowed() {
    let (mut checked, mut of_two) = (0, 0);
    for seed in 0..400 {
        let mut dice = Dice(seed);
        let mut program = meaning::program(&mut dice);
        split(&mut dice, &mut program.policy);
        let policy = program.policy.clone();
        let flows = (0..policy.flows.len()).map(FlowId::at);
        let first: Vec<_> =
            flows.filter(|id| is_from_internet(&policy.flows[id.0 as usize])).collect();
        let walk = Walk::from(&policy, &first);
        let segments = (0..policy.segments.len()).map(|at| Pods::Segment(SegmentId::at(at)));
        let zones = (0..policy.zones.len()).map(|at| Pods::Zone(ZoneId::at(at)));
        let mut claims = Vec::new();
        for (pods, hop) in segments.chain(zones).filter_map(|pods| Some((pods, walk.hop_to(pods)?)))
        {
            let everywhere = vec![block("0.0.0.0/0", &[]), block("::/0", &[])];
            let outside = || addresses(AddressesKind::Literal, everywhere);
            let span = program.span();
            let end = |kind| vec![Endpoint { kind, span }];
            let sources = end(hop.from.map_or_else(outside, walk::kind));
            let (targets, ports) = (end(walk::kind(pods)), vec![PortSet::any()]);
            let claim = Claim::Flow { sources, targets, ports, hops: false };
            claims.push(Assertion { span, zone: None, word: Word::Never, claim });
            of_two += usize::from(hop.flows[1].is_some());
        }
        let wanted = claims.len();
        program.policy.assertions = claims;
        let mut sink = Sink::default();
        let sources = SourceMap::default();
        crate::check::check(&program.policy, &Options::default(), &sources, &mut sink);
        let said = sink.finish(&Levels::default());
        let refuted = said.iter().filter(|one| one.code == Code::AssertionFails).count();
        assert_eq!(refuted, wanted, "seed {seed}: {said:#?}");
        checked += wanted;
    }
    assert!(checked > 500 && of_two > 5, "{checked} hops, {of_two} of two flows");
}
