//! What is granted, and to whom.

use super::super::model::{Grant, Principal, Scope, What, Who, ZoneId};
use super::super::names::{quoted, word};
use super::{Writer, behind, comment, wrapped};
use ecow::{EcoString, eco_format};

impl Writer<'_> {
    /// Users, groups, resources and roles.
    pub(super) fn access(&mut self) {
        let access = &self.draft.access;
        if !access.principals.is_empty() {
            self.gap();
        }
        for Principal { word: what, name, identity } in &access.principals {
            self.needed(format!("{what} {} = {}", word(name), quoted(identity)));
        }
        if !access.resources.is_empty() {
            self.gap();
        }
        let mut comments: Vec<_> = access.resources.iter().map(|(_, comment)| comment).collect();
        comments.sort();
        comments.dedup();
        for comment in comments {
            if let Some(comment) = comment {
                self.gap();
                self.needed(format!("# {comment}"));
            }
            for (declaration, _) in access.resources.iter().filter(|(_, one)| one == comment) {
                self.needed(format!("resource {declaration}"));
            }
        }
        for role in &access.roles {
            self.gap();
            for permission in &role.permissions {
                self.push(wrapped(&format!("role {} can {permission}", word(&role.name))));
            }
        }
    }

    /// What is granted in several zones, or in all of the cluster.
    pub(super) fn grants(&mut self) {
        let grants = self.draft.access.grants.iter();
        let global: Vec<&Grant> = grants.filter(|grant| home(grant).is_none()).collect();
        if !global.is_empty() {
            self.gap();
        }
        for remark in &self.draft.access.remarks {
            self.needed(format!("# {}", comment(remark)));
        }
        for grant in global {
            let text = self.grant(grant, None);
            self.push(text);
        }
    }

    pub(super) fn grant(&self, grant: &Grant, here: Option<ZoneId>) -> String {
        let who: Vec<EcoString> = grant.who.iter().map(|who| self.who(who, here)).collect();
        let what = match &grant.what {
            What::Can(permission) => format!(" can {permission}"),
            What::Has(role) => format!(" has {role}"),
        };
        let scope = match (&grant.scope, here) {
            (Scope::ClusterWide, _) => " cluster-wide".to_owned(),
            (Scope::Zones(zones), Some(here)) if *zones == [here] => String::new(),
            (Scope::Zones(zones), _) => {
                let names = zones.iter().filter_map(|zone| self.draft.zone(*zone));
                format!(" in {}", names.map(|zone| word(&zone.name)).collect::<Vec<_>>().join(", "))
            }
        };
        let origin = grant.origin.as_ref().map(|origin| format!("  # {origin}"));
        let clauses = grant.clauses.text();
        let text = wrapped(&format!("{}{what}{scope}", who.join(", ")));
        format!("{text}{}{}", behind(&text, clauses), origin.unwrap_or_default())
    }

    fn who(&self, who: &Who, here: Option<ZoneId>) -> EcoString {
        match who {
            Who::Principal(at) => {
                let principal = self.draft.access.principals.get(*at);
                principal.map(|principal| word(&principal.name)).unwrap_or_default()
            }
            Who::Account(zone, name) if here == Some(*zone) => word(name),
            Who::Account(zone, name) => {
                let zone = self.draft.zone(*zone).map(|zone| word(&zone.name)).unwrap_or_default();
                eco_format!("{zone}/{}", word(name))
            }
        }
    }
}

/// The zone in whose block a grant stands.
pub(super) fn home(grant: &Grant) -> Option<ZoneId> {
    match &grant.scope {
        Scope::Zones(zones) => match zones.as_slice() {
            [only] => Some(*only),
            _ => None,
        },
        Scope::ClusterWide => None,
    }
}
