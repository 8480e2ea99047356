//! How long checking takes at 100, 1,000 and 10,000 segments with ten times the flows: at default levels,
//! with every lint at `warn`, and with assertions.

#![allow(clippy::unwrap_used, reason = "a bench may stop at a mistake")]

use divan::Bencher;
use divan::counter::ItemsCount;
use netz::diagnostic::{Code, Kind, Level, Severity};
use netz::{Mode, Options};
use std::collections::BTreeMap;

mod program;
mod scaled;

fn main() {
    divan::main();
}

const SEGMENTS: [usize; 3] = [100, 1_000, 10_000];

/// How many claims are proved, but for `->>`.
const CLAIMS: usize = 1_000;

/// From text to a checked policy, nothing kept from run to run.
fn measure(bencher: Bencher<'_, '_>, segments: usize, text: String, every_lint: bool) {
    let mut options = Options { mode: Mode::Build, ..Options::default() };
    if every_lint {
        let lints = Code::ALL.iter().filter(|code| matches!(code.kind(), Kind::Lint(_)));
        lints.for_each(|code| options.levels.set_on_command_line(*code, Level::Warn));
    }
    let mut files = BTreeMap::from([("main.netz".to_owned(), text)]);
    bencher.counter(ItemsCount::new(segments * 10)).bench_local(|| {
        let program = netz::load(&["main.netz"], &mut files);
        let outcome = netz::check(&program, &options);
        let failed = outcome.diagnostics.iter().any(|one| one.severity == Severity::Error);
        assert!(!failed, "{:#?}", outcome.diagnostics.first());
        outcome
    });
}

#[divan::bench(args = SEGMENTS, sample_count = 5)]
fn validate(bencher: Bencher<'_, '_>, segments: usize) {
    measure(bencher, segments, program::generate(segments * 10), false);
}

#[divan::bench(args = SEGMENTS, sample_count = 5)]
fn every_lint(bencher: Bencher<'_, '_>, segments: usize) {
    measure(bencher, segments, program::generate(segments * 10), true);
}

#[divan::bench(args = SEGMENTS, sample_count = 5)]
fn every_lint_in_one_zone(bencher: Bencher<'_, '_>, segments: usize) {
    measure(bencher, segments, scaled::one_zone(segments, 1), true);
}

#[divan::bench(args = SEGMENTS, sample_count = 5)]
fn every_lint_on_two_keys(bencher: Bencher<'_, '_>, segments: usize) {
    measure(bencher, segments, scaled::one_zone(segments, 2), true);
}

#[divan::bench(args = SEGMENTS, sample_count = 5)]
fn only(bencher: Bencher<'_, '_>, segments: usize) {
    measure(bencher, segments, scaled::with_claims(segments * 10, CLAIMS, "only"), false);
}

#[divan::bench(args = SEGMENTS, sample_count = 5)]
fn never(bencher: Bencher<'_, '_>, segments: usize) {
    measure(bencher, segments, scaled::with_claims(segments * 10, CLAIMS, "never"), false);
}

#[divan::bench(args = SEGMENTS, sample_count = 5)]
fn confine(bencher: Bencher<'_, '_>, segments: usize) {
    measure(bencher, segments, scaled::with_claims(segments * 10, CLAIMS, "confine"), false);
}

#[divan::bench(args = SEGMENTS, sample_count = 5)]
fn never_by_hops(bencher: Bencher<'_, '_>, segments: usize) {
    measure(bencher, segments, scaled::with_claims(segments * 10, 0, "->>"), false);
}
