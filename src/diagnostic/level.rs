//! Levels of lints: `allow`, `warn`, `deny`, from the table, then the program, then the command line.

use super::code::{Code, Kind};
use std::collections::BTreeMap;

/// What a finding does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Nothing.
    Allow,
    /// Is shown.
    Warn,
    /// Is shown, and the policy is refused.
    Deny,
}

impl Level {
    /// The level of a word: `allow`, `warn` or `deny`.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "allow" => Some(Self::Allow),
            "warn" => Some(Self::Warn),
            "deny" => Some(Self::Deny),
            _ => None,
        }
    }

    /// The word of the language and of the command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Warn => "warn",
            Self::Deny => "deny",
        }
    }
}

/// The levels in force.
#[derive(Debug, Clone, Default)]
pub struct Levels {
    program: BTreeMap<Code, Level>,
    command: BTreeMap<Code, Level>,
    warnings: Option<Level>,
    softened: Vec<Code>,
}

impl Levels {
    /// Sets a level for the program, as `lint LEVEL NAME` does.
    pub fn set_in_program(&mut self, code: Code, level: Level) {
        self.program.insert(code, level);
    }

    /// Sets a level on the command line, which wins over the program.
    pub fn set_on_command_line(&mut self, code: Code, level: Level) {
        self.command.insert(code, level);
    }

    /// What becomes of everything that would warn: `-D warnings`.
    pub fn set_warnings(&mut self, level: Level) {
        self.warnings = Some(level);
    }

    /// Keeps a lint from stopping the run, unless the command line denies it.
    pub fn soften(&mut self, code: Code) {
        self.softened.push(code);
    }

    /// The level of a code. What is no lint can't be allowed.
    #[must_use]
    pub fn of(&self, code: Code) -> Level {
        self.of_finding(code, None)
    }

    /// The level of a finding that may start with a level of its own.
    #[must_use]
    pub fn of_finding(&self, code: Code, own: Option<Level>) -> Level {
        let Kind::Lint(default) = code.kind() else { return Level::Deny };
        let default = own.unwrap_or(default);
        if let Some(level) = self.command.get(&code) {
            return *level;
        }
        let most = if self.softened.contains(&code) { Level::Warn } else { Level::Deny };
        let set = self.program.get(&code).copied().unwrap_or(default).min(most);
        match (set, self.warnings) {
            (Level::Warn, Some(level)) => level,
            (level, _) => level,
        }
    }
}
