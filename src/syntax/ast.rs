//! What the text says, statement by statement, before any name is looked up.
//!
//! Every part carries its span. Names keep `$variables` and globs as written: a `for` is expanded and a
//! glob is matched in `lower`.

use crate::source::{FileId, Span};
use ecow::EcoString;

pub use crate::set::port::Protocol;

/// One file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Which file.
    pub id: FileId,
    /// Its statements at top level, in order.
    pub statements: Vec<Statement>,
    /// Its comments, in order, wherever they stand.
    pub comments: Vec<Comment>,
}

/// A comment, from `#` to the end of its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comment {
    /// The comment with its `#`, without the newline.
    pub span: Span,
    /// Whether nothing but blanks stands before it on its line.
    pub own_line: bool,
}

/// A statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// From its first to its last token, the braces of its body included.
    pub span: Span,
    /// What it says.
    pub kind: StatementKind,
}

/// Every kind of statement.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "each variant is documented at its type")]
pub enum StatementKind {
    Use(Text),
    Zone(Zone),
    In(In),
    For(For),
    Cluster(Cluster),
    Segment(Segment),
    Net(Net),
    Port(Port),
    Service(Service),
    Account(Account),
    User(Principal),
    Group(Principal),
    Role(Role),
    Resource(Resource),
    Flow(Flow),
    Grant(Grant),
    Has(Has),
    Assertion(Assertion),
    Lint(Lint),
    /// `label app.kubernetes.io/name`: the key behind shorthand segments.
    Label(Name),
    Pods(Pods),
    Quota(Vec<Quota>),
    /// `owner "team-shop"`.
    Owner(Text),
    Without(Without),
    Exclusive(Exclusive),
    /// `delivered by SUBJECT, …`.
    Delivered(Vec<SubjectName>),
}

/// A name, or a pattern of names: letters, digits, `-`, `_`; `$variables`; `*` in globs; or quoted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The text, unquoted and unescaped.
    pub text: EcoString,
    /// The place, quotes included.
    pub span: Span,
    /// Whether it was quoted, and so is always a name.
    pub quoted: bool,
}

/// A string in double quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The text, unescaped.
    pub text: EcoString,
    /// The place, quotes included.
    pub span: Span,
}

/// A date as written, `2027-06-30`; `lower` checks that it exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Date {
    /// Year, month, day.
    pub text: EcoString,
    /// The place.
    pub span: Span,
}

/// `zone prod isolates`, `zone shop = namespaces a, b { … }`, `zone t = namespaces where k=v`,
/// `extern zone kube-system { … }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone {
    /// Somebody else's policies: a peer only.
    pub external: bool,
    /// Its name.
    pub name: Name,
    /// What stands behind `=`.
    pub namespaces: Option<Namespaces>,
    /// `isolates [ingress|egress]`, with its place.
    pub isolates: Option<Isolates>,
    /// `owner "team"` in the header.
    pub owner: Option<Text>,
    /// Its body; none without braces.
    pub body: Option<Vec<Statement>>,
    /// The header, from `zone` (or `extern`) to the last token before the body.
    pub header: Span,
}

/// The namespaces of a zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Namespaces {
    /// `= namespaces a, b`.
    Named(Vec<Name>),
    /// `= namespaces where k=v`.
    Labelled(Selector),
}

/// `isolates`, `isolates ingress`, `isolates egress`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Isolates {
    /// Incoming traffic is denied by default.
    pub ingress: bool,
    /// Outgoing traffic is denied by default.
    pub egress: bool,
    /// The words.
    pub span: Span,
}

/// `in shop-*, monitoring { … }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct In {
    /// Zone names and globs.
    pub zones: Vec<Name>,
    /// Its body; none without braces, when it scopes the file.
    pub body: Option<Vec<Statement>>,
    /// The header.
    pub header: Span,
}

