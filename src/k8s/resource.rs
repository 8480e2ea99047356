//! The built-in resources of Kubernetes.

/// The minor version of the oldest Kubernetes that the table knows.
pub const OLDEST: u32 = 33;
