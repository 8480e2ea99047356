//! Tests of what is emitted, on policies built by hand.

mod authority;
mod builder;
mod dice;
mod intended;
mod meaning;
mod objects;
mod scale;
mod snapshots;
mod world;