/// `for env in dev, staging, prod { … }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct For {
    /// The variable, without `$`.
    pub variable: Name,
    /// Its values; may be empty, which `lower` reports.
    pub values: Vec<Name>,
    /// Its body.
    pub body: Vec<Statement>,
    /// The header.
    pub header: Span,
}

/// `cluster [NAME] { … }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cluster {
    /// Its name; a block without adds to every named one.
    pub name: Option<Name>,
    /// What it states.
    pub items: Vec<ClusterItem>,
    /// The header.
    pub header: Span,
}

/// A statement in a `cluster` block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClusterItem {
    /// The whole item.
    pub span: Span,
    /// What it says.
    pub kind: ClusterItemKind,
}

/// What a `cluster` block may say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClusterItemKind {
    /// `pods 10.244.0.0/16, …`.
    Pods(Vec<Address>),
    /// `services 10.96.0.0/12, …`.
    Services(Vec<Address>),
    /// `nodes 192.168.0.0/24, …`.
    Nodes(Vec<Address>),
    /// `api 10.96.0.1, 192.0.2.10 tcp/443 [from kube-system/konnectivity-agent]`.
    Api {
        /// Where the API server answers.
        addresses: Vec<Address>,
        /// On which ports.
        ports: Vec<PortItem>,
        /// The pods that its calls to webhooks come through.
        from: Option<Endpoint>,
    },
    /// `source-ip preserved`.
    SourceIpPreserved,
    /// `service dns = …`.
    Service(Service),
}

/// `segment backend as api tcp/8080 metrics=tcp/9102: app=api | app=api2`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Its name.
    pub name: Name,
    /// `as ACCOUNT`.
    pub account: Option<Name>,
    /// Ports without a name.
    pub ports: Vec<PortItem>,
    /// `metrics=tcp/9102`.
    pub named_ports: Vec<(Name, PortItem)>,
    /// Alternatives; none for the shorthand selector.
    pub selector: Option<Vec<Selector>>,
}

/// Requirements that hold together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selector {
    /// The requirements.
    pub requirements: Vec<Requirement>,
    /// The place.
    pub span: Span,
}

/// One requirement on a label, in kubectl's `-l` syntax.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// The label key.
    pub key: Name,
    /// The test.
    pub operator: Operator,
    /// The place.
    pub span: Span,
}

/// Tests on a label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operator {
    /// `k=v`, `k==v`.
    Equals(Name),
    /// `k!=v`: also true where the label is absent.
    NotEquals(Name),
    /// `k in (a, b)`.
    In(Vec<Name>),
    /// `k notin (a, b)`: also true where the label is absent.
    NotIn(Vec<Name>),
    /// `k`.
    Exists,
    /// `!k`.
    DoesNotExist,
}

/// `net corp = 10.0.0.0/8 except 10.66.0.0/16, 192.168.0.0/16`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Net {
    /// Its name.
    pub name: Name,
    /// Its addresses.
    pub addresses: Vec<Address>,
}

/// `port https = tcp/443`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Port {
    /// Its name.
    pub name: Name,
    /// What it stands for.
    pub ports: Vec<PortItem>,
}

/// `service pg = db tcp/5432`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Its name.
    pub name: Name,
    /// Its endpoints.
    pub endpoints: Vec<Endpoint>,
    /// Its ports.
    pub ports: Vec<PortItem>,
}

/// An address block as written: `10.0.0.0/8 except (10.6.0.0/16, 10.7.0.0/16)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// The address or CIDR, as written; `lower` reads it.
    pub text: EcoString,
    /// The place of the address alone.
    pub span: Span,
    /// What is cut out: text and place.
    pub except: Vec<(EcoString, Span)>,
}

/// An end of a flow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// What it names.
    pub kind: EndpointKind,
    /// The place.
    pub span: Span,
}

