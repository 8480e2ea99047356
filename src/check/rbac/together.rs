//! Dangers that a subject holds in several statements: the halves of an escalation.
//!
//! Rights add up over everything that a subject is given in a place, in whatever statement and role, also by
//! the groups that it belongs to in every cluster.

use super::dangers::{is_everything, phrase};
use super::{advice, declared, known, kubernetes, level, places};
use crate::compile::Options;
use crate::diagnostic::{Diagnostic, Sink};
use crate::hash::{IndexMap, IndexSet};
use crate::ir::{Holding, Permission, Policy, RoleRef, Scope, Subject};
use crate::k8s::danger::union::{Held, Whole, is_part, together};
use crate::k8s::danger::{Place, Severity, subject};
use crate::k8s::inventory as objects;
use crate::reach::rights::holder;
use crate::set::right::Holder;
use crate::source::Span;
use ecow::EcoString;
use k8s_openapi::api::rbac::v1::PolicyRule;
use std::cmp::Reverse;
use std::ops::Range;

/// A rule that can be a part of something, with where it holds and what gives it.
struct Part<'a> {
    rule: PolicyRule,
    places: Vec<Place<'a>>,
    /// The resource in the statement.
    span: Span,
    /// Whether that is a wildcard, whose finding tells what it brings along.
    everything: bool,
    /// The statement that gives the role that it stands in.
    given: Option<Span>,
    because: Option<&'a EcoString>,
}

/// Says what each subject can do by rights that stand apart, the worst first.
pub(super) fn check(policy: &Policy, options: &Options, sink: &mut Sink) {
    let minor = options.kube_version;
    let mut parts = Parts { policy, minor, all: Vec::new(), held: IndexMap::default() };
    for grant in &policy.grants {
        let because = grant.clauses.because.as_ref();
        let new = parts.take(&grant.permission, &grant.scope, None, because);
        parts.give(&grant.subjects, &new);
    }
    for holding in &policy.holdings {
        let (scope, because) = (&holding.scope, holding.clauses.because.as_ref());
        let permissions = declared(policy, &holding.role).map(|role| role.permissions.as_slice());
        for permission in permissions.unwrap_or_default() {
            let new = parts.take(permission, scope, Some(holding.span), because);
            parts.give(&holding.subjects, &new);
        }
        if let RoleRef::ClusterRole(name) = &holding.role {
            let new = parts.take_known(known::rules(&options.others, name), holding);
            parts.give(&holding.subjects, &new);
        }
    }
    let mut findings: Vec<_> =
        parts.held.iter().flat_map(|(holder, own)| parts.findings(holder, own)).collect();
    // Of one place one finding is kept: an exception must not hide what has no reason.
    findings.sort_by_key(|(severity, finding)| {
        let shown = finding.accepted.is_none() && *severity > Severity::Low;
        (Reverse(shown), Reverse(*severity))
    });
    findings.into_iter().for_each(|(_, finding)| sink.push(finding));
}

/// Every part, and who holds which.
struct Parts<'a> {
    policy: &'a Policy,
    minor: u32,
    all: Vec<Part<'a>>,
    held: IndexMap<Holder, IndexSet<usize>>,
}

impl<'a> Parts<'a> {
    /// Takes the parts of a permission, and gives the range of their numbers.
    fn take(
        &mut self,
        permission: &Permission,
        scope: &Scope,
        given: Option<Span>,
        because: Option<&'a EcoString>,
    ) -> Range<usize> {
        let start = self.all.len();
        for used in &permission.uses {
            let rule = kubernetes(&used.rule(&permission.names));
            if is_part(&rule, Place::Cluster, self.minor) {
                let places = places(self.policy, scope);
                let (span, everything) = (used.span, is_everything(used));
                self.all.push(Part { rule, places, span, everything, given, because });
            }
        }
        start..self.all.len()
    }

