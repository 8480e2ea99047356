//! The tables of the library.
//!
//! Their hashes are fast, and are no guard against keys that somebody chose to collide: the keys are what a
//! user wrote about their own cluster. Nothing is ever printed in the order of a table.

use foldhash::fast::FixedState;

/// A map in no order.
pub type HashMap<K, V> = std::collections::HashMap<K, V, FixedState>;

/// A set in no order.
pub type HashSet<T> = std::collections::HashSet<T, FixedState>;

/// A map in the order in which keys were added.
pub type IndexMap<K, V> = indexmap::IndexMap<K, V, FixedState>;

/// A set in the order in which items were added.
pub type IndexSet<T> = indexmap::IndexSet<T, FixedState>;
