//! Verbs and intents: what each asks of each resource.

use super::resource::{Item, Meaning};
use crate::diagnostic::{Code, Diagnostic, Sink, listed, suggest};
use crate::ir::{Object, Use, VerbUse};
use crate::k8s::authorizer::CONNECTS_BY_CREATE;
use crate::k8s::resource::{ANY, STANDARD, Table};
use crate::source::Span;
use crate::syntax::ast;
use ecow::EcoString;
use std::collections::BTreeSet;

/// The HTTP methods that URLs are asked for with.
pub(super) const METHODS: [&str; 7] = ["delete", "get", "head", "options", "patch", "post", "put"];

/// The verbs that only authorizers ask for.
pub(super) const GUARDED: [&str; 7] =
    ["approve", "attest", "bind", "escalate", "impersonate", "sign", "use"];

/// The intents and `all`.
const INTENTS: [&str; 6] = ["all", "apply", "exec", "forward", "read", "write"];

/// A verb as written, and what it asks for.
pub(super) struct Wanted {
    pub(super) word: EcoString,
    pub(super) span: Span,
    kind: Kind,
}

enum Kind {
    /// This verb, which must be served.
    One,
    /// Those of some verbs that are served.
    Served(&'static [&'static str]),
    /// Every verb that is served.
    All,
    /// Something that is done through a subresource of pods, with `create`.
    Through(&'static str),
    /// This verb, served or not.
    Custom,
    /// RBAC's wildcard.
    Wildcard,
}

/// Whether a word is an intent and so no verb of Kubernetes.
pub(super) fn is_intent(word: &str) -> bool {
    INTENTS.contains(&word)
}

/// What a verb asks for; none where there is no such verb, which is said.
pub(super) fn read(
    verb: &ast::Verb,
    permission: &ast::Permission,
    table: &Table,
    sink: &mut Sink,
) -> Option<Wanted> {
    let (word, kind) = match &verb.kind {
        ast::VerbKind::All => ("all".into(), Kind::All),
        ast::VerbKind::Wildcard => ("*".into(), Kind::Wildcard),
        ast::VerbKind::Custom(text) => (text.text.clone(), Kind::Custom),
        ast::VerbKind::Word(word) => (word.clone(), kind_of(word)),
    };
    let of_url = permission.resources.iter().any(|r| matches!(r.kind, ast::ResourceKind::Url(_)));
    if matches!(kind, Kind::One) && !is_known(&word, of_url, table) {
        sink.push(unknown(&word, verb.span, of_url, table));
        return None;
    }
    Some(Wanted { word, span: verb.span, kind })
}

fn kind_of(word: &str) -> Kind {
    match word {
        "read" => Kind::Served(&["get", "list", "watch"]),
        "write" => Kind::Served(&["create", "update", "patch", "delete"]),
        "apply" => Kind::Served(&["get", "list", "watch", "create", "patch"]),
        "exec" => Kind::Through("exec"),
        "forward" => Kind::Through("portforward"),
        "all" => Kind::All,
        _ => Kind::One,
    }
}

fn is_known(word: &str, of_url: bool, table: &Table) -> bool {
    STANDARD.contains(&word)
        || GUARDED.contains(&word)
        || (of_url && METHODS.contains(&word))
        || table.iter().any(|resource| resource.verbs.iter().any(|verb| verb == word))
}

fn unknown(word: &str, span: Span, of_url: bool, table: &Table) -> Diagnostic {
    let diagnostic = Diagnostic::new(Code::UnknownVerb, span, format!("there is no verb `{word}`"));
    let lower = word.to_ascii_lowercase();
    if lower != word && (is_known(&lower, of_url, table) || is_intent(&lower)) {
        return diagnostic.label("verbs are written in lower case").fix(
            format!("write `{lower}`"),
            span,
            lower,
        );
    }
    let instead = match lower.as_str() {
        "view" | "see" | "show" | "describe" => Some("read"),
        "edit" | "modify" | "change" => Some("write"),
        "manage" | "admin" | "full" | "any" => Some("all"),
        "remove" => Some("delete"),
        "add" | "post" => Some("create"),
        "put" => Some("update"),
        "portforward" | "port-forward" => Some("forward"),
        _ => None,
    };
    let custom = table.iter().filter(|resource| !resource.built_in);
    let custom = custom.flat_map(|resource| &resource.verbs).map(EcoString::as_str);
    let methods = METHODS.iter().filter(|_| of_url);
    let words = STANDARD.iter().chain(&GUARDED).chain(&INTENTS).chain(methods).copied();
    if let Some(close) = instead.or_else(|| suggest::closest(word, words.chain(custom))) {
        return diagnostic.label(format!("did you mean `{close}`?")).maybe_fix(
            format!("write `{close}`"),
            span,
            close,
        );
    }
    match lower.as_str() {
        "log" | "logs" => diagnostic.help("logs are a resource: `read pods/log`"),
        "scale" => diagnostic.help("scaling changes a subresource: `update deployments/scale`"),
        "evict" => diagnostic.help("evicting makes a subresource: `create pods/eviction`"),
        _ if of_url => diagnostic.help(format!("a URL is asked for with {}", listed(METHODS))),
        _ => diagnostic
            .help(format!("the verbs are {}", listed(STANDARD)))
            .help(format!("a verb that only some authorizer knows is written `verb \"{word}\"`")),
    }
}

