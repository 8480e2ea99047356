//! Words of other languages, and words of this one misspelt.

use super::phrase;
use super::token::Token;
use super::{Code, Context, Diagnostic, Failure};
use strsim::damerau_levenshtein;

/// The words that begin a statement, and those that the grammar knows at no other place.
const STATEMENTS: &[&str] = &[
    "account",
    "always",
    "assume",
    "cluster",
    "confine",
    "delivered",
    "exclusive",
    "extern",
    "for",
    "group",
    "in",
    "label",
    "lint",
    "net",
    "never",
    "only",
    "owner",
    "pods",
    "port",
    "quota",
    "resource",
    "role",
    "segment",
    "service",
    "use",
    "user",
    "without",
    "zone",
    "nodes",
    "services",
    "source-ip",
];

/// The words that begin a statement of a `cluster` block.
const FACTS: &[&str] = &["pods", "services", "nodes", "api", "source-ip", "service"];

/// What the word at the place, or the first of the statement, was meant to be.
pub fn explain(failure: &Failure<'_>) -> Option<Diagnostic> {
    foreign(failure).or_else(|| expected(failure)).or_else(|| first(failure))
}

/// Whether `word` begins a statement.
pub fn is_statement(word: &str) -> bool {
    STATEMENTS.contains(&word)
}

/// Whether `word` begins a statement of a `cluster` block.
pub fn is_fact(word: &str) -> bool {
    FACTS.contains(&word)
}

/// Whether the first word was probably meant as one that begins a statement.
pub fn is_meant(failure: &Failure<'_>) -> bool {
    let first = failure.first();
    let alone = failure.here <= 1;
    alone && (is_statement(first) || instead(first).is_some() || near(first, STATEMENTS).is_some())
}

/// The word of `words` that `word` nearly is.
pub fn near<'w>(word: &str, words: &[&'w str]) -> Option<&'w str> {
    let small = word.to_ascii_lowercase();
    let far = match small.len() {
        0..=2 => 0,
        3..=4 => 1,
        _ => 2,
    };
    let distance = |candidate: &&&str| damerau_levenshtein(&small, candidate);
    let nearest = words.iter().min_by_key(distance)?;
    (*nearest != word && distance(&nearest) <= far).then_some(*nearest)
}

/// `//`, `/*` and `--` for `#`.
pub fn comment(failure: &Failure<'_>) -> Option<Diagnostic> {
    let found = failure.found()?;
    if failure.back(1).is_some_and(|before| before.end() == found.start) {
        return None;
    }
    let dashes = || {
        found.text == "-"
            && failure.ahead(1).is_some_and(|next| {
                next.text == "-"
                    && next.start == found.end()
                    && failure.ahead(2).is_none_or(|word| word.start > next.end())
            })
    };
    let end = match found.text {
        "//" | "/*" => found.end(),
        _ if dashes() && failure.at == found.start => found.end() + 1,
        _ => return None,
    };
    let span = failure.span(found.start, end);
    let text = failure.text.get(found.start..end).unwrap_or_default();
    let diagnostic = Diagnostic::new(Code::Syntax, span, "comments start with `#`")
        .label(format!("`{text}` starts none"));
    Some(if text == "/*" {
        diagnostic.help("start each line of the comment with `#`")
    } else {
        diagnostic.maybe_fix("write `#`", span, "#")
    })
}

/// `apiVersion: …`.
pub fn yaml(failure: &Failure<'_>) -> Option<Diagnostic> {
    let (first, colon) = (failure.tokens.first()?, failure.tokens.get(1)?);
    let list_item = first.text == "-" && colon.start > first.end();
    let key = matches!(
        first.text,
        "apiVersion" | "kind" | "metadata" | "spec" | "rules" | "subjects" | "roleRef"
    );
    if !(list_item || key && colon.text == ":") || failure.here > 1 {
        return None;
    }
    Some(
        Diagnostic::new(Code::Syntax, failure.span_of(first), "this looks like YAML")
            .label("no statement of netz")
            .help("netz writes the YAML; a statement says `a -> b tcp/80` or `a can get pods`"),
    )
}

