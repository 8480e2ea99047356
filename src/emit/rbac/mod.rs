//! ServiceAccounts, roles and bindings.
//!
//! A subject has one Role a namespace, with all that it is granted there, and one binding to it. A declared
//! role stands in each namespace where somebody has it, with one binding for all who do. With
//! [`Style::share_roles`](super::Style) what would stand in several namespaces is one ClusterRole, bound in
//! each.

mod object;
mod role;

use super::metadata::{Reasons, metadata};
use super::{Emission, Manifest, Style, comment};
use crate::hash::{IndexMap, IndexSet};
use crate::ir::{
    AccountId, Grant, Holding, Policy, RoleId, RoleRef, Rule, Scope, Subject, Zone, ZoneId,
    canonical,
};
use k8s_openapi::api::core::v1::ServiceAccount;
use std::collections::{BTreeMap, BTreeSet};

/// Grants and roles by the place where they hold, and what accounts are for.
#[derive(Debug)]
pub struct Rbac<'a> {
    zones: Vec<Held<'a>>,
    cluster: Held<'a>,
    /// The accounts of each zone.
    accounts: Vec<Vec<AccountId>>,
    /// Those that hold something.
    granted: BTreeSet<AccountId>,
    /// The segments whose pods run as an account.
    runs: BTreeMap<AccountId, Vec<&'a str>>,
    /// The declared roles that stand once for all namespaces.
    shared: BTreeSet<RoleId>,
}

/// What holds in one place, in the order of the source.
#[derive(Debug, Clone, Default)]
struct Held<'a> {
    grants: IndexMap<Subject, Vec<&'a Grant>>,
    roles: IndexMap<&'a RoleRef, Vec<&'a Holding>>,
}

impl<'a> Rbac<'a> {
    /// Sorts the statements of a policy, once.
    pub fn new(policy: &'a Policy, style: Style) -> Self {
        let mut rbac = Self {
            zones: vec![Held::default(); policy.zones.len()],
            cluster: Held::default(),
            accounts: vec![Vec::new(); policy.zones.len()],
            granted: policy.accounts_with_grants(),
            runs: BTreeMap::new(),
            shared: BTreeSet::new(),
        };
        for grant in &policy.grants {
            rbac.at(&grant.scope, &mut |held| {
                let subjects: IndexSet<_> = grant.subjects.iter().collect();
                for subject in subjects {
                    held.grants.entry(*subject).or_default().push(grant);
                }
            });
        }
        for holding in &policy.holdings {
            rbac.at(&holding.scope, &mut |held| {
                held.roles.entry(&holding.role).or_default().push(holding);
            });
        }
        for (index, account) in policy.accounts.iter().enumerate() {
            if let Some(list) = rbac.accounts.get_mut(account.zone.0 as usize) {
                list.push(AccountId::at(index));
            }
        }
        for segment in &policy.segments {
            if let Some(account) = segment.account {
                rbac.runs.entry(account).or_default().push(&segment.name);
            }
        }
        if style.share_roles {
            rbac.shared = rbac.in_several_namespaces(policy);
        }
        rbac
    }

    /// The declared roles that somebody has in more than one namespace.
    fn in_several_namespaces(&self, policy: &Policy) -> BTreeSet<RoleId> {
        let mut namespaces: BTreeMap<RoleId, usize> = BTreeMap::new();
        for (held, zone) in self.zones.iter().zip(&policy.zones) {
            for role in held.roles.keys() {
                if let RoleRef::Declared(id) = role {
                    *namespaces.entry(*id).or_default() += zone.names().len();
                }
            }
        }
        namespaces.into_iter().filter(|(_, count)| *count > 1).map(|(id, _)| id).collect()
    }

    /// Calls `add` for each place of a scope.
    fn at(&mut self, scope: &Scope, add: &mut dyn FnMut(&mut Held<'a>)) {
        match scope {
            Scope::ClusterWide(_) => add(&mut self.cluster),
            Scope::Zones(zones) => {
                for zone in zones.iter().collect::<IndexSet<_>>() {
                    if let Some(held) = self.zones.get_mut(zone.0 as usize) {
                        add(held);
                    }
                }
            }
        }
    }

    /// Emits the accounts of a zone, then for each of its namespaces the roles and their bindings.
    pub fn emit(&self, id: ZoneId, zone: &Zone, emission: &mut Emission<'_>) {
        for account in self.accounts.get(id.0 as usize).into_iter().flatten() {
            self.account(*account, zone, emission);
        }
        let Some(held) = self.zones.get(id.0 as usize) else { return };
        let shares = emission.style.share_roles && zone.names().len() > 1;
        if shares {
            role::shared_grants(held, id, zone, emission);
        }
        for namespace in zone.names() {
            let place = role::Place::Namespace(id, zone, namespace);
            role::emit(
                held,
                place,
                role::Sharing { grants: shares, roles: &self.shared },
                emission,
            );
        }
    }

    /// Emits the roles and bindings of the cluster.
    pub fn emit_cluster_wide(&self, emission: &mut Emission<'_>) {
        let here = |role: &RoleRef| self.cluster.roles.keys().any(|held| *held == role);
        for id in &self.shared {
            if !here(&RoleRef::Declared(*id)) {
                role::declared(*id, role::Place::Cluster, "in several namespaces", emission);
            }
        }
        let apart = role::Sharing { grants: false, roles: &BTreeSet::new() };
        role::emit(&self.cluster, role::Place::Cluster, apart, emission);
    }

    fn account(&self, id: AccountId, zone: &Zone, emission: &mut Emission<'_>) {
        let Some(account) = emission.policy.account(id).filter(|account| !account.external) else {
            return;
        };
        let place = comment::place(emission.sources, account.span);
        let mut comment = vec![format!("zone {}, account {} ({place})", zone.name, account.name)];
        let runs = self.runs.get(&id).filter(|_| self.granted.contains(&id));
        if let Some(segments) = runs {
            let segments = segments.join(", ");
            comment.push(format!("The pods of {segments} use its grants, so they get its token"));
        }
        let none = Reasons::default();
        let object = ServiceAccount {
            metadata: metadata(&account.name, Some(&account.namespace), Some(zone), &none),
            automount_service_account_token: runs.is_none().then_some(false),
            ..ServiceAccount::default()
        };
        let zone = Some(zone.name.clone());
        emission.give(Manifest::new(object, zone, comment, account.span));
    }
}

/// The rules of one object: the fewest that give the same.
fn rules<'a>(all: impl IntoIterator<Item = &'a Rule>) -> Vec<Rule> {
    let all: Vec<_> = all.into_iter().cloned().collect();
    canonical(&all)
}
