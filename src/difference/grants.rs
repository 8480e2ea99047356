//! Rights that are gained and lost, merged to sentences.

use super::entries;
use super::names::Names;
use super::{Entry, Place, Side, What, Which};
use crate::ir::Policy;
use crate::k8s::authority::{Authority, Guise, Held};
use crate::k8s::danger::subject;
use crate::k8s::resource::Table;
use crate::reach;
use crate::set::right::{Act, Holder, Right};
use ecow::{EcoString, eco_format};
use std::collections::{BTreeMap, BTreeSet};

type Words = BTreeSet<EcoString>;

/// Rights that have all but one of these in common are one sentence.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Sentence {
    holders: Words,
    verbs: Words,
    objects: Words,
    names: Words,
    /// Empty for the whole cluster.
    namespaces: Words,
    said: BTreeSet<Place>,
}

/// The rights that a side gives, with what says so where a statement does.
struct Rights {
    given: BTreeSet<Right>,
    said: BTreeMap<Right, Place>,
    /// The same to be asked.
    authority: Authority<()>,
}

/// What is gained and what is lost, in a version of Kubernetes.
pub(super) fn changed(old: Side<'_>, new: Side<'_>, minor: u32) -> (Vec<Entry>, Vec<Entry>) {
    let (before, after) = (rights(old, Which::Old, minor), rights(new, Which::New, minor));
    let gained = entries(new.policy, old.policy, &after, &before);
    let lost = entries(old.policy, new.policy, &before, &after);
    (gained, lost)
}

fn rights(side: Side<'_>, which: Which, minor: u32) -> Rights {
    let (mut given, mut said, mut known) = (BTreeSet::new(), BTreeMap::new(), BTreeMap::new());
    let real = |right: Right| Right { holder: subject::real(right.holder), ..right };
    if let Some(objects) = side.objects {
        given.extend(objects.rbac().given().into_iter().map(real));
        known = objects.rbac().cluster_roles();
    }
    if let Some(policy) = side.policy {
        for (right, span) in reach::rights::rights(policy) {
            let place = entries::place(side, which, span, None);
            // What a ClusterRole says that the program binds by name, the objects beside it may tell.
            let acts = match &right.act {
                Act::ClusterRole(name) => known.get(name).cloned(),
                Act::Resource { .. } | Act::Url { .. } => None,
            };
            for act in acts.unwrap_or_else(|| vec![right.act.clone()]) {
                let right = real(Right { act, ..right.clone() });
                said.entry(right.clone()).or_insert_with(|| place.clone());
                given.insert(right);
            }
        }
    }
    let authority = Authority::new(Table::new(minor), given.iter().cloned().map(|it| (it, ())));
    Rights { given, said, authority }
}

/// The rights of one side of which the other doesn't give all, by what it gives the holder and its groups.
/// What no request asks for isn't missing.
fn missing<'a>(wider: &'a Rights, narrower: &Rights) -> Vec<&'a Right> {
    let mut missing = Vec::new();
    let mut rest = wider.given.iter().filter(|it| !narrower.given.contains(*it)).peekable();
    while let Some(holder) = rest.peek().map(|right| &right.holder) {
        let guise = Guise::Holder(holder.clone());
        let held = narrower.authority.held(&guise);
        while let Some(right) = rest.next_if(|right| right.holder == *holder) {
            if !is_given(right, wider, narrower, &held) {
                missing.push(right);
            }
        }
    }
    missing
}

