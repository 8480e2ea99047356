//! Grants: subjects, permissions, scopes.

use super::{Builder, Match};
use crate::syntax::ast::{
    Clauses, Grant, Has, Name, Permission, ResourceItem, ResourceKind, RoleName, Scope,
    SubjectName, Verb, VerbKind,
};
use crate::syntax::grammar::Rule;

impl Builder<'_> {
    pub(super) fn grant(&mut self, pair: Match<'_>) -> Option<Grant> {
        let mut inner = pair.into_inner();
        let subjects = self.subjects(inner.next()?)?;
        let _can = inner.next()?;
        let permission = self.permission(inner.next()?)?;
        let (mut scope, mut clauses) = (Scope::Here, Clauses::default());
        for part in inner {
            match part.as_rule() {
                Rule::scope => scope = self.scope(part)?,
                _ => self.clause(part, &mut clauses)?,
            }
        }
        Some(Grant { subjects, permission, scope, clauses })
    }

    pub(super) fn membership(&mut self, pair: Match<'_>) -> Option<Has> {
        let mut inner = pair.into_inner();
        let subjects = self.subjects(inner.next()?)?;
        let (mut roles, mut scope, mut clauses) = (Vec::new(), Scope::Here, Clauses::default());
        for part in inner {
            match part.as_rule() {
                Rule::HAS | Rule::comma => {}
                Rule::held_role => roles.push(self.held_role(part)?),
                Rule::scope => scope = self.scope(part)?,
                _ => self.clause(part, &mut clauses)?,
            }
        }
        Some(Has { subjects, roles, scope, clauses })
    }

    fn held_role(&mut self, pair: Match<'_>) -> Option<RoleName> {
        let mut inner = pair.into_inner();
        let first = inner.next()?;
        let cluster_role = first.as_rule() == Rule::CLUSTERROLE;
        let name = if cluster_role { inner.next()? } else { first };
        Some(RoleName { cluster_role, name: self.name(&name) })
    }

    fn scope(&mut self, pair: Match<'_>) -> Option<Scope> {
        let last = pair.into_inner().last()?;
        Some(match last.as_rule() {
            Rule::CLUSTER_WIDE => Scope::ClusterWide(self.span(&last)),
            _ => Scope::Zones(self.names(last)),
        })
    }

    pub(super) fn subjects(&mut self, pair: Match<'_>) -> Option<Vec<SubjectName>> {
        let subjects = pair.into_inner().filter(|pair| pair.as_rule() == Rule::subject);
        subjects.map(|pair| self.subject(pair)).collect()
    }

    fn subject(&mut self, pair: Match<'_>) -> Option<SubjectName> {
        let span = self.span(&pair);
        let mut inner = pair.into_inner();
        let first = inner.next()?;
        let (zone, name) = match inner.next_back() {
            Some(name) => (Some(self.free_name(&first)), self.plain_name(&name)),
            None => (None, self.plain_name(&first)),
        };
        Some(SubjectName { zone, name, span })
    }

    pub(super) fn permission(&mut self, pair: Match<'_>) -> Option<Permission> {
        let span = self.span(&pair);
        let (mut verbs, mut resources, mut names) = (Vec::new(), Vec::new(), Vec::new());
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::verb => verbs.push(self.verb(part)?),
                Rule::resource => resources.push(self.resource(part)?),
                Rule::names => names = self.names(part),
                Rule::comma | Rule::NAMED => {}
                _ => return None,
            }
        }
        Some(Permission { verbs, resources, names, span })
    }

    fn verb(&mut self, pair: Match<'_>) -> Option<Verb> {
        let span = self.span(&pair);
        let inner = pair.into_inner().next()?;
        let kind = match inner.as_rule() {
            Rule::custom_verb => VerbKind::Custom(self.only_string(inner)?),
            Rule::plain_verb if inner.as_str() == "all" => VerbKind::All,
            Rule::plain_verb => VerbKind::Word(inner.as_str().into()),
            Rule::all_verbs => VerbKind::Wildcard,
            _ => return None,
        };
        Some(Verb { kind, span })
    }

    fn resource(&mut self, pair: Match<'_>) -> Option<ResourceItem> {
        let mut inner = pair.into_inner();
        let first = inner.next()?;
        let span = self.span(&first);
        let kind = match first.as_rule() {
            Rule::kind => ResourceKind::Plain(first.as_str().into()),
            Rule::all_of => {
                let group = first.into_inner().find(|pair| pair.as_rule() == Rule::kind)?;
                ResourceKind::AllOf(self.name(&group))
            }
            Rule::wildcard => ResourceKind::Wildcard(self.unquoted(first.as_str(), span)),
            Rule::url => ResourceKind::Url(self.unquoted(first.as_str(), span)),
            _ => return None,
        };
        let except = inner.filter(|pair| pair.as_rule() == Rule::kind);
        let except: Vec<Name> = except.map(|pair| self.name(&pair)).collect();
        Some(ResourceItem { kind, except, span })
    }
}
