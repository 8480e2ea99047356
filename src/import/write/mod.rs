//! The draft as text, a statement a line.

pub mod selector;

use super::model::{
    Account, Draft, End, Flow, Grant, Kind, Principal, Scope, Segment, What, Who, Zone, ZoneId,
};
use super::names::{quoted, word};
use super::network::{blocks, ids, outermost, parts};
use super::repair::Repaired;
use super::{Loss, Options, Proof, Unsaid};
use crate::set::cidr::AddressSet;
use crate::set::rule::Direction;
use crate::source::SourceMap;
use crate::syntax::format;
use ecow::{EcoString, eco_format};
use std::collections::BTreeSet;

/// How long a line may become before a list goes on over more.
const WIDTH: usize = 96;

/// A statement that may be left out again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Its lines, without a line end.
    pub text: String,
    /// Whether something else needs it: a brace, a zone.
    pub needed: bool,
}

/// The comment behind a flow, by what says it.
pub type CommentOf<'a> = &'a dyn Fn(&BTreeSet<u32>) -> Option<String>;

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
        ours.into_iter().chain(others).for_each(|id| writer.zone(id));
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
        let flows: Vec<&Flow> = self.draft.flows.iter().filter(|flow| flow.zone == id).collect();
        let grants: Vec<&Grant> =
            self.draft.access.grants.iter().filter(|grant| home(grant) == Some(id)).collect();
        self.gap();
        let header = header(zone);
        let is_empty = zone.segments.is_empty()
            && zone.settings.is_empty()
            && zone.accounts.is_empty()
            && zone.label.is_none()
            && zone.remarks.is_empty()
            && flows.is_empty()
            && grants.is_empty();
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
        for segment in &zone.segments {
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
        let said = (self.comment_of)(&flow.origins);
        let comment = said.map(|said| format!("  # {}", comment(&said))).unwrap_or_default();
        let left = list("", &sources, " ->");
        let one_line = format!("{left} {}{tail}", targets.join(", "));
        let text = if one_line.lines().all(|line| line.len() <= WIDTH) && !left.contains('\n') {
            one_line
        } else {
            format!("{left}\n{}", list("", &targets, &tail))
        };
        format!("{text}{comment}")
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
                let set = self.draft.addresses.get(id.0).map(blocks).unwrap_or_default();
                set.iter().map(|block| eco_format!("{block}")).collect::<Vec<_>>().join(", ").into()
            }
        }
    }

    /// Users, groups, resources and roles.
    fn access(&mut self) {
        let access = &self.draft.access;
        if !access.principals.is_empty() {
            self.gap();
        }
        for Principal { word: what, name, identity } in &access.principals {
            self.needed(format!("{what} {} = {}", word(name), quoted(identity)));
        }
        if !access.resources.is_empty() {
            self.gap();
        }
        for (declaration, comment) in &access.resources {
            let comment = comment.as_ref().map(|comment| format!("  # {comment}"));
            self.needed(format!("resource {declaration}{}", comment.unwrap_or_default()));
        }
        for role in &access.roles {
            self.gap();
            for permission in &role.permissions {
                self.push(wrapped(&format!("role {} can {permission}", word(&role.name))));
            }
        }
    }

    /// What is granted in several zones, or in all of the cluster.
    fn grants(&mut self) {
        let grants = self.draft.access.grants.iter();
        let global: Vec<&Grant> = grants.filter(|grant| home(grant).is_none()).collect();
        if !global.is_empty() {
            self.gap();
        }
        for grant in global {
            let text = self.grant(grant, None);
            self.push(text);
        }
    }

    fn grant(&self, grant: &Grant, here: Option<ZoneId>) -> String {
        let who: Vec<EcoString> = grant.who.iter().map(|who| self.who(who, here)).collect();
        let what = match &grant.what {
            What::Can(permission) => format!(" can {permission}"),
            What::Has(role) => format!(" has {role}"),
        };
        let scope = match (&grant.scope, here) {
            (Scope::ClusterWide, _) => " cluster-wide".to_owned(),
            (Scope::Zones(zones), Some(here)) if *zones == [here] => String::new(),
            (Scope::Zones(zones), _) => {
                let names = zones.iter().filter_map(|zone| self.draft.zone(*zone));
                format!(" in {}", names.map(|zone| word(&zone.name)).collect::<Vec<_>>().join(", "))
            }
        };
        let origin = grant.origin.as_ref().map(|origin| format!("  # {origin}"));
        let text = wrapped(&format!("{}{what}{scope}", who.join(", ")));
        format!("{text}{}", origin.unwrap_or_default())
    }

    fn who(&self, who: &Who, here: Option<ZoneId>) -> EcoString {
        match who {
            Who::Principal(at) => {
                let principal = self.draft.access.principals.get(*at);
                principal.map(|principal| word(&principal.name)).unwrap_or_default()
            }
            Who::Account(zone, name) if here == Some(*zone) => word(name),
            Who::Account(zone, name) => {
                let zone = self.draft.zone(*zone).map(|zone| word(&zone.name)).unwrap_or_default();
                eco_format!("{zone}/{}", word(name))
            }
        }
    }
}

