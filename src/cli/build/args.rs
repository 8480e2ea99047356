//! The flags of `netz build`.

use clap::{Args, ValueEnum};
use netz::emit::Category;
use std::path::PathBuf;

use crate::cli::input::InputArgs;

/// Compile a policy to Kubernetes objects
///
/// Prints YAML, or keeps a directory as it should be with -o. With an error in the policy nothing is
/// written; nor when the objects, read back from their text, don't mean what the program means. What flows
/// and grants imply (DNS, the API server) is counted in the summary.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  netz build | kubectl apply -f -           the nearest main.netz, here or above
  netz build policies/ > all.yaml           every .netz file under policies/
  netz build -o k8s --prune                 one folder a zone; files of earlier builds go away
  netz build -o k8s --check                 what would change; exit status 1 on drift: for CI
  netz build --zone 'shop-*' --only network
  netz build --cluster eu -o clusters/eu --layout object --kustomization

Layouts of -o DIR:
  folder   ZONE/network.yaml, ZONE/rbac.yaml, ZONE/namespace.yaml; cluster/rbac.yaml
  object   ZONE/KIND-NAME.yaml, one file an object
  single   netz.yaml

DIR/.netz-index lists the files that netz wrote: --prune removes no others, and a file that is not
netz's is never overwritten. An unchanged file keeps its time of modification.

Exit status: 0 when all is well, 1 when the policy has errors or --check found drift, 2 when a file
can't be read or written.")]
pub struct BuildArgs {
    #[command(flatten)]
    pub input: InputArgs,

    /// Write files into this directory instead of printing
    #[arg(short, long, value_name = "DIR", help_heading = "Output")]
    pub output: Option<PathBuf>,

    /// How files are laid out: folder, object or single [default: folder]
    #[arg(long, value_enum, value_name = "LAYOUT", requires = "output", help_heading = "Output")]
    #[arg(hide_possible_values = true)]
    layout: Option<Layout>,

    /// yaml, or json for a v1 List
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "yaml")]
    #[arg(hide_possible_values = true, help_heading = "Output")]
    pub format: OutputFormat,

    /// Only the objects of zones that match; may be repeated. Cluster-wide objects are of no zone
    #[arg(long = "zone", value_name = "GLOB", value_delimiter = ',', help_heading = "Output")]
    pub zones: Vec<String>,

    /// Only network, rbac or namespace objects; may be repeated
    #[arg(long, value_enum, value_name = "KIND", value_delimiter = ',', help_heading = "Output")]
    #[arg(hide_possible_values = true)]
    pub only: Vec<Only>,

    /// One ClusterRole, bound in each namespace, where Roles of several namespaces would say the same
    #[arg(long, help_heading = "Output")]
    pub share_roles: bool,

    /// Compare with the files of -o, show the difference and write nothing
    #[arg(long, requires = "output", help_heading = "Output")]
    pub check: bool,

    /// Remove files that an earlier build wrote and this one does not
    #[arg(long, requires = "output", conflicts_with = "check", help_heading = "Output")]
    pub prune: bool,

    /// Write a kustomization.yaml that lists the files
    #[arg(long, requires = "output", help_heading = "Output")]
    pub kustomization: bool,

    /// Write which files the output depends on, for make and ninja
    #[arg(long, value_name = "FILE", conflicts_with = "check", help_heading = "Output")]
    pub depfile: Option<PathBuf>,

    /// Write what was proved of the output, with hashes of inputs and outputs, as JSON
    #[arg(long, value_name = "FILE", conflicts_with = "check", help_heading = "Output")]
    pub evidence: Option<PathBuf>,
}

impl BuildArgs {
    /// The layout of the output; standard output is one stream.
    pub fn layout(&self) -> Layout {
        match self.output {
            Some(_) => self.layout.unwrap_or(Layout::Folder),
            None => Layout::Single,
        }
    }
}

/// How files are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Layout {
    /// A folder a zone, a file a category.
    Folder,
    /// A folder a zone, a file an object.
    Object,
    /// One file.
    Single,
}

/// How objects are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OutputFormat {
    /// Documents separated by `---`.
    Yaml,
    /// A `v1` List.
    Json,
}

/// What objects are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Only {
    /// NetworkPolicies.
    Network,
    /// Accounts, roles and bindings.
    Rbac,
    /// Namespaces and quotas.
    Namespace,
}

impl Only {
    /// The category that it selects.
    pub const fn category(self) -> Category {
        match self {
            Self::Network => Category::Network,
            Self::Rbac => Category::Rbac,
            Self::Namespace => Category::Namespace,
        }
    }
}
