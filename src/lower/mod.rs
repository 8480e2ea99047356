//! From the ast to the ir: names, templates, expansion.
//!
//! The steps follow what they need: zones, then the flat list of statements (bodies of `in` and `for`
//! expanded), then declarations, then the sentences that use them. Order in the text never matters.

pub mod files;
pub mod rbac;

mod accounts;
mod address;
mod aliases;
mod asked;
mod assertions;
mod cluster;
mod containers;
mod endpoints;
mod exclusive;
mod expand;
mod flatten;
mod flows;
mod grants;
mod lints;
mod names;
mod ports;
mod segments;
mod selectors;
mod served;
mod targets;
mod template;
mod uses;
mod zone_settings;
mod zones;

pub use cluster::names as cluster_names;
pub use files::Program;
pub(crate) use names::Names;
pub(crate) use uses::lower_with_names;
pub use uses::{NameTable, NameUse, NamedService, Referent};

use crate::compile::Options;
use crate::diagnostic::{Code, Diagnostic, Fix, Levels, Sink};
use crate::hash::{HashMap, HashSet};
use crate::ir::{
    AccountId, Endpoint, GroupId, Policy, RoleId, Segment, SegmentId, Subject, Target, UserId,
    ZoneId,
};
use crate::source::Span;
use crate::syntax::ast;
use ecow::EcoString;
use template::{Environment, Environments};

/// A statement of the flat list: where it holds, and what its variables stand for.
#[derive(Debug, Clone, Copy)]
struct Item<'a> {
    statement: &'a ast::Statement,
    zone: Option<ZoneId>,
    environment: Environment,
}

/// A name that the whole program knows.
#[derive(Debug, Clone, Copy)]
enum Global {
    /// `net`, `port`: the index of the alias.
    Net(usize),
    Port(usize),
    User(UserId),
    Group(GroupId),
}

/// A `service`: what it resolves to, and the alias that records its use.
#[derive(Debug, Clone)]
struct Service {
    alias: usize,
    targets: Vec<Target>,
}

/// The program on its way to a policy.
struct Lowering<'a> {
    program: &'a Program,
    options: &'a Options,
    sink: &'a mut Sink,
    policy: Policy,
    environments: Environments,
    expansion: expand::Expansion,
    items: Vec<Item<'a>>,
    zones: HashMap<EcoString, ZoneId>,
    /// How many names of zones stood for none.
    missed_zones: usize,
    /// The label key behind shorthand segments, by zone.
    label_keys: Vec<EcoString>,
    segments: HashMap<(ZoneId, EcoString), SegmentId>,
    /// The segments of each zone that has any, in the order in which they came.
    members: HashMap<ZoneId, Vec<SegmentId>>,
    accounts: HashMap<(ZoneId, EcoString), AccountId>,
    roles: HashMap<EcoString, RoleId>,
    globals: HashMap<EcoString, Global>,
    /// The values of `port` declarations, by alias.
    port_values: HashMap<usize, crate::set::port::PortSet>,
    services: HashMap<(Option<ZoneId>, EcoString), Service>,
    /// The segments that stand for Services of the cluster, each with the first place that names it.
    served: Vec<(SegmentId, Span)>,
    /// The statements that name something of a zone where there is none.
    outside: HashSet<Span>,
    nodes: Option<Vec<crate::set::cidr::IpBlock>>,
    /// Where calls of the API server come from, when declared.
    api_sources: Option<Vec<Endpoint>>,
    resources: rbac::Resources,
    /// The names that were looked up, where an editor asks for them.
    uses: Option<Vec<NameUse>>,
    /// Whether names are looked up for a question, which can't declare any.
    asked: bool,
}

/// Lowers a program for one cluster. What is wrong is reported, and left out of the policy.
pub fn lower(program: &Program, options: &Options, levels: &mut Levels, sink: &mut Sink) -> Policy {
    lowered(program, options, levels, sink, None).policy
}

