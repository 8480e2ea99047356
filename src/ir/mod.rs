//! The policy: what a program says once names are resolved and templates are expanded.
//!
//! # Meaning
//!
//! An endpoint is a pod (labels of its namespace, its own labels, its named ports, its addresses) or an
//! address outside the cluster. A zone *isolates* a direction for the pods of its namespaces. Each [`Flow`]
//! gives two [halves](half): egress at its sources, ingress at its destinations. A connection is allowed
//! exactly when the source's egress is open or some half allows it, and the destination's ingress is open or
//! some half allows it, on the same protocol and port. Replies are implied. A half is made only at an end
//! that names a segment or every pod of a zone that isolates its direction; other ends are peers.
//!
//! DNS follows flows and the API follows grants: [`half::halves`] adds these implied halves.
//!
//! A [`Grant`] gives each of its subjects exactly its rules, in exactly its scope.
//!
//! Everything here is plain data with typed ids; ids index the vectors of [`Policy`].

pub mod assertion;
pub mod endpoint;
pub mod half;
pub mod rbac;
pub mod zone;

pub use assertion::{Assertion, Claim};
pub use endpoint::{Addresses, AddressesKind, Endpoint, EndpointKind, Target};
pub use half::{Cause, Direction, Half, Pods};
pub use rbac::{
    Account, Grant, Holding, Object, Permission, Principal, Role, RoleRef, Rule, Scope, Subject,
    Use, VerbUse, canonical,
};
pub use zone::{Exclusive, Isolation, Namespaces, Segment, Zone};

use crate::source::Span;
use ecow::EcoString;
use jiff::civil::Date;

/// Declares ids, each the index of an item in a vector of [`Policy`].
macro_rules! ids {
    ($($(#[$doc:meta])* $id:ident of $item:ty, $get:ident in $items:ident;)*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub struct $id(pub u32);

            impl $id {
                /// The id of the item at `index`.
                #[must_use]
                pub fn at(index: usize) -> Self {
                    Self(u32::try_from(index).unwrap_or(u32::MAX))
                }
            }
        )*

        impl Policy {
            $(
                /// The item of an id; none for an id of another policy.
                #[must_use]
                pub fn $get(&self, id: $id) -> Option<&$item> {
                    self.$items.get(id.0 as usize)
                }
            )*
        }
    };
}

ids! {
    /// A zone.
    ZoneId of Zone, zone in zones;
    /// A segment.
    SegmentId of Segment, segment in segments;
    /// A flow.
    FlowId of Flow, flow in flows;
    /// A ServiceAccount.
    AccountId of Account, account in accounts;
    /// A user.
    UserId of Principal, user in users;
    /// A group.
    GroupId of Principal, group in groups;
    /// A role.
    RoleId of Role, role in roles;
}

/// A whole program, for one cluster.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    /// What is known of the cluster.
    pub cluster: Cluster,
    /// The zones, in the order of their declarations.
    pub zones: Vec<Zone>,
    /// The segments of all zones.
    pub segments: Vec<Segment>,
    /// The flows, in the order of the source. A `<->` is two.
    pub flows: Vec<Flow>,
    /// The ServiceAccounts of all zones.
    pub accounts: Vec<Account>,
    /// The users.
    pub users: Vec<Principal>,
    /// The groups.
    pub groups: Vec<Principal>,
    /// The roles that the program declares.
    pub roles: Vec<Role>,
    /// Who may do what.
    pub grants: Vec<Grant>,
    /// Who has which role.
    pub holdings: Vec<Holding>,
    /// What is to be proved.
    pub assertions: Vec<Assertion>,
    /// Named address sets, services and ports, kept for checks and editors.
    pub aliases: Vec<Alias>,
    /// Where flows and segments write numbers of ports, kept for checks.
    pub port_places: Vec<PortPlace>,
}

/// Where a number of a port is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PortPlace {
    /// The statement of a flow, or the name of a segment in its declaration.
    pub of: Span,
    /// The protocol.
    pub protocol: crate::set::port::Protocol,
    /// The number.
    pub number: u16,
    /// The digits.
    pub span: Span,
}

/// What the program states about the cluster it is compiled for.
#[derive(Debug, Clone, Default)]
pub struct Cluster {
    /// Its name, where it has one.
    pub name: Option<EcoString>,
    /// The addresses of pods.
    pub pods: Vec<ipnet::IpNet>,
    /// The addresses of Services.
    pub services: Vec<ipnet::IpNet>,
    /// Whether the source address of a client outside survives until the pod sees it.
    pub source_ip_preserved: bool,
    /// Where names are resolved.
    pub dns: Dns,
    /// Where the API server answers, where declared.
    pub api: Vec<Target>,
}

/// The DNS service in force.
#[derive(Debug, Clone, Default)]
pub struct Dns {
    /// Its endpoints, each with its ports.
    pub targets: Vec<Target>,
    /// Where it is declared; none for the default, taken on trust.
    pub declared: Option<Span>,
}

/// Whom connections are allowed from and to.
#[derive(Debug, Clone)]
pub struct Flow {
    /// The statement.
    pub span: Span,
    /// The zone whose statement it is, where there is one.
    pub zone: Option<ZoneId>,
    /// Who connects.
    pub sources: Vec<Endpoint>,
    /// Who is connected to, on which ports.
    pub targets: Vec<Target>,
    /// The only half that is meant, where the other is somebody else's decision.
    pub only: Option<Direction>,
    /// Its clauses.
    pub clauses: Clauses,
}

/// Why a statement stands, and until when.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clauses {
    /// The reason.
    pub because: Option<EcoString>,
    /// The last day, in UTC, with its place.
    pub until: Option<(Date, Span)>,
}

/// A name for addresses, a destination or ports.
#[derive(Debug, Clone)]
pub struct Alias {
    /// What it names.
    pub kind: AliasKind,
    /// The name.
    pub name: EcoString,
    /// The place of the name in its declaration.
    pub span: Span,
    /// The statement that declares it.
    pub statement: Span,
    /// Whether some statement uses it.
    pub used: bool,
    /// The blocks of a net; empty for others.
    pub blocks: Vec<crate::set::cidr::IpBlock>,
}

/// What an [`Alias`] names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AliasKind {
    /// `net corp = …`.
    Net,
    /// `service pg = …`.
    Service,
    /// `port https = …`.
    Port,
}
