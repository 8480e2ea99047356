//! `-A`, `-W` and `-D`: levels of lints, in the order in which they are given.

use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};
use netz::diagnostic::suggest::closest;
use netz::diagnostic::{Code, Kind, Level, Levels};

use super::failure::Failure;

const FLAGS: [(Level, char, &str); 3] = [
    (Level::Allow, 'A', "Don't report a lint, by name or code; `warnings` is all that warn"),
    (Level::Warn, 'W', "Report a lint as a warning"),
    (Level::Deny, 'D', "Report a lint as an error: `-D warnings` for CI"),
];

/// The flags as given, the later wins.
#[derive(Debug, Clone, Default)]
pub struct LevelFlags(Vec<(Level, String)>);

impl Args for LevelFlags {
    fn augment_args(command: Command) -> Command {
        FLAGS.into_iter().fold(command, |command, (level, short, help)| {
            let flag = Arg::new(level.word()).short(short).long(level.word()).value_name("LINT");
            let flag = flag.action(ArgAction::Append).value_delimiter(',').help(help);
            command.arg(flag.help_heading("Lints"))
        })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for LevelFlags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut flags = Vec::new();
        for (level, _, _) in FLAGS {
            let indices = matches.indices_of(level.word()).into_iter().flatten();
            let words = matches.get_many::<String>(level.word()).into_iter().flatten();
            flags.extend(indices.zip(words).map(|(at, word)| (at, level, word.clone())));
        }
        flags.sort_by_key(|(at, _, _)| *at);
        Ok(Self(flags.into_iter().map(|(_, level, word)| (level, word)).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl LevelFlags {
    /// The levels that they set.
    pub fn levels(&self) -> Result<Levels, Failure> {
        let mut levels = Levels::default();
        for (level, word) in &self.0 {
            if word == "warnings" {
                levels.set_warnings(*level);
                continue;
            }
            let code = Code::find(word).ok_or_else(|| unknown(word))?;
            if code.kind() == Kind::Error && *level != Level::Deny {
                let message = format!("`{word}` is an error, not a lint: no level changes it");
                let help = format!("`netz explain {code}` tells what it is about");
                return Err(Failure::new(message).help(help));
            }
            levels.set_on_command_line(code, *level);
        }
        Ok(levels)
    }
}

/// A word that is no code and no name.
pub fn unknown(word: &str) -> Failure {
    let failure = Failure::new(format!("there is no lint or code `{word}`"));
    let failure = match closest(word, Code::ALL.iter().map(|code| code.name())) {
        Some(name) => failure.help(format!("did you mean `{name}`?")),
        None => failure,
    };
    failure.help("`netz explain` lists them all")
}
