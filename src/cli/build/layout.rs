//! Which file an object goes to, and what a file of objects looks like.

use netz::emit::{Category, Manifest};
use std::collections::{BTreeMap, BTreeSet};
use std::mem;

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
    files: BTreeMap<String, File>,
    /// Paths of objects that the command line leaves out.
    left_out: BTreeSet<String>,
    /// Their text: what is proved is proved of all objects.
    left_out_text: String,
}

/// The objects of a file, as text without its frame.
#[derive(Default)]
struct File {
    path: String,
    text: String,
    objects: usize,
}

impl Files {
    /// No objects yet.
    pub const fn new(layout: Layout, format: OutputFormat) -> Self {
        Self {
            layout,
            format,
            files: BTreeMap::new(),
            left_out: BTreeSet::new(),
            left_out_text: String::new(),
        }
    }

    /// Takes an object.
    pub fn add(&mut self, manifest: &Manifest) {
        let path = self.path(manifest);
        let file = self.files.entry(path.to_lowercase()).or_default();
        match self.format {
            OutputFormat::Yaml => {
                if file.objects > 0 {
                    file.text.push_str("---\n");
                }
                manifest.write_yaml(&mut file.text);
            }
            OutputFormat::Json => {
                if file.objects > 0 {
                    file.text.push(',');
                }
                let json = format!("\n{:#}", manifest.to_json());
                file.text.push_str(&json.replace('\n', ITEM));
            }
        }
        if file.objects == 0 {
            file.path = path;
        }
        file.objects += 1;
    }

    /// Notes an object that the command line leaves out: its file is none of an earlier build.
    pub fn leave_out(&mut self, manifest: &Manifest) {
        self.left_out.insert(self.path(manifest));
        self.left_out_text.push_str("---\n");
        manifest.write_yaml(&mut self.left_out_text);
    }

    /// The paths and the text of objects that the command line leaves out.
    pub fn take_left_out(&mut self) -> (BTreeSet<String>, String) {
        (mem::take(&mut self.left_out), mem::take(&mut self.left_out_text))
    }

    /// How many objects there are.
    pub fn objects(&self) -> usize {
        self.files.values().map(|file| file.objects).sum()
    }

    /// The text of each file; YAML with the header where it is for the disk.
    pub fn into_texts(self, for_disk: bool) -> Texts {
        if self.files.is_empty() && self.format == OutputFormat::Json && !for_disk {
            return Texts::from([("netz.json".to_owned(), list(""))]);
        }
        let framed = |file: File| match (self.format, self.layout) {
            (OutputFormat::Yaml, _) if for_disk => format!("{HEADER}\n{}", file.text),
            (OutputFormat::Yaml, _) => file.text,
            (OutputFormat::Json, Layout::Object) if file.objects == 1 => {
                file.text.replace(ITEM, "\n").trim_start().to_owned() + "\n"
            }
            (OutputFormat::Json, _) => list(&file.text),
        };
        self.files.into_values().map(|mut file| (mem::take(&mut file.path), framed(file))).collect()
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

/// The line end of JSON that stands in a List. JSON has no line ends but those between its tokens.
const ITEM: &str = "\n    ";

/// A `v1` List of items that are text already.
fn list(items: &str) -> String {
    let close = if items.is_empty() { "" } else { "\n  " };
    format!(
        "{{\n  \"apiVersion\": \"v1\",\n  \"kind\": \"List\",\n  \"items\": [{items}{close}]\n}}\n"
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
}
