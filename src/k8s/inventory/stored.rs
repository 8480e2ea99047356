//! Objects in the form in which the API server stores them: out of their lists, with their namespaces,
//! without what it says of them itself.

use super::kind::Kind;
use crate::k8s::document::{Entry, Node, Refusal, Value, fields};
use std::borrow::Cow;

/// The namespace of objects that say none.
const DEFAULT: &str = "default";

/// The fields of `metadata`.
const METADATA: &[&str] = &[
    "annotations",
    "clusterName",
    "creationTimestamp",
    "deletionGracePeriodSeconds",
    "deletionTimestamp",
    "finalizers",
    "generateName",
    "generation",
    "labels",
    "managedFields",
    "name",
    "namespace",
    "ownerReferences",
    "resourceVersion",
    "selfLink",
    "uid",
];

/// The objects of a document: itself, none of an empty one, or the items of a list such as a `List` or a
/// `PodList`, each of which is of the list's version and kind where it says none.
pub fn objects<'a>(mut node: Node<'a>) -> Vec<Node<'a>> {
    let kind = node.get("kind").text().and_then(|kind| kind.strip_suffix("List"));
    let (kind, api) = (kind.map(str::to_owned), node.get("apiVersion").text().map(str::to_owned));
    if node.is_null() {
        return Vec::new();
    }
    let (Some(kind), Value::Map(entries)) = (kind, &mut node.value) else { return vec![node] };
    let items = entries.iter_mut().find(|entry| entry.key == "items").map(|entry| &mut entry.node);
    let items = match items {
        None => return vec![node],
        Some(Node { value: Value::List(items), .. }) => std::mem::take(items),
        Some(items) if items.is_null() => return Vec::new(),
        Some(_) => return vec![node],
    };
    let inherited = |mut item: Node<'a>| {
        if !kind.is_empty() && item.get("kind").is_null() {
            set(&mut item, "kind", &kind);
            if item.get("apiVersion").is_null() {
                set(&mut item, "apiVersion", api.as_deref().unwrap_or_default());
            }
        }
        item
    };
    items.into_iter().map(inherited).collect()
}

/// Gives a field a text.
fn set(node: &mut Node<'_>, key: &'static str, text: &str) {
    let place = node.place;
    if let Value::Map(entries) = &mut node.value {
        entries.retain(|entry| entry.key != key);
        let node = Node { place, value: Value::Text(Cow::Owned(text.to_owned())) };
        entries.push(Entry { place, key: Cow::Borrowed(key), node });
    }
}

/// Brings an object into the stored form, and says whether it said no namespace and is taken to be of
/// `default`.
///
/// # Errors
/// When its metadata has a field that there is none of, or no name.
pub fn normalise(object: &mut Node<'_>, kind: Kind) -> Result<bool, Refusal> {
    let within = |refusal: Refusal| refusal.within("metadata");
    let metadata = object.get("metadata");
    fields(metadata, METADATA).map_err(within)?;
    if metadata.get("name").text().is_none_or(str::is_empty) {
        return Err(within(Refusal::new("is missing").within("name")));
    }
    let namespace = metadata.get("namespace");
    let says_none = namespace.is_null() || namespace.text() == Some("");
    if !says_none && namespace.text().is_none() {
        return Err(within(Refusal::new("no text").within("namespace")));
    }
    let Value::Map(entries) = &mut object.value else { return Ok(false) };
    if !matches!(kind, Kind::Workload(_)) {
        entries.retain(|entry| entry.key != "status");
    }
    let assumes = says_none && kind.is_namespaced();
    for entry in entries.iter_mut().filter(|entry| assumes && entry.key == "metadata") {
        set(&mut entry.node, "namespace", DEFAULT);
    }
    Ok(assumes)
}
