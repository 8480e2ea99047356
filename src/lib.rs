//! netz compiles who may talk to whom and who may do what in a Kubernetes cluster to NetworkPolicy and RBAC
//! objects.
//!
//! The way of the data is [`load`] (text to ast, with every syntax error), [`check()`] (ast to a checked
//! [`ir::Policy`], with every finding), [`emit`] (checked policy to manifests), [`verify`] (the text of
//! manifests means what the policy means, proved). The library does no IO, reads no clock and no
//! environment: texts come from a [`Loader`], today's date from [`Options`].
//!
//! ```
//! let mut files = std::collections::BTreeMap::new();
//! files.insert("main.netz".to_owned(), "zone prod isolates; frontend -> backend tcp/80".to_owned());
//! let program = netz::load(&["main.netz"], &mut files);
//! let outcome = netz::check(&program, &netz::Options::default());
//! let checked = outcome.checked.expect("no errors");
//! let output = netz::compile(&checked, &program.sources);
//! assert_eq!(output.manifests.len(), 3);
//! ```

// What pest generates without its `std` feature, which makes it a fifth slower, names this crate.
extern crate alloc;

pub mod audit;
pub mod check;
pub mod compile;
pub mod connections;
pub mod diagnostic;
pub mod difference;
pub mod emit;
pub mod graph;
pub mod hash;
pub mod highlight;
pub mod ide;
pub mod import;
pub mod ir;
pub mod k8s;
pub mod learn;
pub mod lower;
pub mod query;
pub mod reach;
pub mod set;
pub mod source;
pub mod syntax;
pub mod verdict;
pub mod verify;
pub mod world;

pub use check::Checked;
pub use compile::{Mode, Options, Outcome, Output, check, compile};
pub use lower::files::{LoadError, Loader, Program, load, load_with_tests};
pub use verdict::test;
