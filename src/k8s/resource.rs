//! Which resources there are: the built-in ones of a version of Kubernetes, and custom ones.

mod built_in;

use ecow::EcoString;
use std::collections::BTreeMap;

/// The minor version of the oldest Kubernetes that the table knows.
pub const OLDEST: u32 = 33;

/// The minor version of the newest Kubernetes that the table knows.
pub const NEWEST: u32 = 37;

/// The verbs that nearly every resource serves.
pub const STANDARD: [&str; 8] =
    ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

/// The name of a subresource that stands for any: the keys of `userextras`.
pub const ANY: &str = "*";

/// The core group, as kubectl and people call it; its name in the API is empty.
pub const CORE: &str = "core";

/// A kind of object that the API server serves or that an authorizer asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    /// Its API group; empty for the core group.
    pub group: EcoString,
    /// `deployments`.
    pub plural: EcoString,
    /// `deployment`.
    pub singular: EcoString,
    /// `Deployment`.
    pub kind: EcoString,
    /// `deploy`.
    pub short_names: Vec<EcoString>,
    /// Whether its objects live in namespaces.
    pub namespaced: bool,
    /// The verbs that it answers, sorted.
    pub verbs: Vec<EcoString>,
    /// The verbs that only authorizers ask for, such as `escalate` and `impersonate`. No intent and no
    /// `all` implies them.
    pub guarded: Vec<EcoString>,
    /// Its subresources, by name.
    pub subresources: Vec<Subresource>,
    /// Whether it is part of Kubernetes.
    pub built_in: bool,
}

/// A part of an object with its own URL: `pods/log`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subresource {
    /// `log`, or [`ANY`].
    pub name: EcoString,
    /// The verbs that it answers, sorted.
    pub verbs: Vec<EcoString>,
    /// The verbs that only authorizers ask for.
    pub guarded: Vec<EcoString>,
}

impl Resource {
    /// A custom resource with the standard verbs, known by its plural alone.
    #[must_use]
    pub fn custom(group: EcoString, plural: EcoString, namespaced: bool) -> Self {
        Self {
            singular: plural.clone(),
            kind: plural.clone(),
            group,
            plural,
            short_names: Vec::new(),
            namespaced,
            verbs: strings(&STANDARD),
            guarded: Vec::new(),
            subresources: Vec::new(),
            built_in: false,
        }
    }

    /// The subresource of a name.
    #[must_use]
    pub fn subresource(&self, name: &str) -> Option<&Subresource> {
        let exact = self.subresources.iter().find(|sub| sub.name == name);
        exact.or_else(|| self.subresources.iter().find(|sub| sub.name == ANY))
    }

    /// What kubectl takes: the plural, with its group unless it is built in.
    #[must_use]
    pub fn name(&self) -> EcoString {
        if self.built_in { self.plural.clone() } else { self.full_name() }
    }

    /// The plural with its group, where it has one.
    #[must_use]
    pub fn full_name(&self) -> EcoString {
        match self.group.as_str() {
            "" => self.plural.clone(),
            group => ecow::eco_format!("{}.{group}", self.plural),
        }
    }
}

impl Subresource {
    /// A subresource of a custom resource: `status` and `scale` are read and changed, of any other it is
    /// not known what it does.
    #[must_use]
    pub fn declared(name: EcoString) -> Self {
        let verbs: &[&str] = match name.as_str() {
            "status" | "scale" => &["get", "patch", "update"],
            _ => &["create", "delete", "get", "patch", "update"],
        };
        Self { name, verbs: strings(verbs), guarded: Vec::new() }
    }
}

/// The resources of a cluster.
#[derive(Debug, Clone)]
pub struct Table {
    minor: u32,
    resources: Vec<Resource>,
    by_plural: BTreeMap<EcoString, Vec<usize>>,
}

impl Table {
    /// The built-in resources of Kubernetes 1.`minor`.
    #[must_use]
    pub fn new(minor: u32) -> Self {
        let mut table = Self { minor, resources: Vec::new(), by_plural: BTreeMap::new() };
        for (group, lines) in built_in::GROUPS {
            for line in lines.iter().filter(|line| line.since <= minor) {
                table.add(from_line(group, line, minor));
            }
        }
        table
    }

    /// The minor version that the built-in resources are of.
    #[must_use]
    pub const fn minor(&self) -> u32 {
        self.minor
    }

    /// Adds a resource. Of two with the same group and plural the first stands.
    pub fn add(&mut self, resource: Resource) {
        let at = self.resources.len();
        self.by_plural.entry(resource.plural.clone()).or_default().push(at);
        self.resources.push(resource);
    }

    /// The resource of a group and a plural.
    #[must_use]
    pub fn find(&self, group: &str, plural: &str) -> Option<&Resource> {
        self.of_plural(plural).find(|resource| resource.group == group)
    }

    /// The resources of a plural, in every group.
    pub fn of_plural<'a>(&'a self, plural: &str) -> impl Iterator<Item = &'a Resource> + use<'a> {
        let places = self.by_plural.get(plural).map_or(&[][..], Vec::as_slice);
        places.iter().filter_map(|at| self.resources.get(*at))
    }

    /// The resources of a group.
    pub fn of_group(&self, group: &str) -> impl Iterator<Item = &Resource> {
        self.iter().filter(move |resource| resource.group == group)
    }

    /// Every resource: the built-in ones by group and plural, then the others as added.
    pub fn iter(&self) -> impl Iterator<Item = &Resource> {
        self.resources.iter()
    }
}

/// The first minor version that has a built-in resource, where the table knows it. Without a group, of
/// whatever group.
#[must_use]
pub fn since(group: Option<&str>, plural: &str) -> Option<u32> {
    let groups = built_in::GROUPS.iter().filter(|(name, _)| group.is_none_or(|it| it == *name));
    let lines = groups.flat_map(|(_, lines)| lines.iter());
    lines.filter(|line| line.plural == plural).map(|line| line.since).min()
}

fn strings(words: &[&str]) -> Vec<EcoString> {
    words.iter().copied().map(EcoString::from).collect()
}

fn from_line(group: &str, line: &built_in::BuiltIn, minor: u32) -> Resource {
    let subresources = line.subresources.iter().filter(|sub| sub.since <= minor);
    Resource {
        group: group.into(),
        plural: line.plural.into(),
        singular: line.kind.to_lowercase().into(),
        kind: line.kind.into(),
        short_names: strings(line.short_names),
        namespaced: line.namespaced,
        verbs: strings(line.verbs),
        guarded: strings(line.guarded),
        subresources: subresources
            .map(|sub| Subresource {
                name: sub.name.into(),
                verbs: strings(sub.verbs),
                guarded: strings(sub.guarded),
            })
            .collect(),
        built_in: true,
    }
}
