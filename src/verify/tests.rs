//! The two meanings are judged by plain evaluators, and the comparison by mutants.

pub mod cluster;
mod conformance;
mod judge;
mod mutants;
mod objects;
mod oracle;
mod pairs;
mod replay;
mod rights;

use crate::emit::tests::dice;
