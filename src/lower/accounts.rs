//! Accounts, users and groups, and whom a subject names.

use super::template::Environment;
use super::{Global, Item, Lowering, Referent, written};
use crate::diagnostic::{Applicability, Code, Diagnostic, Edit, suggest};
use crate::ir::{Account, AccountId, GroupId, Principal, Subject, UserId, ZoneId};
use crate::k8s::name;
use crate::source::Span;
use crate::syntax::ast::{self, StatementKind};
use ecow::EcoString;

impl Lowering<'_> {
    /// Declares every account, user and group.
    pub(super) fn declare_accounts(&mut self) {
        for item in self.items.clone() {
            match &item.statement.kind {
                StatementKind::Account(account) => self.declare_account(account, &item),
                StatementKind::User(user) => self.declare_principal("user", user, &item),
                StatementKind::Group(group) => self.declare_principal("group", group, &item),
                _ => {}
            }
        }
    }

    fn declare_principal(
        &mut self,
        what: &'static str,
        principal: &ast::Principal,
        item: &Item<'_>,
    ) {
        let name = self.name(&principal.name, item.environment);
        let identity = self.text(&principal.identity, item.environment);
        let span = principal.name.span;
        if identity.is_empty() {
            self.say(
                Diagnostic::new(
                    Code::InvalidName,
                    principal.identity.span,
                    format!("{what} `{name}` has an empty identity"),
                )
                .help("write the name that the API server sees, such as `\"alice@example.com\"`"),
            );
        }
        if let Some((other, first)) = self.global(&name) {
            if other == what {
                self.declared_twice(what, &name, span, first);
            } else {
                self.conflict(&name, what, span, other, first);
            }
            return;
        }
        let account = self.accounts.iter().filter(|((_, other), _)| *other == name);
        let first = account.filter_map(|(_, id)| self.policy.account(*id)).map(|it| it.span).min();
        if let Some(first) = first {
            return self.conflict(&name, what, span, "account", first);
        }
        let lowered = Principal { name: name.clone(), identity, span, used: false };
        let global = if what == "user" {
            self.policy.users.push(lowered);
            Global::User(UserId::at(self.policy.users.len() - 1))
        } else {
            self.policy.groups.push(lowered);
            Global::Group(GroupId::at(self.policy.groups.len() - 1))
        };
        self.globals.insert(name, global);
    }

    /// What the whole program knows by a name, and where it is declared.
    fn global(&self, name: &EcoString) -> Option<(&'static str, Span)> {
        let alias = |index: usize| self.policy.aliases.get(index).map(|alias| alias.span);
        match self.globals.get(name)? {
            Global::Net(index) => Some(("net", alias(*index)?)),
            Global::Port(index) => Some(("port", alias(*index)?)),
            Global::User(id) => Some(("user", self.policy.user(*id)?.span)),
            Global::Group(id) => Some(("group", self.policy.group(*id)?.span)),
        }
    }

    pub(super) fn conflict(
        &mut self,
        name: &str,
        what: &str,
        span: Span,
        other: &str,
        first: Span,
    ) {
        let message = format!("`{name}` is a {other} already, so it can't be a {what}");
        self.say(
            Diagnostic::new(Code::NameConflict, span, message)
                .label(format!("a {what} here"))
                .also(first, format!("a {other} here"))
                .help("rename one of them, so that a statement means one thing"),
        );
    }

    fn declare_account(&mut self, account: &ast::Account, item: &Item<'_>) {
        let name = self.name(&account.name, item.environment);
        let span = account.name.span;
        let Some(id) = item.zone else { return self.needs_zone(item.statement.span, "account") };
        if let Err(reason) = name::dns_subdomain(&name) {
            self.invalid_name("name of a ServiceAccount", &name, span, reason);
        }
        if let Some((subject, first)) = self.principal(&name) {
            let other = if matches!(subject, Subject::User(_)) { "user" } else { "group" };
            return self.conflict(&name, "account", span, other, first);
        }
        if let Some(first) =
            self.accounts.get(&(id, name.clone())).and_then(|id| self.policy.account(*id))
        {
            let first = first.span;
            return self.declared_twice("account", &name, span, first);
        }
        let Some(zone) = self.policy.zone(id) else { return };
        let (zone_name, zone_span, names) = (zone.name.clone(), zone.span, zone.names().to_vec());
        if zone.external && !account.external {
            self.account_of_others(&name, item, &zone_name, span, zone_span);
        }
        let namespace = self.account_namespace(account, item, &names, &zone_name);
        let id = (id, name.clone());
        self.accounts.insert(id.clone(), AccountId::at(self.policy.accounts.len()));
        self.policy.accounts.push(Account {
            zone: id.0,
            namespace,
            name,
            span,
            external: account.external,
            used: false,
        });
    }

    /// An account of an extern zone, not said to be one. It is declared even so; of a test something else is said.
    fn account_of_others(
        &mut self,
        name: &str,
        item: &Item<'_>,
        zone: &str,
        span: Span,
        zone_span: Span,
    ) {
        if self.program.tests.contains(&span.file) {
            return;
        }
        let message = format!("zone `{zone}` is somebody else's, and so are its accounts");
        self.say(
            Diagnostic::new(Code::ExternZone, span, message)
                .also(zone_span, "declared here")
                .help(format!("write `extern account {name}`"))
                .fix(
                    format!("write `extern account {name}`"),
                    item.statement.span.before(),
                    "extern ",
                ),
        );
    }

    /// The namespace of an account. Where that is wrong it is reported, and any will do: the account is
    /// declared, and what names it is right.
    fn account_namespace(
        &mut self,
        account: &ast::Account,
        item: &Item<'_>,
        names: &[EcoString],
        zone: &str,
    ) -> EcoString {
        let list = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        match (&account.namespace, names) {
            (_, []) => {
                let message = format!(
                    "zone `{zone}` is chosen by label, so an account has no namespace there"
                );
                self.say(
                    Diagnostic::new(Code::LabelZoneGrants, account.name.span, message)
                        .help(format!("name the namespaces: `zone {zone} = namespaces a, b`")),
                );
            }
            (Some(namespace), _) => {
                let text = self.name(namespace, item.environment);
                if names.contains(&text) {
                    return text;
                }
                let message = format!("namespace `{text}` is not of zone `{zone}`");
                self.say(
                    Diagnostic::new(Code::AccountNamespace, namespace.span, message)
                        .help(format!("its namespaces are {list}")),
                );
            }
            (None, [one]) => return one.clone(),
            (None, _) => {
                let name = &account.name.text;
                let message = format!(
                    "zone `{zone}` has several namespaces: where does account `{name}` live?"
                );
                self.say(
                    Diagnostic::new(Code::AccountNamespace, account.name.span, message)
                        .help(format!("say it: `account {name} in NAMESPACE`, one of {list}")),
                );
            }
        }
        names.first().cloned().unwrap_or_else(|| zone.into())
    }

    /// Whom a subject names, in the zone around the statement.
    pub(super) fn subject(
        &mut self,
        subject: &ast::SubjectName,
        here: Option<ZoneId>,
        environment: Environment,
    ) -> Option<Subject> {
        let name = self.name(&subject.name, environment);
        let zone = match &subject.zone {
            Some(zone) => Some(self.find_zone(zone, environment)?),
            None => here,
        };
        if let Some(zone) = zone {
            if let Some(id) = self.accounts.get(&(zone, name.clone())).copied() {
                self.note(subject.name.span, Referent::Account(id));
                return Some(self.use_account(id));
            }
            if let Some(id) = self.segments.get(&(zone, name.clone())).copied() {
                let account = self.policy.segment(id).and_then(|segment| segment.account);
                self.use_segment(id);
                self.note(subject.name.span, Referent::Segment(id));
                match account {
                    Some(account) => return Some(self.use_account(account)),
                    // Two things have this name, which is said.
                    None if self.principal(&name).is_some() => {}
                    None => self.without_account(&name, subject, zone),
                }
                return None;
            }
        }
        if subject.zone.is_none()
            && let Some((found, _)) = self.principal(&name)
        {
            self.use_principal(found);
            self.note(subject.name.span, found);
            return Some(found);
        }
        self.unknown_subject(&name, subject, zone);
        None
    }

    pub(super) fn use_account(&mut self, id: AccountId) -> Subject {
        if let Some(account) = self.policy.accounts.get_mut(id.0 as usize) {
            account.used = true;
        }
        Subject::Account(id)
    }

    fn use_principal(&mut self, subject: Subject) {
        let principal = match subject {
            Subject::User(id) => self.policy.users.get_mut(id.0 as usize),
            Subject::Group(id) => self.policy.groups.get_mut(id.0 as usize),
            Subject::Account(_) => None,
        };
        if let Some(principal) = principal {
            principal.used = true;
        }
    }

    fn without_account(&mut self, name: &str, subject: &ast::SubjectName, zone: ZoneId) {
        let zone = self.zone_name(zone);
        let message = format!("segment `{name}` runs as no account that netz knows");
        let diagnostic = Diagnostic::new(Code::SegmentWithoutAccount, subject.span, message)
            .note("RBAC knows ServiceAccounts, users and groups, not pods")
            .help(format!(
                "declare its account in zone `{zone}`: `account {name}`, or `segment {name} as ACCOUNT`"
            ));
        let replacement = format!("account {}; ", written(name));
        let edit = Edit { span: subject.span.before(), replacement };
        self.say_undeclared(if subject.zone.is_none() && self.begins_statement(subject.span) {
            diagnostic.fixes(format!("declare `account {name}`"), vec![edit], Applicability::Unsafe)
        } else {
            diagnostic
        });
    }

    /// Whether a declaration can stand before a place: nothing of its statement does.
    fn begins_statement(&self, span: Span) -> bool {
        let text = self.program.sources.text(span.file);
        let before = text.get(..span.start as usize).unwrap_or_default();
        let before = before.trim_end_matches([' ', '\t', '\r']);
        !self.asked && (before.is_empty() || before.ends_with(['\n', ';', '{', '}']))
    }

    fn unknown_subject(&mut self, name: &str, subject: &ast::SubjectName, zone: Option<ZoneId>) {
        let mut names: Vec<EcoString> = Vec::new();
        // A question stands in no zone, and means the only account of a name.
        let everywhere = zone.is_none() && self.asked;
        let accounts = self.accounts.keys().filter(|(of, _)| everywhere || Some(*of) == zone);
        names.extend(accounts.map(|(_, name)| name.clone()));
        if let Some(zone) = zone {
            names.extend(self.members_of(zone).map(|segment| segment.name.clone()));
        }
        if subject.zone.is_none() {
            let users = self.policy.users.iter().chain(&self.policy.groups);
            names.extend(users.map(|principal| principal.name.clone()));
        }
        names.sort_unstable();
        let near = suggest::closest(name, names.iter().map(EcoString::as_str)).map(written);
        let place = match zone {
            Some(zone) => format!(" in zone `{}`", self.zone_name(zone)),
            None => String::new(),
        };
        let message = format!("there is no account, user or group `{name}`{place}");
        let diagnostic = Diagnostic::new(Code::UnknownSubject, subject.name.span, message);
        self.say_undeclared(match near {
            Some(near) => diagnostic
                .help(format!("did you mean `{near}`?"))
                .maybe_fix(format!("write `{near}`"), subject.name.span, near),
            None if self.asked => self.choose_subject(diagnostic, name, zone),
            None => diagnostic.help(format!(
                "declare it: `account {name}` in its zone, `user {name} = \"…\"` or `group {name} = \"…\"`"
            )),
        });
    }
}
