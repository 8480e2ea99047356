//! The draft as text, a statement a line.

mod finish;
mod folded;
mod lines;
mod right;
pub mod selector;

pub use finish::{comment, finish};
use lines::{WIDTH, behind, list, wrapped};
use right::home;

use super::model::{Account, Draft, End, Flow, Grant, Kind, Scope, Segment, Who, Zone, ZoneId};
use super::names::{quoted, word};
use super::network::{ids, outermost, parts};
use crate::set::cidr::AddressSet;
use crate::set::rule::Direction;
use ecow::{EcoString, eco_format};

/// A statement that may be left out again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Its lines, without a line end.
    pub text: String,
    /// Whether something else needs it: a brace, a zone.
    pub needed: bool,
}

/// The comment behind a flow, by what says it.
pub type CommentOf<'a> = &'a dyn Fn(&Flow) -> Option<String>;

/// The text of a draft, by statements.
pub struct Writer<'a> {
    draft: &'a Draft,
    comment_of: CommentOf<'a>,
    statements: Vec<Statement>,
}

impl<'a> Writer<'a> {
    /// All of it.
    pub fn write(draft: &'a Draft, comment_of: CommentOf<'a>) -> Vec<Statement> {
        let mut writer = Self { draft, comment_of, statements: Vec::new() };
        writer.globals();
        writer.access();
        let is_ours = |id: &ZoneId| draft.zone(*id).is_some_and(|zone| zone.kind == Kind::Ours);
        let (ours, others): (Vec<_>, Vec<_>) = ids(draft).partition(is_ours);
        writer.ours(ours.into_iter());
        others.into_iter().for_each(|id| writer.zone(id));
        writer.grants();
        writer.statements
    }

    fn push(&mut self, text: impl Into<String>) {
        self.statements.push(Statement { text: text.into(), needed: false });
    }

    fn needed(&mut self, text: impl Into<String>) {
        self.statements.push(Statement { text: text.into(), needed: true });
    }

    /// An empty line, where something stands before it.
    fn gap(&mut self) {
        if self
            .statements
            .last()
            .is_some_and(|last| !last.text.is_empty() && !last.text.ends_with('{'))
        {
            self.needed("");
        }
    }

    fn globals(&mut self) {
        if let Some(key) = &self.draft.label {
            self.needed(format!("label {}", selector::text(key)));
        }
        if !self.draft.facts.is_empty() {
            self.gap();
            self.needed("cluster {");
            self.draft.facts.iter().for_each(|fact| self.needed(fact.as_str()));
            self.needed("}");
        }
        if let Some((end, ports)) = &self.draft.dns {
            self.gap();
            let end = self.end(*end, None);
            self.needed(format!("service dns = {end} {ports}"));
        }
        for net in &self.draft.nets {
            let sets = net.parts.iter().filter_map(|part| self.draft.addresses.get(part.0));
            let blocks: Vec<_> = outermost(&sets.collect::<Vec<_>>())
                .iter()
                .map(|block| eco_format!("{block}"))
                .collect();
            self.gap();
            self.needed(list(&format!("net {} = ", word(&net.name)), &blocks, ""));
        }
    }

