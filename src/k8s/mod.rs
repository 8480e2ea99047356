//! What Kubernetes accepts and what its objects mean. Knows nothing of netz.

pub mod authority;
pub mod authorizer;
pub mod crd;
pub mod danger;
pub mod document;
pub mod escalation;
pub mod inventory;
mod labels;
pub mod name;
pub mod networkpolicy;
pub mod resource;
pub mod rights;
pub mod validate;
