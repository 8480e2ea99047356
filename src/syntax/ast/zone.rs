//! Zones, segments and what they say of themselves.

use super::{Name, PortItem, Statement, Text};
use crate::source::Span;

/// `zone prod isolates`, `zone shop = namespaces a, b { … }`, `zone t = namespaces where k=v`,
/// `extern zone kube-system { … }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone {
    /// Somebody else's policies: a peer only.
    pub external: bool,
    /// Its name.
    pub name: Name,
    /// What stands behind `=`.
    pub namespaces: Option<Namespaces>,
    /// `isolates [ingress|egress]`, with its place.
    pub isolates: Option<Isolates>,
    /// `owner "team"` in the header.
    pub owner: Option<Text>,
    /// Its body; none without braces.
    pub body: Option<Vec<Statement>>,
    /// The header, from `zone` (or `extern`) to the last token before the body.
    pub header: Span,
}

/// The namespaces of a zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Namespaces {
    /// `= namespaces a, b`.
    Named(Vec<Name>),
    /// `= namespaces where k=v`.
    Labelled(Selector),
}

/// `isolates`, `isolates ingress`, `isolates egress`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Isolates {
    /// Incoming traffic is denied by default.
    pub ingress: bool,
    /// Outgoing traffic is denied by default.
    pub egress: bool,
    /// The words.
    pub span: Span,
}

/// `in shop-*, monitoring { … }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct In {
    /// Zone names and globs.
    pub zones: Vec<Name>,
    /// Its body; none without braces, when it scopes the file.
    pub body: Option<Vec<Statement>>,
    /// The header.
    pub header: Span,
}

/// `for env in dev, staging, prod { … }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct For {
    /// The variable, without `$`.
    pub variable: Name,
    /// Its values; may be empty, which `lower` reports.
    pub values: Vec<Name>,
    /// Its body.
    pub body: Vec<Statement>,
    /// The header.
    pub header: Span,
}

/// `segment backend as api tcp/8080 metrics=tcp/9102: app=api | app=api2`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Its name.
    pub name: Name,
    /// `as ACCOUNT`.
    pub account: Option<Name>,
    /// Ports without a name.
    pub ports: Vec<PortItem>,
    /// `metrics=tcp/9102`.
    pub named_ports: Vec<(Name, PortItem)>,
    /// Alternatives; none for the shorthand selector.
    pub selector: Option<Vec<Selector>>,
}

/// Requirements that hold together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selector {
    /// The requirements.
    pub requirements: Vec<Requirement>,
    /// The place.
    pub span: Span,
}

/// One requirement on a label, in kubectl's `-l` syntax.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// The label key.
    pub key: Name,
    /// The test.
    pub operator: Operator,
    /// The place.
    pub span: Span,
}

/// Tests on a label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operator {
    /// `k=v`, `k==v`.
    Equals(Name),
    /// `k!=v`: also true where the label is absent.
    NotEquals(Name),
    /// `k in (a, b)`.
    In(Vec<Name>),
    /// `k notin (a, b)`: also true where the label is absent.
    NotIn(Vec<Name>),
    /// `k`.
    Exists,
    /// `!k`.
    DoesNotExist,
}

/// `pods restricted@v1.34, warn restricted, audit baseline`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pods {
    /// The enforced level.
    pub enforce: PodsLevel,
    /// `warn LEVEL`.
    pub warn: Option<PodsLevel>,
    /// `audit LEVEL`.
    pub audit: Option<PodsLevel>,
}

/// A level of the Pod Security Standards, to be checked by `lower`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PodsLevel {
    /// `privileged`, `baseline`, `restricted`.
    pub level: Name,
    /// `v1.34` of `@v1.34`, or `latest`.
    pub version: Option<Name>,
}

/// `requests.cpu=20`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quota {
    /// The resource.
    pub resource: Name,
    /// The amount, as written.
    pub amount: Name,
}

/// `without dns`, `without api`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Without {
    /// DNS doesn't follow flows here.
    Dns,
    /// The API doesn't follow grants here.
    Api,
}

/// `exclusive`, `assume exclusive`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exclusive {
    /// Guards keep a pod from being of two segments.
    Guarded,
    /// It is stated, without guards.
    Assumed,
}
