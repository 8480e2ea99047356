//! How long `netz reach` takes from text to rows, and how fast objects are read:
//! `cargo bench --bench reach`.

use divan::Bencher;
use divan::counter::BytesCount;
use netz::connections::{Connections, Plugin, Report, text};
use netz::diagnostic::Sink;
use netz::k8s::inventory::Inventory;
use netz::source::FileId;

mod cluster;
mod cuts;

fn main() {
    divan::main();
}

fn read(text: &str) -> Inventory {
    let mut inventory = Inventory::default();
    inventory.read(FileId(0), text, &mut Sink::default());
    inventory
}

fn table(inventory: &Inventory) -> Vec<u8> {
    let (space, meaning) = inventory.meaning();
    let connections = Connections::new(inventory, space, meaning, Plugin::default());
    let services = connections.to_services(inventory);
    let entrances = connections.entrances(inventory);
    let report = Report {
        connections: &connections,
        services: &services,
        entrances: &entrances,
        exposed: false,
        pairs: false,
    };
    let mut out = Vec::new();
    let _written = text::write(&mut out, &report);
    out
}

const SIZES: [usize; 3] = [100, 1_000, 10_000];

#[divan::bench(args = SIZES, sample_count = 10)]
fn read_objects(bencher: Bencher<'_, '_>, count: usize) {
    let text = cluster::workloads(count);
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| read(&text));
}

#[divan::bench(args = SIZES, sample_count = 10)]
fn rows(bencher: Bencher<'_, '_>, count: usize) {
    let inventory = read(&cluster::workloads(count));
    bencher.bench_local(|| table(&inventory));
}

#[divan::bench(args = [100, 1_000], sample_count = 10)]
fn rows_of_cuts(bencher: Bencher<'_, '_>, count: usize) {
    let inventory = read(&cuts::cuts(count));
    bencher.bench_local(|| table(&inventory));
}
