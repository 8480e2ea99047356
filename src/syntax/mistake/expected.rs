//! The message for what no other message fits: what stands there, and what could.

use super::phrase::phrase;
use super::{Code, Context, Diagnostic, Failure, word};
use crate::syntax::grammar::Rule;

/// More alternatives than these nobody reads.
const MOST: usize = 4;

/// Names what the grammar would have taken.
pub fn explain(failure: &Failure<'_>) -> Diagnostic {
    let (span, message) = match failure.found() {
        Some(found) => {
            let end = found.end().max(failure.at);
            let start = failure.at.clamp(found.start, end);
            let text = failure.text.get(start..end).unwrap_or_default();
            (failure.span(start, end), format!("`{text}` can't stand here"))
        }
        None if failure.at < failure.text.len() => {
            let text = failure.text.get(failure.at..).unwrap_or_default();
            let length = text.chars().next().map_or(0, char::len_utf8);
            (failure.span(failure.at, failure.at + length), "this can't stand here".to_owned())
        }
        None => {
            let end = failure.text.len();
            (failure.span(end, end), "the statement ends too early".to_owned())
        }
    };
    let diagnostic = Diagnostic::new(Code::Syntax, span, message).label(alternatives(failure));
    let form = match failure.context {
        Context::Cluster => fact(failure.first()),
        Context::Statement | Context::Header => form(failure.first()),
    };
    match form.filter(|_| failure.at > 0) {
        Some(form) => diagnostic.help(format!("for example: `{form}`")),
        None => diagnostic,
    }
}

/// `expected X, Y or Z`.
fn alternatives(failure: &Failure<'_>) -> String {
    if failure.at == 0 {
        let what = match failure.context {
            Context::Statement => "a statement, such as `frontend -> backend tcp/80`",
            Context::Cluster => "a fact, such as `pods 10.244.0.0/16`",
            Context::Header => "`zone`, `in`, `for` or `cluster`",
        };
        return format!("expected {what}");
    }
    let endpoint =
        [Rule::place, Rule::endpoints, Rule::everywhere].iter().any(|rule| failure.expects(*rule));
    let sentence = !word::is_statement(failure.first());
    let takes = |rule: Rule| match rule {
        // Addresses and names are endpoints too.
        Rule::address | Rule::scoped => !endpoint,
        // A statement word could be a name, but is not meant as one.
        Rule::arrow | Rule::CAN | Rule::HAS | Rule::comma => sentence || failure.here > 1,
        _ => true,
    };
    let rules = failure.expected.iter().copied().filter(|rule| takes(*rule));
    let mut phrases: Vec<_> = rules.filter_map(phrase).collect();
    phrases.sort();
    phrases.dedup();
    phrases.truncate(MOST);
    let mut phrases: Vec<_> = phrases.into_iter().map(|(_, phrase)| phrase).collect();
    let Some(last) = phrases.pop() else { return "nothing more is expected".to_owned() };
    if phrases.is_empty() {
        format!("expected {last}")
    } else {
        format!("expected {} or {last}", phrases.join(", "))
    }
}

/// A fact that begins with a word, as it should look.
fn fact(word: &str) -> Option<&'static str> {
    Some(match word {
        "pods" => "pods 10.244.0.0/16",
        "services" => "services 10.96.0.0/12",
        "nodes" => "nodes 192.168.0.0/24",
        "api" => "api 10.96.0.1 tcp/443",
        "source-ip" => "source-ip preserved",
        "service" => "service dns = kube-system/coredns udp/53 tcp/53",
        _ => return None,
    })
}

/// A statement that begins with a word, as it should look.
fn form(word: &str) -> Option<&'static str> {
    Some(match word {
        "zone" => "zone shop = namespaces shop-web, shop-api isolates",
        "extern" => "extern zone kube-system { … }",
        "in" => "in shop-*, monitoring { … }",
        "for" => "for env in dev, prod { … }",
        "cluster" => "cluster kind { pods 10.244.0.0/16 }",
        "segment" => {
            "segment backend as api tcp/8080 metrics=tcp/9102: app=api, tier in (web, core)"
        }
        "net" => "net corp = 10.0.0.0/8 except 10.66.0.0/16",
        "port" => "port https = tcp/443",
        "service" => "service pg = db tcp/5432",
        "account" => "account deployer",
        "user" => "user alice = \"alice@example.com\"",
        "group" => "group dev = \"oidc:dev\"",
        "role" => "role pod-viewer can read pods, pods/log",
        "resource" => "resource certificates.cert-manager.io namespaced sub status verbs get, list",
        "use" => "use \"shared/zones.netz\"",
        "lint" => "lint deny any-port",
        "label" => "label app.kubernetes.io/name",
        "quota" => "quota pods=50, requests.cpu=20",
        "owner" => "owner \"team-shop\"",
        "without" => "without dns",
        "delivered" => "delivered by ci/deployer",
        "never" => "never frontend -> db tcp/5432",
        "always" => "always frontend -> backend tcp/80",
        "only" => "only backend -> db tcp/5432",
        "confine" => "confine backend -> db tcp/5432",
        "pods" => "pods restricted@v1.34, warn baseline",
        "assume" => "assume exclusive",
        _ => return None,
    })
}
