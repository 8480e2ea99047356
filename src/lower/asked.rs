//! Names that a question asks for and the program doesn't know. A question can't declare: it is told which
//! names there are.

use super::{Global, Lowering, written};
use crate::diagnostic::{Diagnostic, listed, suggest};
use crate::ir::{Principal, ZoneId};
use ecow::EcoString;

/// How many names are told.
const FEW: usize = 8;

impl Lowering<'_> {
    /// The ends of connections that there are, of a zone or of all.
    pub(super) fn choose_end(
        &self,
        diagnostic: Diagnostic,
        word: &EcoString,
        zone: Option<ZoneId>,
    ) -> Diagnostic {
        if let Some((what, subject)) = self.somebody(word) {
            return diagnostic
                .note(format!("{what}, which may do things and connects to nothing"))
                .help(format!("ask what it may do: `what can {subject}`"));
        }
        if zone.is_none() && self.zones.contains_key(word) {
            let zone = written(word);
            return diagnostic.help(format!(
                "`{word}` is a zone: for every pod of it write `{zone}/*`, for some `{zone}/SEGMENT`"
            ));
        }
        let mut names = Vec::new();
        for segment in &self.policy.segments {
            let is_written = segment.statement.start < segment.statement.end;
            if is_written && zone.is_none_or(|zone| zone == segment.zone) {
                names.push(self.of_zone(segment.zone, &segment.name));
            }
        }
        for (of, name) in self.services.keys() {
            match of {
                Some(of) if zone.is_none_or(|zone| zone == *of) => {
                    names.push(self.of_zone(*of, name));
                }
                None if zone.is_none() => names.push(written(name)),
                _ => {}
            }
        }
        if zone.is_none() {
            let nets = self.globals.iter().filter(|(_, it)| matches!(it, Global::Net(_)));
            names.extend(nets.map(|(name, _)| written(name)));
        }
        if let Some(elsewhere) = self.elsewhere(word).filter(|_| zone.is_some()) {
            return diagnostic.help(format!("did you mean `{elsewhere}`?"));
        }
        let place = zone.map_or_else(|| "ZONE".to_owned(), |zone| written(&self.zone_name(zone)));
        choose(diagnostic, word, names, "segments, services or nets").help(format!(
            "pods without a name are asked for by their labels: `{place}{{app={word}}}`"
        ))
    }

    /// Who there is, of a zone or of all.
    pub(super) fn choose_subject(
        &self,
        diagnostic: Diagnostic,
        word: &str,
        zone: Option<ZoneId>,
    ) -> Diagnostic {
        let accounts = self.accounts.keys().filter(|(of, _)| zone.is_none_or(|zone| zone == *of));
        let mut names: Vec<_> = accounts.map(|(of, name)| self.of_zone(*of, name)).collect();
        if zone.is_none() {
            let principals = self.policy.users.iter().chain(&self.policy.groups);
            names.extend(principals.map(|principal| written(&principal.name)));
        }
        let diagnostic = match self.roles.contains_key(word) {
            true => diagnostic.note(format!("`{word}` is a role; a question is about who has it")),
            false => diagnostic,
        };
        choose(diagnostic, word, names, "accounts, users or groups")
    }

    /// The zones that there are.
    pub(super) fn choose_zone(&self, diagnostic: Diagnostic, word: &str) -> Diagnostic {
        let zones = self.policy.zones.iter().filter(|zone| zone.span.start < zone.span.end);
        let names = zones.map(|zone| written(&zone.name)).collect();
        choose(diagnostic, word, names, "zones")
    }

    /// The names of ports that there are for a destination.
    pub(super) fn choose_port(
        &self,
        diagnostic: Diagnostic,
        word: &str,
        names: &[EcoString],
    ) -> Diagnostic {
        let names = names.iter().map(|name| written(name)).collect();
        choose(diagnostic, word, names, "ports").help("a number does as well: `tcp/8080`")
    }

    /// The account, user or group of a name: what it is, and how a question names it.
    fn somebody(&self, word: &EcoString) -> Option<(String, String)> {
        let is = |principals: &[Principal]| principals.iter().any(|one| one.name == *word);
        if is(&self.policy.users) {
            return Some((format!("`{word}` is a user"), written(word)));
        }
        if is(&self.policy.groups) {
            return Some((format!("`{word}` is a group"), written(word)));
        }
        let zone =
            self.accounts.keys().filter(|(_, name)| name == word).map(|(zone, _)| *zone).min()?;
        Some((format!("`{word}` is an account"), self.of_zone(zone, word)))
    }

    /// The segment or service of a name in some zone.
    fn elsewhere(&self, word: &EcoString) -> Option<String> {
        let segments = self.segments.keys().filter(|(_, name)| name == word).map(|(zone, _)| *zone);
        let services = self.services.keys().filter(|(_, name)| name == word);
        let zone = segments.chain(services.filter_map(|(zone, _)| *zone)).min()?;
        Some(self.of_zone(zone, word))
    }

    fn of_zone(&self, zone: ZoneId, name: &str) -> String {
        format!("{}/{}", written(&self.zone_name(zone)), written(name))
    }
}

/// Tells the names that there are; of many those that are most like the one that there isn't.
fn choose(diagnostic: Diagnostic, word: &str, mut names: Vec<String>, what: &str) -> Diagnostic {
    names.sort_unstable();
    names.dedup();
    let count = names.len();
    diagnostic.help(match names.as_slice() {
        [] => format!("the program has no {what} here"),
        [one] => format!("there is `{one}` alone"),
        _ if count <= FEW => format!("there are {}", listed(&names)),
        _ => {
            let few = suggest::most_like(word, names, FEW);
            format!("of {count} {what} these are most like it: {}", listed(&few))
        }
    })
}
