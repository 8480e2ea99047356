//! `--zone` and `--only`: which objects are written. The program is compiled whole all the same.

use netz::emit::{Category, Manifest};
use netz::ir::Policy;

use super::args::Only;
use crate::cli::failure::Failure;
use crate::cli::zones::Zones;

/// The objects that the command line asks for.
pub struct Selection {
    zones: Zones,
    categories: Vec<Category>,
}

impl Selection {
    /// The selection of some globs and words; a glob that matches no zone is a mistake.
    pub fn new(globs: &[String], only: &[Only], policy: &Policy) -> Result<Self, Failure> {
        let categories = only.iter().map(|only| only.category()).collect();
        Ok(Self { zones: Zones::new(globs, policy)?, categories })
    }

    /// Whether an object is of the selection. One of no zone is not of any `--zone`.
    pub fn takes(&self, manifest: &Manifest) -> bool {
        let zone = manifest.zone.as_deref();
        (self.zones.all() || zone.is_some_and(|zone| self.zones.hold(zone)))
            && (self.categories.is_empty() || self.categories.contains(&manifest.category))
    }
}
