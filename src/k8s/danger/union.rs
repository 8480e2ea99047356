//! Rights that are dangerous together, though they stand in different rules.

use super::deed::{Allowed, Deed, in_namespaces, of_cluster};
use super::index::Index;
use super::{Kind, Narrowed, Place, Severity, narrowed};
use k8s_openapi::api::rbac::v1::PolicyRule;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

const RBAC: &str = "rbac.authorization.k8s.io";
const CERTIFICATES: &str = "certificates.k8s.io";
const CHANGE: &[&str] = &["create", "update", "patch"];
const ALTER: &[&str] = &["update", "patch"];

/// Deeds that come to something once each part of them is allowed.
#[derive(Debug)]
pub struct Union {
    /// What they are good for.
    pub kind: Kind,
    /// What who may do them can do, as the end of "who can do this can …".
    pub so: &'static str,
    /// The same where a rule names the objects of the first part.
    so_named: Option<&'static str>,
    severity: Severity,
    parts: &'static [&'static [Deed]],
}

/// Every union; of one kind the worse stands first.
static UNIONS: &[Union] = &[
    Union {
        kind: Kind::Escalate,
        severity: Severity::Critical,
        so: "give themselves any right, in a role that they hold",
        so_named: None,
        parts: &[
            &[of_cluster(RBAC, "clusterroles", &["escalate"])],
            &[of_cluster(RBAC, "clusterroles", CHANGE)],
        ],
    },
    Union {
        kind: Kind::Escalate,
        severity: Severity::Critical,
        so: "give themselves any right, in a role that they hold",
        so_named: None,
        parts: &[
            &[in_namespaces(RBAC, "roles", &["escalate"])],
            &[in_namespaces(RBAC, "roles", CHANGE)],
        ],
    },
    Union {
        kind: Kind::Bind,
        severity: Severity::Critical,
        so: "bind themselves to a role that they don't hold, `cluster-admin` too",
        so_named: Some("bind themselves to a role that they don't hold, of those that are named"),
        parts: &[
            &[of_cluster(RBAC, "clusterroles", &["bind"]).also_in_namespaces()],
            &[
                of_cluster(RBAC, "clusterrolebindings", CHANGE),
                in_namespaces(RBAC, "rolebindings", CHANGE),
            ],
        ],
    },
    Union {
        kind: Kind::Bind,
        severity: Severity::Critical,
        so: "bind themselves to a role that they don't hold",
        so_named: Some("bind themselves to a role that they don't hold, of those that are named"),
        parts: &[
            &[in_namespaces(RBAC, "roles", &["bind"])],
            &[in_namespaces(RBAC, "rolebindings", CHANGE)],
        ],
    },
    Union {
        kind: Kind::TokenSecret,
        severity: Severity::Critical,
        so: "make a Secret that becomes a token of any ServiceAccount, and read it",
        so_named: None,
        parts: &[
            &[in_namespaces("", "secrets", &["create"])],
            &[in_namespaces("", "secrets", &["get", "list", "watch"])],
        ],
    },
    Union {
        kind: Kind::CertificateApproval,
        severity: Severity::Critical,
        so: "get a client certificate for any name and group that the signer signs",
        so_named: None,
        parts: &[
            &[of_cluster(CERTIFICATES, "certificatesigningrequests/approval", ALTER)],
            &[of_cluster(CERTIFICATES, "signers", &["approve"])],
            &[of_cluster(CERTIFICATES, "certificatesigningrequests", &["create"])],
        ],
    },
    Union {
        kind: Kind::CertificateApproval,
        severity: Severity::High,
        so: "approve a client certificate for any name and group that somebody asks for",
        so_named: None,
        parts: &[
            &[of_cluster(CERTIFICATES, "certificatesigningrequests/approval", ALTER)],
            &[of_cluster(CERTIFICATES, "signers", &["approve"])],
        ],
    },
    Union {
        kind: Kind::CertificateSigning,
        severity: Severity::Critical,
        so: "issue certificates that clients of the signer trust",
        so_named: None,
        parts: &[
            &[of_cluster(CERTIFICATES, "signers", &["sign"])],
            &[
                of_cluster(CERTIFICATES, "certificatesigningrequests/status", ALTER),
                in_namespaces(CERTIFICATES, "podcertificaterequests/status", ALTER),
            ],
        ],
    },
    Union {
        kind: Kind::TrustBundleWrite,
        severity: Severity::Critical,
        so: "decide which certificates clients of the signer trust",
        so_named: None,
        parts: &[
            &[of_cluster(CERTIFICATES, "signers", &["attest"])],
            &[of_cluster(CERTIFICATES, "clustertrustbundles", CHANGE)],
        ],
    },
];

