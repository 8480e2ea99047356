//! From a loaded program to manifests: the two calls that everything else is built on.

use crate::check::{self, Checked};
use crate::diagnostic::{Code, Diagnostic, Kind, Level, Levels, Severity, Sink};
use crate::emit::{self, Manifest, Summary};
use crate::ir::Policy;
use crate::k8s::inventory::Inventory;
use crate::lower::{self, Program};
use crate::source::SourceMap;
use ecow::EcoString;
use jiff::civil::Date;
use std::sync::Arc;

/// What the program is compiled for.
#[derive(Debug, Clone)]
pub struct Options {
    /// Which of the program's named clusters; needed when there are several.
    pub cluster: Option<EcoString>,
    /// Today, in UTC, for `until`.
    pub today: Date,
    /// Whether findings that must not stop an emission do.
    pub mode: Mode,
    /// Levels of lints, as the command line sets them; the program's own are added.
    pub levels: Levels,
    /// The minor version of Kubernetes that the objects are for: 35 for 1.35.
    pub kube_version: u32,
    /// Objects of others that stand beside those of the program: every proof counts them in.
    pub others: Arc<Inventory>,
}

impl Default for Options {
    /// The oldest Kubernetes that netz knows, no cluster, and a day before every `until`.
    fn default() -> Self {
        Self {
            cluster: None,
            today: Date::MIN,
            mode: Mode::Check,
            levels: Levels::default(),
            kube_version: crate::k8s::resource::OLDEST,
            others: Arc::default(),
        }
    }
}

/// What a run is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Every finding counts.
    Check,
    /// What only time or a missing proof made wrong is a warning: an incident at midnight is not blocked.
    Build,
}

/// What checking a program gave.
#[derive(Debug)]
pub struct Outcome {
    /// The policy; none when it has errors.
    pub checked: Option<Checked>,
    /// Everything there is to say, in the order of files and places.
    pub diagnostics: Vec<Diagnostic>,
}

/// What compiling a checked policy gave.
#[derive(Debug)]
pub struct Output {
    /// The objects, in the order in which they are printed. Empty when there are errors.
    pub manifests: Vec<Manifest>,
    /// What the API server would refuse: none of it may be written.
    pub diagnostics: Vec<Diagnostic>,
    /// What was emitted, in numbers.
    pub summary: Summary,
}

/// Lowers and checks a program: for the chosen cluster, or, with [`Mode::Check`] and none chosen, for each of
/// its clusters. The policy is that of the first.
#[must_use]
pub fn check(program: &Program, options: &Options) -> Outcome {
    let (policy, diagnostics) = check_as(program, options, &mut |options, levels, sink| {
        lower::lower(program, options, levels, sink)
    });
    Outcome { checked: policy.ok(), diagnostics }
}

/// What [`check()`] does, with a way to lower. The policy is unchecked when it has errors.
pub(crate) fn check_as(
    program: &Program,
    options: &Options,
    lower: &mut dyn FnMut(&Options, &mut Levels, &mut Sink) -> Policy,
) -> (Result<Checked, Policy>, Vec<Diagnostic>) {
    let mut sink: Sink = program.sink.clone();
    let mut levels = options.levels.clone();
    if options.mode == Mode::Build {
        levels.soften(Code::Expired);
        levels.soften(Code::NotProved);
    }
    let clusters = clusters(program, options);
    let mut policy = None;
    let mut said = Vec::with_capacity(clusters.len());
    for cluster in clusters {
        let mut options = Options { cluster, ..options.clone() };
        let mut of_cluster = sink.next();
        let lowered = lower(&options, &mut levels, &mut of_cluster);
        options.levels = levels.clone();
        check::check(&lowered, &options, &program.sources, &mut of_cluster);
        said.push((options.cluster, of_cluster));
        policy.get_or_insert(lowered);
    }
    sink.append_of_clusters(said);
    let unproved = sink.places(Code::NotProved);
    let diagnostics = sink.finish(&levels);
    let fine = !diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    let policy = policy.unwrap_or_default();
    let policy = if fine { Ok(Checked::new(policy).without(unproved)) } else { Err(policy) };
    (policy, diagnostics)
}

/// The clusters to compile for: the chosen one, or, with [`Mode::Check`] and none chosen, each.
pub(crate) fn clusters(program: &Program, options: &Options) -> Vec<Option<EcoString>> {
    let names = lower::cluster_names(program);
    match (&options.cluster, options.mode) {
        (None, Mode::Check) if !names.is_empty() => names.into_iter().map(Some).collect(),
        (chosen, _) => vec![chosen.clone()],
    }
}

/// Lowers a program for the chosen cluster, without the lints and proofs of [`check()`]: for what only asks what
/// it means. The policy is none when it has errors.
#[must_use]
pub fn lower(program: &Program, options: &Options) -> (Option<Policy>, Vec<Diagnostic>) {
    let mut sink: Sink = program.sink.clone();
    let mut levels = options.levels.clone();
    for code in Code::ALL.iter().filter(|code| code.kind() != Kind::Error) {
        levels.set_on_command_line(*code, Level::Allow);
    }
    let policy = lower::lower(program, options, &mut levels, &mut sink);
    let diagnostics = sink.finish(&levels);
    let fine = !diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    (fine.then_some(policy), diagnostics)
}

/// Turns a checked policy into manifests and validates each as the API server would.
#[must_use]
pub fn compile(checked: &Checked, sources: &SourceMap) -> Output {
    let mut sink = Sink::default();
    let mut manifests = Vec::new();
    let style = emit::Style::default();
    let mut take = |manifest| manifests.push(manifest);
    let summary = emit::emit(checked, style, sources, &mut sink, &mut take);
    if sink.has_errors() {
        manifests.clear();
    }
    Output { manifests, diagnostics: sink.finish(&Levels::default()), summary }
}
