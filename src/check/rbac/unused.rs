//! `unused-role`, `unused-account`, `unused-subject`: declared and never used.

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::ir::{AccountId, Policy, Principal, Subject};
use std::collections::BTreeSet;

pub(super) fn check(policy: &Policy, sink: &mut Sink) {
    // A statement with an error may be the one that uses it.
    if sink.has_errors() {
        return;
    }
    for role in policy.roles.iter().filter(|role| !role.used) {
        let message = format!("nobody has the role `{}`", role.name);
        sink.push(
            Diagnostic::new(Code::UnusedRole, role.span, message)
                .label("declared, never held")
                .help(format!(
                    "give it to somebody with `SUBJECT has {}`, or remove it",
                    role.name
                )),
        );
    }
    accounts(policy, sink);
    principals("user", &policy.users, sink);
    principals("group", &policy.groups, sink);
}

fn accounts(policy: &Policy, sink: &mut Sink) {
    let mut useful: BTreeSet<AccountId> = policy.accounts_with_grants();
    useful.extend(policy.segments.iter().filter_map(|segment| segment.account));
    useful.extend(policy.zones.iter().flat_map(|zone| &zone.delivery).filter_map(|subject| {
        match subject {
            Subject::Account(id) => Some(*id),
            Subject::User(_) | Subject::Group(_) => None,
        }
    }));
    for (index, account) in policy.accounts.iter().enumerate() {
        if account.used || useful.contains(&AccountId::at(index)) {
            continue;
        }
        let name = &account.name;
        let message = format!("the account `{name}` may do nothing and runs no segment");
        sink.push(
            Diagnostic::new(Code::UnusedAccount, account.span, message)
                .label("declared, never used")
                .help(format!(
                    "grant it something with `{name} can …`, run a segment as it with \
                     `segment NAME as {name}`, or remove it"
                )),
        );
    }
}

fn principals(kind: &str, principals: &[Principal], sink: &mut Sink) {
    for principal in principals.iter().filter(|principal| !principal.used) {
        let name = &principal.name;
        let message = format!("the {kind} `{name}` is never used");
        sink.push(
            Diagnostic::new(Code::UnusedSubject, principal.span, message)
                .label("declared, never granted anything")
                .help(format!("grant it something with `{name} can …`, or remove it")),
        );
    }
}
