//! Rights that are dangerous together, over all that a subject holds through all of its bindings and groups.

use super::{Risky, advice, is_everything};
use crate::audit::model::{Model, Way, is_component};
use crate::audit::words;
use crate::check::rbac::advice::code;
use crate::check::rbac::dangers::phrase;
use crate::check::rbac::level;
use crate::diagnostic::{Diagnostic, Sink};
use crate::hash::{IndexMap, IndexSet};
use crate::k8s::danger::union::{Held, Whole, is_part, together};
use crate::k8s::danger::{Place, subject};
use crate::k8s::inventory::{Role, Rule};
use crate::set::right::Holder;
use crate::source::Span;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// A rule that a holder has through a binding: the numbers of the binding, of the role and of its rule.
type Part = (Way, usize, usize);

/// Findings about the same rules are one, about all who hold them.
type Findings<'a> = IndexMap<(&'static str, Vec<Span>), (Whole<'a, Part>, Vec<&'a Holder>)>;

pub(super) fn check(model: &Model<'_>, risky: &Risky, sink: &mut Sink) {
    let parts = parts(model, risky);
    let mut findings = Findings::default();
    for (holder, own) in &model.holders {
        if is_component(holder) {
            continue;
        }
        let mut held = Vec::new();
        collect(model, &parts, own, &mut held);
        if held.is_empty() {
            continue;
        }
        let of_own = held.len();
        for group in subject::groups(holder) {
            if let Some(bindings) = model.holders.get(&group) {
                collect(model, &parts, bindings, &mut held);
            }
        }
        let own: BTreeSet<Part> = held.iter().take(of_own).map(|held| held.from).collect();
        let minor = model.minor();
        let narrow: Vec<_> = held.iter().copied().filter(|held| !wild(model, held.from)).collect();
        let mut said = BTreeSet::new();
        for whole in together(&narrow, minor).into_iter().chain(together(&held, minor)) {
            let all_wild = whole.parts.iter().all(|(part, _)| wild(model, *part));
            // What a group holds by itself is said of the group.
            let is_own = whole.parts.iter().any(|(part, _)| own.contains(part));
            if all_wild || !is_own || !said.insert(code(whole.union.kind)) {
                continue;
            }
            let spans = whole.parts.iter().filter_map(|(part, _)| Some(rule(model, *part)?.1.span));
            let key = (whole.so(), spans.collect());
            findings.entry(key).or_insert_with(|| (whole, Vec::new())).1.push(holder);
        }
    }
    let mut said: Vec<_> = findings
        .values()
        .filter_map(|(whole, holders)| Some((whole.severity, report(model, whole, holders)?)))
        .collect();
    said.sort_by_key(|(severity, _)| Reverse(*severity));
    said.into_iter().for_each(|(_, finding)| sink.push(finding));
}

/// The rules of each role that can be parts.
fn parts(model: &Model<'_>, risky: &Risky) -> Vec<Vec<usize>> {
    let roles = model.inventory.roles().iter().enumerate();
    let of_role = |(at, role): (usize, &Role)| {
        let numbers = risky.of_role(at).iter().copied();
        let is_part = |number: &usize| {
            let rule = role.rules.get(*number);
            rule.is_some_and(|rule| is_part(&rule.rule, Place::Cluster, model.minor()))
        };
        numbers.filter(is_part).collect()
    };
    roles.map(of_role).collect()
}

fn collect<'a>(
    model: &'a Model<'_>,
    parts: &[Vec<usize>],
    bindings: &[(usize, usize)],
    held: &mut Vec<Held<'a, Part>>,
) {
    for (binding, _) in bindings {
        let Some(place) = model.binding(Way(*binding)) else { continue };
        let place = match &place.namespace {
            Some(namespace) => Place::Namespace(namespace.as_str()),
            None => Place::Cluster,
        };
        for role in model.gives.get(*binding).map(|gives| gives.roles()).unwrap_or_default() {
            for number in parts.get(*role).into_iter().flatten() {
                let from = (Way(*binding), *role, *number);
                if let Some((_, rule)) = rule(model, from) {
                    held.push(Held { rule: &rule.rule, place, from });
                }
            }
        }
    }
}

fn rule<'a>(model: &Model<'a>, (_, role, number): Part) -> Option<(&'a Role, &'a Rule)> {
    let role = model.role(role)?;
    Some((role, role.rules.get(number)?))
}

fn wild(model: &Model<'_>, part: Part) -> bool {
    rule(model, part).is_some_and(|(_, rule)| is_everything(rule))
}

fn report(model: &Model<'_>, whole: &Whole<'_, Part>, holders: &[&Holder]) -> Option<Diagnostic> {
    let parts: Vec<_> = whole
        .parts
        .iter()
        .filter_map(|(part, allowed)| Some((*part, rule(model, *part)?, allowed)))
        .collect();
    let (_, (first, _), _) = parts.first()?;
    let requests: Vec<_> = parts.iter().map(|(_, _, allowed)| phrase([*allowed])).collect();
    let all = if parts.len() == 2 { "both" } else { "all of it" };
    let names: Vec<_> = holders.iter().map(|one| words::holder(one)).collect();
    let place = match whole.place {
        Place::Cluster => String::new(),
        Place::Namespace(namespace) => format!(" in namespace `{namespace}`"),
    };
    let message = format!(
        "{} can {}{place}: who can do {all} can {}",
        words::listed(&names),
        requests.join(" and "),
        whole.so()
    );
    let mut places: IndexMap<Span, Vec<String>> = IndexMap::default();
    for ((_, (role, rule), allowed), request) in parts.iter().zip(&requests) {
        let span = word(rule, &allowed.resource);
        places.entry(span).or_default().push(format!("{request} in {}", words::role(role)));
    }
    let (primary, said) = places.first()?;
    let mut finding = Diagnostic::new(code(whole.union.kind), *primary, message)
        .label(said.join(" and "))
        .help(advice::way_out(whole.union.kind))
        .at_level(level(whole.severity));
    for (span, said) in places.iter().skip(1) {
        finding = finding.also(*span, said.join(" and "));
    }
    let ways: IndexSet<Way> = parts.iter().map(|((way, _, _), _, _)| *way).collect();
    for binding in ways.iter().filter_map(|way| model.binding(*way)) {
        let span = binding.subjects.first().map_or(binding.span, |(_, span)| *span);
        finding = finding.also(span, format!("held by {}", words::binding(binding)));
    }
    let marks = holders.iter().map(|holder| {
        let requests = requests.join(" and ");
        format!("{}{place}: {}", words::bare(&requests), words::bare_holder(holder))
    });
    let marks: Vec<_> = marks.map(|mark| words::bare(&mark)).collect();
    let reasons = parts.iter().map(|((way, role, _), _, _)| {
        let own = model.role(*role).and_then(|role| model.because(role.reason.as_ref()));
        own.or_else(|| model.because(model.binding(*way)?.reason.as_ref()))
    });
    let reasons: Option<Vec<_>> = reasons.collect();
    let because = reasons.and_then(|reasons| reasons.first().copied());
    Some(finding.marked(words::bare(&words::role(first)), marks).answered(because))
}

/// The word of a rule that means a resource.
fn word(rule: &Rule, resource: &str) -> Span {
    let plural = resource.split('.').next().unwrap_or(resource);
    let words = rule.rule.resources.iter().flatten().zip(&rule.resources);
    let mut words = words.filter(|(word, _)| *word == plural || *word == resource);
    words
        .next()
        .map(|(_, span)| *span)
        .or_else(|| rule.resources.first().copied())
        .unwrap_or(rule.span)
}
