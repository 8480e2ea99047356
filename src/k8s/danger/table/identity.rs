//! Rights that give other rights: roles, identities, tokens and certificates.

use super::super::deed::{Deed, in_namespaces, of_cluster};
use super::super::{Entry, Kind, Severity};
use super::{ALTER, CHANGE, RBAC, WRITE, entry};
use Severity::{Critical, High, Medium};

const AUTHENTICATION: &str = "authentication.k8s.io";
const CERTIFICATES: &str = "certificates.k8s.io";

/// Reading Secrets.
pub const SECRETS_READ: &[Deed] = &[in_namespaces("", "secrets", &["get", "list", "watch"])];

pub(super) const ENTRIES: &[Entry] = &[
    entry(
        Kind::Escalate,
        High,
        "put rights into a role that they don't hold themselves",
        &[
            of_cluster(RBAC, "clusterroles", &["escalate"]),
            in_namespaces(RBAC, "roles", &["escalate"]),
        ],
    ),
    entry(
        Kind::Bind,
        High,
        "give away a role with rights that they don't hold themselves",
        &[
            of_cluster(RBAC, "clusterroles", &["bind"]).also_in_namespaces(),
            in_namespaces(RBAC, "roles", &["bind"]),
        ],
    ),
    entry(
        Kind::RbacWrite,
        High,
        "give the rights that they hold to others, or take rights away",
        &[
            of_cluster(RBAC, "clusterroles", WRITE),
            of_cluster(RBAC, "clusterrolebindings", WRITE),
            in_namespaces(RBAC, "roles", WRITE),
            in_namespaces(RBAC, "rolebindings", WRITE),
        ],
    ),
    entry(
        Kind::Impersonate,
        Critical,
        "act with the rights of whoever they name",
        &[
            of_cluster("", "users", &["impersonate"]),
            of_cluster("", "groups", &["impersonate"]),
            in_namespaces("", "serviceaccounts", &["impersonate"]),
        ],
    ),
    entry(
        Kind::Impersonate,
        Medium,
        "add to an identity that they take what authorizers and webhooks may trust",
        &[
            of_cluster(AUTHENTICATION, "userextras/*", &["impersonate"]),
            of_cluster(AUTHENTICATION, "uids", &["impersonate"]),
        ],
    ),
    entry(
        Kind::AccountToken,
        Critical,
        "get a token of any ServiceAccount",
        &[in_namespaces("", "serviceaccounts/token", &["create"])],
    )
    .named("get a token of each ServiceAccount that is named"),
    entry(Kind::SecretsRead, Critical, "read the content of every Secret", SECRETS_READ),
    entry(
        Kind::TokenSecret,
        High,
        "turn a Secret into a token of any ServiceAccount",
        &[in_namespaces("", "secrets", &["patch"])],
    ),
    entry(
        Kind::TrustBundleWrite,
        High,
        "decide which certificates the cluster's workloads trust",
        &[of_cluster(CERTIFICATES, "clustertrustbundles", CHANGE)],
    ),
    entry(
        Kind::AccountsWrite,
        High,
        "give the pods of any ServiceAccount another identity in the cloud",
        &[in_namespaces("", "serviceaccounts", ALTER)],
    )
    .named("give the pods of each ServiceAccount that is named another identity in the cloud"),
];
