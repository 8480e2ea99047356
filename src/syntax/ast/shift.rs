//! The same tree at another place of the text.

use super::*;
use crate::source::Span;

/// What has places in the text.
pub(crate) trait Shift {
    /// Moves every place by some bytes, backwards by a number that wraps.
    fn shift(&mut self, by: u32);
}

impl Shift for Span {
    fn shift(&mut self, by: u32) {
        self.start = self.start.wrapping_add(by);
        self.end = self.end.wrapping_add(by);
    }
}

impl<T: Shift> Shift for Vec<T> {
    fn shift(&mut self, by: u32) {
        self.iter_mut().for_each(|one| one.shift(by));
    }
}

impl<T: Shift> Shift for Option<T> {
    fn shift(&mut self, by: u32) {
        self.iter_mut().for_each(|one| one.shift(by));
    }
}

impl<A: Shift, B: Shift> Shift for (A, B) {
    fn shift(&mut self, by: u32) {
        self.0.shift(by);
        self.1.shift(by);
    }
}

/// A type that holds no place.
macro_rules! nowhere {
    ($($type:ty),+) => {
        $(impl Shift for $type {
            fn shift(&mut self, _: u32) {}
        })+
    };
}

/// A struct: every field has its turn, and the compiler misses the one that isn't named.
macro_rules! fields {
    ($($type:ident { $($field:ident),+ })+) => {
        $(impl Shift for $type {
            fn shift(&mut self, by: u32) {
                let Self { $($field),+ } = self;
                $($field.shift(by);)+
            }
        })+
    };
}

/// An enum: the same for variants with one part, or with none.
macro_rules! variants {
    ($($type:ident { $($with:ident),* ; $($without:ident),* })+) => {
        $(impl Shift for $type {
            fn shift(&mut self, by: u32) {
                let _ = by;
                match self {
                    $(Self::$with(one) => one.shift(by),)*
                    $(Self::$without => {})*
                }
            }
        })+
    };
}

nowhere!(EcoString, bool, u32, Arrow, AssertionWord, Exclusive, Half, Protocol, Without);

fields! {
    Account { external, name, namespace }
    Address { text, span, except }
    Assertion { word, claim }
    Clauses { because, until }
    Cluster { name, items, header }
    ClusterItem { span, kind }
    Date { text, span }
    Endpoint { kind, span }
    Flow { from, arrow, arrow_span, to, ports, half, clauses }
    For { variable, values, body, header }
    Grant { subjects, permission, scope, clauses }
    Has { subjects, roles, scope, clauses }
    In { zones, body, header }
    Isolates { ingress, egress, span }
    Lint { level, names }
    Name { text, span, quoted }
    Net { name, addresses }
    Permission { verbs, resources, names, span }
    Pods { enforce, warn, audit }
    PodsLevel { level, version }
    Port { name, ports }
    PortItem { kind, span }
    PortValue { kind, span }
    Principal { name, identity }
    Quota { resource, amount }
    Requirement { key, operator, span }
    Resource { name, namespaced, subresources, verbs }
    ResourceItem { kind, except, span }
    Role { name, permission }
    RoleName { cluster_role, name }
    Segment { name, account, ports, named_ports, selector }
    Selector { requirements, span }
    Service { name, endpoints, ports }
    Statement { span, kind }
    SubjectName { zone, name, span }
    Text { text, span }
    Verb { kind, span }
    Zone { external, name, namespaces, isolates, owner, body, header }
}

variants! {
    Claim { Flow, Grant; }
    Namespaces { Named, Labelled; }
    Operator { Equals, NotEquals, In, NotIn; Exists, DoesNotExist }
    ResourceKind { Plain, AllOf, Wildcard, Url; }
    Scope { Zones, ClusterWide; Here }
    StatementKind {
        Use, Zone, In, For, Cluster, Segment, Net, Port, Service, Account, User, Group, Role, Resource, Flow,
        Grant, Has, Assertion, Lint, Label, Pods, Quota, Owner, Without, Exclusive, Delivered;
    }
    VerbKind { Word, Custom; All, Wildcard }
}

impl Shift for ClusterItemKind {
    fn shift(&mut self, by: u32) {
        match self {
            Self::Pods(blocks) | Self::Services(blocks) | Self::Nodes(blocks) => blocks.shift(by),
            Self::Api { addresses, ports, from } => {
                addresses.shift(by);
                ports.shift(by);
                from.shift(by);
            }
            Self::SourceIpPreserved => {}
            Self::Service(service) => service.shift(by),
        }
    }
}

impl Shift for EndpointKind {
    fn shift(&mut self, by: u32) {
        match self {
            Self::Name { zone, name } => {
                zone.shift(by);
                name.shift(by);
            }
            Self::Every { zone } => zone.shift(by),
            Self::Cluster | Self::Internet | Self::Anywhere => {}
            Self::Address(address) => address.shift(by),
            Self::Host(name) => name.shift(by),
            Self::Service { namespace, name } => {
                namespace.shift(by);
                name.shift(by);
            }
        }
    }
}

impl Shift for PortKind {
    fn shift(&mut self, by: u32) {
        match self {
            Self::Any | Self::Protocol(_) | Self::Icmp => {}
            Self::Ports(_, values) => values.shift(by),
            Self::Name(name) => name.shift(by),
        }
    }
}

impl Shift for PortValueKind {
    fn shift(&mut self, by: u32) {
        match self {
            Self::Number(number) => number.shift(by),
            Self::Range(first, last) => {
                first.shift(by);
                last.shift(by);
            }
            Self::Named(name) => name.shift(by),
        }
    }
}
