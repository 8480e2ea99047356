//! What files declare.

use lsp_types::{
    BaseSymbolInformation, DocumentSymbol, DocumentSymbolParams, DocumentSymbolResponse, Location,
    SymbolInformation, SymbolKind, WorkspaceSymbol, WorkspaceSymbolLocation, WorkspaceSymbolParams,
    WorkspaceSymbolResponse,
};
use netz::ide::outline::{Kind, Symbol, outline, search};
use std::collections::HashSet;

use crate::lsp::convert::View;
use crate::lsp::position::Lines;
use crate::lsp::server::{Refusal, Server};

/// How many symbols of a workspace are listed.
const MOST: usize = 1000;

pub fn of_document(
    server: &mut Server,
    params: DocumentSymbolParams,
) -> Result<Option<DocumentSymbolResponse>, Refusal> {
    let nested = server.client.nested_symbols;
    let uri = params.text_document.uri;
    let (view, file) = server.view(&uri)?;
    let parsed = view.analysis.program.files.iter().find(|one| one.id == file);
    let Some(parsed) = parsed else { return Ok(None) };
    let (text, lines) = (view.text(file), view.lines(file));
    let symbols = outline(parsed, text);
    if nested {
        let all: Vec<_> = symbols.iter().map(|one| symbol(one, text, &lines)).collect();
        return Ok(Some(all.into()));
    }
    let all = search(&symbols, "", usize::MAX);
    let flat = all.into_iter().map(|(one, around)| {
        let location = Location { uri: uri.clone(), range: lines.range(text, one.span) };
        SymbolInformation::new(None, location, base(one, around))
    });
    Ok(Some(flat.collect::<Vec<_>>().into()))
}

fn symbol(one: &Symbol, text: &str, lines: &Lines) -> DocumentSymbol {
    let inside: Vec<_> = one.inside.iter().map(|inner| symbol(inner, text, lines)).collect();
    let detail = (!one.detail.is_empty()).then(|| one.detail.clone());
    DocumentSymbol::new(
        one.name.clone(),
        detail,
        kind(one.kind),
        None,
        None,
        lines.range(text, one.span),
        lines.range(text, one.at),
        (!inside.is_empty()).then_some(inside),
    )
}

pub fn of_workspace(
    server: &mut Server,
    params: WorkspaceSymbolParams,
) -> Result<Option<WorkspaceSymbolResponse>, Refusal> {
    server.refresh();
    let (workspace, documents) = (&server.workspace, &server.documents);
    let mut all: Vec<WorkspaceSymbol> = Vec::new();
    let mut seen = HashSet::new();
    for unit in &workspace.units {
        let Some(analysis) = unit.analysis.clone() else { continue };
        let view = View { workspace, documents, unit, analysis };
        for parsed in &view.analysis.program.files {
            let Some(uri) = view.uri(parsed.id).filter(|uri| seen.insert(uri.clone())) else {
                continue;
            };
            let (text, lines) = (view.text(parsed.id), view.lines(parsed.id));
            let symbols = outline(parsed, text);
            let found = search(&symbols, &params.query, MOST.saturating_sub(all.len()));
            all.extend(found.into_iter().map(|(one, around)| WorkspaceSymbol {
                location: WorkspaceSymbolLocation::Location(Location {
                    uri: uri.clone(),
                    range: lines.range(text, one.at),
                }),
                data: None,
                base_symbol_information: base(one, around),
            }));
        }
    }
    Ok(Some(all.into()))
}

fn base(one: &Symbol, around: Option<&str>) -> BaseSymbolInformation {
    BaseSymbolInformation {
        name: one.name.clone(),
        kind: kind(one.kind),
        tags: None,
        container_name: around.map(str::to_owned),
    }
}

const fn kind(kind: Kind) -> SymbolKind {
    match kind {
        Kind::Zone | Kind::In => SymbolKind::Namespace,
        Kind::For => SymbolKind::Array,
        Kind::Cluster => SymbolKind::Module,
        Kind::Segment => SymbolKind::Class,
        Kind::Net | Kind::Port => SymbolKind::Constant,
        Kind::Service => SymbolKind::Interface,
        Kind::Account | Kind::User | Kind::Group => SymbolKind::Object,
        Kind::Role => SymbolKind::Enum,
        Kind::Resource => SymbolKind::Struct,
    }
}
