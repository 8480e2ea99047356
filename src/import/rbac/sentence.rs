//! Acts to permissions: verbs and resources that belong together, and the words that mean them.

use super::super::names::{quoted, word};
use super::alive::{Alive, Known};
use crate::k8s::name;
use crate::k8s::resource::{CORE, STANDARD, Table};
use crate::set::right::Act;
use ecow::{EcoString, eco_format};
use indexmap::IndexMap;
use std::collections::{BTreeMap, BTreeSet};

/// Since this minor version `create` alone opens a shell.
const EXEC_BY_CREATE: u32 = 35;
const READ: [&str; 3] = ["get", "list", "watch"];
const WRITE: [&str; 4] = ["create", "update", "patch", "delete"];
const APPLY: [&str; 5] = ["get", "list", "watch", "create", "patch"];
/// The methods with which URLs are asked for.
const METHODS: [&str; 7] = ["delete", "get", "head", "options", "patch", "post", "put"];

type Words = BTreeSet<EcoString>;

/// Custom resources that a program must declare.
#[derive(Debug, Default)]
pub struct Customs(pub BTreeMap<(EcoString, EcoString), Custom>);

/// What is known of one.
#[derive(Debug, Default)]
pub struct Custom {
    /// Whether some grant in a namespace names it.
    pub namespaced: bool,
    /// Its parts that grants name.
    pub parts: BTreeSet<EcoString>,
}

/// A permission in words.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Sentence {
    verbs: Vec<EcoString>,
    names: Words,
    urls: bool,
}

/// Sentences with their resources, and whether `get` is all that is said of each.
type Sentences = IndexMap<Sentence, Vec<(EcoString, bool)>>;

/// Something that has no words.
pub struct Missing {
    /// What.
    pub what: EcoString,
    /// The word of the role that names it.
    pub word: EcoString,
    /// Why, as a clause.
    pub reason: String,
}

/// The permissions of some acts; what has no words goes to `unsaid`, with the reason.
pub fn permissions(
    acts: &BTreeSet<Act>,
    alive: &Alive,
    in_namespace: bool,
    customs: &mut Customs,
    unsaid: &mut Vec<Missing>,
) -> Vec<EcoString> {
    for act in acts.iter().filter(|act| is_without_name(act)) {
        if let Act::Resource { group, resource, verb, .. } = act {
            let what = eco_format!("{verb} {}", full_name(group, resource));
            let reason = "no words say: where the request names no object".to_owned();
            unsaid.push(Missing { what, word: resource.clone(), reason });
        }
    }
    let mut resources = by_resource(acts);
    let mut sentences = Sentences::new();
    for (verbs, names) in intents(&mut resources, alive.table().minor()) {
        let sentence = Sentence { verbs, names, urls: false };
        sentences.entry(sentence).or_default().push(("pods".into(), false));
    }
    for ((group, resource, names), verbs) in resources {
        match text(&group, &resource, alive, in_namespace, customs) {
            Ok(text) => {
                let said = words(&group, &resource, &verbs, alive);
                let sentence = Sentence { verbs: said, names, urls: false };
                let only_get = verbs.len() == 1;
                sentences.entry(sentence).or_default().push((text, only_get));
            }
            Err(reason) => {
                unsaid.push(Missing { what: full_name(&group, &resource), word: resource, reason });
            }
        }
    }
    for (path, verbs) in by_path(acts) {
        let odd = path.trim_end_matches('*').contains('*') || !path.starts_with('/');
        if odd || path.chars().any(char::is_control) {
            let reason = "it is no path that a program can write".to_owned();
            unsaid.push(Missing { what: path.clone(), word: path, reason });
            continue;
        }
        let verbs = verbs.iter().map(|verb| match verb.as_str() {
            "*" => "\"*\"".into(),
            known if METHODS.contains(&known) => verb.clone(),
            _ => eco_format!("verb {}", quoted(verb)),
        });
        let sentence = Sentence { verbs: verbs.collect(), names: Words::new(), urls: true };
        sentences.entry(sentence).or_default().push((quoted(&path), false));
    }
    simplest(sentences).into_iter().map(|(sentence, of)| written(&sentence, of)).collect()
}

