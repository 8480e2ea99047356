//! Rights as the rows of an answer: those of one statement together.

use super::Asker;
use super::answer::{Given, Reason};
use super::rights::Origin;
use crate::k8s::authority::Authority;
use crate::reach::rights::Statement;
use crate::set::right::{Act, Holder};
use ecow::{EcoString, eco_format};
use std::collections::{BTreeMap, BTreeSet};

/// Whose, by what, and where.
type Key = (Holder, Option<Origin>, Option<EcoString>);

/// What somebody holds.
#[derive(Default)]
pub(super) struct Rows(BTreeMap<Key, BTreeSet<Act>>);

impl Rows {
    pub(super) fn add(
        &mut self,
        holder: &Holder,
        namespace: Option<EcoString>,
        act: Act,
        origin: Option<Origin>,
    ) {
        self.0.entry((holder.clone(), origin, namespace)).or_default().insert(act);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is the same in several places as one.
    pub(super) fn told(self, asker: &Asker<'_>, authority: &Authority<Origin>) -> Vec<Given> {
        type Places = BTreeSet<Option<EcoString>>;
        let mut merged: BTreeMap<(Holder, Option<Origin>, Vec<String>), (Places, Act)> =
            BTreeMap::new();
        for ((holder, origin, namespace), acts) in self.0 {
            let Some(first) = acts.first().cloned() else { continue };
            let what = words(authority, &acts);
            let (places, _) =
                merged.entry((holder, origin, what)).or_insert_with(|| (BTreeSet::new(), first));
            places.insert(namespace);
        }
        let mut given: Vec<_> = merged
            .into_iter()
            .map(|((holder, origin, what), (places, act))| {
                let at = places.first().and_then(Option::as_ref);
                Given {
                    holder: asker.holder(&holder),
                    reasons: vec![asker.giving(&holder, origin, at, &act)],
                    place: place(authority, &places, &act),
                    what: what.join("; "),
                }
            })
            .collect();
        given.sort();
        given
    }
}

impl Asker<'_> {
    /// What gives a right.
    fn giving(
        &self,
        holder: &Holder,
        origin: Option<Origin>,
        namespace: Option<&EcoString>,
        act: &Act,
    ) -> Reason {
        match origin {
            Some(Origin::Statement(statement)) => {
                let whose = statement.subjects(self.policy).iter();
                let mut whose =
                    whose.filter_map(|subject| crate::reach::rights::holder(self.policy, *subject));
                let own = whose.any(|one| one == *holder);
                let rules = match own {
                    true => self.emitted.roles(holder, namespace, act),
                    false => Vec::new(),
                };
                let remark = match (statement, own) {
                    (_, false) => "by a group that it is in".to_owned(),
                    (Statement::Grant(_) | Statement::Holding(_), true) => String::new(),
                };
                Reason { statement: statement.span(self.policy), remark, rules }
            }
            Some(Origin::Other) => {
                let remark = "a binding of the objects that stand beside the program".to_owned();
                Reason { statement: None, remark, rules: Vec::new() }
            }
            None => {
                let remark = "every cluster gives it by itself".to_owned();
                Reason { statement: None, remark, rules: Vec::new() }
            }
        }
    }
}

/// `get, list pods, pods/log`, `get secrets named db-password`: resources of the same verbs together.
pub(super) fn words(authority: &Authority<Origin>, acts: &BTreeSet<Act>) -> Vec<String> {
    let mut verbs: BTreeMap<(EcoString, EcoString), BTreeSet<EcoString>> = BTreeMap::new();
    for act in acts {
        let (what, named, verb) = match act {
            Act::Resource { group, resource, verb, name } => {
                let what = match (group.as_str(), resource.as_str()) {
                    ("*" | "", "*") => "every resource".into(),
                    (group, "*") => eco_format!("every resource of {group}"),
                    (group, resource) => authority.name(group, resource),
                };
                let named = name.as_ref().map(|name| eco_format!(" named {name}"));
                (what, named.unwrap_or_default(), verb.clone())
            }
            Act::Url { verb, path } => (path.clone(), EcoString::new(), verb.clone()),
            Act::ClusterRole(name) => {
                (eco_format!("the ClusterRole {name}"), EcoString::new(), "use".into())
            }
        };
        let verb = if verb == "*" { "do anything to".into() } else { verb };
        verbs.entry((what, named)).or_default().insert(verb);
    }
    let mut whats: BTreeMap<(Vec<EcoString>, EcoString), Vec<EcoString>> = BTreeMap::new();
    for ((what, named), verbs) in verbs {
        whats.entry((verbs.into_iter().collect(), named)).or_default().push(what);
    }
    let told = whats
        .into_iter()
        .map(|((verbs, named), whats)| format!("{} {}{named}", verbs.join(", "), whats.join(", ")));
    told.collect()
}

/// `in prod, staging`, `cluster-wide`.
fn place(authority: &Authority<Origin>, places: &BTreeSet<Option<EcoString>>, act: &Act) -> String {
    if places.contains(&None) {
        let of_cluster = matches!(act, Act::Url { .. }) && authority.is_of_cluster(act);
        return if of_cluster { String::new() } else { "cluster-wide".to_owned() };
    }
    let names: Vec<_> = places.iter().flatten().map(EcoString::as_str).collect();
    format!("in {}", names.join(", "))
}
