//! What the client can, and what the server can.

use lsp_types::{
    CodeActionKind, CodeActionOptions, CodeActionProvider, CodeLensOptions, CompletionOptions,
    DefinitionProvider, DocumentFormattingProvider, DocumentHighlightProvider, DocumentLinkOptions,
    DocumentSymbolProvider, ExecuteCommandOptions, FoldingRangeProvider, HoverProvider,
    InlayHintProvider, PositionEncodingKind, ReferencesProvider, RenameOptions, RenameProvider,
    SelectionRangeProvider, ServerCapabilities, TextDocumentSync, TextDocumentSyncKind,
    TextDocumentSyncOptions, WorkspaceFoldersServerCapabilities, WorkspaceOptions,
    WorkspaceSymbolProvider,
};
use serde_json::Value;

use super::position::Encoding;

/// The command that shows the YAML of a zone.
pub const PREVIEW: &str = "netz.preview";

/// What the client said of itself. Only what matters is read, so that nothing else can be wrong.
#[derive(Debug, Clone, Default)]
pub struct Client {
    /// What columns count.
    pub encoding: Encoding,
    /// Whether diagnostics may link to pages.
    pub code_description: bool,
    /// Whether diagnostics may name other places.
    pub related: bool,
    /// Whether it can be asked to watch files.
    pub watches: bool,
    /// Whether it can be asked to show a document.
    pub shows: bool,
    /// Whether it can be asked to draw lenses again.
    pub refreshes_lenses: bool,
    /// Whether it can be asked to draw hints again.
    pub refreshes_hints: bool,
    /// Whether symbols may hold others.
    pub nested_symbols: bool,
    /// Whether edits may name the version of a text.
    pub document_changes: bool,
}

impl Client {
    /// Reads what `initialize` says.
    pub fn new(params: &Value) -> Self {
        let at = |pointer: &str| params.pointer(&format!("/capabilities/{pointer}"));
        let is = |pointer: &str| at(pointer).and_then(Value::as_bool).unwrap_or_default();
        let encodings = at("general/positionEncodings").and_then(Value::as_array);
        let utf8 = encodings.is_some_and(|all| all.iter().any(|one| one == "utf-8"));
        Self {
            encoding: if utf8 { Encoding::Utf8 } else { Encoding::Utf16 },
            code_description: is("textDocument/publishDiagnostics/codeDescriptionSupport"),
            related: is("textDocument/publishDiagnostics/relatedInformation"),
            watches: is("workspace/didChangeWatchedFiles/dynamicRegistration"),
            shows: is("window/showDocument/support"),
            refreshes_lenses: is("workspace/codeLens/refreshSupport"),
            refreshes_hints: is("workspace/inlayHint/refreshSupport"),
            nested_symbols: is("textDocument/documentSymbol/hierarchicalDocumentSymbolSupport"),
            document_changes: is("workspace/workspaceEdit/documentChanges"),
        }
    }
}

/// What the server can. Each is answered in [`super::request`].
pub fn capabilities(client: &Client) -> ServerCapabilities {
    let encoding = match client.encoding {
        Encoding::Utf8 => PositionEncodingKind::UTF8,
        Encoding::Utf16 => PositionEncodingKind::UTF16,
    };
    let sync = TextDocumentSyncOptions {
        open_close: Some(true),
        change: Some(TextDocumentSyncKind::Incremental),
        save: Some(true.into()),
        ..TextDocumentSyncOptions::default()
    };
    let kinds = vec![CodeActionKind::QuickFix, CodeActionKind::SourceFixAll];
    let actions =
        CodeActionOptions { code_action_kinds: Some(kinds), ..CodeActionOptions::default() };
    let folders = WorkspaceFoldersServerCapabilities {
        supported: Some(true),
        change_notifications: Some(true.into()),
    };
    ServerCapabilities {
        position_encoding: Some(encoding),
        text_document_sync: Some(TextDocumentSync::Options(sync)),
        hover_provider: Some(HoverProvider::Bool(true)),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some(strings(&["/", "\"", " ", ",", ">", "=", "$"])),
            ..CompletionOptions::default()
        }),
        definition_provider: Some(DefinitionProvider::Bool(true)),
        references_provider: Some(ReferencesProvider::Bool(true)),
        document_highlight_provider: Some(DocumentHighlightProvider::Bool(true)),
        document_symbol_provider: Some(DocumentSymbolProvider::Bool(true)),
        workspace_symbol_provider: Some(WorkspaceSymbolProvider::Bool(true)),
        code_action_provider: Some(CodeActionProvider::CodeActionOptions(actions)),
        code_lens_provider: Some(CodeLensOptions {
            resolve_provider: Some(true),
            ..CodeLensOptions::default()
        }),
        document_link_provider: Some(DocumentLinkOptions::default()),
        document_formatting_provider: Some(DocumentFormattingProvider::Bool(true)),
        rename_provider: Some(RenameProvider::RenameOptions(RenameOptions {
            prepare_provider: Some(true),
            ..RenameOptions::default()
        })),
        folding_range_provider: Some(FoldingRangeProvider::Bool(true)),
        selection_range_provider: Some(SelectionRangeProvider::Bool(true)),
        inlay_hint_provider: Some(InlayHintProvider::Bool(true)),
        execute_command_provider: Some(ExecuteCommandOptions {
            commands: strings(&[PREVIEW]),
            ..ExecuteCommandOptions::default()
        }),
        workspace: Some(WorkspaceOptions {
            workspace_folders: Some(folders),
            ..WorkspaceOptions::default()
        }),
        ..ServerCapabilities::default()
    }
}

fn strings(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}
