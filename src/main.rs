//! netz
fn main() {}