    fn zone(&mut self, id: ZoneId) {
        let Some(zone) = self.draft.zone(id) else { return };
        let flows = self.draft.flows.iter().filter(|flow| flow.zone == id);
        // What is left open comes last.
        let (left_open, flows): (Vec<&Flow>, Vec<_>) =
            flows.partition(|flow| self.is_left_open(flow));
        let flows = [flows, left_open].concat();
        let grants: Vec<&Grant> =
            self.draft.access.grants.iter().filter(|grant| home(grant) == Some(id)).collect();
        let header = header(zone);
        let is_empty = zone.segments.is_empty()
            && zone.settings.is_empty()
            && zone.accounts.is_empty()
            && zone.label.is_none()
            && zone.remarks.is_empty()
            && flows.is_empty()
            && grants.is_empty();
        if is_empty && zone.kind != Kind::Ours && !self.is_named(id) {
            return;
        }
        self.gap();
        if is_empty {
            return self.needed(format!("{header} {{}}"));
        }
        if zone.kind != Kind::Ours && flows.is_empty() && grants.is_empty() {
            let segments = zone.segments.iter().map(segment_text);
            let all: Vec<_> =
                segments.chain(zone.accounts.iter().map(|one| account(one, zone))).collect();
            if let [only] = all.as_slice() {
                let line = format!("{header} {{ {only} }}");
                if line.len() <= WIDTH {
                    return self.needed(line);
                }
            }
        }
        self.needed(format!("{header} {{"));
        if let Some(key) = &zone.label {
            self.needed(format!("label {}", selector::text(key)));
        }
        zone.settings.iter().for_each(|setting| self.push(setting.as_str()));
        if zone.without_dns {
            self.needed("without dns");
        }
        if !zone.segments.is_empty() {
            self.gap();
        }
        let of_none = zone.segments.iter().filter(|segment| segment.comment.is_some());
        let segments = zone.segments.iter().filter(|segment| segment.comment.is_none());
        for segment in segments.chain(of_none) {
            if let Some(comment) = &segment.comment {
                self.gap();
                self.needed(format!("# {comment}"));
            }
            self.needed(segment_text(segment));
        }
        if !zone.accounts.is_empty() {
            self.gap();
        }
        for one in &zone.accounts {
            self.needed(account(one, zone));
        }
        if !flows.is_empty() {
            self.gap();
        }
        for flow in flows {
            let text = self.flow(flow, id);
            self.push(text);
        }
        if !zone.remarks.is_empty() {
            self.gap();
        }
        zone.remarks.iter().for_each(|remark| self.needed(format!("# {}", comment(remark))));
        if !grants.is_empty() {
            self.gap();
        }
        for grant in grants {
            let text = self.grant(grant, Some(id));
            self.push(text);
        }
        self.needed("}");
    }

    /// Whether a flow keeps open what no policy selects.
    fn is_left_open(&self, flow: &Flow) -> bool {
        let is_of_none = |end: &End| match end {
            End::Segment(zone, at) => {
                self.draft.segment(*zone, *at).is_some_and(|segment| segment.comment.is_some())
            }
            _ => false,
        };
        flow.sources.iter().chain(&flow.targets).any(is_of_none)
    }

    /// Whether some statement names a zone.
    fn is_named(&self, id: ZoneId) -> bool {
        let Draft { flows, dns, access, .. } = self.draft;
        let mut ends = flows.iter().flat_map(|flow| flow.sources.iter().chain(&flow.targets));
        let of_grant = |grant: &Grant| {
            let scope = match &grant.scope {
                Scope::Zones(zones) => zones.contains(&id),
                Scope::ClusterWide => false,
            };
            let is_of = |who: &Who| matches!(who, Who::Account(zone, _) if *zone == id);
            scope || grant.who.iter().any(is_of)
        };
        ends.any(|end| end.zone() == Some(id))
            || dns.as_ref().is_some_and(|(end, _)| end.zone() == Some(id))
            || access.grants.iter().any(of_grant)
    }

    fn flow(&self, flow: &Flow, here: ZoneId) -> String {
        let sources = self.ends(&flow.sources, here);
        let targets = self.ends(&flow.targets, here);
        let mut tail = flow.ports.as_ref().map(|ports| format!(" {ports}")).unwrap_or_default();
        if let Some(only) = flow.only {
            let word = match only {
                Direction::Egress => "egress",
                Direction::Ingress => "ingress",
            };
            tail.push_str(&format!(" {word} only"));
        }
        let clauses = flow.clauses.text();
        let said = (self.comment_of)(flow);
        let comment = said.map(|said| format!("  # {}", comment(&said))).unwrap_or_default();
        let left = list("", &sources, " ->");
        let one_line = format!("{left} {}{tail}", targets.join(", "));
        let text = if one_line.lines().all(|line| line.len() <= WIDTH) && !left.contains('\n') {
            one_line
        } else {
            let right = list("", &targets, &tail);
            let last = left.lines().last().map_or(0, str::len);
            let first = right.lines().next().map_or(0, str::len);
            let break_or_blank = if last + 1 + first <= WIDTH { ' ' } else { '\n' };
            format!("{left}{break_or_blank}{right}")
        };
        format!("{text}{}{comment}", behind(&text, clauses))
    }

