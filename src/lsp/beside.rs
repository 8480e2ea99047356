//! The setting `with`: objects of others that every program of a folder is checked beside.

use netz::ide::Texts;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::place;
use crate::cli::input::Beside;

/// What was read for one folder.
#[derive(Debug)]
struct OfFolder {
    /// The folder, canonical.
    folder: PathBuf,
    texts: Texts,
    /// What is called what, and where it lies.
    paths: Vec<(String, PathBuf)>,
}

/// The same for all folders.
#[derive(Debug, Default)]
pub struct Others(Vec<OfFolder>);

impl Others {
    /// Reads what the setting names in each folder; what can't be read is told.
    pub fn read<'a>(
        names: &[String],
        folders: impl Iterator<Item = &'a Path>,
    ) -> (Self, Vec<String>) {
        let (mut others, mut wrong) = (Self::default(), Vec::new());
        for folder in folders.filter(|_| !names.is_empty()) {
            let given: Vec<_> = names.iter().map(|name| folder.join(name)).collect();
            let mut texts = Vec::new();
            for (path, name) in given.iter().zip(names) {
                match Beside::read("netz.with", std::slice::from_ref(path), &|_| true) {
                    Ok(beside) => texts.extend(beside.into_texts()),
                    Err(failure) => {
                        wrong.push(format!(
                            "the setting `with` names `{name}`: {}",
                            failure.message()
                        ));
                    }
                }
            }
            let mut paths = Vec::new();
            for (name, _) in &mut texts {
                let path = PathBuf::from(&*name);
                // What lies in the folder is called as `netz check` calls it there.
                if let Some(inside) = path.strip_prefix(folder).ok().and_then(Path::to_str) {
                    *name = inside.to_owned();
                }
                paths.push((name.clone(), place::canonical(&path)));
            }
            texts.sort();
            texts.dedup_by(|later, first| later.0 == first.0);
            others.0.push(OfFolder { folder: folder.to_owned(), texts: texts.into(), paths });
        }
        (others, wrong)
    }

    /// Keeps the texts of before where they are the same. Whether all are.
    pub fn keep(&mut self, before: &Self) -> bool {
        let mut all = self.0.len() == before.0.len();
        for (new, old) in self.0.iter_mut().zip(&before.0) {
            if new.folder == old.folder && new.texts == old.texts {
                new.texts = Arc::clone(&old.texts);
            } else {
                all = false;
            }
        }
        all
    }

    /// The texts for programs of a root, and where they lie.
    pub fn of(&self, root: &Path) -> Option<(&Texts, &[(String, PathBuf)])> {
        let inside = self.0.iter().filter(|one| root.starts_with(&one.folder));
        let one = inside.max_by_key(|one| one.folder.components().count())?;
        Some((&one.texts, &one.paths))
    }
}
