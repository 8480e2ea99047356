//! Large programs: what grows faster than the program would be seen here.

use super::builder::*;
use crate::check::Checked;
use crate::diagnostic::Sink;
use crate::emit::{Style, emit};
use crate::ir::*;
use crate::source::SourceMap;

/// Segments in zones of a hundred, each with ten flows to others.
fn large(segments: usize) -> Policy {
    let mut program = Builder::default();
    program.kube_dns();
    let mut ends = Vec::new();
    for zone in 0..segments.div_ceil(100) {
        let name = format!("zone-{zone}");
        let zone = program.named(&name, &[&name], BOTH);
        for at in 0..100 {
            ends.push(program.segment(zone, &format!("segment-{at}")));
        }
    }
    for at in 0..segments {
        for flow in 0_usize..10 {
            let target = (at * 7 + flow * 131 + 1) % segments;
            let port = 8000 + u16::try_from(flow % 3).unwrap();
            program.flow(&[&ends[at]], &[(&ends[target], tcp(port))]);
        }
    }
    program.policy
}

#[test]
fn twenty_thousand_flows() {
    let checked = Checked::new(large(2_000));
    let (mut sink, mut bytes, mut text) = (Sink::default(), 0, String::new());
    let summary =
        emit(&checked, Style::default(), &SourceMap::default(), &mut sink, &mut |manifest| {
            text.clear();
            manifest.write_yaml(&mut text);
            bytes += text.len();
        });
    assert!(!sink.has_errors());
    assert_eq!(summary.policies(), 2_000 + 20);
    assert!(bytes > 5_000_000);
}
