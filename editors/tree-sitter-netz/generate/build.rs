//! Generates the parser from `grammar.js`, or from `grammar.json` where there is no node.

use std::path::{Path, PathBuf};
use std::{env, fs};
use tree_sitter_generate::{generate_parser_in_directory, load_grammar_file, OptLevel};

/// Emacs 30 takes no newer one.
const ABI: usize = 14;

fn main() {
    let grammar = Path::new("..");
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets it"));
    for source in ["grammar.js", "src/grammar.json"] {
        println!("cargo:rerun-if-changed=../{source}");
    }
    let json = load_grammar_file(&grammar.join("grammar.js"), Some("node"))
        .or_else(|_| fs::read_to_string(grammar.join("src/grammar.json")))
        .expect("a grammar");
    fs::write(out.join("grammar.json"), json + "\n").expect("a file");
    generate_parser_in_directory(
        &out,
        Some(&out),
        Some(out.join("grammar.json")),
        ABI,
        None,
        None,
        true,
        OptLevel::default(),
    )
    .expect("the grammar is right");
}