/// A lowered program that still knows its names. With `uses` they are noted.
fn lowered<'a>(
    program: &'a Program,
    options: &'a Options,
    levels: &mut Levels,
    sink: &'a mut Sink,
    uses: Option<Vec<NameUse>>,
) -> Lowering<'a> {
    let mut lowering = Lowering {
        program,
        options,
        sink,
        policy: Policy::default(),
        environments: Environments::default(),
        expansion: expand::Expansion::default(),
        items: Vec::new(),
        zones: HashMap::default(),
        missed_zones: 0,
        label_keys: Vec::new(),
        segments: HashMap::default(),
        members: HashMap::default(),
        accounts: HashMap::default(),
        roles: HashMap::default(),
        globals: HashMap::default(),
        port_values: HashMap::default(),
        services: HashMap::default(),
        served: Vec::new(),
        outside: HashSet::default(),
        nodes: None,
        api_sources: None,
        resources: rbac::Resources::new(options.kube_version),
        uses,
        asked: false,
    };
    lowering.declare_zones();
    lowering.flatten();
    lowering.set_levels(levels);
    lowering.set_label_keys();
    lowering.declare_nets_and_ports();
    lowering.declare_accounts();
    lowering.declare_segments();
    lowering.declare_services();
    lowering.state_cluster();
    lowering.lower_flows();
    lowering.lower_grants();
    lowering.set_zones();
    lowering.lower_assertions();
    lowering.refuse_served_of_exclusive();
    lowering.guard_exclusive();
    lowering
}

/// A name as a program writes it: in quotes where it needs them.
pub(crate) fn written(name: &str) -> String {
    let plain = |it: char| it.is_ascii_alphanumeric() || it == '-' || it == '_';
    let bare = name.starts_with(|it: char| it.is_ascii_alphabetic())
        && name.ends_with(|it: char| it.is_ascii_alphanumeric())
        && name.chars().all(plain)
        && !crate::syntax::is_reserved(name);
    if bare {
        name.to_owned()
    } else {
        format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))
    }
}

impl<'a> Lowering<'a> {
    /// Says what is wrong; of a name with an unknown variable nothing else, since what it is called isn't known.
    fn say(&mut self, diagnostic: Diagnostic) {
        let of_unknown = |span| self.sink.says_at(Code::UnknownVariable, span);
        if !diagnostic.primary().is_some_and(of_unknown) {
            self.sink.push(diagnostic);
        }
    }

    /// Says that something isn't declared, a zone around it included. What has a syntax error may be what is
    /// missing, so then only slips that a fix cures are worth a message.
    fn say_undeclared(&mut self, diagnostic: Diagnostic) {
        let replaces = |fix: &Fix| fix.edits.iter().any(|edit| edit.span.start < edit.span.end);
        let is_slip = diagnostic.fix.as_ref().is_some_and(replaces);
        if is_slip || !self.program.sink.has_errors() {
            self.say(diagnostic);
        }
    }

    /// The statements of the flat list that `pick` takes, with their context.
    fn pick<T: 'a>(
        &self,
        pick: impl Fn(&'a ast::StatementKind) -> Option<&'a T>,
    ) -> Vec<(&'a T, Item<'a>)> {
        let items = self.items.iter();
        items.filter_map(|item| pick(&item.statement.kind).map(|it| (it, *item))).collect()
    }

    /// The segments of a zone, in the order in which they came.
    fn members_of(&self, zone: ZoneId) -> impl Iterator<Item = &Segment> {
        let members = self.members.get(&zone).into_iter().flatten();
        members.filter_map(|id| self.policy.segment(*id))
    }

    fn zone_name(&self, id: ZoneId) -> EcoString {
        self.policy.zone(id).map(|zone| zone.name.clone()).unwrap_or_default()
    }

    /// Where a name that nobody else may have is declared, with what it is.
    fn taken(&self, zone: Option<ZoneId>, name: &EcoString) -> Option<(&'static str, Span)> {
        let alias = |index: usize| self.policy.aliases.get(index).map(|alias| alias.span);
        match self.globals.get(name) {
            Some(Global::Net(index)) => return Some(("net", alias(*index)?)),
            Some(Global::Port(_) | Global::User(_) | Global::Group(_)) | None => {}
        }
        if let Some(service) = self.services.get(&(None, name.clone())) {
            return Some(("service", alias(service.alias)?));
        }
        let zone = zone?;
        if let Some(service) = self.services.get(&(Some(zone), name.clone())) {
            return Some(("service", alias(service.alias)?));
        }
        let id = self.segments.get(&(zone, name.clone()))?;
        Some(("segment", self.policy.segment(*id)?.span))
    }

    /// The user or group of a name, with its place.
    fn principal(&self, name: &EcoString) -> Option<(Subject, Span)> {
        match self.globals.get(name)? {
            Global::User(id) => Some((Subject::User(*id), self.policy.user(*id)?.span)),
            Global::Group(id) => Some((Subject::Group(*id), self.policy.group(*id)?.span)),
            Global::Net(_) | Global::Port(_) => None,
        }
    }
}
