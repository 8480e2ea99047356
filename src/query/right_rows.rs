//! Rights as the rows of an answer: those of one statement together.

use super::Asker;
use super::answer::{Given, Reason};
use super::rights::Origin;
use crate::k8s::authority::Authority;
use crate::set::right::{Act, Holder};
use ecow::{EcoString, eco_format};
use std::collections::{BTreeMap, BTreeSet};

/// How many namespaces' objects are told.
const MOST: usize = 3;

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
        let mut merged: BTreeMap<(Holder, Option<Origin>, BTreeSet<Act>), Places> = BTreeMap::new();
        for ((holder, origin, namespace), acts) in self.0 {
            merged.entry((holder, origin, acts)).or_default().insert(namespace);
        }
        let mut given: Vec<_> = merged
            .into_iter()
            .map(|((holder, origin, acts), places)| Given {
                holder: asker.holder(&holder),
                reasons: vec![asker.giving(&holder, origin, &places, &acts)],
                place: place(&places, &acts),
                what: words(authority, &acts),
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
        places: &BTreeSet<Option<EcoString>>,
        acts: &BTreeSet<Act>,
    ) -> Reason {
        match origin {
            Some(Origin::Statement(statement)) => {
                let whose = statement.subjects(self.policy).iter();
                let mut whose =
                    whose.filter_map(|subject| crate::reach::rights::holder(self.policy, *subject));
                let own = whose.any(|one| one == *holder);
                let mut rules = Vec::new();
                for namespace in places.iter().take(MOST).filter(|_| own) {
                    let (policy, namespace) = (self.policy, namespace.as_ref());
                    rules.extend(self.emitted.roles(policy, statement, holder, namespace, acts));
                }
                let remark = if own { "" } else { "by a group that it is in" }.to_owned();
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
    type Names = BTreeSet<EcoString>;
    let mut names: BTreeMap<(EcoString, EcoString), BTreeSet<Option<EcoString>>> = BTreeMap::new();
    for act in acts {
        let (what, name, verb) = match act {
            Act::Resource { group, resource, verb, name } => {
                let what = match (group.as_str(), resource.as_str()) {
                    ("*" | "", "*") => "every resource".into(),
                    (group, "*") => eco_format!("every resource of {group}"),
                    (group, resource) => authority.name(group, resource),
                };
                (what, name.clone(), verb.clone())
            }
            Act::Url { verb, path } => (path.clone(), None, verb.clone()),
            Act::ClusterRole(name) => (eco_format!("the ClusterRole {name}"), None, "use".into()),
        };
        let verb = if verb == "*" { "do anything to".into() } else { verb };
        names.entry((what, verb)).or_default().insert(name);
    }
    let mut verbs: BTreeMap<(EcoString, Names), Vec<EcoString>> = BTreeMap::new();
    for ((what, verb), names) in names {
        // Whoever may do it to every object may do it to those of some names.
        let every = names.contains(&None);
        let names = names.into_iter().flatten().filter(|_| !every).collect();
        verbs.entry((what, names)).or_default().push(verb);
    }
    let mut whats: BTreeMap<(Vec<EcoString>, Names), Vec<EcoString>> = BTreeMap::new();
    for ((what, names), verbs) in verbs {
        whats.entry((verbs, names)).or_default().push(what);
    }
    let told = whats.into_iter().map(|((verbs, names), whats)| {
        let names: Vec<_> = names.into_iter().collect();
        let named = match names.as_slice() {
            [] => String::new(),
            [none] if none.is_empty() => " without a name".to_owned(),
            names => format!(" named {}", names.join(", ")),
        };
        format!("{} {}{named}", verbs.join(", "), whats.join(", "))
    });
    told.collect()
}

/// `in prod, staging`, `cluster-wide`; nothing for URLs, which are nowhere.
fn place(places: &BTreeSet<Option<EcoString>>, acts: &BTreeSet<Act>) -> String {
    if places.contains(&None) {
        let urls = acts.iter().all(|act| matches!(act, Act::Url { .. }));
        return if urls { String::new() } else { "cluster-wide".to_owned() };
    }
    let names: Vec<_> = places.iter().flatten().map(EcoString::as_str).collect();
    format!("in {}", names.join(", "))
}