/// The forms of an endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EndpointKind {
    /// `backend`, `prod/backend`: a segment, net or service, or `dns`, `apiserver`, `nodes`.
    Name {
        /// The zone; a glob in assertions.
        zone: Option<Name>,
        /// The name.
        name: Name,
    },
    /// `*`, `prod/*`: every pod of a zone.
    Every {
        /// The zone; a glob in assertions.
        zone: Option<Name>,
    },
    /// `cluster`.
    Cluster,
    /// `internet`.
    Internet,
    /// `anywhere`.
    Anywhere,
    /// `10.0.0.0/8 except 10.6.0.0/16`.
    Address(Address),
    /// `host "api.github.com"`.
    Host(Text),
}

/// Ports as written, one item between blanks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortItem {
    /// What it names.
    pub kind: PortKind,
    /// The place.
    pub span: Span,
}

/// The forms of a port item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PortKind {
    /// `any`: every port and protocol.
    Any,
    /// `tcp`: all of a protocol.
    Protocol(Protocol),
    /// `tcp/80,443,8000-8100,http`.
    Ports(Protocol, Vec<PortValue>),
    /// `https`: a declared port, or a segment's named one.
    Name(Name),
    /// `icmp`, which NetworkPolicy can't say.
    Icmp,
}

/// One value behind a protocol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortValue {
    /// The number, range or container port name.
    pub kind: PortValueKind,
    /// The place.
    pub span: Span,
}

/// The forms of a port value. Numbers are as written, to be checked by `lower`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PortValueKind {
    /// `80`; saturated at `u32::MAX`.
    Number(u32),
    /// `8000-8100`.
    Range(u32, u32),
    /// `http`: a port name of the pod.
    Named(EcoString),
}

/// `frontend, worker -> backend tcp/8080 egress only because "…" until 2027-06-30`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    /// Who connects.
    pub from: Vec<Endpoint>,
    /// The arrow.
    pub arrow: Arrow,
    /// The place of the arrow.
    pub arrow_span: Span,
    /// Who is connected to.
    pub to: Vec<Endpoint>,
    /// On which ports.
    pub ports: Vec<PortItem>,
    /// `egress only`, `ingress only`.
    pub half: Option<(Half, Span)>,
    /// Its clauses.
    pub clauses: Clauses,
}

/// Arrows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrow {
    /// `->`.
    To,
    /// `<->`.
    Both,
    /// `->>`: by hopping too; in assertions only.
    Hops,
}

/// One half of a flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Half {
    /// At the sources.
    Egress,
    /// At the destinations.
    Ingress,
}

/// `because "…"` and `until DATE`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clauses {
    /// The reason.
    pub because: Option<Text>,
    /// The last day.
    pub until: Option<Date>,
}

/// `account deployer`, `extern account x in shop-api`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Somebody else's: never emitted.
    pub external: bool,
    /// Its name.
    pub name: Name,
    /// The namespace, for a zone with several.
    pub namespace: Option<Name>,
}

/// `user alice = "alice@example.com"`, `group dev = "oidc:dev"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    /// The name in the program.
    pub name: Name,
    /// The name that the API server sees.
    pub identity: Text,
}

/// `role pod-viewer can read pods`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// Its name.
    pub name: Name,
    /// What it may.
    pub permission: Permission,
}

/// `resource certificates.cert-manager.io namespaced sub status verbs get, list`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    /// `plural.group`.
    pub name: Name,
    /// Whether its objects live in namespaces.
    pub namespaced: bool,
    /// Its subresources.
    pub subresources: Vec<Name>,
    /// Its verbs; empty for the standard eight.
    pub verbs: Vec<Name>,
}

/// A subject of a grant: `deployer`, `monitoring/prometheus`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectName {
    /// The zone; a glob in assertions.
    pub zone: Option<Name>,
    /// The name.
    pub name: Name,
    /// The place of both.
    pub span: Span,
}

/// Verbs on resources, perhaps of some names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permission {
    /// Verbs and intents.
    pub verbs: Vec<Verb>,
    /// Resources.
    pub resources: Vec<ResourceItem>,
    /// `named a, b`.
    pub names: Vec<Name>,
    /// From the first verb to the last name.
    pub span: Span,
}

