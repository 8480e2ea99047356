//! How long it takes to tell twenty edits of a program, at 1,000 to 100,000 flows.

#![allow(clippy::unwrap_used, reason = "a bench may stop at a mistake")]

use divan::Bencher;
use divan::counter::ItemsCount;
use netz::difference::{Side, compare};
use netz::ir::Policy;
use netz::set::rule::Space;
use netz::source::SourceMap;
use netz::{Options, compile, reach};
use std::collections::BTreeMap;
use std::fmt::Write;

mod program;

fn main() {
    divan::main();
}

const SIZES: [usize; 3] = [1_000, 10_000, 100_000];
const EDITS: usize = 20;

fn policy(text: &str) -> Policy {
    let mut files = BTreeMap::from([("main.netz".to_owned(), text.to_owned())]);
    let program = netz::load(&["main.netz"], &mut files);
    let options = Options { mode: netz::Mode::Build, ..Options::default() };
    compile::lower(&program, &options).0.unwrap()
}

/// Half of the edits take a flow out, the others write one more.
fn edited(text: &str, flows: usize) -> String {
    let is_flow = |line: &&str| line.contains(" -> app-") && !line.contains('/');
    let all = text.lines().filter(is_flow).count();
    let step = all / (EDITS / 2);
    let mut seen = 0;
    let mut kept = String::with_capacity(text.len());
    for line in text.lines() {
        let taken = is_flow(&line) && {
            seen += 1;
            seen % step == 0
        };
        if !taken {
            let _ = writeln!(kept, "{line}");
        }
    }
    let zones = flows / 100;
    for edit in 0..EDITS / 2 {
        let zone = edit * zones / (EDITS / 2);
        let _ =
            writeln!(kept, "in team-{zone} {{ app-{edit} -> app-{} tcp/9999 }}", (edit + 3) % 10);
    }
    kept
}

fn both(flows: usize) -> (Policy, Policy) {
    let text = program::generate(flows);
    (policy(&text), policy(&edited(&text, flows)))
}

#[divan::bench(args = SIZES, sample_count = 10)]
fn both_meanings(bencher: Bencher<'_, '_>, flows: usize) {
    let (old, new) = both(flows);
    bencher.counter(ItemsCount::new(flows)).bench_local(|| {
        let mut space = Space::default();
        (reach::reach(&old, &mut space), reach::reach(&new, &mut space))
    });
}

#[divan::bench(args = SIZES, sample_count = 10)]
fn difference(bencher: Bencher<'_, '_>, flows: usize) {
    let (old, new) = both(flows);
    let sources = SourceMap::default();
    let side = |policy| Side { policy: Some(policy), objects: None, sources: &sources };
    let found = compare(side(&old), side(&new), 33).unwrap();
    assert!(found.gained.len() >= EDITS / 2 && found.lost.len() >= EDITS / 2);
    bencher
        .counter(ItemsCount::new(flows))
        .bench_local(|| compare(side(&old), side(&new), 33).unwrap());
}
