//! Who holds what, directly or by becoming somebody else: what assertions about rights claim, and what no
//! single statement shows.

mod assertion;
mod escalation_path;
mod report;

use crate::compile::Options;
use crate::diagnostic::Sink;
use crate::ir::{AccountId, Assertion, Claim, GroupId, Policy, Subject, UserId};
use crate::k8s::authority::Authority;
use crate::k8s::escalation::{Accounts, Closure, Stop};
use crate::k8s::inventory::Inventory;
use crate::k8s::resource::Table;
use crate::reach::rights::{self, Statement};
use crate::set::right::Holder;
use crate::source::Span;
use ecow::{EcoString, eco_format};
use std::collections::{BTreeMap, BTreeSet};

/// What gives a right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Origin {
    /// A statement of the program.
    Statement(Statement),
    /// An object that stands beside those of the program.
    Other,
}

impl Origin {
    /// Where it stands, in the program.
    fn span(self, policy: &Policy) -> Option<Span> {
        match self {
            Self::Statement(statement) => statement.span(policy),
            Self::Other => None,
        }
    }
}

/// What a policy grants, and what follows from it.
struct Rights<'a> {
    policy: &'a Policy,
    authority: Authority<Origin>,
    /// The declared subjects, and as whom each can come to act.
    stops: BTreeMap<Holder, Vec<Stop<'a, Origin>>>,
    /// Whom `only` is about: the declared subjects and, where objects stand in the place of the policy, all
    /// to whom they give something.
    holders: Vec<Holder>,
}

/// Proves every assertion about rights, and says who can come to do everything.
pub(super) fn check(policy: &Policy, options: &Options, sink: &mut Sink) {
    let claims = |assertion: &Assertion| matches!(assertion.claim, Claim::Grant { .. });
    let grants_nothing = policy.grants.is_empty() && policy.holdings.is_empty();
    if grants_nothing && !policy.assertions.iter().any(claims) {
        return;
    }
    // What had a mistake grants nothing, so that silence and absence prove less.
    let incomplete = sink.has_errors();
    with_rights(policy, options, None, |rights| {
        assertion::each(rights, incomplete, |_, said| sink.append(said));
        escalation_path::check(rights, sink);
    });
}

/// Proves every assertion about rights, over what the policy grants or, in its place, over the objects of
/// `against`: what is said of each.
pub(crate) fn each(
    policy: &Policy,
    options: &Options,
    against: Option<&Inventory>,
    told: impl FnMut(&Assertion, Sink),
) {
    let claims = |assertion: &Assertion| matches!(assertion.claim, Claim::Grant { .. });
    if policy.assertions.iter().any(claims) {
        with_rights(policy, options, against, |rights| assertion::each(rights, false, told));
    }
}

/// Asks about what the policy grants, or the objects of `against` in its place, beside those of others.
fn with_rights(
    policy: &Policy,
    options: &Options,
    against: Option<&Inventory>,
    ask: impl FnOnce(&Rights<'_>),
) {
    let objects = [Some(options.others.as_ref()), against].into_iter().flatten();
    let objects: Vec<_> = objects.map(Inventory::rbac).collect();
    let granted = if against.is_some() { Vec::new() } else { rights::given(policy) };
    let granted = granted.into_iter();
    let granted = granted.map(|(right, statement)| (right, Origin::Statement(statement)));
    let given: Vec<_> = objects.iter().flat_map(|objects| objects.given()).collect();
    let declared = subjects(policy).filter_map(|subject| rights::holder(policy, subject));
    let mut holders: Vec<_> = declared.collect();
    if against.is_some() {
        let known: BTreeSet<_> = holders.iter().cloned().collect();
        let all: BTreeSet<_> = given.iter().map(|right| right.holder.clone()).collect();
        holders.extend(all.difference(&known).cloned());
    }
    let said = objects.iter().flat_map(|objects| objects.cluster_roles());
    let given = given.into_iter().map(|right| (right, Origin::Other));
    let table = Table::new(options.kube_version);
    let authority = Authority::new(table, granted.chain(given)).knowing(said);
    let closure = Closure::new(&authority, accounts(policy));
    let stops = holders.iter().map(|holder| (holder.clone(), closure.from(holder))).collect();
    ask(&Rights { policy, authority, stops, holders });
}

/// Every subject that the program declares.
fn subjects(policy: &Policy) -> impl Iterator<Item = Subject> + use<> {
    let accounts = (0..policy.accounts.len()).map(|at| Subject::Account(AccountId::at(at)));
    let users = (0..policy.users.len()).map(|at| Subject::User(UserId::at(at)));
    let groups = (0..policy.groups.len()).map(|at| Subject::Group(GroupId::at(at)));
    users.chain(groups).chain(accounts)
}

/// The accounts of a policy. Pods run as those that a segment names and as those of somebody's chart.
fn accounts(policy: &Policy) -> Accounts {
    let run: BTreeSet<_> = policy.segments.iter().filter_map(|segment| segment.account).collect();
    let mut accounts = Accounts::default();
    for (index, account) in policy.accounts.iter().enumerate() {
        let runs = account.external || run.contains(&AccountId::at(index));
        accounts.add(account.namespace.clone(), account.name.clone(), runs);
    }
    accounts
}

impl Rights<'_> {
    /// What the program calls a holder: the namespace and the name of an account.
    fn name(&self, holder: &Holder) -> EcoString {
        let declared = |principals: &[crate::ir::Principal], identity: &EcoString| {
            let found = principals.iter().find(|principal| principal.identity == *identity);
            found.map_or_else(|| identity.clone(), |principal| principal.name.clone())
        };
        match holder {
            Holder::Account(namespace, name) => eco_format!("{namespace}/{name}"),
            Holder::User(identity) => declared(&self.policy.users, identity),
            Holder::Group(identity) => declared(&self.policy.groups, identity),
        }
    }

    /// As whom a subject can come to act.
    fn stops(&self, holder: &Holder) -> &[Stop<'_, Origin>] {
        self.stops.get(holder).map(Vec::as_slice).unwrap_or_default()
    }
}
