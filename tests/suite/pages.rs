//! Every code has a page of one form, whose example fires it and whose near miss doesn't.

use netz::diagnostic::{Code, Diagnostic, Kind, Level, Levels, Severity, Sink};
use netz::k8s::inventory::Inventory;
use netz::learn::{Place, Tally};
use netz::source::SourceMap;
use netz::{LoadError, Loader, Mode, Options};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::RangeInclusive;
use std::sync::Arc;

/// The day on which the pages are read.
const TODAY: jiff::civil::Date = jiff::civil::date(2026, 1, 15);

/// What pages about something else leave open: where DNS is, and whether an assertion holds.
const APART: &[Code] = &[Code::AssumedDns, Code::NotProved];

/// A right that is dangerous in itself may void an isolation too, and the other way round: each is a finding
/// of its own, with a page of its own.
fn beside(code: Code) -> impl Iterator<Item = Code> {
    const IN_ITSELF: RangeInclusive<Code> = Code::Escalate..=Code::SystemLeases;
    const WITH_OTHERS: RangeInclusive<Code> = Code::PolicyWriter..=Code::EscalationPath;
    let joins = WITH_OTHERS.contains(&code);
    Code::ALL.iter().copied().filter(move |other| match joins {
        true => IN_ITSELF.contains(other) || *other == Code::AdminRole,
        false => WITH_OTHERS.contains(other),
    })
}

/// What stands in the files of a program.
enum File {
    Bytes(Vec<u8>),
    /// So many zero bytes, which cost nothing as long as nobody looks at them.
    Zeros(usize),
    Fault(LoadError),
}

/// A program in memory, and the cluster that it is compiled for.
#[derive(Default)]
struct Project {
    files: BTreeMap<String, File>,
    cluster: Option<&'static str>,
    /// Kubernetes objects that stand beside it.
    objects: Option<&'static str>,
    /// What it is asked.
    question: Option<&'static str>,
    /// What was recorded.
    recording: Option<&'static str>,
}

impl Project {
    fn of(text: impl Into<Vec<u8>>) -> Self {
        Self::default().with("main.netz", text)
    }

    fn with(self, path: &str, text: impl Into<Vec<u8>>) -> Self {
        self.with_file(path, File::Bytes(text.into()))
    }

    fn with_file(mut self, path: &str, file: File) -> Self {
        self.files.insert(path.to_owned(), file);
        self
    }

    const fn on(mut self, cluster: &'static str) -> Self {
        self.cluster = Some(cluster);
        self
    }

    const fn beside(mut self, objects: Option<&'static str>) -> Self {
        self.objects = objects;
        self
    }

    /// Everything that the whole compiler has to say, seen from the page of `code`.
    fn diagnostics(mut self, code: Code) -> Vec<Diagnostic> {
        if OF_TESTS.contains(&code) {
            return self.tested();
        }
        if OF_AUDIT.contains(&code) {
            return self.audited();
        }
        if OF_IMPORT.contains(&code) && self.objects.is_some() {
            return self.imported(code);
        }
        if OF_LEARN.contains(&code) {
            return self.learned(code);
        }
        let cluster = self.cluster.map(Into::into);
        let mut program = netz::load(&["main.netz"], &mut self);
        let mut others = Inventory::default();
        if let Some(objects) = self.objects {
            let file = program.sources.add("objects.yaml", objects);
            others.read(file, objects, &mut program.sink);
        }
        let others = Arc::new(others);
        let mut levels = Levels::default();
        for apart in APART.iter().copied().chain(beside(code)).filter(|apart| *apart != code) {
            levels.set_on_command_line(apart, Level::Allow);
        }
        let mode = if code == Code::ClusterChoice { Mode::Build } else { Mode::Check };
        let mut options =
            Options { today: TODAY, cluster, mode, levels, others, ..Options::default() };
        if OF_NEWER.contains(&code) {
            options.kube_version = 35;
        }
        let outcome = netz::check(&program, &options);
        let mut diagnostics = outcome.diagnostics;
        if let Some(checked) = &outcome.checked {
            diagnostics.extend(netz::compile(checked, &program.sources).diagnostics);
        }
        if let Some(question) = self.question {
            let asked = [question.trim_end().to_owned()];
            diagnostics.extend(netz::query::ask(&mut program, &options, &asked).diagnostics);
        }
        diagnostics
    }
}

