//! `misleading-name`: policies that do the reverse of what they are called after.

use super::net::Net;
use super::{bare, name, rule_span};
use crate::diagnostic::{Code, Diagnostic, Level, Sink};
use crate::k8s::inventory::Policy;
use crate::set::rule::{Direction, Peer};
use std::collections::BTreeMap;

/// Parts of names that say that something is denied.
const DENIES: [&str; 8] =
    ["block", "denied", "disallow", "drop", "isolate", "isolation", "lockdown", "quarantine"];

/// Parts of names that say that it isn't all.
const EXCEPTS: [&str; 5] = ["but", "except", "exception", "only", "unless"];

pub(super) fn check(net: &Net<'_>, sink: &mut Sink) {
    let mut all: BTreeMap<(u32, Direction), Said> = BTreeMap::new();
    for direction in Direction::ALL {
        let side = net.meaning.side(direction);
        for (subject, origin) in &side.isolated {
            let said = all.entry((origin.policy, direction)).or_default();
            said.isolates = true;
            said.some_pods = net.subject(*subject).is_some_and(|(_, pods)| !pods.is_all());
        }
        for rule in &side.rules {
            let said = all.entry((rule.origin.policy, direction)).or_default();
            said.allows = true;
            let every_port = net.space.ports_of(rule.ports).is_some_and(|ports| ports.is_any());
            if every_port && matches!(net.space.peer_of(rule.peer), Some(Peer::Anywhere)) {
                said.everybody = said.everybody.or(rule.origin.rule);
            }
        }
    }
    for (number, policy) in net.policies() {
        let Some(title) = Title::of(&policy.title.name) else { continue };
        let sides = Direction::ALL.map(|direction| {
            (direction, all.get(&(number, direction)).copied().unwrap_or_default())
        });
        let finding = match title.says {
            Says::Deny => denies(policy, &title, &sides),
            Says::Allow => allows(net, number, policy, &title, &sides),
        };
        if let Some(finding) = finding {
            let reason = policy.reason();
            sink.push(
                finding
                    .marked(bare(policy), ["name"])
                    .answered(net.model.because_owned(reason.as_ref()).as_ref()),
            );
        }
    }
}

/// What a policy says of a direction.
#[derive(Debug, Clone, Copy, Default)]
struct Said {
    isolates: bool,
    /// Whether it selects some pods of its namespace alone.
    some_pods: bool,
    allows: bool,
    /// The rule that allows everything.
    everybody: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Says {
    Deny,
    Allow,
}

/// What a name says.
struct Title {
    says: Says,
    /// Of which direction; none where it says none or both.
    direction: Option<Direction>,
    /// Whether it says that it is about everything.
    all: bool,
    /// Whether it says that it is what holds for any pod.
    default: bool,
}

impl Title {
    fn of(name: &str) -> Option<Self> {
        let parts: Vec<_> = name.split(['-', '.', '_']).collect();
        let any = |words: &[&str]| parts.iter().any(|part| words.contains(part));
        let denies = any(&DENIES)
            || parts.iter().any(|part| part.starts_with("deny") || part.ends_with("deny"));
        let allows = parts.iter().any(|part| part.starts_with("allow") || *part == "permit");
        let says = match (denies, allows) {
            (true, false) => Says::Deny,
            (false, true) => Says::Allow,
            _ => return None,
        };
        let direction = match (any(&["ingress", "inbound"]), any(&["egress", "outbound"])) {
            (true, false) => Some(Direction::Ingress),
            (false, true) => Some(Direction::Egress),
            _ => None,
        };
        let all = any(&["all", "any", "everything", "allowall", "denyall"]);
        (!any(&EXCEPTS)).then_some(Self { says, direction, all, default: any(&["default"]) })
    }
}

/// The directions that a policy isolates, of those that its name means.
fn meant<'a>(title: &Title, sides: &'a [(Direction, Said); 2]) -> Vec<&'a (Direction, Said)> {
    let named = |direction: Direction| title.direction.is_none_or(|own| own == direction);
    sides.iter().filter(|(direction, said)| said.isolates && named(*direction)).collect()
}