type ByResource = BTreeMap<(EcoString, EcoString, Words), Words>;

/// The verbs on each resource, objects of equal verbs together; no names stand for every object.
fn by_resource(acts: &BTreeSet<Act>) -> ByResource {
    let mut each: BTreeMap<(EcoString, EcoString, Option<EcoString>), Words> = BTreeMap::new();
    for act in acts.iter().filter(|act| !is_without_name(act)) {
        if let Act::Resource { group, resource, verb, name } = act {
            let key = (group.clone(), resource.clone(), name.clone());
            each.entry(key).or_default().insert(verb.clone());
        }
    }
    let mut all: BTreeMap<(EcoString, EcoString, bool, Words), Words> = BTreeMap::new();
    for ((group, resource, name), verbs) in each {
        let key = (group, resource, name.is_some(), verbs);
        all.entry(key).or_default().extend(name);
    }
    let mut by_resource = ByResource::new();
    for ((group, resource, _, verbs), names) in all {
        by_resource.entry((group, resource, names)).or_default().extend(verbs);
    }
    by_resource
}

/// Whether an act is about requests without a name alone: to make objects, but no parts of objects.
fn is_without_name(act: &Act) -> bool {
    matches!(act, Act::Resource { name: Some(name), .. } if name.is_empty())
}

fn by_path(acts: &BTreeSet<Act>) -> BTreeMap<EcoString, Words> {
    let mut all: BTreeMap<EcoString, Words> = BTreeMap::new();
    for act in acts {
        if let Act::Url { verb, path } = act {
            all.entry(path.clone()).or_default().insert(verb.clone());
        }
    }
    all
}

/// Takes out what `exec pods` and `forward pods` say.
fn intents(resources: &mut ByResource, minor: u32) -> Vec<(Vec<EcoString>, Words)> {
    let set = |words: &[&str]| words.iter().copied().map(EcoString::from).collect::<Words>();
    let exec = if minor < EXEC_BY_CREATE { set(&["create", "get"]) } else { set(&["create"]) };
    let parts = [("exec", "pods/exec", exec), ("forward", "pods/portforward", set(&["create"]))];
    let key = |resource: &str, names: &Words| (EcoString::new(), resource.into(), names.clone());
    let pods = resources.iter().filter(|((group, resource, _), verbs)| {
        group.is_empty() && resource == "pods" && verbs.contains("get")
    });
    let of_names: Vec<Words> = pods.map(|((_, _, names), _)| names.clone()).collect();
    let mut found = Vec::new();
    for names in of_names {
        let mut said = Vec::new();
        for (intent, part, verbs) in &parts {
            if resources.get(&key(part, &names)) == Some(verbs) {
                resources.remove(&key(part, &names));
                said.push(EcoString::from(*intent));
            }
        }
        if said.is_empty() {
            continue;
        }
        if resources.get(&key("pods", &names)) == Some(&set(&["get"])) {
            resources.remove(&key("pods", &names));
        }
        found.push((said, names));
    }
    found
}

