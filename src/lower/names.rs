//! The names of a program, looked up for a question that is asked of it from outside of any zone.

use super::endpoints::{Place, Resolved, Use};
use super::ports::PortsOf;
use super::template::Environment;
use super::{Global, Lowering, Program, lowered, rbac};
use crate::compile::Options;
use crate::diagnostic::{Levels, Sink};
use crate::ir::{Endpoint, EndpointKind, Permission, Policy, Scope, Subject, ZoneId};
use crate::set::port::PortSet;
use crate::set::selector::Selector;
use crate::source::Span;
use crate::syntax::ast;
use ecow::EcoString;

/// The words that name something wherever they stand.
const BUILT_IN: [&str; 3] = ["dns", "apiserver", "nodes"];

/// A lowered program, to look up names in.
pub(crate) struct Names<'a>(Lowering<'a>);

impl<'a> Names<'a> {
    /// Lowers a program; what is wrong with it goes to `sink`, and what is wrong with questions too.
    pub(crate) fn new(program: &'a Program, options: &'a Options, sink: &'a mut Sink) -> Self {
        let mut lowering = lowered(program, options, &mut Levels::default(), sink, None);
        lowering.asked = true;
        Self(lowering)
    }

    /// What the program says.
    pub(crate) const fn policy(&self) -> &Policy {
        &self.0.policy
    }

    /// The same, when there is no more to look up.
    pub(crate) fn into_policy(self) -> Policy {
        self.0.policy
    }

    /// Where what is wrong with a question is told.
    pub(crate) const fn sink(&mut self) -> &mut Sink {
        self.0.sink
    }

    /// The zones in which a name without one may be meant; none for a name that needs no zone.
    pub(crate) fn zones_with(&self, name: &ast::Name) -> Option<Vec<ZoneId>> {
        let text = &name.text;
        let of_program = matches!(self.0.globals.get(text), Some(Global::Net(_)))
            || self.0.services.contains_key(&(None, text.clone()))
            || (!name.quoted && BUILT_IN.contains(&text.as_str()));
        if of_program {
            return None;
        }
        let segments = self.0.segments.keys();
        let segments = segments.filter(|(_, name)| name == text).map(|(zone, _)| *zone);
        let services = self.0.services.keys().filter(|(_, name)| name == text);
        let mut zones: Vec<_> = segments.chain(services.filter_map(|(zone, _)| *zone)).collect();
        zones.sort_unstable();
        zones.dedup();
        Some(zones)
    }

    /// The zones in which somebody of a name may be meant; none for a user or a group.
    pub(crate) fn zones_with_subject(&self, name: &ast::Name) -> Option<Vec<ZoneId>> {
        if self.0.principal(&name.text).is_some() {
            return None;
        }
        let keys = self.0.accounts.keys();
        let accounts = keys.filter(|(_, own)| *own == name.text).map(|(zone, _)| *zone);
        let mut zones: Vec<_> = accounts.collect();
        if zones.is_empty() {
            let segments = self.0.segments.keys();
            zones = segments.filter(|(_, own)| *own == name.text).map(|(zone, _)| *zone).collect();
        }
        zones.sort_unstable();
        Some(zones)
    }

    /// Says that no zone knows a name.
    pub(crate) fn unknown(&mut self, name: &ast::Name, span: Span) {
        self.0.unknown_name(name, span, nowhere(span));
    }

    /// What an endpoint names, with its own ports where it is a service.
    pub(crate) fn endpoint(&mut self, end: &ast::Endpoint) -> Vec<(Endpoint, Option<PortSet>)> {
        let resolved = self.0.resolve(end, Use::Assertion, nowhere(end.span));
        resolved.into_iter().map(|Resolved { endpoint, ports }| (endpoint, ports)).collect()
    }

    /// The ports of a list, for a destination where it is one endpoint.
    pub(crate) fn ports(&mut self, items: &[ast::PortItem], of: Option<&EndpointKind>) -> PortSet {
        let of = match of {
            Some(EndpointKind::Segment(id)) => PortsOf::Segment(*id),
            _ => PortsOf::Nobody,
        };
        self.0.ports(items, of, Environment::default())
    }

    /// Requirements that hold together.
    pub(crate) fn selector(&mut self, selector: &ast::Selector) -> Selector {
        self.0.selector(selector, Environment::default())
    }

    /// What a permission permits.
    pub(crate) fn permission(&mut self, written: &ast::Permission) -> Option<Permission> {
        rbac::permission(written, self.0.resources.table(), self.0.sink)
    }

    /// Whom a subject names, in a zone or in the program.
    pub(crate) fn subject(
        &mut self,
        subject: &ast::SubjectName,
        zone: Option<ZoneId>,
    ) -> Option<Subject> {
        match zone {
            Some(_) => {
                let plain = ast::SubjectName { zone: None, ..subject.clone() };
                self.0.subject(&plain, zone, Environment::default())
            }
            None => self.0.subject(subject, None, Environment::default()),
        }
    }

    /// Where a right is asked for; none where the question doesn't say.
    pub(crate) fn scope(&mut self, scope: &ast::Scope) -> Option<Scope> {
        match scope {
            ast::Scope::Here => None,
            ast::Scope::ClusterWide(span) => Some(Scope::ClusterWide(*span)),
            ast::Scope::Zones(patterns) => {
                let zones = patterns
                    .iter()
                    .flat_map(|pattern| self.0.match_zones(pattern, Environment::default(), true));
                Some(Scope::Zones(zones.collect()))
            }
        }
    }

    /// The name of a zone.
    pub(crate) fn zone_name(&self, zone: ZoneId) -> EcoString {
        self.0.zone_name(zone)
    }
}

/// Outside of any zone.
fn nowhere(statement: Span) -> Place {
    Place { zone: None, environment: Environment::default(), statement }
}
