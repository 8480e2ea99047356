//! Endpoints, addresses and ports.

use super::{Builder, Match};
use crate::set::port::Protocol;
use crate::source::Span;
use crate::syntax::ast::{
    Address, Endpoint, EndpointKind, PortItem, PortKind, PortValue, PortValueKind,
};
use crate::syntax::grammar::Rule;
use crate::syntax::mistake;

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
            Rule::cidr => EndpointKind::Address(self.cidr(pair)?),
            Rule::everywhere => match pair.as_str() {
                "cluster" => EndpointKind::Cluster,
                "internet" => EndpointKind::Internet,
                _ => EndpointKind::Anywhere,
            },
            Rule::host => EndpointKind::Host(self.only_string(pair)?),
            Rule::served => {
                let mut names = pair.into_inner().filter(|part| part.as_rule() != Rule::SERVICE);
                let (namespace, name) = (names.next()?, names.next()?);
                let (namespace, name) = (self.free_name(&namespace), self.free_name(&name));
                EndpointKind::Service { namespace, name }
            }
            _ => return None,
        };
        Some(Endpoint { kind, span })
    }

    fn place(&mut self, pair: Match<'_>) -> Option<EndpointKind> {
        let mut inner = pair.into_inner();
        let first = inner.next()?;
        let Some(last) = inner.next_back() else {
            return Some(match first.as_str() {
                "*" => EndpointKind::Every { zone: None },
                word @ ("any" | "all") => {
                    self.sink.push(mistake::every_endpoint(self.span(&first), word));
                    EndpointKind::Every { zone: None }
                }
                _ => EndpointKind::Name { zone: None, name: self.plain_name(&first) },
            });
        };
        let zone = Some(self.free_name(&first));
        Some(match last.as_str() {
            "*" => EndpointKind::Every { zone },
            word @ ("any" | "all") => {
                self.sink.push(mistake::every_endpoint(self.span(&last), word));
                EndpointKind::Every { zone }
            }
            _ => EndpointKind::Name { zone, name: self.free_name(&last) },
        })
    }

    pub(super) fn cidrs(&mut self, pair: Match<'_>) -> Option<Vec<Address>> {
        let cidrs = pair.into_inner().filter(|pair| pair.as_rule() == Rule::cidr);
        cidrs.map(|pair| self.cidr(pair)).collect()
    }

    fn cidr(&mut self, pair: Match<'_>) -> Option<Address> {
        let mut addresses = pair.into_inner().filter(|pair| pair.as_rule() == Rule::address);
        let first = addresses.next()?;
        let mut cut = |pair: Match<'_>| (pair.as_str().into(), self.span(&pair));
        let except = addresses.map(&mut cut).collect();
        let (text, span) = cut(first);
        Some(Address { text, span, except })
    }

    pub(super) fn port(&mut self, pair: &Match<'_>) -> PortItem {
        let span = self.span(pair);
        let text = pair.as_str();
        let (word, values) =
            text.split_once('/').map_or((text, None), |(word, values)| (word, Some(values)));
        let protocol = Protocol::ALL.into_iter().find(|protocol| protocol.word() == word);
        let kind = match (protocol, values, word) {
            (Some(protocol), None, _) => PortKind::Protocol(protocol),
            (Some(protocol), Some(values), _) => {
                let start = span.start + u32::try_from(word.len() + 1).unwrap_or_default();
                PortKind::Ports(protocol, self.port_values(values, start))
            }
            (None, _, "any") => PortKind::Any,
            (None, _, "icmp") => PortKind::Icmp,
            (None, _, _) => PortKind::Name(self.name(pair)),
        };
        PortItem { kind, span }
    }

    /// The values behind `tcp/`, which start at `start`.
    fn port_values(&self, values: &str, mut start: u32) -> Vec<PortValue> {
        let value = |text: &str| {
            let kind = match text.split_once('-') {
                None => number(text).map(PortValueKind::Number),
                Some((low, high)) => {
                    number(low).zip(number(high)).map(|(low, high)| PortValueKind::Range(low, high))
                }
            };
            let end = start + u32::try_from(text.len()).unwrap_or_default();
            let span = Span::new(self.id, start, end);
            start = end + 1;
            PortValue { kind: kind.unwrap_or_else(|| PortValueKind::Named(text.into())), span }
        };
        values.split(',').map(value).collect()
    }
}

/// A number, saturated; none when `text` isn't one.
fn number(text: &str) -> Option<u32> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().unwrap_or(u32::MAX))
}
