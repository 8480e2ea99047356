//! What Kubernetes accepts and what its objects mean. Knows nothing of netz.

pub mod name;
pub mod resource;
pub mod validate;
