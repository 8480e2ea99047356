//! Endpoints as written to endpoints of the ir.

use super::address::Listed;
use super::template::Environment;
use super::{Global, Lowering, Referent, written};
use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::ir::{Addresses, AddressesKind, Endpoint, EndpointKind, SegmentId, Target, ZoneId};
use crate::set::cidr::IpBlock;
use crate::set::port::PortSet;
use crate::source::Span;
use crate::syntax::ast::{self};
use ecow::EcoString;
use std::sync::Arc;

/// What an endpoint is written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// An end of a flow: undeclared names are implicit segments.
    Source,
    /// The other end.
    Destination,
    /// A destination of a `service`.
    Service,
    /// An end of an assertion: zones may be globs, names must be known.
    Assertion,
}

/// An endpoint, with its own ports where it is a service.
#[derive(Debug, Clone)]
pub(super) struct Resolved {
    pub(super) endpoint: Endpoint,
    pub(super) ports: Option<PortSet>,
}

/// Where a statement stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) zone: Option<ZoneId>,
    pub(super) environment: Environment,
    pub(super) statement: Span,
}

impl Lowering<'_> {
    /// The endpoints of a list.
    pub(super) fn resolve_all(
        &mut self,
        ends: &[ast::Endpoint],
        usage: Use,
        place: Place,
    ) -> Vec<Resolved> {
        let mut all = Vec::with_capacity(ends.len());
        let mut listed = Listed::default();
        for end in ends {
            let resolved = self.resolve(end, usage, place);
            if let (ast::EndpointKind::Address(_), Some(first)) = (&end.kind, resolved.first())
                && let EndpointKind::Addresses(addresses) = &first.endpoint.kind
                && let Some(block) = addresses.blocks.first()
            {
                self.list(block.clone(), end.span, &mut listed);
            }
            all.extend(resolved);
        }
        all
    }

    /// What one endpoint names; more than one for a service, `dns`, `apiserver` and globs.
    pub(super) fn resolve(
        &mut self,
        end: &ast::Endpoint,
        usage: Use,
        place: Place,
    ) -> Vec<Resolved> {
        let one =
            |kind| vec![Resolved { endpoint: Endpoint { kind, span: end.span }, ports: None }];
        match &end.kind {
            ast::EndpointKind::Cluster => one(EndpointKind::Cluster),
            ast::EndpointKind::Anywhere => one(EndpointKind::Anywhere),
            ast::EndpointKind::Internet => one(EndpointKind::Addresses(self.internet())),
            ast::EndpointKind::Address(address) => match self.block(address) {
                Some(block) => one(addresses(AddressesKind::Literal, vec![block])),
                None => Vec::new(),
            },
            ast::EndpointKind::Host(_) => {
                self.say(
                    Diagnostic::new(
                        Code::HostEndpoint,
                        end.span,
                        "NetworkPolicy can't match domain names",
                    )
                    .label("has no place in a NetworkPolicy")
                    .help(
                        "name the addresses: `net github = 192.0.2.0/24`, then `-> github tcp/443`",
                    ),
                );
                Vec::new()
            }
            ast::EndpointKind::Service { namespace, name } => {
                self.served(namespace, name, end.span, usage, place)
            }
            ast::EndpointKind::Every { zone } => {
                let zones = match zone {
                    Some(zone) => self.zones_of_end(zone, usage, place),
                    None => match place.zone {
                        Some(zone) => vec![zone],
                        None => {
                            self.outside_zone("*", end.span, place);
                            Vec::new()
                        }
                    },
                };
                zones.into_iter().flat_map(|zone| one(EndpointKind::Zone(zone))).collect()
            }
            ast::EndpointKind::Name { zone: Some(zone), name } => {
                let zones = self.zones_of_end(zone, usage, place);
                let several = zones.len() > 1;
                let mut all = Vec::new();
                for zone in zones {
                    all.extend(self.qualified(name, zone, end.span, usage, place, several));
                }
                if all.is_empty() && several {
                    self.unknown_name(name, end.span, place);
                }
                all
            }
            ast::EndpointKind::Name { zone: None, name } => {
                self.unqualified(name, end.span, usage, place)
            }
        }
    }

    fn zones_of_end(&mut self, zone: &ast::Name, usage: Use, place: Place) -> Vec<ZoneId> {
        let glob = !zone.quoted && zone.text.contains('*');
        if glob && usage != Use::Assertion {
            let message =
                format!("`{}` stands for several zones: only assertions take globs", zone.text);
            self.say(
                Diagnostic::new(Code::GlobEndpoint, zone.span, message).help(
                    "name the zones: `a/api, b/api`, or write the flow in an `in ZONES { … }`",
                ),
            );
            return Vec::new();
        }
        self.match_zones(zone, place.environment, false)
    }

    /// Reports a name that needs a zone around it: once for each statement.
    fn outside_zone(&mut self, what: &str, span: Span, place: Place) {
        if !self.outside.insert(place.statement) {
            return;
        }
        self.say_undeclared(
            Diagnostic::new(Code::OutsideZone, span, format!("`{what}` stands outside any zone"))
                .label("of which zone?")
                .help(format!(
                    "qualify it, `ZONE/{what}`, or put the statement into `in ZONE {{ … }}`"
                )),
        );
    }

    /// `zone/name`.
    fn qualified(
        &mut self,
        name: &ast::Name,
        zone: ZoneId,
        span: Span,
        usage: Use,
        place: Place,
        lenient: bool,
    ) -> Vec<Resolved> {
        let text = self.name(name, place.environment);
        if let Some(id) = self.segments.get(&(zone, text.clone())).copied() {
            self.note(name.span, Referent::Segment(id));
            return self.segment_end(id, span);
        }
        if self.services.contains_key(&(Some(zone), text.clone())) {
            return self.service_ends(&(Some(zone), text), name, span);
        }
        if lenient {
            return Vec::new();
        }
        if usage == Use::Assertion {
            self.unknown_name(name, span, Place { zone: Some(zone), ..place });
            return Vec::new();
        }
        let implicit = self.implicit_segment(name, text, zone, true, place.statement);
        implicit.map(|id| self.segment_end(id, span)).unwrap_or_default()
    }

    /// `name`: a segment or service here, a net or service of the program, or a name of the language.
    fn unqualified(
        &mut self,
        name: &ast::Name,
        span: Span,
        usage: Use,
        place: Place,
    ) -> Vec<Resolved> {
        let text = self.name(name, place.environment);
        if let Some(zone) = place.zone {
            if let Some(id) = self.segments.get(&(zone, text.clone())).copied() {
                self.note(name.span, Referent::Segment(id));
                return self.segment_end(id, span);
            }
            let key = (Some(zone), text.clone());
            if self.services.contains_key(&key) {
                return self.service_ends(&key, name, span);
            }
        }
        if let Some(Global::Net(alias)) = self.globals.get(&text).copied() {
            self.use_alias(alias);
            self.note(name.span, Referent::Alias(alias));
            let blocks = self.policy.aliases.get(alias).map(|alias| alias.blocks.clone());
            let kind = addresses(AddressesKind::Net(text), blocks.unwrap_or_default());
            return vec![Resolved { endpoint: Endpoint { kind, span }, ports: None }];
        }
        let key = (None, text.clone());
        if self.services.contains_key(&key) {
            return self.service_ends(&key, name, span);
        }
        if let (Some(ends), false) = (self.built_in(&text, span, usage), name.quoted) {
            self.note_built_in(&text, name.span);
            return ends;
        }
        let Some(zone) = place.zone else {
            self.unknown_or_outside(name, &text, span, place);
            return Vec::new();
        };
        if usage == Use::Assertion {
            self.unknown_name(name, span, place);
            return Vec::new();
        }
        let implicit = self.implicit_segment(name, text, zone, false, place.statement);
        implicit.map(|id| self.segment_end(id, span)).unwrap_or_default()
    }

    fn segment_end(&mut self, id: SegmentId, span: Span) -> Vec<Resolved> {
        self.use_segment(id);
        let endpoint = Endpoint { kind: EndpointKind::Segment(id), span };
        vec![Resolved { endpoint, ports: None }]
    }

    fn service_ends(
        &mut self,
        key: &(Option<ZoneId>, EcoString),
        name: &ast::Name,
        span: Span,
    ) -> Vec<Resolved> {
        let Some(service) = self.services.get(key).cloned() else { return Vec::new() };
        self.use_alias(service.alias);
        self.note(name.span, Referent::Alias(service.alias));
        at(&service.targets, span)
    }

    /// `dns`, `apiserver`, `nodes`; none for other names.
    fn built_in(&mut self, text: &str, span: Span, usage: Use) -> Option<Vec<Resolved>> {
        match text {
            "dns" => Some(at(&self.policy.cluster.dns.targets, span)),
            "apiserver" => {
                if self.policy.cluster.api.is_empty() {
                    self.say(
                        Diagnostic::new(Code::UndeclaredApiServer, span, "the program doesn't say where the API server is")
                            .label("which addresses and ports?")
                            .help("state it: `cluster { api 10.96.0.1, 192.0.2.10 tcp/443 tcp/6443 }`")
                            .note("`kubectl get endpointslices,service kubernetes -n default` shows the addresses and ports"),
                    );
                    return Some(Vec::new());
                }
                if let (Use::Source, Some(sources)) = (usage, &self.api_sources) {
                    let ends = sources.iter().map(|source| Resolved {
                        endpoint: Endpoint { kind: source.kind.clone(), span },
                        ports: None,
                    });
                    return Some(ends.collect());
                }
                Some(at(&self.policy.cluster.api, span))
            }
            "nodes" => {
                let Some(blocks) = self.nodes.clone() else {
                    self.say(
                        Diagnostic::new(Code::UndeclaredNodes, span, "the program doesn't say where the nodes are")
                            .label("which addresses?")
                            .note("host-network pods and the control plane use node addresses, which no label matches")
                            .help("state them: `cluster { nodes 192.168.0.0/24 }`; `kubectl get nodes -o wide` shows them"),
                    );
                    return Some(Vec::new());
                };
                let kind = addresses(AddressesKind::Nodes, blocks);
                Some(vec![Resolved { endpoint: Endpoint { kind, span }, ports: None }])
            }
            _ => None,
        }
    }

    fn unknown_or_outside(&mut self, name: &ast::Name, text: &str, span: Span, place: Place) {
        let known = self.segments.keys().any(|(_, segment)| segment == text);
        if known || self.near_global(text).is_none() {
            self.outside_zone(text, span, place);
        } else {
            self.unknown_name(name, span, place);
        }
    }

    fn near_global(&self, text: &str) -> Option<String> {
        let nets = self.globals.iter().filter(|(_, global)| matches!(global, Global::Net(_)));
        let services = self.services.keys().filter(|(zone, _)| zone.is_none());
        let names = nets
            .map(|(name, _)| name.as_str())
            .chain(services.map(|(_, name)| name.as_str()))
            .chain(["dns", "apiserver", "nodes"]);
        suggest::closest(text, names).map(str::to_owned)
    }

    pub(super) fn unknown_name(&mut self, name: &ast::Name, span: Span, place: Place) {
        let text = self.name(name, place.environment);
        let segments: Vec<&EcoString> = match place.zone {
            Some(zone) => self.members_of(zone).map(|segment| &segment.name).collect(),
            None => self.policy.segments.iter().map(|segment| &segment.name).collect(),
        };
        let near = suggest::closest(&text, segments.into_iter().map(EcoString::as_str))
            .map(str::to_owned)
            .or_else(|| self.near_global(&text));
        let message = format!("no declaration and no flow knows `{text}`");
        let diagnostic = Diagnostic::new(Code::UnknownName, span, message);
        self.say_undeclared(match near {
            Some(near) => diagnostic.help(format!("did you mean `{near}`?")).maybe_fix(
                format!("write `{near}`"),
                name.span,
                written(&near),
            ),
            None if self.asked => self.choose_end(diagnostic, &text, place.zone),
            None => {
                diagnostic.help(format!("declare it in its zone: `segment {}`", written(&text)))
            }
        });
    }
}

fn addresses(kind: AddressesKind, blocks: Vec<IpBlock>) -> EndpointKind {
    EndpointKind::Addresses(Arc::new(Addresses { kind, blocks }))
}

/// The targets of a service, at the place where it is used.
fn at(targets: &[Target], span: Span) -> Vec<Resolved> {
    let ends = targets.iter().map(|target| Resolved {
        endpoint: Endpoint { kind: target.endpoint.kind.clone(), span },
        ports: Some(target.ports.clone()),
    });
    ends.collect()
}
