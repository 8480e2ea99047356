//! Looking up the resources of a statement.

use super::unknown;
use super::wildcard;
use crate::diagnostic::{Code, Diagnostic, Sink, listed, suggest};
use crate::ir::Object;
use crate::k8s::resource::{ANY, CORE, Resource, Subresource, Table};
use crate::source::Span;
use crate::syntax::ast;
use ecow::{EcoString, eco_format};

/// What one resource of a statement stands for.
pub(super) struct Item {
    /// Where it is written.
    pub(super) span: Span,
    /// What it is called in messages.
    pub(super) name: EcoString,
    /// Everything that it means, never nothing.
    pub(super) meanings: Vec<Meaning>,
}

/// One resource or URL, with what may be asked of it.
pub(super) struct Meaning {
    pub(super) object: Object,
    /// The verbs that it answers.
    pub(super) verbs: Vec<EcoString>,
    /// The verbs that only authorizers ask for.
    pub(super) guarded: Vec<EcoString>,
}

impl Meaning {
    pub(super) fn of_resource(resource: &Resource) -> Self {
        Self {
            object: object(resource, None),
            verbs: resource.verbs.clone(),
            guarded: resource.guarded.clone(),
        }
    }

    pub(super) fn of_subresource(resource: &Resource, sub: &Subresource, name: &str) -> Self {
        Self {
            object: object(resource, Some(name)),
            verbs: sub.verbs.clone(),
            guarded: sub.guarded.clone(),
        }
    }

    /// Whether a verb may be asked of it.
    pub(super) fn knows(&self, verb: &str) -> bool {
        self.verbs.iter().chain(&self.guarded).any(|known| known == verb)
    }
}

fn object(resource: &Resource, part: Option<&str>) -> Object {
    let plural = &resource.plural;
    Object::Resource {
        group: resource.group.clone(),
        resource: part.map_or_else(|| plural.clone(), |part| eco_format!("{plural}/{part}")),
        namespaced: Some(resource.namespaced),
    }
}

/// `plural[.group][/subresource]`, taken apart.
#[derive(Debug, Clone, Copy)]
pub(super) struct Path<'a> {
    pub(super) plural: &'a str,
    pub(super) group: Option<&'a str>,
    pub(super) part: Option<&'a str>,
}

impl<'a> Path<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let (resource, part) = match text.split_once('/') {
            Some((resource, part)) => (resource, Some(part)),
            None => (text, None),
        };
        let (plural, group) = match resource.split_once('.') {
            Some((plural, group)) => (plural, Some(group)),
            None => (resource, None),
        };
        Self { plural, group, part }
    }

    /// The resources that it names, whatever the subresource. A plural alone is a built-in one.
    pub(super) fn find<'t>(&self, table: &'t Table) -> Vec<&'t Resource> {
        let group = self.group.map(|group| if group == CORE { "" } else { group });
        let fits = |resource: &&Resource| match group {
            Some(group) => resource.group == group,
            None => resource.built_in,
        };
        table.of_plural(self.plural).filter(fits).collect()
    }
}

/// What a resource of a statement stands for; none where it is a mistake, which is said.
pub(super) fn resolve(item: &ast::ResourceItem, table: &Table, sink: &mut Sink) -> Option<Item> {
    let (name, meanings, parts) = match &item.kind {
        ast::ResourceKind::AllOf(group) => {
            (eco_format!("all of {}", group.text), all_of(group, table, sink)?, true)
        }
        ast::ResourceKind::Url(url) => (url.clone(), url_path(url, item.span, sink)?, false),
        ast::ResourceKind::Wildcard(text) if text.contains('*') => {
            (text.clone(), wildcard::resolve(text, item.span, table, sink)?, false)
        }
        ast::ResourceKind::Plain(text) | ast::ResourceKind::Wildcard(text) => {
            let meanings = plain(text, item.span, table, sink)?;
            (text.clone(), meanings, Path::new(text).part == Some(ANY))
        }
    };
    let mut item_ = Item { span: item.span, name, meanings };
    except(&mut item_, &item.except, parts, sink).then_some(item_)
}