/// Whether a rule can be a part of a union.
#[must_use]
pub fn is_part(rule: &PolicyRule, place: Place<'_>, minor: u32) -> bool {
    static INDEX: LazyLock<Index<&Deed>> = LazyLock::new(|| {
        let deeds = UNIONS.iter().flat_map(|union| union.parts).copied().flatten();
        Index::of(deeds.map(|deed| (deed, std::iter::once(deed))))
    });
    INDEX.near(rule).any(|deed| deed.allowed(rule, place, minor).is_some())
}

/// A rule that a subject holds.
#[derive(Debug, Clone, Copy)]
pub struct Held<'a, T> {
    /// The rule.
    pub rule: &'a PolicyRule,
    /// Where it holds.
    pub place: Place<'a>,
    /// What it comes from.
    pub from: T,
}

/// A union that a subject holds.
#[derive(Debug, Clone)]
pub struct Whole<'a, T> {
    /// Which.
    pub union: &'static Union,
    /// How bad it is.
    pub severity: Severity,
    /// Where all of its parts hold.
    pub place: Place<'a>,
    /// What its parts come from, with the requests.
    pub parts: Vec<(T, Allowed)>,
    /// Whether rules name the objects of the first part.
    confined: bool,
}

impl<T> Whole<'_, T> {
    /// What who has it can do, as the end of "who can do this can …".
    #[must_use]
    pub fn so(&self) -> &'static str {
        self.union.so_named.filter(|_| self.confined).unwrap_or(self.union.so)
    }
}

/// The unions in what one subject holds in Kubernetes 1.`minor`: cluster-wide, or else in each namespace.
pub fn together<'a, T: Copy>(held: &[Held<'a, T>], minor: u32) -> Vec<Whole<'a, T>> {
    UNIONS.iter().flat_map(|union| union.within(held, minor)).collect()
}

/// A rule that allows a part, and what of it.
struct Hit<'a, T> {
    held: Held<'a, T>,
    allowed: Allowed,
}

/// The rules that allow a part, by where they hold; none for the cluster.
type Hits<'a, T> = BTreeMap<Option<&'a str>, Vec<Hit<'a, T>>>;

impl Union {
    fn within<'a, T: Copy>(&'static self, held: &[Held<'a, T>], minor: u32) -> Vec<Whole<'a, T>> {
        let mut parts: Vec<Hits<'a, T>> = Vec::new();
        for deeds in self.parts {
            let mut hits = Hits::new();
            for held in held {
                let mut allowed =
                    deeds.iter().filter_map(|deed| deed.allowed(held.rule, held.place, minor));
                if let Some(allowed) = allowed.next() {
                    let hit = Hit { held: *held, allowed };
                    hits.entry(namespace(held.place)).or_default().push(hit);
                }
            }
            if hits.is_empty() {
                return Vec::new();
            }
            parts.push(hits);
        }
        if let Some(whole) = self.at(Place::Cluster, &parts) {
            return vec![whole];
        }
        let namespaces: BTreeSet<_> = parts.iter().flat_map(Hits::keys).flatten().collect();
        let places = namespaces.into_iter().map(|name| Place::Namespace(name));
        places.filter_map(|place| self.at(place, &parts)).collect()
    }

    /// The union in one place: of each part a rule that holds there, without names where there is one.
    fn at<'a, T: Copy>(
        &'static self,
        place: Place<'a>,
        parts: &[Hits<'a, T>],
    ) -> Option<Whole<'a, T>> {
        let mut severity = if place.is_system() { self.severity } else { self.severity.lower() };
        let wide = |hit: &&Hit<'a, T>| {
            let allowed = std::slice::from_ref(&hit.allowed);
            matches!(narrowed(self.kind, hit.held.rule, allowed), Narrowed::No)
        };
        let (mut chosen, mut confined) = (Vec::new(), false);
        for hits in parts {
            let own = namespace(place).and_then(|name| hits.get(&Some(name)));
            let here = || hits.get(&None).into_iter().chain(own).flatten();
            let unnamed = here().find(wide);
            if unnamed.is_none() {
                severity = severity.lower();
                confined |= chosen.is_empty();
            }
            let hit = unnamed.or_else(|| here().next())?;
            chosen.push((hit.held.from, hit.allowed.clone()));
        }
        Some(Whole { union: self, severity, place, parts: chosen, confined })
    }
}

const fn namespace(place: Place<'_>) -> Option<&str> {
    match place {
        Place::Namespace(name) => Some(name),
        Place::Cluster => None,
    }
}
