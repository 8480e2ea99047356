//! The flat list of statements: bodies of zones, of `in` and of `for`, each with its context.

use super::Lowering;
use super::template::Environment;
use crate::diagnostic::{Applicability, Code, Diagnostic, Edit};
use crate::hash::{HashSet, IndexSet};
use crate::ir::ZoneId;
use crate::syntax::ast::{self, Statement, StatementKind};

/// What encloses a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Inside {
    /// Nothing: the top level of a file, or the body of a `for` there.
    File,
    /// The body of a zone or of an `in`, or of a `for` there.
    Zone,
}

impl<'a> Lowering<'a> {
    /// Makes the list.
    pub(super) fn flatten(&mut self) {
        self.expansion.restart();
        let program = self.program;
        for file in &program.files {
            let scope = self.file_scope(&file.statements);
            self.statements(&file.statements, &scope, Inside::File, Environment::default());
        }
    }

    /// The zones of the one `zone` or `in` without braces that scopes a file.
    fn file_scope(&mut self, statements: &'a [Statement]) -> Vec<ZoneId> {
        let declared: HashSet<_> = self.policy.zones.iter().map(|zone| zone.span).collect();
        let scopes = statements.iter().filter(|statement| match &statement.kind {
            StatementKind::Zone(zone) => {
                let labelled = matches!(zone.namespaces, Some(ast::Namespaces::Labelled(_)));
                let scopes = zone.body.is_none() && !zone.external && !labelled;
                scopes && declared.contains(&zone.name.span)
            }
            StatementKind::In(scope) => scope.body.is_none(),
            _ => false,
        });
        let scopes: Vec<_> = scopes.collect();
        let Some((first, others)) = scopes.split_first() else { return Vec::new() };
        for second in others {
            let end = second.span.after();
            self.say(
                Diagnostic::new(Code::SecondScope, second.span, "a second scope for this file")
                    .label("which zone do the statements below belong to?")
                    .also(first.span, "this one scopes the whole file already")
                    .help("give it braces: `{ … }`")
                    .fixes(
                        "add braces",
                        vec![Edit { span: end, replacement: " { }".to_owned() }],
                        Applicability::Unsafe,
                    ),
            );
        }
        match &first.kind {
            StatementKind::Zone(zone) => {
                let name = self.name(&zone.name, Environment::default());
                self.zones.get(&name).copied().into_iter().collect()
            }
            StatementKind::In(scope) => self.zones_of_in(scope, Environment::default()),
            _ => Vec::new(),
        }
    }

    fn zones_of_in(&mut self, scope: &ast::In, environment: Environment) -> Vec<ZoneId> {
        let mut zones = IndexSet::default();
        for pattern in &scope.zones {
            zones.extend(self.match_zones(pattern, environment, true));
        }
        zones.into_iter().collect()
    }

    fn statements(
        &mut self,
        statements: &'a [Statement],
        zones: &[ZoneId],
        inside: Inside,
        environment: Environment,
    ) {
        for statement in statements {
            self.statement(statement, zones, inside, environment);
        }
    }

    fn statement(
        &mut self,
        statement: &'a Statement,
        zones: &[ZoneId],
        inside: Inside,
        environment: Environment,
    ) {
        match &statement.kind {
            StatementKind::Zone(zone) => {
                if inside == Inside::Zone {
                    self.misplaced(statement, "zone", "close the braces before it");
                } else if let Some(body) = &zone.body {
                    let name = self.name(&zone.name, environment);
                    let id: Vec<_> = self.zones.get(&name).copied().into_iter().collect();
                    self.statements(body, &id, Inside::Zone, environment);
                }
            }
            StatementKind::In(scope) => {
                if inside == Inside::Zone {
                    self.misplaced(statement, "in", "close the braces before it");
                } else if let Some(body) = &scope.body {
                    let zones = self.zones_of_in(scope, environment);
                    if !zones.is_empty() {
                        self.statements(body, &zones, Inside::Zone, environment);
                    }
                }
            }
            StatementKind::For(each) => {
                if each.values.is_empty() {
                    self.say(
                        Diagnostic::new(Code::EmptyFor, each.header, "this `for` has no values")
                            .help("name at least one: `for env in dev, prod { … }`"),
                    );
                }
                for inner in self.each(each, environment) {
                    self.statements(&each.body, zones, inside, inner);
                }
            }
            StatementKind::Cluster(_) | StatementKind::Use(_) if inside == Inside::Zone => {
                self.misplaced(statement, self.word(statement), "move it to the top level");
            }
            kind if is_for_the_program(kind) => self.item(statement, &[], environment),
            _ => self.item(statement, zones, environment),
        }
    }

    /// The first word of a statement, as written.
    pub(super) fn word(&self, statement: &Statement) -> &'a str {
        let text = self.program.sources.slice(statement.span);
        text.split(|it: char| !it.is_ascii_alphanumeric()).next().unwrap_or_default()
    }

    /// Reports a statement that a zone can't hold, unless a brace is missing in its file: then it stands in
    /// the zone only because that has no end.
    fn misplaced(&mut self, statement: &Statement, word: &str, way_out: &str) {
        if self.sink.says(Code::UnclosedBrace, statement.span.file) {
            return;
        }
        let span = crate::source::Span {
            end: statement.span.start + u32::try_from(word.len()).unwrap_or(0),
            ..statement.span
        };
        self.say(
            Diagnostic::new(
                Code::MisplacedStatement,
                span,
                format!("`{word}` can't stand in the body of a zone"),
            )
            .help(way_out),
        );
    }
}

/// Whether a statement speaks to the whole program, so that it counts once however many zones enclose it.
const fn is_for_the_program(kind: &StatementKind) -> bool {
    matches!(
        kind,
        StatementKind::Net(_)
            | StatementKind::Port(_)
            | StatementKind::User(_)
            | StatementKind::Group(_)
            | StatementKind::Role(_)
            | StatementKind::Resource(_)
            | StatementKind::Lint(_)
            | StatementKind::Cluster(_)
            | StatementKind::Use(_)
    )
}
