//! What a name stands for.

use super::{list, reach};
use crate::emit::comment::{endpoint, targets};
use crate::ide::{Analysis, words};
use crate::ir::{
    AccountId, Namespaces, Policy, RoleId, RoleRef, Rule, Scope, SegmentId, Subject, ZoneId,
};
use crate::lower::Referent;
use crate::source::Span;
use ecow::EcoString;

/// A paragraph or more.
pub(super) fn describe(analysis: &Analysis, referent: &Referent) -> String {
    let parts = match referent {
        Referent::Zone(id) => zone(analysis, *id),
        Referent::Segment(id) => segment(analysis, *id),
        Referent::Account(id) => account(analysis, *id),
        Referent::User(id) => {
            let user = analysis.policy().user(*id);
            let head = user.map(|it| format!("**user** `{}` = `{}`", it.name, it.identity));
            holder(analysis, head, Subject::User(*id))
        }
        Referent::Group(id) => {
            let group = analysis.policy().group(*id);
            let head = group.map(|it| format!("**group** `{}` = `{}`", it.name, it.identity));
            holder(analysis, head, Subject::Group(*id))
        }
        Referent::Role(id) => role(analysis, *id),
        Referent::Alias(alias) => this_alias(analysis, *alias),
        Referent::Port(id, name) => port(analysis, *id, name),
        Referent::Dns => {
            let dns = &analysis.policy().cluster.dns;
            let told = if dns.declared.is_some() { "" } else { ", taken on trust" };
            vec![
                format!("**dns** where names are resolved{told}"),
                targets(analysis.policy(), &dns.targets),
            ]
        }
        Referent::ApiServer => vec![
            "**apiserver** the API server".to_owned(),
            targets(analysis.policy(), &analysis.policy().cluster.api),
        ],
        Referent::Nodes => vec![
            "**nodes** the addresses of nodes".to_owned(),
            words::some(analysis.names.nodes.iter(), super::MOST),
        ],
    };
    parts.join("\n\n")
}

/// The first line of what is said of a name.
pub(super) fn title(analysis: &Analysis, referent: &Referent) -> String {
    match referent {
        Referent::Segment(id) => segment_title(analysis.policy(), *id),
        other => describe(analysis, other).lines().next().unwrap_or_default().to_owned(),
    }
}

fn zone(analysis: &Analysis, id: ZoneId) -> Vec<String> {
    let policy = analysis.policy();
    let Some(zone) = policy.zone(id) else { return Vec::new() };
    let word = if zone.external { "extern zone" } else { "zone" };
    let of = match &zone.namespaces {
        Namespaces::Named(names) => {
            let word = if names.len() == 1 { "namespace" } else { "namespaces" };
            let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
            format!("{word} {}", names.join(", "))
        }
        Namespaces::Labelled(selector) => format!("namespaces with `{selector}`"),
    };
    let mut parts = vec![format!("**{word}** `{}`: {of}", zone.name)];
    if zone.is_ours() {
        let denied = match (zone.isolation.ingress, zone.isolation.egress) {
            (true, true) => "denies both directions by default",
            (true, false) => "denies ingress by default; egress is open",
            (false, true) => "denies egress by default; ingress is open",
            (false, false) => "isolates nothing: both directions are open",
        };
        let owner = zone.owner.as_ref().map(|owner| format!(" · owner `{owner}`"));
        let security =
            zone.pod_security.as_ref().map(|it| format!(" · pods `{}`", it.enforce.level));
        parts.push(format!(
            "{denied}{}{}",
            owner.unwrap_or_default(),
            security.unwrap_or_default()
        ));
    }
    let segments: Vec<_> = policy
        .segments
        .iter()
        .filter(|segment| segment.zone == id)
        .map(|segment| format!("`{}`", segment.name))
        .collect();
    if !segments.is_empty() {
        parts.push(format!("segments {}", words::some(segments.iter(), super::MOST)));
    }
    parts.extend(reach::objects(analysis, id));
    parts
}

