//! `--zone` and `--only`: which objects are written. The program is compiled whole all the same.

use netz::diagnostic::suggest::closest;
use netz::emit::{Category, Manifest};
use netz::ir::Policy;
use wildmatch::WildMatch;

use super::args::Only;
use crate::cli::failure::Failure;

/// The objects that the command line asks for.
pub struct Selection {
    zones: Vec<WildMatch>,
    categories: Vec<Category>,
}

impl Selection {
    /// The selection of some globs and words; a glob that matches no zone is a mistake.
    pub fn new(globs: &[String], only: &[Only], policy: &Policy) -> Result<Self, Failure> {
        let names = || policy.zones.iter().map(|zone| zone.name.as_str());
        for glob in globs {
            let pattern = WildMatch::new(glob);
            if !names().any(|name| pattern.matches(name)) {
                let failure = Failure::new(format!("`--zone {glob}` matches no zone"));
                return Err(match closest(glob, names()) {
                    Some(name) => failure.help(format!("did you mean `{name}`?")),
                    None => {
                        let names: Vec<_> = names().take(20).collect();
                        failure.help(format!("the zones are: {}", names.join(", ")))
                    }
                });
            }
        }
        Ok(Self {
            zones: globs.iter().map(|glob| WildMatch::new(glob)).collect(),
            categories: only.iter().map(|only| only.category()).collect(),
        })
    }

    /// Whether an object is of the selection. One of no zone is not of any `--zone`.
    pub fn takes(&self, manifest: &Manifest) -> bool {
        let zone = manifest.zone.as_deref();
        let of_zone = |zone| self.zones.iter().any(|pattern| pattern.matches(zone));
        (self.zones.is_empty() || zone.is_some_and(of_zone))
            && (self.categories.is_empty() || self.categories.contains(&manifest.category))
    }
}
