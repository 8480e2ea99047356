//! Flows that are reported redundant or shadowed can all be removed: what is then emitted still means what
//! the whole program means.

use super::dice::Dice;
use super::meaning::program;
use crate::check::check;
use crate::compile::Options;
use crate::diagnostic::{Code, Levels, Sink};
use crate::source::SourceMap;
use crate::verify::verify;

#[test]
fn removing_what_is_redundant_changes_nothing() {
    let (mut redundant, mut shadowed) = (0, 0);
    for seed in 0..1500 {
        let whole = program(&mut Dice(seed));
        let mut sink = Sink::default();
        check(&whole.policy, &Options::default(), &SourceMap::default(), &mut sink);
        let mut reported = Vec::new();
        for finding in sink.finish(&Levels::default()) {
            match finding.code {
                Code::RedundantFlow => redundant += 1,
                Code::ShadowedFlow => shadowed += 1,
                _ => continue,
            }
            reported.extend(finding.primary());
        }
        if reported.is_empty() {
            continue;
        }
        let mut less = whole.clone();
        less.policy.flows.retain(|flow| !reported.contains(&flow.span));
        let yaml = less.yaml();
        let mut sink = Sink::default();
        let proof = verify(&whole.policy, yaml.split("---\n"), &mut sink);
        assert!(proof.is_some(), "seed {seed}: {:#?}", sink.finish(&Levels::default()));
    }
    assert!(redundant > 100 && shadowed > 10, "{redundant} redundant, {shadowed} shadowed");
}
