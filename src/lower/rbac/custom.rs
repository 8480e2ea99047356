//! Custom resources: those of `resource` statements, and those of CustomResourceDefinitions.

use super::verb::{GUARDED, is_intent};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::k8s::resource::{CORE, Resource, STANDARD, Subresource, Table};
use crate::k8s::{crd, name};
use crate::source::{FileId, Source, Span};
use crate::syntax::ast;
use ecow::EcoString;
use std::collections::BTreeMap;

/// The resources of a program's cluster, and where the custom ones are declared.
#[derive(Debug, Clone)]
pub struct Resources {
    table: Table,
    places: BTreeMap<(EcoString, EcoString), Span>,
}

impl Resources {
    /// The built-in resources of Kubernetes 1.`minor`.
    #[must_use]
    pub fn new(minor: u32) -> Self {
        Self { table: Table::new(minor), places: BTreeMap::new() }
    }

    /// What words are looked up in.
    #[must_use]
    pub const fn table(&self) -> &Table {
        &self.table
    }

    /// Where a custom resource is declared: its statement's name, or its place in a file of definitions.
    #[must_use]
    pub fn place(&self, resource: &Resource) -> Option<Span> {
        self.places.get(&(resource.group.clone(), resource.plural.clone())).copied()
    }

    /// Adds the resource of a `resource` statement.
    pub fn declare(&mut self, statement: &ast::Resource, sink: &mut Sink) {
        let text = &statement.name.text;
        let (plural, group) = text.split_once('.').unwrap_or((text, ""));
        let group = if group == CORE { "" } else { group };
        let mut resource = Resource::custom(group.into(), plural.into(), statement.namespaced);
        if !verbs(statement, &mut resource, sink) | !subresources(statement, &mut resource, sink) {
            return;
        }
        self.add(resource, statement.name.span, sink);
    }

    /// Adds the resources of a file with CustomResourceDefinitions.
    pub fn define(&mut self, file: FileId, source: &Source, sink: &mut Sink) {
        let span = |line| {
            let start = source.lines.start(line).unwrap_or(0);
            let rest = source.text.get(start as usize..).unwrap_or("");
            let length = rest.lines().next().map_or(0, |line| line.trim_end().len());
            Span::new(file, start, start.saturating_add(u32::try_from(length).unwrap_or(0)))
        };
        match crd::read(&source.text) {
            Ok(definitions) => {
                for definition in definitions {
                    self.add(definition.resource, span(definition.line), sink);
                }
            }
            Err(error) => {
                let message =
                    format!("this isn't a file of CustomResourceDefinitions: {}", error.reason);
                sink.push(
                    Diagnostic::new(Code::BadCustomResource, span(error.line), message)
                        .label("can't be read")
                        .help("`kubectl get crd NAME -o yaml` writes a definition as it should be"),
                );
            }
        }
    }

    fn add(&mut self, resource: Resource, span: Span, sink: &mut Sink) {
        if let Some(mistake) = self.mistake(&resource, span) {
            sink.push(mistake);
            return;
        }
        let key = (resource.group.clone(), resource.plural.clone());
        if let Some(first) = self.places.get(&key) {
            let message = format!("`{}` is declared twice", resource.full_name());
            sink.push(
                Diagnostic::new(Code::DuplicateDeclaration, span, message)
                    .label("again here")
                    .also(*first, "first here")
                    .help("keep one of the two"),
            );
            return;
        }
        self.places.insert(key, span);
        self.table.add(resource);
    }

    /// Why the API server couldn't have such a resource.
    fn mistake(&self, resource: &Resource, span: Span) -> Option<Diagnostic> {
        let Resource { group, plural, .. } = resource;
        let error = |message: String| Diagnostic::new(Code::BadCustomResource, span, message);
        let mut built_in = self.table.of_plural(plural).filter(|known| known.built_in);
        let same = |known: &Resource| group.is_empty() || known.group == *group;
        if let Some(known) = built_in.find(|known| same(known)) {
            let known = known.full_name();
            return Some(
                error(format!("`{known}` is part of Kubernetes"))
                    .label("known without a declaration")
                    .help("remove the statement; grants name built-in resources as they are"),
            );
        }
        if group.is_empty() {
            return Some(
                error(format!("the resource `{plural}` has no API group"))
                    .label("a custom resource is named with its group")
                    .help(format!(
                        "write `{plural}.example.com`, with the group of its definition"
                    )),
            );
        }
        if let Err(reason) = name::dns_label(plural) {
            return Some(
                error(format!("`{plural}` is no plural of a resource: {reason}"))
                    .help("the plural stands in `spec.names.plural` of the definition"),
            );
        }
        if let Err(reason) = name::dns_subdomain(group) {
            return Some(error(format!("`{group}` is no API group: {reason}")));
        }
        if !group.contains('.') {
            return Some(
                error(format!("the API group `{group}` has no dot"))
                    .label("groups without a dot are Kubernetes' own")
                    .help(format!(
                        "write the group in full, such as `{plural}.{group}.example.com`"
                    )),
            );
        }
        None
    }
}

/// Takes the verbs of a statement. Whether they are fine.
fn verbs(statement: &ast::Resource, resource: &mut Resource, sink: &mut Sink) -> bool {
    if statement.verbs.is_empty() {
        return true;
    }
    let mut fine = true;
    let mut words: Vec<EcoString> = Vec::new();
    for verb in &statement.verbs {
        if is_intent(&verb.text) || verb.text.contains('*') {
            let message = format!("`{}` is no single verb", verb.text);
            sink.push(
                Diagnostic::new(Code::BadCustomResource, verb.span, message)
                    .label("a resource serves verbs")
                    .help(format!("list them: {}", STANDARD.join(", "))),
            );
            fine = false;
        }
        words.push(verb.text.clone());
    }
    words.sort();
    words.dedup();
    let guarded = |word: &EcoString| GUARDED.contains(&word.as_str());
    (resource.guarded, resource.verbs) = words.into_iter().partition(guarded);
    fine
}

/// Takes the subresources of a statement. Whether they are fine.
fn subresources(statement: &ast::Resource, resource: &mut Resource, sink: &mut Sink) -> bool {
    let mut fine = true;
    for part in &statement.subresources {
        if let Err(reason) = name::dns_label(&part.text) {
            let message = format!("`{}` is no name of a subresource: {reason}", part.text);
            sink.push(Diagnostic::new(Code::BadCustomResource, part.span, message));
            fine = false;
        }
        if resource.subresources.iter().any(|known| known.name == part.text) {
            let message = format!("the subresource `{}` is named twice", part.text);
            sink.push(Diagnostic::new(Code::BadCustomResource, part.span, message));
            fine = false;
        }
        resource.subresources.push(Subresource::declared(part.text.clone()));
    }
    fine
}
