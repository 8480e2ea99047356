//! The files that tree-sitter generates of the grammar of netz: each by its path, with its text.

/// What stands under `editors/tree-sitter-netz`.
pub const FILES: [(&str, &str); 6] = [
    ("src/grammar.json", include_str!(concat!(env!("OUT_DIR"), "/grammar.json"))),
    ("src/node-types.json", include_str!(concat!(env!("OUT_DIR"), "/node-types.json"))),
    ("src/parser.c", include_str!(concat!(env!("OUT_DIR"), "/parser.c"))),
    ("src/tree_sitter/alloc.h", include_str!(concat!(env!("OUT_DIR"), "/tree_sitter/alloc.h"))),
    ("src/tree_sitter/array.h", include_str!(concat!(env!("OUT_DIR"), "/tree_sitter/array.h"))),
    ("src/tree_sitter/parser.h", include_str!(concat!(env!("OUT_DIR"), "/tree_sitter/parser.h"))),
];
