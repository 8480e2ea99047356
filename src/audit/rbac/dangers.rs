//! What the rules of a role are good for in the wrong hands.

use super::{Risky, advice, is_copied, is_everything};
use crate::audit::model::{Model, Way};
use crate::audit::words;
use crate::check::rbac::advice::code;
use crate::check::rbac::dangers::phrase;
use crate::check::rbac::level;
use crate::diagnostic::{Diagnostic, Level, Sink};
use crate::hash::IndexMap;
use crate::k8s::danger::{Danger, Kind, Place, SYSTEM_NAMESPACE, Severity, dangers, names};
use crate::k8s::inventory::{Role, Rule};
use crate::source::Span;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// How many places of one kind a message shows.
const SHOWN: usize = 3;

/// A danger, and the rule that is the reason.
type Places<'a> = Vec<(&'a Rule, Danger)>;

pub(super) fn check(model: &Model<'_>, risky: &Risky, sink: &mut Sink) {
    let mut findings = Vec::new();
    for (at, role) in model.roles() {
        let numbers = risky.of_role(at);
        // What a role adds to one that every cluster has is said of that.
        if numbers.is_empty() || (model.ways(at).is_empty() && model.is_collected(at)) {
            continue;
        }
        let (place, bound) = match (model.worst(at), &role.namespace) {
            (Some(place), _) => (place, true),
            (None, Some(namespace)) => (Place::Namespace(namespace.as_str()), false),
            (None, None) => (Place::Cluster, false),
        };
        let mut found: IndexMap<&str, Places<'_>> = IndexMap::default();
        for rule in numbers.iter().filter_map(|number| role.rules.get(*number)) {
            if is_copied(model, at, rule) {
                continue;
            }
            for danger in dangers(&rule.rule, place, model.minor()) {
                if !is_everything(rule) || danger.entry.kind == Kind::SecretsRead {
                    found.entry(danger.entry.so).or_default().push((rule, danger));
                }
            }
        }
        findings.extend(found.values().filter_map(|places| report(model, at, role, bound, places)));
    }
    findings.sort_by_key(|(severity, _)| Reverse(*severity));
    findings.into_iter().for_each(|(_, finding)| sink.push(finding));
}

fn report(
    model: &Model<'_>,
    at: usize,
    role: &Role,
    bound: bool,
    places: &[(&Rule, Danger)],
) -> Option<(Severity, Diagnostic)> {
    let (_, first) = places.first()?;
    let entry = first.entry;
    let severity = places.iter().map(|(_, danger)| danger.severity).max()?;
    // What somebody could be given isn't yet in anybody's hands.
    let severity = if bound { severity } else { severity.lower() };
    let phrase = phrase(places.iter().flat_map(|(_, danger)| &danger.allowed));
    let ways = &ways(model, at, places);
    let namespaces: BTreeSet<_> =
        ways.iter().filter_map(|way| model.binding(*way)).map(|it| it.namespace.as_ref()).collect();
    let place = match places.iter().any(|(_, danger)| danger.is_local()) {
        true if bound => format!(" {}", words::place(&namespaces)),
        _ => String::new(),
    };
    let (name, held) = (words::role(role), words::held_by(model, ways));
    let so = Danger::so(places.iter().map(|(_, danger)| danger))?;
    let message = format!("{name}{held}: who can {phrase} can {so}{place}");
    let mut spans: Vec<Span> = Vec::new();
    for (rule, danger) in places {
        let words = words_of(rule, danger, model.minor());
        spans.extend(words.into_iter().filter(|span| !spans.contains(span)).collect::<Vec<_>>());
    }
    let (primary, others) = spans.split_first()?;
    let mut finding = Diagnostic::new(code(entry.kind), *primary, message)
        .label("enough for it")
        .help(advice::way_out(entry.kind));
    for span in others.iter().take(SHOWN) {
        finding = finding.also(*span, "and this");
    }
    if let Some(names) = confined(places) {
        finding = finding.note(format!("`resourceNames` confine it to {}", words::few(&names)));
    }
    finding = with_ways(model, at, ways, finding);
    let level = if model.is_held_by_own(at) { Level::Allow } else { level(severity) };
    let what = words::bare(&phrase);
    let finding = finding
        .at_level(level)
        .marked(words::bare(&name), words::marks(model, ways, &what))
        .answered(model.because_of(at));
    Some((severity, finding))
}

/// The bindings that give what is dangerous: one in a namespace gives nothing of what is in none.
fn ways(model: &Model<'_>, role: usize, places: &[(&Rule, Danger)]) -> Vec<Way> {
    let is_given = |place: Place<'_>| {
        let mut rules = places.iter();
        rules.any(|(rule, danger)| {
            let mut found = dangers(&rule.rule, place, model.minor()).into_iter();
            found.any(|other| other.entry.so == danger.entry.so)
        })
    };
    let (everywhere, system, inside) = (
        is_given(Place::Cluster),
        is_given(Place::Namespace(SYSTEM_NAMESPACE)),
        is_given(Place::Namespace("")),
    );
    let gives = |way: &&Way| match model.binding(**way).map(|it| it.namespace.as_deref()) {
        Some(Some(SYSTEM_NAMESPACE)) => system,
        Some(Some(_)) => inside,
        Some(None) | None => everywhere,
    };
    model.ways(role).iter().filter(gives).copied().collect()
}

/// The names to which all of some dangers are confined.
fn confined<'a>(places: &[(&'a Rule, Danger)]) -> Option<Vec<&'a str>> {
    let mut all = BTreeSet::new();
    for (rule, danger) in places {
        all.extend(names(&rule.rule, &danger.allowed)?);
    }
    Some(all.into_iter().collect())
}

/// Shows who gives a role to whom, through some bindings.
pub(super) fn with_ways(
    model: &Model<'_>,
    role: usize,
    ways: &[Way],
    mut finding: Diagnostic,
) -> Diagnostic {
    for way in ways.iter().take(SHOWN) {
        let Some(binding) = model.binding(*way) else { continue };
        let Some((holder, span)) = binding.subjects.first() else { continue };
        let more = match binding.subjects.len() {
            1 => String::new(),
            count => format!(" and {} more", count - 1),
        };
        let place = words::place(&[binding.namespace.as_ref()].into());
        let through = match model.role(role) {
            Some(role) if role.name != binding.role.1 => format!(", through `{}`", binding.role.1),
            _ => String::new(),
        };
        let text = format!("given to {}{more} {place}{through}", words::holder(holder));
        finding = finding.also(*span, text);
    }
    match ways.len().saturating_sub(SHOWN) {
        0 => finding,
        1 => finding.note("another binding gives it too"),
        rest => finding.note(format!("{rest} other bindings give it too")),
    }
}

/// The words of a rule that are the reason of a danger.
fn words_of(rule: &Rule, danger: &Danger, minor: u32) -> Vec<Span> {
    let resources = rule.rule.resources.as_deref().unwrap_or_default();
    let mut spans = Vec::new();
    for (resource, span) in resources.iter().zip(&rule.resources) {
        let mut alone = rule.rule.clone();
        alone.resources = Some(vec![resource.clone()]);
        let found = dangers(&alone, Place::Cluster, minor);
        if resources.len() == 1 || found.iter().any(|other| other.entry.so == danger.entry.so) {
            spans.push(*span);
        }
    }
    if spans.is_empty() { vec![rule.span] } else { spans }
}
