//! How long the program takes that existing policies and roles mean, its proof included:
//! `cargo bench --bench import`.

use divan::Bencher;
use netz::diagnostic::Sink;
use netz::import::{Import, Options, import};
use netz::k8s::inventory::Inventory;
use netz::source::SourceMap;

mod cluster;
mod objects;

fn main() {
    divan::main();
}

fn imported(text: &str) -> Import {
    let (mut sources, mut inventory) = (SourceMap::default(), Inventory::default());
    let file = sources.add("objects.yaml", text);
    inventory.read(file, sources.text(file), &mut Sink::default());
    let options = Options { kube_version: 33, ..Options::default() };
    import(&inventory, &sources, &options)
}

/// Each with two directions and three edges to other namespaces.
#[divan::bench(args = [100, 1_000, 10_000], sample_count = 3)]
fn policies(bencher: Bencher<'_, '_>, count: usize) {
    let text = cluster::workloads(count);
    bencher.bench_local(|| imported(&text));
}

/// With two bindings each.
#[divan::bench(args = [100, 1_000], sample_count = 3)]
fn roles(bencher: Bencher<'_, '_>, count: usize) {
    let text = objects::roles_and_bindings(count);
    bencher.bench_local(|| imported(&text));
}