fn denies(policy: &Policy, title: &Title, sides: &[(Direction, Said); 2]) -> Option<Diagnostic> {
    let meant = meant(title, sides);
    let new = |span, message: String| Diagnostic::new(Code::MisleadingName, span, message);
    if let (Some(direction), []) = (title.direction, meant.as_slice()) {
        let word = direction.word();
        let message = format!("{} denies no {word}: it isn't about {word}", name(policy));
        return Some(
            new(policy.span, message)
                .label(format!("`policyTypes` doesn't hold `{}`", capital(direction)))
                .help("let `policyTypes` name what the policy is called after"),
        );
    }
    let open: Option<Vec<_>> =
        meant.iter().map(|(direction, said)| Some((*direction, said.everybody?))).collect();
    if let Some((direction, rule)) = open.and_then(|open| open.first().copied()) {
        let word = direction.word();
        let message = format!("{} denies no {word}: it allows all of it", name(policy));
        return Some(
            new(rule_span(policy, direction, rule)?, message)
                .label("allows everybody, on every port")
                .also(policy.span, "is called after the reverse")
                .help(format!("to deny, leave the rule out and keep `{}` in `policyTypes`; else call it after what it allows", capital(direction))),
        );
    }
    let (_, said) = meant.first()?;
    (title.default && said.some_pods).then(|| {
        let spec = policy.spec();
        let node = spec.get("podSelector");
        let message = format!("{} is no default: it selects some pods alone", name(policy));
        new(policy.place(node.place), message)
            .label("other pods of the namespace stay as open as they are")
            .help("write `podSelector: {}` for every pod, those to come too")
    })
}

fn allows(
    net: &Net<'_>,
    number: u32,
    policy: &Policy,
    title: &Title,
    sides: &[(Direction, Said); 2],
) -> Option<Diagnostic> {
    let isolated = sides.iter().filter(|(_, said)| said.isolates);
    let shut: Vec<_> = isolated.clone().filter(|(_, said)| !said.allows).collect();
    let (direction, _) = shut.first()?;
    let word = direction.word();
    let nothing = shut.len() == isolated.count();
    let named = title.direction.is_none_or(|own| shut.iter().any(|(shut, _)| *shut == own));
    let (message, level) = if nothing || (title.all && named) {
        (
            match nothing {
                true => format!("{} allows nothing: it has no rule", name(policy)),
                false => format!("{} denies all {word}", name(policy)),
            },
            Level::Warn,
        )
    } else if !policy.spec().get("policyTypes").is_null() && alone(net, number, policy, *direction)
    {
        (format!("{} alone denies all {word} of its pods", name(policy)), Level::Allow)
    } else {
        return None;
    };
    let help = format!(
        "a rule `{{}}` under `{word}` allows everything; without `{}` in `policyTypes` the policy says nothing of it",
        capital(*direction)
    );
    Some(
        Diagnostic::new(Code::MisleadingName, policy.span, message)
            .label(match direction {
                Direction::Egress => "no egress rule: its pods open no connection",
                Direction::Ingress => "no ingress rule: its pods take no connection",
            })
            .help(help)
            .at_level(level),
    )
}

/// Whether no other policy isolates all the pods of a policy.
fn alone(net: &Net<'_>, number: u32, policy: &Policy, direction: Direction) -> bool {
    let all: Vec<_> = net.isolated(&policy.title.namespace, direction).collect();
    let own = all.iter().filter(|(_, origin)| *origin == number);
    let others = || all.iter().filter(|(_, origin)| *origin != number);
    own.into_iter().any(|(pods, _)| !others().any(|(other, _)| pods.is_subset(other)))
}

const fn capital(direction: Direction) -> &'static str {
    match direction {
        Direction::Egress => "Egress",
        Direction::Ingress => "Ingress",
    }
}
