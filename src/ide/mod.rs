//! What editors ask of a program: places in, words and places out.
//!
//! Every function here takes an [`Analysis`] or a text and does no IO; the language server turns what they
//! give into its protocol. Names are those that lowering looked up, so an editor never reads a program in
//! another way than the compiler does.

mod beside;
pub mod completion;
pub mod folding;
pub mod hint;
pub mod hover;
pub mod lens;
pub mod link;
pub mod outline;
pub mod preview;
pub mod reference;
pub mod rename;
pub mod selection;
mod tree;
mod words;

use crate::check::{Checked, others};
use crate::compile::{Options, Output, check_as, compile};
use crate::diagnostic::{Diagnostic, Levels, Severity, Sink};
use crate::emit::{Manifest, Network, Preview};
use crate::ir::{Policy, Zone};
use crate::lower::files::{Loader, Read};
use crate::lower::{NameTable, NameUse, Program, lower_with_names};
use crate::source::{FileId, SourceMap};
use crate::verdict;
use crate::world::{Known, World};
use beside::Beside;
use std::sync::{Arc, OnceLock};

pub use beside::Texts;

/// What a program is made of.
#[derive(Debug, Clone, Copy)]
pub struct Parts<'a> {
    /// The files that it starts from, as a [`Loader`] takes them.
    pub roots: &'a [&'a str],
    /// Its tests.
    pub tests: &'a [&'a str],
    /// The objects of others that it is checked beside.
    pub others: Option<&'a Texts>,
}

/// A program with its tests, read and checked, and its names.
#[derive(Debug)]
pub struct Analysis {
    /// The program, its tests among its files.
    pub program: Program,
    /// What `netz check` says of it. None of it is about tests.
    pub diagnostics: Vec<Diagnostic>,
    /// What is wrong with its tests, and which of their assertions fail.
    pub of_tests: Vec<Diagnostic>,
    /// Its names.
    pub names: NameTable,
    meaning: Result<Checked, Policy>,
    /// What the program and its tests mean together, where there are tests.
    tested: Option<Policy>,
    /// What it was checked beside.
    beside: Beside,
    network: OnceLock<Arc<Network>>,
    world: OnceLock<World>,
    output: OnceLock<Option<Output>>,
}

impl Analysis {
    /// Reads and checks a program and its tests; `roots` and `tests` are paths as [`Loader`] takes them.
    pub fn new(roots: &[&str], tests: &[&str], loader: &mut dyn Loader, options: &Options) -> Self {
        Self::again(Parts { roots, tests, others: None }, loader, options, None)
    }

    /// The same beside objects of others, and for a program that was read before. What is known of it then is
    /// what [`Self::new`] finds; the statements that haven't changed are not parsed again.
    pub fn again(
        parts: Parts<'_>,
        loader: &mut dyn Loader,
        options: &Options,
        before: Option<&Self>,
    ) -> Self {
        let Parts { roots, tests, others } = parts;
        let known = before.map(|before| &before.program);
        let mut read = Read::default();
        read.files(roots, false, loader, known);
        let beside = others.map(|others| {
            Beside::add(others, &mut read.program, before.map(|before| &before.beside))
        });
        let beside = beside.unwrap_or_default();
        // What tests say is none of the program's business, but their texts have their places behind it.
        let with_tests = (!tests.is_empty()).then(|| {
            let mut read = read.clone();
            read.files(tests, true, loader, known);
            read.finish()
        });
        let program = read.finish();
        let options = Options { others: Arc::clone(&beside.inventory), ..options.clone() };
        let mut names = None;
        let (meaning, diagnostics) = check_as(&program, &options, &mut |options, levels, sink| {
            let (policy, table) = lower_with_names(&program, options, levels, sink);
            names.get_or_insert(table);
            policy
        });
        let names = names.unwrap_or_else(|| NameTable::empty(options.kube_version));
        let analysis = Self {
            program,
            diagnostics,
            of_tests: Vec::new(),
            names,
            meaning,
            tested: None,
            beside,
            network: OnceLock::new(),
            world: OnceLock::new(),
            output: OnceLock::new(),
        };
        match with_tests {
            Some(program) => analysis.with_tests(program, &options),
            None => analysis,
        }
    }