/// Whether what somebody holds by the narrower side gives all of a right of the wider one, the ClusterRoles of
/// every cluster by what they say.
fn is_given(right: &Right, wider: &Rights, narrower: &Rights, held: &[Held<'_, ()>]) -> bool {
    let namespace = right.namespace.as_ref();
    let mut asked = wider.authority.stands_for(&right.act).into_iter();
    asked.all(|act| {
        !wider.authority.is_alive(act, namespace.is_some())
            || narrower.authority.covers(held, act, namespace)
    })
}

/// The rights of one side that the other doesn't give.
fn entries(
    own: Option<&Policy>,
    other: Option<&Policy>,
    wider: &Rights,
    narrower: &Rights,
) -> Vec<Entry> {
    let missing = missing(wider, narrower);
    if missing.is_empty() {
        return Vec::new();
    }
    let names = Names::new(own, other);
    let policies = [own, other];
    let mut sentences: Vec<_> =
        missing.into_iter().map(|right| sentence(&policies, right, wider)).collect();
    sentences = merged(sentences, |one| &mut one.verbs);
    sentences = merged(sentences, |one| &mut one.objects);
    sentences = merged(sentences, |one| &mut one.names);
    sentences = merged(sentences, |one| &mut one.namespaces);
    sentences = merged(sentences, |one| &mut one.holders);
    sentences.into_iter().map(|sentence| entry(&names, sentence)).collect()
}

/// Sentences that differ in a part alone, as one.
fn merged(sentences: Vec<Sentence>, part: fn(&mut Sentence) -> &mut Words) -> Vec<Sentence> {
    let mut merged: BTreeMap<(Sentence, bool), Words> = BTreeMap::new();
    for mut sentence in sentences {
        let words = std::mem::take(part(&mut sentence));
        // No word stands for everything: it never joins some.
        let everything = words.is_empty();
        merged.entry((sentence, everything)).or_default().extend(words);
    }
    let whole = merged.into_iter().map(|((mut sentence, _), words)| {
        *part(&mut sentence) = words;
        sentence
    });
    whole.collect()
}

fn sentence(policies: &[Option<&Policy>], right: &Right, rights: &Rights) -> Sentence {
    let one = |word: EcoString| -> Words { [word].into() };
    let (verbs, objects, names) = match &right.act {
        Act::Resource { group, resource, verb, name } => {
            (one(verb.clone()), one(resource_word(group, resource)), name.iter().cloned().collect())
        }
        Act::Url { verb, path } => (one(verb.clone()), one(path.clone()), Words::new()),
        Act::ClusterRole(name) => (Words::new(), one(name.clone()), Words::new()),
    };
    Sentence {
        holders: one(holder(policies, &right.holder)),
        verbs,
        objects,
        names,
        namespaces: right.namespace.clone().map(one).unwrap_or_default(),
        said: rights.said.get(right).cloned().into_iter().collect(),
    }
}

fn entry(names: &Names<'_>, sentence: Sentence) -> Entry {
    let list = |words: Words| words.into_iter().collect::<Vec<_>>();
    let namespaces = Some(sentence.namespaces).filter(|namespaces| !namespaces.is_empty());
    let places = namespaces.map(|namespaces| names.zones(&namespaces));
    Entry {
        zone: places.as_ref().and_then(|places| places.first()).cloned(),
        what: What::Grant {
            holders: list(sentence.holders),
            verbs: list(sentence.verbs),
            objects: list(sentence.objects),
            names: list(sentence.names),
            places,
        },
        places: sentence.said.into_iter().collect(),
        witness: None,
        only_where: None,
    }
}

/// A holder as the program calls it, else as Kubernetes does.
fn holder(policies: &[Option<&Policy>], holder: &Holder) -> EcoString {
    let policies = || policies.iter().flatten();
    match holder {
        Holder::Account(namespace, name) => {
            let mut accounts = policies().flat_map(|policy| {
                policy.accounts.iter().map(|account| (account, policy.zone(account.zone)))
            });
            let declared = accounts
                .find(|(account, _)| account.namespace == *namespace && account.name == *name);
            match declared {
                Some((_, Some(zone))) => eco_format!("{}/{name}", zone.name),
                _ => eco_format!("account {namespace}/{name}"),
            }
        }
        Holder::User(identity) => {
            let mut users = policies().flat_map(|policy| &policy.users);
            let declared = users.find(|user| user.identity == *identity);
            declared.map_or_else(|| eco_format!("user {identity}"), |user| user.name.clone())
        }
        Holder::Group(identity) => {
            let mut groups = policies().flat_map(|policy| &policy.groups);
            let declared = groups.find(|group| group.identity == *identity);
            declared.map_or_else(|| eco_format!("group {identity}"), |group| group.name.clone())
        }
    }
}

fn resource_word(group: &EcoString, resource: &EcoString) -> EcoString {
    let (group, resource) = (group.clone(), resource.clone());
    crate::ir::Object::Resource { group, resource, namespaced: None }.name()
}
