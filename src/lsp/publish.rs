//! Diagnostics for the client: those of `netz check`, and for tests those of `netz test`.

use lsp_types::{
    Code as LspCode, CodeDescription, Diagnostic as LspDiagnostic, DiagnosticRelatedInformation,
    DiagnosticSeverity, DiagnosticTag, Message, Range, Uri,
};
use netz::diagnostic::{Code, Diagnostic, Severity};
use netz::source::FileId;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;

use super::capability::Client;
use super::convert::{self, View};
use super::document::Documents;
use super::page::Scratch;
use super::workspace::Workspace;

/// What the client knows.
#[derive(Debug, Default)]
pub struct Published {
    /// The files with diagnostics, and what was said of them.
    said: BTreeMap<Uri, Vec<LspDiagnostic>>,
    /// The files that are open and were never told of, or have changed since.
    changed: HashSet<PathBuf>,
}

impl Published {
    /// Notes that an open text changed: what is said of it carries a new version.
    pub fn touch(&mut self, file: PathBuf) {
        self.changed.insert(file);
    }

    /// What is to be said: of every open text that changed, and of whatever has something new.
    pub fn news(
        &mut self,
        workspace: &Workspace,
        documents: &Documents,
        client: &Client,
        (scratch, pages): (&mut Scratch, Option<&str>),
    ) -> Vec<Value> {
        let mut now: BTreeMap<Uri, Vec<LspDiagnostic>> = BTreeMap::new();
        // Of a file that several programs use, all say the same.
        let mut told: HashSet<(Uri, [u32; 4], Code, String)> = HashSet::new();
        for unit in &workspace.units {
            let Some(analysis) = unit.analysis.clone() else { continue };
            let view = View { workspace, documents, unit, analysis };
            let mut speaker = Speaker { view: &view, client, scratch, pages };
            let said = view.analysis.diagnostics.iter().chain(&view.analysis.of_tests);
            for diagnostic in said.filter(|one| one.severity != Severity::Accepted) {
                let Some((uri, one)) = speaker.diagnostic(diagnostic) else { continue };
                let Range { start, end } = one.range;
                let place = [start.line, start.character, end.line, end.character];
                if told.insert((uri.clone(), place, diagnostic.code, text_of(&one).to_owned())) {
                    now.entry(uri).or_default().push(one);
                }
            }
        }
        let mut versions = BTreeMap::new();
        for file in self.changed.drain() {
            if let Some(document) = documents.get(&file) {
                now.entry(document.uri.clone()).or_default();
                versions.insert(document.uri.clone(), document.version);
            }
        }
        let mut news = Vec::new();
        for (uri, diagnostics) in &now {
            if versions.contains_key(uri) || self.said.get(uri) != Some(diagnostics) {
                news.push(params(uri, versions.get(uri).copied(), diagnostics));
            }
        }
        for uri in self.said.keys().filter(|uri| !now.contains_key(uri)) {
            news.push(params(uri, None, &[]));
        }
        now.retain(|_, diagnostics| !diagnostics.is_empty());
        self.said = now;
        news
    }
}

/// The parameters of `textDocument/publishDiagnostics`; without a version where none is known.
fn params(uri: &Uri, version: Option<i32>, diagnostics: &[LspDiagnostic]) -> Value {
    let mut params = json!({ "uri": uri, "diagnostics": diagnostics });
    if let (Some(version), Some(fields)) = (version, params.as_object_mut()) {
        fields.insert("version".to_owned(), version.into());
    }
    params
}

/// The message of a diagnostic that netz makes: never marked up.
fn text_of(one: &LspDiagnostic) -> &str {
    match &one.message {
        Message::String(text) => text,
        Message::MarkupContent(markup) => &markup.value,
    }
}

/// Puts diagnostics of a program into the words of the protocol.
pub struct Speaker<'a> {
    pub view: &'a View<'a>,
    pub client: &'a Client,
    pub scratch: &'a mut Scratch,
    pub pages: Option<&'a str>,
}

impl Speaker<'_> {
    /// A diagnostic and its file. One about no place stands at the start of the program's first file.
    pub fn diagnostic(&mut self, one: &Diagnostic) -> Option<(Uri, LspDiagnostic)> {
        let view = self.view;
        let (file, range) = match one.primary() {
            Some(span) => (span.file, view.range(span)),
            None => (FileId(0), Range::default()),
        };
        let uri = view.uri(file).or_else(|| {
            let first = view.unit.start.files.first()?;
            let path = view.unit.start.root.join(first);
            convert::uri(view.workspace, view.documents, &path)
        })?;
        let mut related = Vec::new();
        for label in one.labels.iter().skip(1).filter(|_| self.client.related) {
            let location = view.location(label.span);
            let message = if label.text.is_empty() { "here" } else { &label.text };
            related.extend(location.map(|location| DiagnosticRelatedInformation {
                location,
                message: message.to_owned(),
            }));
        }
        let href = match self.client.code_description {
            true => self.scratch.page(one.code, self.pages),
            false => None,
        };
        let severity = match one.severity {
            Severity::Error => DiagnosticSeverity::Error,
            Severity::Warning => DiagnosticSeverity::Warning,
            Severity::Accepted => DiagnosticSeverity::Hint,
        };
        let diagnostic = LspDiagnostic {
            range,
            severity: Some(severity),
            code: Some(LspCode::String(one.code.id().to_owned())),
            code_description: href.map(|href| CodeDescription { href }),
            source: Some("netz".to_owned()),
            message: Message::String(message(one)),
            tags: is_left_over(one.code).then(|| vec![DiagnosticTag::Unnecessary]),
            related_information: (!related.is_empty()).then_some(related),
            data: None,
        };
        Some((uri, diagnostic))
    }
}

/// The message with its remark, its facts and its ways out, as the terminal shows them.
fn message(one: &Diagnostic) -> String {
    let mut message = one.message.clone();
    if let Some(remark) = one.labels.first().map(|label| &label.text).filter(|it| !it.is_empty()) {
        message.push_str(&format!(": {remark}"));
    }
    for note in &one.notes {
        message.push_str(&format!("\nnote: {note}"));
    }
    for help in &one.help {
        message.push_str(&format!("\nhelp: {help}"));
    }
    message
}

/// Whether a finding is about something that could go: editors show it faded.
const fn is_left_over(code: Code) -> bool {
    matches!(
        code,
        Code::UnusedSegment
            | Code::UnusedNet
            | Code::UnusedService
            | Code::UnusedPort
            | Code::UnusedRole
            | Code::UnusedAccount
            | Code::UnusedSubject
            | Code::RedundantFlow
            | Code::ShadowedFlow
            | Code::RedundantRight
    )
}
