//! Prints a program of as many flows as the first argument says: input for timing the whole command.

use std::io::Write;

mod program;

fn main() -> std::io::Result<()> {
    let flows = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(1_000);
    std::io::stdout().write_all(program::generate(flows).as_bytes())
}
