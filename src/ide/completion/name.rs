//! The names of a program that may come next.

use super::context::Context;
use super::want::Want;
use super::{Analysis, Item, Kind, word};
use crate::diagnostic::{Code, Kind as CodeKind};
use crate::ir::{Addresses, AddressesKind, AliasKind, Policy, Segment, ZoneId};
use crate::k8s::resource::{ANY, Resource};
use crate::lower::Referent;
use crate::set::selector::Test;
use crate::source::FileId;
use crate::syntax::ast::StatementKind;
use ecow::EcoString;
use std::collections::{BTreeMap, BTreeSet};
use wildmatch::WildMatch;

/// The names that are known at a place.
pub(super) struct Names<'a> {
    analysis: &'a Analysis,
    policy: &'a Policy,
    context: &'a Context<'a>,
    /// The zones around.
    here: BTreeSet<ZoneId>,
}

impl<'a> Names<'a> {
    pub(super) fn new(analysis: &'a Analysis, file: FileId, context: &'a Context<'a>) -> Self {
        let policy = analysis.policy();
        let mut here = BTreeSet::new();
        for header in context.headers.iter().rev() {
            here = zones_of(policy, header);
            if !here.is_empty() {
                break;
            }
        }
        if here.is_empty() && context.headers.is_empty() {
            here = file_scope(analysis, file);
        }
        Self { analysis, policy, context, here }
    }

    /// Adds what is wanted.
    pub(super) fn add(&self, want: &Want<'_>, items: &mut Vec<Item>) {
        match want {
            Want::Statement => add_words(word::STATEMENTS, 5, items),
            Want::Fact => add_words(word::FACTS, 0, items),
            Want::End => self.ends(items),
            Want::Target => self.ends(items),
            Want::Subject => self.subjects(items),
            Want::Zone => self.zones(items),
            Want::Account => self.accounts(&self.here, items),
            Want::Namespace => self.namespaces(items),
            Want::Port => self.ports(items),
            Want::Protocol => protocols(items),
            Want::Verb => {
                let verbs = word::VERBS.iter().zip(0..);
                items.extend(verbs.map(|((verb, detail), _)| {
                    let rank = if detail.contains(',') { 0 } else { 1 };
                    Item::new(*verb, Kind::Verb, *detail, rank)
                }));
            }
            Want::Resource => self.resources(items),
            Want::Group => self.groups(items),
            Want::Role => {
                let roles = self.policy.roles.iter();
                items.extend(roles.map(|role| Item::name(&role.name, Kind::Role, "role", 0)));
            }
            Want::ClusterRole => {
                let roles = word::CLUSTER_ROLES.iter();
                items.extend(roles.map(|role| Item::new(*role, Kind::Role, "ClusterRole", 0)));
            }
            Want::Lint => {
                let codes = Code::ALL.iter();
                let lints = codes.filter(|code| matches!(code.kind(), CodeKind::Lint(_)));
                items.extend(
                    lints.map(|code| Item::new(code.name(), Kind::Lint, code.summary(), 0)),
                );
            }
            Want::Key => self.keys(items),
            Want::Value(key) => self.values(key, items),
            Want::Words(words) => {
                let words = words.iter();
                items.extend(words.map(|one| Item::new(*one, Kind::Word, word::meaning(one), 3)));
            }
        }
    }

    /// The zones that a scope before a `/` names, or those around.
    fn scope(&self) -> BTreeSet<ZoneId> {
        match self.context.scope() {
            Some(scope) => matching(self.policy, &variables(scope)),
            None => self.here.clone(),
        }
    }

    fn ends(&self, items: &mut Vec<Item>) {
        let zones = self.scope();
        let policy = self.policy;
        let inside = policy.segments.iter().filter(|segment| zones.contains(&segment.zone));
        items.extend(inside.map(|one| Item::name(&one.name, Kind::Segment, detail(one), 0)));
        for (at, alias) in policy.aliases.iter().enumerate() {
            let service = self.analysis.names.services.get(&at);
            let of_program = self.context.scope().is_none();
            match alias.kind {
                AliasKind::Service => {
                    let known = service.filter(|service| match service.zone {
                        Some(zone) => zones.contains(&zone),
                        None => of_program,
                    });
                    items.extend(known.map(|service| {
                        let detail = crate::emit::comment::targets(policy, &service.targets);
                        Item::name(&alias.name, Kind::Service, detail, 1)
                    }));
                }
                AliasKind::Net if of_program => {
                    let blocks = alias.blocks.clone();
                    let kind = AddressesKind::Literal;
                    let detail = addresses(&Addresses { kind, blocks });
                    items.push(Item::name(&alias.name, Kind::Net, detail, 1));
                }
                _ => {}
            }
        }
        if self.context.scope().is_some() {
            items.push(Item::new("*", Kind::Place, "every pod of the zone", 2));
            return;
        }
        items.extend(word::ENDS.iter().map(|(name, text)| Item::new(*name, Kind::Place, *text, 3)));
        self.zone_prefixes(items);
    }

