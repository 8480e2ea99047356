//! How fast YAML is read, to values and to objects, in the styles of those that write it:
//! `cargo bench --bench read`.

use divan::Bencher;
use divan::counter::BytesCount;
use netz::diagnostic::Sink;
use netz::k8s::document::{documents, read};
use netz::k8s::inventory::Inventory;
use netz::source::FileId;

mod cluster;
mod exports;

fn main() {
    divan::main();
}

/// Who writes, and what.
const STYLES: [&str; 4] = ["kubectl -o yaml", "kubectl -o json", "helm template", "netz build"];

fn text(style: &str) -> String {
    match style {
        "kubectl -o yaml" => exports::exported(2_000),
        "kubectl -o json" => exports::as_json(&exports::exported(2_000)),
        "helm template" => exports::rendered(4_000),
        _ => cluster::workloads(5_000),
    }
}

#[divan::bench(args = STYLES, sample_count = 10)]
fn values(bencher: Bencher<'_, '_>, style: &str) {
    let text = text(style);
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| {
        documents(&text).map(|document| read(document).is_ok()).filter(|is_read| *is_read).count()
    });
}

#[divan::bench(args = STYLES, sample_count = 10)]
fn objects(bencher: Bencher<'_, '_>, style: &str) {
    let text = text(style);
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| {
        let mut inventory = Inventory::default();
        inventory.read(FileId(0), &text, &mut Sink::default());
        inventory
    });
}

#[divan::bench(args = STYLES, sample_count = 3)]
fn serde_yaml(bencher: Bencher<'_, '_>, style: &str) {
    use serde::Deserialize;
    let text = text(style);
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| {
        let documents = serde_yaml::Deserializer::from_str(&text);
        documents
            .map(|one| serde_yaml::Value::deserialize(one).is_ok())
            .filter(|is_read| *is_read)
            .count()
    });
}
