//! Tests of what is emitted, on policies built by hand.

mod authority;
mod builder;
mod conformance;
mod dice;
mod intended;
mod laws;
mod meaning;
mod objects;
mod scale;
mod snapshots;
mod world;