    /// Zones, each with the `/` behind which its names stand.
    fn zone_prefixes(&self, items: &mut Vec<Item>) {
        let zones = (0..).map(ZoneId).zip(&self.policy.zones);
        let others =
            zones.filter(|(id, zone)| !self.here.contains(id) && zone.span.start < zone.span.end);
        items.extend(others.map(|(_, zone)| Item {
            insert: Some(format!("{}/", crate::lower::written(&zone.name))),
            ..Item::new(zone.name.as_str(), Kind::Zone, "zone", 4)
        }));
    }

    fn subjects(&self, items: &mut Vec<Item>) {
        let zones = self.scope();
        self.accounts(&zones, items);
        let policy = self.policy;
        let inside = policy.segments.iter().filter(|one| zones.contains(&one.zone));
        let running = inside.filter(|one| one.account.is_some());
        items.extend(running.map(|one| Item::name(&one.name, Kind::Segment, detail(one), 0)));
        if self.context.scope().is_none() {
            let users = policy.users.iter().map(|one| (one, "user"));
            let all = users.chain(policy.groups.iter().map(|one| (one, "group")));
            items.extend(all.map(|(one, word)| {
                Item::name(&one.name, Kind::Principal, format!("{word} {}", one.identity), 1)
            }));
            self.zone_prefixes(items);
        }
    }

    fn accounts(&self, zones: &BTreeSet<ZoneId>, items: &mut Vec<Item>) {
        let accounts = self.policy.accounts.iter().filter(|one| zones.contains(&one.zone));
        items.extend(accounts.map(|one| {
            let detail = format!("ServiceAccount {}/{}", one.namespace, one.name);
            Item::name(&one.name, Kind::Account, detail, 0)
        }));
    }

    fn zones(&self, items: &mut Vec<Item>) {
        let zones = self.policy.zones.iter().filter(|zone| zone.span.start < zone.span.end);
        items.extend(zones.map(|zone| {
            let detail = match (zone.is_ours(), zone.names()) {
                (true, names) => format!("zone of {}", names.join(", ")),
                (false, []) => "zone by label".to_owned(),
                (false, _) => "extern zone".to_owned(),
            };
            Item::name(&zone.name, Kind::Zone, detail, u8::from(!zone.is_ours()))
        }));
    }

    fn namespaces(&self, items: &mut Vec<Item>) {
        let zones = self.here.iter().filter_map(|id| self.policy.zone(*id));
        let names = zones.flat_map(|zone| zone.names());
        items.extend(names.map(|name| Item::name(name, Kind::Value, "namespace", 0)));
    }

    /// The named ports of the destinations so far, the declared ports, and protocols.
    fn ports(&self, items: &mut Vec<Item>) {
        if self.context.scope().is_some() {
            return;
        }
        let tokens: BTreeSet<&str> =
            self.context.tokens.iter().map(|it| it.rsplit('/').next().unwrap_or(it)).collect();
        for segment in &self.policy.segments {
            if tokens.contains(segment.name.as_str()) {
                items.extend(segment.named_ports.iter().map(|(name, ports)| {
                    let detail = format!("{ports} of {}", segment.name);
                    Item::name(name, Kind::Port, detail, 0)
                }));
            }
        }
        for (at, alias) in self.policy.aliases.iter().enumerate() {
            if let Some(ports) = self.analysis.names.ports.get(&at) {
                items.push(Item::name(&alias.name, Kind::Port, ports.to_string(), 1));
            }
        }
        protocols(items);
        items.push(Item::new("any", Kind::Port, "every port of every protocol", 4));
    }

    fn resources(&self, items: &mut Vec<Item>) {
        let table = self.analysis.names.resources.table();
        let Some(scope) = self.context.scope() else {
            items.extend(table.iter().map(|one| {
                let rank = if one.group.is_empty() || !one.built_in { 0 } else { 1 };
                let detail = format!("{}{}", one.kind, group_of(one));
                Item::new(one.name().as_str(), Kind::Resource, detail, rank)
            }));
            items.push(Item::new("all", Kind::Word, "`all of apps`: every resource of a group", 3));
            return;
        };
        let (plural, group) = match scope.split_once('.') {
            Some((plural, group)) => (plural, Some(group)),
            None => (scope, None),
        };
        for resource in table.of_plural(plural) {
            if group.is_some_and(|group| group != resource.group) {
                continue;
            }
            let parts = resource.subresources.iter().filter(|part| part.name != ANY);
            items.extend(parts.map(|part| {
                let label = format!("{scope}/{}", part.name);
                Item::new(label, Kind::Resource, part.verbs.join(", "), 0)
            }));
            let all = format!("{scope}/*");
            items.push(Item::new(all, Kind::Resource, "every subresource", 1));
        }
    }

