//! SARIF 2.1.0, as code scanning services take it.
//!
//! Columns count Unicode code points. A finding that a `because` answers is a suppressed result, its
//! justification the reason.

use super::ends;
use crate::diagnostic::{Code, Diagnostic, Fix, Kind, Label, Level, Severity};
use crate::source::{FileId, SourceMap, Span};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Writes all diagnostics as one SARIF log, accepted findings too.
///
/// # Errors
/// When `out` can't be written.
pub fn write(
    out: &mut dyn Write,
    sources: &SourceMap,
    diagnostics: &[Diagnostic],
) -> io::Result<()> {
    let codes: BTreeMap<Code, usize> = {
        let mut codes: Vec<_> = diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
        codes.sort_unstable();
        codes.dedup();
        codes.into_iter().zip(0..).collect()
    };
    let results: Vec<_> =
        diagnostics.iter().map(|diagnostic| result(sources, diagnostic, &codes)).collect();
    let log = json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "netz",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": codes.keys().map(|code| rule(*code)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

/// What a code is about, from its page.
fn rule(code: Code) -> Value {
    let name = code.name();
    let summary = Some(code.summary()).filter(|text| !text.is_empty()).unwrap_or(name);
    let level = match code.kind() {
        Kind::Error | Kind::Lint(Level::Deny) => "error",
        Kind::Lint(Level::Warn) => "warning",
        Kind::Lint(Level::Allow) => "none",
    };
    json!({
        "id": code.id(),
        "name": name,
        "shortDescription": { "text": summary },
        "fullDescription": { "text": first_paragraph(code).unwrap_or_else(|| summary.to_owned()) },
        "help": { "text": code.page(), "markdown": code.page() },
        "defaultConfiguration": { "level": level },
        "properties": { "tags": tags(code) },
    })
}

/// What services filter rules by: the controls of the CIS Kubernetes Benchmark that a code proves.
fn tags(code: Code) -> Vec<String> {
    let controls = code.cis().iter().map(|control| format!("CIS Kubernetes Benchmark {control}"));
    ["kubernetes".to_owned()].into_iter().chain(controls).collect()
}

/// The first paragraph of a code's page, in one line.
fn first_paragraph(code: Code) -> Option<String> {
    let mut paragraphs = code.page().split("\n\n").map(str::trim);
    let text = paragraphs.find(|text| !text.is_empty() && !text.starts_with('#'))?;
    Some(text.lines().collect::<Vec<_>>().join(" "))
}

fn result(sources: &SourceMap, diagnostic: &Diagnostic, codes: &BTreeMap<Code, usize>) -> Value {
    let own = diagnostic.level.map_or(diagnostic.code.kind(), Kind::Lint);
    let level = match (diagnostic.severity, own) {
        (Severity::Error, _) | (Severity::Accepted, Kind::Error | Kind::Lint(Level::Deny)) => {
            "error"
        }
        (Severity::Warning | Severity::Accepted, _) => "warning",
    };
    let mut result = Map::new();
    let mut set = |key: &str, value: Value| result.insert(key.to_owned(), value);
    set("ruleId", json!(diagnostic.code.id()));
    set("ruleIndex", json!(codes.get(&diagnostic.code)));
    set("level", json!(level));
    set("message", json!({ "text": message(diagnostic) }));
    let (primary, related) = diagnostic.labels.split_at(diagnostic.labels.len().min(1));
    set("locations", primary.iter().map(|label| location(sources, label)).collect());
    if !related.is_empty() {
        set("relatedLocations", related.iter().map(|label| location(sources, label)).collect());
    }
    if let Some(value) = diagnostic.fix.as_ref().map(|value| fix(sources, value)) {
        set("fixes", json!([value]));
    }
    if let Some(reason) = &diagnostic.accepted {
        let kind = if diagnostic.known { "external" } else { "inSource" };
        let suppression = json!({ "kind": kind, "justification": reason.as_str() });
        set("suppressions", json!([suppression]));
    }
    Value::Object(result)
}

/// The sentence, facts, and the way out.
fn message(diagnostic: &Diagnostic) -> String {
    let mut text = diagnostic.message.clone();
    for note in &diagnostic.notes {
        text.push_str(&format!("\nnote: {note}"));
    }
    for help in &diagnostic.help {
        text.push_str(&format!("\nhelp: {help}"));
    }
    text
}

fn location(sources: &SourceMap, label: &Label) -> Value {
    let mut location = json!({
        "physicalLocation": {
            "artifactLocation": artifact(sources, label.span.file),
            "region": region(sources, label.span),
        },
    });
    if let (Some(object), false) = (location.as_object_mut(), label.text.is_empty()) {
        object.insert("message".to_owned(), json!({ "text": label.text }));
    }
    location
}

fn artifact(sources: &SourceMap, file: FileId) -> Value {
    json!({ "uri": uri(sources.name(file)), "uriBaseId": "%SRCROOT%" })
}

fn region(sources: &SourceMap, span: Span) -> Value {
    let (from, to) = ends(sources, span);
    let before = sources.get(span.file).map_or(0, |source| source.before.bytes);
    json!({
        "startLine": from.line,
        "startColumn": from.column,
        "endLine": to.line,
        "endColumn": to.column,
        "byteOffset": before + u64::from(span.start),
        "byteLength": span.end.saturating_sub(span.start),
    })
}

fn fix(sources: &SourceMap, fix: &Fix) -> Value {
    let mut files: BTreeMap<FileId, Vec<Value>> = BTreeMap::new();
    for edit in &fix.edits {
        let replacement = json!({
            "deletedRegion": region(sources, edit.span),
            "insertedContent": { "text": edit.replacement },
        });
        files.entry(edit.span.file).or_default().push(replacement);
    }
    let changes = files.into_iter().map(|(file, replacements)| {
        json!({ "artifactLocation": artifact(sources, file), "replacements": replacements })
    });
    json!({ "description": { "text": fix.title }, "artifactChanges": changes.collect::<Vec<_>>() })
}

/// A path as a relative URI (RFC 3986): all but unreserved characters and `/` percent-encoded.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn a_path_becomes_a_relative_uri() {
        assert_eq!(uri("a b/ä:1%.netz"), "a%20b/%C3%A4%3A1%25.netz");
        assert_eq!(uri("<stdin>"), "%3Cstdin%3E");
    }
}
