//! A side from a revision: the files that the working tree would give, as they are there.

use netz::Options;
use std::path::{Path, PathBuf};

use super::git::{Kind, Repository, Tree};
use super::read::{Language, Loaded};
use crate::cli::failure::{Failure, shown};
use crate::cli::input::roots::MAIN;
use crate::cli::input::walk;

/// Reads paths of a commit; without any, what the nearest `main.netz` of it says.
pub fn read(
    commit: &str,
    paths: &[PathBuf],
    root: Option<&Path>,
    options: &Options,
) -> Result<Loaded, Failure> {
    let repository = Repository::find().map_err(|missing| missing.failure("a revision"))?;
    let tree = Tree::new(commit.to_owned());
    let here = repository.prefix.trim_end_matches('/');
    let mut top = match root {
        Some(root) => within(here, root)?,
        None => here.to_owned(),
    };
    if paths.is_empty() {
        let Some(directory) = nearest_main(&tree, &top, root.is_some())? else {
            return Ok(Loaded::nothing());
        };
        let files = [MAIN.to_owned()];
        return Ok(Loaded::program(&files, &mut tree.files(directory)?, options));
    }
    let (mut languages, mut files) = (Vec::new(), Vec::new());
    for path in paths {
        let (directory, inside) = match tree.kind(&within(here, path)?)? {
            Kind::Nothing => continue,
            Kind::File => (String::new(), vec![within(here, path)?]),
            Kind::Directory(files) => (within(here, path)?, files),
        };
        let read = |file: &String| {
            let inside = file.get(directory.len()..).unwrap_or(file).trim_start_matches('/');
            let above = inside.rsplit_once('/').map_or("", |(above, _)| above);
            directory.is_empty() && inside == file
                || above.split('/').all(|part| part.is_empty() || walk::is_entered(part))
        };
        let inside = inside.into_iter().filter(read).collect();
        let (language, inside) = Language::choose(inside).ok_or_else(|| {
            let message = format!("there is no .netz, .yaml or .json file at `{}`", shown(path));
            Failure::new(message).help("name the program or the objects after `--`")
        })?;
        languages.push(language);
        files.extend(inside);
    }
    let Some(language) = Language::only(languages)? else { return Ok(Loaded::nothing()) };
    if language == Language::Manifests {
        top.clear();
    }
    let files: Vec<String> =
        files.iter().map(|file| below(&top, file)).collect::<Result<_, _>>()?;
    let mut loader = tree.files(top)?;
    match language {
        Language::Netz => Ok(Loaded::program(&files, &mut loader, options)),
        Language::Manifests => Loaded::objects(&files, &mut loader),
    }
}

/// The directory of the nearest `main.netz`, from a directory upwards.
fn nearest_main(tree: &Tree, from: &str, only: bool) -> Result<Option<String>, Failure> {
    let mut directory = from;
    loop {
        let slash = if directory.is_empty() { "" } else { "/" };
        if let Kind::File = tree.kind(&format!("{directory}{slash}{MAIN}"))? {
            return Ok(Some(directory.to_owned()));
        }
        if directory.is_empty() || only {
            return Ok(None);
        }
        directory = directory.rsplit_once('/').map_or("", |(above, _)| above);
    }
}

/// A path from the working directory as one from the top, without dots.
fn within(here: &str, path: &Path) -> Result<String, Failure> {
    let outside = || {
        let failure = Failure::new(format!("`{}` is no path in the repository", shown(path)));
        failure.help("paths of a revision are given from the working directory")
    };
    let text = shown(path);
    if path.is_absolute() {
        return Err(outside());
    }
    let mut parts: Vec<&str> = here.split('/').filter(|part| !part.is_empty()).collect();
    for part in text.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop().ok_or_else(outside)?),
            part => parts.push(part),
        }
    }
    Ok(parts.join("/"))
}

/// A path from the top as one from a directory that holds it.
fn below(directory: &str, file: &str) -> Result<String, Failure> {
    if directory.is_empty() {
        return Ok(file.to_owned());
    }
    let inside = file.strip_prefix(directory).and_then(|rest| rest.strip_prefix('/'));
    inside.map(str::to_owned).ok_or_else(|| {
        let failure = Failure::new(format!("`{file}` lies outside of the root `{directory}`"));
        failure.help("`--root DIR` makes a directory above it the root")
    })
}
