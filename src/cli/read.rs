//! One text from the disk or from standard input.

use netz::syntax::decode;
use std::fs;
use std::io::{self, Read};
use std::path::Path;

use super::failure::{Failure, shown};

/// The name and the text of a file; none is standard input.
pub fn read(path: Option<&Path>) -> Result<(String, String), Failure> {
    let (name, bytes) = match path {
        None => ("<stdin>".to_owned(), stdin()?),
        Some(path) => {
            let bytes = fs::read(path).map_err(|error| Failure::io("read", path, &error))?;
            let name = shown(path.strip_prefix("./").unwrap_or(path));
            (name, bytes)
        }
    };
    match decode(&name, bytes) {
        Ok(text) => Ok((name, text)),
        Err(refusal) => {
            let failure = Failure::new(refusal.message);
            Err(refusal.help.into_iter().fold(failure, |failure, help| failure.help(help)))
        }
    }
}

/// All of standard input.
pub fn stdin() -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read = io::stdin().lock().read_to_end(&mut bytes);
    read.map_err(|error| Failure::io("read", Path::new("<stdin>"), &error))?;
    Ok(bytes)
}
