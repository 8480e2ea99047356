//! What was meant by a resource that there is not.

use super::resource::Path;
use crate::diagnostic::{Code, Diagnostic, listed, suggest};
use crate::k8s::resource::{self, ANY, CORE, Resource, Table};
use crate::source::Span;
use crate::syntax::ast;
use ecow::{EcoString, eco_format};

/// No resource has this plural and group.
pub(super) fn resource(text: &str, path: Path<'_>, span: Span, table: &Table) -> Diagnostic {
    let error = |message: String| Diagnostic::new(Code::UnknownResource, span, message);
    if let Some(meant) = mistaken(path, table) {
        let base = meant.resource.name();
        let part = meant.part.filter(|part| !part.is_empty() && *part != ANY);
        if let Some(part) = part.filter(|part| meant.resource.subresource(part).is_none()) {
            return error(format!("`{text}` names one object, and this is about a kind"))
                .label(format!("the resource is `{base}`"))
                .help(format!("one object is told by its name: `{base} named {part}`"));
        }
        let right = with_part(&base, meant.part);
        return error(format!("`{text}` {}", meant.reason))
            .label(format!("the resource is `{right}`"))
            .fix(format!("write `{right}`"), span, right);
    }
    if let Some(since) =
        resource::since(path.group, path.plural).filter(|since| *since > table.minor())
    {
        let minor = table.minor();
        return error(format!("Kubernetes 1.{minor} has no `{text}`"))
            .label(format!("comes with 1.{since}"))
            .help(format!("compile for a cluster that has it with `--kube-version 1.{since}`"));
    }
    let names = table.iter().flat_map(|known| [known.name(), known.full_name()]);
    let names: Vec<_> = names.collect();
    let wanted = path.group.map_or_else(
        || EcoString::from(path.plural),
        |group| eco_format!("{}.{group}", path.plural),
    );
    let diagnostic = error(format!("there is no resource `{text}`"));
    if let Some(close) = suggest::closest(&wanted, names.iter().map(EcoString::as_str)) {
        let right = with_part(close, path.part);
        return diagnostic.label(format!("did you mean `{right}`?")).fix(
            format!("write `{right}`"),
            span,
            right,
        );
    }
    let example = match path.group {
        Some(group) => eco_format!("{}.{group}", path.plural),
        None => eco_format!("{}.GROUP", path.plural),
    };
    diagnostic
        .label(format!("not in Kubernetes 1.{}, nor declared", table.minor()))
        .help(format!(
            "declare a custom resource with `resource {example} namespaced`, or bring its definition in \
             with `use \"crds/{}.yaml\"`",
            path.plural
        ))
}

/// The resource that was meant, and the reason why the words don't name it.
struct Meant<'a> {
    resource: &'a Resource,
    part: Option<&'a str>,
    reason: &'static str,
}

fn mistaken<'a>(path: Path<'a>, table: &'a Table) -> Option<Meant<'a>> {
    let found = |resource, part, reason| Some(Meant { resource, part, reason });
    let by = |fits: &dyn Fn(&Resource) -> bool| {
        let right_group = |known: &&Resource| path.group == Some(known.group.as_str());
        let meant = |known: &&Resource| fits(known) && may_be_meant(path.group, known, table);
        let fitting = || table.iter().filter(meant);
        fitting().find(right_group).or_else(|| fitting().next())
    };
    let version = path.part.filter(|part| is_version(part));
    let part = if version.is_some() { None } else { path.part };
    if let Some(resource) = by(&|known| known.plural == path.plural) {
        let first = path.group.and_then(|group| group.split('.').next());
        let reason = match path.group {
            None => "is a custom resource and needs its group",
            Some(_) if first.is_some_and(is_version) => "has a version, which RBAC doesn't know",
            Some(_) if version.is_some() => "has a version, which RBAC doesn't know",
            Some(_) => "is in another API group",
        };
        return found(resource, part, reason);
    }
    if let Some(resource) = by(&|known| known.kind == path.plural) {
        return found(resource, part, "is a kind; RBAC takes the plural");
    }
    if let Some(resource) = by(&|known| known.singular == path.plural) {
        return found(resource, part, "is the singular; RBAC takes the plural");
    }
    if let Some(resource) = by(&|known| known.short_names.iter().any(|s| s == path.plural)) {
        return found(resource, part, "is a short name; RBAC takes the plural");
    }
    let lower = path.plural.to_ascii_lowercase();
    if let Some(resource) = by(&|known| known.plural == lower || known.singular == lower) {
        return found(resource, part, "is written in lower case");
    }
    let reversed = |known: &Resource| {
        let group = path.group.map_or_else(
            || EcoString::from(path.plural),
            |rest| eco_format!("{}.{rest}", path.plural),
        );
        known.group == group && Some(known.plural.as_str()) == path.part
    };
    by(&reversed).and_then(|known| found(known, None, "puts the group first; it follows a dot"))
}

