//! Whom rights are given to: everybody, the cluster's own components, accounts under another name.

use crate::diagnostic::{Code, Diagnostic, Level, Sink};
use crate::ir::{Clauses, Policy, Principal, Scope, Subject, ZoneId};
use crate::k8s::danger::subject::{Whom, whom};
use crate::reach::rights::holder;
use crate::source::Span;

pub(super) fn check(policy: &Policy, sink: &mut Sink) {
    let grants = policy.grants.iter().map(|it| Given {
        span: it.span,
        subjects: &it.subjects,
        scope: &it.scope,
        clauses: &it.clauses,
    });
    let holdings = policy.holdings.iter().map(|it| Given {
        span: it.span,
        subjects: &it.subjects,
        scope: &it.scope,
        clauses: &it.clauses,
    });
    for given in grants.chain(holdings) {
        for subject in given.subjects {
            let finding = special(policy, &given, *subject)
                .or_else(|| foreign(policy, &given, *subject))
                .or_else(|| person(policy, &given, *subject));
            if let Some(finding) = finding {
                sink.push(finding.answered(given.clauses.because.as_ref()));
            }
        }
    }
}

/// A statement that gives rights.
struct Given<'a> {
    span: Span,
    subjects: &'a [Subject],
    scope: &'a Scope,
    clauses: &'a Clauses,
}

/// A user or a group, by its declaration.
fn principal(policy: &Policy, subject: Subject) -> Option<&Principal> {
    match subject {
        Subject::User(id) => policy.user(id),
        Subject::Group(id) => policy.group(id),
        Subject::Account(_) => None,
    }
}

/// What the API server makes of some names.
fn special(policy: &Policy, given: &Given<'_>, subject: Subject) -> Option<Diagnostic> {
    let holder = holder(policy, subject)?;
    let whom = whom(&holder)?;
    let everywhere = matches!(given.scope, Scope::ClusterWide(_));
    let local = if everywhere { Level::Deny } else { Level::Warn };
    let (code, message, help, level) = match whom {
        Whom::Masters => (
            Code::SystemMasters,
            "members of `system:masters` may do everything, whatever is granted".to_owned(),
            "use a group of your own; nothing takes rights from this one, and no audit sees them in RBAC".to_owned(),
            Level::Deny,
        ),
        Whom::Anonymous => (
            Code::Everybody,
            "this gives rights to whoever reaches the API server, without a name".to_owned(),
            "name a group, or an account for what has to ask".to_owned(),
            Level::Deny,
        ),
        Whom::Authenticated => (
            Code::Everybody,
            "this gives rights to every user and to every pod with a token".to_owned(),
            "name the group that it is for, such as `\"oidc:dev\"`".to_owned(),
            Level::Deny,
        ),
        Whom::EveryAccount => (
            Code::EveryAccount,
            "this gives rights to every ServiceAccount of the cluster, those to come too".to_owned(),
            "name the accounts that need it".to_owned(),
            Level::Deny,
        ),
        Whom::AccountsOf(namespace) => (
            Code::EveryAccount,
            format!("this gives rights to every ServiceAccount of namespace `{namespace}`"),
            "name the accounts that need it".to_owned(),
            local,
        ),
        Whom::AccountAsUser(namespace, name) => (
            Code::AccountAsUser,
            format!("this user is the ServiceAccount `{name}` of namespace `{namespace}`"),
            instead_of_user(policy, namespace, name),
            Level::Warn,
        ),
        Whom::Default(namespace) => (
            Code::DefaultAccount,
            format!("every pod of namespace `{namespace}` that names no account has these rights"),
            "declare an account for what needs it, and run its segment `as` that account".to_owned(),
            local,
        ),
        Whom::Component => (
            Code::SystemName,
            "names that begin with `system:` belong to the cluster's own components".to_owned(),
            "use a name of your own; what a component needs, its own ClusterRole gives".to_owned(),
            Level::Warn,
        ),
    };
    let finding = Diagnostic::new(code, given.span, message).help(help).at_level(level);
    Some(match (principal(policy, subject), subject) {
        (Some(principal), _) => finding.also(principal.span, "declared here"),
        (None, Subject::Account(id)) => match policy.account(id) {
            Some(account) => finding.also(account.span, "declared here"),
            None => finding,
        },
        (None, _) => finding,
    })
}

/// How an account that is written as a user is written as an account.
fn instead_of_user(policy: &Policy, namespace: &str, name: &str) -> String {
    let mut accounts = policy.accounts.iter();
    let account = accounts.find(|it| it.namespace == namespace && it.name == name);
    let zone = policy.zones.iter().find(|zone| zone.names().iter().any(|it| it == namespace));
    match (account.and_then(|account| policy.zone(account.zone)), zone) {
        (Some(zone), _) => format!("grant it to `{}/{name}`, which is the same", zone.name),
        (None, Some(zone)) => format!(
            "zone `{}` declares no account `{name}`: declare it there, with `extern` if somebody else makes it, and grant to that",
            zone.name
        ),
        (None, None) => format!(
            "declare it, `extern zone {namespace} {{ extern account {name} }}`, and grant to `{namespace}/{name}`"
        ),
    }
}

/// An account that is granted something in zones of others alone.
fn foreign(policy: &Policy, given: &Given<'_>, subject: Subject) -> Option<Diagnostic> {
    let (Subject::Account(id), Scope::Zones(zones)) = (subject, given.scope) else { return None };
    let account = policy.account(id)?;
    let delivers =
        |zone: &ZoneId| policy.zone(*zone).is_some_and(|zone| zone.delivery.contains(&subject));
    if zones.contains(&account.zone) || zones.iter().all(delivers) {
        return None;
    }
    let home = &policy.zone(account.zone)?.name;
    let message = format!("an account of zone `{home}` gets rights in another zone");
    Some(
        Diagnostic::new(Code::ForeignAccount, given.span, message)
            .also(account.span, "the account")
            .help(format!("who rules zone `{home}` holds these rights too: say why with `because`, or `delivered by {home}/{}` if it delivers", account.name)),
    )
}

/// Somebody by name, where a group outlives who is in it.
fn person(policy: &Policy, given: &Given<'_>, subject: Subject) -> Option<Diagnostic> {
    let Subject::User(id) = subject else { return None };
    let user = policy.user(id)?;
    let message =
        format!("`{}` is one person, and their rights stay when they change teams", user.name);
    Some(
        Diagnostic::new(Code::UserGrant, given.span, message)
            .also(user.span, "declared here")
            .help(
                "grant it to a group of your identity provider, which knows who joins and leaves",
            ),
    )
}
