//! What others wrote: every folder and every case is imported, and proved.

use super::{read, whole};
use flate2::read::GzDecoder;
use serde_json::Value;
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

fn conformance() -> Option<PathBuf> {
    let folder = std::env::var_os("NETZ_CONFORMANCE").map(PathBuf::from);
    if folder.is_none() {
        eprintln!("skipped: NETZ_CONFORMANCE is not set");
    }
    folder
}

#[test]
fn every_folder_of_connections_is_imported_and_proved() {
    let Some(conformance) = conformance() else { return };
    let mut folders: Vec<_> = fs::read_dir(conformance.join("connlist"))
        .unwrap()
        .map(|it| it.unwrap().path().join("manifests"))
        .collect();
    folders.sort();
    assert_eq!(folders.len(), 15);
    for folder in folders {
        let texts = texts(&folder);
        whole(&read(texts.iter().map(String::as_str)));
    }
}

fn texts(folder: &Path) -> Vec<String> {
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read_to_string(path).unwrap()).collect()
}

#[test]
fn every_case_of_cyclonus_is_imported_and_proved() {
    let Some(conformance) = conformance() else { return };
    let file = File::open(conformance.join("cyclonus/truth.jsonl.gz")).unwrap();
    let mut steps = 0;
    for line in BufReader::new(GzDecoder::new(file)).lines() {
        let step: Value = serde_json::from_str(&line.unwrap()).unwrap();
        let objects = step["manifests"].as_array().unwrap().clone();
        let texts: Vec<_> = objects.into_iter().map(said).collect();
        let read = read(texts.iter().map(String::as_str));
        assert!(read.errors.is_empty(), "{:?}", read.errors);
        whole(&read);
        steps += 1;
    }
    assert_eq!(steps, 256);
}

/// An object as text; some policies of the cases don't say their kind.
fn said(mut object: Value) -> String {
    if object["kind"].is_null() {
        object["kind"] = "NetworkPolicy".into();
        object["apiVersion"] = "networking.k8s.io/v1".into();
    }
    object.to_string()
}