/// The words for verbs on a resource.
fn words(group: &str, resource: &str, verbs: &Words, alive: &Alive) -> Vec<EcoString> {
    if verbs.contains("*") {
        return vec!["\"*\"".into()];
    }
    let (served, guarded) = served(group, resource, alive);
    let opens = ["/exec", "/attach", "/portforward", "/proxy"];
    let opens = opens.iter().any(|part| resource.ends_with(part));
    let of = |words: &[&str]| -> Words {
        served.iter().filter(|verb| words.contains(&verb.as_str())).cloned().collect()
    };
    let mut left = verbs.clone();
    let mut said: Vec<EcoString> = Vec::new();
    if served.len() > APPLY.len() && *verbs == served {
        return vec!["all".into()];
    }
    if !opens {
        let apply = of(&APPLY);
        if apply.len() == APPLY.len() && left == apply {
            return vec!["apply".into()];
        }
        for (intent, words) in [("read", of(&READ)), ("write", of(&WRITE))] {
            let several = words.len() > 1 || (intent == "read" && words.len() == 1);
            // A verb that isn't served stands beside its kin.
            let all: &[&str] = if intent == "read" { &READ } else { &WRITE };
            let odd = |verb: &EcoString| all.contains(&verb.as_str()) && !words.contains(verb);
            if several && !left.iter().any(odd) && words.is_subset(&left) {
                left.retain(|verb| !words.contains(verb));
                said.push(intent.into());
            }
        }
    }
    let usual = [READ.as_slice(), &WRITE, &["deletecollection"]].concat();
    let rank =
        |verb: &EcoString| usual.iter().position(|known| known == verb).unwrap_or(usual.len());
    let mut rest: Vec<_> = left.into_iter().collect();
    rest.sort_by_key(|verb| (rank(verb), verb.clone()));
    said.extend(rest.into_iter().map(|verb| {
        let known = served.contains(&verb) || guarded.contains(&verb);
        match known && word(&verb) == verb {
            true => verb,
            false => eco_format!("verb {}", quoted(&verb)),
        }
    }));
    said
}

/// The verbs that a resource serves, and those that only authorizers ask for.
fn served(group: &str, resource: &str, alive: &Alive) -> (Words, Words) {
    let standard = || STANDARD.iter().copied().map(EcoString::from).collect();
    match alive.resource(group, resource) {
        Ok(Known::Resource(_, Some(sub))) => {
            (sub.verbs.iter().cloned().collect(), sub.guarded.iter().cloned().collect())
        }
        Ok(Known::Resource(found, None)) => {
            (found.verbs.iter().cloned().collect(), found.guarded.iter().cloned().collect())
        }
        Ok(Known::Wildcard) => wildcard(group, resource, alive.table()),
        Ok(Known::Custom) => match resource.split_once('/') {
            Some((_, part)) => {
                let part = crate::k8s::resource::Subresource::declared(part.into());
                (part.verbs.into_iter().collect(), Words::new())
            }
            None => (standard(), Words::new()),
        },
        Err(_) => (standard(), Words::new()),
    }
}

/// What all that a wildcard stands for serves.
fn wildcard(group: &str, resource: &str, table: &Table) -> (Words, Words) {
    let (plural, part) = match resource.split_once('/') {
        Some((plural, part)) => (plural, Some(part)),
        None => (resource, None),
    };
    let fits = |word: &str, known: &str| word == "*" || word == known;
    let (mut served, mut guarded) = (Words::new(), Words::new());
    for found in table.iter().filter(|one| fits(group, &one.group) && fits(plural, &one.plural)) {
        if part.is_none() {
            served.extend(found.verbs.iter().cloned());
            guarded.extend(found.guarded.iter().cloned());
        }
        for sub in &found.subresources {
            let covered = match part {
                Some(part) => sub.name == part,
                None => plural == "*",
            };
            if covered {
                served.extend(sub.verbs.iter().cloned());
                guarded.extend(sub.guarded.iter().cloned());
            }
        }
    }
    if served.is_empty() && guarded.is_empty() {
        served.extend(STANDARD.iter().copied().map(EcoString::from));
    }
    (served, guarded)
}

