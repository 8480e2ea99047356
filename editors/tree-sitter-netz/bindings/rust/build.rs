//! Builds the parser.

fn main() {
    let mut build = cc::Build::new();
    build.std("c11").include("src").files(["src/parser.c", "src/scanner.c"]);
    build.compile("tree-sitter-netz");
    println!("cargo:rerun-if-changed=src");
}