/// `deployments`, `pods/log`, `pods/*`.
fn plain(text: &str, span: Span, table: &Table, sink: &mut Sink) -> Option<Vec<Meaning>> {
    let path = Path::new(text);
    if path.plural.contains('*') {
        let message = format!("RBAC's wildcard `{text}` needs quotes");
        sink.push(
            Diagnostic::new(Code::UnknownResource, span, message)
                .label("no resource is called so")
                .maybe_fix("put it in quotes", span, eco_format!("\"{text}\"")),
        );
        return None;
    }
    let resources = path.find(table);
    if resources.is_empty() {
        sink.push(unknown::resource(text, path, span, table));
        return None;
    }
    let Some(part) = path.part else {
        return Some(resources.into_iter().map(Meaning::of_resource).collect());
    };
    let parts = |resource: &'_ Resource| -> Vec<Meaning> {
        let known = resource.subresources.iter().filter(|sub| sub.name != ANY);
        match part {
            ANY => known.map(|sub| Meaning::of_subresource(resource, sub, &sub.name)).collect(),
            part => {
                let sub = resource.subresource(part).filter(|_| !part.is_empty());
                sub.map(|sub| Meaning::of_subresource(resource, sub, part)).into_iter().collect()
            }
        }
    };
    let meanings: Vec<_> = resources.iter().flat_map(|resource| parts(resource)).collect();
    if meanings.is_empty() {
        sink.push(unknown::subresource(text, path, &resources, span));
        return None;
    }
    Some(meanings)
}

/// `all of apps`: the resources of a group, without their subresources.
fn all_of(group: &ast::Name, table: &Table, sink: &mut Sink) -> Option<Vec<Meaning>> {
    let name = if group.text == CORE { "" } else { group.text.as_str() };
    let meanings: Vec<_> = table.of_group(name).map(Meaning::of_resource).collect();
    if meanings.is_empty() || group.text.is_empty() {
        sink.push(unknown::group(group, table));
        return None;
    }
    Some(meanings)
}

/// `"/metrics"`, `"/healthz/*"`.
fn url_path(url: &EcoString, span: Span, sink: &mut Sink) -> Option<Vec<Meaning>> {
    if url.trim_end_matches('*').contains('*') {
        let message = format!("a `*` inside the URL `{url}` stands for itself");
        sink.push(
            Diagnostic::new(Code::UnknownResource, span, message)
                .label("only a last `*` stands for more")
                .help("end the URL with the `*`, or write each path"),
        );
        return None;
    }
    let verbs = super::verb::METHODS.iter().copied().map(EcoString::from).collect();
    Some(vec![Meaning { object: Object::Url(url.clone()), verbs, guarded: Vec::new() }])
}

/// Takes `names` out of what an item stands for. Whether that could be done.
fn except(item: &mut Item, names: &[ast::Name], parts: bool, sink: &mut Sink) -> bool {
    let mut fine = true;
    for name in names {
        let wanted = |meaning: &Meaning| parts && is_called(&meaning.object, &name.text);
        let before = item.meanings.len();
        let known: Vec<_> = item.meanings.iter().map(|meaning| short(&meaning.object)).collect();
        item.meanings.retain(|meaning| !wanted(meaning));
        if item.meanings.len() == before {
            sink.push(excepts_nothing(item, name, parts, &known));
            fine = false;
        }
    }
    if fine && item.meanings.is_empty() {
        let message = format!("nothing is left of `{}` after its `except`", item.name);
        sink.push(
            Diagnostic::new(Code::EmptyGrant, item.span, message)
                .label("everything in it is taken out again")
                .help("leave the resource out, or take less out of it"),
        );
        fine = false;
    }
    fine
}

fn excepts_nothing(item: &Item, name: &ast::Name, parts: bool, known: &[EcoString]) -> Diagnostic {
    let message = format!("`except {}` takes nothing out of `{}`", name.text, item.name);
    let diagnostic = Diagnostic::new(Code::ExceptNothing, name.span, message);
    if !parts {
        return diagnostic
            .label(format!("`{}` is one thing to RBAC", item.name))
            .help("RBAC can't deny: list what is allowed instead")
            .note("`except` takes from what netz expands: `all of GROUP` and `RESOURCE/*`");
    }
    let diagnostic = diagnostic.label("not in it");
    match suggest::closest(&name.text, known.iter().map(EcoString::as_str)) {
        Some(close) => diagnostic.help(format!("did you mean `{close}`?")).maybe_fix(
            format!("write `{close}`"),
            name.span,
            close,
        ),
        None => diagnostic.help(format!("it holds {}", listed(known))),
    }
}

/// What an `except` calls it: the plural, or the subresource alone.
fn short(object: &Object) -> EcoString {
    match object {
        Object::Resource { resource, .. } => match resource.split_once('/') {
            Some((_, part)) => part.into(),
            None => resource.clone(),
        },
        Object::Url(url) => url.clone(),
    }
}

/// Whether an `except` of `name` means it: `exec` or `pods/exec`, `deployments` or `deployments.apps`.
fn is_called(object: &Object, name: &str) -> bool {
    let Object::Resource { group, resource, .. } = object else { return false };
    let path = Path::new(name);
    let Some((plural, part)) = resource.split_once('/') else {
        let of_group = path.group.is_none_or(|wanted| wanted == group.as_str());
        return path.part.is_none() && path.plural == resource.as_str() && of_group;
    };
    match path.part {
        Some(wanted) => path.plural == plural && wanted == part,
        None => name == part,
    }
}
