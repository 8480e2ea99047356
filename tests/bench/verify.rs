//! How long the proof takes beside the emission that it judges, at 1,000 to 100,000 flows.

#![allow(clippy::unwrap_used, reason = "a bench may stop at a mistake")]

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use netz::diagnostic::Sink;
use netz::ir::Policy;
use netz::k8s::document;
use netz::set::rule::Space;
use netz::{Checked, Mode, Options, Program};
use std::collections::BTreeMap;

mod program;

fn main() {
    divan::main();
}

const SIZES: [usize; 3] = [1_000, 10_000, 100_000];

fn load(flows: usize) -> (Program, Checked) {
    let mut files = BTreeMap::from([("main.netz".to_owned(), program::generate(flows))]);
    let program = netz::load(&["main.netz"], &mut files);
    let options = Options { mode: Mode::Build, ..Options::default() };
    let checked = netz::check(&program, &options).checked.unwrap();
    (program, checked)
}

fn text(program: &Program, checked: &Checked) -> String {
    let mut text = String::new();
    netz::emit::emit(
        checked,
        netz::emit::Style::default(),
        &program.sources,
        &mut Sink::default(),
        &mut |manifest| {
            text.push_str("---\n");
            manifest.write_yaml(&mut text);
        },
    );
    text
}

#[divan::bench(args = SIZES, sample_count = 10)]
fn emit(bencher: Bencher<'_, '_>, flows: usize) {
    let (program, checked) = load(flows);
    bencher.counter(ItemsCount::new(flows)).bench_local(|| text(&program, &checked));
}

#[divan::bench(args = SIZES, sample_count = 10)]
fn read_back(bencher: Bencher<'_, '_>, flows: usize) {
    let (program, checked) = load(flows);
    let text = text(&program, &checked);
    bencher
        .counter(BytesCount::of_str(&text))
        .bench_local(|| document::objects(&text, &mut |_| Ok(())));
}

#[divan::bench(args = SIZES, sample_count = 10)]
fn reach(bencher: Bencher<'_, '_>, flows: usize) {
    let (_, checked) = load(flows);
    let policy: &Policy = checked.policy();
    bencher
        .counter(ItemsCount::new(flows))
        .bench_local(|| netz::reach::reach(policy, &mut Space::default()));
}

#[divan::bench(args = SIZES, sample_count = 10)]
fn verify(bencher: Bencher<'_, '_>, flows: usize) {
    let (program, checked) = load(flows);
    let text = text(&program, &checked);
    bencher.counter(ItemsCount::new(flows)).bench_local(|| {
        netz::verify::verify(checked.policy(), [text.as_str()], &mut Sink::default()).unwrap()
    });
}
