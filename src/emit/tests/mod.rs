//! Tests of what is emitted, on policies built by hand.

mod builder;
mod intended;
mod meaning;
mod objects;
mod snapshots;
mod world;