impl Project {
    /// What `netz test` has to say where the page is a test of a small policy.
    fn tested(mut self) -> Vec<Diagnostic> {
        if let Some(page) = self.files.remove("main.netz") {
            self.files.insert("page.test.netz".to_owned(), page);
        }
        let mut project = self.with("main.netz", TESTED);
        let program = netz::load_with_tests(&["main.netz"], &["page.test.netz"], &mut project);
        let tested = netz::test(&program, &Options::default(), None);
        let of_verdicts = tested.verdicts.into_iter().flat_map(|verdict| verdict.diagnostics);
        tested.errors.into_iter().chain(of_verdicts).collect()
    }
}

impl Project {
    /// What `netz audit` has to say where the page is about objects without a program.
    fn audited(self) -> Vec<Diagnostic> {
        let (mut inventory, mut sources) = (Inventory::default(), SourceMap::default());
        let mut sink = Sink::default();
        let objects = self.objects.unwrap_or_default().as_bytes().to_vec();
        netz::audit::read("objects.yaml", objects, &mut sources, &mut inventory, &mut sink);
        let options = netz::audit::Options::default();
        netz::audit::audit(&inventory, sink, &sources, &options).diagnostics
    }
}

impl Project {
    /// What `netz import` has to say of objects. That the program differs says no more than what is left
    /// out of it, and the other way round.
    fn imported(self, code: Code) -> Vec<Diagnostic> {
        let (mut inventory, mut sources) = (Inventory::default(), SourceMap::default());
        let mut sink = Sink::default();
        let objects = self.objects.unwrap_or_default();
        let file = sources.add("objects.yaml", objects);
        inventory.read(file, objects, &mut sink);
        let options =
            netz::import::Options { kube_version: 33, ..netz::import::Options::default() };
        netz::import::import(&inventory, &sources, &options).report(&mut sink);
        let mut said = sink.finish(&Levels::default());
        let apart = match code {
            Code::ImportDiffers => Code::PortNameLeftOut,
            _ => Code::ImportDiffers,
        };
        said.retain(|one| one.code != apart);
        said
    }

    /// What `netz learn` has to say of a recording.
    fn learned(self, code: Code) -> Vec<Diagnostic> {
        let (mut tally, mut sources) = (Tally::default(), SourceMap::default());
        tally.start();
        for (number, line) in (1..).zip(self.recording.unwrap_or_default().lines()) {
            tally.line(Place { file: "flows", number, bytes: 0 }, line);
        }
        let mut sink = Sink::default();
        tally.report(&mut sources, &mut sink);
        netz::learn::program(&tally, &[]).report(&mut sink);
        let mut levels = Levels::default();
        if code.kind() == Kind::Lint(Level::Allow) {
            levels.set_on_command_line(code, Level::Warn);
        }
        sink.finish(&levels)
    }
}

/// Codes of `netz import` alone.
const OF_IMPORT: RangeInclusive<Code> = Code::IsolationLeftOut..=Code::ImportUnproved;

/// Codes of `netz learn` alone.
const OF_LEARN: RangeInclusive<Code> = Code::UnreadableFlow..=Code::NoConnection;

/// Codes of `netz audit` alone.
const OF_AUDIT: RangeInclusive<Code> = Code::MissingRole..=Code::MisleadingName;

/// Codes of what is so since Kubernetes 1.35 alone.
const OF_NEWER: &[Code] = &[Code::ConnectWithoutCreate];

/// Codes whose pages show a test.
const OF_TESTS: &[Code] = &[Code::TestStatement, Code::TestChangesPolicy];

/// The policy that these pages test.
const TESTED: &str = "zone shop isolates { web -> db tcp/5432 }\n";

impl Loader for Project {
    fn load(&mut self, path: &str) -> Result<Vec<u8>, LoadError> {
        match self.files.get(path) {
            Some(File::Bytes(bytes)) => Ok(bytes.clone()),
            Some(File::Zeros(count)) => Ok(vec![0; *count]),
            Some(File::Fault(fault)) => Err(fault.clone()),
            None => Err(LoadError::NotFound),
        }
    }
}

/// A page, taken apart.
struct Page {
    sections: Vec<(&'static str, &'static str)>,
}

impl Page {
    fn of(code: Code) -> Self {
        let sections = code.page().split("\n## ").skip(1);
        let sections = sections.map(|section| section.split_once('\n').unwrap_or((section, "")));
        Self { sections: sections.collect() }
    }

