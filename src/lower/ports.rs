//! Ports as written to sets of ports.

use super::template::Environment;
use super::{Global, Lowering, Referent};
use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::ir::{PortPlace, SegmentId};
use crate::k8s::name;
use crate::set::port::{PortSet, Protocol};
use crate::source::Span;
use crate::syntax::ast::{self, PortKind, PortValueKind};
use ecow::EcoString;

/// What a port item may name besides declared ports.
#[derive(Debug, Clone, Copy)]
pub(super) enum PortsOf {
    /// Nothing.
    Nobody,
    /// The named ports of a segment.
    Segment(SegmentId),
}

impl Lowering<'_> {
    /// Records where the numbers of a list stand, for what `of` is the place of.
    pub(super) fn place_ports(&mut self, of: Span, items: &[ast::PortItem]) {
        // Nobody asks without objects to compare with.
        if self.options.others.is_empty() {
            return;
        }
        for item in items {
            let PortKind::Ports(protocol, values) = &item.kind else { continue };
            for value in values {
                if let PortValueKind::Number(number) = value.kind
                    && let Ok(number) = u16::try_from(number)
                {
                    let (protocol, span) = (*protocol, value.span);
                    self.policy.port_places.push(PortPlace { of, protocol, number, span });
                }
            }
        }
    }

    /// The ports of a list; what is wrong with an item is reported, and the item left out.
    pub(super) fn ports(
        &mut self,
        items: &[ast::PortItem],
        of: PortsOf,
        environment: Environment,
    ) -> PortSet {
        let mut all = PortSet::default();
        for item in items {
            if let Some(ports) = self.port_item(item, of, environment) {
                all = if all.is_empty() { ports } else { all.union(&ports) };
            }
        }
        all
    }

    /// The ports of one item.
    pub(super) fn port_item(
        &mut self,
        item: &ast::PortItem,
        of: PortsOf,
        environment: Environment,
    ) -> Option<PortSet> {
        match &item.kind {
            PortKind::Any => Some(PortSet::any()),
            PortKind::Protocol(protocol) => Some(PortSet::all_of(*protocol)),
            PortKind::Ports(protocol, values) => {
                let mut all = PortSet::default();
                for value in values {
                    if let Some(ports) = self.port_value(*protocol, value, environment) {
                        all = if all.is_empty() { ports } else { all.union(&ports) };
                    }
                }
                Some(all)
            }
            PortKind::Name(name) => {
                let text = self.name(name, environment);
                let ports = self.named_port(&text, of, name.span);
                if ports.is_none() {
                    self.unknown_port(&text, name, of);
                }
                ports
            }
            PortKind::Icmp => {
                self.say(
                    Diagnostic::new(Code::Icmp, item.span, "NetworkPolicy can't say ICMP")
                        .label("not a port of TCP, UDP or SCTP")
                        .note(
                            "the API leaves ICMP undefined: plugins treat it each in their own way",
                        )
                        .help("drop it; to probe a pod, use a TCP port"),
                );
                None
            }
        }
    }

    /// The ports that a name stands for, for a destination: its own named port, or a declared one.
    pub(super) fn named_port(
        &mut self,
        text: &EcoString,
        of: PortsOf,
        span: Span,
    ) -> Option<PortSet> {
        if let PortsOf::Segment(id) = of {
            let named = &self.policy.segment(id)?.named_ports;
            if let Some((_, ports)) = named.iter().find(|(name, _)| name == text) {
                let ports = ports.clone();
                self.note(span, Referent::Port(id, text.clone()));
                return Some(ports);
            }
        }
        let Some(Global::Port(alias)) = self.globals.get(text).copied() else { return None };
        self.use_alias(alias);
        self.note(span, Referent::Alias(alias));
        self.port_values.get(&alias).cloned()
    }

    pub(super) fn unknown_port(&mut self, text: &str, name: &ast::Name, of: PortsOf) {
        let mut names: Vec<EcoString> = Vec::new();
        let (mut who, mut is_service) = (String::new(), false);
        if let PortsOf::Segment(id) = of
            && let Some(segment) = self.policy.segment(id)
        {
            names.extend(segment.named_ports.iter().map(|(name, _)| name.clone()));
            who = format!(", and segment `{}` has none of that name", segment.name);
            is_service = segment.name == "service";
        }
        let declared = self.globals.iter();
        let declared = declared.filter(|(_, global)| matches!(global, Global::Port(_)));
        names.extend(declared.map(|(name, _)| name.clone()));
        names.sort_unstable();
        let near = suggest::closest(text, names.iter().map(EcoString::as_str)).map(str::to_owned);
        let message = format!("there is no port `{text}`{who}");
        let diagnostic = Diagnostic::new(Code::UnknownPort, name.span, message);
        self.say_undeclared(match near {
            Some(near) => diagnostic
                .help(format!("did you mean `{near}`?"))
                .maybe_fix(format!("write `{near}`"), name.span, near),
            None if self.asked => self.choose_port(diagnostic, text, &names),
            None if is_service => diagnostic.help(format!(
                "a Service of the cluster is named with its namespace: `service NAMESPACE/{text}`"
            )),
            None => diagnostic.help(format!(
                "declare it: `port {text} = tcp/…`, or as the segment's own: `segment NAME {text}=tcp/…`"
            )),
        });
    }

    fn port_value(
        &mut self,
        protocol: Protocol,
        value: &ast::PortValue,
        environment: Environment,
    ) -> Option<PortSet> {
        match &value.kind {
            PortValueKind::Number(number) => {
                let port = self.port_number(*number, value.span)?;
                Some(PortSet::range(protocol, port, port))
            }
            PortValueKind::Range(low, high) if low > high => {
                let (word, right) = (protocol.word(), format!("{high}-{low}"));
                let message = format!("the range `{low}-{high}` ends before it starts");
                self.say(
                    Diagnostic::new(Code::BadPort, value.span, message)
                        .help(format!("the smaller number stands first: `{word}/{right}`"))
                        .fix(format!("write `{right}`"), value.span, right),
                );
                None
            }
            PortValueKind::Range(low, high) => {
                let low = self.port_number(*low, value.span)?;
                let high = self.port_number(*high, value.span)?;
                Some(PortSet::range(protocol, low, high))
            }
            PortValueKind::Named(text) => {
                let text = self.replace(text, value.span, environment);
                if let Err(reason) = name::port_name(&text) {
                    let message = format!("`{text}` is no name of a container port: {reason}");
                    self.say(
                        Diagnostic::new(Code::BadPort, value.span, message).help(
                            "write a number, or the `name` that the container gives the port",
                        ),
                    );
                    return None;
                }
                Some(PortSet::named(protocol, text))
            }
        }
    }

    fn port_number(&mut self, number: u32, span: Span) -> Option<u16> {
        let port = u16::try_from(number).ok().filter(|port| *port > 0);
        if port.is_none() {
            let shown =
                if number == u32::MAX { "the number".to_owned() } else { format!("`{number}`") };
            self.say(
                Diagnostic::new(Code::BadPort, span, format!("{shown} is no port"))
                    .help("ports are 1 to 65535"),
            );
        }
        port
    }
}