/// Whether a group that isn't the resource's may still stand for it. A group of somebody else's does not: the
/// `services` of an operator are not those of the core group.
fn may_be_meant(group: Option<&str>, resource: &Resource, table: &Table) -> bool {
    let Some(group) = group else { return true };
    let group = match group.split_once('.') {
        Some((version, rest)) if is_version(version) => rest,
        _ => group,
    };
    let known = |known: &Resource| known.built_in && known.group == group;
    is_version(group)
        || group == resource.group
        || matches!(group, CORE | "extensions")
        || suggest::closest(group, [resource.group.as_str()]).is_some()
        || table.iter().any(known)
}

/// The resource exists, and has no such subresource.
pub(super) fn subresource(
    text: &str,
    path: Path<'_>,
    resources: &[&Resource],
    span: Span,
) -> Diagnostic {
    let part = path.part.unwrap_or("");
    let base = text.split_once('/').map_or(text, |(base, _)| base);
    let known: Vec<_> =
        resources.iter().flat_map(|known| &known.subresources).map(|sub| &sub.name).collect();
    let error = |message: String| Diagnostic::new(Code::UnknownResource, span, message);
    if is_version(part) {
        return error(format!("`{text}` has a version, which RBAC doesn't know"))
            .label(format!("the resource is `{base}`"))
            .fix(format!("write `{base}`"), span, base);
    }
    if known.iter().any(|name| *name == ANY) {
        return error(format!("what stands behind `{base}/` is yours to name"))
            .label("netz can't list it")
            .help(format!("write each one, such as `{base}/scopes`"));
    }
    let diagnostic = error(match part {
        ANY | "" => format!("`{base}` has no subresources"),
        part => format!("`{base}` has no subresource `{part}`"),
    });
    if let Some(close) = suggest::closest(part, known.iter().map(|name| name.as_str())) {
        let right = with_part(base, Some(close));
        return diagnostic.label(format!("did you mean `{right}`?")).fix(
            format!("write `{right}`"),
            span,
            right,
        );
    }
    if known.is_empty() {
        return diagnostic.label(format!("`{base}` stands alone"));
    }
    let known: std::collections::BTreeSet<_> = known.into_iter().collect();
    diagnostic
        .label("no such part")
        .help(format!("it has {}", listed(known)))
        .help(format!("one object is told by its name: `{base} named {part}`"))
}

/// No resource is in this group.
pub(super) fn group(name: &ast::Name, table: &Table) -> Diagnostic {
    let message = format!("there is no API group `{}`", name.text);
    let diagnostic = Diagnostic::new(Code::UnknownResource, name.span, message);
    let group_of = |known: &'_ Resource| match known.group.as_str() {
        "" => CORE.into(),
        _ => known.group.clone(),
    };
    let groups: Vec<_> = table.iter().map(group_of).collect();
    let groups = groups.iter().map(EcoString::as_str);
    // `networking` is short for `networking.k8s.io`.
    let begins = |group: &&str| group.split('.').next() == Some(name.text.as_str());
    let close = groups.clone().find(begins).or_else(|| suggest::closest(&name.text, groups));
    if let Some(close) = close {
        return diagnostic.label(format!("did you mean `{close}`?")).fix(
            format!("write `{close}`"),
            name.span,
            close,
        );
    }
    if table.of_plural(&name.text).next().is_some() {
        return diagnostic
            .label("a resource, not a group")
            .help(format!("write `{}` without `all of`", name.text));
    }
    diagnostic
        .label("no resource that is built in or declared belongs to it")
        .help("declare its resources with `resource`, or bring in their definitions with `use`")
}

fn with_part(base: &str, part: Option<&str>) -> EcoString {
    part.map_or_else(|| base.into(), |part| eco_format!("{base}/{part}"))
}

/// Whether a word is an API version: `v1`, `v2beta1`.
fn is_version(word: &str) -> bool {
    let number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let Some(rest) = word.strip_prefix('v') else { return false };
    match rest.split_once("alpha").or_else(|| rest.split_once("beta")) {
        Some((major, minor)) => number(major) && number(minor),
        None => number(rest),
    }
}
