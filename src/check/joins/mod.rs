//! Where rights and the network meet: who can undo what a zone's flows promise.
//!
//! A NetworkPolicy holds as long as nobody changes it, relabels pods or namespaces, opens a tunnel past it
//! or turns a Service elsewhere. Each is a right, and its findings are about the statement that gives it to
//! somebody besides those who deliver the zone (`delivered by`). One statement is spoken of once, under the
//! gravest of its findings. A grant whose right is reported wherever it stands is reported once: by what says
//! it more gravely.

mod api;
pub(crate) mod join;
mod ways;

use crate::compile::Options;
use crate::diagnostic::{Code, Diagnostic, Kind, Level, Sink, listed};
use crate::hash::{HashMap, HashSet};
use crate::ir::{Object, Policy, RoleRef, Scope, Subject, ZoneId};
use crate::k8s::authority::Authority;
use crate::k8s::resource::Table;
use crate::reach::rights::{self, Statement};
use crate::set::right::Act;
use crate::source::Span;
use ecow::EcoString;
use join::Join;
use std::collections::{BTreeMap, BTreeSet};
use ways::Ways;

/// How many zones a message names.
const FEW: usize = 3;

/// What the statement lets its subjects do, by zone, with the act that does it.
type Findings = BTreeMap<Join, (BTreeSet<ZoneId>, BTreeSet<Subject>, Act)>;

/// Says of each grant how it undoes the isolation of zones.
pub(super) fn check(policy: &Policy, options: &Options, sink: &mut Sink) {
    if policy.zones.iter().all(|zone| !zone.isolation.ingress && !zone.isolation.egress) {
        return;
    }
    api::unreachable(policy, sink);
    api::without_rights(policy, options.others.rbac(), sink);
    let ways = Ways::of(policy);
    let said = options.others.rbac().cluster_roles();
    let authority = Authority::new(Table::new(options.kube_version), []).knowing(said);
    let in_force = |code, level| options.levels.of_finding(code, Some(level));
    let said = sink.levels().map(|(span, code, level)| ((span, code), in_force(code, level)));
    let said = said.collect();
    let mut less_grave = HashSet::default();
    for statement in Statement::all(policy) {
        let mut findings = findings(policy, &authority, &ways, statement);
        findings.retain(|join, _| !is_said(policy, statement, *join, &said));
        let gravest = findings.keys().next();
        if gravest.is_some_and(|join| options.levels.of(join.code()) > Level::Allow) {
            less_grave.extend(findings.keys().flat_map(|join| saying(policy, statement, *join)));
        }
        if let Some(diagnostic) = report(policy, statement, &findings) {
            let because = statement.clauses(policy).and_then(|clauses| clauses.because.as_ref());
            sink.push(diagnostic.answered(because));
        }
    }
    sink.take_back(&less_grave);
}

/// The levels of what was said of places.
type Said = HashMap<(Span, Code), Level>;

/// Where a grant may have been spoken of for the same reason.
fn saying(
    policy: &Policy,
    statement: Statement,
    join: Join,
) -> impl Iterator<Item = (Span, Code)> + use<'_> {
    let (grant, known) = match statement {
        Statement::Grant(at) => (policy.grants.get(at), None),
        // What a role of the program is good for is said where it is declared.
        Statement::Holding(at) => {
            let holding = policy.holdings.get(at);
            (None, holding.filter(|holding| matches!(holding.role, RoleRef::ClusterRole(_))))
        }
    };
    let uses = grant.into_iter().flat_map(|grant| &grant.permission.uses);
    let spans = uses.map(|used| used.span).chain(known.map(|holding| holding.span));
    spans.flat_map(move |span| join.said_by().iter().map(move |code| (span, *code)))
}

/// Whether the grant was spoken of for the same reason, and as gravely.
fn is_said(policy: &Policy, statement: Statement, join: Join, said: &Said) -> bool {
    let Kind::Lint(level) = join.code().kind() else { return false };
    let mut levels = saying(policy, statement, join).filter_map(|place| said.get(&place));
    levels.any(|said| *said >= level)
}

fn findings(
    policy: &Policy,
    authority: &Authority<()>,
    ways: &Ways,
    statement: Statement,
) -> Findings {
    let mut findings = Findings::new();
    let Some(scope) = statement.scope(policy) else { return findings };
    let acts = acts(policy, authority, statement);
    let granted = Granted { policy, ways, statement, scope };
    for join in Join::ALL {
        let asked = join.acts(authority.minor());
        let met = asked.iter().find_map(|asked| acts.iter().find_map(|act| act.meet(asked)));
        let Some(act) = met.filter(|_| granted.holds(join)) else { continue };
        let mut zones = BTreeSet::new();
        let mut subjects = BTreeSet::new();
        for zone in granted.zones(join) {
            let who = granted.who(join, zone);
            if !who.is_empty() {
                zones.insert(zone);
                subjects.extend(who);
            }
        }
        if !zones.is_empty() {
            findings.insert(join, (zones, subjects, act));
        }
    }
    findings
}

/// What a statement grants, ClusterRoles by what they say.
fn acts(policy: &Policy, authority: &Authority<()>, statement: Statement) -> Vec<Act> {
    let granted = statement.acts(policy);
    // `wildcard-resource` speaks of it, and of more.
    let spoken_of = |act: &&Act| !is_every_resource(act);
    let stands_for = |act| authority.stands_for(act).into_iter().cloned().collect::<Vec<_>>();
    granted.iter().filter(spoken_of).flat_map(stands_for).collect()
}

