//! Declarations that are one line each.

use super::{Builder, Match};
use crate::syntax::ast::{
    Account, Exclusive, Lint, Name, Net, Pods, PodsLevel, Port, Principal, Quota, Resource, Role,
    Service, SubjectName, Without,
};
use crate::syntax::grammar::Rule;

impl Builder<'_> {
    pub(super) fn net(&mut self, pair: Match<'_>) -> Option<Net> {
        let mut inner = pair.into_inner().skip(1);
        let name = self.name(&inner.next()?);
        Some(Net { name, addresses: self.cidrs(inner.last()?)? })
    }

    pub(super) fn port_declaration(&mut self, pair: Match<'_>) -> Option<Port> {
        let mut inner = pair.into_inner().skip(1);
        let name = self.name(&inner.next()?);
        let ports = inner.skip(1).map(|pair| self.port(&pair)).collect();
        Some(Port { name, ports })
    }

    pub(super) fn service(&mut self, pair: Match<'_>) -> Option<Service> {
        let mut inner = pair.into_inner().skip(1);
        let name = self.name(&inner.next()?);
        let mut inner = inner.skip(1);
        let endpoints = self.endpoints(inner.next()?)?;
        let ports = inner.map(|pair| self.port(&pair)).collect();
        Some(Service { name, endpoints, ports })
    }

    pub(super) fn account(&mut self, pair: Match<'_>) -> Option<Account> {
        let mut external = false;
        let mut names = Vec::with_capacity(2);
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::EXTERN => external = true,
                Rule::name => names.push(self.name(&part)),
                _ => {}
            }
        }
        let mut names = names.into_iter();
        Some(Account { external, name: names.next()?, namespace: names.next() })
    }

    pub(super) fn principal(&mut self, pair: Match<'_>) -> Option<Principal> {
        let mut inner = pair.into_inner().skip(1);
        let name = self.name(&inner.next()?);
        Some(Principal { name, identity: self.string(&inner.last()?) })
    }

    pub(super) fn role(&mut self, pair: Match<'_>) -> Option<Role> {
        let mut inner = pair.into_inner().skip(1);
        let name = self.name(&inner.next()?);
        Some(Role { name, permission: self.permission(inner.last()?)? })
    }

    pub(super) fn resource_declaration(&mut self, pair: Match<'_>) -> Option<Resource> {
        let mut inner = pair.into_inner().skip(1);
        let name = self.name(&inner.next()?);
        let mut resource =
            Resource { name, namespaced: false, subresources: Vec::new(), verbs: Vec::new() };
        let mut lists_verbs = false;
        for part in inner {
            match part.as_rule() {
                Rule::NAMESPACED => resource.namespaced = true,
                Rule::VERBS => lists_verbs = true,
                Rule::names if lists_verbs => resource.verbs = self.names(part),
                Rule::names => resource.subresources = self.names(part),
                _ => {}
            }
        }
        Some(resource)
    }

    pub(super) fn lint(&mut self, pair: Match<'_>) -> Option<Lint> {
        let mut inner = pair.into_inner().skip(1);
        let level = self.name(&inner.next()?);
        Some(Lint { level, names: self.names(inner.next()?) })
    }

    pub(super) fn label(&mut self, pair: Match<'_>) -> Option<Name> {
        Some(self.name(&pair.into_inner().last()?))
    }

    pub(super) fn pod_security(&mut self, pair: Match<'_>) -> Option<Pods> {
        let mut inner = pair.into_inner().skip(1);
        let enforce = self.level(inner.next()?)?;
        let mut pods = Pods { enforce, warn: None, audit: None };
        let mut warns = false;
        for part in inner {
            match part.as_rule() {
                Rule::WARN => warns = true,
                Rule::AUDIT => warns = false,
                Rule::level => {
                    let level = self.level(part)?;
                    let slot = if warns { &mut pods.warn } else { &mut pods.audit };
                    match slot {
                        None => *slot = Some(level),
                        Some(first) => {
                            let word = if warns { "warn" } else { "audit" };
                            let first = first.level.span;
                            self.said_twice(word, first, level.level.span);
                        }
                    }
                }
                _ => {}
            }
        }
        Some(pods)
    }

    fn level(&mut self, pair: Match<'_>) -> Option<PodsLevel> {
        let mut inner = pair.into_inner();
        let level = self.name(&inner.next()?);
        let version = inner.next_back().map(|pair| self.name(&pair));
        Some(PodsLevel { level, version })
    }

    pub(super) fn quota(&mut self, pair: Match<'_>) -> Option<Vec<Quota>> {
        let amounts = pair.into_inner().filter(|pair| pair.as_rule() == Rule::amount);
        amounts.map(|pair| self.amount(pair)).collect()
    }

    fn amount(&mut self, pair: Match<'_>) -> Option<Quota> {
        let mut inner = pair.into_inner();
        let resource = self.name(&inner.next()?);
        Some(Quota { resource, amount: self.name(&inner.last()?) })
    }

    pub(super) fn without(&self, pair: Match<'_>) -> Option<Without> {
        Some(match pair.into_inner().last()?.as_rule() {
            Rule::DNS => Without::Dns,
            _ => Without::Api,
        })
    }

    pub(super) fn exclusive(&self, pair: Match<'_>) -> Option<Exclusive> {
        Some(match pair.into_inner().next()?.as_rule() {
            Rule::ASSUME => Exclusive::Assumed,
            _ => Exclusive::Guarded,
        })
    }

    pub(super) fn delivered(&mut self, pair: Match<'_>) -> Option<Vec<SubjectName>> {
        self.subjects(pair.into_inner().last()?)
    }
}
