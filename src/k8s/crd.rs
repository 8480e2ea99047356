//! The resources that CustomResourceDefinitions define, read from YAML.

use super::resource::{Resource, Subresource};
use ecow::EcoString;
use serde::Deserialize;
use serde_yaml::Value;

/// A custom resource and where it is defined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// The resource.
    pub resource: Resource,
    /// The line on which its document starts, from zero.
    pub line: usize,
}

/// Why a text can't be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// The reason, as a clause.
    pub reason: String,
    /// The line, from zero.
    pub line: usize,
}

/// Every custom resource of a text of YAML documents. Other objects are passed over; a `List` is looked
/// into.
///
/// # Errors
/// The first reason why the text is no YAML, or why a definition in it is none.
pub fn read(text: &str) -> Result<Vec<Definition>, Error> {
    let mut definitions = Vec::new();
    for (line, document) in documents(text) {
        let object: Value = serde_yaml::from_str(document).map_err(|error| Error {
            line: line + error.location().map_or(0, |place| place.line().saturating_sub(1)),
            reason: reason(&error),
        })?;
        for object in objects(object) {
            let manifest: Manifest = serde_yaml::from_value(object)
                .map_err(|error| Error { line, reason: reason(&error) })?;
            definitions.push(Definition { resource: manifest.spec.into_resource(), line });
        }
    }
    Ok(definitions)
}

/// The documents of a text, each with the number of its first line.
fn documents(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut documents = Vec::new();
    let (mut first, mut start, mut at) = (0, 0, 0);
    for (number, line) in text.split_inclusive('\n').enumerate() {
        if matches!(line.trim_end(), "---" | "...") || line.starts_with("--- ") {
            documents.push((first, text.get(start..at).unwrap_or("")));
            (first, start) = (number, at);
        }
        at += line.len();
    }
    documents.push((first, text.get(start..).unwrap_or("")));
    documents.into_iter().filter(|(_, document)| !is_blank(document))
}

/// Whether a document holds nothing but marks, directives and comments.
fn is_blank(document: &str) -> bool {
    let idle = |line: &str| line.is_empty() || line.starts_with(['#', '%']);
    document.lines().map(str::trim).all(|line| idle(line) || line == "---" || line == "...")
}

/// The definitions in a document: itself, or items of a list.
fn objects(object: Value) -> Vec<Value> {
    let is = |object: &Value, kind| object.get("kind").and_then(Value::as_str) == Some(kind);
    let items = match object.get("items").and_then(Value::as_sequence) {
        Some(items) if is(&object, "List") => items.clone(),
        _ => vec![object],
    };
    items.into_iter().filter(|item| is(item, "CustomResourceDefinition")).collect()
}

/// The message without the place that the reader adds.
fn reason(error: &serde_yaml::Error) -> String {
    let text = error.to_string();
    text.split_once(" at line ").map_or(text.as_str(), |(reason, _)| reason).to_owned()
}

#[derive(Deserialize)]
struct Manifest {
    spec: Spec,
}

#[derive(Deserialize)]
struct Spec {
    group: String,
    names: Names,
    scope: Scope,
    #[serde(default)]
    versions: Vec<Version>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Names {
    plural: String,
    kind: String,
    singular: Option<String>,
    #[serde(default)]
    short_names: Vec<String>,
}

#[derive(Deserialize, PartialEq, Eq)]
enum Scope {
    Namespaced,
    Cluster,
}

#[derive(Deserialize)]
struct Version {
    #[serde(default)]
    served: bool,
    #[serde(default)]
    subresources: Option<Subresources>,
}

#[derive(Deserialize, Default)]
struct Subresources {
    #[serde(default)]
    status: Option<Value>,
    #[serde(default)]
    scale: Option<Value>,
}

impl Spec {
    fn into_resource(self) -> Resource {
        let served = || self.versions.iter().filter(|version| version.served);
        let has = |part: fn(&Subresources) -> bool| {
            served().filter_map(|version| version.subresources.as_ref()).any(part)
        };
        let mut subresources = Vec::new();
        if has(|parts| parts.scale.is_some()) {
            subresources.push(Subresource::declared("scale".into()));
        }
        if has(|parts| parts.status.is_some()) {
            subresources.push(Subresource::declared("status".into()));
        }
        let Names { plural, kind, singular, short_names } = self.names;
        let singular = singular.filter(|name| !name.is_empty());
        Resource {
            singular: singular.unwrap_or_else(|| kind.to_lowercase()).into(),
            kind: kind.into(),
            short_names: short_names.into_iter().map(EcoString::from).collect(),
            subresources,
            ..Resource::custom(self.group.into(), plural.into(), self.scope == Scope::Namespaced)
        }
    }
}