    /// The same with the names of tests, and what there is to say of them.
    fn with_tests(self, program: Program, options: &Options) -> Self {
        let tested = verdict::test_files(&program, options);
        let verdicts = tested.verdicts.into_iter().flat_map(|verdict| verdict.diagnostics);
        let mut of_tests: Vec<_> = tested.errors.into_iter().chain(verdicts).collect();
        of_tests.retain(|one| one.primary().is_some_and(|span| program.tests.contains(&span.file)));
        let mut levels = Levels::default();
        let (policy, names) =
            lower_with_names(&program, options, &mut levels, &mut Sink::default());
        Self { program, of_tests, names, tested: Some(policy), ..self }
    }

    /// What the program means, as far as it can be read.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        match (&self.tested, &self.meaning) {
            (Some(policy), _) | (None, Err(policy)) => policy,
            (None, Ok(checked)) => checked.policy(),
        }
    }

    /// The policy without its tests; none when it has errors.
    #[must_use]
    pub fn checked(&self) -> Option<&Checked> {
        self.meaning.as_ref().ok()
    }

    /// Its texts.
    #[must_use]
    pub const fn sources(&self) -> &SourceMap {
        &self.program.sources
    }

    /// The file of a name, as the program calls it.
    #[must_use]
    pub fn file(&self, name: &str) -> Option<FileId> {
        self.sources().iter().find(|(_, source)| source.name == name).map(|(id, _)| id)
    }

    /// What each flow, DNS and the API ask of their ends.
    fn network(&self) -> &Arc<Network> {
        self.network.get_or_init(|| Arc::new(Network::new(self.policy())))
    }

    /// What the program means beside the objects of others; none when it has errors.
    fn world(&self) -> Option<&World> {
        self.checked()?;
        Some(self.world.get_or_init(|| {
            let policy = self.policy();
            let inventory = &self.beside.inventory;
            let world = World::of_policy(policy).with(&others::of_others(policy, inventory));
            world.knowing(Known::of(inventory))
        }))
    }

    /// A way to look at some of the objects; none when the program has errors.
    fn preview(&self) -> Option<Preview<'_>> {
        let policy = self.checked()?.policy();
        let network = match &self.tested {
            None => Arc::clone(self.network()),
            Some(_) => Arc::new(Network::new(policy)),
        };
        Some(Preview::with(policy, self.sources(), network))
    }

    /// The objects of some zones; none when the program has errors, or when the API server would refuse one
    /// of them.
    #[must_use]
    pub fn objects(&self, wanted: &dyn Fn(&Zone) -> bool) -> Option<Vec<Manifest>> {
        let mut objects = Vec::new();
        let fine = self.preview()?.give_zones(wanted, &mut |one| objects.push(one));
        fine.then_some(objects)
    }

    /// The objects that `netz build` writes; none when the program has errors.
    #[must_use]
    pub fn output(&self) -> Option<&Output> {
        let output = || {
            let output = compile(self.checked()?, self.sources());
            let refused = |one: &Diagnostic| one.severity == Severity::Error;
            (!output.diagnostics.iter().any(refused)).then_some(output)
        };
        self.output.get_or_init(output).as_ref()
    }

    /// The names at a place: several of one place where a `for` or an `in` makes several of it.
    #[must_use]
    pub fn names_at(&self, file: FileId, offset: u32) -> &[NameUse] {
        let uses = &self.names.uses;
        let from = uses.partition_point(|one| (one.span.file, one.span.start) <= (file, offset));
        let Some(last) = from.checked_sub(1).and_then(|at| uses.get(at)) else { return &[] };
        let holds = |one: &NameUse| one.span.file == file && offset <= one.span.end;
        // Right behind one name another may begin.
        let span = match holds(last) {
            true => last.span,
            false => return &[],
        };
        let start = uses.partition_point(|one| one.span < span);
        let end = uses.partition_point(|one| one.span <= span);
        uses.get(start..end).unwrap_or_default()
    }
}
