//! Kubernetes objects as people, templates and clusters write them.

#[path = "manifests/connlist.rs"]
mod connlist;
#[path = "manifests/exports.rs"]
mod exports;
#[path = "manifests/folders.rs"]
mod folders;
#[path = "manifests/garbage.rs"]
mod garbage;
#[path = "manifests/mutants.rs"]
mod mutants;
#[path = "manifests/services.rs"]
mod services;

use netz::diagnostic::{Levels, Sink, render};
use netz::k8s::inventory::Inventory;
use netz::source::SourceMap;

/// What a file holds, and what is said of it, shortly.
fn read(text: &str) -> (Inventory, String) {
    let (mut inventory, mut sink, mut sources) =
        (Inventory::default(), Sink::default(), SourceMap::default());
    let file = sources.add("a.yaml", text);
    inventory.read(file, text, &mut sink);
    let said = sink.finish(&Levels::default());
    let mut short = Vec::new();
    render::short(&mut short, &sources, &said).unwrap();
    (inventory, String::from_utf8(short).unwrap())
}
