//! Everything that is tested from outside, a module an area.

#[path = "suite/rbac.rs"]
mod rbac;
