//! The two meanings are judged by plain evaluators, and the comparison by mutants.

mod conformance;
mod judge;
mod mutants;
mod replay;
