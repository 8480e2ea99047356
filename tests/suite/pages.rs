//! Every code has a page of one form, whose example fires it and whose near miss doesn't.

use netz::diagnostic::{Code, Diagnostic, Kind, Severity};
use netz::{LoadError, Loader, Options};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The day on which the pages are read.
const TODAY: jiff::civil::Date = jiff::civil::date(2026, 1, 15);

/// What stands in the files of a program.
enum File {
    Bytes(Vec<u8>),
    Fault(LoadError),
}

/// A program in memory, and the cluster that it is compiled for.
#[derive(Default)]
struct Project {
    files: BTreeMap<String, File>,
    cluster: Option<&'static str>,
}

impl Project {
    fn of(text: impl Into<Vec<u8>>) -> Self {
        Self::default().with("main.netz", text)
    }

    fn with(mut self, path: &str, text: impl Into<Vec<u8>>) -> Self {
        self.files.insert(path.to_owned(), File::Bytes(text.into()));
        self
    }

    fn fault(mut self, path: &str, fault: LoadError) -> Self {
        self.files.insert(path.to_owned(), File::Fault(fault));
        self
    }

    const fn on(mut self, cluster: &'static str) -> Self {
        self.cluster = Some(cluster);
        self
    }

    /// Everything that the whole compiler has to say.
    fn diagnostics(mut self) -> Vec<Diagnostic> {
        let cluster = self.cluster.map(Into::into);
        let program = netz::load(&["main.netz"], &mut self);
        let options = Options { today: TODAY, cluster, ..Options::default() };
        let outcome = netz::check(&program, &options);
        let mut diagnostics = outcome.diagnostics;
        if let Some(checked) = &outcome.checked {
            diagnostics.extend(netz::compile(checked, &program.sources).diagnostics);
        }
        diagnostics
    }
}

impl Loader for Project {
    fn load(&mut self, path: &str) -> Result<Vec<u8>, LoadError> {
        match self.files.get(path) {
            Some(File::Bytes(bytes)) => Ok(bytes.clone()),
            Some(File::Fault(fault)) => Err(fault.clone()),
            None => Err(LoadError::NotFound),
        }
    }
}

/// A page, taken apart.
struct Page {
    code: Code,
    sections: Vec<(&'static str, &'static str)>,
}

impl Page {
    fn of(code: Code) -> Self {
        let sections = code.page().split("\n## ").skip(1);
        let sections = sections.map(|section| section.split_once('\n').unwrap_or((section, "")));
        Self { code, sections: sections.collect() }
    }

    fn section(&self, title: &str) -> &'static str {
        let found = self.sections.iter().find(|(name, _)| *name == title);
        found.unwrap_or_else(|| panic!("the page of {} has no `## {title}`", self.code)).1
    }

    /// The program of a section; none where it shows something else than one netz file.
    fn program(&self, title: &str) -> Option<&'static str> {
        let (_, rest) = self.section(title).split_once("```netz\n")?;
        rest.split_once("```").map(|(program, _)| program)
    }
}

const SHOP: &str = "zone shop isolates ingress; segment web; segment api tcp/80; web -> api\n";

/// Pages whose example is more than one text file.
fn example(code: Code) -> Option<Project> {
    let project = match code {
        Code::NestingTooDeep => {
            Project::of(format!("{}{}", "for a in x { ".repeat(65), "} ".repeat(65)))
        }
        Code::InvalidUtf8 => Project::of([b"# caf\xE9\n", SHOP.as_bytes()].concat()),
        Code::BinaryFile => Project::of([b"zone\0prod\n", SHOP.as_bytes()].concat()),
        Code::FileTooLarge => Project::of(vec![b'#'; (64 << 20) + 1]),
        Code::IncludeCycle => Project::of("use \"shop.netz\"")
            .with("shop.netz", format!("use \"main.netz\"\n{SHOP}")),
        Code::Unreadable => {
            Project::of(format!("use \"zones\"\n{SHOP}")).fault("zones", LoadError::Directory)
        }
        Code::UnknownCluster => Project::of(format!("{CLUSTERS}{SHOP}")).on("liev"),
        _ => return None,
    };
    Some(project)
}

/// Pages whose near miss is more than one text file.
fn near_miss(code: Code) -> Option<Project> {
    let project = match code {
        Code::NestingTooDeep => {
            Project::of(format!("{}{SHOP}{}", "for a in x { ".repeat(64), "} ".repeat(64)))
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
        _ => return None,
    };
    Some(project)
}

const CLUSTERS: &str =
    "cluster staging { pods 10.1.0.0/16 }\ncluster live { pods 10.2.0.0/16 }\n";

/// What no program should ever fire.
const NEVER: &[Code] = &[Code::Internal];

fn told(diagnostics: &[Diagnostic]) -> String {
    let mut text = String::new();
    for diagnostic in diagnostics {
        let _ = writeln!(text, "  {:?} {} {}", diagnostic.severity, diagnostic.code, diagnostic.message);
    }
    text
}

#[test]
fn every_page_has_the_form() {
    for code in Code::ALL {
        let page = Page::of(*code);
        let title = code.page().lines().next().unwrap_or_default();
        assert_eq!(title, format!("# {} {}", code.id(), code.name()));
        let summary = code.summary();
        assert!(summary.ends_with('.') && summary.len() <= 110, "summary of {code}: {summary}");
        let titles: Vec<_> = page.sections.iter().map(|(title, _)| *title).collect();
        let known = ["Why", "Example", "Instead", "More"];
        assert!(titles == known || titles == known[..3], "sections of {code}: {titles:?}");
        for (title, text) in &page.sections {
            assert!(!text.trim().is_empty(), "`## {title}` of {code} is empty");
        }
    }
}

#[test]
fn every_example_fires_its_code() {
    for code in Code::ALL.iter().filter(|code| !NEVER.contains(code)) {
        let page = Page::of(*code);
        let project = example(*code).or_else(|| page.program("Example").map(Project::of));
        let Some(project) = project else { panic!("no example for {code}") };
        let diagnostics = project.diagnostics();
        let severity = match code.kind() {
            Kind::Error => Severity::Error,
            Kind::Lint(_) => Severity::Warning,
        };
        let fired = diagnostics
            .iter()
            .any(|diagnostic| diagnostic.code == *code && diagnostic.severity <= severity);
        assert!(fired, "the example of {code} doesn't fire it, but:\n{}", told(&diagnostics));
        let others: Vec<_> = diagnostics.into_iter().filter(|other| other.code != *code).collect();
        assert!(others.is_empty(), "the example of {code} also fires\n{}", told(&others));
    }
}

#[test]
fn no_near_miss_fires_anything() {
    for code in Code::ALL.iter().filter(|code| !NEVER.contains(code)) {
        let page = Page::of(*code);
        let project = near_miss(*code).or_else(|| page.program("Instead").map(Project::of));
        let Some(project) = project else { panic!("no near miss for {code}") };
        let diagnostics = project.diagnostics();
        assert!(diagnostics.is_empty(), "the near miss of {code} fires\n{}", told(&diagnostics));
    }
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
    let index = include_str!("../../docs/diagnostics/README.md");
    assert!(index.ends_with(&table), "docs/diagnostics/README.md should end with\n{table}");
}
