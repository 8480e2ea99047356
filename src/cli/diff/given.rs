//! What the arguments of `netz diff` name: files, standard input, or a revision.

use std::path::{Path, PathBuf};

use super::git::Repository;
use crate::cli::failure::{Failure, shown};

/// One side, as the command line names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given {
    /// Files and directories, or standard input; none for the nearest `main.netz`.
    Files(Vec<PathBuf>),
    /// The commit of a revision, with the name that the user gave it.
    Revision {
        /// As the user wrote it.
        name: String,
        /// The commit.
        commit: String,
    },
}

impl Given {
    /// What it is called.
    pub fn name(&self) -> String {
        match self {
            Self::Files(paths) => match paths.as_slice() {
                [] => "the working tree".to_owned(),
                paths => {
                    let names = paths.iter().map(|path| match path.to_str() {
                        Some("-") => "standard input".to_owned(),
                        _ => shown(path),
                    });
                    names.collect::<Vec<_>>().join(", ")
                }
            },
            Self::Revision { name, .. } => name.clone(),
        }
    }
}

/// The two sides, old and new.
pub fn sides(
    old: Option<&Path>,
    new: Option<&Path>,
    paths: &[PathBuf],
) -> Result<[Given; 2], Failure> {
    let old = match old {
        Some(old) => given(old)?,
        None => revision("HEAD")?,
    };
    let new = match new {
        Some(new) => given(new)?,
        None => Given::Files(paths.to_vec()),
    };
    let is_revision = |given: &Given| matches!(given, Given::Revision { .. });
    if !paths.is_empty() && !is_revision(&old) {
        let failure = Failure::new("paths after `--` choose what is read of a revision");
        return Err(failure.help("`netz diff HEAD~1 -- policies/`"));
    }
    if [&old, &new].iter().all(|given| **given == Given::Files(vec![PathBuf::from("-")])) {
        return Err(Failure::new("standard input can be only one of the sides"));
    }
    Ok([old, new])
}

/// What one argument names.
fn given(argument: &Path) -> Result<Given, Failure> {
    if argument == Path::new("-") {
        return Ok(Given::Files(vec![argument.to_owned()]));
    }
    let text = argument.to_str();
    let exists = argument.symlink_metadata().is_ok();
    // A path with a slash or an ending is meant as one; a bare word may be a branch.
    let is_bare = text.is_some_and(|text| !text.contains(['/', '\\', '.']));
    if exists && !is_bare {
        return Ok(Given::Files(vec![argument.to_owned()]));
    }
    let repository = Repository::find();
    let text = text.unwrap_or_default();
    let commit = match &repository {
        Ok(repository) if !text.is_empty() => repository.commit(text)?,
        _ => None,
    };
    match (exists, commit) {
        (true, Some(_)) => {
            let message = format!("`{text}` is a path and a revision");
            let failure = Failure::new(message).help(format!("`./{text}` is the path"));
            Err(failure.help(format!("`{text}^0` is the revision")))
        }
        (true, None) => Ok(Given::Files(vec![argument.to_owned()])),
        (false, Some(commit)) => Ok(Given::Revision { name: text.to_owned(), commit }),
        (false, None) => Err(match repository {
            Err(missing) => {
                let none = Failure::new(format!(
                    "`{}` is no file or directory, and no revision: there is no git repository here",
                    shown(argument)
                ));
                match missing {
                    super::git::Missing::Git(_) => missing.failure("a revision"),
                    super::git::Missing::Repository(_) => none,
                }
            }
            Ok(repository) => unknown(&repository, text, argument)?,
        }),
    }
}

/// A word that is no path and no revision.
fn unknown(repository: &Repository, text: &str, argument: &Path) -> Result<Failure, Failure> {
    let message = format!("`{}` is no file, no directory and no revision", shown(argument));
    let failure = Failure::new(message);
    if let Some((old, new)) = text.split_once("...") {
        let new = if new.is_empty() { "HEAD" } else { new };
        return Ok(failure.help(format!("`netz diff $(git merge-base {old} {new}) {new}`")));
    }
    if let Some((old, new)) = text.split_once("..") {
        return Ok(failure.help(format!("`netz diff {old} {new}`")));
    }
    if let Some((name, path)) = text.split_once(':')
        && repository.commit(name)?.is_some()
    {
        return Ok(failure.help(format!("`netz diff {name} -- {path}`")));
    }
    if repository.commit(&format!("origin/{text}"))?.is_some() {
        return Ok(failure.help(format!("`origin/{text}` is one")));
    }
    Ok(failure.help("`git fetch` brings revisions here; in CI a shallow clone has only the newest"))
}

fn revision(name: &str) -> Result<Given, Failure> {
    let repository =
        Repository::find().map_err(|missing| missing.failure("`netz diff` without arguments"))?;
    match repository.commit(name)? {
        Some(commit) => Ok(Given::Revision { name: name.to_owned(), commit }),
        None => {
            let failure = Failure::new(format!("there is no revision `{name}` in this repository"));
            Err(failure.help("commit something first, or compare two files"))
        }
    }
}
