//! Pods, what makes them, and ways into them.

use super::super::deed::{Deed, in_namespaces};
use super::super::{Entry, Kind, Severity};
use super::{ALTER, CHANGE, PROXY, entry};
use Severity::{Critical, High, Low, Medium};

/// Making pods.
pub const PODS: &[Deed] = &[in_namespaces("", "pods", &["create"])];

/// Making what makes pods from a template, or changing that.
pub const WORKLOADS: &[Deed] = &[
    in_namespaces("apps", "deployments", CHANGE),
    in_namespaces("apps", "daemonsets", CHANGE),
    in_namespaces("apps", "statefulsets", CHANGE),
    in_namespaces("apps", "replicasets", CHANGE),
    in_namespaces("batch", "cronjobs", CHANGE),
    in_namespaces("batch", "jobs", &["create"]),
    in_namespaces("", "replicationcontrollers", CHANGE),
];

/// Changing pods that run.
pub const PODS_CHANGE: &[Deed] = &[in_namespaces("", "pods", ALTER)];

/// Adding containers to pods that run.
pub const EPHEMERAL: &[Deed] = &[in_namespaces("", "pods/ephemeralcontainers", ALTER)];

/// Commands in containers.
pub const EXEC: &[Deed] = &[
    in_namespaces("", "pods/exec", &["create"]).connects(),
    in_namespaces("", "pods/attach", &["create"]).connects(),
];

/// Connections into pods.
pub const CONNECT: &[Deed] = &[
    in_namespaces("", "pods/portforward", &["create"]).connects(),
    in_namespaces("", "pods/proxy", PROXY),
    in_namespaces("", "services/proxy", PROXY),
];

pub(super) const ENTRIES: &[Entry] = &[
    entry(Kind::PodsCreate, High, "run a pod as any ServiceAccount and with any Secret", PODS),
    // In its own namespace it is what a deployer is for.
    entry(
        Kind::WorkloadsWrite,
        High,
        "run pods as any ServiceAccount and with any Secret",
        WORKLOADS,
    )
    .in_one(Low),
    entry(Kind::PodsChange, High, "run an image of their own in a pod", PODS_CHANGE).or(EPHEMERAL),
    entry(
        Kind::PodsChange,
        Medium,
        "take the resources of a pod away, or give it those of others",
        &[in_namespaces("", "pods/resize", ALTER)],
    ),
    entry(
        Kind::PodsExec,
        Critical,
        "run commands with the account and the Secrets of every pod",
        EXEC,
    )
    .named("run commands with the account and the Secrets of each pod that is named"),
    entry(
        Kind::PodsConnect,
        High,
        "reach every port of every pod past the network policies",
        CONNECT,
    )
    .named("reach every port of each pod and Service that is named past the network policies"),
    entry(
        Kind::StatusWrite,
        Medium,
        "send the traffic of a Service to an address of their own",
        &[in_namespaces("", "pods/status", ALTER), in_namespaces("", "services/status", ALTER)],
    ),
    entry(
        Kind::PodsMove,
        Medium,
        "put a pod on a node of their choice, or drive it away",
        &[
            in_namespaces("", "pods/eviction", &["create"]),
            in_namespaces("", "pods/binding", &["create"]),
            in_namespaces("", "bindings", &["create"]),
        ],
    ),
    entry(
        Kind::EventsDelete,
        Medium,
        "remove the traces of what they did",
        &[
            in_namespaces("", "events", &["delete", "deletecollection"]),
            in_namespaces("events.k8s.io", "events", &["delete", "deletecollection"]),
        ],
    ),
    entry(
        Kind::QuotaWrite,
        Medium,
        "lift the limits on what a namespace uses, or starve what runs there",
        &[
            in_namespaces("", "resourcequotas", super::WRITE),
            in_namespaces("", "limitranges", super::WRITE),
        ],
    ),
];