/// A resource as a program writes it.
fn text(
    group: &EcoString,
    resource: &EcoString,
    alive: &Alive,
    in_namespace: bool,
    customs: &mut Customs,
) -> Result<EcoString, String> {
    let known = alive.resource(group, resource)?;
    let (plural, part) = match resource.split_once('/') {
        Some((plural, part)) => (plural, Some(part)),
        None => (resource.as_str(), None),
    };
    let tail = part.map(|part| eco_format!("/{part}")).unwrap_or_default();
    let of_group =
        |group: &str| if group.is_empty() { CORE.into() } else { EcoString::from(group) };
    let is_word = |text: &str| {
        text.starts_with(|first: char| first.is_ascii_lowercase()) && name::dns_label(text).is_ok()
    };
    if part.is_some_and(|part| !is_word(part)) {
        return Err("its part is no word".to_owned());
    }
    match known {
        Known::Wildcard => {
            let fits = |word: &str, known: &str| word == "*" || word == known;
            let mut fitting = alive.table().iter().filter(|known| {
                fits(group, &known.group)
                    && fits(plural, &known.plural)
                    && part.is_none_or(|part| known.subresources.iter().any(|sub| sub.name == part))
            });
            let of_others = plural == "*" && group != "*";
            if fitting.next().is_none() && !of_others {
                return Err("nothing that netz knows fits it".to_owned());
            }
            Ok(match (plural, group.as_str()) {
                ("*", "*") => eco_format!("\"*{tail}\""),
                (plural, group) => eco_format!("\"{plural}.{}{tail}\"", of_group(group)),
            })
        }
        Known::Resource(found, _) => {
            let alike = alive.table().of_plural(plural).filter(|one| one.built_in).count();
            if !found.built_in {
                declare(group, plural, part, in_namespace, customs);
            }
            match found.built_in && alike == 1 {
                true => Ok(eco_format!("{plural}{tail}")),
                false => Ok(eco_format!("{plural}.{}{tail}", of_group(group))),
            }
        }
        Known::Custom => {
            if !is_word(plural) {
                return Err("its plural is no word".to_owned());
            }
            if let Err(reason) = name::dns_subdomain(group) {
                return Err(format!("`{group}` is no API group: {reason}"));
            }
            declare(group, plural, part, in_namespace, customs);
            Ok(eco_format!("{plural}.{group}{tail}"))
        }
    }
}

fn declare(
    group: &EcoString,
    plural: &str,
    part: Option<&str>,
    in_namespace: bool,
    customs: &mut Customs,
) {
    let custom = customs.0.entry((group.clone(), plural.into())).or_default();
    custom.namespaced |= in_namespace;
    custom.parts.extend(part.map(EcoString::from));
}

fn full_name(group: &str, resource: &str) -> EcoString {
    let object = crate::ir::Object::Resource {
        group: group.into(),
        resource: resource.into(),
        namespaced: None,
    };
    object.name()
}

/// Sentences of the same verbs together, `get` for `read` where that is all there is, `events` for those of
/// both groups.
fn simplest(sentences: Sentences) -> IndexMap<Sentence, Vec<EcoString>> {
    let mut all: IndexMap<Sentence, Vec<EcoString>> = IndexMap::new();
    for (mut sentence, resources) in sentences {
        if sentence.verbs == ["read"] && resources.iter().all(|(_, only_get)| *only_get) {
            sentence.verbs = vec!["get".into()];
        }
        let resources = resources.into_iter().map(|(resource, _)| resource);
        all.entry(sentence).or_default().extend(resources);
    }
    for resources in all.values_mut() {
        let both = ["events.core", "events.events.k8s.io"];
        if both.iter().all(|name| resources.iter().any(|one| one == name)) {
            resources.retain(|one| one != both[1]);
            for one in resources.iter_mut().filter(|one| *one == both[0]) {
                *one = "events".into();
            }
        }
    }
    all
}

fn written(sentence: &Sentence, resources: Vec<EcoString>) -> EcoString {
    let names: Vec<EcoString> = sentence.names.iter().map(|name| word(name)).collect();
    let (verbs, resources) = (sentence.verbs.join(", "), resources.join(", "));
    match names.is_empty() {
        true => eco_format!("{verbs} {resources}"),
        false => eco_format!("{verbs} {resources} named {}", names.join(", ")),
    }
}
