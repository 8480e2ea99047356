//! Endpoints, addresses and ports.

use super::{Builder, Match};
use crate::set::port::Protocol;
use crate::syntax::ast::{
    Address, Endpoint, EndpointKind, PortItem, PortKind, PortValue, PortValueKind,
};
use crate::syntax::grammar::Rule;

impl Builder<'_> {
    pub(super) fn endpoints(&mut self, pair: Match<'_>) -> Option<Vec<Endpoint>> {
        let mut endpoints = Vec::with_capacity(1);
        for pair in pair.into_inner() {
            if pair.as_rule() != Rule::comma {
                endpoints.push(self.endpoint(pair)?);
            }
        }
        Some(endpoints)
    }

    pub(super) fn endpoint(&mut self, pair: Match<'_>) -> Option<Endpoint> {
        let span = self.span(&pair);
        let kind = match pair.as_rule() {
            Rule::place => self.place(pair)?,
            Rule::block => EndpointKind::Address(self.block(pair)?),
            Rule::CLUSTER => EndpointKind::Cluster,
            Rule::INTERNET => EndpointKind::Internet,
            Rule::ANYWHERE => EndpointKind::Anywhere,
            Rule::host => EndpointKind::Host(self.only_string(pair)?),
            _ => return None,
        };
        Some(Endpoint { kind, span })
    }

    fn place(&mut self, pair: Match<'_>) -> Option<EndpointKind> {
        let mut inner = pair.into_inner();
        let first = inner.next()?;
        let Some(last) = inner.next_back() else {
            return Some(match first.as_rule() {
                Rule::star => EndpointKind::Every { zone: None },
                _ => EndpointKind::Name { zone: None, name: self.name(&first) },
            });
        };
        let zone = Some(self.name(&first));
        Some(match last.as_rule() {
            Rule::star => EndpointKind::Every { zone },
            _ => EndpointKind::Name { zone, name: self.name(&last) },
        })
    }

    pub(super) fn blocks(&mut self, pair: Match<'_>) -> Option<Vec<Address>> {
        let blocks = pair.into_inner().filter(|pair| pair.as_rule() == Rule::block);
        blocks.map(|pair| self.block(pair)).collect()
    }

    fn block(&mut self, pair: Match<'_>) -> Option<Address> {
        let mut addresses = pair.into_inner().filter(|pair| pair.as_rule() == Rule::address);
        let first = addresses.next()?;
        let mut cut = |pair: Match<'_>| (pair.as_str().into(), self.token_span(&pair));
        let except = addresses.map(&mut cut).collect();
        let (text, span) = cut(first);
        Some(Address { text, span, except })
    }

    pub(super) fn port(&mut self, pair: Match<'_>) -> Option<PortItem> {
        let span = self.span(&pair);
        let mut inner = pair.into_inner();
        let first = inner.next()?;
        let kind = match first.as_rule() {
            Rule::ANY_PORT => PortKind::Any,
            Rule::ICMP => PortKind::Icmp,
            Rule::name => PortKind::Name(self.name(&first)),
            rule => {
                let protocol = match rule {
                    Rule::TCP => Protocol::Tcp,
                    Rule::UDP => Protocol::Udp,
                    _ => Protocol::Sctp,
                };
                let values = inner.filter(|pair| pair.as_rule() == Rule::port_value);
                let values: Vec<_> = values.map(|pair| self.port_value(&pair)).collect();
                if values.is_empty() {
                    PortKind::Protocol(protocol)
                } else {
                    PortKind::Ports(protocol, values)
                }
            }
        };
        Some(PortItem { kind, span })
    }

    fn port_value(&self, pair: &Match<'_>) -> PortValue {
        let text = pair.as_str();
        let kind = match text.split_once('-') {
            None => number(text).map(PortValueKind::Number),
            Some((low, high)) => {
                number(low).zip(number(high)).map(|(low, high)| PortValueKind::Range(low, high))
            }
        };
        let kind = kind.unwrap_or_else(|| PortValueKind::Named(text.into()));
        PortValue { kind, span: self.token_span(pair) }
    }
}

/// A number, saturated; none when `text` isn't one.
fn number(text: &str) -> Option<u32> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().unwrap_or(u32::MAX))
}
