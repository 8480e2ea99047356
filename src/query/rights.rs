//! Questions about rights: who can do something, what gives it, and what somebody can do.

use super::Asker;
use super::answer::{Answer, Body, Rights, Verdict};
use super::right_misses;
use super::right_rows::Rows;
use crate::compile::Options;
use crate::ir::{AccountId, GroupId, Object, Permission, Policy, Scope, Subject, UserId, VerbUse};
use crate::k8s::authority::{Authority, Guise, Held};
use crate::k8s::resource::Table;
use crate::reach::rights::{self as granted, Statement};
use crate::set::right::{Act, Holder};
use ecow::EcoString;
use std::collections::BTreeSet;

/// What gives a right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Origin {
    /// A statement of the program.
    Statement(Statement),
    /// An object that stands beside those of the program.
    Other,
}

/// Every right that somebody holds.
pub(super) fn authority(policy: &Policy, options: &Options) -> Authority<Origin> {
    let others = options.others.rbac();
    let own = granted::given(policy).into_iter();
    let own = own.map(|(right, statement)| (right, Origin::Statement(statement)));
    let given = others.given().into_iter().map(|right| (right, Origin::Other));
    let table = Table::new(options.kube_version);
    Authority::new(table, own.chain(given)).knowing(others.cluster_roles())
}

/// What is asked of some holders.
pub(super) struct Asked<'q> {
    pub(super) subject: Option<Subject>,
    pub(super) permission: &'q Permission,
    pub(super) scope: Option<&'q Scope>,
    /// What it takes.
    pub(super) acts: Vec<Act>,
    /// The namespaces; none for anywhere.
    pub(super) within: Option<Vec<EcoString>>,
}

impl<'q> Asked<'q> {
    fn new(
        policy: &Policy,
        subject: Option<Subject>,
        permission: &'q Permission,
        scope: Option<&'q Scope>,
    ) -> Self {
        let (acts, within) = (essence(permission), within(policy, scope));
        Self { subject, permission, scope, acts, within }
    }

    /// Whether some rights give all of an act, everywhere where it is asked for.
    fn is_covered(&self, all: &Authority<Origin>, held: &[Held<'_, Origin>], act: &Act) -> bool {
        match (&self.within, self.scope) {
            (_, None) => {
                let mut covering = held.iter().filter(|held| held.act.covers(act));
                covering.any(|held| all.places(held, act).next().is_some())
            }
            (Some(within), _) if !all.is_of_cluster(act) => {
                within.iter().all(|place| all.covers(held, act, Some(place)))
            }
            _ => all.covers(held, act, None),
        }
    }
}

impl Asker<'_> {
    /// Answers whether somebody can do something, or who can.
    pub(super) fn right(
        &self,
        authority: &Authority<Origin>,
        subject: Option<Subject>,
        permission: &Permission,
        scope: Option<&Scope>,
    ) -> Answer {
        let asked = Asked::new(self.policy, subject, permission, scope);
        let holders: Vec<Holder> = match subject {
            Some(subject) => granted::holder(self.policy, subject).into_iter().collect(),
            None => self.holders(authority),
        };
        let (mut rows, mut notes) = (Rows::default(), Vec::new());
        let mut all = true;
        for holder in &holders {
            let guise = Guise::Holder(holder.clone());
            let held = authority.held(&guise);
            for act in &asked.acts {
                for given in authority.meet(&held, act, asked.within.as_deref()) {
                    rows.add(holder, given.namespace, given.act, given.origin);
                }
                all &= asked.is_covered(authority, &held, act);
            }
            notes.extend(self.unknown_roles(
                authority,
                holder,
                &held,
                &asked.acts,
                asked.within.as_deref(),
            ));
        }
        let verdict = match subject {
            Some(_) if all => Verdict::Yes,
            _ if rows.is_empty() && !notes.is_empty() => Verdict::Undecided,
            _ if rows.is_empty() => Verdict::No,
            Some(_) => Verdict::Partly,
            None => Verdict::Yes,
        };
        let mut body = Rights { given: rows.told(self, authority), ..Rights::default() };
        if verdict != Verdict::Yes {
            body.misses = right_misses::misses(self, authority, &asked, &holders);
            body.suggestion = right_misses::suggestion(self, authority, &asked);
        }
        let what = self.sources.slice(permission.span);
        let place = self.place(scope);
        let sentence = match (subject, verdict) {
            (Some(who), Verdict::No) => format!("{} can't {what}{place}", self.subject(who)),
            (Some(who), Verdict::Partly) => {
                format!("{} can {what}{place}, but only in part", self.subject(who))
            }
            (Some(who), Verdict::Undecided) => {
                format!("it isn't known whether {} can {what}{place}", self.subject(who))
            }
            (Some(who), Verdict::Yes) => format!("{} can {what}{place}", self.subject(who)),
            (None, Verdict::Undecided) => format!("nobody is known who can {what}{place}"),
            (None, Verdict::No) => format!("nobody can {what}{place}"),
            (None, _) => format!("who can {what}{place}:"),
        };
        Answer { verdict, sentence, body: Body::Rights(body), notes }
    }

