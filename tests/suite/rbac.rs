//! Resources, grants, and what is said of them.

#[path = "rbac/canonical.rs"]
mod canonical;
#[path = "rbac/checks.rs"]
mod checks;
#[path = "rbac/grants.rs"]
mod grants;
#[path = "rbac/permission.rs"]
mod permission;
#[path = "rbac/resources.rs"]
mod resources;
#[path = "rbac/statement.rs"]
mod statement;
