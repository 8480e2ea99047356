//! What is wrong with the command line or the world, not with the policy: exit status 2.

use std::io;
use std::path::Path;

/// A failure and the way out.
#[derive(Debug)]
pub struct Failure {
    message: String,
    help: Vec<String>,
}

impl Failure {
    /// A failure; `message` follows `netz: error: `.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: Vec::new() }
    }

    /// The way out.
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }

    /// `cannot DO path: reason`.
    pub fn io(action: &str, path: &Path, error: &io::Error) -> Self {
        Self::new(format!("cannot {action} `{}`: {}", shown(path), reason(error)))
    }

    /// What it is, without the way out.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Shows it to the user.
    pub fn report(&self, out: &mut dyn io::Write) -> io::Result<()> {
        writeln!(out, "netz: error: {}", self.message)?;
        self.help.iter().try_for_each(|help| writeln!(out, "help: {help}"))
    }
}

/// A path as shown to users: with `/`.
pub fn shown(path: &Path) -> String {
    path.display().to_string().replace(std::path::MAIN_SEPARATOR, "/")
}

/// The operating system's reason, as a clause.
pub fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file or directory".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::IsADirectory => "it is a directory".to_owned(),
        io::ErrorKind::NotADirectory => "a part of the path is a file, not a directory".to_owned(),
        io::ErrorKind::StorageFull => "the disk is full".to_owned(),
        io::ErrorKind::FileTooLarge => "the file would become too large".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "the file system is read-only".to_owned(),
        _ => error.to_string(),
    }
}
