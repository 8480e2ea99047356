//! The parser that pest makes of `grammar/netz.pest`. Its types don't leave `syntax`.

use pest_derive::Parser;

/// The generated parser.
#[derive(Parser)]
#[grammar = "grammar/netz.pest"]
pub struct Grammar;
