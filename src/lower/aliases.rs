//! `net`, `port` and `service`: names for addresses, ports and destinations.

use super::endpoints::Use;
use super::ports::PortsOf;
use super::template::Environment;
use super::{Global, Item, Lowering, Service};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Alias, AliasKind, ZoneId};
use crate::source::Span;
use crate::syntax::ast::{self, StatementKind};
use ecow::EcoString;

/// Names that the language gives to destinations.
const BUILT_IN: [&str; 3] = ["dns", "apiserver", "nodes"];

impl Lowering<'_> {
    /// Declares every `net` and `port`.
    pub(super) fn declare_nets_and_ports(&mut self) {
        for (net, item) in self.pick(|kind| match kind {
            StatementKind::Net(net) => Some(net),
            _ => None,
        }) {
            let blocks = self.blocks(&net.addresses);
            if let Some((name, alias)) = self.alias(&net.name, AliasKind::Net, None, &item) {
                self.globals.insert(name, Global::Net(alias));
                if let Some(alias) = self.policy.aliases.get_mut(alias) {
                    alias.blocks = blocks;
                }
            }
        }
        for (port, item) in self.pick(|kind| match kind {
            StatementKind::Port(port) => Some(port),
            _ => None,
        }) {
            let ports = self.ports(&port.ports, PortsOf::Nobody, item.environment);
            let name = self.name(&port.name, item.environment);
            if let Some(Global::Port(first)) = self.globals.get(&name) {
                let first =
                    self.policy.aliases.get(*first).map_or(port.name.span, |alias| alias.span);
                self.declared_twice("port", &name, port.name.span, first);
            } else if let Some((name, alias)) = self.alias(&port.name, AliasKind::Port, None, &item)
            {
                self.globals.insert(name, Global::Port(alias));
                self.port_values.insert(alias, ports);
            }
        }
    }

    /// Declares every `service` but `dns`, which the cluster states.
    pub(super) fn declare_services(&mut self) {
        for (service, item) in self.pick(|kind| match kind {
            StatementKind::Service(service) if service.name.text != "dns" => Some(service),
            _ => None,
        }) {
            let targets = self.service_targets(service, item.zone, item.environment);
            let declared = self.alias(&service.name, AliasKind::Service, item.zone, &item);
            if let Some((name, alias)) = declared {
                self.services.insert((item.zone, name), Service { alias, targets });
            }
        }
    }

    /// What a service resolves to.
    pub(super) fn service_targets(
        &mut self,
        service: &ast::Service,
        zone: Option<ZoneId>,
        environment: Environment,
    ) -> Vec<crate::ir::Target> {
        for endpoint in &service.endpoints {
            let refused = match &endpoint.kind {
                ast::EndpointKind::Anywhere => Some("anywhere"),
                ast::EndpointKind::Internet => Some("internet"),
                ast::EndpointKind::Cluster => Some("cluster"),
                _ => None,
            };
            if let Some(word) = refused {
                self.say(
                    Diagnostic::new(
                        Code::EndpointKind,
                        endpoint.span,
                        format!("`{word}` is no destination of a service"),
                    )
                    .help("a service names segments, `*` of a zone, nets or addresses"),
                );
            }
        }
        self.targets(
            &service.endpoints,
            &service.ports,
            Use::Service,
            zone,
            environment,
            service.name.span,
        )
    }

    /// Records an alias, unless its name is taken.
    fn alias(
        &mut self,
        name: &ast::Name,
        kind: AliasKind,
        zone: Option<ZoneId>,
        item: &Item<'_>,
    ) -> Option<(EcoString, usize)> {
        let text = self.name(name, item.environment);
        let what = match kind {
            AliasKind::Net => "net",
            AliasKind::Service => "service",
            AliasKind::Port => "port",
        };
        if kind != AliasKind::Port && !self.is_free(what, &text, name.span, zone) {
            return None;
        }
        let alias = self.policy.aliases.len();
        self.policy.aliases.push(Alias {
            kind,
            name: text.clone(),
            span: name.span,
            statement: item.statement.span,
            used: false,
            blocks: Vec::new(),
        });
        Some((text, alias))
    }

    /// Whether a segment, net or service may have this name here; if not, it is reported.
    pub(super) fn is_free(
        &mut self,
        what: &'static str,
        name: &EcoString,
        span: Span,
        zone: Option<ZoneId>,
    ) -> bool {
        if BUILT_IN.contains(&name.as_str()) {
            let diagnostic = Diagnostic::new(
                Code::NameConflict,
                span,
                format!("`{name}` is a name of the language: it can't be a {what}"),
            );
            self.say(if name == "dns" {
                diagnostic.help(
                    "choose another name, such as `kube-dns`; `service dns = …` says where names are resolved",
                )
            } else {
                diagnostic.help("choose another name")
            });
            return false;
        }
        let mut taken = self.taken(zone, name);
        if taken.is_none() && zone.is_none() {
            let segments = self.policy.segments.iter().filter(|segment| segment.name == *name);
            taken = segments.map(|segment| segment.span).min().map(|span| ("segment", span));
        }
        let Some((other, first)) = taken else { return true };
        if other == what {
            self.declared_twice(what, name, span, first);
        } else {
            let message = format!("`{name}` is a {other} already, so it can't be a {what}");
            self.say(
                Diagnostic::new(Code::NameConflict, span, message)
                    .label(format!("a {what} here"))
                    .also(first, format!("a {other} here"))
                    .help("segments, nets and services share their names: rename one of them"),
            );
        }
        false
    }

    pub(super) fn declared_twice(&mut self, what: &str, name: &str, second: Span, first: Span) {
        let message = format!("{what} `{name}` is declared twice");
        self.say(
            Diagnostic::new(Code::DuplicateDeclaration, second, message)
                .label("declared again here")
                .also(first, "first declared here")
                .help("rename one of them, or take one out"),
        );
    }

    pub(super) fn use_alias(&mut self, index: usize) {
        if let Some(alias) = self.policy.aliases.get_mut(index) {
            alias.used = true;
        }
    }
}
