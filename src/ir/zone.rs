//! Zones and their segments.

use super::{AccountId, Subject, ZoneId};
use crate::set::port::PortSet;
use crate::set::selector::Selector;
use crate::source::Span;
use ecow::EcoString;

/// A set of namespaces.
#[derive(Debug, Clone)]
pub struct Zone {
    /// Its name.
    pub name: EcoString,
    /// The place of the name in its declaration.
    pub span: Span,
    /// How it is declared, for edits of the declaration.
    pub header: Header,
    /// Its namespaces.
    pub namespaces: Namespaces,
    /// Somebody else's policies: a peer only.
    pub external: bool,
    /// What is denied by default.
    pub isolation: Isolation,
    /// Who answers for it.
    pub owner: Option<EcoString>,
    /// Whether DNS follows flows here (no `without dns`).
    pub dns_follows: bool,
    /// The `without dns`, where it stands.
    pub without_dns: Option<Span>,
    /// Whether the API follows grants here (no `without api`).
    pub api_follows: bool,
    /// Whether a pod of two segments is of none.
    pub exclusive: Exclusive,
    /// Who may write its policies.
    pub delivery: Vec<Subject>,
    /// `pods LEVEL`: its Pod Security labels.
    pub pod_security: Option<PodSecurity>,
    /// `quota`: resource and amount, with the place of the entry.
    pub quota: Vec<(EcoString, EcoString, Span)>,
}

impl Zone {
    /// A zone of some namespaces of which nothing else is said.
    #[must_use]
    pub const fn new(name: EcoString, span: Span, namespaces: Namespaces) -> Self {
        Self {
            name,
            span,
            header: Header { span, named: span.after(), isolates: None, body: Body::Nowhere },
            namespaces,
            external: false,
            isolation: Isolation { ingress: false, egress: false },
            owner: None,
            dns_follows: true,
            without_dns: None,
            api_follows: true,
            exclusive: Exclusive::No,
            delivery: Vec::new(),
            pod_security: None,
            quota: Vec::new(),
        }
    }

    /// Its namespaces by name; none for a zone by label.
    #[must_use]
    pub fn names(&self) -> &[EcoString] {
        match &self.namespaces {
            Namespaces::Named(names) => names,
            Namespaces::Labelled(_) => &[],
        }
    }

    /// Whether netz writes policies for it: it is named, and not somebody else's.
    #[must_use]
    pub const fn is_ours(&self) -> bool {
        !self.external && matches!(self.namespaces, Namespaces::Named(_))
    }
}

/// The header of a zone's declaration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// From `zone` to the last token before the body.
    pub span: Span,
    /// The end of its name and namespaces, behind which `isolates` may stand.
    pub named: Span,
    /// `isolates`, with its direction.
    pub isolates: Option<Span>,
    /// Where the statements of its body stand.
    pub body: Body,
}

/// Where the body of a zone is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body {
    /// In braces behind the header.
    Braces,
    /// The rest of the file, which the header scopes.
    File,
    /// There is none.
    Nowhere,
}

/// The namespaces of a zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Namespaces {
    /// By name; never empty.
    Named(Vec<EcoString>),
    /// By label.
    Labelled(Selector),
}

/// Directions that are denied by default.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Isolation {
    /// Incoming.
    pub ingress: bool,
    /// Outgoing.
    pub egress: bool,
}

/// Whether the segments of a zone share no pod.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Exclusive {
    /// They may.
    #[default]
    No,
    /// Guards in their selectors keep them apart.
    Guarded,
    /// It is stated (`assume exclusive`), without guards.
    Assumed,
}

/// Pod Security labels of a zone's Namespace objects (KEP-2579).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PodSecurity {
    /// The statement.
    pub span: Span,
    /// `pod-security.kubernetes.io/enforce`.
    pub enforce: PodSecurityLevel,
    /// `pod-security.kubernetes.io/warn`.
    pub warn: Option<PodSecurityLevel>,
    /// `pod-security.kubernetes.io/audit`.
    pub audit: Option<PodSecurityLevel>,
}

/// A level, perhaps of a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PodSecurityLevel {
    /// `privileged`, `baseline` or `restricted`.
    pub level: EcoString,
    /// `latest` or `v1.N`.
    pub version: Option<EcoString>,
    /// The place of the level.
    pub span: Span,
}

/// Pods of a zone that carry some labels.
#[derive(Debug, Clone)]
pub struct Segment {
    /// The zone.
    pub zone: ZoneId,
    /// Its name.
    pub name: EcoString,
    /// The place of the name in its declaration; of its first use where it is implicit.
    pub span: Span,
    /// The statement that declares it; the same as `span` where none does.
    pub statement: Span,
    /// Its selector: a pod is of the segment when one alternative matches. With `exclusive`, guards included.
    pub alternatives: Vec<Selector>,
    /// The ports that a flow without ports takes.
    pub ports: PortSet,
    /// Its named ports.
    pub named_ports: Vec<(EcoString, PortSet)>,
    /// The account that its pods run as, where known.
    pub account: Option<AccountId>,
    /// Whether no statement declares it.
    pub implicit: bool,
    /// Whether some statement uses it.
    pub used: bool,
}
