//! Objects in the form in which the API server stores them: out of their lists, with their namespaces,
//! without what it says of them itself.

use super::kind::Kind;
use crate::k8s::document::{Entry, Node, Refusal, Value, fields};
use crate::k8s::name;
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

/// A list such as a `List` or a `PodList`.
pub struct List {
    /// What its items are where they say no kind.
    kind: String,
    api: Option<String>,
}

impl List {
    /// The list that a node is; none for any other object.
    pub fn of(node: &Node<'_>) -> Option<Self> {
        let kind = node.get("kind").text()?.strip_suffix("List")?.to_owned();
        let is_list = node
            .entry("items")
            .is_some_and(|items| matches!(items.node.value, Value::List(_) | Value::Null));
        let api = node.get("apiVersion").text().map(str::to_owned);
        is_list.then_some(Self { kind, api })
    }

    /// An item with the kind and version that it has by its list.
    pub fn item<'a>(&self, mut item: Node<'a>) -> Node<'a> {
        if !self.kind.is_empty() && item.get("kind").is_null() {
            set(&mut item, "kind", &self.kind);
            if item.get("apiVersion").is_null() {
                set(&mut item, "apiVersion", self.api.as_deref().unwrap_or_default());
            }
        }
        item
    }
}

/// Whether a document is no object of Kubernetes but a chart's values, a kustomization or the like: it has
/// neither a kind nor metadata.
pub fn is_of_another_tool(node: &Node<'_>) -> bool {
    !node.is_null() && node.get("kind").is_null() && node.get("metadata").is_null()
}

/// The objects of a document: itself, none of an empty one, or the items of a list.
pub fn objects<'a>(mut node: Node<'a>) -> Vec<Node<'a>> {
    if node.is_null() {
        return Vec::new();
    }
    let (Some(list), Value::Map(entries)) = (List::of(&node), &mut node.value) else {
        return vec![node];
    };
    let items = entries.iter_mut().find(|entry| entry.key == "items");
    match items.map(|entry| std::mem::replace(&mut entry.node.value, Value::Null)) {
        Some(Value::List(items)) => items.into_iter().map(|item| list.item(item)).collect(),
        _ => Vec::new(),
    }
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
    let name = metadata.get("name");
    if name.is_null() || name.text() == Some("") {
        return Err(within(Refusal::new("is missing").within("name")));
    }
    if name.text().is_none() {
        return Err(within(Refusal::no_text(name).within("name")));
    }
    let namespace = metadata.get("namespace");
    let says_none = namespace.is_null() || namespace.text() == Some("");
    if !says_none && namespace.text().is_none() {
        return Err(within(Refusal::no_text(namespace).within("namespace")));
    }
    if let Some(Err(reason)) = namespace.text().filter(|_| !says_none).map(name::dns_label) {
        return Err(within(Refusal::new(format!("no namespace: {reason}")).within("namespace")));
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