    /// What a section shows: one netz file, Kubernetes objects, or objects beside a file.
    fn project(&self, section: &str) -> Option<Project> {
        let recording = ["```csv\n", "```jsonl\n"];
        let recording = recording.into_iter().find_map(|fence| self.block(section, fence));
        if recording.is_some() {
            return Some(Project { recording, ..Project::default() });
        }
        let program = self.block(section, "```netz\n");
        let objects = self.block(section, "```yaml\n");
        let program = program.or_else(|| objects.map(|_| SHOP))?;
        let project = Project::of(program).beside(objects);
        Some(Project { question: self.block(section, "```query\n"), ..project })
    }

    fn block(&self, section: &str, fence: &str) -> Option<&'static str> {
        let (_, text) = self.sections.iter().find(|(title, _)| *title == section)?;
        let (_, rest) = text.split_once(fence)?;
        rest.split_once("```").map(|(block, _)| block)
    }
}

const SHOP: &str = "zone shop isolates { segment web; segment api tcp/80; web -> api }\n";

/// Pages whose example is more than one text file.
fn example(code: Code) -> Option<Project> {
    let project = match code {
        Code::NestingTooDeep => {
            Project::of(format!("{}{}", "for a in x { ".repeat(65), "} ".repeat(65)))
        }
        Code::InvalidUtf8 => Project::of([b"# caf\xE9\n", SHOP.as_bytes()].concat()),
        Code::BinaryFile => Project::of([b"zone\0prod\n", SHOP.as_bytes()].concat()),
        Code::FileTooLarge => Project::default().with_file("main.netz", File::Zeros(1 << 32)),
        Code::IncludeCycle => {
            Project::of("use \"shop.netz\"").with("shop.netz", format!("use \"main.netz\"\n{SHOP}"))
        }
        Code::Unreadable => Project::of(format!("use \"zones\"\n{SHOP}"))
            .with_file("zones", File::Fault(LoadError::Directory)),
        Code::UnknownCluster => Project::of(format!("{CLUSTERS}{SHOP}")).on("liev"),
        Code::InvalidObject => Project::of(reason(300_000)),
        _ => return None,
    };
    Some(project)
}

/// Pages whose near miss is more than one text file.
fn near_miss(code: Code) -> Option<Project> {
    let project = match code {
        Code::NestingTooDeep => {
            Project::of(format!("{}{SHOP}{}", "for a in x { ".repeat(63), "} ".repeat(63)))
        }
        Code::InvalidUtf8 => Project::of(format!("# café\n{SHOP}")),
        Code::BinaryFile => Project::of(SHOP),
        Code::FileTooLarge => Project::of(format!("use \"shop.netz\" {}", "#".repeat(1 << 20)))
            .with("shop.netz", SHOP),
        Code::FileNotFound => Project::of("use \"zones/prod.netz\"").with("zones/prod.netz", SHOP),
        Code::IncludeCycle => Project::of("use \"shop.netz\"").with("shop.netz", SHOP),
        Code::OutsideRoot => Project::of("use \"shared/base.netz\"").with("shared/base.netz", SHOP),
        Code::AbsolutePath => Project::of("use \"base.netz\"").with("base.netz", SHOP),
        Code::Unreadable => Project::of("use \"zones/prod.netz\"").with("zones/prod.netz", SHOP),
        Code::UnknownCluster => Project::of(format!("{CLUSTERS}{SHOP}")).on("live"),
        Code::InvalidObject => Project::of(reason(1_000)),
        _ => return None,
    };
    Some(project)
}

const CLUSTERS: &str = "cluster staging { pods 10.1.0.0/16 }\ncluster live { pods 10.2.0.0/16 }\n";

/// A program with a reason of so many characters.
fn reason(length: usize) -> String {
    SHOP.replace("web -> api", &format!("web -> api because \"{}\"", "x".repeat(length)))
}

/// What no program should ever fire.
const NEVER: &[Code] = &[
    Code::ProofUnfinished,
    Code::NotFinished,
    Code::EmittedDiffers,
    Code::Internal,
    Code::ImportUnproved,
    // Of half a million lines.
    Code::TooManyConnections,
];

fn told(diagnostics: &[Diagnostic]) -> String {
    let mut text = String::new();
    for diagnostic in diagnostics {
        let _ = writeln!(
            text,
            "  {:?} {} {}",
            diagnostic.severity, diagnostic.code, diagnostic.message
        );
    }
    text
}

