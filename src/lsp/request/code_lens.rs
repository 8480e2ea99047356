//! What zones become, above their declarations.

use lsp_types::{CodeLens, CodeLensParams, Command, Uri};
use netz::ide::lens;
use serde::{Deserialize, Serialize};

use crate::lsp::capability::PREVIEW;
use crate::lsp::server::{Refusal, Server};

/// What a lens remembers until it is resolved; what `netz.preview` is called with, too.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Data {
    uri: Uri,
    zones: Vec<String>,
}

pub fn lenses(
    server: &mut Server,
    params: CodeLensParams,
) -> Result<Option<Vec<CodeLens>>, Refusal> {
    let uri = params.text_document.uri;
    let (view, file) = server.view(&uri)?;
    let (text, lines) = (view.text(file), view.lines(file));
    let lenses = lens::lenses(&view.analysis, file).into_iter().map(|lens| {
        let zones = lens.zones.iter().map(ToString::to_string).collect();
        CodeLens {
            range: lines.range(text, lens.span),
            command: None,
            data: serde_json::to_value(Data { uri: uri.clone(), zones }).ok(),
        }
    });
    Ok(Some(lenses.collect()))
}

pub fn resolve(server: &mut Server, lens: CodeLens) -> Result<CodeLens, Refusal> {
    let data: Data = serde_json::from_value(lens.data.clone().unwrap_or_default())
        .map_err(|error| Refusal::invalid(error.to_string()))?;
    let (view, _) = server.view(&data.uri)?;
    let zones: Vec<_> = data.zones.iter().map(|zone| zone.as_str().into()).collect();
    let title = lens::title(&view.analysis, &zones);
    let title = title.unwrap_or_else(|| "no YAML while the program has errors".to_owned());
    let arguments = serde_json::to_value(data).ok().map(|data| vec![data]);
    let tooltip = Some("show the YAML".to_owned());
    let command = Command { title, tooltip, command: PREVIEW.to_owned(), arguments };
    Ok(CodeLens { command: Some(command), ..lens })
}