/// A verb or an intent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verb {
    /// The word.
    pub kind: VerbKind,
    /// The place.
    pub span: Span,
}

/// The forms of a verb.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VerbKind {
    /// `get`, `read`, `exec`: a Kubernetes verb or an intent.
    Word(EcoString),
    /// `all`: every verb the resource serves.
    All,
    /// `verb "x"`: a verb that no table lists.
    Custom(Text),
    /// `"*"`: RBAC's own wildcard.
    Wildcard,
}

/// A resource of a grant, with what is taken out of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceItem {
    /// What it names.
    pub kind: ResourceKind,
    /// `except x`, `except (x, y)`.
    pub except: Vec<Name>,
    /// The place, without the `except`.
    pub span: Span,
}

/// The forms of a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ResourceKind {
    /// `pods`, `deployments.apps`, `pods/log`, `pods/*`: as written.
    Plain(EcoString),
    /// `all of apps`: every resource of a group.
    AllOf(Name),
    /// `"*"`, `"*/scale"`: RBAC's own wildcards.
    Wildcard(EcoString),
    /// `"/metrics"`: a URL path.
    Url(EcoString),
}

/// Where a grant holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// The enclosing zone.
    Here,
    /// `in prod, staging-*`.
    Zones(Vec<Name>),
    /// `cluster-wide`, with its place.
    ClusterWide(Span),
}

/// `deployer can get, list deployments in prod because "…"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Who.
    pub subjects: Vec<SubjectName>,
    /// What.
    pub permission: Permission,
    /// Where.
    pub scope: Scope,
    /// Its clauses.
    pub clauses: Clauses,
}

/// `oncall has pod-viewer, clusterrole view in prod`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Has {
    /// Who.
    pub subjects: Vec<SubjectName>,
    /// Which roles.
    pub roles: Vec<RoleName>,
    /// Where.
    pub scope: Scope,
    /// Its clauses.
    pub clauses: Clauses,
}

/// A role that is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleName {
    /// A ClusterRole that exists already: `clusterrole view`.
    pub cluster_role: bool,
    /// Its name.
    pub name: Name,
}

/// `never a -> b`, `only oncall can read secrets`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assertion {
    /// The assertion word.
    pub word: AssertionWord,
    /// What it is about.
    pub claim: Claim,
}

/// The four words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AssertionWord {
    /// No such connection is possible; nobody holds it.
    Never,
    /// Every such connection is allowed; it is held.
    Always,
    /// Nobody else can.
    Only,
    /// Nothing else is possible.
    Confine,
}

/// The sentence of an assertion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// `A -> B p`, `A ->> B`.
    Flow(Flow),
    /// `S can V R`.
    Grant(Grant),
}

/// `lint deny any-port, any-peer`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lint {
    /// `allow`, `warn` or `deny`, to be checked by `lower`.
    pub level: Name,
    /// The names or codes of lints.
    pub names: Vec<Name>,
}

/// `pods restricted@v1.34, warn restricted, audit baseline`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pods {
    /// The enforced level.
    pub enforce: PodsLevel,
    /// `warn LEVEL`.
    pub warn: Option<PodsLevel>,
    /// `audit LEVEL`.
    pub audit: Option<PodsLevel>,
}

/// A level of the Pod Security Standards, to be checked by `lower`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PodsLevel {
    /// `privileged`, `baseline`, `restricted`.
    pub level: Name,
    /// `v1.34` of `@v1.34`, or `latest`.
    pub version: Option<Name>,
}

/// `requests.cpu=20`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quota {
    /// The resource.
    pub resource: Name,
    /// The amount, as written.
    pub amount: Name,
}

/// `without dns`, `without api`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Without {
    /// DNS doesn't follow flows here.
    Dns,
    /// The API doesn't follow grants here.
    Api,
}

/// `exclusive`, `assume exclusive`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exclusive {
    /// Guards keep a pod from being of two segments.
    Guarded,
    /// It is stated, without guards.
    Assumed,
}
