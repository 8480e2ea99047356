//! Entries and their numbers as sentences.

use super::{Difference, Entry, Implied, Place, What, Which};
use crate::set::flow::Model;
use crate::world::witness;
use ecow::EcoString;
use serde::Serialize;

/// How many entries there are of each kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Pods that are isolated on one side only.
    pub isolation: usize,
    /// Flows that statements and rules say.
    pub flows: usize,
    /// Flows that nobody wrote: to DNS and to the API server.
    pub implied: usize,
    /// Grants.
    pub grants: usize,
}

impl Counts {
    /// Counts entries.
    #[must_use]
    pub fn of(entries: &[Entry]) -> Self {
        let mut counts = Self::default();
        for entry in entries {
            match entry.what {
                What::Isolation { .. } => counts.isolation += 1,
                What::Flow { implied: None, .. } => counts.flows += 1,
                What::Flow { .. } => counts.implied += 1,
                What::Grant { .. } => counts.grants += 1,
            }
        }
        counts
    }

    /// `2 flows and 1 grant`; none when there are none.
    fn words(self) -> Option<String> {
        let parts = [(self.flows, "flow"), (self.implied, "implied flow"), (self.grants, "grant")];
        let parts: Vec<_> =
            parts.into_iter().filter(|(count, _)| *count > 0).map(counted).collect();
        let (last, before) = parts.split_last()?;
        Some(match before {
            [] => last.clone(),
            _ => format!("{} and {last}", before.join(", ")),
        })
    }
}

fn counted((count, noun): (usize, &str)) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}

/// `gained 2 flows and 1 grant, lost 1 flow`.
#[must_use]
pub fn summary(difference: &Difference) -> String {
    if difference.is_empty() {
        return "no difference: both allow and grant the same".to_owned();
    }
    let (gained, lost) = (Counts::of(&difference.gained), Counts::of(&difference.lost));
    let mut parts = Vec::new();
    for (counts, verb, on_isolation) in [(gained, "gained", "opened"), (lost, "lost", "isolated")] {
        if counts.isolation > 0 {
            parts.push(format!("{on_isolation} {}", counted((counts.isolation, "end"))));
        }
        match counts.words() {
            Some(words) => parts.push(format!("{verb} {words}")),
            None if counts.isolation == 0 => parts.push(format!("{verb} nothing")),
            None => {}
        }
    }
    parts.join(", ")
}

/// An entry as netz would write it.
#[must_use]
pub fn sentence(entry: &Entry, gained: bool) -> String {
    match &entry.what {
        What::Isolation { pods, directions } => {
            let directions: Vec<_> = directions.iter().rev().map(|one| one.word()).collect();
            let directions = directions.join(" and ");
            match gained {
                true => format!("{pods} is no longer isolated ({directions})"),
                false => format!("{pods} is isolated now ({directions})"),
            }
        }
        What::Flow { sources, targets, ports, .. } => {
            format!("{} -> {} {ports}", list(sources), list(targets))
        }
        What::Grant { holders, verbs, objects, names, places } => {
            let named = match names.as_slice() {
                [] => String::new(),
                [none] if none.is_empty() => " without a name".to_owned(),
                names => format!(" named {}", list(names)),
            };
            let scope = match places {
                Some(places) => format!(" in {}", list(places)),
                None => " cluster-wide".to_owned(),
            };
            let (holders, objects) = (list(holders), list(objects));
            match verbs.as_slice() {
                [] => format!("{holders} has clusterrole {objects}{scope}"),
                verbs => format!("{holders} can {} {objects}{named}{scope}", list(verbs)),
            }
        }
    }
}

/// What else there is to know of an entry, each a clause.
#[must_use]
pub fn remarks(entry: &Entry, gained: bool) -> Vec<String> {
    let mut remarks = Vec::new();
    if let What::Flow { implied, partly, .. } = &entry.what {
        if *partly {
            let rest = if gained { "was allowed before" } else { "is still allowed" };
            remarks.push(format!("less what {rest}"));
        }
        match implied {
            Some(Implied::Dns) => remarks.push("implied: DNS follows flows".to_owned()),
            Some(Implied::Api) => remarks.push("implied: the API follows grants".to_owned()),
            None => {}
        }
    }
    match entry.only_where {
        Some(Model::Outside) => {
            remarks.push("only where an ipBlock matches addresses outside alone".to_owned());
        }
        Some(Model::Everywhere) => {
            remarks.push("only where an ipBlock matches addresses of pods too".to_owned());
        }
        None => {}
    }
    remarks
}

/// A connection that shows an entry.
#[must_use]
pub fn witness(entry: &Entry) -> Option<String> {
    entry.witness.as_ref().map(witness::witness)
}

/// Where something is said: `main.netz:12`, `k8s/shop/network.yaml:3, NetworkPolicy shop/web, rule 1`.
#[must_use]
pub fn place(place: &Place) -> String {
    let Place { file, line, object, .. } = place;
    match object {
        None => format!("{file}:{line}"),
        Some((title, None)) => format!("{file}:{line}, NetworkPolicy {title}"),
        Some((title, Some(rule))) => format!("{file}:{line}, NetworkPolicy {title}, rule {rule}"),
    }
}

/// Which side a place is of.
#[must_use]
pub const fn side(which: Which) -> &'static str {
    match which {
        Which::Old => "old",
        Which::New => "new",
    }
}

/// The heading of an entry's group.
#[must_use]
pub fn group(zone: Option<&EcoString>) -> String {
    zone.map_or_else(|| "cluster".to_owned(), EcoString::to_string)
}

fn list(words: &[EcoString]) -> String {
    words.join(", ")
}
