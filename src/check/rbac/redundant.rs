//! `redundant-right`: statements that give nothing that others don't.
//!
//! Judged by meaning: every right that a statement gives must be given by statements that hold at least as
//! long, wildcards and wider places included. Statements that are reported no longer count for others, so
//! that all of them can be removed together.

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::hash::{HashMap, IndexMap};
use crate::ir::{Clauses, Policy};
use crate::k8s::danger::subject;
use crate::reach::rights::{acts, given};
use crate::set::right::{Act, Holder, Right};
use crate::source::Span;
use ecow::{EcoString, eco_format};
use jiff::civil::Date;
use std::cmp::Reverse;
use std::collections::BTreeSet;

pub(super) fn check(policy: &Policy, sink: &mut Sink) {
    // A statement with an error says less than it means.
    if sink.has_errors() {
        return;
    }
    of_subjects(policy, sink);
    for role in &policy.roles {
        let mut statements = Statements::default();
        for permission in &role.permissions {
            let holder = Holder::Group(role.name.clone());
            let rights =
                acts(permission).map(|act| Right { holder: holder.clone(), namespace: None, act });
            statements.add(permission.span, &Clauses::default(), rights);
        }
        statements.report(&format!("role `{}` gives this already", role.name), sink);
    }
}

fn of_subjects(policy: &Policy, sink: &mut Sink) {
    let mut statements = Statements::default();
    for (right, statement) in given(policy) {
        if let (Some(span), Some(clauses)) = (statement.span(policy), statement.clauses(policy)) {
            let right = Right { holder: subject::real(right.holder), ..right };
            statements.add(span, clauses, [right]);
        }
    }
    statements.report("other statements give this already", sink);
}

/// A statement; a body for several zones is one.
struct Statement {
    until: Date,
    because: Option<EcoString>,
    rights: BTreeSet<Right>,
}

/// Statements by their places, in the order of the source.
#[derive(Default)]
struct Statements(IndexMap<Span, Statement>);

impl Statements {
    fn add(&mut self, span: Span, clauses: &Clauses, rights: impl IntoIterator<Item = Right>) {
        let statement = self.0.entry(span).or_insert_with(|| Statement {
            until: clauses.until.map_or(Date::MAX, |(last, _)| last),
            because: clauses.because.clone(),
            rights: BTreeSet::new(),
        });
        statement.rights.extend(rights);
    }

    /// Says which statements could go: those without a reason first, the later before the earlier.
    fn report(&self, message: &str, sink: &mut Sink) {
        let mut givers: HashMap<&Right, Vec<usize>> = HashMap::default();
        for (at, statement) in self.0.values().enumerate() {
            // A wildcard without a reason is an error of its own: what it covers may be what was meant.
            let counts = |right: &&Right| statement.because.is_some() || !is_wild(&right.act);
            for right in statement.rights.iter().filter(counts) {
                givers.entry(right).or_default().push(at);
            }
        }
        let mut order: Vec<_> = self.0.iter().enumerate().collect();
        order.sort_by_key(|(at, (_, statement))| (statement.because.is_some(), Reverse(*at)));
        let mut gone = BTreeSet::new();
        for (at, (span, statement)) in order {
            let lasts = |other: &usize| {
                *other != at
                    && !gone.contains(other)
                    && self.0.get_index(*other).is_some_and(|(_, it)| it.until >= statement.until)
            };
            let giver = |right: &Right| {
                let mut wider = wider(right).into_iter().filter_map(|right| givers.get(&right));
                wider.find_map(|givers| givers.iter().copied().find(|other| lasts(other)))
            };
            let by: Option<BTreeSet<_>> = statement.rights.iter().map(giver).collect();
            let Some(by) = by.filter(|by| !by.is_empty()) else { continue };
            let mut finding = Diagnostic::new(Code::RedundantRight, *span, message)
                .label("gives nothing new")
                .help("remove it, or let it say what it was meant to add");
            for other in by.iter().filter_map(|other| self.0.get_index(*other)) {
                finding = finding.also(*other.0, "gives it");
            }
            sink.push(finding.answered(statement.because.as_ref()));
            gone.insert(at);
        }
    }
}

fn is_wild(act: &Act) -> bool {
    match act {
        Act::Resource { group, resource, verb, .. } => {
            group == "*" || verb == "*" || resource.starts_with('*')
        }
        Act::Url { verb, .. } => verb == "*",
        Act::ClusterRole(_) => false,
    }
}

/// Every right that gives a right, itself included, as rules can say it.
fn wider(right: &Right) -> Vec<Right> {
    let any = || EcoString::from("*");
    let acts: Vec<Act> = match &right.act {
        Act::ClusterRole(_) => vec![right.act.clone()],
        Act::Url { verb, path } => {
            let starts = path.char_indices().filter_map(|(end, _)| path.get(..end));
            let paths = starts.map(|start| eco_format!("{start}*")).chain([path.clone()]);
            let of_path = |path: EcoString| {
                [verb.clone(), any()].map(|verb| Act::Url { verb, path: path.clone() })
            };
            paths.flat_map(of_path).collect()
        }
        Act::Resource { group, resource, verb, name } => {
            let part = resource.split_once('/').map(|(_, part)| eco_format!("*/{part}"));
            let resources: Vec<_> = [resource.clone(), any()].into_iter().chain(part).collect();
            let groups = [group.clone(), any()];
            let verbs = [verb.clone(), any()];
            let named = Act::product(&groups, &resources, &verbs, name.as_slice());
            let every = Act::product(&groups, &resources, &verbs, &[]);
            every.chain(named).collect()
        }
    };
    let places = right.namespace.as_ref().map_or(vec![None], |own| vec![Some(own.clone()), None]);
    let at = |namespace: Option<EcoString>| {
        let one = move |act: Act| Right {
            holder: right.holder.clone(),
            namespace: namespace.clone(),
            act,
        };
        acts.clone().into_iter().map(one)
    };
    places.into_iter().flat_map(at).collect()
}
