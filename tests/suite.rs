//! Every integration test, in one binary.

#[path = "suite/emit.rs"]
mod emit;
#[path = "suite/yaml.rs"]
mod yaml;
