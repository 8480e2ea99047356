//! How long it takes to audit the roles and bindings of a cluster: read from YAML, and judged.

use divan::Bencher;
use divan::counter::ItemsCount;
use netz::audit::{self, Options};
use netz::diagnostic::Sink;
use netz::k8s::inventory::Inventory;
use netz::source::SourceMap;

mod objects;

fn main() {
    divan::main();
}

/// Numbers of roles; there are twice as many bindings.
const SIZES: [usize; 3] = [100, 1_000, 10_000];

fn read(text: &str) -> (SourceMap, Inventory, Sink) {
    let (mut sources, mut inventory) = (SourceMap::default(), Inventory::default());
    let mut sink = Sink::default();
    audit::read("a.yaml", text.into(), &mut sources, &mut inventory, &mut sink);
    (sources, inventory, sink)
}

#[divan::bench(args = SIZES)]
fn reading(bencher: Bencher<'_, '_>, roles: usize) {
    let text = objects::roles_and_bindings(roles);
    bencher.counter(ItemsCount::new(3 * roles)).bench(|| read(&text));
}

#[divan::bench(args = SIZES)]
fn judging(bencher: Bencher<'_, '_>, roles: usize) {
    let text = objects::roles_and_bindings(roles);
    let (sources, inventory, sink) = read(&text);
    bencher
        .counter(ItemsCount::new(3 * roles))
        .with_inputs(|| sink.clone())
        .bench_values(|sink| audit::audit(&inventory, sink, &sources, &Options::default()));
}
