//! To whom rights are given.

use crate::set::right::Holder;
use ecow::EcoString;

/// The group that no role can hold back.
pub const MASTERS: &str = "system:masters";

const ACCOUNT: &str = "system:serviceaccount:";
const ACCOUNTS: &str = "system:serviceaccounts";
const NODE: &str = "system:node:";

/// Why a subject deserves a look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whom<'a> {
    /// Members of `system:masters`, whom no role holds back.
    Masters,
    /// Whoever reaches the API server, without a name.
    Anonymous,
    /// Whoever the API server knows.
    Authenticated,
    /// Every ServiceAccount of the cluster.
    EveryAccount,
    /// Every ServiceAccount of one namespace.
    AccountsOf(&'a str),
    /// A ServiceAccount, written as a user.
    AccountAsUser(&'a str, &'a str),
    /// The ServiceAccount of pods that name none, of a namespace.
    Default(&'a str),
    /// A component of the cluster.
    Component,
}

/// What is to be said of a subject.
#[must_use]
pub fn whom(holder: &Holder) -> Option<Whom<'_>> {
    match holder {
        Holder::Account(namespace, name) => (name == "default").then_some(Whom::Default(namespace)),
        Holder::User(name) => match account(name) {
            Some((namespace, "default")) => Some(Whom::Default(namespace)),
            Some((namespace, name)) => Some(Whom::AccountAsUser(namespace, name)),
            None if name == "system:anonymous" => Some(Whom::Anonymous),
            None => name.starts_with("system:").then_some(Whom::Component),
        },
        Holder::Group(name) => match name.as_str() {
            MASTERS => Some(Whom::Masters),
            "system:unauthenticated" => Some(Whom::Anonymous),
            "system:authenticated" => Some(Whom::Authenticated),
            ACCOUNTS => Some(Whom::EveryAccount),
            name => {
                let of = name.strip_prefix(ACCOUNTS).and_then(|rest| rest.strip_prefix(':'));
                let component = name.starts_with("system:").then_some(Whom::Component);
                of.map(Whom::AccountsOf).or(component)
            }
        },
    }
}

/// Namespace and name of a ServiceAccount in the name of a user.
fn account(user: &str) -> Option<(&str, &str)> {
    user.strip_prefix(ACCOUNT)?.split_once(':')
}

/// The holder that a holder really is: a ServiceAccount may be written as a user.
#[must_use]
pub fn real(holder: Holder) -> Holder {
    match &holder {
        Holder::User(name) => match account(name) {
            Some((namespace, name)) => Holder::Account(namespace.into(), name.into()),
            None => holder,
        },
        Holder::Account(..) | Holder::Group(_) => holder,
    }
}

/// The groups that a holder belongs to, whatever somebody's identity provider says.
#[must_use]
pub fn groups(holder: &Holder) -> Vec<Holder> {
    let names: Vec<EcoString> = match holder {
        Holder::Account(namespace, _) => {
            vec![ACCOUNTS.into(), ecow::eco_format!("{ACCOUNTS}:{namespace}"), authenticated()]
        }
        Holder::User(name) if name == "system:anonymous" => vec!["system:unauthenticated".into()],
        Holder::User(name) if name.starts_with(NODE) => {
            vec!["system:nodes".into(), authenticated()]
        }
        Holder::User(_) => vec![authenticated()],
        Holder::Group(_) => Vec::new(),
    };
    names.into_iter().map(Holder::Group).collect()
}

fn authenticated() -> EcoString {
    "system:authenticated".into()
}
