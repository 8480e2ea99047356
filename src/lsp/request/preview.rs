//! The YAML of the zone at a place: the command `netz.preview` and the request `netz/preview`.

use lsp_types::{ExecuteCommandParams, Position, TextDocumentIdentifier, Uri};
use netz::ide::preview;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeSet;

use crate::lsp::capability::PREVIEW;
use crate::lsp::server::{Refusal, Server};

/// The one argument of the command.
#[derive(Debug, Deserialize)]
struct Argument {
    uri: Uri,
    /// The zones, where they are known.
    #[serde(default)]
    zones: Vec<String>,
    /// A place in the zone, where they are not.
    position: Option<Position>,
}

/// What the request asks about.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PreviewParams {
    text_document: TextDocumentIdentifier,
    position: Position,
}

/// What both answer.
#[derive(Debug, Serialize)]
struct Preview {
    /// The zones that it is about; empty for the whole program.
    zones: BTreeSet<String>,
    /// The documents.
    yaml: String,
    /// Whether the program has errors by now, so that it is what the program said before.
    stale: bool,
}

pub fn request(server: &mut Server, params: PreviewParams) -> Result<Value, Refusal> {
    let preview = made(server, &params.text_document.uri, Vec::new(), Some(params.position))?;
    serde_json::to_value(preview).map_err(|error| Refusal::new(error.to_string()))
}

pub fn command(
    server: &mut Server,
    params: ExecuteCommandParams,
) -> Result<Option<Value>, Refusal> {
    if params.command != PREVIEW {
        return Err(Refusal::invalid(format!("netz has no command `{}`", params.command)));
    }
    let argument = params.arguments.unwrap_or_default().into_iter().next().unwrap_or_default();
    let Argument { uri, zones, position } = serde_json::from_value(argument).map_err(|error| {
        let form = "{ \"uri\": …, \"position\": … } or { \"uri\": …, \"zones\": […] }";
        Refusal::invalid(format!("`{PREVIEW}` takes {form}: {error}"))
    })?;
    let preview = made(server, &uri, zones, position)?;
    if server.client.shows && !server.settings.client_previews {
        let name = match preview.zones.first() {
            Some(zone) if preview.zones.len() == 1 => format!("{zone}.yaml"),
            _ => "policy.yaml".to_owned(),
        };
        if let Some(uri) = server.scratch.write(&name, &preview.yaml) {
            server.ask("window/showDocument", json!({ "uri": uri, "takeFocus": false }));
        }
    }
    serde_json::to_value(preview).map(Some).map_err(|error| Refusal::new(error.to_string()))
}

fn made(
    server: &mut Server,
    uri: &Uri,
    zones: Vec<String>,
    position: Option<Position>,
) -> Result<Preview, Refusal> {
    let (view, file) = server.view(uri)?;
    let zones: BTreeSet<_> = match position {
        Some(position) if zones.is_empty() => {
            preview::zones_at(&view.analysis, file, view.offset(file, position))
        }
        _ => zones.iter().map(|zone| zone.as_str().into()).collect(),
    };
    let shown = zones.iter().map(ToString::to_string).collect();
    if let Some(yaml) = preview::yaml(&view.analysis, &zones) {
        return Ok(Preview { zones: shown, yaml, stale: false });
    }
    let before = view.unit.compiled.as_ref().and_then(|good| preview::yaml(good, &zones));
    match before {
        Some(yaml) => Ok(Preview { zones: shown, yaml, stale: true }),
        None => Err(Refusal::new("the program has errors, so there is no YAML yet")),
    }
}
