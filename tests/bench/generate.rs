//! Prints a program of as many flows as the first argument says: input for timing the whole command. A
//! second argument puts them all into one zone with that many label keys, or claims something: `only`,
//! `never`, `confine` or `->>`. The rest is Kubernetes objects: with `rbac` as many roles, and twice as many
//! bindings; with `workloads` as many of these with a policy each; with `cuts` a policy with as many blocks of
//! addresses.

use std::io::Write;

mod cluster;
mod cuts;
mod objects;
mod program;
mod scaled;

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let flows = arguments.next().and_then(|count| count.parse().ok()).unwrap_or(1_000);
    let text = match arguments.next() {
        None => program::generate(flows),
        Some(word) if word == "rbac" => objects::roles_and_bindings(flows),
        Some(word) if word == "workloads" => cluster::workloads(flows),
        Some(word) if word == "cuts" => cuts::cuts(flows),
        Some(word) => match word.parse() {
            Ok(keys) => scaled::one_zone(flows.div_ceil(10), keys),
            Err(_) => scaled::with_claims(flows, 1_000, &word),
        },
    };
    std::io::stdout().write_all(text.as_bytes())
}
