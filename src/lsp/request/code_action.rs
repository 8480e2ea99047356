//! Quick fixes: the fixes of the compiler, one by one, and all that are safe at once.

use lsp_types::{CodeAction, CodeActionKind, CodeActionParams, CodeActionResponse};
use netz::diagnostic::{Applicability, apply};
use netz::ide::Analysis;
use std::collections::{BTreeMap, BTreeSet};

use super::edit;
use crate::cli::fix::ROUNDS;
use crate::lsp::publish::Speaker;
use crate::lsp::server::{Refusal, Server};
use crate::lsp::text_edit;

pub fn actions(
    server: &mut Server,
    params: CodeActionParams,
) -> Result<Option<Vec<CodeActionResponse>>, Refusal> {
    let only = params.context.only.unwrap_or_default();
    let wants = |kind: &CodeActionKind| {
        let kind = String::from(kind.clone());
        only.is_empty()
            || only.iter().any(|wanted| {
                let wanted = String::from(wanted.clone());
                kind == wanted || kind.strip_prefix(&wanted).is_some_and(|it| it.starts_with('.'))
            })
    };
    let mut actions = Vec::new();
    if wants(&CodeActionKind::QuickFix) {
        actions.extend(fixes(server, &params.text_document.uri, params.range)?);
    }
    if wants(&CodeActionKind::SourceFixAll) {
        actions.extend(fix_all(server, &params.text_document.uri)?);
    }
    Ok(Some(actions.into_iter().map(Into::into).collect()))
}

/// The fixes of the diagnostics that a range meets.
fn fixes(
    server: &mut Server,
    uri: &lsp_types::Uri,
    range: lsp_types::Range,
) -> Result<Vec<CodeAction>, Refusal> {
    server.refresh();
    let (client, pages) = (server.client.clone(), server.settings.pages.clone());
    let mut scratch = std::mem::take(&mut server.scratch);
    let made = server.last_view(uri).map(|(view, file)| {
        let (start, end) = (view.offset(file, range.start), view.offset(file, range.end));
        let said = view.analysis.diagnostics.iter().chain(&view.analysis.of_tests);
        let here = said.filter(|one| {
            one.labels.iter().filter(|label| label.primary).any(|label| {
                label.span.file == file && label.span.start <= end && start <= label.span.end
            })
        });
        let mut speaker = Speaker {
            view: &view,
            client: &client,
            scratch: &mut scratch,
            pages: pages.as_deref(),
        };
        let actions = here.filter_map(|one| {
            let fix = one.fix.as_ref()?;
            let (_, diagnostic) = speaker.diagnostic(one)?;
            Some(CodeAction {
                title: fix.title.clone(),
                kind: Some(CodeActionKind::QuickFix),
                diagnostics: Some(vec![diagnostic]),
                is_preferred: Some(fix.applicability == Applicability::Safe),
                edit: Some(edit::workspace(&view, &fix.edits, client.document_changes)),
                ..CodeAction::default()
            })
        });
        actions.collect()
    });
    server.scratch = scratch;
    made
}

/// What `netz check --fix` makes of a file; none where that is nothing.
fn fix_all(server: &mut Server, uri: &lsp_types::Uri) -> Result<Option<CodeAction>, Refusal> {
    let (options, versioned) = (server.options(), server.client.document_changes);
    let (view, file) = server.view(uri)?;
    let sources = view.analysis.sources();
    let mut texts: BTreeMap<String, String> =
        sources.iter().map(|(_, it)| (it.name.clone(), it.text.clone())).collect();
    let (mut last, mut without): (Option<Analysis>, _) = (None, BTreeSet::new());
    for _ in 0..ROUNDS {
        let analysis = last.as_ref().unwrap_or(&view.analysis);
        let (of, said) = (analysis.sources(), &analysis.diagnostics);
        let fixed = apply::fixes(of, said, Applicability::Safe, &without);
        if fixed.applied == 0 {
            break;
        }
        let mut next = texts.clone();
        for (id, text) in &fixed.texts {
            next.insert(of.name(*id).to_owned(), text.clone());
        }
        let again = Analysis::new(&view.unit.start.roots(), &[], &mut next, &options);
        let idle = fixed.not_cured(&again.diagnostics);
        if idle.is_empty() {
            (texts, last) = (next, Some(again));
            without.clear();
        } else {
            without.extend(idle);
        }
    }
    let (old, new) = (view.text(file), texts.get(sources.name(file)));
    let Some(new) = new.filter(|new| *new != old) else { return Ok(None) };
    let edits = text_edit::between(old, new, &view.lines(file));
    let open = view.unit.paths.get(&file).and_then(|path| view.documents.get(path));
    let version = open.map(|document| document.version);
    let edit = edit::of_texts([(uri.clone(), (version, edits))].into(), versioned);
    Ok(Some(CodeAction {
        title: "fix all that is safe to fix".to_owned(),
        kind: Some(CodeActionKind::SourceFixAll),
        edit: Some(edit),
        ..CodeAction::default()
    }))
}
