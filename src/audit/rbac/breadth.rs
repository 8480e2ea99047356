//! Wildcards of rules: `wildcard-verb`, `wildcard-resource`, `wildcard-subresource`, `wildcard-group`.

use super::dangers::with_ways;
use super::is_copied;
use crate::audit::model::Model;
use crate::audit::words;
use crate::check::rbac::advice::code;
use crate::diagnostic::{Code, Diagnostic, Level, Sink, listed};
use crate::k8s::danger::breadth::{Breadth, breadth};
use crate::k8s::danger::{Place, Severity, dangers};
use crate::k8s::inventory::{Role, Rule};
use crate::k8s::resource::CORE;
use crate::source::Span;
use std::cmp::Reverse;

/// How many checks a note names.
const NAMED: usize = 4;

pub(super) fn check(model: &Model<'_>, sink: &mut Sink) {
    for (at, role) in model.roles() {
        for rule in &role.rules {
            let found = breadth(&rule.rule);
            if found.is_empty() || is_copied(model, at, rule) {
                continue;
            }
            let alone = found.len() == 1;
            for one in found {
                // What every resource is, every verb makes no wider to the eye.
                if !alone && matches!(one, Breadth::EveryVerb | Breadth::EveryVerbSpelled) {
                    continue;
                }
                sink.push(report(model, at, role, rule, one));
            }
        }
    }
}

fn report(
    model: &Model<'_>,
    at: usize,
    role: &Role,
    rule: &Rule,
    found: Breadth<'_>,
) -> Diagnostic {
    let (resources, verbs) = (rule.rule.resources.as_deref().unwrap_or_default(), &rule.rule.verbs);
    let resource = |wanted: &str| {
        let mut pairs = resources.iter().zip(&rule.resources);
        pairs.find(|(word, _)| *word == wanted).map_or(rule.span, |(_, span)| *span)
    };
    let verb = || {
        let mut pairs = verbs.iter().zip(&rule.verbs);
        pairs.find(|(word, _)| *word == "*").map_or(rule.span, |(_, span)| *span)
    };
    let name = words::role(role);
    let head = format!("{name}{}", words::held_by(model, model.ways(at)));
    let every = verbs.iter().any(|verb| verb == "*");
    let how = if every { "every verb on " } else { "" };
    let (code, span, what, label, help): (Code, Span, String, &str, &str) = match found {
        Breadth::EveryVerb => (
            Code::WildcardVerb,
            verb(),
            format!("every verb on {}", listed(resources.iter().take(NAMED))),
            "every verb, known or to come",
            "write the verbs that are needed: `get`, `list`, `watch` to read",
        ),
        Breadth::EveryVerbSpelled => (
            Code::WildcardVerb,
            verbs.first().and(rule.verbs.first()).copied().unwrap_or(rule.span),
            format!("every verb, spelled out, on {}", listed(resources.iter().take(NAMED))),
            "as wide as a wildcard",
            "write the verbs that are needed, or name the resources",
        ),
        Breadth::EveryResource => (
            Code::WildcardResource,
            resource("*"),
            format!("{how}every resource of every group"),
            "known or to come, secrets and roles included",
            "name the resources that are needed; `kubectl api-resources` lists them",
        ),
        Breadth::EveryResourceOf(group) => (
            Code::WildcardResource,
            resource("*"),
            format!("{how}every resource of `{}`", if group.is_empty() { CORE } else { group }),
            "with every subresource, known or to come",
            "name the resources that are needed; `kubectl api-resources` lists them",
        ),
        Breadth::Subresource(part) => (
            Code::WildcardSubresource,
            resource(&format!("*/{part}")),
            format!("`{part}` of every resource"),
            "custom resources included, known or to come",
            "name the resources, as in `deployments/scale`",
        ),
        Breadth::EveryGroup(plural) => (
            Code::WildcardGroup,
            rule.groups.first().copied().unwrap_or(rule.span),
            format!("`{plural}` of every API group"),
            "also of groups that somebody adds later",
            "name the group; that of pods and secrets is `\"\"`",
        ),
    };
    let mut finding =
        Diagnostic::new(code, span, format!("{head}: {what}")).label(label).help(help);
    if matches!(code, Code::WildcardResource)
        && let Some(note) = brought_along(model, at, rule)
    {
        finding = finding.note(note);
    }
    finding = with_ways(model, at, model.ways(at), finding);
    if model.is_held_by_own(at) {
        finding = finding.at_level(Level::Allow);
    } else if model.ways(at).is_empty() {
        finding = finding.at_level(Level::Warn);
    }
    let what = words::bare(&what);
    let marks = words::marks(model, model.ways(at), &what);
    finding.marked(words::bare(&name), marks).answered(model.because_of(at))
}

/// What a wildcard brings along, the worst first.
fn brought_along(model: &Model<'_>, at: usize, rule: &Rule) -> Option<String> {
    let place = model.worst(at).unwrap_or(Place::Cluster);
    let mut found = dangers(&rule.rule, place, model.minor());
    found.retain(|danger| danger.severity >= Severity::Medium);
    found.sort_by_key(|danger| Reverse(danger.severity));
    let mut names = Vec::new();
    for danger in found {
        let name = code(danger.entry.kind).name();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let rest = names.len().saturating_sub(NAMED);
    names.truncate(NAMED);
    let more = if rest > 0 { format!(", and {rest} more") } else { String::new() };
    (!names.is_empty())
        .then(|| format!("it holds what is reported elsewhere as {}{more}", listed(names)))
}
