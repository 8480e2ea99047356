//! Grants, roles and who has them.

use super::template::Environment;
use super::{Item, Lowering, Referent, rbac};
use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::ir::{
    Claim, Grant, Holding, Namespaces, Permission, Role, RoleId, RoleRef, Scope, Subject, ZoneId,
};
use crate::k8s::name;
use crate::source::Span;
use crate::syntax::ast::{self, StatementKind};
use ecow::EcoString;

impl Lowering<'_> {
    /// Declares every role, then lowers every grant.
    pub(super) fn lower_grants(&mut self) {
        self.declare_resources();
        self.declare_roles();
        for item in self.items.clone() {
            match &item.statement.kind {
                StatementKind::Grant(grant) => self.grant(grant, &item),
                StatementKind::Has(has) => self.has(has, &item),
                _ => {}
            }
        }
    }

    /// Adds the custom resources of `resource` statements and of the definitions that a `use` names.
    fn declare_resources(&mut self) {
        for (resource, item) in self.pick(|kind| match kind {
            StatementKind::Resource(resource) => Some(resource),
            _ => None,
        }) {
            let mut filled = resource.clone();
            filled.name.text = self.name(&resource.name, item.environment);
            self.resources.declare(&filled, self.sink);
        }
        for file in &self.program.definitions {
            if let Some(source) = self.program.sources.get(*file) {
                self.resources.define(*file, source, self.sink);
            }
        }
    }

    /// What a statement permits, its variables replaced.
    fn permission(
        &mut self,
        written: &ast::Permission,
        environment: Environment,
    ) -> Option<Permission> {
        let mut filled = written.clone();
        for name in &mut filled.names {
            name.text = self.replace(&name.text, name.span, environment);
        }
        for item in &mut filled.resources {
            match &mut item.kind {
                ast::ResourceKind::Plain(text) | ast::ResourceKind::Url(text) => {
                    *text = self.replace(text, item.span, environment);
                }
                ast::ResourceKind::AllOf(name) => {
                    name.text = self.replace(&name.text, name.span, environment);
                }
                ast::ResourceKind::Wildcard(_) => {}
            }
            for name in &mut item.except {
                name.text = self.replace(&name.text, name.span, environment);
            }
        }
        for verb in &mut filled.verbs {
            if let ast::VerbKind::Custom(verb) = &mut verb.kind {
                verb.text = self.replace(&verb.text, verb.span, environment);
            }
        }
        rbac::permission(&filled, self.resources.table(), self.sink)
    }

    fn declare_roles(&mut self) {
        for (role, item) in self.pick(|kind| match kind {
            StatementKind::Role(role) => Some(role),
            _ => None,
        }) {
            let name = self.name(&role.name, item.environment);
            let permission = self.permission(&role.permission, item.environment);
            let id = match self.roles.get(&name) {
                Some(id) => *id,
                None => {
                    if let Err(reason) = name::path_segment(&name) {
                        self.invalid_name("name of a role", &name, role.name.span, reason);
                    }
                    let id = RoleId::at(self.policy.roles.len());
                    let (span, permissions) = (role.name.span, Vec::new());
                    self.roles.insert(name.clone(), id);
                    self.policy.roles.push(Role { name, span, permissions, used: false });
                    id
                }
            };
            self.note_declaration(role.name.span, Referent::Role(id));
            if let Some(role) = self.policy.roles.get_mut(id.0 as usize) {
                role.permissions.extend(permission);
            }
        }
    }

    fn grant(&mut self, grant: &ast::Grant, item: &Item<'_>) {
        let subjects = self.subjects(&grant.subjects, item.zone, item.environment);
        let permission = self.permission(&grant.permission, item.environment);
        let Some(scope) = self.scope(&grant.scope, item) else { return };
        let clauses = self.clauses(&grant.clauses, item);
        let Some(permission) = permission else { return };
        rbac::scope::check_grant(&permission, &grant.scope, self.sink);
        if subjects.is_empty() {
            return;
        }
        let (span, zone) = (item.statement.span, item.zone);
        self.policy.grants.push(Grant { span, zone, subjects, permission, scope, clauses });
    }

    fn has(&mut self, has: &ast::Has, item: &Item<'_>) {
        let subjects = self.subjects(&has.subjects, item.zone, item.environment);
        let scope = self.scope(&has.scope, item);
        let clauses = self.clauses(&has.clauses, item);
        for role in &has.roles {
            let Some(reference) = self.role(role, item.environment) else { continue };
            let Some(scope) = scope.clone() else { continue };
            if let RoleRef::Declared(id) = &reference
                && let Some(declared) = self.policy.role(*id)
            {
                let end = has.roles.last().map_or(role.name.span, |last| last.name.span).after();
                rbac::scope::check_holding(declared, role.name.span, end, &has.scope, self.sink);
            }
            if subjects.is_empty() {
                continue;
            }
            self.policy.holdings.push(Holding {
                span: item.statement.span,
                zone: item.zone,
                subjects: subjects.clone(),
                role: reference,
                scope,
                clauses: clauses.clone(),
            });
        }
    }

    fn role(&mut self, role: &ast::RoleName, environment: Environment) -> Option<RoleRef> {
        let name = self.name(&role.name, environment);
        if role.cluster_role {
            if let Err(reason) = name::path_segment(&name) {
                self.invalid_name("name of a ClusterRole", &name, role.name.span, reason);
            }
            return Some(RoleRef::ClusterRole(name));
        }
        if let Some(id) = self.roles.get(&name).copied() {
            if let Some(declared) = self.policy.roles.get_mut(id.0 as usize) {
                declared.used = true;
            }
            self.note(role.name.span, Referent::Role(id));
            return Some(RoleRef::Declared(id));
        }
        let mut names: Vec<_> = self.roles.keys().cloned().collect();
        names.sort_unstable();
        let near = suggest::closest(&name, names.iter().map(EcoString::as_str)).map(str::to_owned);
        let diagnostic = Diagnostic::new(
            Code::UnknownRole,
            role.name.span,
            format!("there is no role `{name}`"),
        );
        let built_in = ["view", "edit", "admin", "cluster-admin"].contains(&name.as_str());
        self.say_undeclared(match near {
            Some(near) => diagnostic
                .help(format!("did you mean `{near}`?"))
                .maybe_fix(format!("write `{near}`"), role.name.span, near),
            None if built_in => diagnostic
                .help(format!("for the ClusterRole that every cluster has, write `clusterrole {name}`"))
                .maybe_fix(format!("write `clusterrole {name}`"), role.name.span, format!("clusterrole {name}")),
            None => diagnostic.help(format!(
                "declare it, `role {name} can read pods`, or for a ClusterRole that exists already write `clusterrole {name}`"
            )),
        });
        None
    }

    fn subjects(
        &mut self,
        names: &[ast::SubjectName],
        zone: Option<ZoneId>,
        environment: Environment,
    ) -> Vec<Subject> {
        let mut subjects = Vec::with_capacity(names.len());
        for name in names {
            if let Some(subject) = self.subject(name, zone, environment)
                && !subjects.contains(&subject)
            {
                subjects.push(subject);
            }
        }
        subjects
    }

    /// Where a grant holds; a scope that no namespaced object can have is reported.
    fn scope(&mut self, scope: &ast::Scope, item: &Item<'_>) -> Option<Scope> {
        match scope {
            ast::Scope::ClusterWide(span) => Some(Scope::ClusterWide(*span)),
            ast::Scope::Here => match item.zone {
                Some(zone) => {
                    self.named_zone(zone, item.statement.span).then(|| Scope::Zones(vec![zone]))
                }
                None => {
                    let span = item.statement.span;
                    self.say(
                        Diagnostic::new(Code::NoScope, span.after(), "where does this grant hold?")
                            .label("no zone around it, and no scope")
                            .help("write `in ZONE`, or `cluster-wide` for every namespace"),
                    );
                    None
                }
            },
            ast::Scope::Zones(patterns) => {
                let mut zones = Vec::new();
                for pattern in patterns {
                    for zone in self.match_zones(pattern, item.environment, true) {
                        if self.named_zone(zone, pattern.span) && !zones.contains(&zone) {
                            zones.push(zone);
                        }
                    }
                }
                (!zones.is_empty()).then_some(Scope::Zones(zones))
            }
        }
    }

    fn named_zone(&mut self, id: ZoneId, span: Span) -> bool {
        let Some(zone) = self.policy.zone(id) else { return false };
        if matches!(zone.namespaces, Namespaces::Named(_)) {
            return true;
        }
        let (name, at) = (zone.name.clone(), zone.span);
        self.say(
            Diagnostic::new(
                Code::LabelZoneGrants,
                span,
                format!("zone `{name}` is chosen by label, so it can't hold grants"),
            )
            .note("a Role lives in a namespace, and a label doesn't say which")
            .also(at, "declared here")
            .help(format!(
                "name its namespaces, `zone {name} = namespaces a, b`, or grant `cluster-wide`"
            )),
        );
        false
    }

    /// The sentence of an assertion about RBAC.
    pub(super) fn grant_claim(&mut self, grant: &ast::Grant, item: &Item<'_>) -> Option<Claim> {
        let mut subjects = Vec::new();
        for name in &grant.subjects {
            let zones = match &name.zone {
                Some(zone) => self.match_zones(zone, item.environment, false),
                None => item.zone.into_iter().collect(),
            };
            let several = zones.len() > 1;
            for zone in &zones {
                let text = self.name(&name.name, item.environment);
                let known = self.accounts.contains_key(&(*zone, text.clone()))
                    || self.segments.contains_key(&(*zone, text));
                if several && !known {
                    continue;
                }
                let plain = ast::SubjectName { zone: None, ..name.clone() };
                subjects.extend(self.subject(&plain, Some(*zone), item.environment));
            }
            if zones.is_empty() && name.zone.is_none() {
                subjects.extend(self.subject(name, None, item.environment));
            }
        }
        let permission: Permission = self.permission(&grant.permission, item.environment)?;
        let scope = match (&grant.scope, item.zone) {
            (ast::Scope::Here, None) => None,
            (scope, _) => Some(self.scope(scope, item)?),
        };
        (!subjects.is_empty()).then_some(Claim::Grant { subjects, permission, scope })
    }
}