/// The zone in whose block a grant stands.
fn home(grant: &Grant) -> Option<ZoneId> {
    match &grant.scope {
        Scope::Zones(zones) => match zones.as_slice() {
            [only] => Some(*only),
            _ => None,
        },
        Scope::ClusterWide => None,
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

/// A statement that goes on over more lines behind commas where one is too long.
fn wrapped(statement: &str) -> String {
    let (mut text, mut line, mut in_quotes) = (String::new(), 0, false);
    let mut rest = statement;
    while !rest.is_empty() {
        let mut end = rest.len();
        let mut escaped = false;
        for (at, char) in rest.char_indices() {
            match char {
                _ if escaped => escaped = false,
                '\\' if in_quotes => escaped = true,
                '"' => in_quotes = !in_quotes,
                ',' if !in_quotes => {
                    end = at + 1;
                    break;
                }
                _ => {}
            }
        }
        let (part, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        rest = after.trim_start();
        if line > 0 {
            let breaks = line + 1 + part.len() > WIDTH;
            text.push(if breaks { '\n' } else { ' ' });
            line = if breaks { 0 } else { line + 1 };
        }
        text.push_str(part);
        line += part.len();
    }
    text
}

/// `before` and a list and `after`; over more lines where one is too long.
pub fn list(before: &str, items: &[EcoString], after: &str) -> String {
    let mut text = before.to_owned();
    let mut line = text.len();
    for (at, item) in items.iter().enumerate() {
        let last = at + 1 == items.len();
        let comma = if last { after } else { "," };
        if at > 0 {
            let breaks = line + 1 + item.len() + comma.len() > WIDTH;
            text.push(if breaks { '\n' } else { ' ' });
            line = if breaks { 0 } else { line + 1 };
        }
        text.push_str(item);
        text.push_str(comma);
        line += item.len() + comma.len();
    }
    text
}

/// The program: what is to say of it, then the statements, in the one style.
pub fn finish(
    repaired: &Repaired,
    unsaid: &[Unsaid],
    proof: &Proof,
    sources: &SourceMap,
    options: &Options,
) -> String {
    let mut text = String::new();
    let mut line = |said: &str| {
        text.push_str(if said.is_empty() { "#" } else { "# " });
        text.push_str(&comment(said));
        text.push('\n');
    };
    options.heading.iter().for_each(|said| line(said));
    match proof {
        Proof::Equal => line("Proved: it allows and grants what they do, no more and no less."),
        Proof::Unfinished => line("Not proved: the comparison with the objects takes too long."),
        Proof::Differs(gaps) => {
            line("It differs from them:");
            for gap in gaps {
                line(&format!("{} {}", if gap.wider { "+" } else { "-" }, gap.what));
                if let Some(witness) = &gap.witness {
                    line(&format!("    e.g. {witness}"));
                }
            }
        }
    }
    let heads = [
        (Loss::Meaning, "Not said, since netz can't:"),
        (Loss::Nothing, "Left out, since it allows nothing:"),
        (Loss::Beside, "Left out:"),
    ];
    for (loss, head) in heads {
        let mut of_kind = unsaid.iter().filter(|one| one.loss == loss).peekable();
        if of_kind.peek().is_some() {
            line("");
            line(head);
        }
        for one in of_kind {
            line(&format!("- {}{}: {}", one.what, place(one, sources), one.reason));
        }
    }
    text.push('\n');
    if !repaired.softened.is_empty() {
        text.push_str("# These findings are errors unless each has its reason (`because`):\n");
        text.push_str("# give the reasons, and drop the line.\n");
        let names: Vec<_> = repaired.softened.iter().map(|name| EcoString::from(*name)).collect();
        text.push_str(&list("lint warn ", &names, ""));
        text.push_str("\n\n");
    }
    text.push_str(&repaired.text);
    format::format(&text).map_or(text, |formatted| formatted.text)
}

/// ` (k8s/web.yaml:12)`: where something stands.
fn place(unsaid: &Unsaid, sources: &SourceMap) -> String {
    let Some(span) = unsaid.span else { return String::new() };
    let file = crate::emit::comment::place(sources, span);
    let line = sources.get(span.file).map(|source| source.lines.line(span.start) + 1);
    match line {
        Some(line) => format!(" ({file}:{line})"),
        None => format!(" ({file})"),
    }
}

/// A text that ends no comment.
pub fn comment(text: &str) -> String {
    text.chars().map(|char| if char.is_control() { ' ' } else { char }).collect()
}