fn segment_title(policy: &Policy, id: SegmentId) -> String {
    let segment = policy.segment(id);
    let zone = segment.and_then(|segment| policy.zone(segment.zone));
    let [zone, name] = [zone.map(|it| &it.name), segment.map(|it| &it.name)]
        .map(|name| name.map_or("", |name| name.as_str()));
    let declared = if segment.is_some_and(|it| it.implicit) { " (not declared)" } else { "" };
    format!("**segment** `{zone}/{name}`{declared}")
}

fn segment(analysis: &Analysis, id: SegmentId) -> Vec<String> {
    let policy = analysis.policy();
    let Some(segment) = policy.segment(id) else { return Vec::new() };
    let Some(zone) = policy.zone(segment.zone) else { return Vec::new() };
    let selectors: Vec<_> = segment.alternatives.iter().map(|one| format!("`{one}`")).collect();
    let of = match &zone.namespaces {
        Namespaces::Named(names) => format!("`{}`", names.join("`, `")),
        Namespaces::Labelled(selector) => format!("namespaces with `{selector}`"),
    };
    let mut parts =
        vec![segment_title(policy, id), format!("pods with {} in {of}", selectors.join(" or "))];
    let mut ports = Vec::new();
    if !segment.ports.is_empty() {
        ports.push(format!("`{}`", segment.ports));
    }
    ports.extend(segment.named_ports.iter().map(|(name, ports)| format!("{name} `{ports}`")));
    if !ports.is_empty() {
        parts.push(format!("ports {}", ports.join(" · ")));
    }
    if let Some(account) = segment.account.and_then(|id| policy.account(id)) {
        parts.push(format!("runs as ServiceAccount `{}/{}`", account.namespace, account.name));
    }
    parts.extend(reach::describe(analysis, id));
    parts.extend(reach::policies(analysis, id));
    parts
}

fn account(analysis: &Analysis, id: AccountId) -> Vec<String> {
    let policy = analysis.policy();
    let Some(account) = policy.account(id) else { return Vec::new() };
    let written = if account.external { ", somebody else's" } else { "" };
    let head =
        format!("**account** ServiceAccount `{}/{}`{written}", account.namespace, account.name);
    let mut parts = holder(analysis, Some(head), Subject::Account(id));
    let pods: Vec<_> = policy
        .segments
        .iter()
        .filter(|segment| segment.account == Some(id))
        .map(|segment| format!("`{}`", segment.name))
        .collect();
    if !pods.is_empty() {
        parts.insert(1, format!("segments {} run as it", words::some(pods.iter(), super::MOST)));
    }
    parts
}

/// Somebody, and the statements that give them rights.
fn holder(analysis: &Analysis, head: Option<String>, subject: Subject) -> Vec<String> {
    let policy = analysis.policy();
    let mut parts: Vec<_> = head.into_iter().collect();
    let grants = policy.grants.iter().filter(|it| it.subjects.contains(&subject));
    let spans = grants.map(|it| it.span);
    let holdings = policy.holdings.iter().filter(|it| it.subjects.contains(&subject));
    let mut spans: Vec<_> = spans.chain(holdings.map(|it| it.span)).collect();
    spans.sort_unstable();
    spans.dedup();
    let lines: Vec<_> = spans.into_iter().map(|span| statement(analysis, span)).collect();
    parts.push(match lines.is_empty() {
        true => "no statement gives it a right".to_owned(),
        false => list("rights", &lines),
    });
    parts
}

/// A statement in one line, and where it stands.
fn statement(analysis: &Analysis, span: Span) -> String {
    let sources = analysis.sources();
    let text: Vec<_> = sources.slice(span).split_whitespace().collect();
    let line = sources.position(span.file, span.start).line;
    format!("`{}` ({}:{line})", text.join(" "), sources.name(span.file))
}

