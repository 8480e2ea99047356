//! Checked policy to manifests: one file a backend, a shape in common and no trait.

pub mod manifest;

pub use manifest::{Category, Manifest, Object};

use crate::check::Checked;
use crate::diagnostic::Sink;
use crate::source::SourceMap;

/// Gives every object of the policy to `out`, zone by zone, each already valid; what isn't goes to `sink`.
pub fn emit(
    _checked: &Checked,
    _sources: &SourceMap,
    _sink: &mut Sink,
    _out: &mut dyn FnMut(Manifest),
) {
}
