//! Revisions of a git repository, read by running git: nothing is checked out.

use netz::{LoadError, Loader};
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Output, Stdio};

use crate::cli::failure::Failure;

/// The repository around the working directory.
pub struct Repository {
    /// The working directory in it: empty, or with a `/` at its end.
    pub prefix: String,
}

/// Why no repository is used.
pub enum Missing {
    /// git can't be run.
    Git(io::Error),
    /// There is none here, or git refuses it, for this reason.
    Repository(String),
}

/// What a path is in a revision.
pub enum Kind {
    /// There is nothing.
    Nothing,
    /// A file.
    File,
    /// A directory with these files, by their paths from the top.
    Directory(Vec<String>),
}

fn git<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> io::Result<Output> {
    let mut command = Command::new("git");
    command.env("LC_ALL", "C").stdin(Stdio::null()).args(arguments).output()
}

/// What git has to say, without its first word.
fn reason(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr);
    let line = text.lines().next().unwrap_or_default();
    line.trim_start_matches("fatal: ").trim().to_owned()
}

impl Missing {
    /// The failure of a command line that needs a repository for `what`.
    pub fn failure(&self, what: &str) -> Failure {
        let failure = match self {
            Self::Git(error) if error.kind() == io::ErrorKind::NotFound => {
                Failure::new(format!("{what} needs git, and there is no `git` in the PATH"))
            }
            Self::Git(error) => Failure::new(format!("cannot run `git`: {error}")),
            Self::Repository(reason) if reason.contains("not a git repository") => {
                Failure::new(format!("{what} needs a git repository, and this is none"))
            }
            Self::Repository(reason) => Failure::new(format!("git refuses: {reason}")),
        };
        failure.help("compare files or directories: `netz diff old.netz new.netz`")
    }
}

impl Repository {
    /// The repository around the working directory.
    pub fn find() -> Result<Self, Missing> {
        let output = git(["rev-parse", "--show-prefix"]).map_err(Missing::Git)?;
        if !output.status.success() {
            return Err(Missing::Repository(reason(&output)));
        }
        let prefix = String::from_utf8_lossy(&output.stdout);
        Ok(Self { prefix: prefix.trim_end_matches('\n').to_owned() })
    }

    /// The commit that a name stands for; none where it stands for none.
    pub fn commit(&self, name: &str) -> Result<Option<String>, Failure> {
        let wanted = format!("{name}^{{commit}}");
        let asked = ["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted];
        let output = git(asked).map_err(|error| Missing::Git(error).failure("a revision"))?;
        let commit = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        Ok((output.status.success() && !commit.is_empty()).then_some(commit))
    }
}

/// The files of a commit.
pub struct Tree {
    commit: String,
}

impl Tree {
    /// The files of a commit.
    pub const fn new(commit: String) -> Self {
        Self { commit }
    }

    /// What a path from the top is; the empty path is the top.
    pub fn kind(&self, path: &str) -> Result<Kind, Failure> {
        let mut arguments = vec!["ls-tree", "-r", "-z", "--full-tree", &self.commit];
        if !path.is_empty() {
            arguments.extend(["--", path]);
        }
        let output = git(arguments).map_err(|error| Missing::Git(error).failure("a revision"))?;
        if !output.status.success() {
            return Err(Failure::new(format!("git refuses: {}", reason(&output))));
        }
        let mut files = Vec::new();
        for entry in output.stdout.split(|byte| *byte == 0) {
            // MODE TYPE OBJECT, a tab, PATH. What is no UTF-8 can't be named in a program.
            let Ok(entry) = std::str::from_utf8(entry) else { continue };
            let Some((about, name)) = entry.split_once('\t') else { continue };
            if about.split(' ').nth(1) == Some("blob") {
                if name == path {
                    return Ok(Kind::File);
                }
                files.push(name.to_owned());
            }
        }
        Ok(if files.is_empty() { Kind::Nothing } else { Kind::Directory(files) })
    }

    /// Reads its files below a directory: the empty path is the top.
    pub fn files(self, root: String) -> Result<Files, Failure> {
        let mut command = Command::new("git");
        command.args(["cat-file", "--batch", "--follow-symlinks"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child =
            command.spawn().map_err(|error| Missing::Git(error).failure("a revision"))?;
        let pipes = child.stdin.take().zip(child.stdout.take());
        let (asked, said) = pipes.ok_or_else(|| Failure::new("git has no pipes"))?;
        let said = BufReader::new(said);
        Ok(Files { commit: self.commit, root, child, asked, said, read: BTreeMap::new() })
    }
}

/// The files of a commit below a directory, read one by one.
pub struct Files {
    commit: String,
    root: String,
    child: Child,
    asked: ChildStdin,
    said: BufReader<ChildStdout>,
    read: BTreeMap<String, Result<Vec<u8>, LoadError>>,
}

impl Files {
    fn ask(&mut self, path: &str) -> io::Result<Result<Vec<u8>, LoadError>> {
        if path.contains('\n') {
            return Ok(Err(LoadError::Other("its name holds a line break".to_owned())));
        }
        let slash = if self.root.is_empty() { "" } else { "/" };
        writeln!(self.asked, "{}:{}{slash}{path}", self.commit, self.root)?;
        self.asked.flush()?;
        let mut header = String::new();
        self.said.read_line(&mut header)?;
        let header = header.trim_end_matches('\n');
        // OBJECT TYPE SIZE, or why not and SIZE, or what was asked and `missing`.
        let mut words = header.split(' ');
        let (first, second, size) = (words.next(), words.next(), words.next());
        let size = match first {
            Some("dangling" | "loop" | "notdir" | "symlink") => second,
            _ => size,
        };
        let Some(size) = size.and_then(|size| size.parse::<u64>().ok()) else {
            return Ok(Err(LoadError::NotFound));
        };
        let mut bytes = Vec::new();
        (&mut self.said).take(size).read_to_end(&mut bytes)?;
        self.said.read_exact(&mut [0])?;
        Ok(match (first, second) {
            (Some("symlink"), _) => Err(LoadError::OutsideRoot),
            (Some("dangling" | "notdir"), _) => Err(LoadError::NotFound),
            (Some("loop"), _) => Err(LoadError::Other("its links lead in a circle".to_owned())),
            (_, Some("blob")) => Ok(bytes),
            _ => Err(LoadError::Directory),
        })
    }
}

impl Loader for Files {
    fn load(&mut self, path: &str) -> Result<Vec<u8>, LoadError> {
        if let Some(read) = self.read.get(path) {
            return read.clone();
        }
        let read = self.ask(path).unwrap_or_else(|error| Err(LoadError::Other(error.to_string())));
        self.read.insert(path.to_owned(), read.clone());
        read
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        // It only reads: nothing is lost when it ends early.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
