//! How far `for` and `in` expand a program: a body once for each value and each zone, up to a limit.

use super::template::Environment;
use super::{Item, Lowering};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::ZoneId;
use crate::source::Span;
use crate::syntax::ast::{self, Statement};

/// How many bodies and statements `for` and `in` may make.
const MOST: usize = 1_000_000;

/// What `for` and `in` have made so far.
#[derive(Debug, Default)]
pub(super) struct Expansion {
    made: usize,
}

impl Expansion {
    /// Whether the limit is passed. The program has an error then, and its other statements are left alone.
    pub(super) const fn is_over(&self) -> bool {
        self.made > MOST
    }

    /// Counts anew, for another walk over the program; what is over stays over.
    pub(super) const fn restart(&mut self) {
        if !self.is_over() {
            self.made = 0;
        }
    }
}

impl<'a> Lowering<'a> {
    /// The environments of a `for`, one for each value; none past the limit.
    pub(super) fn each(&mut self, each: &ast::For, outer: Environment) -> Vec<Environment> {
        let mut environments = Vec::new();
        for value in &each.values {
            if !self.expand(1, each.header) {
                return Vec::new();
            }
            let value = self.name(value, outer);
            environments.push(self.environments.with(outer, each.variable.text.clone(), value));
        }
        environments
    }

    /// Adds a statement to the flat list, once for each of its zones; nothing past the limit.
    pub(super) fn item(
        &mut self,
        statement: &'a Statement,
        zones: &[ZoneId],
        environment: Environment,
    ) {
        let expanded = zones.len() > 1 || environment != Environment::default();
        if expanded && !self.expand(zones.len().max(1), statement.span) {
            return;
        }
        if zones.is_empty() {
            self.items.push(Item { statement, zone: None, environment });
        }
        for zone in zones {
            self.items.push(Item { statement, zone: Some(*zone), environment });
        }
    }

    /// Counts what is made at `span`, and says so when that is too much. Whether it may be made.
    fn expand(&mut self, count: usize, span: Span) -> bool {
        let was_over = self.expansion.is_over();
        self.expansion.made = self.expansion.made.saturating_add(count);
        if self.expansion.is_over() && !was_over {
            let message =
                format!("`for` and `in` make more than {MOST} statements of this program");
            self.say(
                Diagnostic::new(Code::TooManyExpansions, span, message)
                    .label("here the limit is passed")
                    .note("each `for` multiplies what is in it by its values, each `in` by its zones")
                    .help("take out a level of `for`, list fewer values, or split the program in several"),
            );
        }
        !self.expansion.is_over()
    }
}