#[test]
fn every_page_has_the_form() {
    let mut faults = String::new();
    for code in Code::ALL {
        let heading = code.page().lines().next().unwrap_or_default();
        assert_eq!(heading, format!("# {} {}", code.id(), code.name()));
        let summary = code.summary();
        if !summary.ends_with('.') || summary.len() > 110 {
            let _ = writeln!(faults, "the summary of {code}: {summary:?}");
        }
        let page = Page::of(*code);
        let titles: Vec<_> = page.sections.iter().map(|(title, _)| *title).collect();
        let form = ["Why", "Example", "Instead", "More"];
        if titles != form && titles != form[..3] {
            let _ = writeln!(faults, "the sections of {code}: {titles:?}");
        }
        if page.sections.iter().any(|(_, text)| text.trim().is_empty()) {
            let _ = writeln!(faults, "an empty section of {code}");
        }
    }
    assert!(faults.is_empty(), "{faults}");
}

/// The codes whose programs are to be compiled.
fn codes() -> impl Iterator<Item = Code> {
    Code::ALL.iter().copied().filter(|code| !NEVER.contains(code))
}

#[test]
fn every_example_fires_its_code_alone() {
    let mut faults = String::new();
    for code in codes() {
        let project = example(code).or_else(|| Page::of(code).project("Example"));
        let Some(project) = project else {
            let _ = writeln!(faults, "{code} has no example");
            continue;
        };
        let diagnostics = project.diagnostics(code);
        if !diagnostics.iter().any(|diagnostic| diagnostic.code == code && shown(diagnostic)) {
            let _ = writeln!(
                faults,
                "the example of {code} doesn't fire it, but\n{}",
                told(&diagnostics)
            );
        } else if diagnostics.iter().any(|diagnostic| diagnostic.code != code) {
            let _ = writeln!(faults, "the example of {code} also fires\n{}", told(&diagnostics));
        }
    }
    assert!(faults.is_empty(), "{faults}");
}

/// Whether people see it.
fn shown(diagnostic: &Diagnostic) -> bool {
    diagnostic.severity != Severity::Accepted
}

#[test]
fn no_near_miss_fires_anything() {
    let mut faults = String::new();
    for code in codes() {
        let project = near_miss(code).or_else(|| Page::of(code).project("Instead"));
        let Some(project) = project else {
            let _ = writeln!(faults, "{code} has no near miss");
            continue;
        };
        let diagnostics = project.diagnostics(code);
        if diagnostics.iter().any(shown) {
            let _ = writeln!(faults, "the near miss of {code} fires\n{}", told(&diagnostics));
        }
    }
    assert!(faults.is_empty(), "{faults}");
}

#[test]
fn the_index_is_true() {
    let mut table = String::from("| code | name | level | fires when |\n|---|---|---|---|\n");
    for code in Code::ALL {
        let level = match code.kind() {
            Kind::Error => "error",
            Kind::Lint(level) => level.word(),
        };
        let (id, name, summary) = (code.id(), code.name(), code.summary().replace('|', "\\|"));
        let _ = writeln!(table, "| [{id}]({id}.md) | `{name}` | {level} | {summary} |");
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/diagnostics/README.md");
    let index = std::fs::read_to_string(path).unwrap();
    let (head, _) = index.split_once("| code |").unwrap();
    let wanted = format!("{head}{table}");
    if std::env::var_os("NETZ_BLESS").is_some() {
        std::fs::write(path, wanted).unwrap();
    } else {
        assert!(index == wanted, "the index is old: NETZ_BLESS=1 cargo test the_index_is_true");
    }
}

/// The controls of the CIS Kubernetes Benchmark in a text: three numbers with dots, the first of which is 5.
fn controls(text: &str) -> std::collections::BTreeSet<&str> {
    let words = text.split(|mark: char| !mark.is_ascii_digit() && mark != '.');
    let words = words.map(|word| word.trim_matches('.'));
    words.filter(|word| word.starts_with("5.") && word.split('.').count() == 3).collect()
}

#[test]
fn a_page_names_the_controls_that_its_lint_proves() {
    let lints = Code::ALL.iter().filter(|code| matches!(code.kind(), Kind::Lint(_)));
    for code in lints {
        let tagged: std::collections::BTreeSet<_> = code.cis().iter().copied().collect();
        let page = Page::of(*code);
        let more = page.sections.iter().find(|(name, _)| *name == "More");
        let shown = more.map(|(_, text)| controls(text)).unwrap_or_default();
        assert_eq!(shown, tagged, "{}", code.id());
    }
}
