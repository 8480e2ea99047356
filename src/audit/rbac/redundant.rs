//! `redundant-right`: rules that give nothing that the other rules of their role don't.

use crate::audit::model::Model;
use crate::audit::words;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::k8s::inventory::Rule;
use std::collections::BTreeSet;

/// Roles with more rules than this are generated, and nobody reads them.
const MOST: usize = 200;

pub(super) fn check(model: &Model<'_>, sink: &mut Sink) {
    for (at, role) in model.roles() {
        if !(2..=MOST).contains(&role.rules.len()) || !role.collects.is_empty() {
            continue;
        }
        let mut stands = vec![true; role.rules.len()];
        for (number, rule) in role.rules.iter().enumerate().rev() {
            let others = || {
                let others = role.rules.iter().enumerate();
                // A wildcard is a finding of its own: what it covers may be what was meant.
                others.filter(|(other, it)| {
                    *other != number && stands.get(*other) == Some(&true) && !is_wild(it)
                })
            };
            let Some(by) = covered(rule, &|atom| {
                others().find(|(_, other)| atom.is_in(other)).map(|(other, _)| other)
            }) else {
                continue;
            };
            let name = words::role(role);
            let message = format!("{name}: rule {} gives what others give already", number + 1);
            let mut finding = Diagnostic::new(Code::RedundantRight, rule.span, message)
                .label("gives nothing new")
                .help("remove it, or let it say what it was meant to add");
            for other in by.iter().filter_map(|other| role.rules.get(*other)) {
                finding = finding.also(other.span, "gives it");
            }
            sink.push(
                finding.marked(words::bare(&name), [words_of(rule)]).answered(model.because_of(at)),
            );
            if let Some(stands) = stands.get_mut(number) {
                *stands = false;
            }
        }
    }
}

fn words_of(rule: &Rule) -> String {
    let said = &rule.rule;
    let join = |list: &Option<Vec<String>>| list.as_deref().unwrap_or_default().join(",");
    let objects = [join(&said.resources), join(&said.non_resource_urls)];
    format!("rule {} {}", said.verbs.join(","), objects.concat())
}

fn is_wild(rule: &Rule) -> bool {
    let said = &rule.rule;
    let any = |list: &Option<Vec<String>>| list.iter().flatten().any(|word| word.starts_with('*'));
    any(&said.api_groups) || any(&said.resources) || said.verbs.iter().any(|verb| verb == "*")
}

/// One request that a rule allows, or one kind of them.
#[derive(Clone, Copy)]
pub(super) enum Atom<'a> {
    Resource { group: &'a str, resource: &'a str, verb: &'a str, name: Option<&'a str> },
    Url { path: &'a str, verb: &'a str },
}

impl Atom<'_> {
    /// Whether a rule allows all of it.
    pub(super) fn is_in(self, rule: &Rule) -> bool {
        let said = &rule.rule;
        let has = |list: &[String], word: &str| list.iter().any(|own| own == "*" || own == word);
        match self {
            Self::Resource { group, resource, verb, name } => {
                let names = said.resource_names.as_deref().unwrap_or_default();
                has(&said.verbs, verb)
                    && has(said.api_groups.as_deref().unwrap_or_default(), group)
                    && said.resources.iter().flatten().any(|own| covers(own, resource))
                    && (names.is_empty()
                        || name.is_some_and(|name| names.iter().any(|own| own == name)))
            }
            Self::Url { path, verb } => {
                has(&said.verbs, verb)
                    && said.non_resource_urls.iter().flatten().any(|own| {
                        own == path
                            || own.strip_suffix('*').is_some_and(|start| path.starts_with(start))
                    })
            }
        }
    }
}

fn covers(own: &str, resource: &str) -> bool {
    own == "*"
        || own == resource
        || own
            .strip_prefix("*/")
            .is_some_and(|part| resource.split_once('/').is_some_and(|(_, other)| other == part))
}

/// By which rules all of a rule is given; none where something isn't, or there is nothing.
pub(super) fn covered(
    rule: &Rule,
    giver: &dyn Fn(Atom<'_>) -> Option<usize>,
) -> Option<BTreeSet<usize>> {
    let said = &rule.rule;
    let mut by = BTreeSet::new();
    let names = said.resource_names.as_deref().unwrap_or_default();
    let names: Vec<_> = match names {
        [] => vec![None],
        names => names.iter().map(|name| Some(name.as_str())).collect(),
    };
    for verb in &said.verbs {
        for resource in said.resources.iter().flatten() {
            for group in said.api_groups.iter().flatten() {
                for name in &names {
                    by.insert(giver(Atom::Resource { group, resource, verb, name: *name })?);
                }
            }
        }
        for path in said.non_resource_urls.iter().flatten() {
            by.insert(giver(Atom::Url { path, verb })?);
        }
    }
    (!by.is_empty()).then_some(by)
}
