//! What `netz reach` reads: objects, or a program and the objects beside it.

use netz::check::others;
use netz::diagnostic::{Counts, Diagnostic};
use netz::ir::Policy;
use netz::k8s::inventory::Inventory;
use netz::source::SourceMap;
use netz::world::World;
use netz::{Mode, Options, Program};
use std::sync::Arc;

use super::beside::Beside;
use super::loader::Disk;
use super::roots::Roots;
use super::{InputArgs, is_netz};
use crate::cli::failure::{Failure, shown};
use crate::cli::progress::Progress;

/// A cluster that was read.
pub struct Survey {
    /// Every text.
    pub sources: SourceMap,
    /// What is wrong with them.
    pub diagnostics: Vec<Diagnostic>,
    /// The objects.
    pub inventory: Inventory,
    /// What the policies mean; none where the program has errors.
    pub world: Option<World>,
}

impl Survey {
    /// Whether something could not be read.
    pub fn is_faulty(&self) -> bool {
        Counts::of(&self.diagnostics).errors > 0
    }
}

impl InputArgs {
    /// Whether the arguments are objects, and not a program beside objects.
    pub fn is_objects(&self) -> bool {
        self.with.is_empty()
    }

    /// Reads what the command line names: objects, or with `--with` a program and objects.
    pub fn survey(&self) -> Result<Survey, Failure> {
        if !self.with.is_empty() {
            let request = self.request(Mode::Build)?;
            let (options, others) = (request.options, request.others);
            let named: Vec<_> = request.roots.files.iter().map(String::as_str).collect();
            let _progress = Progress::start(self.quiet, "reading…".to_owned());
            let mut disk: Disk = request.disk;
            let mut program = netz::load(&named, &mut disk);
            let others = Arc::new(others.into_objects(&mut program));
            let options = Options { others: Arc::clone(&others), ..options };
            let (policy, diagnostics) = netz::compile::lower(&program, &options);
            drop(options);
            let inventory = Arc::unwrap_or_clone(others);
            let world = policy.map(|policy: Policy| {
                World::of_policy(&policy).with(&others::of_others(&policy, &inventory))
            });
            return Ok(Survey { sources: program.sources, diagnostics, inventory, world });
        }
        if let Some(policy) = self.inputs.iter().find(|path| is_netz(path)) {
            let name = shown(policy);
            let failure = Failure::new(format!("`{name}` says nothing of the workloads there are"));
            return Err(failure.help(format!("name their objects: `netz reach {name} --with DIR`")));
        }
        if self.inputs.is_empty() {
            let failure = Failure::new("there is nothing to read");
            let failure = failure.help("name files or directories with objects: `netz reach k8s/`");
            let all = "or read a cluster: `kubectl get deploy,sts,ds,pods,ns,svc,netpol -A -o yaml | netz reach -`";
            return Err(failure.help(all));
        }
        let _progress = Progress::start(self.quiet, "reading…".to_owned());
        let objects = Beside::read("netz reach", &self.inputs, &|path| holds_policies(path))?;
        if objects.is_empty() {
            let failure = Failure::new("a program says nothing of the workloads there are");
            return Err(failure.help("name their objects: `netz reach policies/ --with DIR`"));
        }
        let mut program = Program::default();
        let mut inventory = objects.into_objects(&mut program);
        let diagnostics = program.sink.finish(&self.levels.levels()?);
        let world = Some(World::taken_from(&mut inventory));
        Ok(Survey { sources: program.sources, diagnostics, inventory, world })
    }
}

fn holds_policies(path: &std::path::Path) -> bool {
    Roots::find(&[path.to_owned()], None).is_ok()
}
