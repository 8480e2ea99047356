//! Which file an object goes to, and what a file of objects looks like.

use netz::emit::{Category, Manifest};
use std::collections::BTreeMap;

use super::args::{Layout, OutputFormat};

/// The first line of every YAML file, by which netz knows its own.
pub const HEADER: &str = "# Written by netz: edit the .netz files instead.\n";

/// Texts by their paths in the output directory, with `/`.
pub type Texts = BTreeMap<String, String>;

/// Objects as text, by the files that they go to.
pub struct Files {
    layout: Layout,
    format: OutputFormat,
    /// By path in lower case, since some disks don't tell case apart: objects whose paths differ in
    /// nothing else share a file.
    files: BTreeMap<String, (String, Vec<String>)>,
}

impl Files {
    /// No objects yet.
    pub const fn new(layout: Layout, format: OutputFormat) -> Self {
        Self { layout, format, files: BTreeMap::new() }
    }

    /// Takes an object.
    pub fn add(&mut self, manifest: &Manifest) {
        let path = self.path(manifest);
        let text = match self.format {
            OutputFormat::Yaml => {
                let mut text = String::new();
                manifest.write_yaml(&mut text);
                text
            }
            OutputFormat::Json => format!("{:#}", manifest.to_json()),
        };
        let file = self.files.entry(path.to_lowercase()).or_insert_with(|| (path, Vec::new()));
        file.1.push(text);
    }

    /// How many objects there are.
    pub fn objects(&self) -> usize {
        self.files.values().map(|(_, objects)| objects.len()).sum()
    }

    /// The text of each file; YAML with the header where it is for the disk.
    pub fn into_texts(self, for_disk: bool) -> Texts {
        let text = |objects: Vec<String>| match (self.format, self.layout) {
            (OutputFormat::Yaml, _) => {
                let header = if for_disk { HEADER } else { "" };
                format!("{header}{}", objects.join("---\n"))
            }
            (OutputFormat::Json, Layout::Object) if objects.len() == 1 => objects.concat() + "\n",
            (OutputFormat::Json, _) => list(&objects),
        };
        let mut texts: Texts =
            self.files.into_values().map(|(path, objects)| (path, text(objects))).collect();
        if texts.is_empty() && self.format == OutputFormat::Json && !for_disk {
            texts.insert("netz.json".to_owned(), list(&[]));
        }
        texts
    }

    fn path(&self, manifest: &Manifest) -> String {
        let extension = match self.format {
            OutputFormat::Yaml => "yaml",
            OutputFormat::Json => "json",
        };
        let folder = manifest.zone.as_deref().map_or_else(|| "cluster".to_owned(), safe);
        match self.layout {
            Layout::Single => format!("netz.{extension}"),
            Layout::Folder => {
                let category = match manifest.category {
                    Category::Namespace => "namespace",
                    Category::Rbac => "rbac",
                    Category::Network => "network",
                };
                format!("{folder}/{category}.{extension}")
            }
            Layout::Object => {
                let kind = manifest.kind.to_lowercase();
                let name = safe(&manifest.name);
                // A zone of several namespaces may have one object of a name in each.
                match manifest
                    .namespace
                    .as_deref()
                    .filter(|of| Some(*of) != manifest.zone.as_deref())
                {
                    Some(namespace) => {
                        format!("{folder}/{kind}-{}-{name}.{extension}", safe(namespace))
                    }
                    None => format!("{folder}/{kind}-{name}.{extension}"),
                }
            }
        }
    }
}

/// A `v1` List of objects that are JSON already.
fn list(objects: &[String]) -> String {
    let items: Vec<_> =
        objects.iter().map(|object| format!("\n    {}", object.replace('\n', "\n    "))).collect();
    let close = if items.is_empty() { "" } else { "\n  " };
    format!(
        "{{\n  \"apiVersion\": \"v1\",\n  \"kind\": \"List\",\n  \"items\": [{}{close}]\n}}\n",
        items.join(",")
    )
}

/// A name as a file name that every system takes.
fn safe(name: &str) -> String {
    let plain = |character: char| match character {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '_' | '.' => character,
        _ => '-',
    };
    let name: String = name.chars().map(plain).collect();
    if name.starts_with('.') || name.is_empty() { format!("-{name}") } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_safe_as_a_file_name() {
        assert_eq!(safe("netz:deployer"), "netz-deployer");
        assert_eq!(safe("../up"), "-..-up");
        assert_eq!(safe("a/b\\c d"), "a-b-c-d");
        assert_eq!(safe("kube-root-ca.crt"), "kube-root-ca.crt");
    }

    #[test]
    fn a_list_is_json() {
        let objects = ["{\n  \"a\": 1\n}".to_owned(), "{}".to_owned()];
        let value: serde_json::Value = serde_json::from_str(&list(&objects)).unwrap();
        assert_eq!(value["items"], serde_json::json!([{ "a": 1 }, {}]));
        let value: serde_json::Value = serde_json::from_str(&list(&[])).unwrap();
        assert_eq!(value["kind"], "List");
    }
}
