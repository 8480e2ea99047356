//! Checked policy to manifests: one file a backend, a shape in common and no trait.

pub mod manifest;

pub use manifest::{Category, Manifest, Object};

use crate::check::Checked;
use crate::diagnostic::Sink;
use crate::source::SourceMap;

/// What was emitted, in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// Zones.
    pub zones: usize,
    /// Segments.
    pub segments: usize,
    /// NetworkPolicies.
    pub policies: usize,
    /// Rules in them.
    pub rules: usize,
    /// Halves that DNS implies.
    pub implied_dns: usize,
    /// Halves that the API server implies.
    pub implied_api: usize,
    /// Grants.
    pub grants: usize,
    /// Objects.
    pub objects: usize,
}

/// Gives every object of the policy to `out`, zone by zone, each already valid; what isn't goes to `sink`.
pub fn emit(
    _checked: &Checked,
    _sources: &SourceMap,
    _sink: &mut Sink,
    _out: &mut dyn FnMut(Manifest),
) -> Summary {
    Summary::default()
}
