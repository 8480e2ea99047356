//! Boxes of labels as selectors.

use super::super::names::quoted;
use crate::set::labels::{LabelBox, ValueSet};
use ecow::{EcoString, eco_format};

/// The alternatives of some pods: `app=web, tier in (a, b) | !app`.
pub fn alternatives(pods: &[LabelBox]) -> EcoString {
    let all: Vec<_> = pods.iter().flat_map(boxes).collect();
    all.join(" | ").into()
}

/// One box as selectors: a key that is absent or of some values takes two.
fn boxes(labels: &LabelBox) -> Vec<String> {
    let mut all: Vec<Vec<String>> = vec![Vec::new()];
    for (key, set) in labels.keys().iter().filter(|(_, set)| **set != ValueSet::all()) {
        let choices = requirements(key, set);
        all = all
            .iter()
            .flat_map(|before| {
                choices.iter().map(move |choice| {
                    let mut all = before.clone();
                    all.extend(choice.iter().cloned());
                    all
                })
            })
            .collect();
    }
    all.into_iter().map(|one| one.join(", ")).collect()
}

/// The ways in which a key can fit, each as requirements that hold together.
fn requirements(key: &str, set: &ValueSet) -> Vec<Vec<String>> {
    let key = text(key);
    let values: Vec<_> = set.values.iter().map(|value| text(value)).collect();
    let list = values.join(", ");
    let one = |requirement: String| vec![vec![requirement]];
    match (set.absent, set.negated, values.as_slice()) {
        (false, true, []) => one(format!("{key}")),
        (true, false, []) => one(format!("!{key}")),
        (false, false, [only]) => one(format!("{key}={only}")),
        (false, false, _) => one(format!("{key} in ({list})")),
        (true, true, [only]) => one(format!("{key}!={only}")),
        (true, true, _) => one(format!("{key} notin ({list})")),
        (false, true, [only]) => vec![vec![format!("{key}"), format!("{key}!={only}")]],
        (false, true, _) => vec![vec![format!("{key}"), format!("{key} notin ({list})")]],
        (true, false, _) => [one(format!("!{key}")), requirements_of(&key, &values)].concat(),
    }
}

fn requirements_of(key: &str, values: &[EcoString]) -> Vec<Vec<String>> {
    match values {
        [only] => vec![vec![format!("{key}={only}")]],
        _ => vec![vec![format!("{key} in ({})", values.join(", "))]],
    }
}

/// A key or a value as a selector writes it.
pub fn text(text: &str) -> EcoString {
    let plain = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    };
    let bare = match text.split_once('/') {
        Some((prefix, name)) => plain(prefix) && plain(name),
        None => plain(text),
    };
    let starts = text.starts_with(|first: char| first.is_ascii_alphanumeric());
    let word = !matches!(text, "in" | "notin" | "where" | "isolates" | "owner");
    if bare && starts && word { text.into() } else { eco_format!("{}", quoted(text)) }
}
