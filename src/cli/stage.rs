//! Files replaced all together: every new text is on the disk before the first old one goes.

use std::fs::{self, Permissions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tempfile::TempPath;

use crate::cli::failure::Failure;

/// New texts beside the files that they will replace. Dropped without a commit, it leaves nothing.
#[derive(Default)]
pub struct Stage {
    files: Vec<(TempPath, PathBuf)>,
    directories: Vec<PathBuf>,
}

impl Stage {
    /// Writes a text beside its file, with the mode of the file that it replaces.
    pub fn write(&mut self, path: &Path, text: &[u8]) -> Result<(), Failure> {
        // What a link leads to is replaced, not the link.
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let staged = self.staged(&path, text).map_err(|error| Failure::io("write", &path, &error));
        self.files.push((staged?, path));
        Ok(())
    }

    fn staged(&mut self, path: &Path, text: &[u8]) -> io::Result<TempPath> {
        let parent = path.parent().filter(|parent| *parent != Path::new(""));
        let parent = parent.unwrap_or_else(|| Path::new("."));
        self.create(parent)?;
        let mut builder = tempfile::Builder::new();
        builder.prefix(".netz-").suffix(".tmp");
        let old = fs::metadata(path).ok();
        if old.as_ref().is_some_and(fs::Metadata::is_dir) {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        if let Some(fresh) = fresh() {
            builder.permissions(fresh);
        }
        let mut file = builder.tempfile_in(parent)?;
        file.write_all(text)?;
        if let Some(old) = old {
            file.as_file().set_permissions(old.permissions())?;
        }
        Ok(file.into_temp_path())
    }

    /// Creates a directory and those above, and remembers which were not there.
    fn create(&mut self, directory: &Path) -> io::Result<()> {
        let absent = |path: &&Path| **path != *Path::new("") && !path.exists();
        let absent: Vec<_> = directory.ancestors().take_while(absent).map(Path::to_owned).collect();
        for path in absent.into_iter().rev() {
            fs::create_dir(&path)?;
            self.directories.push(path);
        }
        if directory.is_dir() { Ok(()) } else { Err(io::ErrorKind::NotADirectory.into()) }
    }

    /// Puts every text in its place.
    pub fn commit(mut self) -> Result<(), Failure> {
        for (staged, path) in self.files.drain(..) {
            staged.persist(&path).map_err(|error| Failure::io("write", &path, &error.error))?;
        }
        self.directories.clear();
        Ok(())
    }
}

impl Drop for Stage {
    /// Takes back what was not committed.
    fn drop(&mut self) {
        self.files.clear();
        for directory in self.directories.drain(..).rev() {
            // One that has something in it by now stays.
            let _ = fs::remove_dir(directory);
        }
    }
}

/// The mode of a new file, less the umask; elsewhere the system's own.
#[cfg(unix)]
fn fresh() -> Option<Permissions> {
    Some(std::os::unix::fs::PermissionsExt::from_mode(0o666))
}

#[cfg(not(unix))]
fn fresh() -> Option<Permissions> {
    None
}
