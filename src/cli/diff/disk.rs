//! A side from the disk or from standard input.

use netz::{LoadError, Loader, Options};
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::read::{Language, Loaded};
use crate::cli::failure::{Failure, reason, shown};
use crate::cli::input::loader::{Disk, STDIN};
use crate::cli::input::roots::Roots;
use crate::cli::input::walk;

/// Reads files and directories; without any, what the nearest `main.netz` says.
pub fn read(paths: &[PathBuf], root: Option<&Path>, options: &Options) -> Result<Loaded, Failure> {
    if let [path] = paths
        && let Some((name, text)) = stream(path)?
    {
        return of_text(&name, text, root, options);
    }
    let exist = |path: &&PathBuf| path.symlink_metadata().is_ok();
    let there: Vec<PathBuf> = paths.iter().filter(exist).cloned().collect();
    if there.is_empty() && !paths.is_empty() {
        return Ok(Loaded::nothing());
    }
    let (mut languages, mut manifests) = (Vec::new(), Vec::new());
    for path in &there {
        let (language, files) = files(path)?;
        languages.push(language);
        manifests.extend(files);
    }
    match Language::only(languages)? {
        Some(Language::Manifests) => Loaded::objects(&manifests, &mut Plain),
        _ => {
            let roots = Roots::find(&there, root)?;
            Ok(Loaded::program(&roots.files, &mut Disk::new(&roots), options))
        }
    }
}

/// What a path holds, and the files of objects in it.
fn files(path: &Path) -> Result<(Language, Vec<String>), Failure> {
    let kind = fs::metadata(path).map_err(|error| Failure::io("read", path, &error))?;
    if kind.is_dir() {
        let found = walk::files(path, &|name| Language::of_name(name).is_some())?;
        let found = found.iter().map(|path| shown(path)).collect();
        return Language::choose(found).ok_or_else(|| {
            let message = format!("there is no .netz, .yaml or .json file under `{}`", shown(path));
            Failure::new(message).help("`netz init` writes a program to start from")
        });
    }
    let name = shown(path);
    let language = Language::of_name(&name).ok_or_else(|| {
        let failure = Failure::new(format!("`{name}` is no .netz, .yaml or .json file"));
        failure.help("a policy by any other name is read from standard input: `netz diff - < FILE`")
    })?;
    Ok((language, vec![name]))
}

/// What can be read only once: standard input, or a pipe such as the shell's `<(…)`.
fn stream(path: &Path) -> Result<Option<(String, String)>, Failure> {
    let refused = |error: io::Error| Failure::io("read", path, &error);
    let mut bytes = Vec::new();
    let name = if path == Path::new("-") {
        io::stdin().lock().read_to_end(&mut bytes).map_err(refused)?;
        STDIN.to_owned()
    } else {
        match fs::metadata(path) {
            Ok(kind) if !kind.is_dir() && !kind.is_file() => {
                bytes = fs::read(path).map_err(refused)?
            }
            _ => return Ok(None),
        }
        shown(path)
    };
    let text = String::from_utf8(bytes)
        .map_err(|_| Failure::new(format!("`{}` is no valid UTF-8", shown(path))))?;
    Ok(Some((name, text)))
}

fn of_text(
    name: &str,
    text: String,
    root: Option<&Path>,
    options: &Options,
) -> Result<Loaded, Failure> {
    let files = [name.to_owned()];
    match Language::of_text(&text) {
        Language::Manifests => {
            let mut texts = std::collections::BTreeMap::from([(name.to_owned(), text)]);
            Loaded::objects(&files, &mut texts)
        }
        Language::Netz => {
            let roots = Roots::find(&[PathBuf::from("-")], root)?;
            let mut disk = Disk::new(&roots);
            disk.replace(name, &text);
            Ok(Loaded::program(&files, &mut disk, options))
        }
    }
}

/// Files by their paths from the working directory.
struct Plain;

impl Loader for Plain {
    fn load(&mut self, path: &str) -> Result<Vec<u8>, LoadError> {
        fs::read(path).map_err(|error| LoadError::Other(reason(&error)))
    }
}
