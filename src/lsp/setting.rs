//! What users set: in `initializationOptions`, and later by `workspace/didChangeConfiguration`.

use netz::Options;
use serde_json::Value;

use crate::cli::input::{kube_version, today};

/// The settings.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// `kubeVersion`: the Kubernetes that objects are for.
    kube_version: Option<u32>,
    /// `cluster`: the cluster, of those that a program names.
    cluster: Option<String>,
    /// `pages`: where the pages of diagnostics are, such as `https://example.org/netz/{code}.html`; without
    /// it they are written beside the server.
    pub pages: Option<String>,
    /// `with`: files and directories with objects of others, from each open folder.
    pub with: Vec<String>,
    /// `preview`: `"reply"` where the client shows the YAML that `netz.preview` answers; else the server
    /// asks it to show a file.
    pub client_previews: bool,
}

impl Settings {
    /// Reads settings. What is no setting is left out; what is wrong with one is told.
    pub fn new(value: &Value) -> (Self, Vec<String>) {
        let mut wrong = Vec::new();
        let value = value.get("netz").unwrap_or(value);
        let text = |name: &str| value.get(name).and_then(Value::as_str).filter(|it| !it.is_empty());
        let version = text("kubeVersion").and_then(|text| match kube_version(text) {
            Ok(version) => Some(version),
            Err(reason) => {
                wrong.push(format!("the setting `kubeVersion` is `{text}`: {reason}"));
                None
            }
        });
        let with = match value.get("with") {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::String(one)) if one.is_empty() => Vec::new(),
            Some(Value::String(one)) => vec![one.clone()],
            Some(Value::Array(all)) if all.iter().all(Value::is_string) => {
                all.iter().filter_map(|one| one.as_str().map(str::to_owned)).collect()
            }
            Some(other) => {
                wrong.push(format!(
                    "the setting `with` is `{other}`: it takes a list of files and directories"
                ));
                Vec::new()
            }
        };
        let settings = Self {
            with,
            kube_version: version,
            cluster: text("cluster").map(str::to_owned),
            pages: text("pages").map(str::to_owned),
            client_previews: text("preview") == Some("reply"),
        };
        (settings, wrong)
    }

    /// What programs are checked for: what `netz check` checks them for.
    pub fn options(&self) -> Options {
        let defaults = Options::default();
        Options {
            cluster: self.cluster.as_deref().map(Into::into),
            today: today(),
            kube_version: self.kube_version.unwrap_or(defaults.kube_version),
            ..defaults
        }
    }
}
