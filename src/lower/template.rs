//! `for` and its variables: what `$env` stands for, and where.

use super::Lowering;
use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::source::Span;
use crate::syntax::ast;
use ecow::EcoString;

/// The variables in force at a statement.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Environment(u32);

/// A variable with its value, and what it was added to.
#[derive(Debug)]
struct Binding {
    outer: Environment,
    name: EcoString,
    value: EcoString,
}

/// Every environment of a program: number `n` ends in the binding `n - 1`, number zero has no variables.
#[derive(Debug, Default)]
pub(super) struct Environments {
    bindings: Vec<Binding>,
}

impl Environments {
    /// The variables of `outer` and one more.
    pub(super) fn with(
        &mut self,
        outer: Environment,
        name: EcoString,
        value: EcoString,
    ) -> Environment {
        self.bindings.push(Binding { outer, name, value });
        Environment(u32::try_from(self.bindings.len()).unwrap_or(u32::MAX))
    }

    /// The variables of an environment with their values, the innermost first.
    fn variables(
        &self,
        environment: Environment,
    ) -> impl Iterator<Item = (&EcoString, &EcoString)> {
        let binding = |of: Environment| self.bindings.get((of.0 as usize).checked_sub(1)?);
        let chain = std::iter::successors(binding(environment), move |it| binding(it.outer));
        chain.map(|it| (&it.name, &it.value))
    }
}

impl Lowering<'_> {
    /// The text of a name with its variables replaced.
    pub(super) fn name(&mut self, name: &ast::Name, environment: Environment) -> EcoString {
        self.replace(&name.text, name.span, environment)
    }

    /// The text of a string with its variables replaced.
    pub(super) fn text(&mut self, text: &ast::Text, environment: Environment) -> EcoString {
        self.replace(&text.text, text.span, environment)
    }

    /// `text` with each `$variable` replaced and `$$` for a `$`; an unknown one is reported and stands for its own name, so that
    /// nothing else is wrong with the text.
    pub(super) fn replace(
        &mut self,
        text: &EcoString,
        span: Span,
        environment: Environment,
    ) -> EcoString {
        if !text.contains('$') {
            return text.clone();
        }
        let mut replaced = EcoString::new();
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once('$') {
            replaced.push_str(before);
            if !after.starts_with(|it: char| it.is_ascii_alphabetic()) {
                replaced.push('$');
                rest = after.strip_prefix('$').unwrap_or(after);
                continue;
            }
            let end = after.find(|it: char| !it.is_ascii_alphanumeric()).unwrap_or(after.len());
            let (variable, behind) = after.split_at(end);
            rest = behind;
            let known =
                self.environments.variables(environment).find(|(name, _)| *name == variable);
            match known.map(|(_, value)| value) {
                Some(value) => replaced.push_str(value),
                None => {
                    let known = self.environments.variables(environment);
                    let mut names: Vec<_> = known.map(|(name, _)| name.clone()).collect();
                    names.reverse();
                    self.unknown_variable(variable, &names, span);
                    replaced.push_str(variable);
                }
            }
        }
        replaced.push_str(rest);
        replaced
    }

    fn unknown_variable(&mut self, variable: &str, known: &[EcoString], span: Span) {
        let message = format!("no `for` here sets `${variable}`");
        let diagnostic = Diagnostic::new(Code::UnknownVariable, span, message);
        let near = suggest::closest(variable, known.iter().map(EcoString::as_str));
        self.say(match (near, known) {
            (Some(near), _) => diagnostic.help(format!("did you mean `${near}`?")),
            (None, []) => diagnostic
                .help("variables stand only in the body of a `for`; for a plain `$` write `$$`"),
            (None, known) => {
                let list: Vec<_> = known.iter().map(|name| format!("`${name}`")).collect();
                diagnostic.help(format!("set here: {}", list.join(", ")))
            }
        });
    }
}
