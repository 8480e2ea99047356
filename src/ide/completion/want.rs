//! What a statement so far wants next.

use super::context::Context;
use super::right;

/// What may come next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Want<'t> {
    /// The first word of a statement.
    Statement,
    /// A fact of a cluster.
    Fact,
    /// An end of a flow.
    End,
    /// The same behind a source: a destination.
    Target,
    /// A subject of a grant.
    Subject,
    /// A zone.
    Zone,
    /// An account of the zone.
    Account,
    /// A namespace of the zone.
    Namespace,
    /// Ports, for these destinations.
    Port,
    /// A protocol.
    Protocol,
    /// A verb.
    Verb,
    /// A resource.
    Resource,
    /// A group of resources.
    Group,
    /// A role.
    Role,
    /// A ClusterRole that every cluster has.
    ClusterRole,
    /// A lint.
    Lint,
    /// The key of a label.
    Key,
    /// A value of a label.
    Value(&'t str),
    /// One of these words.
    Words(&'static [&'static str]),
}

const CLAUSES: Want<'_> = Want::Words(&["because", "until"]);

/// What may come at a place.
pub(super) fn wants<'t>(context: &Context<'t>) -> Vec<Want<'t>> {
    let tokens = context.tokens.as_slice();
    let [first, rest @ ..] = tokens else {
        return match context.in_cluster() {
            true => vec![Want::Fact],
            false => vec![Want::Statement, Want::End, Want::Subject],
        };
    };
    let is_word = !rest
        .first()
        .is_some_and(|next| matches!(*next, "->" | "<->" | "->>" | "," | "can" | "has"));
    if context.in_cluster() {
        return fact(first, rest);
    }
    match *first {
        _ if !is_word => sentence(tokens, false),
        "zone" => zone(rest),
        "extern" => match rest {
            [] => vec![Want::Words(&["zone", "account"])],
            ["zone", rest @ ..] => zone(rest),
            ["account", rest @ ..] => account(rest),
            _ => Vec::new(),
        },
        "in" => vec![Want::Zone],
        "for" => {
            if rest.len() == 1 {
                vec![Want::Words(&["in"])]
            } else {
                Vec::new()
            }
        }
        "cluster" | "use" | "user" | "group" | "owner" | "exclusive" => Vec::new(),
        "segment" => segment(rest),
        "net" => {
            if rest.len() > 2 {
                vec![Want::Words(&["except"])]
            } else {
                Vec::new()
            }
        }
        "port" => {
            if rest.contains(&"=") {
                vec![Want::Protocol]
            } else {
                Vec::new()
            }
        }
        "service" => service(rest),
        "account" => account(rest),
        "role" => match rest {
            [_] => vec![Want::Words(&["can"])],
            [_, "can", rest @ ..] => right::permission(rest, false),
            _ => Vec::new(),
        },
        "resource" => resource(rest),
        "lint" => match rest {
            [] => vec![Want::Words(&["allow", "warn", "deny"])],
            _ => vec![Want::Lint],
        },
        "label" => vec![Want::Key],
        "pods" => pods(rest),
        "quota" => quota(rest),
        "without" => vec![Want::Words(&["dns", "api"])],
        "assume" => vec![Want::Words(&["exclusive"])],
        "delivered" => match rest {
            [] => vec![Want::Words(&["by"])],
            _ => vec![Want::Subject],
        },
        "never" | "always" | "only" | "confine" => sentence(rest, true),
        _ => sentence(tokens, false),
    }
}

fn zone<'t>(rest: &[&'t str]) -> Vec<Want<'t>> {
    match rest {
        [] => Vec::new(),
        [.., "="] => vec![Want::Words(&["namespaces"])],
        [.., "namespaces"] => vec![Want::Words(&["where"])],
        [.., "isolates"] => vec![Want::Words(&["ingress", "egress", "owner"])],
        [.., "owner"] | [.., ","] => Vec::new(),
        _ => {
            let at = rest.iter().position(|token| *token == "where");
            match at.and_then(|at| rest.get(at + 1..)) {
                Some(selector) => requirement(selector),
                None => vec![Want::Words(&["isolates", "owner"])],
            }
        }
    }
}

fn account<'t>(rest: &[&'t str]) -> Vec<Want<'t>> {
    match rest {
        [_] => vec![Want::Words(&["in"])],
        [_, "in"] => vec![Want::Namespace],
        _ => Vec::new(),
    }
}

fn segment<'t>(rest: &[&'t str]) -> Vec<Want<'t>> {
    if let Some(at) = rest.iter().position(|token| *token == ":") {
        return requirement(rest.get(at + 1..).unwrap_or_default());
    }
    match rest {
        [] => Vec::new(),
        [.., "as"] => vec![Want::Account],
        [.., "="] => vec![Want::Protocol],
        [_] => vec![Want::Words(&["as"]), Want::Protocol],
        _ => vec![Want::Protocol],
    }
}

