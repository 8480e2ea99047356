//! `lint LEVEL NAME`: levels for the whole program.

use super::Lowering;
use crate::diagnostic::{Code, Diagnostic, Kind, Level, Levels, suggest};
use crate::hash::HashMap;
use crate::source::Span;
use crate::syntax::ast::{self, StatementKind};

impl Lowering<'_> {
    /// Reads every `lint` statement.
    pub(super) fn set_levels(&mut self, levels: &mut Levels) {
        let mut set: HashMap<Code, (Level, Span)> = HashMap::default();
        for (lint, _) in self.pick(|kind| match kind {
            StatementKind::Lint(lint) => Some(lint),
            _ => None,
        }) {
            let Some(level) = self.level(&lint.level) else { continue };
            for name in &lint.names {
                let Some(code) = self.lint(name) else { continue };
                let first = *set.entry(code).or_insert((level, name.span));
                if first.0 == level {
                    levels.set_in_program(code, level);
                } else {
                    let message = format!("`{}` has two levels", code.name());
                    self.say(
                        Diagnostic::new(Code::DuplicateDeclaration, name.span, message)
                            .label(format!("`{}` here", level.word()))
                            .also(first.1, format!("`{}` here", first.0.word()))
                            .help("order never matters, so one of them must go"),
                    );
                }
            }
        }
    }

    fn level(&mut self, name: &ast::Name) -> Option<Level> {
        let level = Level::from_word(&name.text);
        if level.is_none() {
            let message = format!("`{}` is no level", name.text);
            self.say(
                Diagnostic::new(Code::UnknownLint, name.span, message)
                    .help("levels are `allow`, `warn` and `deny`"),
            );
        }
        level
    }

    fn lint(&mut self, name: &ast::Name) -> Option<Code> {
        let diagnostic = |message: String| Diagnostic::new(Code::UnknownLint, name.span, message);
        match Code::find(&name.text) {
            Some(code) if matches!(code.kind(), Kind::Lint(_)) => Some(code),
            Some(code) => {
                let message = format!("`{}` is an error, not a lint", code.name());
                self.say(
                    diagnostic(message).help("an error can't be allowed: mend what it reports"),
                );
                None
            }
            None => {
                let lints = Code::ALL.iter().filter(|code| matches!(code.kind(), Kind::Lint(_)));
                let near = suggest::closest(&name.text, lints.map(|code| code.name()));
                let unknown = diagnostic(format!("there is no lint `{}`", name.text));
                self.say(match near {
                    Some(near) => unknown.help(format!("did you mean `{near}`?")).fix(
                        format!("write `{near}`"),
                        name.span,
                        near,
                    ),
                    None => unknown.help("`netz explain` lists them all"),
                });
                None
            }
        }
    }
}
