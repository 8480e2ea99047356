//! The requests: one file each kind.

mod code_action;
mod code_lens;
mod completion;
mod edit;
mod folding;
mod format;
mod highlight;
mod hover;
mod inlay_hint;
mod link;
mod navigate;
mod preview;
mod rename;
mod selection;
mod symbol;

use lsp_server::ErrorCode;
use lsp_types as lsp;
use lsp_types::Request;
use serde_json::Value;

use super::server::{Refusal, Server};

/// The answer to a request.
pub fn answer(server: &mut Server, method: &str, params: Value) -> Result<Value, Refusal> {
    match method {
        "textDocument/hover" => of::<lsp::HoverRequest>(params, |it| hover::hover(server, it)),
        "textDocument/completion" => {
            of::<lsp::CompletionRequest>(params, |it| completion::complete(server, it))
        }
        "textDocument/definition" => {
            of::<lsp::DefinitionRequest>(params, |it| navigate::definition(server, it))
        }
        "textDocument/references" => {
            of::<lsp::ReferencesRequest>(params, |it| navigate::references(server, it))
        }
        "textDocument/documentHighlight" => {
            of::<lsp::DocumentHighlightRequest>(params, |it| highlight::highlights(server, it))
        }
        "textDocument/documentSymbol" => {
            of::<lsp::DocumentSymbolRequest>(params, |it| symbol::of_document(server, it))
        }
        "workspace/symbol" => {
            of::<lsp::WorkspaceSymbolRequest>(params, |it| symbol::of_workspace(server, it))
        }
        "textDocument/codeAction" => {
            of::<lsp::CodeActionRequest>(params, |it| code_action::actions(server, it))
        }
        "textDocument/codeLens" => {
            of::<lsp::CodeLensRequest>(params, |it| code_lens::lenses(server, it))
        }
        "codeLens/resolve" => {
            of::<lsp::CodeLensResolveRequest>(params, |it| code_lens::resolve(server, it))
        }
        "textDocument/documentLink" => {
            of::<lsp::DocumentLinkRequest>(params, |it| link::links(server, it))
        }
        "textDocument/formatting" => {
            of::<lsp::DocumentFormattingRequest>(params, |it| format::edits(server, it))
        }
        "textDocument/prepareRename" => {
            of::<lsp::PrepareRenameRequest>(params, |it| rename::prepare(server, it))
        }
        "textDocument/rename" => of::<lsp::RenameRequest>(params, |it| rename::rename(server, it)),
        "textDocument/foldingRange" => {
            of::<lsp::FoldingRangeRequest>(params, |it| folding::folds_of(server, it))
        }
        "textDocument/selectionRange" => {
            of::<lsp::SelectionRangeRequest>(params, |it| selection::ranges(server, it))
        }
        "textDocument/inlayHint" => {
            of::<lsp::InlayHintRequest>(params, |it| inlay_hint::hints(server, it))
        }
        "workspace/executeCommand" => {
            of::<lsp::ExecuteCommandRequest>(params, |it| preview::command(server, it))
        }
        "netz/preview" => {
            let params = serde_json::from_value(params);
            let params = params.map_err(|error| Refusal::invalid(error.to_string()))?;
            preview::request(server, params)
        }
        _ => {
            let message = format!("netz doesn't know the request `{method}`");
            Err(Refusal { code: ErrorCode::MethodNotFound, message })
        }
    }
}

/// Reads the parameters of a request and writes its result.
fn of<R: Request>(
    params: Value,
    answer: impl FnOnce(R::Params) -> Result<R::Result, Refusal>,
) -> Result<Value, Refusal> {
    let params = serde_json::from_value(params);
    let params = params.map_err(|error| Refusal::invalid(error.to_string()))?;
    serde_json::to_value(answer(params)?).map_err(|error| Refusal::new(error.to_string()))
}
