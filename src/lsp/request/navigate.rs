//! Where a name is declared, and where it stands.

use lsp_types::{Definition, DefinitionParams, DefinitionResponse, Location, ReferenceParams};
use netz::ide::reference;

use crate::lsp::server::{Refusal, Server};

pub fn definition(
    server: &mut Server,
    params: DefinitionParams,
) -> Result<Option<DefinitionResponse>, Refusal> {
    let at = params.text_document_position_params;
    let (view, file, offset) = server.at(&at.text_document.uri, at.position)?;
    let found = reference::definitions(&view.analysis, file, offset);
    let places: Vec<Location> = found.into_iter().filter_map(|span| view.location(span)).collect();
    Ok((!places.is_empty()).then_some(Definition::LocationList(places).into()))
}

pub fn references(
    server: &mut Server,
    params: ReferenceParams,
) -> Result<Option<Vec<Location>>, Refusal> {
    let at = params.text_document_position_params;
    let (view, file, offset) = server.at(&at.text_document.uri, at.position)?;
    let found = reference::occurrences(&view.analysis, file, offset).into_iter();
    let wanted = found.filter(|one| params.context.include_declaration || !one.declares);
    Ok(Some(wanted.filter_map(|one| view.location(one.span)).collect()))
}