fn is_every_resource(act: &Act) -> bool {
    matches!(act, Act::Resource { resource, .. } if resource == "*")
}

/// A statement, and what is to be asked about it.
struct Granted<'a> {
    policy: &'a Policy,
    ways: &'a Ways,
    statement: Statement,
    scope: &'a Scope,
}

impl Granted<'_> {
    /// Whether the right is alive in this scope.
    fn holds(&self, join: Join) -> bool {
        matches!(self.scope, Scope::ClusterWide(_)) || !join.needs_cluster()
    }

    /// The isolating zones that the right can be used against.
    fn zones(&self, join: Join) -> Vec<ZoneId> {
        let all = (0..self.policy.zones.len()).map(ZoneId::at);
        let isolating = all.filter(|id| {
            let zone = self.policy.zone(*id).filter(|zone| zone.is_ours());
            zone.is_some_and(|zone| zone.isolation.ingress || zone.isolation.egress)
        });
        let inside = |id: &ZoneId| match self.scope {
            Scope::ClusterWide(_) => true,
            // A namespace that changes its labels gets into zones that others let in.
            Scope::Zones(_) if join == Join::NamespaceRelabel => true,
            Scope::Zones(zones) => zones.contains(id),
        };
        isolating.filter(inside).filter(|id| self.ways.concern(join, *id)).collect()
    }

    /// The subjects who get it, without those who deliver the zone.
    fn who(&self, join: Join, zone: ZoneId) -> Vec<Subject> {
        let delivery = self.policy.zone(zone).map(|zone| zone.delivery.as_slice());
        let delivery = delivery.unwrap_or_default();
        let subjects = self.statement.subjects(self.policy).iter().copied();
        let others = subjects.filter(|subject| !delivery.contains(subject));
        others.filter(|subject| self.crosses(join, *subject, zone)).collect()
    }

    /// Whether Secrets come to where packets can't.
    fn crosses(&self, join: Join, subject: Subject, zone: ZoneId) -> bool {
        if join != Join::SecretCrossing {
            return true;
        }
        let Subject::Account(id) = subject else { return false };
        let home = self.policy.account(id).map(|account| account.zone);
        home.is_some_and(|home| home != zone && !self.ways.lead(home, zone))
    }
}

/// One message for all that a statement does.
fn report(policy: &Policy, statement: Statement, findings: &Findings) -> Option<Diagnostic> {
    let (gravest, (_, _, act)) = findings.first_key_value()?;
    let all_zones: BTreeSet<_> = findings.values().flat_map(|(zones, _, _)| zones).collect();
    let subjects: BTreeSet<_> = findings.values().flat_map(|(_, subjects, _)| subjects).collect();
    let zones = zone_names(policy, &all_zones);
    let names: Vec<_> = subjects.iter().filter_map(|one| subject_name(policy, **one)).collect();
    let can: Vec<_> = findings.keys().map(|join| join.words()).collect();
    let can = match can.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => return None,
    };
    let who = listed(&names);
    let message = match gravest {
        Join::PolicyWriter => format!("the isolation of {zones} is void: {who} can {can}"),
        Join::SecretCrossing if findings.len() == 1 => {
            format!("{who} can {can} of {zones}, where its packets can't go")
        }
        _ => format!("in {zones} {who} can {can}"),
    };
    let span = place(policy, statement, act)?;
    let mut diagnostic = Diagnostic::new(gravest.code(), span, message).label(gravest.label());
    for zone in all_zones.iter().take(FEW).filter_map(|id| policy.zone(**id)) {
        diagnostic = diagnostic.also(zone.span, "isolates");
    }
    let less = match statement {
        Statement::Holding(_) => "grant what is needed and no more, as in `can read pods`",
        Statement::Grant(_) => "take it out of the grant",
    };
    let deliver = match names.as_slice() {
        [one] => format!("if `{one}` delivers the zone, say so in it: `delivered by {one}`"),
        _ => "say in the zone who delivers it: `delivered by SUBJECT`".to_owned(),
    };
    Some(diagnostic.help(less).help(deliver))
}

/// The resource that does it, where the statement writes resources.
fn place(policy: &Policy, statement: Statement, act: &Act) -> Option<Span> {
    let Statement::Grant(at) = statement else { return statement.span(policy) };
    let permission = &policy.grants.get(at)?.permission;
    let gives = |used: &&crate::ir::Use| {
        !matches!(used.object, Object::Url(_))
            && rights::of_rule(&used.rule(&permission.names)).iter().any(|own| own.covers(act))
    };
    permission.uses.iter().find(gives).map(|used| used.span).or(Some(permission.span))
}

fn zone_names(policy: &Policy, zones: &BTreeSet<&ZoneId>) -> String {
    let names: Vec<_> =
        zones.iter().filter_map(|id| policy.zone(**id)).map(|zone| &zone.name).collect();
    match names.get(..FEW) {
        Some(few) if names.len() > FEW => {
            let few: Vec<_> = few.iter().map(|name| format!("`{name}`")).collect();
            format!("{} and {} more zones", few.join(", "), names.len() - FEW)
        }
        _ => listed(names),
    }
}

fn subject_name(policy: &Policy, subject: Subject) -> Option<EcoString> {
    Some(match subject {
        Subject::User(id) => policy.user(id)?.name.clone(),
        Subject::Group(id) => policy.group(id)?.name.clone(),
        Subject::Account(id) => {
            let account = policy.account(id)?;
            let zone = policy.zone(account.zone)?;
            ecow::eco_format!("{}/{}", zone.name, account.name)
        }
    })
}
