//! `--zone GLOB`: zones by their names.

use netz::diagnostic::suggest::closest;
use netz::ir::Policy;
use wildmatch::WildMatch;

use super::failure::Failure;

/// The zones that some globs name; every zone where there is no glob.
pub struct Zones(Vec<WildMatch>);

impl Zones {
    /// The zones of `globs`; one that matches none is a mistake.
    pub fn new(globs: &[String], policy: &Policy) -> Result<Self, Failure> {
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
        Ok(Self(globs.iter().map(|glob| WildMatch::new(glob)).collect()))
    }

    /// Whether there is no glob.
    pub fn all(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a zone is one of them.
    pub fn hold(&self, zone: &str) -> bool {
        self.all() || self.0.iter().any(|pattern| pattern.matches(zone))
    }
}
