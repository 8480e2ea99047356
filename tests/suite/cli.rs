//! The command line, run as users run it.

#[path = "cli/alone.rs"]
mod alone;
#[path = "cli/audit.rs"]
mod audit;
#[path = "cli/commands.rs"]
mod commands;
#[path = "cli/diff.rs"]
mod diff;
#[path = "cli/directory.rs"]
mod directory;
#[path = "cli/entrances.rs"]
mod entrances;
#[path = "cli/fixes.rs"]
mod fixes;
#[path = "cli/fmt.rs"]
mod fmt;
#[path = "cli/highlight.rs"]
mod highlight;
#[path = "cli/import.rs"]
mod import;
#[path = "cli/inputs.rs"]
mod inputs;
#[path = "cli/messages.rs"]
mod messages;
#[path = "cli/output.rs"]
mod output;
#[path = "cli/reach.rs"]
mod reach;
#[path = "cli/services.rs"]
mod services;
#[path = "cli/test.rs"]
mod test;
#[path = "cli/with.rs"]
mod with;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// Two zones with a flow and a grant, without a finding.
const SHOP: &str = "\
extern zone kube-system { segment coredns: k8s-app=kube-dns }
service dns = kube-system/coredns udp/53 tcp/53
zone shop isolates {
  segment web tcp/8080
  segment api tcp/8080
  web -> api
  account deployer
  deployer can read deployments
}
zone pay isolates {
  segment ledger tcp/9000
  shop/api -> ledger
}
";

/// A directory with a program in it.
struct Project(TempDir);

/// What a run gave.
struct Run {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Project {
    /// A project whose `main.netz` is `text`.
    fn new(text: &str) -> Self {
        let project = Self(tempfile::tempdir().expect("a directory"));
        project.write("main.netz", text);
        project
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("directories");
        fs::write(path, text).expect("a file");
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// All files below a directory, by their paths in it.
    fn files(&self, directory: &str) -> Vec<String> {
        let root = self.path(directory);
        let walk = walkdir::WalkDir::new(&root).sort_by_file_name();
        let files = walk.into_iter().flatten().filter(|entry| !entry.file_type().is_dir());
        files
            .map(|entry| {
                let path = entry.path().strip_prefix(&root).expect("below");
                path.display().to_string()
            })
            .collect()
    }

    fn command(&self) -> Command {
        command_in(self.0.path())
    }

    fn run(&self, arguments: &[&str]) -> Run {
        Run::of(self.command().args(arguments).output().expect("netz runs"))
    }

    fn run_in(&self, directory: &str, arguments: &[&str]) -> Run {
        let mut command = command_in(&self.path(directory));
        Run::of(command.args(arguments).output().expect("netz runs"))
    }

    fn run_with_input(&self, arguments: &[&str], input: &str) -> Run {
        let mut command = self.command();
        let command = command.args(arguments).stdin(Stdio::piped());
        let piped = command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = piped.spawn().expect("netz runs");
        let mut stdin = child.stdin.take().expect("a pipe");
        stdin.write_all(input.as_bytes()).expect("netz reads");
        drop(stdin);
        Run::of(child.wait_with_output().expect("netz ends"))
    }

    /// Runs a line of the shell, in which `$NETZ` is netz.
    #[cfg(unix)]
    fn shell(&self, line: &str) -> Run {
        let mut command = Command::new("sh");
        command.current_dir(self.0.path()).env("NETZ", env!("CARGO_BIN_EXE_netz"));
        Run::of(command.args(["-c", line]).output().expect("sh runs"))
    }
}

fn command_in(directory: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_netz"));
    command.current_dir(directory).stdin(Stdio::null());
    for name in ["NO_COLOR", "CLICOLOR_FORCE"] {
        command.env_remove(name);
    }
    command
}

impl Run {
    fn of(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        Self {
            code: output.status.code(),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }

    /// Checks how it ended.
    #[track_caller]
    fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "\n{}\n{}", self.stdout, self.stderr);
        self
    }

    /// Checks that standard error holds a text.
    #[track_caller]
    fn says(self, text: &str) -> Self {
        assert!(self.stderr.contains(text), "no `{text}` in:\n{}", self.stderr);
        self
    }

    /// Checks that standard output holds a text.
    #[track_caller]
    fn prints(self, text: &str) -> Self {
        assert!(self.stdout.contains(text), "no `{text}` in:\n{}", self.stdout);
        self
    }
}
