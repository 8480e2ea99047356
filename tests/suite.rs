//! Every integration test, in one binary.

#[cfg(test)]
mod suite {
    mod emit;
    mod yaml;
}