/// A requirement of a selector, its last one.
fn requirement<'t>(selector: &[&'t str]) -> Vec<Want<'t>> {
    let mut depth = 0;
    let mut start = 0;
    for (at, token) in selector.iter().enumerate() {
        match *token {
            "(" => depth += 1,
            ")" => depth -= 1,
            "," | "|" if depth == 0 => start = at + 1,
            _ => {}
        }
    }
    match selector.get(start..).unwrap_or_default() {
        [] | ["!"] => vec![Want::Key],
        [_] => vec![Want::Words(&["in", "notin"])],
        [key, "=" | "==" | "!="] => vec![Want::Value(key)],
        [key, "in" | "notin", "(", ..] if depth > 0 => vec![Want::Value(key)],
        _ => Vec::new(),
    }
}

fn service<'t>(rest: &[&'t str]) -> Vec<Want<'t>> {
    match rest {
        [.., "=" | ","] => vec![Want::Target],
        _ if rest.contains(&"=") => vec![Want::Protocol],
        _ => Vec::new(),
    }
}

fn resource<'t>(rest: &[&'t str]) -> Vec<Want<'t>> {
    match rest {
        [] => Vec::new(),
        [.., "sub"] => vec![Want::Words(&["status", "scale"])],
        _ if rest.contains(&"verbs") => vec![Want::Verb],
        _ => vec![Want::Words(&["namespaced", "sub", "verbs"])],
    }
}

const LEVELS: &[&str] = &["restricted", "baseline", "privileged"];

fn pods<'t>(rest: &[&'t str]) -> Vec<Want<'t>> {
    match rest {
        [] | [.., "warn" | "audit"] => vec![Want::Words(LEVELS)],
        [.., ","] => vec![Want::Words(&["warn", "audit"])],
        _ => Vec::new(),
    }
}

fn quota<'t>(rest: &[&'t str]) -> Vec<Want<'t>> {
    match rest {
        [] | [.., ","] => vec![Want::Words(&[
            "pods",
            "services",
            "secrets",
            "configmaps",
            "persistentvolumeclaims",
            "requests.cpu",
            "requests.memory",
            "requests.storage",
            "limits.cpu",
            "limits.memory",
        ])],
        _ => Vec::new(),
    }
}

/// A fact of a cluster.
fn fact<'t>(first: &str, rest: &[&'t str]) -> Vec<Want<'t>> {
    match (first, rest) {
        ("source-ip", []) => vec![Want::Words(&["preserved"])],
        ("service", []) => vec![Want::Words(&["dns"])],
        ("service", rest) => service(rest),
        ("api", [.., "from"]) => vec![Want::End],
        ("api", [_, ..]) => vec![Want::Protocol, Want::Words(&["from", "except"])],
        ("pods" | "services" | "nodes", [_, ..]) => vec![Want::Words(&["except"])],
        _ => Vec::new(),
    }
}

/// A flow, a grant or a membership, behind an assertion's word or alone.
fn sentence<'t>(tokens: &[&'t str], claim: bool) -> Vec<Want<'t>> {
    let at = tokens.iter().position(|token| matches!(*token, "->" | "<->" | "->>" | "can" | "has"));
    let Some(at) = at else {
        return match tokens {
            [] | [.., ","] => vec![Want::End, Want::Subject],
            _ if claim => vec![Want::Words(&["->", "->>", "can"])],
            _ => vec![Want::Words(&["->", "<->", "can", "has"])],
        };
    };
    let behind = tokens.get(at + 1..).unwrap_or_default();
    match tokens.get(at) {
        Some(&"can") => right::permission(behind, true),
        Some(&"has") => membership(behind),
        _ => flow(behind, claim),
    }
}

fn flow<'t>(behind: &[&'t str], claim: bool) -> Vec<Want<'t>> {
    match behind {
        [] | [.., ","] => vec![Want::Target],
        [.., "egress" | "ingress"] => vec![Want::Words(&["only"])],
        [.., "because" | "until" | "except"] => Vec::new(),
        [.., last] if last.starts_with('"') || behind.contains(&"until") => vec![CLAUSES],
        _ if claim => vec![Want::Port, CLAUSES],
        [.., last] if last.starts_with(|it: char| it.is_ascii_digit()) => {
            vec![Want::Port, Want::Words(&["except", "egress", "ingress"]), CLAUSES]
        }
        _ => vec![Want::Port, Want::Words(&["egress", "ingress"]), CLAUSES],
    }
}

fn membership<'t>(behind: &[&'t str]) -> Vec<Want<'t>> {
    let scoped = behind.iter().position(|token| *token == "in");
    match behind {
        [.., "clusterrole"] => vec![Want::ClusterRole],
        [.., "in"] => vec![Want::Zone],
        [.., "because" | "until"] => Vec::new(),
        [.., ","] if scoped.is_some() => vec![Want::Zone],
        [] | [.., ","] => vec![Want::Role, Want::Words(&["clusterrole"])],
        _ if scoped.is_some() || behind.contains(&"cluster-wide") => vec![CLAUSES],
        _ => vec![Want::Words(&["in", "cluster-wide"]), CLAUSES],
    }
}