    fn groups(&self, items: &mut Vec<Item>) {
        let mut counts: BTreeMap<&EcoString, usize> = BTreeMap::new();
        for resource in self.analysis.names.resources.table().iter() {
            *counts.entry(&resource.group).or_default() += 1;
        }
        items.extend(counts.into_iter().map(|(group, count)| {
            let name = if group.is_empty() { "core" } else { group.as_str() };
            Item::new(name, Kind::Resource, format!("{count} resources"), 0)
        }));
    }

    fn keys(&self, items: &mut Vec<Item>) {
        let mut counts: BTreeMap<&EcoString, usize> = BTreeMap::new();
        for (key, _) in self.requirements() {
            *counts.entry(key).or_default() += 1;
        }
        items.extend(counts.into_iter().map(|(key, count)| {
            let detail = format!("used {count} {}", if count == 1 { "time" } else { "times" });
            Item::new(key.as_str(), Kind::Key, detail, u8::from(count == 1))
        }));
    }

    fn values(&self, key: &str, items: &mut Vec<Item>) {
        let of_key = self.requirements().filter(|(own, _)| own.as_str() == key);
        let values: BTreeSet<&EcoString> = of_key
            .flat_map(|(_, test)| match test {
                Test::In(values) | Test::NotIn(values) => values.as_slice(),
                Test::Exists | Test::DoesNotExist => &[],
            })
            .collect();
        let detail = format!("used with {key}");
        items.extend(
            values.into_iter().map(|one| Item::new(one.as_str(), Kind::Value, detail.as_str(), 0)),
        );
    }

    /// Every requirement that some segment makes.
    fn requirements(&self) -> impl Iterator<Item = (&EcoString, &Test)> {
        let selectors = self.policy.segments.iter().flat_map(|segment| &segment.alternatives);
        selectors.flat_map(|one| one.requirements.iter().map(|it| (&it.key, &it.test)))
    }
}

fn add_words(words: &[(&str, &str)], rank: u8, items: &mut Vec<Item>) {
    items.extend(words.iter().map(|(word, text)| Item::new(*word, Kind::Word, *text, rank)));
}

fn protocols(items: &mut Vec<Item>) {
    items.extend(["tcp", "udp", "sctp"].iter().map(|word| Item {
        insert: Some(format!("{word}/")),
        ..Item::new(*word, Kind::Port, "protocol", 2)
    }));
}

/// `app=web · tcp/8080`.
fn detail(segment: &Segment) -> String {
    let selector: Vec<_> = segment.alternatives.iter().map(ToString::to_string).collect();
    let selector = selector.join(" | ");
    match segment.ports.is_empty() {
        true => selector,
        false => format!("{selector} · {}", segment.ports),
    }
}

fn addresses(addresses: &Addresses) -> String {
    super::super::words::some(addresses.blocks.iter(), 3)
}

fn group_of(resource: &Resource) -> String {
    match resource.group.as_str() {
        "" => String::new(),
        group => format!(" of {group}"),
    }
}

/// The zones that a pattern of names matches.
fn matching(policy: &Policy, pattern: &str) -> BTreeSet<ZoneId> {
    let glob = WildMatch::new(pattern);
    let zones = (0..).map(ZoneId).zip(&policy.zones);
    zones.filter(|(_, zone)| glob.matches(&zone.name)).map(|(id, _)| id).collect()
}

/// The zones that the header of a block names.
fn zones_of(policy: &Policy, header: &str) -> BTreeSet<ZoneId> {
    let mut words = header.split([' ', '\t', ',', '\n']).filter(|word| !word.is_empty());
    let first = match words.next() {
        Some("extern") => words.next(),
        first => first,
    };
    let names: Vec<&str> = match first {
        Some("zone") => words.take(1).collect(),
        Some("in") => words.collect(),
        _ => Vec::new(),
    };
    names.iter().flat_map(|name| matching(policy, &variables(name))).collect()
}

/// A name as a pattern: a variable stands for anything.
fn variables(name: &str) -> String {
    let mut pattern = String::new();
    let mut letters = name.trim_matches('"').chars().peekable();
    while let Some(letter) = letters.next() {
        if letter == '$' {
            pattern.push('*');
            while letters.next_if(char::is_ascii_alphanumeric).is_some() {}
        } else {
            pattern.push(letter);
        }
    }
    pattern
}

/// The zones of the `zone` or `in` without braces that scopes a file.
fn file_scope(analysis: &Analysis, file: FileId) -> BTreeSet<ZoneId> {
    let Some(parsed) = super::super::tree::file(&analysis.program, file) else {
        return BTreeSet::new();
    };
    let spans = parsed.statements.iter().flat_map(|statement| match &statement.kind {
        StatementKind::Zone(zone) if zone.body.is_none() && !zone.external => {
            vec![zone.name.span]
        }
        StatementKind::In(scope) if scope.body.is_none() => {
            scope.zones.iter().map(|name| name.span).collect()
        }
        _ => Vec::new(),
    });
    let uses = spans.flat_map(|span| analysis.names_at(file, span.start));
    let zones = uses.filter_map(|one| match one.referent {
        Referent::Zone(id) => Some(id),
        _ => None,
    });
    zones.collect()
}
