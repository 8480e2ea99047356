//! What is said about documents and objects that can't be taken.

use super::kind::Kind;
use super::of_place;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::k8s::document::{Document, Node, Place, Refusal, Step, Unreadable, in_yaml_1_1};
use crate::source::{FileId, Span};
use ipnet::IpNet;

/// The first line of a place.
pub fn line(file: FileId, text: &str, place: Place) -> Span {
    let span = of_place(file, place);
    let said = text.get(span.range()).unwrap_or_default();
    let first = said.lines().next().unwrap_or_default().trim_end();
    Span { end: span.start + u32::try_from(first.len()).unwrap_or(u32::MAX), ..span }
}

/// Where an object says its name; its first line where it says none.
pub fn heading(file: FileId, text: &str, object: &Node<'_>) -> Span {
    let name = object.get("metadata").entry("name");
    let place = name.map_or(object.place, |name| name.place.to(name.node.place));
    line(file, text, place)
}

/// A document that is neither YAML nor JSON.
pub fn unreadable(
    file: FileId,
    text: &str,
    document: Document<'_>,
    unreadable: &Unreadable,
) -> Diagnostic {
    let end = document.start + document.text.trim_end().len();
    let start = (unreadable.at as usize).min(end);
    let span = line(file, text, Place::new(start, end));
    let message = "this document can't be read";
    let diagnostic = Diagnostic::new(Code::UnreadableManifest, span, message);
    let diagnostic = diagnostic.label(unreadable.reason.clone());
    if document.text.contains("{{") {
        return diagnostic.help("this looks like a template: give the output of `helm template`");
    }
    diagnostic
}

/// An object that the API server would refuse.
pub fn refused(file: FileId, text: &str, object: &Node<'_>, refusal: &Refusal) -> Diagnostic {
    let span = line(file, text, refusal.place(object));
    let message = format!("the API server would not take {} as it is written", name(object));
    let diagnostic = Diagnostic::new(Code::InvalidManifest, span, message);
    let label = match refusal.steps().last() {
        Some(Step::Field(field)) if refusal.reason == "is missing" => {
            format!("`{field}` is missing")
        }
        _ => refusal.reason.clone(),
    };
    let diagnostic = diagnostic.label(label).note(refusal.to_string());
    match refusal.meant {
        Some(meant) => {
            let help = diagnostic.help(format!("did you mean `{meant}`?"));
            help.maybe_fix(format!("write `{meant}`"), span, meant)
        }
        None => diagnostic,
    }
}

/// An object whose kind and name another one has, too.
pub fn twice(object: &Node<'_>, span: Span, first: Span) -> Diagnostic {
    let message = format!("{} stands there twice", name(object));
    Diagnostic::new(Code::DuplicateManifest, span, message)
        .label("left out")
        .also(first, "the first one")
        .help("keep one of them: the cluster has only one, that which is applied last")
}

/// An object that says no namespace, and others of the same file.
pub fn assumed(name: &str, span: Span, others: usize) -> Diagnostic {
    let message = format!("{name} counts as one of the namespace `default`");
    let diagnostic = Diagnostic::new(Code::AssumedNamespace, span, message)
        .label("says no namespace")
        .help("write `metadata.namespace`: `kubectl apply` takes it from the context of the day");
    match others {
        0 => diagnostic,
        1 => diagnostic.note("so does another object of this file"),
        _ => diagnostic.note(format!("so do {others} other objects of this file")),
    }
}

/// Bare words of an object that kubectl reads otherwise, where they matter.
pub fn ambiguous(file: FileId, text: &str, object: &Node<'_>, kind: Kind, sink: &mut Sink) {
    let metadata = object.get("metadata");
    let mut parts = vec![metadata.get("name"), metadata.get("namespace"), metadata.get("labels")];
    match kind {
        Kind::Policy | Kind::Service | Kind::Ingress => parts.push(object.get("spec")),
        Kind::Rights { .. } => {
            parts.extend(["rules", "roleRef", "subjects"].map(|field| object.get(field)));
        }
        Kind::Workload(way) => {
            let template = way.iter().fold(object, |node, field| node.get(field));
            parts.push(template.get("metadata").get("labels"));
            parts.push(template.get("spec").get("serviceAccountName"));
        }
        Kind::Namespace | Kind::Account | Kind::Quota | Kind::Definition | Kind::Slice => {}
    }
    let mut say = |place: Place, said: &str| {
        let span = of_place(file, place);
        // A word in quotes is longer on the page than in the value.
        let is_bare = text.get(span.range()) == Some(said);
        if let Some(other) = in_yaml_1_1(said).filter(|_| is_bare) {
            let message = format!("kubectl reads `{said}` as {other}, not as text");
            let diagnostic = Diagnostic::new(Code::AmbiguousYaml, span, message)
                .label("is text in YAML 1.2 alone")
                .help("write it in quotes")
                .fix(format!("write `\"{said}\"`"), span, format!("\"{said}\""));
            sink.push(diagnostic);
        }
    };
    parts.into_iter().for_each(|part| each_text(part, &mut say));
}

/// Blocks of addresses of a NetworkPolicy with bits behind their prefix.
pub fn loose_blocks(file: FileId, text: &str, node: &Node<'_>, sink: &mut Sink) {
    node.items().iter().for_each(|item| loose_blocks(file, text, item, sink));
    for entry in node.entries() {
        if entry.key != "ipBlock" {
            loose_blocks(file, text, &entry.node, sink);
            continue;
        }
        each_text(&entry.node, &mut |place, said| {
            let Ok(net) = said.parse::<IpNet>() else { return };
            if net.trunc() == net {
                return;
            }
            let (span, block) = (of_place(file, place), net.trunc().to_string());
            let written = text.get(span.range()).unwrap_or_default();
            let message = format!("`{said}` is the whole block `{block}`");
            let diagnostic = Diagnostic::new(Code::LooseCidr, span, message)
                .label("has bits behind its prefix, which nobody looks at")
                .help(format!(
                    "write `{block}`, or the prefix that is meant: `/{}` is one address",
                    net.max_prefix_len()
                ));
            sink.push(diagnostic.fix(
                format!("write `{block}`"),
                span,
                written.replace(said, &block),
            ));
        });
    }
}

fn each_text(node: &Node<'_>, say: &mut dyn FnMut(Place, &str)) {
    if let Some(text) = node.text() {
        say(node.place, text);
    }
    node.items().iter().for_each(|item| each_text(item, say));
    for entry in node.entries() {
        say(entry.place, &entry.key);
        each_text(&entry.node, say);
    }
}

/// What an object is called in a message.
pub fn name(object: &Node<'_>) -> String {
    let metadata = object.get("metadata");
    if object.get("kind").is_null() && metadata.get("name").is_null() {
        return "this object".to_owned();
    }
    let word = |node: &Node<'_>, unknown: &str| node.text().unwrap_or(unknown).to_owned();
    let (kind, name) = (word(object.get("kind"), "the object"), word(metadata.get("name"), "?"));
    match metadata.get("namespace").text() {
        Some(namespace) => format!("{kind} `{namespace}/{name}`"),
        None => format!("{kind} `{name}`"),
    }
}