/// What the verbs give on the items. What asks for nothing that is served is said.
pub(super) fn expand(verbs: &[Wanted], items: &[Item], table: &Table, sink: &mut Sink) -> Vec<Use> {
    let mut uses = Vec::new();
    for item in items {
        for meaning in &item.meanings {
            let verbs = given(verbs, meaning);
            if !verbs.is_empty() {
                uses.push(Use { span: item.span, object: meaning.object.clone(), verbs });
            }
        }
    }
    for wanted in verbs {
        if let Kind::Through(part) = wanted.kind {
            let pods = items.iter().filter(|item| item.meanings.iter().any(is_core_pods));
            uses.extend(pods.map(|_| through(part, wanted, table.minor())));
        }
    }
    for wanted in verbs {
        let unserved: Vec<_> = items.iter().filter(|item| !is_served(wanted, item)).collect();
        if unserved.is_empty() {
            continue;
        }
        let mistake = not_served(wanted, verbs, &unserved, items);
        sink.push(asked_of(&wanted.word, table, mistake));
        if is_read_spelled_out(verbs) {
            break;
        }
    }
    uses
}

/// The verbs that the words give on one resource, each once: by the word that means it, rather than by one
/// that needs it on its way.
fn given(verbs: &[Wanted], meaning: &Meaning) -> Vec<VerbUse> {
    let mut given: Vec<VerbUse> = Vec::new();
    let is_through = |wanted: &&Wanted| matches!(wanted.kind, Kind::Through(_));
    let direct = verbs.iter().filter(|wanted| !is_through(wanted));
    for wanted in direct.chain(verbs.iter().filter(is_through)) {
        for verb in asked(wanted, meaning) {
            if given.iter().all(|known| known.verb != verb) {
                let listed = !matches!(wanted.kind, Kind::Custom) || meaning.knows(&verb);
                given.push(VerbUse { verb, span: wanted.span, listed });
            }
        }
    }
    given
}

/// The verbs that a word asks of one resource.
fn asked(wanted: &Wanted, meaning: &Meaning) -> Vec<EcoString> {
    let word = || vec![wanted.word.clone()];
    match wanted.kind {
        Kind::Custom => word(),
        Kind::Wildcard => vec!["*".into()],
        Kind::One if meaning.knows(&wanted.word) => word(),
        Kind::One => Vec::new(),
        Kind::All => meaning.verbs.clone(),
        // HTTP has other methods than those that stand for writing objects.
        Kind::Served(_) if is_url(meaning) && wanted.word != "read" => Vec::new(),
        // `get` on these opens a connection into a pod, which nobody means by reading.
        Kind::Served(_) if is_connection(meaning) => Vec::new(),
        Kind::Served(verbs) => {
            let served = verbs.iter().copied().map(EcoString::from);
            served.filter(|verb| meaning.verbs.contains(verb)).collect()
        }
        Kind::Through(_) if is_core_pods(meaning) => vec!["get".into()],
        Kind::Through(_) => Vec::new(),
    }
}

fn is_served(wanted: &Wanted, item: &Item) -> bool {
    item.meanings.iter().any(|meaning| !asked(wanted, meaning).is_empty())
}

const fn is_url(meaning: &Meaning) -> bool {
    matches!(meaning.object, Object::Url(_))
}

fn is_connection(meaning: &Meaning) -> bool {
    matches!(&meaning.object, Object::Resource { resource, .. }
        if ["/exec", "/attach", "/portforward", "/proxy"].iter().any(|part| resource.ends_with(part)))
}

fn is_core_pods(meaning: &Meaning) -> bool {
    matches!(&meaning.object, Object::Resource { group, resource, .. }
        if group.is_empty() && resource == "pods")
}

