//! Which names stand where, kept for editors: the lookups of lowering, and nothing looked up twice.

use super::rbac::Resources;
use super::{Lowering, Program, lowered};
use crate::diagnostic::{Levels, Sink};
use crate::hash::HashMap;
use crate::ir::{AccountId, GroupId, Policy, RoleId, SegmentId, Subject, Target, UserId, ZoneId};
use crate::set::cidr::IpBlock;
use crate::set::port::PortSet;
use crate::source::Span;
use ecow::EcoString;

/// What a name stands for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Referent {
    /// A zone.
    Zone(ZoneId),
    /// A segment.
    Segment(SegmentId),
    /// A ServiceAccount.
    Account(AccountId),
    /// A user.
    User(UserId),
    /// A group.
    Group(GroupId),
    /// A role that the program declares.
    Role(RoleId),
    /// A `net`, `service` or `port`: an index of [`Policy::aliases`].
    Alias(usize),
    /// A named port of a segment.
    Port(SegmentId, EcoString),
    /// `dns`.
    Dns,
    /// `apiserver`.
    ApiServer,
    /// `nodes`.
    Nodes,
}

impl From<Subject> for Referent {
    fn from(subject: Subject) -> Self {
        match subject {
            Subject::Account(id) => Self::Account(id),
            Subject::User(id) => Self::User(id),
            Subject::Group(id) => Self::Group(id),
        }
    }
}

/// A name in the text, and what it stands for. In the body of a `for` or of an `in` of several zones one name
/// stands for several things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameUse {
    /// The name alone, quotes included.
    pub span: Span,
    /// What it stands for.
    pub referent: Referent,
    /// Whether it is declared here.
    pub declares: bool,
}

/// A `service`.
#[derive(Debug, Clone)]
pub struct NamedService {
    /// The zone that it belongs to; none for one of the whole program.
    pub zone: Option<ZoneId>,
    /// What it resolves to.
    pub targets: Vec<Target>,
}

/// The names of a program: what lowering looked up.
#[derive(Debug, Clone)]
pub struct NameTable {
    /// Every name that was understood, declarations included, sorted by place.
    pub uses: Vec<NameUse>,
    /// The ports of `port` declarations, by alias.
    pub ports: HashMap<usize, PortSet>,
    /// The `service` declarations, by alias.
    pub services: HashMap<usize, NamedService>,
    /// The addresses of nodes, where the cluster states them.
    pub nodes: Vec<IpBlock>,
    /// The resources that grants may name.
    pub resources: Resources,
}

impl NameTable {
    /// No names, and the resources of Kubernetes 1.`minor`.
    #[must_use]
    pub fn empty(minor: u32) -> Self {
        Self {
            uses: Vec::new(),
            ports: HashMap::default(),
            services: HashMap::default(),
            nodes: Vec::new(),
            resources: Resources::new(minor),
        }
    }
}

/// Lowers a program as [`super::lower`] does, and keeps its names.
pub(crate) fn lower_with_names(
    program: &Program,
    options: &crate::compile::Options,
    levels: &mut Levels,
    sink: &mut Sink,
) -> (Policy, NameTable) {
    let mut lowering = lowered(program, options, levels, sink, Some(Vec::new()));
    let mut uses = lowering.uses.take().unwrap_or_default();
    declarations(&lowering.policy, &mut uses);
    uses.sort_unstable_by(|left, right| {
        let key = |it: &NameUse| (it.span, !it.declares);
        (key(left), &left.referent).cmp(&(key(right), &right.referent))
    });
    uses.dedup_by(|later, first| later.span == first.span && later.referent == first.referent);
    let services = lowering.services.into_iter();
    let table = NameTable {
        uses,
        ports: lowering.port_values,
        services: services
            .map(|((zone, _), it)| (it.alias, NamedService { zone, targets: it.targets }))
            .collect(),
        nodes: lowering.nodes.unwrap_or_default(),
        resources: lowering.resources,
    };
    (lowering.policy, table)
}

/// The names in declarations.
fn declarations(policy: &Policy, uses: &mut Vec<NameUse>) {
    let mut add = |span: Span, referent| {
        if span.start < span.end {
            uses.push(NameUse { span, referent, declares: true });
        }
    };
    for (at, zone) in policy.zones.iter().enumerate() {
        add(zone.span, Referent::Zone(ZoneId::at(at)));
    }
    for (at, segment) in policy.segments.iter().enumerate() {
        add(segment.span, Referent::Segment(SegmentId::at(at)));
    }
    for (at, account) in policy.accounts.iter().enumerate() {
        add(account.span, Referent::Account(AccountId::at(at)));
    }
    for (at, user) in policy.users.iter().enumerate() {
        add(user.span, Referent::User(UserId::at(at)));
    }
    for (at, group) in policy.groups.iter().enumerate() {
        add(group.span, Referent::Group(GroupId::at(at)));
    }
    for (at, role) in policy.roles.iter().enumerate() {
        add(role.span, Referent::Role(RoleId::at(at)));
    }
    for (at, alias) in policy.aliases.iter().enumerate() {
        add(alias.span, Referent::Alias(at));
    }
    if let Some(span) = policy.cluster.dns.declared {
        add(span, Referent::Dns);
    }
}

impl Lowering<'_> {
    /// Notes what a name stands for, where an editor asks.
    pub(super) fn note(&mut self, span: Span, referent: impl Into<Referent>) {
        if let Some(uses) = &mut self.uses {
            uses.push(NameUse { span, referent: referent.into(), declares: false });
        }
    }

    /// Notes that a name is declared here.
    pub(super) fn note_declaration(&mut self, span: Span, referent: Referent) {
        if let Some(uses) = &mut self.uses {
            uses.push(NameUse { span, referent, declares: true });
        }
    }

    /// The same for a name of the language.
    pub(super) fn note_built_in(&mut self, name: &str, span: Span) {
        self.note(
            span,
            match name {
                "dns" => Referent::Dns,
                "apiserver" => Referent::ApiServer,
                _ => Referent::Nodes,
            },
        );
    }
}
