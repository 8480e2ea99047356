//! RBAC's own wildcards: `"*"`, `"*.apps"`, `"*/scale"`, `"deployments.*"`.

use super::resource::{Meaning, Path};
use crate::diagnostic::{Code, Diagnostic, Sink, suggest};
use crate::ir::Object;
use crate::k8s::name;
use crate::k8s::resource::{ANY, CORE, Resource, STANDARD, Table};
use crate::source::Span;
use ecow::{EcoString, eco_format};
use std::collections::BTreeSet;

/// What a quoted resource with a `*` stands for.
pub(super) fn resolve(
    text: &str,
    span: Span,
    table: &Table,
    sink: &mut Sink,
) -> Option<Vec<Meaning>> {
    let path = Path::new(text);
    if let Some(diagnostic) = misuse(text, path, span) {
        sink.push(diagnostic);
        return None;
    }
    let group = match path.group {
        None => ANY,
        Some(CORE) => "",
        Some(group) => group,
    };
    let meant = |resource: &&Resource| {
        (path.plural == ANY || resource.plural == path.plural)
            && (group == ANY || resource.group == group)
    };
    let covered = table.iter().filter(meant).flat_map(|resource| covered(resource, path));
    let meanings: Vec<_> = covered.collect();
    if meanings.is_empty() && !is_of_others(path, group, table) {
        sink.push(nothing(text, path, span, table));
        return None;
    }
    let all = |verbs: fn(&Meaning) -> &Vec<EcoString>| -> Vec<EcoString> {
        let set: BTreeSet<_> = meanings.iter().flat_map(verbs).cloned().collect();
        set.into_iter().collect()
    };
    let part = path.part.map(|part| eco_format!("/{part}")).unwrap_or_default();
    let object = Object::Resource {
        group: group.into(),
        resource: eco_format!("{}{part}", path.plural),
        namespaced: None,
    };
    let mut verbs = all(|meaning| &meaning.verbs);
    if meanings.is_empty() {
        verbs.extend(STANDARD.iter().copied().map(EcoString::from));
    }
    Some(vec![Meaning { object, verbs, guarded: all(|meaning| &meaning.guarded) }])
}

/// Whether everything of a group is meant that netz needs to know nothing of: one of somebody else's, with a
/// dot in its name as all of those have, that is declared or unlike every group that is known.
fn is_of_others(path: Path<'_>, group: &str, table: &Table) -> bool {
    let known = || table.iter().map(|known| known.group.as_str());
    let mut of_group = table.of_group(group).peekable();
    let declared = of_group.peek().is_some();
    path.plural == ANY
        && group.contains('.')
        && name::dns_subdomain(group).is_ok()
        && !of_group.any(|known| known.built_in)
        && (declared || suggest::closest(group, known()).is_none())
}

/// What of a resource the wildcard covers: `*` covers its subresources too.
fn covered(resource: &Resource, path: Path<'_>) -> Vec<Meaning> {
    let parts = resource.subresources.iter().filter(|sub| match path.part {
        Some(part) => sub.name == part,
        None => path.plural == ANY,
    });
    let itself = path.part.is_none().then(|| Meaning::of_resource(resource));
    let parts = parts.map(|sub| Meaning::of_subresource(resource, sub, &sub.name));
    itself.into_iter().chain(parts).collect()
}

/// No resource fits the wildcard.
fn nothing(text: &str, path: Path<'_>, span: Span, table: &Table) -> Diagnostic {
    let diagnostic =
        Diagnostic::new(Code::UnknownResource, span, format!("no resource fits `\"{text}\"`"));
    let plurals: Vec<_> = table.iter().map(|known| known.plural.as_str()).collect();
    let groups: Vec<_> = table.iter().map(|known| known.group.as_str()).collect();
    let parts: Vec<_> =
        table.iter().flat_map(|known| &known.subresources).map(|sub| sub.name.as_str()).collect();
    let plural = correct(path.plural, &plurals);
    let group = path.group.map(|group| correct(group, &groups));
    let part = path.part.map(|part| correct(part, &parts));
    let mut close = EcoString::from(plural);
    for (mark, word) in [(".", group), ("/", part)] {
        if let Some(word) = word {
            close.push_str(mark);
            close.push_str(word);
        }
    }
    if close == text {
        return diagnostic.label(format!("not in Kubernetes 1.{}, nor declared", table.minor()));
    }
    diagnostic.label(format!("did you mean `\"{close}\"`?")).maybe_fix(
        format!("write `\"{close}\"`"),
        span,
        eco_format!("\"{close}\""),
    )
}

/// The word itself where it is known or unlike any that is.
fn correct<'a>(word: &'a str, known: &[&'a str]) -> &'a str {
    if known.contains(&word) {
        return word;
    }
    suggest::closest(word, known.iter().copied()).unwrap_or(word)
}

/// Wildcards that RBAC takes for plain letters.
fn misuse(text: &str, path: Path<'_>, span: Span) -> Option<Diagnostic> {
    let error = |message: String| Diagnostic::new(Code::UnknownResource, span, message);
    let partial = |word: &str| word.contains('*') && word != ANY;
    if path.part == Some(ANY) && path.plural == ANY {
        return Some(
            error("RBAC knows no `*/*`".to_owned())
                .label("matches nothing")
                .help("`\"*\"` alone covers every resource and every subresource"),
        );
    }
    if path.part == Some(ANY) {
        return Some(
            error(format!("RBAC knows no `{text}`"))
                .label("matches nothing as an RBAC wildcard")
                .help(format!("without quotes `{text}` stands for each subresource that exists"))
                .fix("remove the quotes", span, text),
        );
    }
    let words = [Some(path.plural), path.group, path.part];
    words.into_iter().flatten().any(partial).then(|| {
        error(format!("RBAC knows no patterns such as `{text}`"))
            .label("matches nothing")
            .help("its `*` stands for a whole word: `\"*\"`, `\"*.apps\"`, `\"*/scale\"`")
    })
}
