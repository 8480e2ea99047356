//! How long each step from text to YAML takes, at 100 to 100,000 flows.

#![allow(clippy::unwrap_used, reason = "a bench may stop at a mistake")]

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use netz::diagnostic::{Levels, Sink};
use netz::{Mode, Options, Program};
use std::collections::BTreeMap;

mod program;

fn main() {
    divan::main();
}

const SIZES: [usize; 4] = [100, 1_000, 10_000, 100_000];

fn files(flows: usize) -> BTreeMap<String, String> {
    BTreeMap::from([("main.netz".to_owned(), program::generate(flows))])
}

fn load(flows: usize) -> Program {
    netz::load(&["main.netz"], &mut files(flows))
}

fn options() -> Options {
    Options { mode: Mode::Build, ..Options::default() }
}

#[divan::bench(args = SIZES, sample_count = 10)]
fn parse(bencher: Bencher<'_, '_>, flows: usize) {
    let mut files = files(flows);
    let bytes = BytesCount::of_str(files.get("main.netz").map_or("", String::as_str));
    bencher.counter(bytes).bench_local(|| netz::load(&["main.netz"], &mut files));
}

#[divan::bench(args = SIZES, sample_count = 10)]
fn lower(bencher: Bencher<'_, '_>, flows: usize) {
    let (program, options) = (load(flows), options());
    bencher.counter(ItemsCount::new(flows)).bench_local(|| {
        netz::lower::lower(&program, &options, &mut Levels::default(), &mut Sink::default())
    });
}

#[divan::bench(args = SIZES, sample_count = 10)]
fn check(bencher: Bencher<'_, '_>, flows: usize) {
    let (program, options) = (load(flows), options());
    let policy =
        netz::lower::lower(&program, &options, &mut Levels::default(), &mut Sink::default());
    bencher.counter(ItemsCount::new(flows)).bench_local(|| {
        netz::check::check(&policy, &options, &program.sources, &mut Sink::default());
    });
}

#[divan::bench(args = SIZES, sample_count = 10)]
fn emit(bencher: Bencher<'_, '_>, flows: usize) {
    let program = load(flows);
    let checked = netz::check(&program, &options()).checked.unwrap();
    bencher.counter(ItemsCount::new(flows)).bench_local(|| {
        let mut text = String::new();
        netz::emit::emit(
            &checked,
            netz::emit::Style::default(),
            &program.sources,
            &mut Sink::default(),
            &mut |manifest| {
                text.clear();
                manifest.write_yaml(&mut text);
            },
        );
        text
    });
}