/// What is said instead of a word of another language: the word, where there is one, and how.
fn instead(word: &str) -> Option<(Option<&'static str>, &'static str)> {
    Some(match word.to_ascii_lowercase().as_str() {
        "namespace" | "ns" => (Some("zone"), "a `zone` is one namespace or several"),
        "import" | "include" | "source" | "load" => {
            (Some("use"), "`use \"path.netz\"` brings a file in")
        }
        "cidr" | "ipblock" | "network" => (Some("net"), "`net corp = 10.0.0.0/8` names addresses"),
        "serviceaccount" | "sa" => {
            (Some("account"), "`account deployer` declares a ServiceAccount")
        }
        "clusterrole" => (Some("role"), "a `role` is a set of rights, wherever it is held"),
        "pod" | "app" | "deployment" | "workload" => {
            (Some("segment"), "`segment web: app=web` names pods by label")
        }
        "assert" | "expect" | "check" => {
            (None, "the assertion words are `never`, `always`, `only` and `confine`")
        }
        "networkpolicy" | "policy" | "rule" | "egress" | "ingress" => {
            (None, "a flow is written `a -> b tcp/80`")
        }
        "rolebinding" | "clusterrolebinding" | "bind" => {
            (None, "a role is given with `has`: `oncall has pod-viewer`")
        }
        "let" | "var" | "const" | "def" | "set" => {
            (None, "names are declared with `net`, `port`, `service` or `segment`")
        }
        "package" | "module" | "provider" => {
            (None, "a program has no packages; `use \"path.netz\"` brings a file in")
        }
        "variable" | "locals" => {
            (None, "values stand in `for`; names are declared with `net`, `port` or `service`")
        }
        "no" | "disable" => (Some("without"), "`without dns` and `without api` are for a zone"),
        "foreach" => (Some("for"), "`for x in a, b { … }` repeats a block for each name"),
        "if" | "when" | "else" | "while" => {
            (None, "there are no conditions; `for` repeats a block for each name")
        }
        _ => return None,
    })
}

/// What is said instead of a word for a fact about a cluster.
fn instead_of_fact(word: &str) -> Option<(Option<&'static str>, &'static str)> {
    Some(match word.to_ascii_lowercase().as_str() {
        "service-cidr" | "service-cidrs" | "services-cidr" | "service-range" => {
            (Some("services"), "`services 10.96.0.0/12` are the addresses of Services")
        }
        "pod-cidr" | "pod-cidrs" | "pods-cidr" | "cluster-cidr" | "pod-range" => {
            (Some("pods"), "`pods 10.244.0.0/16` are the addresses of pods")
        }
        "node-cidr" | "node-cidrs" | "nodes-cidr" | "hosts" => {
            (Some("nodes"), "`nodes 192.168.0.0/24` are the addresses of nodes")
        }
        "apiserver" | "api-server" | "kube-apiserver" | "control-plane" => {
            (Some("api"), "`api 10.96.0.1 tcp/443` is where the API server is")
        }
        "dns" | "coredns" | "kube-dns" => {
            (None, "`service dns = kube-system/coredns udp/53 tcp/53` says where DNS is")
        }
        _ => return None,
    })
}

fn foreign(failure: &Failure<'_>) -> Option<Diagnostic> {
    let first = failure.tokens.first().filter(|_| failure.here <= 1)?;
    let is_level = |next: &Token<'_>| matches!(next.text, "privileged" | "baseline" | "restricted");
    if first.text == "pod" && failure.tokens.get(1).is_some_and(is_level) {
        return Some(did_you_mean(failure, first, "pods"));
    }
    let (what, (word, help)) = match failure.context {
        Context::Cluster => ("fact", instead_of_fact(first.text)?),
        Context::Statement | Context::Header => ("statement", instead(first.text)?),
    };
    let span = failure.span_of(first);
    let message = format!("no {what} begins with `{}`", first.text);
    let diagnostic = Diagnostic::new(Code::Syntax, span, message).help(help);
    Some(match word {
        Some(word) => diagnostic.label(format!("did you mean `{word}`?")).maybe_fix(
            format!("write `{word}`"),
            span,
            word,
        ),
        None => diagnostic.label("unknown"),
    })
}

/// The word at the place is nearly one that could stand there.
fn expected(failure: &Failure<'_>) -> Option<Diagnostic> {
    let found = failure.found().filter(|found| found.is_word() && failure.at == found.start)?;
    if failure.at == 0 {
        return None;
    }
    let words: Vec<&str> =
        failure.expected.iter().flat_map(|rule| phrase::words(*rule)).copied().collect();
    Some(did_you_mean(failure, found, near(found.text, &words)?))
}

/// The first word is nearly one that begins a statement.
fn first(failure: &Failure<'_>) -> Option<Diagnostic> {
    let first = failure.tokens.first().filter(|first| first.is_word() && failure.here <= 1)?;
    let symbol =
        failure.tokens.get(1).is_some_and(|next| matches!(next.text, "->" | "<->" | "," | "/"));
    if symbol {
        return None;
    }
    let words = if failure.context == Context::Cluster { FACTS } else { STATEMENTS };
    Some(did_you_mean(failure, first, near(first.text, words)?))
}

/// Offers `word` for a token.
pub fn did_you_mean(failure: &Failure<'_>, token: &Token<'_>, word: &str) -> Diagnostic {
    let span = failure.span_of(token);
    let diagnostic = Diagnostic::new(Code::Syntax, span, format!("unknown word `{}`", token.text))
        .label(format!("did you mean `{word}`?"));
    let title = format!("write `{word}`");
    if token.text.eq_ignore_ascii_case(word) {
        diagnostic.help("the words of the language are in small letters").fix(title, span, word)
    } else {
        diagnostic.maybe_fix(title, span, word)
    }
}