fn role(analysis: &Analysis, id: RoleId) -> Vec<String> {
    let policy = analysis.policy();
    let Some(role) = policy.role(id) else { return Vec::new() };
    let rules = role.permissions.iter().flat_map(|permission| &permission.rules);
    let rules: Vec<_> = rules.map(rule).collect();
    let holders = policy.holdings.iter().filter(|it| it.role == RoleRef::Declared(id));
    let holders: Vec<_> = holders
        .map(|holding| {
            let subjects: Vec<_> =
                holding.subjects.iter().map(|one| subject(analysis, *one)).collect();
            format!("{} {}", subjects.join(", "), scope(analysis, &holding.scope))
        })
        .collect();
    let mut parts = vec![format!("**role** `{}`", role.name), list("rules", &rules)];
    parts.push(match holders.is_empty() {
        true => "nobody has it".to_owned(),
        false => list("held by", &holders),
    });
    parts
}

/// A rule of RBAC in a line.
pub(super) fn rule(rule: &Rule) -> String {
    let join = |words: &std::collections::BTreeSet<EcoString>| {
        words.iter().map(EcoString::as_str).collect::<Vec<_>>().join(", ")
    };
    let groups: Vec<_> =
        rule.groups.iter().map(|group| if group.is_empty() { "core" } else { group }).collect();
    let what = match rule.urls.is_empty() {
        true => format!("`{}` of `{}`", join(&rule.resources), groups.join(", ")),
        false => format!("`{}`", join(&rule.urls)),
    };
    let names = match rule.names.is_empty() {
        true => String::new(),
        false => format!(" named `{}`", join(&rule.names)),
    };
    format!("`{}` on {what}{names}", join(&rule.verbs))
}

fn subject(analysis: &Analysis, subject: Subject) -> String {
    let policy = analysis.policy();
    match subject {
        Subject::Account(id) => policy
            .account(id)
            .map_or_else(String::new, |it| format!("`{}/{}`", it.namespace, it.name)),
        Subject::User(id) => {
            policy.user(id).map_or_else(String::new, |it| format!("`{}`", it.name))
        }
        Subject::Group(id) => {
            policy.group(id).map_or_else(String::new, |it| format!("`{}`", it.name))
        }
    }
}

fn scope(analysis: &Analysis, scope: &Scope) -> String {
    match scope {
        Scope::ClusterWide(_) => "cluster-wide".to_owned(),
        Scope::Zones(zones) => {
            let names = zones.iter().filter_map(|id| analysis.policy().zone(*id));
            let names: Vec<_> = names.map(|zone| format!("`{}`", zone.name)).collect();
            format!("in {}", names.join(", "))
        }
    }
}

fn this_alias(analysis: &Analysis, at: usize) -> Vec<String> {
    let policy = analysis.policy();
    let Some(alias) = policy.aliases.get(at) else { return Vec::new() };
    let name = &alias.name;
    if let Some(ports) = analysis.names.ports.get(&at) {
        return vec![format!("**port** `{name}` = `{ports}`")];
    }
    if let Some(service) = analysis.names.services.get(&at) {
        let ends: Vec<_> = service
            .targets
            .iter()
            .map(|it| format!("`{}` on `{}`", endpoint(policy, &it.endpoint.kind), it.ports))
            .collect();
        return vec![format!("**service** `{name}`"), list("stands for", &ends)];
    }
    let blocks: Vec<_> = alias.blocks.iter().map(|block| format!("`{block}`")).collect();
    vec![format!("**net** `{name}`"), list("addresses", &blocks)]
}

fn port(analysis: &Analysis, id: SegmentId, name: &EcoString) -> Vec<String> {
    let Some(segment) = analysis.policy().segment(id) else { return Vec::new() };
    let ports = segment.named_ports.iter().find(|(own, _)| own == name);
    let ports = ports.map(|(_, ports)| ports.to_string()).unwrap_or_default();
    vec![format!("**port** `{name}` of segment `{}` = `{ports}`", segment.name)]
}
