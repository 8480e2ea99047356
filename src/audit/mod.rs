//! The checks of a program, over objects that nobody wrote in netz: roles, bindings, policies, namespaces
//! and workloads as files and clusters hold them.
//!
//! A finding is about objects, so its places are theirs: the rule in its role, the subject in its binding.
//! What Kubernetes itself ships is taken as known (`Model`): its rights count, and nothing is said of it. An
//! annotation `netz/because` on an object answers what is said of it, as a `because` does in a program.
//!
//! Each finding has marks, which say what it is about without any line: [`baseline`] knows it by them.

pub mod baseline;
mod extent;
mod joins;
mod mark;
mod model;
mod network;
mod rbac;
mod words;

pub use extent::Extent;

use crate::diagnostic::{Diagnostic, Levels, Sink};
use crate::k8s::inventory::Inventory;
use crate::source::SourceMap;
use crate::syntax;
use jiff::civil::Date;
use model::Model;

/// What the objects are judged for.
#[derive(Debug, Clone)]
pub struct Options {
    /// The minor version of Kubernetes that they are in: 35 for 1.35.
    pub kube_version: u32,
    /// Today, in UTC, for `netz/until`.
    pub today: Date,
    /// Levels of lints.
    pub levels: Levels,
}

impl Default for Options {
    /// The oldest Kubernetes that netz knows, and a day before every `netz/until`.
    fn default() -> Self {
        Self {
            kube_version: crate::k8s::resource::OLDEST,
            today: Date::MIN,
            levels: Levels::default(),
        }
    }
}

/// What there is to say of objects.
#[derive(Debug)]
pub struct Audit {
    /// Everything, in the order of files and places.
    pub diagnostics: Vec<Diagnostic>,
    /// What was read.
    pub extent: Extent,
}

/// Takes the objects of a file's bytes, among which documents of other tools may stand.
pub fn read(
    name: &str,
    bytes: Vec<u8>,
    sources: &mut SourceMap,
    inventory: &mut Inventory,
    sink: &mut Sink,
) {
    match syntax::decode(name, bytes) {
        Ok(text) => {
            let file = sources.add(name, text);
            inventory.read_among_others(file, sources.text(file), sink);
        }
        Err(diagnostic) => sink.push(*diagnostic),
    }
}

/// Says everything that there is to say of objects; `sink` holds what was said while they were read.
#[must_use]
pub fn audit(
    inventory: &Inventory,
    mut sink: Sink,
    sources: &SourceMap,
    options: &Options,
) -> Audit {
    let model = Model::of(inventory, options);
    rbac::check(&model, &mut sink);
    joins::check(&model, &mut sink);
    network::check(&model, &mut sink);
    let extent = Extent::of(&model);
    let mut diagnostics = sink.finish(&options.levels);
    mark::complete(&mut diagnostics, sources);
    Audit { diagnostics, extent }
}
