//! Tests of what is emitted, on policies built by hand.

mod builder;
mod objects;
mod snapshots;