    /// Answers what somebody can do.
    pub(super) fn holds(
        &self,
        authority: &Authority<Origin>,
        subject: Subject,
        scope: Option<&Scope>,
    ) -> Answer {
        let within = within(self.policy, scope);
        let (mut rows, mut notes) = (Rows::default(), Vec::new());
        let cluster_wide = matches!(scope, Some(Scope::ClusterWide(_)));
        if let Some(holder) = granted::holder(self.policy, subject) {
            let guise = Guise::Holder(holder.clone());
            let held = authority.held(&guise);
            for one in held.iter().filter(|one| !matches!(one.act, Act::ClusterRole(_))) {
                for (namespace, origin) in authority.places(one, one.act) {
                    let there = match (&within, namespace) {
                        (Some(within), Some(own)) => within.contains(own),
                        (_, own) => !cluster_wide || own.is_none(),
                    };
                    if there {
                        rows.add(&holder, namespace.cloned(), one.act.clone(), origin);
                    }
                }
            }
            notes.extend(self.unknown_roles(authority, &holder, &held, &[], within.as_deref()));
        }
        let (name, place) = (self.subject(subject), self.place(scope));
        let (verdict, sentence) = match rows.is_empty() && notes.is_empty() {
            true => (Verdict::No, format!("{name} can do nothing{place}")),
            false => (Verdict::Yes, format!("what {name} can do{place}:")),
        };
        let body = Rights { given: rows.told(self, authority), ..Rights::default() };
        Answer { verdict, sentence, body: Body::Rights(body), notes }
    }

    /// Everybody whom the program declares or somebody binds.
    fn holders(&self, authority: &Authority<Origin>) -> Vec<Holder> {
        let accounts =
            (0..self.policy.accounts.len()).map(|at| Subject::Account(AccountId::at(at)));
        let users = (0..self.policy.users.len()).map(|at| Subject::User(UserId::at(at)));
        let groups = (0..self.policy.groups.len()).map(|at| Subject::Group(GroupId::at(at)));
        let declared = accounts.chain(users).chain(groups);
        let declared = declared.filter_map(|subject| granted::holder(self.policy, subject));
        let all: BTreeSet<_> = declared.chain(authority.holders().cloned()).collect();
        all.into_iter().collect()
    }

    /// ClusterRoles that somebody holds, nobody knows, and may give some of `asked`: what is in no namespace
    /// none that is bound in one.
    fn unknown_roles(
        &self,
        authority: &Authority<Origin>,
        holder: &Holder,
        held: &[Held<'_, Origin>],
        asked: &[Act],
        within: Option<&[EcoString]>,
    ) -> Vec<String> {
        let of_cluster = !asked.is_empty() && asked.iter().all(|act| authority.is_of_cluster(act));
        let mut notes = BTreeSet::new();
        for one in held {
            let Act::ClusterRole(role) = one.act else { continue };
            let mut places = authority.places(one, one.act);
            let there = places.any(|(namespace, _)| match (within, namespace) {
                (_, Some(_)) if of_cluster => false,
                (Some(within), Some(own)) => within.contains(own),
                _ => true,
            });
            if there {
                let who = self.holder(holder);
                notes.insert(format!("{who} has the ClusterRole `{role}`, and what that says isn't known here: give it with `--with`"));
            }
        }
        notes.into_iter().collect()
    }

    /// What the program calls a holder.
    pub(super) fn holder(&self, holder: &Holder) -> String {
        let declared = |principals: &[crate::ir::Principal], identity: &EcoString| {
            let found = principals.iter().find(|principal| principal.identity == *identity);
            found.map_or_else(|| identity.to_string(), |principal| principal.name.to_string())
        };
        match holder {
            Holder::Account(namespace, name) => format!("{namespace}/{name}"),
            Holder::User(identity) => declared(&self.policy.users, identity),
            Holder::Group(identity) => declared(&self.policy.groups, identity),
        }
    }

    fn subject(&self, subject: Subject) -> String {
        granted::holder(self.policy, subject).map_or_else(String::new, |one| self.holder(&one))
    }

    /// ` in prod, staging`.
    fn place(&self, scope: Option<&Scope>) -> String {
        match scope {
            None => String::new(),
            Some(Scope::ClusterWide(_)) => " cluster-wide".to_owned(),
            Some(Scope::Zones(zones)) => {
                let zones = zones.iter().filter_map(|id| self.policy.zone(*id));
                let names: Vec<_> = zones.map(|zone| zone.name.as_str()).collect();
                format!(" in {}", names.join(", "))
            }
        }
    }
}

/// The namespaces of a scope; none for anywhere.
fn within(policy: &Policy, scope: Option<&Scope>) -> Option<Vec<EcoString>> {
    match scope {
        None | Some(Scope::ClusterWide(_)) => None,
        Some(scope) => Some(granted::places(policy, scope).into_iter().flatten().collect()),
    }
}

/// What a permission is about: `exec` and `forward` look a pod up first, which isn't it.
fn essence(permission: &Permission) -> Vec<Act> {
    let uses = &permission.uses;
    let mut acts = Vec::new();
    for used in uses {
        let is_pods =
            matches!(&used.object, Object::Resource { resource, .. } if resource == "pods");
        let looked_up = |verb: &VerbUse| is_pods && uses.iter().any(|one| one.span == verb.span);
        let verbs: Vec<_> = used.verbs.iter().filter(|verb| !looked_up(verb)).cloned().collect();
        let part = crate::ir::Use { verbs, ..used.clone() };
        acts.extend(granted::of_rule(&part.rule(&permission.names)));
    }
    acts
}