    /// The same of the rules of a ClusterRole that exists already.
    fn take_known<'b>(
        &mut self,
        rules: impl Iterator<Item = (&'b objects::Role, &'b objects::Rule)>,
        holding: &'a Holding,
    ) -> Range<usize> {
        let start = self.all.len();
        for (_, rule) in rules.filter(|(_, rule)| is_part(&rule.rule, Place::Cluster, self.minor)) {
            self.all.push(Part {
                rule: rule.rule.clone(),
                places: places(self.policy, &holding.scope),
                span: holding.span,
                everything: known::is_everything(rule),
                given: None,
                because: holding.clauses.because.as_ref(),
            });
        }
        start..self.all.len()
    }

    fn give(&mut self, subjects: &[Subject], parts: &Range<usize>) {
        for holder in subjects.iter().filter_map(|one| holder(self.policy, *one)) {
            self.held.entry(subject::real(holder)).or_default().extend(parts.clone());
        }
    }

    fn findings(&self, holder: &Holder, own: &IndexSet<usize>) -> Vec<(Severity, Diagnostic)> {
        let groups = subject::groups(holder);
        let shared = groups.iter().filter_map(|group| self.held.get(group)).flatten();
        let numbers: IndexSet<_> = own.iter().chain(shared).copied().collect();
        let parts = numbers.into_iter().filter_map(|at| Some((at, self.all.get(at)?)));
        let parts: Vec<_> = parts.collect();
        let wholes = |everything: bool| {
            let counted = parts.iter().filter(|(_, part)| everything || !part.everything);
            let held = counted.flat_map(|(from, part)| {
                let rule = &part.rule;
                part.places.iter().map(move |place| Held { rule, place: *place, from: *from })
            });
            together(&held.collect::<Vec<_>>(), self.minor)
        };
        // Wildcards come last: what stands without them is said of the statements that are meant.
        let wholes = wholes(false).into_iter().chain(wholes(true));
        // What a group holds by itself is said of the group.
        let of_own = wholes.filter(|whole| whole.parts.iter().any(|(at, _)| own.contains(at)));
        let findings =
            of_own.filter_map(|whole| Some((whole.severity, self.report(holder, &whole)?)));
        findings.collect()
    }

    fn report(&self, holder: &Holder, whole: &Whole<'_, usize>) -> Option<Diagnostic> {
        let parts =
            whole.parts.iter().filter_map(|(at, allowed)| Some((self.all.get(*at)?, allowed)));
        let parts: Vec<_> = parts.collect();
        let (first, _) = parts.first()?;
        if first.everything && parts.iter().all(|(part, _)| part.span == first.span) {
            return None;
        }
        let requests: Vec<_> = parts.iter().map(|(_, allowed)| phrase([*allowed])).collect();
        let all = if parts.len() == 2 { "both" } else { "all of it" };
        let message = format!(
            "{} can {}: who can do {all} can {}",
            name(holder),
            requests.join(" and "),
            whole.so()
        );
        let mut finding = Diagnostic::new(advice::code(whole.union.kind), first.span, message)
            .help(advice::way_out(whole.union.kind))
            .at_level(level(whole.severity));
        let mut places: IndexMap<Span, Vec<&str>> = IndexMap::default();
        for ((part, _), request) in parts.iter().zip(&requests) {
            places.entry(part.span).or_default().push(request);
        }
        for (span, requests) in places {
            let text = requests.join(" and ");
            finding =
                if span == first.span { finding.label(text) } else { finding.also(span, text) };
        }
        let given: IndexSet<_> = parts.iter().filter_map(|(part, _)| part.given).collect();
        for span in given {
            finding = finding.also(span, "held by this");
        }
        let answered = parts.iter().all(|(part, _)| part.because.is_some());
        Some(finding.answered(first.because.filter(|_| answered)))
    }
}

fn name(holder: &Holder) -> String {
    match holder {
        Holder::Account(namespace, name) => format!("the account `{namespace}/{name}`"),
        Holder::User(name) => format!("the user `{name}`"),
        Holder::Group(name) => format!("the group `{name}`"),
    }
}
