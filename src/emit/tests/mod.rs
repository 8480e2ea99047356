//! Tests of what is emitted, on policies built by hand.

pub mod authority;
pub mod builder;
pub mod conformance;
pub mod dice;
pub mod foreign;
pub mod intended;
mod laws;
pub mod meaning;
mod objects;
mod redundant;
mod scale;
mod snapshots;
pub mod world;