/// The subresource that an intent goes through.
fn through(part: &str, wanted: &Wanted, minor: u32) -> Use {
    let get = (part == "exec" && minor < CONNECTS_BY_CREATE).then_some("get");
    let verbs = ["create"].into_iter().chain(get).map(|verb| VerbUse {
        verb: verb.into(),
        span: wanted.span,
        listed: true,
    });
    let object = Object::Resource {
        group: EcoString::new(),
        resource: ecow::eco_format!("pods/{part}"),
        namespaced: Some(true),
    };
    Use { span: wanted.span, object, verbs: verbs.collect() }
}

/// `get, list, watch` as three words, where `read` would keep what is served.
fn is_read_spelled_out(verbs: &[Wanted]) -> bool {
    let spelled = |verb: &str| verbs.iter().any(|w| matches!(w.kind, Kind::One) && w.word == verb);
    verbs.len() == 3 && ["get", "list", "watch"].into_iter().all(spelled)
}

fn not_served(wanted: &Wanted, verbs: &[Wanted], unserved: &[&Item], items: &[Item]) -> Diagnostic {
    let names = listed(unserved.iter().map(|item| &item.name));
    let word = &wanted.word;
    let error = |message: String| Diagnostic::new(Code::VerbNotServed, wanted.span, message);
    if matches!(wanted.kind, Kind::Through(_)) {
        let mut diagnostic = error(format!("`{word}` is for `pods`, not for {names}"))
            .help(format!("write `{word} pods`: kubectl looks up a pod, whatever it is asked for"));
        for item in unserved {
            diagnostic = diagnostic.also(item.span, "not pods");
        }
        return match (unserved, items) {
            ([only], [_]) => diagnostic.maybe_fix("write `pods`", only.span, "pods"),
            _ => diagnostic,
        };
    }
    let doesnt = if unserved.len() == 1 { "doesn't" } else { "don't" };
    let mut diagnostic = match wanted.kind {
        Kind::One => error(format!("{names} {doesnt} serve `{word}`")),
        _ => error(format!("{names} {doesnt} serve anything that `{word}` stands for")),
    };
    for item in unserved {
        diagnostic = serves(item, diagnostic);
    }
    let only = unserved.first().and_then(|item| item.meanings.first());
    match (verbs, items, only.map(|meaning| meaning.verbs.as_slice())) {
        ([first, .., last], _, _) if is_read_spelled_out(verbs) => diagnostic.maybe_fix(
            "write `read`, which asks each resource for what it serves",
            first.span.to(last.span),
            "read",
        ),
        ([_], [_], Some([verb])) => {
            diagnostic.maybe_fix(format!("write `{verb}`"), wanted.span, verb.as_str())
        }
        _ => diagnostic,
    }
}

/// Says what a verb is for that only authorizers ask for.
fn asked_of(word: &str, table: &Table, diagnostic: Diagnostic) -> Diagnostic {
    let asks = |guarded: &[EcoString]| guarded.iter().any(|verb| verb == word);
    let names = table.iter().flat_map(|resource| {
        let itself = asks(&resource.guarded).then(|| resource.name());
        let parts = resource.subresources.iter().filter(|part| asks(&part.guarded));
        let parts = parts.map(|part| match part.name.as_str() {
            ANY => ecow::eco_format!("{}/KEY", resource.name()),
            part => ecow::eco_format!("{}/{part}", resource.name()),
        });
        itself.into_iter().chain(parts).collect::<Vec<_>>()
    });
    let names: BTreeSet<_> = names.collect();
    match names.is_empty() {
        true => diagnostic,
        false => diagnostic.help(format!("`{word}` is asked of {}", listed(names))),
    }
}

/// Says what may be asked of an item: beside it where that is short.
fn serves(item: &Item, diagnostic: Diagnostic) -> Diagnostic {
    let all = |verbs: fn(&Meaning) -> &Vec<EcoString>| -> BTreeSet<EcoString> {
        item.meanings.iter().flat_map(verbs).cloned().collect()
    };
    let (verbs, guarded) = (all(|meaning| &meaning.verbs), all(|meaning| &meaning.guarded));
    let name = &item.name;
    if item.meanings.iter().any(is_url) {
        return diagnostic.help(format!("a URL is asked for with {}", listed(verbs)));
    }
    match (verbs.len(), guarded.is_empty()) {
        (0, true) => diagnostic.also(item.span, "takes no verb by itself"),
        (0, false) => diagnostic.also(item.span, format!("takes only {}", listed(guarded))),
        (1..4, true) => diagnostic.also(item.span, format!("serves only {}", listed(verbs))),
        (_, true) => diagnostic.help(format!("`{name}` serves {}", listed(verbs))),
        (_, false) => diagnostic.help(format!(
            "`{name}` serves {}, and {} if asked for",
            listed(verbs),
            listed(guarded)
        )),
    }
}
