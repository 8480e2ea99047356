//! The canonical form of rules.
//!
//! Rules are taken apart to (group, resource, name) with its verbs, what a wider entry says already is
//! dropped, and what agrees is put together again: first names, then resources, then groups. Every step is
//! exact, since a rule means the product of its sets: nothing is ever allowed that no rule allowed.

use super::Rule;
use ecow::{EcoString, eco_format};
use std::collections::{BTreeMap, BTreeSet};

type Words = BTreeSet<EcoString>;

const EVERY: &str = "*";

/// Sorted and merged rules that allow exactly what `rules` allow. Rules on objects come before those on
/// URLs.
#[must_use]
pub fn canonical<'a>(rules: impl IntoIterator<Item = &'a Rule>) -> Vec<Rule> {
    let mut objects = Objects::default();
    let mut urls = Urls::default();
    for rule in rules {
        objects.take_apart(rule);
        urls.take_apart(rule);
    }
    let mut rules = objects.put_together();
    rules.extend(urls.put_together());
    rules
}

/// Group, resource and name of objects; without a name, all of them.
type Key = (EcoString, EcoString, Option<EcoString>);

#[derive(Default)]
struct Objects(BTreeMap<Key, Words>);

impl Objects {
    fn take_apart(&mut self, rule: &Rule) {
        let every = rule.names.is_empty().then_some(None);
        let names = every.into_iter().chain(rule.names.iter().cloned().map(Some));
        for name in names {
            for group in &rule.groups {
                for resource in &rule.resources {
                    let key = (group.clone(), resource.clone(), name.clone());
                    self.0.entry(key).or_default().extend(rule.verbs.iter().cloned());
                }
            }
        }
    }

    /// The verbs that wider entries allow on the objects of `key`.
    fn wider_verbs(&self, key: &Key) -> Words {
        let (group, resource, name) = key;
        let part = resource.split_once('/').map(|(_, part)| eco_format!("*/{part}"));
        let mut verbs = Words::new();
        for group in [group.clone(), EVERY.into()] {
            for resource in [Some(resource.clone()), part.clone(), Some(EVERY.into())] {
                let Some(resource) = resource else { continue };
                for name in [name.clone(), None] {
                    let wider = (group.clone(), resource.clone(), name);
                    if wider != *key {
                        verbs.extend(self.0.get(&wider).into_iter().flatten().cloned());
                    }
                }
            }
        }
        verbs
    }

    fn put_together(self) -> Vec<Rule> {
        let remaining = self.0.iter().filter_map(|(key, verbs)| {
            let verbs = without(verbs, &self.wider_verbs(key))?;
            let (group, resource, name) = key.clone();
            Some(Rule {
                groups: [group].into(),
                resources: [resource].into(),
                verbs,
                names: name.into_iter().collect(),
                urls: Words::new(),
            })
        });
        let (named, mut rules): (Vec<_>, Vec<_>) =
            remaining.partition(|rule| !rule.names.is_empty());
        rules.extend(merge(named, |rule| &mut rule.names));
        rules = merge(rules, |rule| &mut rule.resources);
        rules = merge(rules, |rule| &mut rule.groups);
        rules.sort();
        rules
    }
}

#[derive(Default)]
struct Urls(BTreeMap<EcoString, Words>);

impl Urls {
    fn take_apart(&mut self, rule: &Rule) {
        for url in &rule.urls {
            let url = match url.trim_end_matches('*') {
                prefix if prefix.len() < url.len() => eco_format!("{prefix}*"),
                exact => exact.into(),
            };
            self.0.entry(url).or_default().extend(rule.verbs.iter().cloned());
        }
    }

    /// The verbs that wider entries allow on the paths of `url`.
    fn wider_verbs(&self, url: &EcoString) -> Words {
        let covers = |pattern: &EcoString| {
            pattern != url && pattern.strip_suffix('*').is_some_and(|start| url.starts_with(start))
        };
        let wider = self.0.iter().filter(|(pattern, _)| covers(pattern));
        wider.flat_map(|(_, verbs)| verbs).cloned().collect()
    }

    fn put_together(self) -> Vec<Rule> {
        let remaining = self.0.iter().filter_map(|(url, verbs)| {
            let verbs = without(verbs, &self.wider_verbs(url))?;
            Some(Rule { urls: [url.clone()].into(), verbs, ..Rule::default() })
        });
        let mut rules = merge(remaining, |rule| &mut rule.urls);
        rules.sort();
        rules
    }
}

/// The verbs that `wider` doesn't hold; none when nothing remains. The wildcard holds every verb.
fn without(verbs: &Words, wider: &Words) -> Option<Words> {
    if wider.contains(EVERY) {
        return None;
    }
    let remaining: Words = if verbs.contains(EVERY) {
        [EVERY.into()].into()
    } else {
        verbs.difference(wider).cloned().collect()
    };
    (!remaining.is_empty()).then_some(remaining)
}

/// Puts rules together that differ in one part only.
fn merge(rules: impl IntoIterator<Item = Rule>, part: fn(&mut Rule) -> &mut Words) -> Vec<Rule> {
    let mut merged: BTreeMap<Rule, Words> = BTreeMap::new();
    for mut rule in rules {
        let words = std::mem::take(part(&mut rule));
        merged.entry(rule).or_default().extend(words);
    }
    let fill = |(mut rule, words)| {
        *part(&mut rule) = words;
        rule
    };
    merged.into_iter().map(fill).collect()
}