    /// Ends in words, addresses by the names of their sets.
    fn ends(&self, ends: &[End], here: ZoneId) -> Vec<EcoString> {
        let others = ends.iter().filter(|end| !matches!(end, End::Addresses(_)));
        let mut words: Vec<EcoString> = others.map(|end| self.end(*end, Some(here))).collect();
        let parts = parts(ends);
        if parts.is_empty() {
            return words;
        }
        match self.draft.nets.iter().find(|net| net.parts == parts) {
            Some(net) => words.push(word(&net.name)),
            None => {
                let sets: Vec<&AddressSet> =
                    parts.iter().filter_map(|part| self.draft.addresses.get(part.0)).collect();
                words.extend(outermost(&sets).iter().map(|block| eco_format!("{block}")));
            }
        }
        words
    }

    fn end(&self, end: End, here: Option<ZoneId>) -> EcoString {
        let in_zone = |zone: ZoneId, name: EcoString| match here == Some(zone) {
            true => name,
            false => {
                let zone = self.draft.zone(zone).map(|zone| word(&zone.name)).unwrap_or_default();
                eco_format!("{zone}/{name}")
            }
        };
        match end {
            End::Segment(zone, at) => {
                let name = self.draft.segment(zone, at).map(|segment| word(&segment.name));
                in_zone(zone, name.unwrap_or_default())
            }
            End::Every(zone) => in_zone(zone, "*".into()),
            End::Cluster => "cluster".into(),
            End::Anywhere => "anywhere".into(),
            End::Internet => "internet".into(),
            End::Dns => "dns".into(),
            End::ApiServer => "apiserver".into(),
            End::Nodes => "nodes".into(),
            End::Addresses(id) => {
                let set =
                    self.draft.addresses.get(id.0).map(AddressSet::blocks).unwrap_or_default();
                set.iter().map(|block| eco_format!("{block}")).collect::<Vec<_>>().join(", ").into()
            }
        }
    }
}

fn header(zone: &Zone) -> String {
    let external = if zone.kind == Kind::Extern { "extern " } else { "" };
    let mut header = format!("{external}zone {}", word(&zone.name));
    match &zone.kind {
        Kind::Labelled(labels) if labels.is_all() => {
            header.push_str(&format!(" = namespaces where {}", crate::set::rule::NAMESPACE_NAME));
        }
        Kind::Labelled(labels) => {
            let labels = selector::alternatives(std::slice::from_ref(labels));
            header.push_str(&format!(" = namespaces where {labels}"));
        }
        _ if zone.namespaces == [zone.name.clone()] => {}
        _ => {
            let names: Vec<_> = zone.namespaces.iter().map(|name| word(name)).collect();
            header.push_str(&format!(" = namespaces {}", names.join(", ")));
        }
    }
    match (zone.isolates_ingress, zone.isolates_egress) {
        (true, true) => header.push_str(" isolates"),
        (true, false) => header.push_str(" isolates ingress"),
        (false, true) => header.push_str(" isolates egress"),
        (false, false) => {}
    }
    if let Some(owner) = &zone.owner {
        header.push_str(&format!(" owner {}", quoted(owner)));
    }
    header
}

fn account(account: &Account, zone: &Zone) -> String {
    let external = if account.external { "extern " } else { "" };
    let place = match zone.namespaces.as_slice() {
        [_] => String::new(),
        _ => format!(" in {}", word(&account.namespace)),
    };
    format!("{external}account {}{place}", word(&account.name))
}

fn segment_text(segment: &Segment) -> String {
    let mut text = format!("segment {}", word(&segment.name));
    if let Some(account) = &segment.account {
        text.push_str(&format!(" as {}", word(account)));
    }
    if let Some(ports) = &segment.ports {
        text.push_str(&format!(" {ports}"));
    }
    if !segment.short {
        let selector = selector::alternatives(&segment.pods);
        if text.len() + 2 + selector.len() <= WIDTH {
            text.push_str(&format!(": {selector}"));
        } else {
            let each: Vec<_> = selector.split(" | ").map(wrapped).collect();
            text.push_str(&format!(":\n{}", each.join(" |\n")));
        }
    }
    text
}
