//! What is said about documents and objects that can't be taken.

use super::of_place;
use crate::diagnostic::{Code, Diagnostic};
use crate::k8s::document::{About, Document, Node, Place, Refusal, Unreadable};
use crate::source::{FileId, Span};

/// The first line of a place.
pub fn line(file: FileId, text: &str, place: Place) -> Span {
    let span = of_place(file, place);
    let said = text.get(span.range()).unwrap_or_default();
    let first = said.lines().next().unwrap_or_default().trim_end();
    Span { end: span.start + u32::try_from(first.len()).unwrap_or(u32::MAX), ..span }
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
    let message = format!("the API server would not take {} as it is written", title(object));
    let diagnostic = Diagnostic::new(Code::InvalidManifest, span, message);
    let diagnostic = diagnostic.label(refusal.reason.clone()).note(refusal.to_string());
    match refusal.about {
        About::Key(Some(meant)) => diagnostic.help(format!("did you mean `{meant}`?")).maybe_fix(
            format!("write `{meant}`"),
            span,
            meant,
        ),
        _ => diagnostic,
    }
}

/// What an object is called in a message.
pub fn title(object: &Node<'_>) -> String {
    let metadata = object.get("metadata");
    let word = |node: &Node<'_>| node.text().unwrap_or("?").to_owned();
    let (kind, name) = (word(object.get("kind")), word(metadata.get("name")));
    match metadata.get("namespace").text() {
        Some(namespace) => format!("{kind} `{namespace}/{name}`"),
        None => format!("{kind} `{name}`"),
    }
}
